"""The target of a writer on disk: one file that appears whole, and the count of what it lacks."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO

import msgspec

from sluis.formats._format import Why
from sluis.model import Entity
from sluis.outbox import sync_folder
from sluis.schemas import Schemas

EXAMPLES = 5
"""Records named for each kind of loss."""

LONGEST_VALUE = 80
"""Characters of a value that are shown."""

MOST_KINDS = 1_000
"""Kinds of loss told apart; a file that invents field names must not fill the memory."""

OTHER_FIELDS = "..."
"""The field of all kinds beyond these."""

WORDS = {
    Why.NO_PLACE: {"en": "no place in the format", "nl": "geen plaats in het formaat"},
    Why.CUT: {"en": "too long, cut", "nl": "te lang, afgekapt"},
    Why.NOT_ALLOWED: {"en": "not allowed, left out", "nl": "niet toegestaan, weggelaten"},
    Why.CHANGED: {"en": "written otherwise", "nl": "anders geschreven"},
    Why.FILLED: {"en": "missing, filled in", "nl": "ontbreekt, ingevuld"},
    Why.PART_LEFT_OUT: {
        "en": "missing or not allowed, part left out",
        "nl": "ontbreekt of niet toegestaan, deel weggelaten",
    },
    Why.RECORD_LEFT_OUT: {
        "en": "missing or not allowed, record left out",
        "nl": "ontbreekt of niet toegestaan, record weggelaten",
    },
}
"""What people read of each reason."""

_encoder = msgspec.json.Encoder(enc_hook=str, decimal_format="number")
_COPY_BYTES = 1 << 20
_ANY_DAY = (1980, 1, 1, 0, 0, 0)
"""The time of the members of a zip: equal documents give equal files."""


class Loss(msgspec.Struct, kw_only=True):
    """What of one field is not in a document as it was in the records; `count` is in values.

    `examples` are the first records, each with its value.
    """

    entity: Entity
    field: str
    why: Why
    count: int = 0
    examples: list[tuple[str, str]] = []


class Losses:
    """All losses of one document, by entity, field and reason. Iterate for them in that order."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[Entity, str, Why], Loss] = {}

    def __iter__(self) -> Iterator[Loss]:
        order = list(Entity)
        return iter(
            sorted(self._kinds.values(), key=lambda one: (order.index(one.entity), one.field))
        )

    def __len__(self) -> int:
        return len(self._kinds)

    def add(self, entity: Entity, key: str, field: str, value: object, why: Why) -> None:
        """Count one value; its record is an example when few are known."""
        kind = self._kinds.get((entity, field, why)) or self._kind(entity, field, why)
        kind.count += 1
        if len(kind.examples) < EXAMPLES:
            kind.examples.append((key, _shown(value)))

    def _kind(self, entity: Entity, field: str, why: Why) -> Loss:
        if len(self._kinds) >= MOST_KINDS:
            field = OTHER_FIELDS
        new = Loss(entity=entity, field=field, why=why)
        return self._kinds.setdefault((entity, field, why), new)


@contextmanager
def file_target(path: Path, schemas: Schemas | None = None) -> Iterator[FileTarget]:
    """Where a writer writes to *path*; the file is there, whole, at the end of the block.

    One unnamed document becomes the file as it is; named ones become the members of a zip, in the
    order in which they were asked for. An older file of that name stays until then, and after an
    exception. Documents grow on disk, in a folder beside *path* whose name starts with a dot;
    memory stays flat.

    Raises:
        Refused: a document does not obey the schema that *schemas* has for it; nothing is there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=".sluis-", dir=path.parent) as folder,
        ExitStack() as files,
    ):
        target = FileTarget(Path(folder), files)
        yield target
        if schemas is not None:
            target.demand(schemas)
        target.finish(path)


class FileTarget:
    """The documents of one writer, in *folder*, and what they lack; see `file_target`."""

    def __init__(self, folder: Path, files: ExitStack) -> None:
        self.losses = Losses()
        self._folder = folder
        self._files = files
        self._documents: dict[str, BinaryIO] = {}

    def document(self, name: str = "") -> BinaryIO:
        """See `Target.document`."""
        if name in self._documents or (self._documents and "" in {name, *self._documents}):
            raise ValueError(f"a document of that name, or one without a name, is open: {name!r}")
        if Path(name).name != name:
            raise ValueError(f"no name for a document: {name!r}")
        draft = self._folder / str(len(self._documents))
        self._documents[name] = self._files.enter_context(draft.open("w+b"))
        return self._documents[name]

    def lost(
        self, entity: Entity, key: str, field: str, value: object = "", why: Why = Why.NO_PLACE
    ) -> None:
        """See `Target.lost`."""
        self.losses.add(entity, key, field, value, why)

    def demand(self, schemas: Schemas) -> None:
        """Refuse when a document does not obey its schema."""
        for document in self._documents.values():
            schemas.demand(document)

    def finish(self, path: Path) -> None:
        """Give the file its name."""
        if not self._documents:
            raise ValueError("the writer has asked for no document")
        whole = self._documents.get("") or self._zipped()
        whole.flush()
        os.fsync(whole.fileno())
        Path(whole.name).replace(path)
        sync_folder(path.parent)

    def _zipped(self) -> BinaryIO:
        whole: BinaryIO = self._files.enter_context((self._folder / "zip").open("w+b"))
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, document in self._documents.items():
                self._add(archive, name, document)
        return whole

    def _add(self, archive: zipfile.ZipFile, name: str, document: BinaryIO) -> None:
        info = zipfile.ZipInfo(name, _ANY_DAY)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.file_size = document.seek(0, os.SEEK_END)
        document.seek(0)
        with archive.open(info, "w") as member:
            copyfileobj(document, member, _COPY_BYTES)


def _shown(value: object) -> str:
    """The value on one line, not too long; a nested one as JSON."""
    if isinstance(value, dict | list):
        value = _encoder.encode(value).decode()
    text = " ".join(str(value).split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
