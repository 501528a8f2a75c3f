"""HEADER and the start tags around the records.

Filled:  CATALOG_ID with the supplier's GLN, CATALOG_VERSION with 1.0, CATALOG_NAME with the
         supplier's name, BUYER_NAME with `-` (a catalogue for anybody), where they must be there
         and the source names none.
Lost:    what a header of another format says in its own words; of one of BMEcat the blocks between
         header and records, addresses but those of the ETIM guideline, prices' flags and validity.
"""

from __future__ import annotations

from typing import Any

from sluis import __version__
from sluis.codelists import languages
from sluis.codelists.bmecat import allows, written_language
from sluis.entities import Json
from sluis.errors import Refused
from sluis.formats._account import Account, Part
from sluis.formats._format import Target, Why
from sluis.formats._xml_out import DECLARATION, attribute, clean, element, escaped
from sluis.formats.bmecat import _context
from sluis.formats.bmecat._context import children, first
from sluis.formats.bmecat._dialect import BMECAT_12, BMECAT_2005, ETIM_31, ETIM_50
from sluis.formats.bmecat._writing import Ground
from sluis.model import Entity, Header, Transaction

_VERSIONS = {ETIM_50: "2005", ETIM_31: "2005", BMECAT_2005: "2005", BMECAT_12: "1.2"}
_NAMESPACES = {
    ETIM_50: "https://www.etim-international.com/bmecat/50",
    ETIM_31: "http://www.etim-international.com/bmecat/31",
    BMECAT_2005: "http://www.bmecat.org/bmecat/2005fd",
}
_NAMESPACE_12 = "http://www.bmecat.org/bmecat/1.2/bmecat_"
"""Documents have this one, which is not that of the published schemas."""

_GUIDELINES = {ETIM_50: "5.0", ETIM_31: "3.1"}
LONGEST_NAME = 50
"""Characters of a company's name."""

_LONGEST_CATALOGUE_NAME = 100
_LONGEST_ID = 20
_ANYBODY = "-"
_ADDRESS = ("CONTACT", "STREET", "ZIP", "CITY", "COUNTRY", "VAT_ID", "EMAIL", "URL")
_KNOWN = {*_ADDRESS, "type"}
_ADDRESS_LIMITS = {"ZIP": 20, "EMAIL": 255, "URL": 255}
_SAID: dict[str, frozenset[str]] = {
    "GENERATOR_INFO": frozenset(),
    "CATALOG": frozenset(
        {
            "LANGUAGE",
            "CATALOG_ID",
            "CATALOG_VERSION",
            "CATALOG_NAME",
            "DATETIME",
            "GENERATION_DATE",
            "TERRITORY",
            "CURRENCY",
            "MIME_ROOT",
        }
    ),
    "BUYER": frozenset({"BUYER_ID", "BUYER_NAME"}),
    "SUPPLIER": frozenset({"SUPPLIER_ID", "SUPPLIER_NAME", "ADDRESS"}),
    "USER_DEFINED_EXTENSIONS": frozenset({"UDX.EDXF.VERSION"}),
}
"""What of a BMEcat header is written, or made anew."""

_UPDATES = {Transaction.UPDATE_PRODUCTS, Transaction.UPDATE_PRICES}


def opening(ground: Ground, header: Header, target: Target) -> str:
    """The document up to its first record; what is lost and filled in is told.

    Raises:
        Refused: it is not known whose catalogue it is, or from when.
    """
    if header.generated_on is None and ground.dialect in _GUIDELINES:
        raise Refused("a catalogue of the ETIM guideline needs a generation date")
    account = Account(target, "", "")
    typed = {name: getattr(header, name) for name in header.__struct_fields__}
    known = account.part(Entity.DOCUMENT, typed)
    known.values["catalogue"] = None
    _open_unsaid(account, header)
    head = _Head(ground, known, header.catalogue if header.format.startswith("bmecat") else {})
    inner = element("GENERATOR_INFO", f"Sluis {__version__}") + head.catalog() + head.buyer()
    inner += head.supplier() + head.version()
    account.close()
    version = attribute("version", _VERSIONS[ground.dialect])
    root = f"<BMECAT{attribute('xmlns', _namespace(ground))}{version}>"
    return f"{DECLARATION}{root}\n{element('HEADER', inner)}\n{_transaction(ground, header)}\n"


def closing(ground: Ground) -> str:
    """The end of the document."""
    return f"</{ground.transaction}>\n</BMECAT>\n"


