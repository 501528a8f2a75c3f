"""Write a catalogue as messages: articles, products, item relations, conditions.

Shape:   a catalogue of one kind of thing is one document; any other a set, each by the name of its
         root (`PriceCatalogue.xml`), begun when the first line for it comes.
Order:   that of the description. It is the schema's as far as that is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from sluis.codelists import relations, sales005, status
from sluis.entities import Condition, Json, Relation
from sluis.errors import Refused
from sluis.formats._account import Account
from sluis.formats._format import Target, Why
from sluis.formats._parties import name_id
from sluis.formats._xml_out import element
from sluis.formats.dico._emit import emit
from sluis.formats.dico._header import LANGUAGE
from sluis.formats.dico._messages import ARTICLE, CONDITION, MESSAGES, PRODUCT, RELATION, Message
from sluis.formats.dico._relation import key as relation_key
from sluis.formats.dico._written import filled, item_line, product_line
from sluis.formats.dico._written_header import Head
from sluis.model import Entity, Header, Mode, Mutation, Product, Record, TradeItem

WORDS = {
    "attachments.kind": "attachments.code",
    "attachments.language": "attachments",
    "attachments.url": "attachments.source",
    "customs_number": "customs.commodity_codes",
    "delivery_time": "lead_time_days",
    "delivery_unit": "lead_time_days",
    "indicators": "legislation.reach",
    "indicators.value": "legislation.reach",
    "maker.gln": "manufacturer_gln",
    "maker.name": "manufacturer_name",
    "predecessor": "predecessors",
    "prices.gross": "prices.amount",
    "prices.net": "prices.amount",
    "prices.quantity": "price_quantity",
    "prices.retail": "prices.amount",
    "successor": "relations",
}
"""Places in a line that are called otherwise in the model."""

_VALUES = ("value", "logical", "number", "lower", "upper")
for _where in ("features", "modelling.features"):
    WORDS |= {f"{_where}.{place}": f"{_where}.values" for place in _VALUES}


def write(header: Header, records: Iterable[Record], target: Target, name: str) -> None:
    """See `Write`."""
    messages = _Messages(header, target, name)
    for record in records:
        messages.take(record)
    messages.close()


class _Told:
    """The target, in the words of the model."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def document(self, name: str = "") -> Any:
        return self._target.document(name)

    def lost(
        self, entity: Entity, key: str, field: str, value: object = "", why: Why = Why.NO_PLACE
    ) -> None:
        if (field, value) != ("attachments.language", LANGUAGE):  # which goes without saying
            self._target.lost(entity, key, WORDS.get(field, field), value, why)


