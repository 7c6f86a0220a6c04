"""What a document under a key is worth in each state of the key: by the register, by the hour, and without either."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.did import did_document
from keys.keyring import ACTIVE, COMPROMISED, INTRODUCED, RETIRED, Compromise
from keys.trust_bundle import TrustRefused, open_bundle, seal_bundle
from registry.document import Document
from tests.verifier.list_files import desk_with, made_list
from tests.verifier.named_keys import Named
from tests.verifier.workshop import NOW, House, assert_whole
from verifier.desk import Desk
from verifier.known import AskEntered, Entered, NotRecorded, Unreachable, WhenEntered
from verifier.presented import CredentialText, from_bytes
from verifier.trust import Trust, open_trust
from verifier.verdict import Verdict

HOUR = timedelta(hours=1)
# The house's document was issued at 09:00 UTC of the day.
ISSUED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
SINCE = ISSUED + HOUR
LOG_SIZE = 100


def trust_with(house: House, key: Named | None = None, **changes: Any) -> Trust:
    """The house's trust with one key changed; a real bundle, sealed and opened again."""
    changed = key or house.emo
    other = replace(changed.public, **changes)
    chambers = tuple(
        replace(one, keys=tuple(other if kept.kid == other.kid else kept for kept in one.keys))
        for one in house.bundle.chambers
    )
    compact = seal_bundle(replace(house.bundle, chambers=chambers), house.anchor.public, house.anchor.secret)
    trust = open_trust(compact, house.anchor.public, NOW)
    assert isinstance(trust, Trust)
    return trust


def compromised(house: House, since: datetime = SINCE) -> Trust:
    return trust_with(house, state=COMPROMISED, valid_until=since, compromise=Compromise(since, LOG_SIZE))


def answering(answer: WhenEntered) -> AskEntered:
    async def ask(_code: str) -> WhenEntered:
        return answer

    return ask


def entered(house: House, at: datetime = ISSUED, log_index: int | None = 7) -> AskEntered:
    return answering(Entered(house.compact, at, log_index))


def judged(house: House, desk: Desk, what: str | None = None) -> Verdict:
    verdict = house.judge(CredentialText(what or house.compact), desk=desk)
    assert_whole(verdict)
    return verdict


def test_what_a_retired_key_signed_stays_valid(house: House) -> None:
    trust = trust_with(house, state=RETIRED, valid_until=ISSUED + HOUR)
    assert judged(house, house.desk(trust=trust)).is_valid
    ended = trust_with(house, state=RETIRED, valid_until=ISSUED - HOUR)
    assert judged(house, house.desk(trust=ended)).reasons == ["key.window"]


def test_under_an_introduced_key_nothing_can_be_told(house: House) -> None:
    trust = trust_with(house, state=INTRODUCED)
    for what in (house.compact, house.qr_text()):
        verdict = house.judge(what, desk=house.desk(trust=trust))
        assert_whole(verdict)
        assert (verdict.outcome, verdict.reasons, verdict.exit_code) == ("cannot_tell", ["key.not_active"], 3)
        assert verdict.credential is None


def test_entered_before_it_stays_valid(house: House) -> None:
    trust = compromised(house)
    for ask in (entered(house), entered(house, log_index=None), entered(house, SINCE - timedelta(seconds=1))):
        verdict = judged(house, house.desk(trust=trust, ask_entered=ask))
        assert verdict.is_valid
        (step,) = [one for one in verdict.steps if one.name == "key"]
        assert "22.11.2026 tarihinde geçersiz kılınmış; belge bundan önce" in step.text[0]


LATE: dict[str, Callable[[House], AskEntered]] = {
    "at that second": lambda house: entered(house, SINCE),
    "later": lambda house: entered(house, SINCE + HOUR),
    "in the log behind the declaration": lambda house: entered(house, log_index=LOG_SIZE),
    "never": lambda _house: answering(NotRecorded()),
    "another credential": lambda house: answering(Entered(house.compact + "A", ISSUED, 7)),
}


@pytest.mark.parametrize("name", LATE)
def test_entered_later_or_never_it_is_not_genuine(house: House, name: str) -> None:
    desk = house.desk(trust=compromised(house), ask_entered=LATE[name](house))
    for what in (CredentialText(house.compact), None):
        verdict = house.judge(what or house.document.belge_no, desk=desk)
        assert_whole(verdict)
        assert (verdict.outcome, verdict.standing) == ("not_genuine", None)
        assert verdict.reasons == ["key.compromised"] and verdict.credential is None
        assert verdict.message[0].startswith("İmza anahtarı geçersiz kılınmış.")


def test_what_says_itself_that_it_is_later_needs_no_register(house: House) -> None:
    desk = house.offline_desk(trust=compromised(house, ISSUED))
    assert judged(house, desk).reasons == ["key.compromised"]


def test_without_the_register_nobody_can_tell(house: House) -> None:
    """Not even with a current status list of the chamber."""
    trust = compromised(house)
    listed = desk_with(house, made_list(house))
    credential, pdf = CredentialText(house.compact), from_bytes(house.sealed(record=False))
    for desk, given_in in (
        (house.offline_desk(trust=trust), (credential, pdf)),
        (replace(listed, trust=trust), (credential, pdf)),
        (house.desk(trust=trust, ask_entered=answering(Unreachable())), (credential,)),
    ):
        for what in given_in:
            verdict = house.judge(what, desk=desk)
            assert_whole(verdict)
            assert (verdict.outcome, verdict.standing, verdict.exit_code) == ("cannot_tell", "unknown", 3)
            assert verdict.reasons[0] == "key.time_unproven" and verdict.credential_genuine is None
        qr = house.judge(house.qr_text(), desk=desk)
        assert (qr.outcome, qr.reasons[0]) == ("cannot_tell", "key.time_unproven")


