"""The rejected records of a BMEcat file can be mended and sent alone."""

from __future__ import annotations

import io

import pytest

from sluis.formats import recognise
from sluis.model import Mode, Mutation

HEADER = """<HEADER><CATALOG><LANGUAGE>{language}</LANGUAGE><CATALOG_ID>K1</CATALOG_ID>
<CATALOG_VERSION>1.0</CATALOG_VERSION></CATALOG><SUPPLIER>
<SUPPLIER_ID type="gln">8712345000004</SUPPLIER_ID></SUPPLIER></HEADER>"""

BMECAT_2005 = f"""<?xml version="1.0"?>
<BMECAT version="2005" xmlns="http://www.bmecat.org/bmecat/2005">{HEADER.format(language="dut")}
<T_NEW_CATALOG>
<PRODUCT><SUPPLIER_PID>A1</SUPPLIER_PID></PRODUCT>
<PRODUCT mode="new"><SUPPLIER_PID>A2</SUPPLIER_PID></PRODUCT>
<PRODUCT><SUPPLIER_PID>A3</SUPPLIER_PID></PRODUCT>
</T_NEW_CATALOG></BMECAT>"""

BMECAT_12 = f"""<?xml version="1.0"?>
<BMECAT version="1.2">{HEADER.format(language="dut")}
<T_NEW_CATALOG>
<ARTICLE><SUPPLIER_AID>A1</SUPPLIER_AID></ARTICLE>
<ARTICLE><SUPPLIER_AID>A2</SUPPLIER_AID></ARTICLE>
<ARTICLE><SUPPLIER_AID>A3</SUPPLIER_AID></ARTICLE>
</T_NEW_CATALOG></BMECAT>"""


def read(content: bytes):
    """Header and records."""
    fmt = recognise(content)
    header = fmt.read_header(io.BytesIO(content))
    return fmt, header, list(fmt.read(io.BytesIO(content), header))


@pytest.mark.parametrize("text", [BMECAT_2005, BMECAT_12], ids=["2005", "1.2"])
def test_rejects_of_a_complete_file_are_an_update(text) -> None:
    """
    The copy holds exactly the wanted records, with their reasons, as a mutation: sent alone it
    lets no other record lapse.
    """
    content = text.encode()
    fmt, _, _ = read(content)
    out = io.BytesIO()
    fmt.copy_records(io.BytesIO(content), iter([(1, ["reason one"]), (3, ["x -- y"])]), out)
    again, header, records = read(out.getvalue())

    assert again.name == fmt.name
    assert header.mutation is Mutation.MUTATION
    assert [(record.key, record.mode) for record in records] == [("A1", Mode.NEW), ("A3", Mode.NEW)]
    assert b"<!-- reason one -->" in out.getvalue()
    assert b"<!-- x - - y -->" in out.getvalue()
