"""The sealed original is valid, with the register and without; so is one that another renderer drew."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from issuer.paper.sealing import Stamping, seal_pdf
from templates.certificates.designs import DESIGNS
from tests.vectors.forged.kinds import Original
from tests.vectors.forged.places import gap_of, with_cms
from tests.vectors.forged.stamps import stamper
from tests.vectors.forged.tools import Way, dictionary, redrawn, sealed_by_hand
from tests.verifier.list_files import PLACE, desk_with, made_list
from tests.verifier.workshop import NOW, House
from verifier.paper import content
from verifier.paper.reader import PdfReader
from verifier.paper.seal import examine
from verifier.presented import from_bytes


def test_the_original_is_valid_with_the_register(house: House) -> None:
    verdict = house.judge(from_bytes(house.sealed()), desk=house.paper_desk())
    assert verdict.is_valid and verdict.page == "original" and verdict.exit_code == 0
    assert [step.name for step in verdict.steps][-3:] == ["page", "seal", "standing"]
    assert verdict.as_json()["seal"] == {
        "level": "oda_imzasi", "sealed_at": "2026-11-22T12:00:00Z", "form": "B-B",
    }  # fmt: skip
    seal = next(step for step in verdict.steps if step.name == "seal")
    assert "22.11.2026" in seal.text[0] and "(oda imzası)" in seal.text[0]


def test_the_original_is_genuine_without_the_register(house: House) -> None:
    sealed = house.sealed()
    alone = house.judge(from_bytes(sealed), desk=house.offline_desk())
    assert (alone.outcome, alone.standing, alone.exit_code) == ("genuine", "unknown", 3)
    listed = house.judge(from_bytes(sealed), desk=desk_with(house, made_list(house)))
    assert listed.is_valid and listed.page == "original"
    revoked = house.judge(from_bytes(sealed), desk=desk_with(house, made_list(house, PLACE)))
    assert revoked.outcome == "genuine" and revoked.exit_code == 1


def test_every_kind_and_length_of_document_is_valid(
    house: House, several: Callable[[int], list[Original]]
) -> None:
    for one in several(6):
        assert house.judge(from_bytes(one.sealed), desk=house.desk()).is_valid


def _other_producer(writer: BasePdfFileWriter) -> None:
    writer.set_info(writer.add_object(dictionary(Producer="Typst 9.9.9")))


NEWER: dict[str, Callable[[bytes], bytes]] = {
    "other metadata": lambda drawn: drawn.replace(b"Typst 0.", b"Tipst 0."),
    "another order of objects": redrawn,
    "another producer": lambda drawn: redrawn(drawn, _other_producer),
}


@pytest.mark.parametrize("how", NEWER)
def test_a_sheet_of_another_renderer_that_looks_the_same_is_genuine_if_sealed(
    house: House, several: Callable[[int], list[Original]], how: str
) -> None:
    for one in several(3):
        drawn = NEWER[how](one.drawn)
        assert drawn != one.drawn
        verdict = house.judge(from_bytes(seal_pdf(drawn, house.emo_seal, NOW)), desk=house.paper_desk())
        assert verdict.is_valid and verdict.page == "original", verdict.reasons
        blind = house.judge(from_bytes(seal_pdf(drawn, house.emo_seal, NOW)), desk=house.desk())
        assert (blind.outcome, blind.reasons) == ("not_genuine", ["pdf.page_differs"])


def test_while_the_readers_are_busy_a_sheet_of_another_renderer_is_not_told(
    house: House, original: Original
) -> None:
    sealed = seal_pdf(redrawn(original.drawn), house.emo_seal, NOW)
    busy = house.paper_desk(look_alike=PdfReader(waiting=0).likeness)
    verdict = house.judge(from_bytes(sealed), desk=busy)
    assert (verdict.outcome, verdict.page, verdict.reasons) == ("cannot_tell", "not_compared", ["pdf.busy"])
    assert (verdict.exit_code, verdict.credential_genuine) == (3, True)


@pytest.mark.parametrize("design", sorted(DESIGNS))
def test_a_sheet_of_every_design_has_only_what_a_sheet_has(house: House, design: str) -> None:
    for kind in ("yetki", "katilim", "basari"):
        _, _, drawn = house.drawn(house.fresh(kind, design=design), record=False)
        assert content.flaw(seal_pdf(redrawn(drawn), house.emo_seal, NOW), drawn) is None


def test_sealing_by_hand_as_we_do_is_right(house: House, original: Original) -> None:
    """So that what the forged kinds change is what they are refused for."""
    made = sealed_by_hand(original.drawn, house.emo_seal, Way())
    assert house.judge(from_bytes(made), desk=house.desk()).is_valid


def test_a_bundle_without_seals_cannot_tell(house: House, original: Original) -> None:
    trust = house.trust
    bare = replace(trust.bundle, chambers=tuple(replace(one, seals=()) for one in trust.bundle.chambers))
    verdict = house.judge(from_bytes(original.sealed), desk=house.desk(trust=replace(trust, bundle=bare)))
    assert (verdict.outcome, verdict.reasons, verdict.exit_code) == ("cannot_tell", ["seal.unknown"], 3)


# with a time-stamp (PAdES B-T)


@pytest.fixture(scope="module")
def stamping() -> Stamping:
    return Stamping(stamper())


def test_a_time_stamped_seal_is_valid_and_says_so(
    house: House, original: Original, stamping: Stamping
) -> None:
    sealed = seal_pdf(original.drawn, house.emo_seal, NOW, stamping)
    verdict = house.judge(from_bytes(sealed), desk=house.desk())
    assert verdict.is_valid and verdict.as_json()["seal"]["form"] == "B-T"


def test_a_time_stamp_cannot_be_taken_away_or_moved(
    house: House, original: Original, stamping: Stamping
) -> None:
    sealed, other = (
        seal_pdf(one.drawn, house.emo_seal, NOW, stamping) for one in (original, original.second)
    )

    def without(data: cms.SignedData) -> None:
        del data["signer_infos"][0]["unsigned_attrs"]

    def of_another(data: cms.SignedData) -> None:
        there = cms.ContentInfo.load(gap_of(other).content)["content"]
        data["signer_infos"][0]["unsigned_attrs"] = there["signer_infos"][0]["unsigned_attrs"].copy()

    for change in (without, of_another):
        assert examine(with_cms(sealed, change)) == {"code": "pdf.seal_form"}
    # One that was not there when it was sealed.
    assert examine(with_cms(original.sealed, lambda data: None)) == examine(original.sealed)


def test_the_reader_of_another_library_finds_the_same_seal(house: House, original: Original) -> None:
    (signature,) = PdfFileReader(io.BytesIO(original.sealed)).embedded_signatures
    assert signature.compute_integrity_info() is None
    assert signature.signer_cert.dump() == house.emo_seal.certificate.der
