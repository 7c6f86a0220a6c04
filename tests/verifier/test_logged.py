"""The step of the transparency log: what a proof shows, and the reason for each way in which it does not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.log_checkpoint import LogPolicy
from registry.document import SUCCEEDED
from registry.log.event import Event, Issued, StatusChanged, TrustPublished
from registry.log.proof import TlogProof, proof_bytes, read_proof
from tests.keys.log_keys import LOG, LOG_ONLY, ORIGIN, POLICY, public
from tests.support.log_proofs import digest, proof_of
from tests.support.soak import FACTOR
from tests.verifier.list_files import desk_with, made_list
from tests.verifier.proofs import LOGGED_CODE, fresh_logged, logged_pdf, proving, trusting
from tests.verifier.workshop import House, assert_whole
from verifier.presented import from_bytes
from verifier.times.logged import check_logged
from verifier.verdict import Verdict

COMPACT = "e30.e30.e30"
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PROOF = proof_of(COMPACT, AT)
READ = read_proof(PROOF)


def reason(proof: bytes, policy: LogPolicy | None = LOG_ONLY, *, compact: str = COMPACT) -> str | None:
    logged = check_logged(proof, compact, AT, policy)
    assert (logged.told is None) is (logged.step.code is not None)
    return logged.step.code


def changed(**parts: object) -> bytes:
    values = {name: getattr(READ, name) for name in ("index", "path", "checkpoint", "extra")}
    return proof_bytes(TlogProof(**{**values, **parts}))


def test_a_proof_that_holds_tells_entry_size_and_time() -> None:
    logged = check_logged(PROOF, COMPACT, AT, LOG_ONLY)
    assert logged.told == {"index": 5, "size": 13, "at": "2026-11-22T09:00:00Z", "witnesses": []}
    assert "5 numaralı kaydıdır (22.11.2026 12:00)" in logged.step.text[0]
    assert "entry 5 of the transparency log (22.11.2026 12:00)" in logged.step.text[1]


def test_witnesses_of_the_bundle_are_counted_and_named() -> None:
    proof = proof_of(COMPACT, AT, witnesses=(0, 2))
    logged = check_logged(proof, COMPACT, AT, POLICY)
    assert logged.told is not None
    assert logged.told["witnesses"] == [POLICY.witnesses[0].name, POLICY.witnesses[2].name]
    assert logged.step.text[0].endswith(" 2 tanık da imzalamış.")
    assert logged.step.text[1].endswith(" Signed by 2 witnesses as well.")
    # For whoever knows no witness they are strangers' lines.
    assert check_logged(proof, COMPACT, AT, LOG_ONLY).told == logged.told | {"witnesses": []}
    assert reason(proof_of(COMPACT, AT, witnesses=(1,)), POLICY) == "log.witnesses"


@pytest.mark.parametrize("size", [1, 2, 7, 255, 256, 257, 300])
def test_every_place_of_logs_of_awkward_sizes(size: int) -> None:
    for place in {0, size // 2, size - 1}:
        assert reason(proof_of(COMPACT, AT, place=place, size=size)) is None


OTHER = digest("e30.e30.e31")


@pytest.mark.parametrize(
    "event",
    [
        Issued(AT, OTHER),
        StatusChanged(AT, digest(COMPACT), "renew"),
        TrustPublished(AT, digest(COMPACT)),
    ],
)
def test_what_the_log_holds_must_be_the_issue_of_this_document(event: Event) -> None:
    assert reason(proof_of(COMPACT, AT, event=event)) == "log.event"


@pytest.mark.parametrize(
    ("apart", "expected"),
    [(0, None), (600, None), (-600, None), (601, "log.time"), (-601, "log.time"), (365 * 86400, "log.time")],
)
def test_the_entry_is_of_the_time_of_issue(apart: int, expected: str | None) -> None:
    at = AT + timedelta(seconds=apart)
    assert reason(proof_of(COMPACT, AT, event=Issued(at, digest(COMPACT)))) == expected


def test_a_time_without_a_day_in_istanbul_is_refused_like_any_other() -> None:
    last = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert reason(proof_of(COMPACT, AT, event=Issued(last, digest(COMPACT)))) == "log.time"


@pytest.mark.parametrize(
    ("proof", "expected"),
    [
        (b"", "log.malformed"),
        (PROOF[:-1], "log.malformed"),
        (PROOF[: len(PROOF) // 2], "log.malformed"),
        (PROOF + b"\n", "log.malformed"),
        (PROOF.replace(b"\n", b"\r\n"), "log.malformed"),
        (b"\xff" * 100, "log.malformed"),
        (b"x" * 100_000, "log.malformed"),
        # No opening, or none of this log.
        (changed(extra=None), "log.malformed"),
        (changed(extra=b"x"), "log.inclusion"),
        (changed(index=4), "log.inclusion"),
        (changed(path=READ.path[:-1]), "log.inclusion"),
        (changed(path=READ.path[::-1]), "log.inclusion"),
        # The checkpoint of another moment of the same log: signed, but not the tree of this path.
        (changed(checkpoint=read_proof(proof_of(COMPACT, AT, size=14)).checkpoint), "log.inclusion"),
        (proof_of(COMPACT, AT, key=public(1, "baska.example.org/log")), "log.origin"),
        # Signed under the log's name by another key.
        (proof_of(COMPACT, AT, key=public(2), number=2), "log.unsigned"),
        (changed(checkpoint=READ.checkpoint.partition(b"\n\n")[0] + b"\n\n"), "log.malformed"),
        (PROOF.replace(b"\n13\n", b"\n14\n"), "log.signature"),
    ],
)
def test_each_fault_has_its_reason(proof: bytes, expected: str) -> None:
    assert reason(proof) == expected


def test_a_bundle_that_names_no_log_tells_nothing() -> None:
    step = check_logged(PROOF, COMPACT, AT, None).step
    assert (step.result, step.code) == ("could_not_check", "log.unknown")


def regions() -> dict[str, tuple[int, int, set[str]]]:
    """Where the parts of the proof stand, and the reasons that a change there may have."""
    blank = PROOF.index(b"\n\n") + 2
    signatures = PROOF.index(b"\n\n", blank) + 2
    size = blank + len(ORIGIN) + 1
    value = PROOF.rindex(b" ") + 1
    return {
        # Form, opening, index and path: readable, they lead to another root.
        "head": (0, blank, {"log.malformed", "log.inclusion"}),
        "origin": (blank, size, {"log.malformed", "log.origin"}),
        "size and root": (size, signatures, {"log.malformed", "log.signature"}),
        # Another name or key id is a stranger's line.
        "signer": (signatures, value, {"log.malformed", "log.unsigned"}),
        "signature": (value, len(PROOF), {"log.malformed", "log.unsigned", "log.signature"}),
    }


@settings(max_examples=300 * FACTOR)
@given(st.data())
def test_one_byte_changed_anywhere_gives_the_reason_of_its_place(data: st.DataObject) -> None:
    _, (start, end, expected) = data.draw(st.sampled_from(sorted(regions().items())))
    at = data.draw(st.integers(start, end - 1))
    value = data.draw(st.integers(0, 255).filter(lambda one: one != PROOF[at]))
    assert reason(PROOF[:at] + bytes([value]) + PROOF[at + 1 :]) in expected


@settings(max_examples=200 * FACTOR)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode)))
def test_nothing_handed_in_raises(data: bytes) -> None:
    assert reason(data) == "log.malformed"
    assert reason(data + PROOF) == ("log.malformed" if data else None)


# The procedure


def judged(house: House, proof: bytes | None, policy: LogPolicy | None = LOG_ONLY) -> Verdict:
    desk = house.desk(proving(house.document, house.compact, proof), trust=trusting(house, policy))
    verdict = house.judge(house.compact, desk=desk)
    assert_whole(verdict)
    return verdict


def test_the_registers_own_proof_is_a_step_of_the_verdict(house: House) -> None:
    verdict = judged(house, proof_of(house.compact, house.document.awarded_at))
    assert verdict.is_valid
    assert [step.name for step in verdict.steps][-3:] == ["record", "log", "standing"]
    assert verdict.as_json()["log"] == {
        "index": 5, "size": 13, "at": "2026-11-22T09:00:00Z", "witnesses": [],
    }  # fmt: skip


def test_without_a_proof_a_document_is_worth_what_it_was(house: House) -> None:
    for verdict in (judged(house, None), judged(house, PROOF, None)):
        assert verdict.is_valid and verdict.log is None
        assert "log" not in [step.name for step in verdict.steps]


@pytest.mark.parametrize("code", ["log.event", "log.time", "log.inclusion", "log.unsigned", "log.malformed"])
def test_a_wrong_proof_is_never_valid(house: House, code: str) -> None:
    at = house.document.awarded_at
    proofs = {
        "log.event": proof_of("e30.e30.e30", at),
        "log.time": proof_of(house.compact, at + timedelta(hours=1)),
        "log.inclusion": proof_of(house.compact, at).replace(b"index 5", b"index 4"),
        "log.unsigned": proof_of(house.compact, at, key=public(2), number=2),
        "log.malformed": proof_of(house.compact, at)[:-5],
    }
    verdict = judged(house, proofs[code])
    assert (verdict.outcome, verdict.reasons, verdict.exit_code) == ("not_genuine", [code], 1)
    # The data are genuine and on record all the same: what became of the document is still told.
    assert (verdict.credential_genuine, verdict.standing, verdict.log) == (True, "valid", None)


def test_the_proof_of_what_the_register_holds_says_nothing_of_another_text(house: House) -> None:
    document, other = house.issue(house.fresh(holder_title="Mimar"), record=False)
    proof = proof_of(house.compact, house.document.awarded_at)
    desk = house.desk(proving(house.document, house.compact, proof), trust=trusting(house))
    verdict = house.judge(other, desk=desk)
    assert verdict.reasons == ["record.differs"] and verdict.log is None
    assert LOG_ONLY.log_keys == (LOG,) and document.holder_title == "Mimar"


# The sheet that carries its proof


def test_a_sheet_with_its_proof_is_valid_with_and_without_the_register(house: House) -> None:
    sealed = house.sealed(fresh_logged(house))
    for desk in (house.paper_desk(), desk_with(house, made_list(house))):
        verdict = house.judge(from_bytes(sealed), desk=desk)
        assert_whole(verdict)
        assert verdict.is_valid and verdict.page == "original"
        assert [step.name for step in verdict.steps if step.name in ("page", "seal", "log")] == [
            "page",
            "seal",
            "log",
        ]
        assert verdict.log is not None and verdict.log["index"] == 5
    alone = house.judge(from_bytes(sealed), desk=house.offline_desk())
    assert (alone.outcome, alone.standing, alone.exit_code) == ("genuine", "unknown", 3)
    assert next(step for step in alone.steps if step.name == "log").result == "pass"


def test_the_proof_in_the_sheet_counts_and_not_the_registers(house: House) -> None:
    document, compact = house.issue(fresh_logged(house))
    own = proof_of("e30.e30.e30", document.awarded_at)
    desk = house.desk(proving(document, compact, proof_of(compact, document.awarded_at)))
    verdict = house.judge(from_bytes(logged_pdf(house, own)), desk=desk)
    assert (verdict.outcome, verdict.reasons) == ("not_genuine", ["log.event"])


def test_a_sheet_whose_bundle_names_no_log_cannot_be_told(house: House) -> None:
    verdict = house.judge(from_bytes(logged_pdf(house)), desk=house.desk(trust=trusting(house, None)))
    assert_whole(verdict)
    assert (verdict.outcome, verdict.standing, verdict.reasons) == ("cannot_tell", "valid", ["log.unknown"])
    assert verdict.exit_code == 3 and verdict.page == "original" and verdict.seal is not None


def test_older_sheets_stay_exactly_as_they_were(house: House) -> None:
    for design in ("birlik/v2", "cagdas/v1"):
        sealed = house.sealed(house.fresh_sealed(design=design))
        verdict = house.judge(from_bytes(sealed), desk=house.paper_desk())
        assert verdict.is_valid and verdict.log is None
        assert "log" not in [step.name for step in verdict.steps]


@pytest.mark.parametrize("design", sorted(set(SUCCEEDED.values())))
def test_the_original_of_every_newest_design_is_valid(house: House, design: str) -> None:
    for kind in ("yetki", "katilim", "basari"):
        document = house.fresh_sealed(kind, design=design, verification_code=LOGGED_CODE)
        verdict = house.judge(from_bytes(house.sealed(document)), desk=house.paper_desk())
        assert verdict.is_valid and verdict.log is not None


@settings(max_examples=40 * FACTOR, deadline=None)
@given(st.data())
def test_one_byte_of_the_proof_in_a_sealed_sheet_gives_its_reason(
    shared_house: House, data: st.DataObject
) -> None:
    """Rightly sealed over the changed proof: its own check finds what the seal does not."""
    house = shared_house
    document, compact = house.issue(fresh_logged(house))
    proof = proof_of(compact, document.awarded_at)
    # The dash of the signature's line has three bytes; another byte in it is no text, and no attachment of ours.
    at = data.draw(st.integers(0, len(proof) - 1).filter(lambda one: proof[one] < 0x80))
    value = data.draw(st.integers(0, 0x7F).filter(lambda one: one != proof[at]))
    forged = proof[:at] + bytes([value]) + proof[at + 1 :]
    verdict = house.judge(from_bytes(logged_pdf(house, forged)), desk=house.offline_desk())
    assert_whole(verdict)
    (code,) = [step.code for step in verdict.steps if step.name == "log"]
    assert code is not None
    assert code == check_logged(forged, compact, document.awarded_at, LOG_ONLY).step.code
    assert verdict.outcome == "not_genuine" and verdict.page == "original"
