"""Seals that are whole in themselves, and not the seal of this chamber on this document."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.stamp import TextStampStyle

from issuer.paper.sealing import Seal, seal_pdf
from keys.seal_certificate import ODA_IMZASI, SealCertificate
from tests.vectors.forged.kinds import Original, add, differs, not_original
from tests.vectors.forged.tools import (
    Way,
    annotated,
    dictionary,
    embedded,
    on_page,
    on_root,
    painted,
    sealed_by_hand,
)
from tests.verifier.workshop import NOW, SealOffice

FOREIGN, ADDS = not_original("pdf.seal_foreign"), not_original("pdf.seal_adds")
FORM = not_original("pdf.seal_form")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def thief_seal(o: Original) -> Seal:
    """A seal of the thief's own authority; both bear the names of the right ones."""
    return SealOffice().seal(o.house.emo_seal.owner, o.house.thief)


def _at_any_time(seal: Seal) -> Seal:
    """The same seal for a program that does not look at the window."""
    return replace(seal, certificate=replace(seal.certificate, valid_from=_LONG_AGO))


def _of_authority(o: Original) -> Seal:
    office = o.house.seal_office
    own = SealCertificate(office.der, ODA_IMZASI, _LONG_AGO, NOW + timedelta(days=999))
    return Seal(o.house.emo_seal.owner, own, office.secret)


def _listed_key_other_certificate(o: Original) -> Seal:
    """The chamber's own key under a certificate that the thief's authority gave."""
    signer = o.house.emo_seal.signer
    return SealOffice().seal(o.house.emo_seal.owner, signer)


add("foreign.thief", "Sealed by a stranger whose certificates bear the right names.",
    lambda o: seal_pdf(o.drawn, thief_seal(o), NOW), FOREIGN)  # fmt: skip
add("foreign.chamber", "Sealed by another chamber's genuine seal.",
    lambda o: seal_pdf(o.drawn, o.house.mmo_seal, NOW), FOREIGN)  # fmt: skip
add("foreign.unlisted", "Sealed under a certificate of the right authority that the trust bundle does not name.",
    lambda o: seal_pdf(o.drawn, o.house.seal_office.seal(o.house.emo_seal.owner), NOW), FOREIGN)  # fmt: skip
add(
    "foreign.authority",
    "Sealed by the authority itself.",
    lambda o: seal_pdf(o.drawn, _of_authority(o), NOW),
    FOREIGN,
)
add("foreign.certificate", "Sealed with the right key under a stranger's certificate.",
    lambda o: seal_pdf(o.drawn, _listed_key_other_certificate(o), NOW), FOREIGN)  # fmt: skip
add("time.window", "Sealed at a time when the seal's certificate was not valid.",
    lambda o: seal_pdf(o.drawn, _at_any_time(o.house.emo_seal), datetime(2025, 12, 31, tzinfo=UTC)),
    not_original("pdf.seal_window"))  # fmt: skip
add("time.before-award", "Sealed an hour before the document was awarded.",
    lambda o: seal_pdf(o.drawn, o.house.emo_seal, o.document.awarded_at - timedelta(hours=1)),
    not_original("pdf.seal_time"))  # fmt: skip
add("time.future", "Sealed tomorrow.",
    lambda o: seal_pdf(o.drawn, o.house.emo_seal, NOW + timedelta(days=1)), not_original("pdf.seal_time"))  # fmt: skip


def _insider(
    name: str, what: str, way: Way, answer: tuple[str, str | None, bool | None, tuple[str, ...]]
) -> None:
    add(
        f"insider.{name}",
        f"Rightly sealed, {what}.",
        lambda o: sealed_by_hand(o.drawn, o.house.emo_seal, way),
        answer,
    )


def _vri(writer: BasePdfFileWriter) -> None:
    data = writer.add_object(dictionary(Type="/DSS", VRI=dictionary(A=dictionary(Type="/VRI"))))
    on_root(DSS=data)(writer)


def _hidden_object(writer: BasePdfFileWriter) -> None:
    writer.add_object(generic.StreamObject(stream_data=b"for later"))


_FACE = TextStampStyle(stamp_text="Sahte", background_opacity=1)
_insider("approval", "but as an approval that allows changes", Way(certify=False), ADDS)
_insider("form-filling", "but forms may be filled in afterwards", Way(permission=MDPPerm.FILL_FORMS), ADDS)
_insider("annotations", "but notes may be added afterwards", Way(permission=MDPPerm.ANNOTATE), ADDS)
_insider("not-pades", "but not as PAdES", Way(subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED), ADDS)
_insider("visible", "with a face that covers the page",
    Way(field=SigFieldSpec("Muhur", box=(0, 0, 842, 595)), appearance=_FACE),
    differs("pdf.content", "pdf.seal_adds"))  # fmt: skip
_insider("visible-small", "with a face in a corner of the page",
    Way(field=SigFieldSpec("Muhur", box=(0, 0, 150, 80))), differs("pdf.content", "pdf.seal_adds"))  # fmt: skip
_insider("reason", "with a reason", Way(reason="Onaylandi"), ADDS)
_insider("vri", "with revocation data for single signatures", Way(also=_vri), ADDS)
_insider("hidden-object", "its update holds an object that nothing shows", Way(also=_hidden_object), ADDS)
_insider("title", "its update also changes the language of the document", Way(also=on_root(Lang="en")), ADDS)
_insider("rotated", "its update also turns the page", Way(also=on_page(Rotate=180)),
    differs("pdf.page_differs", "pdf.seal_adds"))  # fmt: skip
_insider("painted", "its update also paints over the values", Way(also=painted(b"1 g 120 240 620 120 re f")),
    differs("pdf.page_differs", "pdf.seal_adds"))  # fmt: skip
_insider("noted", "its update also adds a note", Way(also=annotated(Subtype="/Popup", Rect=[0, 0, 0, 0])),
    differs("pdf.content", "pdf.seal_adds"))  # fmt: skip
_insider("attached", "its update also adds an attachment", Way(also=embedded("not.txt", b"x")),
    differs("pdf.attachments", "pdf.seal_adds"))  # fmt: skip
_insider("sha1", "over a digest that no longer counts", Way(digest="sha1"), FORM)
_insider("sha512", "over another digest than ours", Way(digest="sha512"), FORM)
