"""Two-step reading of DICO: whatever stands in a message, both ways give the same records."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from sluis.errors import UnreadableFile
from sluis.formats import by_name
from sluis.formats._format import Format
from sluis.formats._slices import Unproven
from sluis.model import Record

HEAD = """<PriceCatalogue xmlns="http://www.ketenstandaard.nl/artikelbericht/SALES/005">
<MessageDate>2026-03-01</MessageDate><Currency>EUR</Currency><MutationCode>{code}</MutationCode>
<Grouping><Supplier><GLN>{gln}</GLN></Supplier>"""
LINE = """<TradeItemLine{space}><TradeItemIdentification>
<SuppliersTradeItemId>{number}</SuppliersTradeItemId></TradeItemIdentification>{odd}
<PriceInformation><GrossPrice>{price}</GrossPrice></PriceInformation></TradeItemLine>"""
ODD = (
    "",
    "<!-- </TradeItemLine> -->",
    "<![CDATA[<TradeItemLine>]]>",
    "<X><TradeItemLine/></X>",
    "<Remark>é</Remark>",
    "<q:X xmlns:q='urn:q'/>",
    "text",
)
BETWEEN = (
    "\n",
    "",
    "<!-- <TradeItemLine> -->",
    "<Note>x</Note>",
    "<TradeItemLine/>",
    "</Grouping><Grouping><Supplier><GLN>2900000000018</GLN></Supplier>",
    "</Grouping><Grouping><Supplier><GLN>2900000000087</GLN></Supplier>",
)
lines = st.tuples(
    st.sampled_from(BETWEEN),
    st.fixed_dictionaries(
        {
            "space": st.sampled_from(["", " ", "\n"]),
            "number": st.sampled_from(["A1", "A2", ""]),
            "odd": st.sampled_from(ODD),
            "price": st.sampled_from(["1", "2.50", "x"]),
        }
    ),
)


def read(fmt: Format, document: bytes) -> list[Record]:
    stream = io.BytesIO(document)
    header = fmt.read_header(stream)
    stream.seek(0)
    return list(fmt.read(stream, header))


def sliced(fmt: Format, document: bytes) -> list[Record]:
    """Raises Unproven."""
    assert fmt.slices is not None
    stream = io.BytesIO(document)
    header = fmt.read_header(stream)
    stream.seek(0)
    context, cut = fmt.slices.cut(stream, header)
    one = fmt.slices.reader(header, context)
    found: list[Record] = []
    for part in cut:
        found += one(len(found) + 1, part)
    return found


@given(
    st.sampled_from(["9", "4", ""]),
    st.lists(lines, max_size=5),
    st.sampled_from(["", "<Note>x</Note>"]),
    st.sampled_from(["", "<Trailer>y</Trailer>"]),
)
def test_both_ways_give_the_same_records(code, body, tail, end) -> None:
    """
    What is cut and read slice by slice is what is read as a whole; where it could differ, the cut
    refuses.
    """
    fmt = by_name("dico-sales005")
    text = HEAD.format(code=code, gln="2900000000018")
    text += "".join(between + LINE.format(**one) for between, one in body)
    document = f"{text}{tail}</Grouping>{end}</PriceCatalogue>".encode()
    try:
        found = sliced(fmt, document)
    except (Unproven, UnreadableFile):
        return

    assert found == read(fmt, document)


def test_a_plain_message_is_cut() -> None:
    """
    The usual message is read in two steps: the law above is not kept by refusing all.
    """
    fmt = by_name("dico-sales005")
    text = HEAD.format(code="9", gln="2900000000018")
    text += "\n".join(LINE.format(space="", number=n, odd="", price="1") for n in range(3))

    assert len(sliced(fmt, f"{text}</Grouping></PriceCatalogue>".encode())) == 3
