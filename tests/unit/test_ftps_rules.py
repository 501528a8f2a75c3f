"""The FTPS gate's pure parts: lockout, names and places, passwords, certificates."""

from __future__ import annotations

import hashlib
import posixpath
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from ftp_server import tree
from ftp_server.lockout import FORGET_ABOVE, Answer, Lockout
from sluis import accounts, certificates
from sluis.accounts import Account
from sluis.errors import Refused
from sluis.folders import GATES, OUTGOING, Folders
from watcher import settle

HERE = ip_address("192.0.2.1")
THERE = ip_address("192.0.2.2")
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def _wrong(lockout: Lockout, account: str, now: float, address=HERE) -> bool:
    assert lockout.ask(account, address, now) is Answer.YES
    return lockout.wrong(account, address, now)


def test_the_third_wrong_password_bans_account_and_address() -> None:
    """
    For the set time, the account from anywhere and the address with any account; then no more.
    """
    lockout = Lockout(3, 300)
    began = [_wrong(lockout, "acme", now) for now in (0, 1, 2)]

    assert began == [False, False, True]
    assert lockout.ask("acme", THERE, 301) is Answer.BANNED
    assert lockout.ask("other", HERE, 301) is Answer.BANNED
    assert lockout.ask("other", THERE, 3) is Answer.YES
    assert lockout.ask("acme", HERE, 302) is Answer.YES


def test_old_wrong_passwords_are_forgotten() -> None:
    """
    Two wrong ones count for as long as a ban lasts, not for ever.
    """
    lockout = Lockout(3, 300)
    began = [_wrong(lockout, "acme", now) for now in (0, 1, 302, 303)]

    assert began == [False] * 4


def test_a_right_password_forgives_its_own_account_only() -> None:
    """
    Whoever has an account cannot wash away guesses at another one.
    """
    lockout = Lockout(3, 300)
    _wrong(lockout, "victim", 0)
    _wrong(lockout, "victim", 1)
    assert lockout.ask("mine", HERE, 2) is Answer.YES
    lockout.right("mine", HERE)

    assert _wrong(lockout, "victim", 3)


def test_tries_under_way_count_until_they_are_known() -> None:
    """
    No more passwords are verified at once than may be wrong; the others wait, right ones pass.
    """
    lockout = Lockout(3, 300)
    first = [lockout.ask("acme", HERE, 0) for _ in range(4)]
    lockout.right("acme", HERE)
    later = lockout.ask("acme", HERE, 0)
    for _ in range(3):
        lockout.unknown("acme", HERE)

    assert first == [Answer.YES, Answer.YES, Answer.YES, Answer.LATER]
    assert later is Answer.YES
    assert [_wrong(lockout, "acme", 1) for _ in range(3)] == [False, False, True]


def test_an_ipv6_network_counts_as_one_address() -> None:
    """
    A client that changes its address within its /64 gains nothing.
    """
    lockout = Lockout(3, 300)
    for number in range(3):
        _wrong(lockout, f"a{number}", 0, ip_address(f"2001:db8::{number + 1}"))

    assert lockout.ask("b", ip_address("2001:db8::ffff"), 1) is Answer.BANNED
    assert lockout.ask("b", ip_address("2001:db8:0:1::1"), 1) is Answer.YES


def test_guessing_does_not_fill_the_memory() -> None:
    """
    Expired entries go once there are many.
    """
    lockout = Lockout(3, 1)
    for number in range(FORGET_ABOVE):
        _wrong(lockout, f"name{number}", number * 10, HERE)

    assert len(lockout._tallies) <= FORGET_ABOVE + 1
    _wrong(lockout, "last", FORGET_ABOVE * 20)
    assert len(lockout._tallies) <= 3


# Names and places.

_pieces = ["/", "..", ".", "a", "AutoImport", "Uploads", "Reports", "\0", "\\", "~", " "]
hostile = st.lists(st.sampled_from(_pieces) | st.characters(codec="utf-8"), max_size=12).map(
    "".join
)


@given(path=hostile, cwd=hostile)
def test_no_path_leaves_the_account(path: str, cwd: str) -> None:
    """
    Every path is a place below one of the five folders, or none at all.
    """
    account = Account(
        name="acme", environment=1, supplier_gln=None, root="acme", permissions=["upload"]
    )
    absolute = tree.normal(path, cwd)
    try:
        place = tree.locate(absolute)
    except tree.NoSuchPlace:
        return
    below = "/".join(place.parts)

    assert place.folder in {"", "Uploads", *GATES, *OUTGOING}
    assert posixpath.normpath(f"/x/{below}").startswith("/x")
    assert ".." not in place.parts
    if place.is_gate or place.is_outgoing:
        base = tree.Tree(account, Folders(Path("/nowhere"))).base(place.folder)
        assert base.joinpath(*place.parts).is_relative_to(base)
        assert base.name == "acme"
    assert tree.locate(place.virtual) == place