def _namespace(ground: Ground) -> str:
    if ground.dialect == BMECAT_12:
        return _NAMESPACE_12 + ground.transaction.removeprefix("T_").lower()
    return _NAMESPACES[ground.dialect]


def _transaction(ground: Ground, header: Header) -> str:
    if ground.transaction not in _UPDATES:
        return f"<{ground.transaction}>"
    before = header.catalogue.get(ground.transaction)
    number = str(before.get("@prev_version", "0")) if isinstance(before, dict) else "0"
    number = number if number.isascii() and number.isdecimal() else "0"
    return f"<{ground.transaction}{attribute('prev_version', number)}>"


class _Head:
    """The header while it is written: its typed fields, and its own words when it is of BMEcat."""

    def __init__(self, ground: Ground, known: Part, own: Json) -> None:
        self._ground = ground
        self._known = known
        self._own = own
        self._guided = ground.dialect in _GUIDELINES
        for name in ("format", "version", "dialect", "transaction", "mutation", "entities"):
            known.values.pop(name)

    def catalog(self) -> str:
        own = first(self._own.get("CATALOG"))
        inner = self._languages()
        inner += element("CATALOG_ID", escaped(self._identifier(own)))
        inner += element("CATALOG_VERSION", escaped(self._version_of(own)))
        inner += self._names(own)
        inner += self._date() + self._codes("territories", "country", "TERRITORY")
        inner += self._codes("currency", "currency", "CURRENCY") + self._mime_roots(own)
        return element("CATALOG", inner)

    def buyer(self) -> str:
        own = first(self._own.get("BUYER"))
        name = self._text(own, "BUYER_NAME", LONGEST_NAME)
        if name is None and not self._guided:
            return ""
        if name is None:
            self._known.tell("catalogue.BUYER.BUYER_NAME", _ANYBODY, Why.FILLED)
        numbers = {
            _context.attribute(one, "type") or "buyer_specific": _context.text(one)
            for one in children(own, "BUYER_ID")
        }
        most = 2 if self._ground.dialect == ETIM_50 else 1
        inner = self._numbers("BUYER_ID", numbers, most, "catalogue.BUYER.BUYER_ID")
        return element("BUYER", inner + element("BUYER_NAME", escaped(name or _ANYBODY)))

    def supplier(self) -> str:
        gln, given = self._known.take("supplier_gln"), self._known.take("supplier_ids") or {}
        named = {"gln" if kind == "iln" else kind: number for kind, number in given.items()}
        numbers = ({"gln": gln} | named | {"gln": gln}) if gln else named
        inner = self._numbers("SUPPLIER_ID", numbers, 2 if self._guided else None, "supplier_ids")
        inner += element("SUPPLIER_NAME", escaped(self._supplier_name(fill=True)))
        return element("SUPPLIER", inner + self._address())

    def version(self) -> str:
        guideline = _GUIDELINES.get(self._ground.dialect, "")
        return element("USER_DEFINED_EXTENSIONS", element("UDX.EDXF.VERSION", guideline))

    def _languages(self) -> str:
        self._known.take("default_language")
        found = element("LANGUAGE", self._written(self._ground.language), self._default())
        for code in self._known.take("languages") or []:
            if code == self._ground.language:
                continue
            if self._ground.monolingual or written_language(code) is None:
                self._known.tell("languages", code, Why.NO_PLACE)
            else:
                found += element("LANGUAGE", self._written(code))
        return found

    def _default(self) -> str:
        return "" if self._ground.monolingual else attribute("default", "true")

    def _written(self, code: str) -> str:
        return written_language(code) or _context.UNDETERMINED

    def _identifier(self, own: Any) -> str:
        found = _context.text(first(children(own, "CATALOG_ID")))
        if found and len(found) <= _LONGEST_ID:
            return clean(found)
        made = self._known.was("supplier_gln") or "catalogue"
        self._known.tell("catalogue.CATALOG.CATALOG_ID", found or made, _why(found))
        return str(made)[:_LONGEST_ID]

    def _version_of(self, own: Any) -> str:
        found = _context.text(first(children(own, "CATALOG_VERSION")))
        if allows(self._ground.dialect, "version", found):
            return found
        self._known.tell("catalogue.CATALOG.CATALOG_VERSION", found or "1.0", _why(found))
        return "1.0"

    def _supplier_name(self, *, fill: bool) -> str:
        name, gln = self._known.was("supplier_name"), self._known.was("supplier_gln")
        found = clean(name or gln or "")[:LONGEST_NAME].rstrip()
        if not found:
            raise Refused("a BMEcat must say whose catalogue it is: give the GLN of the supplier")
        if fill and self._known.take("supplier_name") != found:
            self._known.tell("supplier_name", name or found, Why.CUT if name else Why.FILLED)
        return found

    def _names(self, own: Any) -> str:
        """The catalogue's name in each language, else that of the supplier."""
        found = ""
        for one in children(own, "CATALOG_NAME"):
            code = _context.attribute(one, "lang") or ""
            language = (languages.two_letter(code) or code) or self._ground.language
            same = language == self._ground.language
            text = clean(_context.text(one))[:_LONGEST_CATALOGUE_NAME].rstrip()
            if (self._ground.monolingual and found) or not (same or written_language(language)):
                self._known.tell("catalogue.CATALOG.CATALOG_NAME", one, Why.NO_PLACE)
            else:
                lang = "" if same else attribute("lang", self._written(language))
                found += element("CATALOG_NAME", escaped(text), lang)
        return found or element("CATALOG_NAME", escaped(self._supplier_name(fill=False)))

    def _date(self) -> str:
        day = self._known.take("generated_on")
        inner = element("DATE", day.isoformat()) if day is not None else ""
        return element("DATETIME", inner, attribute("type", "generation_date"))

    def _codes(self, field: str, name: str, tag: str) -> str:
        found = ""
        value = self._known.take(field) or []
        for code in value if isinstance(value, list) else [value]:
            if allows(self._ground.dialect, name, code):
                found += element(tag, code)
            else:
                self._known.tell(field, code, Why.NOT_ALLOWED)
        return found

    def _mime_roots(self, own: Any) -> str:
        """Below these the sources of attachments are; a receiver joins them as we would."""
        roots = self._ground.context.mime_roots
        found = ""
        for code, root in roots.items():
            if self._ground.monolingual and found:
                self._known.tell("catalogue.CATALOG.MIME_ROOT", root, Why.NO_PLACE)
                continue
            same = code == self._ground.language
            lang = "" if same else attribute("lang", self._written(code))
            found += element("MIME_ROOT", escaped(clean(root)), lang)
        return found

    def _numbers(self, tag: str, numbers: Json, most: int | None, field: str) -> str:
        found: list[str] = []
        for kind, number in numbers.items():
            known = self._ground.dialect != ETIM_50 or allows(ETIM_50, "party", kind)
            if known and (most is None or len(found) < most):
                found.append(element(tag, escaped(clean(number)), attribute("type", kind)))
            else:
                self._known.tell(field, f"{kind} {number}", Why.NO_PLACE)
        return "".join(found)

    def _address(self) -> str:
        """That of the ETIM guideline, which has its own short form and wants an EMAIL."""
        own = first(children(first(self._own.get("SUPPLIER")), "ADDRESS"))
        texts = {tag: _context.text(first(children(own, tag))) for tag in _ADDRESS}
        parts = own.items() if isinstance(own, dict) else ()
        other = {tag: text for tag, text in parts if tag.lstrip("@") not in _KNOWN}
        if other:
            self._known.tell("catalogue.SUPPLIER.ADDRESS", other, Why.NO_PLACE)
        if not any(texts.values()):
            return ""
        if not self._guided or not texts["EMAIL"]:
            said = {tag: text for tag, text in texts.items() if text}
            self._known.tell("catalogue.SUPPLIER.ADDRESS", said, Why.NO_PLACE)
            return ""
        inner = "".join(
            element(tag, escaped(clean(text)[: _ADDRESS_LIMITS.get(tag, LONGEST_NAME)]))
            for tag, text in texts.items()
        )
        return element("ADDRESS", inner, attribute("type", "supplier"))

    def _text(self, own: Any, tag: str, longest: int) -> str | None:
        return clean(_context.text(first(children(own, tag))))[:longest].rstrip() or None


def _open_unsaid(account: Account, header: Header) -> None:
    """Open what of the header's own words is not written, to be told when the account is closed."""
    own = header.catalogue
    if not header.format.startswith("bmecat"):
        account.part(Entity.DOCUMENT, own, "catalogue")
        return
    rest = {name: value for name, value in own.items() if not name.startswith(("BMECAT", "T_"))}
    for name, said in _SAID.items():
        inner = first(rest.pop(name, None))
        if isinstance(inner, dict):
            left = {part: value for part, value in inner.items() if part not in said}
            account.part(Entity.DOCUMENT, left, f"catalogue.{name}")
    account.part(Entity.DOCUMENT, rest, "catalogue")


def _why(found: str) -> Why:
    return Why.CHANGED if found else Why.FILLED