def test_a_qr_alone_is_settled_by_the_register(house: House) -> None:
    trust = compromised(house)
    desk = house.desk(trust=trust, ask_entered=entered(house))
    assert house.judge(house.qr_text(), desk=desk).is_valid
    late = house.desk(trust=trust, ask_entered=entered(house, SINCE))
    assert house.judge(house.qr_text(), desk=late).reasons == ["key.compromised"]
    unknown = house.judge(house.qr_text(code="0" * 16), desk=desk)
    assert unknown.reasons == ["key.compromised"]
    # The day after, the day itself says it.
    next_day = house.judge(
        house.qr_text(), desk=house.offline_desk(trust=compromised(house, ISSUED - 24 * HOUR))
    )
    assert next_day.reasons == ["key.compromised"]


def test_a_thief_cannot_date_a_document_back(house: House) -> None:
    """Every field is of the stolen key's making; what the register entered is not."""
    desk = house.desk(trust=compromised(house), ask_entered=entered(house))
    early: Document = house.fresh(awarded_at=ISSUED - 24 * HOUR, holder_name="Hırsız Kişi")
    _, forged = house.issue(early, record=False)
    assert judged(house, desk, forged).reasons == ["key.compromised"]
    _, other = house.issue(replace(early, verification_code="8" * 16), record=False)
    ask = house.desk(trust=compromised(house), ask_entered=_nothing)
    assert judged(house, ask, other).reasons == ["key.compromised"]


async def _nothing(_code: str) -> WhenEntered:
    return NotRecorded()


def test_a_list_under_a_compromised_key_says_nothing(house: House) -> None:
    """Another key of the chamber signed the document; the thief's list would call it good."""
    trust = compromised(house)
    second = house.emo_old
    bare = replace(second.public, valid_until=None)
    chambers = tuple(
        replace(one, keys=tuple(bare if kept.kid == bare.kid else kept for kept in one.keys))
        for one in trust.bundle.chambers
    )
    bundle = replace(trust.bundle, chambers=chambers)
    _, compact = house.issue(house.fresh(), Named(second.secret, bare, second.chamber_no), record=False)
    desk = replace(desk_with(house, made_list(house)), trust=Trust(bundle, bundle.keyring()))
    verdict = judged(house, desk, compact)
    assert "status.key_compromised" in verdict.reasons and verdict.exit_code == 3


@given(
    since=st.integers(-10_000, 10_000),
    at=st.integers(-10_000, 10_000),
    index=st.none() | st.integers(0, 200),
    size=st.integers(0, 200),
)
def test_before_means_both_clocks(since: int, at: int, index: int | None, size: int) -> None:
    told = Compromise(ISSUED + timedelta(seconds=since), size)
    before = told.is_before(ISSUED + timedelta(seconds=at), index)
    assert before is (at < since and (index is None or index < size))


def test_the_bundle_tells_the_states_and_is_read_as_it_was_written(house: House) -> None:
    told: list[dict[str, Any]] = [
        {"state": ACTIVE},
        {"state": INTRODUCED},
        {"state": RETIRED, "valid_until": SINCE},
        {"state": COMPROMISED, "valid_until": SINCE, "compromise": Compromise(SINCE, 0)},
    ]
    for changes in told:
        trust = trust_with(house, **changes)
        key = trust.keyring.find(house.emo.public.kid)
        assert key is not None
        assert {name: getattr(key, name) for name in changes} == changes


FAULTS: list[dict[str, Any]] = [
    {"state": COMPROMISED},
    {"state": ACTIVE, "compromise": Compromise(SINCE, 1)},
    {"state": RETIRED, "valid_until": None},
    {"state": "planned"},
    {"state": COMPROMISED, "compromise": Compromise(SINCE, -1)},
]


@pytest.mark.parametrize("changes", FAULTS)
def test_a_bundle_that_contradicts_itself_is_refused(house: House, changes: dict[str, Any]) -> None:
    other = replace(house.emo.public, **changes)
    chambers = tuple(
        replace(one, keys=tuple(other if kept.kid == other.kid else kept for kept in one.keys))
        for one in house.bundle.chambers
    )
    compact = seal_bundle(replace(house.bundle, chambers=chambers), house.anchor.public, house.anchor.secret)
    with pytest.raises(TrustRefused, match="unexpected"):
        open_bundle(compact, house.anchor.public, NOW)


def test_the_did_document_lets_only_those_assert_that_may(house: House) -> None:
    keys = [
        replace(house.emo.public, state=RETIRED, valid_until=SINCE),
        replace(house.emo_old.public, state=COMPROMISED, compromise=Compromise(SINCE, 1)),
        replace(house.emo_future.public, state=INTRODUCED),
    ]
    found = did_document(house.emo_did, keys)
    assert [one["id"] for one in found["verificationMethod"]] == [key.kid for key in keys]
    assert found["assertionMethod"] == [house.emo.public.kid]
    assert [one.get("revoked") for one in found["verificationMethod"]] == [None, "2026-11-22T10:00:00Z", None]
