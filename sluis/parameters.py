"""`parameters.xml` of a delivery: what its sender asks for beside the data. Pure.

Source:  "Process parameters" of the 2BA documentation (as of 2024): UCProcessParameters.
Shape:   one element per parameter, case-sensitive, in any order; the namespace does not matter.
Odd:     an unknown element or an impossible value is a finding, and the parameter is as if it were
         not there. A file that cannot be read refuses the delivery: it may have asked to leave
         alone what would be changed.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import msgspec
from lxml import etree

from sluis.checks import rules
from sluis.codelists import mime
from sluis.errors import UnreadableFile
from sluis.mail_addresses import is_address
from sluis.model import Entity, Finding, Mutation

FILE_NAME = "parameters.xml"
ROOT = "UCProcessParameters"
LONGEST_FILE = 1 << 20
LONGEST_TEXT = 255
MOST_ADDRESSES = 20
ALL_CODES = "*"


class Attachments(StrEnum):
    """What becomes of stored attachments that a delivery does not have."""

    KEEP = "keep"
    REMOVE = "remove"


class Parameters(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for; an absent parameter has its standard value.

    `mutation` is only given when the sender overrules that of the file. `keep_urls` are MD codes,
    or `*`. The two `attachments_...` are answers to checks 7000160 and 7000161.
    """

    generated_by: str = ""
    description: str = ""
    report_to: list[str] = []
    report_language: str = ""
    skip_products: bool = False
    skip_trade_items: bool = False
    skip_prices: bool = False
    skip_attachments: bool = False
    mutation: Mutation | None = None
    keep_urls: list[str] = []
    attachments_complete: Attachments | None = None
    attachments_mutation: Attachments | None = None
    master_gln: bool = False

    @property
    def alters(self) -> bool:
        """Whether records are not stored as the file has them."""
        return bool(
            self.skip_products
            or self.skip_trade_items
            or self.skip_prices
            or self.skip_attachments
            or self.keep_urls
            or self.attachments_complete
            or self.attachments_mutation
        )

    def attachments(self, mutation: Mutation) -> Attachments | None:
        """What is asked for in a delivery of this kind, if anything."""
        if mutation is Mutation.COMPLETE:
            return self.attachments_complete
        return self.attachments_mutation

    def keeps_url(self, code: str) -> bool:
        """Whether an attachment of kind *code* is to stay where it is."""
        asked = ALL_CODES in self.keep_urls or code in self.keep_urls
        return asked and code not in mime.PICTURES


class Read(msgspec.Struct, frozen=True):
    """The parameters, and what was odd about them."""

    parameters: Parameters
    found: list[Finding]


def is_parameters(name: str) -> bool:
    """Say whether a member called *name* holds parameters: the file name is fixed."""
    return name.rpartition("/")[2] == FILE_NAME


def read(data: bytes) -> Read:
    """The parameters in the bytes of the file.

    Raises:
        UnreadableFile: it is no XML with the right root.
    """
    reading = _Reading()
    for element in _root(data):
        if isinstance(element.tag, str):
            reading.take(_local(element), element)
    return Read(reading.parameters(), reading.found)


def _root(data: bytes) -> etree._Element:
    try:
        parser = etree.XMLParser(no_network=True, load_dtd=False)
        root = etree.fromstring(data[:LONGEST_FILE], parser)
    except etree.XMLSyntaxError as error:
        reason = f"{FILE_NAME}: {error.msg or 'no XML'}"
        raise UnreadableFile(reason, format_name=FILE_NAME, rule="parameters-unreadable") from error
    if _local(root) != ROOT:
        reason = f"{FILE_NAME} has the root {_local(root)}, not {ROOT}"
        raise UnreadableFile(reason, format_name=FILE_NAME, rule="parameters-unreadable")
    return root


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname


class _Reading:
    """Parameters while they are read."""

    def __init__(self) -> None:
        self.found: list[Finding] = []
        self._values: dict[str, Any] = {}
        self._overrules = False
        self._mutation: Mutation | None = Mutation.COMPLETE

    def take(self, name: str, element: etree._Element) -> None:
        """One parameter."""
        if name == "InteractiveChecks":
            for check in element:
                if isinstance(check.tag, str):
                    self._check(check)
            return
        text = "".join(str(part) for part in element.itertext()).strip()
        if name == "OverrulePackageMutationCode":
            self._overrules = bool(self._read(name, text, _boolean))
        elif name == "PackageMutationCode":
            self._mutation = self._read(name, text or _STANDARD, _MUTATIONS.get)
        elif name in _PLACES:
            place, reader = _PLACES[name]
            value = self._read(name, text, reader)
            if value is not None:
                self._values[place] = value
        else:
            self._note("parameter-unknown", name, meant=_meant(name))

    def parameters(self) -> Parameters:
        if self._overrules and self._mutation is not None:
            self._values["mutation"] = self._mutation
        made = Parameters(**self._values)
        if made.master_gln:
            self._note("parameter-without-effect", "AutoConvertToMasterGLN")
        return made

    def _check(self, element: etree._Element) -> None:
        """`<Check Code="7000160" SolutionId="106"/>`."""
        code, solution = element.get("Code", ""), element.get("SolutionId", "")
        place, solutions = _CHECKS.get(code, ("", {}))
        if not place:
            self._note("parameter-unknown", f"Check {code}", meant=", ".join(_CHECKS))
        elif solution not in solutions:
            self._note("parameter-invalid", f"Check {code}", solution, allowed=", ".join(solutions))
        else:
            self._values[place] = solutions[solution]

    def _read(self, name: str, text: str, reader: Callable[[str], Any]) -> Any:
        """The value of *text*; None, with a finding, when it has none. Empty is as if absent."""
        if not text:
            return None
        value = reader(text)
        if value is None:
            self._note("parameter-invalid", name, text, allowed=_ALLOWED.get(name, "true, false"))
        return value

    def _note(self, rule: str, name: str, value: str = "", **detail: str) -> None:
        told = rules.finding(rule, entity=Entity.DOCUMENT, field=name, value=value or name)
        self.found.append(msgspec.structs.replace(told, detail=detail))


def _boolean(text: str) -> bool | None:
    return {"true": True, "false": False}.get(text)


def _short(text: str) -> str | None:
    plain = " ".join(text.split())
    return plain if len(plain) <= LONGEST_TEXT and plain.isprintable() else None


def _addresses(text: str) -> list[str] | None:
    """Addresses between semicolons; one that is none spoils them all: a report is confidential."""
    parts = [part.strip() for part in text.split(";") if part.strip()]
    good = all(map(is_address, parts)) and len(parts) <= MOST_ADDRESSES
    return list(dict.fromkeys(parts)) if good and len(text) <= LONGEST_TEXT else None


def _codes(text: str) -> list[str] | None:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    known = all(part == ALL_CODES or part in mime.NAMES or part in mime.HISTORIC for part in parts)
    return parts if known else None


_MUTATIONS = {
    "ReplaceExistingCatalog": Mutation.COMPLETE,
    "UpdateExistingCatalog": Mutation.MUTATION,
}
_STANDARD = "ReplaceExistingCatalog"
_LANGUAGES = {"EN": "en", "NL": "nl"}
_PLACES: dict[str, tuple[str, Callable[[str], Any]]] = {
    "GeneratedBy": ("generated_by", _short),
    "PackageDescription": ("description", _short),
    "SendReportToEmail": ("report_to", _addresses),
    "ReportLanguage": ("report_language", _LANGUAGES.get),
    "SkipLoadProducts": ("skip_products", _boolean),
    "SkipLoadArticlesAndPrices": ("skip_trade_items", _boolean),
    "SkipLoadPrices": ("skip_prices", _boolean),
    "SkipLoadAttachments": ("skip_attachments", _boolean),
    "KeepMimeURL": ("keep_urls", _codes),
    "AutoConvertToMasterGLN": ("master_gln", _boolean),
}
_CHECKS = {
    "7000160": (
        "attachments_complete",
        {"106": Attachments.KEEP, "108": Attachments.REMOVE},
    ),
    "7000161": (
        "attachments_mutation",
        {"165": Attachments.REMOVE, "166": Attachments.KEEP},
    ),
}
_ALLOWED = {
    "PackageMutationCode": ", ".join(_MUTATIONS),
    "ReportLanguage": ", ".join(_LANGUAGES),
    "SendReportToEmail": "addresses with a semicolon between them, 255 characters at most",
    "KeepMimeURL": "MD codes with a semicolon between them, or *",
    "GeneratedBy": "255 characters",
    "PackageDescription": "255 characters",
}
NAMES = frozenset(
    {*_PLACES, "OverrulePackageMutationCode", "PackageMutationCode", "InteractiveChecks"}
)
"""Every parameter there is."""


def _meant(name: str) -> str:
    """The parameter that *name* is but for its capitals, else all of them."""
    same = [known for known in NAMES if known.casefold() == name.casefold()]
    return ", ".join(same or sorted(NAMES))
