"""X.509 certificates of the seals that close a drawn PDF (RFC 5280), and what a seal may be called.

A chamber's seal certificate comes from the union's own seal authority, or from a certified provider (ESHS). Only a
qualified one makes a *güvenli e-mühür*; the level is stated by the trust bundle, never read out of the certificate.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from keys.algorithms import ES256, holds
from keys.key_strength import WeakKey, require_strong_rsa

# What the seal is in law (5070 sayılı Kanun, Ek Madde 1): the union's own, advanced, or qualified.
ODA_IMZASI, GELISMIS_EMUHUR, GUVENLI_EMUHUR = "oda_imzasi", "gelismis_emuhur", "guvenli_emuhur"
LEVELS = (ODA_IMZASI, GELISMIS_EMUHUR, GUVENLI_EMUHUR)
AUTHORITY_YEARS, SEAL_YEARS = 20, 10
_LONGEST_NAME = 64  # X.520 ub-common-name
_SHORTEST_RSA = 2048

# Signs a certificate with a key that stays where it is.
Issue = Callable[[x509.CertificateBuilder], x509.Certificate]


class CertificateRefused(ValueError):
    """The certificate cannot carry a seal; whoever asked for it says so (seal.certificate)."""


@dataclass(frozen=True, slots=True)
class SealCertificate:
    """A chamber's seal certificate as the union vouches for it: DER, level, and the window in which it may seal.

    ``chain``: the certificates above it, DER, as they go into its seals.
    """

    der: bytes
    level: str
    valid_from: datetime
    valid_until: datetime
    chain: tuple[bytes, ...] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the DER in hex: how a seal names its certificate."""
        return fingerprint(self.der)

    def covers(self, instant: datetime) -> bool:
        """True when a seal may have been set at ``instant``."""
        return self.valid_from <= instant <= self.valid_until


def window(der: bytes) -> tuple[datetime, datetime]:
    """First and last instant of a certificate that we made or read before."""
    found = x509.load_der_x509_certificate(der)
    return found.not_valid_before_utc, found.not_valid_after_utc


def holds_under(der: bytes, message: bytes, signature: bytes) -> bool:
    """True when a seal's signer gave ``signature`` over ``message``: r||s for P-256, PKCS #1 v1.5 for RSA; SHA-256."""
    public = x509.load_der_x509_certificate(der).public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        return holds(ES256, public, message, signature)
    if not isinstance(public, rsa.RSAPublicKey):
        return False
    try:
        public.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def fingerprint(der: bytes) -> str:
    """SHA-256 of a certificate in hex."""
    return hashlib.sha256(der).hexdigest()


def seal_certificate(der: bytes, level: str) -> SealCertificate:
    """Read a certificate that is to seal; raises ``CertificateRefused`` for one that cannot."""
    if level not in LEVELS:
        raise CertificateRefused(f"no such level: {level}")
    try:
        found = x509.load_der_x509_certificate(der)
        public = found.public_key()
        usage = _extension(found, x509.KeyUsage)
        basic = _extension(found, x509.BasicConstraints)
    except (ValueError, TypeError, x509.DuplicateExtension) as error:
        raise CertificateRefused("not a readable X.509 certificate") from error
    if not (
        isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1)
    ) and not (isinstance(public, rsa.RSAPublicKey) and public.key_size >= _SHORTEST_RSA):
        raise CertificateRefused("only P-256 and RSA keys from 2048 bits on seal")
    if basic is not None and basic.ca:
        raise CertificateRefused("an authority's certificate does not seal")
    if usage is not None and not (usage.digital_signature or usage.content_commitment):
        raise CertificateRefused("the certificate is not for signing")
    return SealCertificate(der, level, found.not_valid_before_utc, found.not_valid_after_utc)


def refuse_weak(der: bytes) -> None:
    """Raise ``CertificateRefused`` for a certificate whose RSA key must not be trusted anew (``keys.key_strength``).

    Asked where one is taken: a bundle that names one from before is read as it is.
    """
    public = x509.load_der_x509_certificate(der).public_key()
    if isinstance(public, rsa.RSAPublicKey):
        try:
            require_strong_rsa(public)
        except WeakKey as error:
            raise CertificateRefused(str(error)) from error


def _extension(certificate: x509.Certificate, kind: type[Any]) -> Any:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def pem(der: bytes) -> str:
    """A certificate as PEM."""
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM).decode("ascii")


def der_of(text: bytes) -> list[bytes]:
    """The certificates of a PEM or DER file, in order; raises ``CertificateRefused``."""
    try:
        if b"-----BEGIN" in text:
            found = x509.load_pem_x509_certificates(text)
        else:
            found = [x509.load_der_x509_certificate(text)]
    except ValueError as error:
        raise CertificateRefused("not a certificate file") from error
    return [one.public_bytes(serialization.Encoding.DER) for one in found]


def new_authority(public: ec.EllipticCurvePublicKey, name: str, issue: Issue, now: datetime) -> bytes:
    """The certificate of the union's seal authority, signed by itself; DER."""
    own = _name(name)
    begun = _builder(public, own, own, now, AUTHORITY_YEARS)
    begun = begun.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    begun = begun.add_extension(_usage(authority=True), critical=True)
    return issue(begun).public_bytes(serialization.Encoding.DER)


def new_seal(
    public: ec.EllipticCurvePublicKey, name: str, authority: bytes, issue: Issue, now: datetime
) -> bytes:
    """A seal certificate for ``name`` under ``authority`` (DER), which ``issue`` signs for; DER."""
    above = x509.load_der_x509_certificate(authority)
    above_key = above.public_key()
    assert isinstance(above_key, ec.EllipticCurvePublicKey)
    begun = _builder(public, _name(name), above.subject, now, SEAL_YEARS)
    begun = begun.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    begun = begun.add_extension(_usage(authority=False), critical=True)
    begun = begun.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above_key), critical=False)
    # id-kp-documentSigning, RFC 9336.
    begun = begun.add_extension(
        x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")]), critical=False
    )
    return issue(begun).public_bytes(serialization.Encoding.DER)


def _builder(
    public: ec.EllipticCurvePublicKey, subject: x509.Name, issuer: x509.Name, now: datetime, years: int
) -> x509.CertificateBuilder:
    begins = now.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    # 29 February has no namesake in most years.
    ends = begins.replace(year=begins.year + years, day=min(begins.day, 28))
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    # Unique by chance: two authorities with one serial number make some viewers refuse good seals.
    builder = (
        builder.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
    )
    return builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "TR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "TMMOB"),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:_LONGEST_NAME]),
        ]
    )


def _usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=not authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )
