"""The rule by which files from elsewhere are taken: laws, with the clock passed in."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from watcher.settle import SLOWEST_SECONDS, Look, Settling, done_names, temporary

LOOK = Look(device=1, inode=2, size_bytes=10, mtime_ns=3)
seconds = st.floats(min_value=0.01, max_value=100)
looks = st.builds(
    Look,
    device=st.just(1),
    inode=st.integers(1, 2),
    size_bytes=st.integers(0, 2),
    mtime_ns=st.integers(1, 2),
)


@given(st.lists(st.tuples(seconds, looks, st.booleans())), seconds)
def test_nothing_is_taken_before_it_was_quiet_long_enough(history, settle_seconds) -> None:
    """
    Whatever a file does, it is taken only when every look of the last seconds was the same,
    it has bytes, and nothing speaks against it.
    """
    settling = Settling(settle_seconds=settle_seconds)
    now, seen = 0.0, []
    for pause, look, ready in history:
        now += pause
        seen.append((now, look))
        taken = settling.see("a.xml", look, now, ready=ready)

        quiet_since = now
        for at, earlier in reversed(seen):
            if earlier != look:
                break
            quiet_since = at
        assert taken == (ready and look.size_bytes > 0 and now >= quiet_since + settle_seconds)


@given(st.lists(st.tuples(seconds, looks)), looks.filter(lambda look: look.size_bytes), seconds)
def test_a_quiet_file_is_always_taken_in_the_end(history, last, settle_seconds) -> None:
    """
    Looking only when told to is enough: once a file lies still, it is taken, and soon.
    """
    settling = Settling(settle_seconds=settle_seconds)
    now = 0.0
    for pause, look in history:
        now += pause
        settling.see("a.xml", look, now)
    began = now
    taken = settling.see("a.xml", last, now)
    while not taken:
        now = settling.next_at()
        assert now is not None
        taken = [settling.see(spot, last, now) for spot in settling.due(now)] == [True]

    assert now - began <= settle_seconds + max(settle_seconds, SLOWEST_SECONDS)


def test_a_file_that_never_gets_ready_is_never_forgotten_and_told_of() -> None:
    """
    An empty file is looked at again and again, ever less often, and warned about once in a while.
    """
    settling = Settling(settle_seconds=2, warn_seconds=300)
    empty = replace(LOOK, size_bytes=0)
    settling.see("a.xml", empty, 0.0)
    now, looked, warnings = 0.0, 0, []
    while now < 3600:
        now = settling.next_at()
        for spot in settling.due(now):
            looked += 1
            assert not settling.see(spot, empty, now)
        warnings += settling.overdue(now)

    assert 110 < looked < 400
    assert 10 <= len(warnings) <= 12


def test_a_file_put_off_is_not_looked_at_before() -> None:
    """
    A file that could not be read is left alone for the time given.
    """
    settling = Settling(settle_seconds=1)
    settling.see("a.xml", LOOK, 0.0)
    settling.put_off("a.xml", 1.0, 5.0)

    assert settling.due(5.9) == []
    assert settling.due(6.0) == ["a.xml"]


def test_a_forgotten_file_settles_anew() -> None:
    """
    What comes again under the name of a file that was taken has its own time to settle.
    """
    settling = Settling(settle_seconds=1)
    settling.see("a.xml", LOOK, 0.0)
    settling.forget("a.xml")

    assert settling.due(10.0) == []
    assert not settling.see("a.xml", LOOK, 10.0)


@given(st.text(min_size=1))
def test_unfinished_names_are_known_in_any_case(stem) -> None:
    """
    Names of unfinished files are known by their ending, in capitals too, or by a leading dot.
    """
    for suffix in (".part", ".filepart", ".tmp", ".crdownload", ".partial", ".lock", ".swp", "~"):
        assert temporary(stem + suffix)
        assert temporary(stem + suffix.upper())
    assert temporary("." + stem)


def test_a_done_file_stands_beside_its_file() -> None:
    """
    The done-file of prices.xml is prices.xml.done or prices.done; a name without a dot has one.
    """
    assert done_names("prices.xml", ".done") == ("prices.xml.done", "prices.done")
    assert done_names("prices", ".done") == ("prices.done",)
