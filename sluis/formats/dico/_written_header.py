"""The header of a message, and its end.

Kept:    what a message that was read says in its header about number, datapool, buyer and price
         changes is said again; a catalogue in another format has none of these.
Filled:  without a number of its own a message has that of its day.
"""

from __future__ import annotations

from datetime import date

from sluis.codelists import sales005
from sluis.formats._xml_out import DECLARATION, attribute, clean, element, escaped
from sluis.formats.dico._emit import INSTANCE
from sluis.formats.dico._features import DYNAMIC
from sluis.formats.dico._header import value
from sluis.formats.dico._messages import ARTICLE, CONDITION, PRODUCT, SALES005, Message
from sluis.formats.dico._written import release_written
from sluis.model import Header, Mutation, Product, TradeItem

NUMBER_LIMIT = 17
"""Characters of the number of a message (common types of the maintenance instruction)."""

_SPACES = {
    SALES005: "http://www.ketenstandaard.nl/{}/SALES/005",
    "insbou004": "http://www.gs1.nl/{}/insbou/004",
}
_SCHEMAS = {SALES005: "{}_SALES005.xsd", "insbou004": "{}_insbou004.xsd"}


class Head:
    """What all messages of one catalogue have in common."""

    def __init__(self, header: Header, name: str) -> None:
        self._header = header
        self._name = name
        self._catalogue = header.catalogue
        self.currency = header.currency
        self.day: date | None = header.generated_on
        self.customer = value(self._catalogue, "Buyer", "GLN")
        self.release: str | None = None
        self.release_date: str | None = None
        self._met = False

    def meet_product(self, product: Product) -> None:
        """The release of the first product is that of the message."""
        if not self._met:
            self._met = True
            self.release = product.etim_release
            told = product.extensions.get("etim_release_date")
            self.release_date = told if product.etim_release == DYNAMIC else None

    def meet_item(self, item: TradeItem) -> None:
        """A catalogue that names no currency has that of the first trade item."""
        if self.currency is None:
            self.currency = item.currency

    def begin(self, message: Message) -> str:
        """All before the first line."""
        space = _SPACES[self._name].format(message.written_segment)
        schema = _SCHEMAS[self._name].format(message.written_segment.capitalize())
        root = (
            f"<{message.root}"
            + attribute("xmlns", space)
            + attribute("xmlns:xsi", INSTANCE)
            + attribute("xsi:schemaLocation", f"{space} {schema}")
            + ">\n"
        )
        grouping = f"<Grouping>\n{self._supplier()}\n" if message.is_grouped else ""
        return DECLARATION + root + self._fields(message) + grouping

    def end(self, message: Message) -> str:
        """All after the last line."""
        return ("</Grouping>\n" if message.is_grouped else "") + f"</{message.root}>\n"

    def _fields(self, message: Message) -> str:
        fields = {ARTICLE.entity: self._article, PRODUCT.entity: self._product}
        written = fields.get(message.entity, self._other)(message)
        return "".join(f"{field}\n" for field in written if field)

    def _article(self, _: Message) -> list[str]:
        change = value(self._catalogue, "PriceChangeIndicator") or "true"
        return [
            _leaf("PriceCatalogueNumber", self._number()),
            self._date(),
            _leaf("PriceChangeIndicator", change),
            _leaf("Currency", self.currency),
            self._mutation(),
            self._datapool(),
            self._buyer(),
        ]

    def _product(self, _: Message) -> list[str]:
        release = _leaf("VersionNumber", release_written(self.release))
        return [
            _leaf("MessageNumber", self._number()),
            self._mutation(),
            self._date(),
            element("ETIMVersion", release and release + _leaf("IssueDate", self.release_date)),
            self._supplier(),
            self._datapool(),
        ]

    def _other(self, message: Message) -> list[str]:
        is_condition = message is CONDITION
        return [
            _leaf("MessageNumber", self._number()),
            self._mutation(),
            self._date(),
            _leaf("Currency", self.currency) if is_condition else "",
            element("Buyer", _leaf("GLN", self.customer)) if is_condition else "",
            self._supplier(),
            self._datapool(),
        ]

    def _number(self) -> str:
        stated = value(self._catalogue, "PriceCatalogueNumber") or value(
            self._catalogue, "MessageNumber"
        )
        day = self.day.strftime("%Y%m%d") if self.day else ""
        return stated if stated and len(stated) <= NUMBER_LIMIT else day

    def _date(self) -> str:
        return _leaf("MessageDate", self.day.isoformat() if self.day else None)

    def _mutation(self) -> str:
        complete = self._header.mutation is Mutation.COMPLETE
        return _leaf("MutationCode", sales005.COMPLETE if complete else sales005.CHANGE)

    def _datapool(self) -> str:
        return element("Datapool", _leaf("GLN", value(self._catalogue, "Datapool", "GLN")))

    def _buyer(self) -> str:
        return element("Buyer", _leaf("GLN", value(self._catalogue, "Buyer", "GLN")))

    def _supplier(self) -> str:
        gln, name = self._header.supplier_gln, self._header.supplier_name
        return element("Supplier", _leaf("GLN", gln) + _leaf("Name", name))


def _leaf(name: str, text: str | None) -> str:
    return element(name, escaped(clean(text))) if text else ""
