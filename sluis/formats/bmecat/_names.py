"""Element names: local, and those of BMEcat 1.2 under the name that 2005 gave them.

Namespaces differ between releases, national profiles and writers, so that nothing here ever
looks at them. BMEcat 1.2 says ARTICLE and AID where 2005 says PRODUCT and PID.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from sluis.formats._xml import local

T = TypeVar("T")

CACHE_LIMIT = 2_000
"""Names a table remembers; a file that invents names must not fill the memory."""

_RENAMED = {
    "ARTICLE": "PRODUCT",
    "ART_ID_TO": "PROD_ID_TO",
    "ART_ID": "PROD_ID",
    "SUPPLIER_AID_SUPPLEMENT": "SUPPLIER_PID_SUPPLEMENT",
}


def canonical(tag: str) -> str:
    """The local name as BMEcat 2005 writes it; names of extensions stay as they are.

    >>> canonical("ARTICLE_DETAILS"), canonical("SUPPLIER_AID"), canonical("UDX.X.ARTICLE_AID")
    ('PRODUCT_DETAILS', 'SUPPLIER_PID', 'UDX.X.ARTICLE_AID')
    """
    name = local(tag)
    if name.startswith("UDX."):
        return name
    if name.startswith("ARTICLE_"):
        return "PRODUCT_" + name.removeprefix("ARTICLE_")
    if name.endswith("_AID"):
        return name.removesuffix("_AID") + "_PID"
    return _RENAMED.get(name, name)


class Table(dict[str, T], Generic[T]):
    """What to do with an element, by its tag as it stands in the file.

    Made from a mapping by canonical name; tags are resolved once and remembered.
    """

    def __init__(self, by_name: Mapping[str, T], otherwise: T) -> None:
        super().__init__()
        self._by_name = by_name
        self._otherwise = otherwise

    def __missing__(self, tag: str) -> T:
        found = self._by_name.get(canonical(tag), self._otherwise)
        return self._remember(tag, found)

    def _remember(self, tag: str, found: T) -> T:
        if len(self) < CACHE_LIMIT:
            self[tag] = found
        return found


class _Names(dict[str, str]):
    def __missing__(self, tag: str) -> str:
        name = canonical(tag)
        if len(self) < CACHE_LIMIT:
            self[tag] = name
        return name


NAMES: dict[str, str] = _Names()
"""Tag as it stands in the file -> canonical name."""

Handler = Callable[..., None]
