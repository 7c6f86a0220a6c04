"""Our seal in the terms of pyHanko, which writes the signature into the PDF."""

import io
from datetime import datetime
from functools import lru_cache
from typing import Any

from asn1crypto.algos import SignedDigestAlgorithm
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSignatureMetadata,
    PdfSigner,
    PdfSigningSession,
    PreSignValidationStatus,
    SigDSSPlacementPreference,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathError, RevokedError, ValidationError
from pyhanko_certvalidator.registry import CertificateStore, SimpleCertificateStore

from issuer.paper.sealing import AnotherUnit, Seal, SealingRefused, Stamping
from keys.algorithms import P256_ORDER
from keys.time_stamp import is_near

FIELD = "Muhur"
# Room for the CMS object: a signature, two certificates and their attributes; a time-stamp brings one more.
_ROOM, _ROOM_WITH_TIME = 12 * 1024, 24 * 1024
_DSS = DSSContentSettings(
    include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE, next_ts_settings=None
)


class _SealWriter(IncrementalPdfFileWriter):
    """Adds what it is told to and nothing else."""

    def _update_meta(self) -> None:
        """The metadata are the drawing's: a new date or producer there would be a second change to judge."""


class _WholeFileSigner(PdfSigner):
    """Signs a file that stays PDF 1.7, as PDF/A-3 is (ISO 19005-3)."""

    def register_extensions(self, pdf_out: Any, *, md_algorithm: str) -> None:
        """None: naming them would raise the version of the file to 2.0."""


class _CmsSigner(CmsSigner):
    """Signs the CMS attributes with the chamber's seal key; the key is held, not loaded for each file."""

    def __init__(self, seal: Seal) -> None:
        certificate, above = _certificates(seal.certificate.der, seal.certificate.chain)
        self._elliptic = certificate.public_key.algorithm == "ec"
        mechanism = "sha256_ecdsa" if self._elliptic else "sha256_rsa"
        super().__init__(
            signing_cert=certificate,
            cert_registry=above,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": mechanism}),
            embed_roots=True,
        )
        self._seal = seal
        self._length = 72 if self._elliptic else (certificate.public_key.bit_size + 7) // 8

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,  # noqa: ARG002 - the certificate's key decides
        dry_run: bool = False,  # noqa: FBT001 - the library calls it so
    ) -> bytes:
        """DER for ECDSA (RFC 3279 section 2.2.3), as it is for RSA."""
        if dry_run:
            return bytes(self._length)
        signature = self._seal.signer.sign(data)
        if not self._elliptic:
            return signature
        r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
        # Of the two values that verify the lower one, so that there is one file only.
        return encode_dss_signature(r, min(s, P256_ORDER - s))


@lru_cache(maxsize=64)
def _certificates(der: bytes, chain: tuple[bytes, ...]) -> tuple[Certificate, CertificateStore]:
    """The certificate and those above it as pyHanko takes them: read once, not for each file."""
    store = SimpleCertificateStore()
    store.register_multiple([Certificate.load(one) for one in chain])
    return Certificate.load(der), store


async def sealed(drawn: bytes, seal: Seal, at: datetime, stamping: Stamping | None) -> bytes:
    """``drawn`` and the update with the seal behind it; raises ``SealingRefused`` beyond B-B."""
    if stamping is None or stamping.context is None:
        return await _sealed(drawn, seal, at, stamping, None)
    context = stamping.context(seal.certificate)
    try:
        return await _sealed(drawn, seal, at, stamping, context)
    except SealingRefused as refusal:
        if not isinstance(refusal, AnotherUnit):
            stamping.forget()
        raise
    finally:
        await context.aclose()


async def _sealed(
    drawn: bytes, seal: Seal, at: datetime, stamping: Stamping | None, context: ValidationContext | None
) -> bytes:
    metadata = PdfSignatureMetadata(
        field_name=FIELD,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        name=seal.owner,
        embed_validation_info=context is not None,
        validation_context=context,
        dss_settings=_DSS,
    )
    signer = _WholeFileSigner(
        metadata,
        signer=_CmsSigner(seal),
        timestamper=None if stamping is None else stamping.time_stamper,
        new_field_spec=SigFieldSpec(FIELD),
    )
    # The drawn file ends without a line feed; PDF/A wants one before the first object behind it.
    writer = _SealWriter(io.BytesIO(drawn + b"\n"))
    session = signer.init_signing_session(writer)
    session.system_time = at
    document = session.prepare_tbs_document(
        validation_info=None if context is None else await _revocation(session, writer, seal),
        bytes_reserved=_ROOM if stamping is None else _ROOM_WITH_TIME,
    )
    output = io.BytesIO()
    digest, _ = document.digest_tbs_document(output=output)
    finished = await document.perform_signature(digest.document_digest, PdfCMSSignedAttributes())
    await finished.post_signature_processing(output)
    if stamping is not None and not _is_of_the_day(output, at):
        # Its clock or ours is wrong: no reader would take the file for original.
        raise SealingRefused("seal.timestamp_unreachable", owner=seal.owner)
    return output.getvalue()


def _is_of_the_day(sealed_pdf: io.BytesIO, at: datetime) -> bool:
    (one,) = PdfFileReader(sealed_pdf).embedded_signatures
    (attribute,) = one.signer_info["unsigned_attrs"]
    return is_near(attribute["values"][0], at)


async def _revocation(
    session: PdfSigningSession, writer: IncrementalPdfFileWriter, seal: Seal
) -> PreSignValidationStatus:
    """Chains and revocation data of the seal's and the time-stamp's certificates; none of them may be revoked."""
    try:
        found = await session.perform_presign_validation(writer)
    except (SigningError, PathError, ValidationError) as error:
        cause = error.__cause__ if isinstance(error, SigningError) else error
        code = "seal.revoked" if isinstance(cause, RevokedError) else "seal.revocation_unreachable"
        raise SealingRefused(code, owner=seal.owner) from error
    assert found is not None
    if not (found.ocsps_to_embed or found.crls_to_embed):
        raise SealingRefused("seal.revocation_unreachable", owner=seal.owner)
    return found
