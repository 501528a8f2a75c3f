"""The texts of a BMEcat record that are its own: what one template may be filled with.

Lengths are those up to which no dialect has a warning.
"""

from __future__ import annotations

from sluis.codelists import countries, units
from sluis.formats._holes import (
    Block,
    Compared,
    Holes,
    Kind,
    addresses,
    codes,
    file_names,
    gtins,
    listed,
    numbers,
    words,
)
from sluis.formats._parties import name_id
from sluis.formats.bmecat._names import canonical

_E = "UDX.EDXF."
_LONG = (words(4_000),)
_SHORT = (words(80), words(150, 81))
_NAME = (words(50),)
_NUMBER = (words(32),)
_CAPTION = (words(250, compared=Compared.NEVER),)
_AMOUNT = (numbers(Compared.ORDER, positive=True),)
_QUANTITY = (numbers(Compared.NEVER, positive=True),)
_MEASURE = (numbers(Compared.NEVER),)
_SOURCE = (addresses(), file_names())
_GTIN = (gtins(),)
_COUNTRY = (listed(countries.CODES.__contains__, "ZW KZ TJ KG MZ BW VU KM DJ UZ"),)
_UNIT = (listed(units.STORED.__contains__, "CMK DMQ HGM INQ YDK MMK FTK GRM KWH HLT"),)


def _of(system: str) -> Kind:
    """Codes of ETIM: two letters and six digits."""
    return codes(f"{system}[0-9]{{6}}", lambda n: f"{system}{730000 + n}")


HOLES = Holes(
    canonical=canonical,
    leaves={
        "SUPPLIER_PID": _NUMBER,
        "SUPPLIER_ALT_PID": _NUMBER,
        "BUYER_PID": _NUMBER,
        "DESCRIPTION_SHORT": _SHORT,
        "DESCRIPTION_LONG": _LONG,
        "INTERNATIONAL_PID": _GTIN,
        "EAN": _GTIN,
        "MANUFACTURER_PID": _NUMBER,
        "MANUFACTURER_NAME": (words(50, forms=(name_id,)),),
        "MANUFACTURER_TYPE_DESCR": _NAME,
        "KEYWORD": _NAME,
        _E + "DESCRIPTION_VERY_SHORT": (words(40),),
        _E + "TENDER_TEXT": _LONG,
        _E + "PRODUCT_VARIATION": _NAME,
        "REFERENCE_FEATURE_GROUP_ID": (_of("EC"),),
        "FNAME": (_of("EF"),),
        "FVALUE": (_of("EV"), numbers(Compared.ORDER)),
        "FUNIT": (_of("EU"),),
        "ORDER_UNIT": _UNIT,
        "CONTENT_UNIT": _UNIT,
        "NO_CU_PER_OU": _QUANTITY,
        "PRICE_QUANTITY": _QUANTITY,
        "QUANTITY_MIN": _QUANTITY,
        "QUANTITY_INTERVAL": _QUANTITY,
        "PRICE_AMOUNT": _AMOUNT,
        "DELIVERY_TIME": _MEASURE,
        _E + "DISCOUNT_GROUP_SUPPLIER": _NUMBER,
        _E + "DISCOUNT_GROUP_MANUFACTURER": _NUMBER,
        _E + "BONUS_GROUP_SUPPLIER": _NUMBER,
        "MIME_SOURCE": _SOURCE,
        "MIME_DESCR": (words(250, never="MD[0-9]{2}", compared=Compared.NEVER),),
        "MIME_ALT": _CAPTION,
        _E + "MIME_SOURCE": _SOURCE,
        _E + "MIME_FILENAME": (file_names(),),
        _E + "MIME_DESIGNATION": _CAPTION,
        _E + "MIME_ALT": _CAPTION,
        "CUSTOMS_NUMBER": (codes("[0-9]{8}", lambda n: f"{73_010_000 + n}"),),
        "COUNTRY_OF_ORIGIN": _COUNTRY,
        "PROD_ID_TO": _NUMBER,
        **dict.fromkeys(("WEIGHT", "LENGTH", "WIDTH", "DEPTH", "VOLUME", "DIAMETER"), _MEASURE),
        **dict.fromkeys(
            (_E + "WEIGHT", _E + "LENGTH", _E + "WIDTH", _E + "DEPTH", _E + "VOLUME"), _MEASURE
        ),
        **dict.fromkeys(
            (_E + "NETWEIGHT", _E + "NETLENGTH", _E + "NETWIDTH", _E + "NETDEPTH"), _MEASURE
        ),
        _E + "QUANTITY_MIN": _QUANTITY,
        _E + "QUANTITY_MAX": _QUANTITY,
        _E + "GTIN": _GTIN,
    },
    blocks=(
        Block("PRODUCT_REFERENCE", foreign=("PROD_ID_TO",)),
        Block("ARTICLE_REFERENCE", foreign=("PROD_ID_TO",)),
        Block("FEATURE", distinct=("FNAME", "FT_IDREF", "FT_ID")),
        Block("MIME"),
        Block(_E + "MIME"),
        Block(_E + "PACKING_UNIT", foreign=(_E + "GTIN",)),
    ),
)