class _Messages:
    """The documents of one catalogue."""

    def __init__(self, header: Header, target: Target, name: str) -> None:
        self._target = _Told(target)
        self._name = name
        self._head = Head(header, name)
        self._complete = header.mutation is Mutation.COMPLETE
        self._supplier = header.supplier_gln or name_id(header.supplier_name or "")
        self._open: dict[Entity, Any] = {}
        self._only = header.entities[0] if len(header.entities) == 1 else None
        self._product: tuple[str, str] | None = None
        self._customer: str | None = self._head.customer

    def take(self, record: Record) -> None:
        """Write what *record* holds, each thing into its message."""
        if record.patch is not None:
            self._left_out(record, "patch")
            return
        if record.product is not None:
            self._take_product(record.product, record.mode)
        if record.trade_item is not None:
            self._take_item(record.trade_item, record.product, record.mode)
        if isinstance(record.part, Relation):
            self._take_relation(record.part)
        elif isinstance(record.part, Condition):
            self._take_condition(record.part, record.key)
        elif record.part is not None:
            self._left_out(record, "part")

    def close(self) -> None:
        """End the documents.

        Raises:
            Refused: there is none.
        """
        if not self._open:
            raise Refused("there is nothing that a message of this format could say")
        for entity, document in self._open.items():
            document.write(self._head.end(_message(entity)).encode())

    # -- things -------------------------------------------------------------------------------

    def _take_product(self, product: Product, mode: Mode) -> None:
        """A product stands before each of its trade items: it is written once."""
        number = product.manufacturer_product_number
        if self._product == (product.manufacturer_id, number) or not self._writes(PRODUCT):
            return
        self._product = product.manufacturer_id, number
        if mode is Mode.DELETE and self._complete:
            return
        self._head.meet_product(product)
        account = Account(self._target, "", number)
        tell = partial(account.tell, Entity.PRODUCT)
        line = product_line(
            product,
            self._head.release,
            self._head.release_date,
            supplier_id=self._supplier,
            tell=tell,
        )
        if mode is Mode.DELETE:
            line["status"] = status.LAPSED
        self._relations(line, "PP", product.manufacturer_id, number, tell)
        self._put(PRODUCT, account, line)

    def _take_item(self, item: TradeItem, product: Product | None, mode: Mode) -> None:
        if not self._writes(ARTICLE) or (mode is Mode.DELETE and self._complete):
            return
        number = item.supplier_item_number
        self._head.meet_item(item)
        account = Account(self._target, number, "")
        tell = partial(account.tell, Entity.TRADE_ITEM)
        line = item_line(
            item,
            product,
            mode=mode,
            name=self._name,
            supplier_id=self._supplier,
            currency=self._head.currency,
            day=self._head.day,
            tell=tell,
        )
        if not self._complete and mode is not Mode.DELETE and item.status == status.LAPSED:
            tell("mode", mode, Why.CHANGED)  # in a mutation, this status asks for removal
        self._relations(line, "AA", self._supplier, number, tell)
        self._put(ARTICLE, account, line)

    def _take_relation(self, relation: Relation) -> None:
        key = relation_key(relation)
        if relation.type in relations.SALES005 and relation.number and relation.related_number:
            self._line(RELATION, _relation_line(relation), key)
        else:
            self._target.lost(Entity.RELATION, key, "type", relation.type, Why.RECORD_LEFT_OUT)

    def _take_condition(self, condition: Condition, key: str) -> None:
        """A message is for one customer: the buyer of the header, else the first that comes."""
        if self._customer is None:
            self._customer = condition.customer
            self._head.customer = condition.customer
        wrong = _wrong(condition, self._customer)
        if wrong:
            value = getattr(condition, wrong)
            self._target.lost(Entity.CONDITION, key, wrong, value, Why.RECORD_LEFT_OUT)
            return
        line = _part_line(condition)
        del line["customer"]
        if line.get("currency") == self._head.currency:
            line.pop("currency", None)
        gtin = line.get("extensions", {}).pop("gtin", None)
        if gtin:
            line["item_gtin"] = gtin
        self._line(CONDITION, line, key)

    def _relations(self, line: Json, kind: str, owner: str, number: str, tell: Any) -> None:
        """Relations of a product or trade item stand in a message of their own."""
        for one in line.pop("relations", []):
            code = relations.to_sales005(one.get("type", ""))
            if code is None or "number" not in one or not self._writes(RELATION):
                tell("relations", one, Why.NO_PLACE)
                continue
            tell("relations", one, Why.CHANGED)
            texts = one.get("description", {})
            made = Relation(
                kind=kind,
                owner=owner,
                number=number,
                type=code,
                related_owner=owner,
                related_number=one["number"],
                quantity=one.get("quantity"),
                descriptions={language: {"short": text} for language, text in texts.items()},
            )
            self._line(RELATION, _relation_line(made), relation_key(made))

    # -- documents ----------------------------------------------------------------------------

    def _line(self, message: Message, line: Json, key: str) -> None:
        if self._writes(message):
            self._put(message, Account(self._target, key, key), line)
        else:
            self._target.lost(message.entity, key, "", "", Why.RECORD_LEFT_OUT)

    def _put(self, message: Message, account: Account, line: Json) -> None:
        part = account.part(message.entity, line)
        inner = emit(message.line, part, self._name)
        account.close()
        self._document(message).write((element(message.line.name, inner) + "\n").encode())

    def _document(self, message: Message) -> Any:
        document = self._open.get(message.entity)
        if document is None:
            name = "" if self._only is message.entity else f"{message.root}.xml"
            document = self._open[message.entity] = self._target.document(name)
            document.write(self._head.begin(message).encode())
        return document

    def _writes(self, message: Message) -> bool:
        """Whether the format and the catalogue have such a message."""
        return self._name in message.line.written and self._only in {None, message.entity}

    def _left_out(self, record: Record, field: str) -> None:
        for entity, thing in (
            (Entity.PRODUCT, record.product),
            (Entity.TRADE_ITEM, record.trade_item),
        ):
            if thing is not None:
                self._target.lost(entity, record.key, field, "", Why.RECORD_LEFT_OUT)
        if record.part is not None:
            self._target.lost(Entity.DOCUMENT, record.key, field, "", Why.RECORD_LEFT_OUT)


def _wrong(condition: Condition, customer: str | None) -> str:
    """The field for which a condition cannot be in the message; empty when it can."""
    if condition.customer != customer:
        return "customer"
    if not any((condition.discount_group_id, condition.supplier_item_number, condition.item_gtin)):
        return "supplier_item_number"
    return "" if condition.terms in sales005.TERMS else "terms"


def _part_line(part: Condition | Relation) -> Json:
    line = filled(part)
    del line["entity"]
    return line


def _relation_line(relation: Relation) -> Json:
    line = _part_line(relation)
    kept = line.get("extensions", {})
    for place, end in (("item_1", ""), ("item_2", "related_")):
        line[place] = {
            name: line.pop(end + name) for name in ("owner", "number") if end + name in line
        }
        gtin = kept.pop(f"gtin_{place[-1]}", None)
        if gtin:
            line[place]["gtin"] = gtin
    return line


def _message(entity: Entity) -> Message:
    return next(message for message in MESSAGES if message.entity is entity)
