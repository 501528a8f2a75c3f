"""Products and trade items as lines: what the messages say in other words than we.

Shape:   a line has the places of the description; what stands at any other has no place in the
         message, and is told by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from sluis.codelists import relations, status
from sluis.entities import Json
from sluis.formats._format import Why
from sluis.formats._parties import manufacturer_id
from sluis.formats.dico._attachments import tell_attachments
from sluis.formats.dico._certificates import REACH
from sluis.formats.dico._features import DYNAMIC
from sluis.formats.dico._measures import NET, loosen_measures
from sluis.formats.dico._settled import PLACES
from sluis.formats.dico._written_prices import listed_prices, tell_scalars
from sluis.model import Mode, Product, TradeItem

GLN_DIGITS = 13
Tell = Callable[[str, object, Why], None]

_PLACE_OF = {kind: place for place, kind in PLACES.items()}
_ZERO = Decimal(0)


def filled(struct: msgspec.Struct) -> Json:
    """The fields that hold something, as a dict of its own."""
    values = msgspec.to_builtins(struct, builtin_types=(Decimal, date))
    return {name: value for name, value in values.items() if value not in (None, [], {}, "")}


def item_line(
    item: TradeItem,
    product: Product | None,
    *,
    mode: Mode,
    name: str,
    supplier_id: str,
    currency: str | None,
    day: date | None,
    tell: Tell,
) -> Json:
    """The line of a trade item."""
    line = filled(item)
    if mode is Mode.DELETE:
        line["status"] = status.LAPSED
    line["maker"] = _maker(line, product, supplier_id, tell)
    prices = listed_prices(line, name, currency, tell)
    tell_scalars(line, prices, day, currency, name, tell)
    line["prices"] = prices
    tell_attachments(item.attachments, tell)
    _vat(line, prices, tell)
    _short(line, product)
    _lead_time(line)
    _customs(line)
    _extensions(line)
    _references(line, tell)
    return line


def product_line(
    product: Product, release: str | None, dated: str | None, *, supplier_id: str, tell: Tell
) -> Json:
    """The line of a product; *release*, *dated*, is that of the header."""
    line = filled(product)
    number = line["manufacturer_product_number"]
    made = manufacturer_id(product.manufacturer_gln, product.manufacturer_name, supplier_id)
    if made != line.pop("manufacturer_id"):
        tell("manufacturer_id", product.manufacturer_id, Why.NO_PLACE)
    line["manufacturer_product_number"] = number
    _release(line, release, dated, tell)
    _extensions(line)
    _references(line, tell)
    tell_attachments(product.attachments, tell)
    loosen_measures(line.get("logistics", {}), NET)
    _legislation(line, tell)
    if any(one.get("type") == relations.PREDECESSOR for one in product.relations):
        tell("relations", relations.PREDECESSOR, Why.CHANGED)
        tell("predecessors", "", Why.CHANGED)
    return line


def release_written(release: str | None) -> str | None:
    """How the header or a line says a release."""
    if release is None or release == DYNAMIC:
        return release
    return f"ETIM-{release}"


def _maker(line: Json, product: Product | None, supplier_id: str, tell: Tell) -> Json:
    """GLN and name of the maker: those of the product, else what the item itself knows."""
    stored, number = line.pop("manufacturer_id", None), line.get("manufacturer_product_number")
    kept: Any = line.get("extensions", {})
    made: Json = {"name": kept.pop("manufacturer_name", None)}
    if product is not None:
        made = {"gln": product.manufacturer_gln, "name": product.manufacturer_name}
    elif stored and len(stored) == GLN_DIGITS and stored.isdigit():
        made["gln"] = stored
    again = manufacturer_id(made.get("gln"), made["name"], supplier_id) if number else None
    if stored != again:
        tell("manufacturer_id", stored, Why.NO_PLACE)
    if product is not None and made["gln"]:
        del made["name"]
    elif product is not None and made["name"]:
        tell("extensions.manufacturer_name", made["name"], Why.FILLED)
    return {key: value for key, value in made.items() if value}


def _vat(line: Json, prices: list[Json], tell: Tell) -> None:
    """A percentage needs its code; nobody has one for a lower rate than the normal."""
    rate = line.get("vat_rate")
    kept = line.setdefault("extensions", {})
    if rate is not None and "vat_code" not in kept:
        kept["vat_code"] = "S" if rate > _ZERO else "Z"
        tell("extensions.vat_code", kept["vat_code"], Why.FILLED)


def _short(line: Json, product: Product | None) -> None:
    """A trade item that has no words of its own has those of its product."""
    if "descriptions" not in line and product is not None:
        texts = product.descriptions.items()
        line["descriptions"] = {k: {"short": v["short"]} for k, v in texts if "short" in v}


def _lead_time(line: Json) -> None:
    if "lead_time_days" in line:
        line["delivery_time"], line["delivery_unit"] = line.pop("lead_time_days"), "DAY"


def _customs(line: Json) -> None:
    """The first number; whatever more there is has no place."""
    codes: Any = line.get("customs", {}).get("commodity_codes", [])
    if codes and isinstance(codes[0], dict) and "number" in codes[0]:
        line["customs_number"] = codes[0].pop("number")
        rest = [one for one in codes if one]
        line["customs"] = (
            {**line["customs"], "commodity_codes": rest}
            if rest
            else {
                name: value for name, value in line["customs"].items() if name != "commodity_codes"
            }
        )


def _extensions(line: Json) -> None:
    """Indicators of the data extension stand at a place of their own."""
    told = line.get("extensions", {}).pop("indicators", None)
    if told:
        line["indicators"] = told


def _references(line: Json, tell: Tell) -> None:
    """Successors and predecessors that are a mere number stand in the line."""
    rest = []
    for one in line.pop("relations", []):
        if not _reference(line, one):
            rest.append(one)
        elif one["type"] not in PLACES.values():
            tell("relations.type", one["type"], Why.CHANGED)
    if rest:
        line["relations"] = rest
    for number in line.pop("predecessors", []):
        line.setdefault("predecessor", []).append(number)


def _reference(line: Json, one: Json) -> bool:
    """Put a relation into the line; False when it says more than a number (and its GTIN) can."""
    place = _PLACE_OF.get(relations.to_sales005(one.get("type", "")) or "", "")
    numbers, gtins = line.get(place, []), line.get(f"{place}_gtin", [])
    if not place or "number" not in one or one.keys() - {"type", "number", "gtins"}:
        return False
    if "gtins" in one:
        if len(gtins) != len(numbers) or len(one["gtins"]) != 1:
            return False  # it would be taken for that of another number
        line[f"{place}_gtin"] = [*gtins, *one["gtins"]]
    line[place] = [*numbers, one["number"]]
    return True


def _release(line: Json, release: str | None, dated: str | None, tell: Tell) -> None:
    """The release of the header is not repeated; without a class there is none."""
    stored = line.pop("etim_release", None)
    kept: Any = line.get("extensions", {})
    if stored == release == DYNAMIC and kept.get("etim_release_date") == dated:
        kept.pop("etim_release_date", None)
    elif stored == release == DYNAMIC and dated:
        tell("extensions.etim_release_date", dated, Why.FILLED)
    if "etim_class" not in line:
        if stored:
            tell("etim_release", stored, Why.NO_PLACE)
    elif stored and stored != release:
        line["etim_release"] = release_written(stored)
    elif stored is None and release:
        tell("etim_release", release, Why.FILLED)


def _legislation(line: Json, tell: Tell) -> None:
    """REACH is an indicator; the date of its list that of the certificate."""
    said: Any = line.get("legislation", {})
    reach = said.pop("reach", None)
    if reach:
        line.setdefault("indicators", []).insert(0, {"type": REACH, "value": reach})
    dates = {
        one.get("revision_date")
        for one in said.get("certificates", [])
        if isinstance(one, dict) and one.get("type") == REACH
    }
    if said.get("reach_list_date") in dates:
        del said["reach_list_date"]
    elif dates and reach is None:
        tell("legislation.reach", "true", Why.FILLED)
