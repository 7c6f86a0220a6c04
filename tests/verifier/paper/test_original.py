"""Steps 7 and 8 by themselves: what a seal must be, and what a page must look like."""

from dataclasses import replace
from datetime import timedelta

import pytest

from keys.seal_certificate import fingerprint
from keys.trust_bundle import SKEW
from registry.credential import payload_of
from templates.certificates.designs import design_of
from tests.vectors.forged.kinds import Original
from tests.verifier.workshop import NOW, House
from verifier.examine import Examined, examine_credential
from verifier.original import (
    MOST_APART,
    MOST_SPREAD,
    UNSEALED,
    Likeness,
    Looked,
    SealRead,
    is_drawn,
    look,
    must_look,
)
from verifier.trust import NoTrust

ALIKE = Likeness("Işıl", "Işıl", 0.0)


def _seal(o: Original) -> SealRead:
    own = o.house.emo_seal.certificate
    above = tuple(fingerprint(der) for der in own.chain)
    return SealRead(None, own.fingerprint, NOW, "B-B", len(o.drawn), above)


def _looked(
    o: Original,
    seal: SealRead,
    likeness: Likeness | None = ALIKE,
    *,
    data: bytes | None = None,
    trust: object = None,
) -> Looked:
    examined = examine_credential(o.compact, o.house.trust, NOW)
    design = design_of(payload_of(o.document))
    given = o.sealed if data is None else data
    return look(given, o.drawn, seal, design, likeness, examined, trust or o.house.trust, NOW)


def _codes(looked: Looked) -> list[str | None]:
    return [step.code for step in looked.steps]


def test_the_original_passes_both(original: Original) -> None:
    looked = _looked(original, _seal(original), None)
    assert (looked.page, looked.outcome, _codes(looked)) == ("original", "genuine", [None, None])
    assert [step.name for step in looked.steps] == ["page", "seal"]


@pytest.mark.parametrize(
    "code",
    ["pdf.seal_broken", "pdf.seal_form", "pdf.changed_after_seal", "pdf.seal_adds", "pdf.several_seals"],
)
def test_what_is_wrong_with_the_seal_is_told(original: Original, code: str) -> None:
    looked = _looked(original, SealRead(code))
    assert (looked.page, looked.outcome, _codes(looked)) == ("original", "not_genuine", [None, code])


def test_the_certificates_above_are_exactly_those_of_the_bundle(original: Original) -> None:
    good = _seal(original)
    assert _codes(_looked(original, good)) == [None, None]
    for above in ((), (*good.above, "0" * 64), ("0" * 64,)):
        assert _codes(_looked(original, replace(good, above=above))) == [None, "pdf.seal_foreign"]
    assert _codes(_looked(original, replace(good, fingerprint="0" * 64))) == [None, "pdf.seal_foreign"]


def test_the_window_and_the_time_of_the_seal(original: Original) -> None:
    good, own = _seal(original), original.house.emo_seal.certificate
    awarded = original.document.awarded_at
    at = {
        own.valid_from - timedelta(seconds=1): "pdf.seal_window",
        own.valid_until + timedelta(seconds=1): "pdf.seal_window",
        awarded - SKEW - timedelta(seconds=1): "pdf.seal_time",
        awarded - SKEW: None,
        NOW + SKEW: None,
        NOW + SKEW + timedelta(seconds=1): "pdf.seal_time",
    }
    assert {one: _codes(_looked(original, replace(good, at=one)))[1] for one in at} == at
    assert _codes(_looked(original, replace(good, at=None))) == [None, "pdf.seal_form"]


def test_without_trust_or_seals_in_it_the_seal_is_not_told(original: Original) -> None:
    looked = _looked(original, _seal(original), trust=NoTrust("trust.missing"))
    assert (looked.outcome, _codes(looked)) == ("cannot_tell", [None, "seal.unknown"])
    # A broken one needs no trust.
    assert (
        _looked(original, SealRead("pdf.seal_broken"), trust=NoTrust("trust.missing")).outcome
        == "not_genuine"
    )


OTHER: dict[str, Likeness] = {
    "nothing known": Likeness(),
    "other words": Likeness("Işıl", "Isil", 0.0),
    "no words": Likeness("", "", 0.0),
    "another picture": Likeness("Işıl", "Işıl", MOST_APART + 0.1),
    "a pale spot": Likeness("Işıl", "Işıl", 4.0, spread=MOST_SPREAD + 1),
    "no picture": Likeness("Işıl", "Işıl", None),
    "something hidden": Likeness("Işıl", "Işıl", 0.0, "pdf.content"),
}


@pytest.mark.parametrize("how", OTHER)
def test_a_file_of_other_bytes_must_look_the_same(original: Original, how: str) -> None:
    seal = replace(_seal(original), drawn=len(original.drawn) + 7)
    assert _looked(original, seal, replace(ALIKE, apart=MOST_APART, spread=MOST_SPREAD)).outcome == "genuine"
    looked = _looked(original, seal, OTHER[how])
    assert (looked.page, looked.outcome) == ("differs", "not_genuine")
    assert _codes(looked) == ["pdf.content" if how == "something hidden" else "pdf.page_differs", None]


@pytest.mark.parametrize("code", ["pdf.busy", "pdf.limits"])
def test_what_could_not_be_looked_at_is_not_said_to_differ(original: Original, code: str) -> None:
    seal = replace(_seal(original), drawn=len(original.drawn) + 7)
    looked = _looked(original, seal, Likeness(code=code))
    assert (looked.page, looked.outcome, _codes(looked)) == ("not_compared", "cannot_tell", [code, None])
    # A seal that is wrong is wrong all the same.
    assert _looked(original, SealRead("pdf.seal_adds"), Likeness(code=code)).outcome == "not_genuine"


def test_drawn_means_the_drawing_and_one_update(original: Original) -> None:
    seal = _seal(original)
    assert is_drawn(original.sealed, original.drawn, seal)
    assert is_drawn(original.drawn, original.drawn, UNSEALED)
    assert not is_drawn(original.drawn + b"\n", original.drawn, UNSEALED)
    assert not is_drawn(b"x" + original.sealed[1:], original.drawn, seal)
    assert not is_drawn(original.sealed, original.drawn, replace(seal, drawn=seal.drawn + 1))


def test_with_revocation_data_a_reader_looks_although_the_bytes_are_the_drawing(original: Original) -> None:
    plain = _seal(original)
    with_data = replace(plain, form="B-LT")
    assert not must_look(original.sealed, original.drawn, plain)
    assert must_look(original.sealed, original.drawn, with_data)
    other = replace(ALIKE, apart=MOST_APART + 0.1)
    assert _looked(original, with_data, other).outcome == "not_genuine"
    assert _looked(original, with_data, ALIKE).outcome == "genuine"


def test_a_design_from_before_seals_is_the_drawing_and_nothing_else(house: House, original: Original) -> None:
    document, compact = house.issue(house.fresh(verification_code="5" * 16), record=False)
    examined = examine_credential(compact, house.trust, NOW)
    assert isinstance(examined, Examined)
    design = design_of(payload_of(document))
    for data, page in ((original.drawn, "original"), (original.sealed, "differs")):
        looked = look(data, original.drawn, _seal(original), design, ALIKE, examined, house.trust, NOW)
        assert (looked.page, [step.name for step in looked.steps]) == (page, ["page"])