@given(name=st.text(max_size=300))
def test_a_name_without_problem_is_one_plain_component(name: str) -> None:
    """
    What `name_problem` lets pass can be created as one file, and comes back from its place.
    """
    if not tree.name_problem(name):
        assert tree.locate(f"/AutoImport/{name}") == tree.Place("AutoImport", (name,))
        assert 0 < len(name.encode()) <= 255
        assert not set(name) & set("/\\\0\r\n")


def test_gate_and_watcher_agree_on_temporary_names() -> None:
    """
    What the gate publishes is never a name that the watcher leaves lying.
    """
    assert set(tree.TEMPORARY_SUFFIXES) == set(settle.TEMPORARY_SUFFIXES)
    assert set(tree.TEMPORARY_PREFIXES) == set(settle.TEMPORARY_PREFIXES)


# Accounts.


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("Short-1a", "at least 12"),
        ("alllower-1234", "upper-case"),
        ("ALLUPPER-1234", "lower-case"),
        ("No-digits-here", "digit"),
        ("NoSpecial1234", "special"),
        ("Tab\there-1234", "control"),
        (" Blank-first-1", "blanks"),
    ],
)
def test_weak_passwords_are_refused_with_the_reason(password: str, problem: str) -> None:
    """
    An own password has 12 characters or more, of all four kinds.
    """
    assert any(problem in text for text in accounts.password_problems(password))


def test_generated_passwords_are_strong_and_differ() -> None:
    """
    Every generated password passes the rules for own ones.
    """
    made = {accounts.generate_password() for _ in range(50)}

    assert len(made) == 50
    assert not any(map(accounts.password_problems, made))


@pytest.mark.parametrize("network", ["10.0.0.5/8", "nonsense", "10.0.0.0/33", ""])
def test_bad_networks_are_refused(network: str) -> None:
    """
    A network with host bits is a slip of the pen; the text names it.
    """
    with pytest.raises(Refused, match="no address or network"):
        accounts.networks([network])


def test_a_wrong_check_digit_is_only_a_warning() -> None:
    """
    Real GLNs with wrong check digits exist.
    """
    assert accounts.gln_warning("8719999000015") is None
    assert "check digit" in (accounts.gln_warning("8719999000016") or "")


# Certificates.


def test_a_certificate_is_kept_until_it_no_longer_fits(tmp_path: Path) -> None:
    """
    Same names: the same one; near its end or with a new name: a new one, key 0600.
    """
    names = ["localhost", "127.0.0.1", "::1"]
    first = certificates.own(tmp_path, names, NOW)
    same = certificates.own(tmp_path, names, NOW)
    fewer = certificates.own(tmp_path, names[:1], NOW)
    before = first.fingerprint()
    grown = certificates.own(tmp_path, [*names, "ftp.kraan.example"], NOW)
    with_name = grown.fingerprint()
    late = NOW + timedelta(days=certificates.VALID_DAYS - certificates.RENEW_DAYS + 1)
    renewed = certificates.own(tmp_path, names, late)
    (tmp_path / certificates.KEY).write_text("damaged")
    mended = certificates.own(tmp_path, names, late)

    assert [p.made for p in (first, same, fewer, grown, renewed, mended)] == [
        True, False, False, True, True, True,
    ]  # fmt: skip
    assert before != with_name
    assert (tmp_path / certificates.KEY).stat().st_mode & 0o777 == 0o600


def test_the_fingerprint_is_that_of_the_certificate(tmp_path: Path) -> None:
    """
    SHA-256 over the DER form, as `openssl x509 -fingerprint -sha256` prints it.
    """
    pair = certificates.own(tmp_path, ["localhost"], NOW)
    der = ssl.PEM_cert_to_DER_cert(pair.certificate.read_text())
    leaf = x509.load_der_x509_certificate(der)

    assert pair.fingerprint().replace(":", "").lower() == hashlib.sha256(der).hexdigest()
    assert leaf.subject == leaf.issuer


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    """
    The text names both settings.
    """
    one = certificates.own(tmp_path / "one", ["localhost"], NOW)
    two = certificates.own(tmp_path / "two", ["localhost"], NOW)

    with pytest.raises(Refused, match="SLUIS_FTPS_KEY"):
        certificates.given(one.certificate, two.key)
