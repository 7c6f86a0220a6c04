"""Time-stamp tokens (RFC 3161) in the one form that a seal carries: over this signature, holding, written one way.

A token stands where no signature covers it. So it holds only its own certificate, which its signed attributes name by
hash, and everything else in it is signed or follows from what is; the certificates above go into the file's revocation
data. Signatures are PKCS #1 v1.5 or ECDSA with the lower of its two values.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import cms, core, x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509 import load_der_x509_certificate
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from keys.algorithms import DIGESTS

# How far its time may be from the seal's own, which the seal signs. It is asked for in the minute of sealing; a day
# leaves room for a wrong clock, and none for a token with which somebody else would move the seal to another time.
WINDOW = timedelta(days=1)


class TimeStampRefused(ValueError):
    """The token is none that a seal may carry."""


def written(token: cms.ContentInfo) -> cms.ContentInfo:
    """The same time-stamp in its one form; raises ``TimeStampRefused`` for one of another kind."""
    signer, certificate = _signer_of(token)
    said, digest = token["content"]["encap_content_info"], signer["digest_algorithm"]["algorithm"].native
    if digest not in DIGESTS or said["content_type"].native != "tst_info":
        raise TimeStampRefused("another kind of content or digest")
    attributes = cms.CMSAttributes(contents=signer["signed_attrs"].contents)
    kind, signature = _signature(signer, digest, certificate)
    issuer = {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
    own = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                {"issuer_and_serial_number": cms.IssuerAndSerialNumber(issuer)},
            ),
            "digest_algorithm": {"algorithm": digest},
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": kind},
            "signature": signature,
        }
    )
    signed = cms.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [{"algorithm": digest}],
            "encap_content_info": {
                "content_type": "tst_info",
                "content": core.ParsableOctetString(bytes(said["content"])),
            },
            "certificates": [cms.CertificateChoices("certificate", certificate)],
            "signer_infos": [own],
        }
    )
    return cms.ContentInfo({"content_type": "signed_data", "content": signed})


def holds(token: cms.ContentInfo, kind: str, imprint: bytes) -> bool:
    """True for a token over the digest ``imprint`` of ``kind`` whose own signature holds under its certificate."""
    signer, certificate = _signer_of(token)
    content = token["content"]["encap_content_info"]["content"]
    named, own = content.parsed["message_imprint"], signer["digest_algorithm"]["algorithm"].native
    if (
        kind not in DIGESTS
        or own not in DIGESTS
        or named["hash_algorithm"]["algorithm"].native != kind
        or named["hashed_message"].native != imprint
        or not _names(signer, certificate)
    ):
        return False
    digest = hashlib.new(own, bytes(content)).digest()
    return validate_sig_integrity(signer, certificate, "tst_info", digest) == (True, True)


def imprint_kind(token: cms.ContentInfo) -> str:
    """The digest that the token's imprint was made with, as its time-stamp says."""
    named = token["content"]["encap_content_info"]["content"].parsed["message_imprint"]
    return str(named["hash_algorithm"]["algorithm"].native)


def is_near(token: cms.ContentInfo, sealed_at: datetime) -> bool:
    """True for a time-stamp of the day of sealing."""
    said: datetime = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return abs(said - sealed_at) <= WINDOW


def certificate_of(token: cms.ContentInfo) -> bytes:
    """The DER of the certificate that the token was signed under."""
    found: bytes = _signer_of(token)[1].dump()
    return found


def _signer_of(token: cms.ContentInfo) -> tuple[cms.SignerInfo, x509.Certificate]:
    """Who signed, and the certificate, which is for time-stamps alone (RFC 3161 section 2.3)."""
    if token["content_type"].native != "signed_data" or len(token["content"]["signer_infos"]) != 1:
        raise TimeStampRefused("not one signature")
    signer = token["content"]["signer_infos"][0]
    sid = signer["sid"]
    for one in token["content"]["certificates"]:
        found = one.chosen
        if sid.name == "issuer_and_serial_number":
            same = (
                found.issuer == sid.chosen["issuer"]
                and found.serial_number == sid.chosen["serial_number"].native
            )
        else:
            same = found.key_identifier == sid.chosen.native
        usage = found.extended_key_usage_value
        if same and usage is not None and usage.native == ["time_stamping"]:
            return signer, found
    raise TimeStampRefused("no certificate for time-stamps")


def _names(signer: cms.SignerInfo, certificate: x509.Certificate) -> bool:
    """True when the signed attributes name the certificate by its hash (RFC 5816): it could be no other."""
    for attribute in signer["signed_attrs"]:
        name = attribute["type"].native
        if name == "signing_certificate_v2":
            first = attribute["values"][0]["certs"][0]
            kind = first["hash_algorithm"]["algorithm"].native
            expected = hashlib.new(kind, certificate.dump()).digest() if kind in DIGESTS else None
            return bool(first["cert_hash"].native == expected)
        if name == "signing_certificate":
            # SHA-1 by its definition (RFC 2634 section 5.4.1).
            return bool(attribute["values"][0]["certs"][0]["cert_hash"].native == certificate.sha1)
    return False


def _signature(signer: cms.SignerInfo, digest: str, certificate: x509.Certificate) -> tuple[str, bytes]:
    kind, signature = signer["signature_algorithm"]["algorithm"].native, signer["signature"].native
    if kind in ("rsassa_pkcs1v15", f"{digest}_rsa"):
        # A signer that has signed which of the two names it used is held to it (RFC 6211).
        protected = any(one["type"].native == "cms_algorithm_protection" for one in signer["signed_attrs"])
        return (kind if protected else f"{digest}_rsa"), signature
    public = load_der_x509_certificate(certificate.dump()).public_key()
    if kind != f"{digest}_ecdsa" or not isinstance(public, ec.EllipticCurvePublicKey):
        raise TimeStampRefused("another kind of signature")
    r, s = decode_dss_signature(signature)
    return kind, encode_dss_signature(r, min(s, public.curve.group_order - s))


def in_attribute(token: cms.ContentInfo) -> bytes:
    """The DER of the unsigned attributes (RFC 5652 section 5.3) that hold this token alone, as a plain SET."""
    attribute: Any = {"type": "signature_time_stamp_token", "values": [token]}
    found: bytes = cms.CMSAttributes([attribute]).dump()
    return found
