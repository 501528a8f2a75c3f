"""The official schemas that documents of ours must hold to: errors of one document, by format."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import jsonschema
from lxml import etree

Errors = Callable[[Path, bytes], list[str]]

_NAMESPACE_12 = b"http://www.bmecat.org/bmecat/1.2/"
_SCHEMA_NAMESPACE_12 = b"http://www.bmecat.org/XMLSchema/1.2/"


@cache
def _xsd(path: Path) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path))


def _xml(name: str, schemas: Path, document: bytes) -> list[str]:
    schema = _xsd(schemas / name)
    schema.validate(etree.fromstring(document))
    return [f"{error.line}: {error.message}" for error in schema.error_log]


def _bmecat_12(schemas: Path, document: bytes) -> list[str]:
    """Documents of 1.2 have another namespace than its schemas."""
    document = document.replace(_NAMESPACE_12, _SCHEMA_NAMESPACE_12, 1)
    transaction = str(etree.fromstring(document)[1].tag).rpartition("}T_")[2].lower()
    return _xml(f"bmecat_{transaction}_1_2.xsd", schemas, document)


def _json(name: str, schemas: Path, document: bytes) -> list[str]:
    schema = json.loads((schemas / name).read_bytes())
    found = jsonschema.validators.validator_for(schema)(schema).iter_errors(json.loads(document))
    return [f"{error.json_path}: {error.message}" for error in found]


SCHEMAS: dict[str, Errors] = {
    "bmecat-etim-5.0": partial(_xml, "bmecat_etim_501.xsd"),
    "bmecat-etim-3.1": partial(_xml, "bmecat_etim_31.xsd"),
    "bmecat-2005": partial(_xml, "bmecat_2005.xsd"),
    "bmecat-1.2": _bmecat_12,
    "etim-xchange-2.0": partial(_json, "etim_xchange_2.0.schema.json"),
    "etim-xchange-1.1": partial(_json, "etim_xchange_1.1.schema.json"),
}
"""Format -> what is wrong with a document by its official schema, in the folder of schemas."""
