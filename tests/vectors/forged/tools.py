"""What a forger has at hand: changing a PDF behind its end or from the ground up, and sealing with keys of his own."""

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto.algos import SignedDigestAlgorithm
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter, copy_into_new_writer
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, PdfSignatureMetadata, PdfSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from issuer.paper.sealing import Seal
from keys.algorithms import P256_ORDER
from tests.verifier.named_keys import Secret
from tests.verifier.workshop import NOW

Change = Callable[[BasePdfFileWriter], None]
_HASHES = {"sha1": hashes.SHA1, "sha256": hashes.SHA256, "sha512": hashes.SHA512}


def updated(data: bytes, change: Change) -> bytes:
    """An incremental update: the bytes before stay, so their signature stays right."""
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def redrawn(data: bytes, change: Change | None = None) -> bytes:
    """The same objects in a new file of one revision."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(data)), writer_kwargs={"stream_xrefs": False})
    if change is not None:
        change(writer)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def dictionary(**members: Any) -> generic.DictionaryObject:
    """A dictionary; a text that begins with a slash is a name."""
    return generic.DictionaryObject({pdf_name(f"/{name}"): value_of(one) for name, one in members.items()})


def value_of(one: Any) -> generic.PdfObject:
    match one:
        case generic.PdfObject():
            return one
        case bool():
            return generic.BooleanObject(one)
        case str() if one.startswith("/"):
            return pdf_name(one)
        case str():
            return generic.pdf_string(one)
        case int():
            return generic.NumberObject(one)
        case float():
            return generic.FloatObject(str(one))
        case list():
            return generic.ArrayObject(map(value_of, one))
    raise TypeError(one)


def page_of(writer: BasePdfFileWriter) -> generic.DictionaryObject:
    """The first page."""
    found = writer.find_page_for_modification(0)[0].get_object()
    assert isinstance(found, generic.DictionaryObject)
    writer.update_container(found)
    return found


def on_root(**members: Any) -> Change:
    """Adds these to the catalogue."""

    def change(writer: BasePdfFileWriter) -> None:
        writer.root.update(dictionary(**members))
        writer.update_root()

    return change


def on_page(**members: Any) -> Change:
    """Adds these to the page."""

    def change(writer: BasePdfFileWriter) -> None:
        page_of(writer).update(dictionary(**members))

    return change


def annotated(**members: Any) -> Change:
    """Adds an annotation to the page."""

    def change(writer: BasePdfFileWriter) -> None:
        page = page_of(writer)
        added = writer.add_object(dictionary(**{"Type": "/Annot", "F": 4, **members}))
        page[pdf_name("/Annots")] = generic.ArrayObject([*page.get("/Annots", ()), added])

    return change


def painted(operators: bytes) -> Change:
    """Paints over the page."""

    def change(writer: BasePdfFileWriter) -> None:
        page = page_of(writer)
        stream = writer.add_object(generic.StreamObject(stream_data=operators))
        contents = page.raw_get("/Contents")
        under = contents if isinstance(contents, generic.ArrayObject) else [contents]
        before = writer.add_object(generic.StreamObject(stream_data=b"q\n"))
        after = writer.add_object(generic.StreamObject(stream_data=b"\nQ\n"))
        page[pdf_name("/Contents")] = generic.ArrayObject([before, *under, after, stream])

    return change


def underlaid(operators: bytes) -> Change:
    """Paints beneath all that is on the page."""

    def change(writer: BasePdfFileWriter) -> None:
        page = page_of(writer)
        stream = writer.add_object(generic.StreamObject(stream_data=b"q " + operators + b" Q\n"))
        contents = page.raw_get("/Contents")
        over = contents if isinstance(contents, generic.ArrayObject) else [contents]
        page[pdf_name("/Contents")] = generic.ArrayObject([stream, *over])

    return change


def embedded(name: str, content: bytes, *, first: bool = False) -> Change:
    """Adds an attachment."""

    def change(writer: BasePdfFileWriter) -> None:
        file = writer.add_object(generic.StreamObject(dictionary(Type="/EmbeddedFile"), stream_data=content))
        added = writer.add_object(dictionary(Type="/Filespec", F=name, UF=name, EF=dictionary(F=file)))
        tree = writer.root["/Names"]["/EmbeddedFiles"]
        pair = [generic.pdf_string(name), added]
        old = list(tree["/Names"])
        tree[pdf_name("/Names")] = generic.ArrayObject([*pair, *old] if first else [*old, *pair])
        writer.update_container(tree)
        writer.update_root()

    return change


def replaced(name: str, content: bytes) -> Change:
    """Puts another file, under this name, in place of the credential."""

    def change(writer: BasePdfFileWriter) -> None:
        tree = writer.root["/Names"]["/EmbeddedFiles"]
        tree[pdf_name("/Names")] = generic.ArrayObject()
        writer.update_container(tree)
        embedded(name, content)(writer)

    return change


def all_of(*changes: Change) -> Change:
    """Several changes in one."""

    def change(writer: BasePdfFileWriter) -> None:
        for one in changes:
            one(writer)

    return change


class HandSigner(Signer):
    """Signs as a seal does, or over another digest."""

    def __init__(self, seal: Seal, digest: str = "sha256") -> None:
        store = SimpleCertificateStore()
        store.register_multiple([Certificate.load(one) for one in seal.certificate.chain])
        super().__init__(
            signing_cert=Certificate.load(seal.certificate.der),
            cert_registry=store,
            signature_mechanism=SignedDigestAlgorithm({"algorithm": f"{digest}_ecdsa"}),
            embed_roots=True,
        )
        assert isinstance(seal.signer, Secret)
        assert isinstance(seal.signer.private, ec.EllipticCurvePrivateKey)
        self._private, self._hash = seal.signer.private, _HASHES[digest]()

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(72)
        r, s = decode_dss_signature(self._private.sign(data, ec.ECDSA(self._hash)))
        return encode_dss_signature(r, min(s, P256_ORDER - s))


class _PlainSigner(PdfSigner):
    def register_extensions(self, pdf_out: Any, *, md_algorithm: str) -> None:
        """None, as in our own seals."""

    def _enforce_certification_constraints(self, reader: Any) -> None:
        """None: an attacker signs where he may not."""


class _PlainWriter(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """None, as in our own seals."""


class _ForgetfulWriter(_PlainWriter):
    def register_annotation(self, page_ref: Any, annot_ref: Any) -> None:
        """The page is left as it was."""


@dataclass(frozen=True, slots=True)
class Way:
    """How to seal: as we do, where nothing else is said."""

    certify: bool = True
    permission: MDPPerm = MDPPerm.NO_CHANGES
    subfilter: SigSeedSubFilter = SigSeedSubFilter.PADES
    digest: str = "sha256"
    field: SigFieldSpec = SigFieldSpec("Muhur")  # noqa: RUF009 - it is never changed
    also: Change | None = None
    appearance: Any = None
    reason: str | None = None
    stamper: TimeStamper | None = None
    hung: bool = True


def sealed_by_hand(drawn: bytes, seal: Seal, way: Way, at: datetime = NOW) -> bytes:
    """Seal with pyHanko itself."""
    metadata = PdfSignatureMetadata(
        field_name=way.field.sig_field_name,
        certify=way.certify,
        docmdp_permissions=way.permission,
        subfilter=way.subfilter,
        md_algorithm=way.digest,
        name=seal.owner,
        reason=way.reason,
        dss_settings=DSSContentSettings(include_vri=False),
    )
    signer = _PlainSigner(
        metadata,
        signer=HandSigner(seal, way.digest),
        timestamper=way.stamper,
        new_field_spec=way.field,
        stamp_style=way.appearance,
    )
    writer = (_PlainWriter if way.hung else _ForgetfulWriter)(io.BytesIO(drawn + b"\n"))
    if way.also is not None:
        way.also(writer)

    async def sign() -> bytes:
        session = signer.init_signing_session(writer)
        session.system_time = at
        validated = await session.perform_presign_validation(writer)
        document = session.prepare_tbs_document(
            validation_info=validated, bytes_reserved=8192 if way.stamper is None else 24 * 1024
        )
        output = io.BytesIO()
        digest, _ = document.digest_tbs_document(output=output)
        await document.perform_signature(digest.document_digest, PdfCMSSignedAttributes())
        return output.getvalue()

    return asyncio.run(sign())
