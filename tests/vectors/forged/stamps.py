"""A time-stamp authority of whoever wants to be one: its tokens are whole, and of the form that a seal carries."""

from datetime import UTC, datetime, timedelta

from asn1crypto import cms
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from keys.time_stamp import written
from tests.verifier.workshop import NOW

_BEGINS = datetime(2001, 1, 1, tzinfo=UTC)
_KEY = rsa.generate_private_key(65537, 2048)


class _OneForm(DummyTimeStamper):
    """Tokens as a seal carries them."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        return written(await super().async_timestamp(message_digest, md_algorithm))


def stamper(name: str = "Zaman Damgası", at: datetime = NOW) -> DummyTimeStamper:
    """An authority of this name under a key of this run; every token of it says ``at``."""
    common = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    own = x509.CertificateBuilder().subject_name(common).issuer_name(common).public_key(_KEY.public_key())
    own = own.serial_number(7).not_valid_before(_BEGINS).not_valid_after(_BEGINS + timedelta(days=36500))
    own = own.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    der = own.sign(_KEY, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    key = _KEY.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return _OneForm(Certificate.load(der), PrivateKeyInfo.load(key), fixed_dt=at)
