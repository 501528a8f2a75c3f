"""Lines about one trade item, brought together: several prices, several allowances.

Two lines of one item may stand apart. A first pass finds out which items may have such lines, with
a sieve of fixed size that errs on the safe side; only their lines are kept in memory, and stand
together where the first of them stood. A file in order of its items needs no memory at all; one in
order of its dates needs as much as it is long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from xxhash import xxh3_64_intdigest

Line = tuple[int, bytes]
Groups = Iterator[list[Line]]

SIEVE_BITS = 1 << 25
"""4 MiB; a million items make one in a thousand look as if its lines stood apart."""

_SEEDS = (1, 2)


def neighbours(lines: Iterable[Line], key_of: Callable[[bytes], bytes]) -> Groups:
    """Runs of lines with one key."""
    run: list[Line] = []
    last = b""
    for line in lines:
        key = key_of(line[1])
        if run and key != last:
            yield run
            run = []
        run.append(line)
        last = key
    if run:
        yield run


def together(open_lines: Callable[[], Iterable[Line]], key_of: Callable[[bytes], bytes]) -> Groups:
    """All lines of one key, in the order of the first of each; *open_lines* begins anew."""
    apart = _perhaps_apart(neighbours(open_lines(), key_of), key_of)
    kept: dict[bytes, list[Line]] = {}
    if apart:
        for line in open_lines():
            key = key_of(line[1])
            if key in apart:
                kept.setdefault(key, []).append(line)
    for run in neighbours(open_lines(), key_of):
        key = key_of(run[0][1])
        if key not in apart:
            yield run
        elif key in kept:
            yield kept.pop(key)


def _perhaps_apart(runs: Groups, key_of: Callable[[bytes], bytes]) -> set[bytes]:
    """Keys that a second run seems to have."""
    sieve = bytearray(SIEVE_BITS // 8)
    found = set()
    for run in runs:
        key = key_of(run[0][1])
        if _seen(sieve, key):
            found.add(key)
    return found


def _seen(sieve: bytearray, key: bytes) -> bool:
    """Put *key* into the sieve; say whether all of its places were taken."""
    taken = True
    for seed in _SEEDS:
        place, bit = divmod(xxh3_64_intdigest(key, seed) % SIEVE_BITS, 8)
        taken = taken and bool(sieve[place] & (1 << bit))
        sieve[place] |= 1 << bit
    return taken
