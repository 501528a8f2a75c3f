"""Records made by filling templates: the outcome of reading, without reading.

A record that looks like one before it, but for texts that the format calls free (`_holes`), has the
same outcome with these texts in their places. The outcome of the first of them is made by the
reader, the checks and the encoding as ever, with probes in the holes: where these come out again is
where texts go. So there is nothing here about any format, any check or any column.

Learned: a template is taken up when three outcomes agree with it: of the record itself, and of two
         sets of probes.
Audited: of the first records of a template, of those with a block that is new to it, and of one in
         a thousand, the outcome is made both ways; a difference gives the file to the plain reader.
Limits:  records that a reader finds something odd in (with the line) and rejected ones are never
         made here; what fits no template is read as ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec

from sluis.catalogue import rows
from sluis.formats._holes import Block, Holes
from sluis.formats._slices import Slice, Unproven
from sluis.model import Finding
from sluis.reading.ordinary import MARK, NEXT, PLACE, Ordinary
from sluis.reading.shapes import Found, Shapes, has_date

AUDITED = 1024
FEW = 2
BLOCKS_KEPT = 10_000
BLOCK_LENGTH = 200
"""Blocks that are remembered whole, and their length: long ones do not come twice. When there are
more, remembering begins anew."""

PATIENCE = 2
"""Times that a record must come before its template is made."""

TRIES, MOST_TRIES = 200, 2_000
"""Attempts at learning, and misses, after which each must be paid for by records that were filled;
and attempts in all."""

_BLANK = " \t\r\n"
_MARKS = "\x10\x11\x12\x13\x14\x15\x16\x17"
"""In a skeleton: here a run of such blocks was."""

_decode_findings = msgspec.json.Decoder(list[Finding]).decode


class Filled(NamedTuple):
    """What came of a record."""

    lines: list[rows.Line]
    found: list[Finding]


@dataclass(slots=True, eq=False)
class Template:
    """An outcome with places for texts: `parts` stand between them, `places` say which text.

    Of a record: templates of blocks that are `proven` to add to it no more than their text, and
    those that do. Of a block: which of its leaves are `distinct` and `foreign` (`_holes.Block`).
    """

    parts: list[str]
    places: list[int]
    uses: int = 0
    proven: set[Template] = field(default_factory=set)
    refused: set[Template] = field(default_factory=set)
    distinct: list[int] = field(default_factory=list)
    foreign: list[int] = field(default_factory=list)

    def filled(self, texts: Sequence[str]) -> str:
        self.parts[1::2] = [texts[place] for place in self.places]
        return "".join(self.parts)

    def is_due(self) -> bool:
        """Is it to be audited this time?"""
        self.uses += 1
        return self.uses <= FEW or not self.uses % AUDITED

    @classmethod
    def of(cls, outcome: str, probes: Sequence[str]) -> Template:
        """The template of an *outcome* in which *probes* stand."""
        number = {probe: n for n, probe in reversed(list(enumerate(probes)))}
        longest_first = sorted(number, key=len, reverse=True)
        found = re.split(f"({'|'.join(map(re.escape, longest_first))})", outcome)
        return cls(found, [number[probe] for probe in found[1::2]])


class Part(NamedTuple):
    """What a block adds to an outcome, and the texts of it that count for others."""

    text: str
    distinct: tuple[str, ...]
    foreign: tuple[str, ...]
    template: Template


Run = tuple["Blocks", list[str]]
"""Blocks that follow each other, each as it is written, less its end tag."""


class Blocks:
    """All blocks of one name."""

    def __init__(self, spec: Block, holes: Holes, mark: str) -> None:
        self.spec = spec
        self.mark = mark
        self.end = f"</{spec.name}>"
        self.shapes = Shapes(holes)
        self.known: dict[str, Part] = {}
        self.met = False
        self._starts = tuple(f"<{spec.name}{sign}" for sign in (">", *_BLANK))

    def part(self, piece: str) -> Part | None:
        """What the block *piece* adds; None when no template says so."""
        found = self.shapes.find(piece.lstrip(_BLANK) + self.end)
        template = found and found.shape.outcomes.get(found.common)
        if not found or not template:
            return None
        shape, texts, _, leaves = found
        distinct = tuple([leaves[n] for n in template.distinct]) if template.distinct else ()
        foreign = tuple([leaves[n] for n in template.foreign]) if template.foreign else ()
        text = template.filled([*texts, *shape.forms(texts)])
        part = Part(text, distinct, foreign, template)
        if len(piece) <= BLOCK_LENGTH:
            if len(self.known) >= BLOCKS_KEPT:
                self.known.clear()
            self.known[piece] = part
        return part

    def another(self, piece: str, begin: int) -> str:
        """A block like *piece* with other texts, numbered from *begin*."""
        found = self.shapes.find(piece.lstrip(_BLANK) + self.end)
        if found is None:
            return piece
        probes = found.shape.probes(found.common, begin)
        return found.shape.filled(probes, found.common).removesuffix(self.end)

    def cut(self, text: str, runs: list[Run]) -> str | None:
        """*text* with a mark for each run, which goes to *runs*."""
        *pieces, rest = text.split(self.end)
        if not pieces:
            return text
        kept: list[str] = []
        run: list[str] | None = None
        for piece in pieces:
            known = run is not None and piece in self.known
            if run is not None and (known or piece.lstrip(_BLANK).startswith(self._starts)):
                run.append(piece)
                continue
            starts = map(piece.find, self._starts)
            start = next((at for at in starts if at >= 0), -1)
            if start < 0:
                return None
            kept.append(piece[:start])
            run = [piece[start:]]
            runs.append((self, run))
        return self.mark.join((*kept, rest))


class Templates:
    """The templates of one document, learned as its records come."""

    def __init__(self, holes: Holes, ordinary: Ordinary) -> None:
        self._ordinary = ordinary
        self._records = Shapes(holes)
        self._blocks = [
            Blocks(spec, holes, mark) for spec, mark in zip(holes.blocks, _MARKS, strict=False)
        ]
        self._hits = self._misses = self._tries = 0

    def fill(self, ordinal: int, one: Slice, mark: bytes) -> Filled | None:
        """The outcome of a slice; None when it must be read.

        Raises:
            Unproven: a template has given another outcome than reading would have.
        """
        if self._misses > TRIES + 4 * self._hits:
            return None
        filled = self._filled(ordinal, one, mark)
        if filled is None:
            self._misses += 1
        else:
            self._hits += 1
        return filled

    def learn(self, one: Slice) -> None:
        """Make a template of a slice that had none, if that is worth while."""
        if self._tries > min(TRIES + self._hits // 8, MOST_TRIES):
            return
        self._tries += 1
        text = self._ordinary.text(one.data)
        for blocks in self._blocks if text else ():
            blocks.met = blocks.met or blocks.end in (text or "")
        parted = self._parted(text) if text else None
        if parted is None:
            return
        skeleton, runs = parted
        for place, (blocks, pieces) in enumerate(runs):
            for piece in pieces:
                if blocks.part(piece) is None:
                    self._learn_block(skeleton, runs, place, piece)
        found = self._records.meet(skeleton)
        if found is not None:
            met, common = found.shape.met, hash(found.common)
            met[common] += 1
            if met[common] >= PATIENCE:
                self._learn_record(found, runs)

    # -- filling ------------------------------------------------------------------------------

    def _filled(self, ordinal: int, one: Slice, mark: bytes) -> Filled | None:
        text = self._ordinary.text(one.data)
        parted = None if text is None else self._parted(text)
        found = None if parted is None else self._records.find(parted[0])
        if text is None or parted is None or found is None:
            return None
        shape, texts, common, _ = found
        template = shape.outcomes.get(common)
        if template is None:
            return None
        parts = _parts(parted[1], {*texts, *common[0]})
        if parts is None:
            return None
        values = [*texts, *shape.forms(texts), *_joined(parts)]
        new = {part.template for run in parts for part in run} - template.proven
        if (new or template.is_due()) and not self._agrees(text, template, values, new):
            return None
        place = f"{ordinal}\t{one.line}\t"
        return _apart(template.filled([*values, place, mark.hex()]), ordinal, one.line)

    def _agrees(self, text: str, template: Template, values: list[str], new: set[Template]) -> bool:
        """Is it what reading gives? With *new* blocks it need not be, but then they are refused."""
        if not new.isdisjoint(template.refused):
            return False
        if self._ordinary.outcome(text) == template.filled([*values, PLACE, MARK]):
            template.proven |= new
            return True
        if not new:
            raise Unproven("a template gives another outcome than reading")
        template.refused |= new
        return False

    def _parted(self, text: str) -> tuple[str, list[Run]] | None:
        """A skeleton, and the runs of blocks that were met before."""
        runs: list[Run] = []
        skeleton: str | None = text
        for blocks in self._blocks:
            if blocks.met and skeleton is not None:
                skeleton = blocks.cut(skeleton, runs)
        return None if skeleton is None else (skeleton, runs)

    # -- learning -----------------------------------------------------------------------------

    def _learn_record(self, found: Found, runs: list[Run]) -> None:
        shape, texts, common, _ = found
        other_runs: list[Run] = [
            (blocks, [blocks.another(piece, 300 + 10 * n) for n, piece in enumerate(pieces)])
            for blocks, pieces in runs
        ]
        parts, other_parts = _parts(runs, set()), _parts(other_runs, set())
        if common in shape.outcomes or parts is None or other_parts is None:
            return
        shape.outcomes[common] = None
        probes, others = shape.probes(common, 0), shape.probes(common, 100)
        outcome = self._outcome(shape.filled(probes, common), runs)
        if outcome is None:
            return
        whole = _joined(parts)
        template = Template.of(outcome, [*probes, *shape.forms(probes), *whole, PLACE, MARK])
        cases = ((others, other_runs, _joined(other_parts)), (texts, runs, whole))
        for case, some, added in cases:
            expected = self._outcome(shape.filled(case, common), some)
            if template.filled([*case, *shape.forms(case), *added, PLACE, MARK]) != expected:
                return
        template.proven = {part.template for run in parts for part in run}
        shape.outcomes[common] = template

    def _learn_block(self, skeleton: str, runs: list[Run], place: int, piece: str) -> None:
        """A block comes behind another one of its kind: what then is more is what it adds."""
        blocks, pieces = runs[place]
        found = blocks.shapes.meet(piece.lstrip(_BLANK) + blocks.end)
        if found is None or found.common in found.shape.outcomes:
            return
        shape, texts, common, _ = found
        shape.outcomes[common] = None
        if has_date(piece):
            return
        before = blocks.another(piece, 200)
        if not shape.are_holes(blocks.spec.distinct):
            before = next((other for other in pieces if other != piece), before)

        def added(case: Sequence[str]) -> str | None:
            behind = shape.filled(case, common).removesuffix(blocks.end)
            alone, both = (
                self._outcome(skeleton, [*runs[:place], (blocks, some), *runs[place + 1 :]])
                for some in ([before], [before, behind])
            )
            return None if alone is None or both is None else _inserted(alone, both)

        probes, others = shape.probes(common, 0), shape.probes(common, 100)
        part = added(probes)
        if part is None:
            return
        template = Template.of(part, [*probes, *shape.forms(probes)])
        if all(
            template.filled([*case, *shape.forms(case)]) == added(case) for case in (others, texts)
        ):
            template.distinct = shape.places(blocks.spec.distinct)
            template.foreign = shape.places(blocks.spec.foreign)
            shape.outcomes[common] = template

    def _outcome(self, skeleton: str, runs: Iterable[Run]) -> str | None:
        for blocks, pieces in runs:
            written = "".join(piece + blocks.end for piece in pieces)
            skeleton = skeleton.replace(blocks.mark, written, 1)
        return self._ordinary.outcome(skeleton)


def _parts(runs: list[Run], outside: set[str]) -> list[list[Part]] | None:
    """What the blocks of each run add; None when one is not known or has to do with another."""
    found: list[list[Part]] = []
    for blocks, pieces in runs:
        parts: list[Part] = []
        for piece in pieces:
            part = blocks.known.get(piece) or blocks.part(piece)
            if part is None or (part.foreign and not outside.isdisjoint(part.foreign)):
                return None
            parts.append(part)
        if blocks.spec.distinct and len({part.distinct for part in parts}) < len(parts):
            return None
        found.append(parts)
    return found


def _joined(parts: list[list[Part]]) -> list[str]:
    """What each run adds."""
    return [",".join([part.text for part in run]) for run in parts]


def _inserted(alone: str, both: str) -> str | None:
    """What *both* has more than *alone*, behind a comma.

    >>> _inserted('[{"a":1}]', '[{"a":1},{"a":2}]'), _inserted("[1]", "[1,2],3")
    ('{"a":2}', None)
    """
    same = next((n for n, (a, b) in enumerate(zip(alone, both, strict=False)) if a != b), None)
    more = len(both) - len(alone)
    if same is None or both[same] != "," or both[:same] + both[same + more :] != alone:
        return None
    return both[same + 1 : same + more]


def _apart(outcome: str, ordinal: int, line: int) -> Filled:
    """The lines and findings of an outcome; the checks name the place of the record alone."""
    *lines, found = outcome.split(NEXT)
    split = (text.split("\t", 1) for text in lines)
    return Filled(
        [(table, rest.encode()) for table, rest in split],
        [
            msgspec.structs.replace(one, ordinal=ordinal, line=line)
            for one in _decode_findings(found)
        ]
        if found
        else [],
    )
