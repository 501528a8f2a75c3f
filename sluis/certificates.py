"""The certificate of the FTPS gate: the user's own, or one signed by itself that we make and renew.

A self-made one is EC P-256, names every address the gate is reached by, and is its own authority:
give the file to `curl --cacert`, to Python's `ssl` or to `lftp`'s `ssl:ca-file`. The key is
readable by its owner only.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sluis.errors import Refused

VALID_DAYS = 5 * 365
RENEW_DAYS = 30
"""A self-made certificate is replaced when it has fewer days left, or lacks a name."""

CERTIFICATE, KEY = "ftps-certificate.pem", "ftps-key.pem"


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate chain and its private key, as PEM files."""

    certificate: Path
    key: Path
    made: bool = False
    """Was it made just now? Then clients that have pinned the old one must be told."""

    def leaf(self) -> x509.Certificate:
        """The gate's own certificate: the first of the file.

        Raises:
            Refused: the file cannot be read or holds no certificate.
        """
        try:
            return x509.load_pem_x509_certificate(self.certificate.read_bytes())
        except (OSError, ValueError) as error:
            raise Refused(f"certificate {self.certificate}: {error}") from error

    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hex with colons, as clients show it."""
        return self.leaf().fingerprint(hashes.SHA256()).hex(":").upper()

    def days_left(self, now: datetime) -> int:
        """Whole days until it ends; negative when it has ended."""
        return (self.leaf().not_valid_after_utc - now).days

    def fits(self) -> bool:
        """Do key and certificate belong together?

        Raises:
            Refused: one of the files cannot be read.
        """
        try:
            key = serialization.load_pem_private_key(self.key.read_bytes(), password=None)
        except (OSError, ValueError, TypeError) as error:
            raise Refused(f"key {self.key}: {error}") from error
        form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        return key.public_key().public_bytes(*form) == self.leaf().public_key().public_bytes(*form)


def names_of_host(extra: str = "") -> list[str]:
    """Names and addresses by which this machine is reached; *extra* is its outer address."""
    names = ["localhost", "127.0.0.1", "::1", socket.gethostname(), extra]
    return list(dict.fromkeys(name for name in names if name))


def given(certificate: Path, key: Path) -> Pair:
    """The user's own pair.

    Raises:
        Refused: a file cannot be read, or they do not belong together; names the settings.
    """
    pair = Pair(certificate, key)
    if not pair.fits():
        raise Refused(
            f"SLUIS_FTPS_KEY {key} does not belong to SLUIS_FTPS_CERTIFICATE {certificate}"
        )
    return pair


def own(folder: Path, names: list[str], now: datetime) -> Pair:
    """The self-made pair below *folder*: the one that is there, or a new one where that is due."""
    pair = Pair(folder / CERTIFICATE, folder / KEY)
    try:
        good = pair.fits() and pair.days_left(now) >= RENEW_DAYS
        if good and _names(pair.leaf()) >= {_general_name(name) for name in names}:
            return pair
    except Refused:
        pass  # there is none yet, or half a one
    _make(pair, names, now)
    return Pair(pair.certificate, pair.key, made=True)


def _names(certificate: x509.Certificate) -> set[x509.GeneralName]:
    try:
        return set(
            certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        )
    except x509.ExtensionNotFound:
        return set()


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode("ascii"))


def _make(pair: Pair, names: list[str], now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(key, names, now)
    pair.key.parent.mkdir(parents=True, exist_ok=True)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    _replace(pair.key, pem, 0o600)
    _replace(pair.certificate, certificate.public_bytes(serialization.Encoding.PEM), 0o644)


def _certificate(
    key: ec.EllipticCurvePrivateKey, names: list[str], now: datetime
) -> x509.Certificate:
    """Usable by strict verifiers too: key identifiers, key usage and one purpose are there."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sluis FTPS gate")])
    public = key.public_key()
    identifier = x509.SubjectKeyIdentifier.from_public_key(public)
    usage = x509.KeyUsage(
        digital_signature=True, key_cert_sign=True, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now.astimezone(UTC) - timedelta(hours=1))
        .not_valid_after(now.astimezone(UTC) + timedelta(days=VALID_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False
        )
        .add_extension(identifier, critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
    )
    return builder.sign(key, hashes.SHA256())


def _replace(path: Path, content: bytes, mode: int) -> None:
    """Write *path* whole or not at all; nobody can read it before it has its mode."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent)  # mkstemp: 0600 from the start
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        os.fchmod(descriptor, mode)
        os.fsync(descriptor)
    Path(draft).replace(path)
