"""The status list where the register cannot be asked: what counts, what never becomes valid, and why."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keys.keyring import PURPOSE_TRUST
from registry.document import StatusEntry
from registry.status_bits import SLOTS, encode_bitstring
from tests.verifier import pdf_files as files
from tests.verifier.list_attacks import ATTACKS
from tests.verifier.list_files import (
    PLACE,
    YESTERDAY,
    claims_of,
    desk_with,
    made_list,
    with_member,
)
from tests.verifier.workshop import CODE, NOW, House, assert_whole
from verifier.presented import from_bytes
from verifier.status_list import MAX_AGE, StatusLists
from verifier.verdict import Verdict

BY_LIST = "İmza geçerlidir. Güncel durum sorgulanamadı; sonuç 21.11.2026 tarihli listeye dayanır."


def never_green(verdict: Verdict, code: str, *, refused: bool = False) -> None:
    assert_whole(verdict)
    assert verdict.exit_code == (1 if refused else 3)
    assert verdict.standing == "unknown" and code in verdict.reasons
    step = next(step for step in verdict.steps if step.name == "status")
    assert (step.code, step.result) == (code, "fail" if refused else "could_not_check")
    assert "{" not in step.text[0] + step.text[1]


# what counts


def test_a_clear_place_in_yesterdays_list(house: House) -> None:
    verdict = house.judge(house.compact, desk=desk_with(house, made_list(house, 1, 2, PLACE + 1)))
    assert_whole(verdict)
    assert (verdict.outcome, verdict.standing, verdict.exit_code) == ("genuine", "valid", 0)
    assert verdict.message[0] == BY_LIST
    assert verdict.as_of == YESTERDAY and verdict.as_json()["as_of"] == "2026-11-21T16:00:00Z"
    assert [step.name for step in verdict.steps][-2:] == ["status", "standing"]
    assert "record" not in [step.name for step in verdict.steps]
    assert all("21.11.2026" in step.text[0] for step in verdict.steps[-2:])


def test_a_set_place_is_a_no(house: House) -> None:
    verdict = house.judge(house.compact, desk=desk_with(house, made_list(house, PLACE)))
    never_green(verdict, "status.not_in_force", refused=True)
    assert verdict.outcome == "genuine" and verdict.as_of == YESTERDAY
    assert verdict.message[0].startswith(
        "Bu belge 21.11.2026 tarihli durum listesine göre yürürlükte değildir."
    )


def test_the_same_for_a_pdf_and_a_qr(house: House) -> None:
    pdf = from_bytes(files.original(house))
    for presented in (pdf, house.qr_text()):
        clear = house.judge(presented, desk=desk_with(house, made_list(house)))
        assert_whole(clear)
        assert (clear.standing, clear.exit_code, clear.message[0]) == ("valid", 0, BY_LIST)
        set_ = house.judge(presented, desk=desk_with(house, made_list(house, PLACE)))
        never_green(set_, "status.not_in_force", refused=True)
    page = house.judge(pdf, desk=desk_with(house, made_list(house)))
    assert [step.name for step in page.steps][-3:] == ["page", "status", "standing"]


def test_a_changed_page_stays_not_genuine(house: House) -> None:
    for lists in (made_list(house), made_list(house, PLACE)):
        verdict = house.judge(from_bytes(files.original(house) + b"\n"), desk=desk_with(house, lists))
        assert_whole(verdict)
        assert (verdict.outcome, verdict.standing, verdict.exit_code) == ("not_genuine", None, 1)
        assert verdict.message[0].startswith("PDF görünümü")


def test_dates_say_no_by_themselves(house: House) -> None:
    _, ended = house.issue(house.fresh(valid_until=house.document.valid_from), record=False)
    late = NOW + timedelta(days=1)
    verdict = house.judge(ended, desk=desk_with(house, made_list(house, at=NOW)), now=late)
    assert (verdict.standing, verdict.exit_code) == ("expired", 1)
    _, to_begin = house.issue(house.fresh(valid_from=late.date()), record=False)
    fresh = made_list(house, at=NOW)
    assert house.judge(to_begin, desk=desk_with(house, fresh)).standing == "not_yet_valid"


def test_a_number_or_a_code_needs_the_register(house: House) -> None:
    for text in (house.document.belge_no, CODE):
        verdict = house.judge(text, desk=desk_with(house, made_list(house)))
        assert (verdict.outcome, verdict.exit_code) == ("cannot_tell", 3)


def test_a_register_that_answers_is_asked_and_not_the_list(house: House) -> None:
    def untouched(_url: str) -> None:
        raise AssertionError("the list was read although the register answered")

    desk = house.desk(status_lists=StatusLists(untouched))
    assert house.judge(house.compact, desk=desk).is_valid


# what never becomes valid


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_on_the_list_is_told(house: House, name: str) -> None:
    code, make = ATTACKS[name]
    desk = make(house)
    for presented in (house.compact, house.qr_text()):
        never_green(house.judge(presented, desk=desk), code)


@pytest.mark.parametrize("index", [SLOTS, SLOTS + 5, 999_999_999])
def test_a_place_behind_the_end(house: House, index: int) -> None:
    entry = StatusEntry(f"{house.public_url}/status/emo/1", index)
    _, compact = house.issue(house.fresh(status=entry), record=False)
    never_green(house.judge(compact, desk=desk_with(house, made_list(house))), "status.index")


@pytest.mark.parametrize("index", ["-1", 5, "5.0", "٥", "1_0", " 5", "0x5", "", None, "99999999999999999999"])
def test_a_place_that_is_no_number_breaks_the_credential(house: House, index: Any) -> None:
    forged = house.changed("credentialStatus.statusListIndex", index)
    verdict = house.judge(forged, desk=desk_with(house, made_list(house)))
    assert (verdict.outcome, verdict.reasons) == ("not_genuine", ["credential.profile"])


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/s/1", "http://127.0.0.1/", "file:///etc/passwd",
        "{}/status/mmo/1", "{}/status/emo/1?x", "{}/status/emo/../mmo/1", "{}/status/emo/01", "{}/status/emo/0",
    ],
)  # fmt: skip
def test_a_list_outside_the_chambers_prefix_is_never_looked_for(house: House, url: str) -> None:
    asked: list[str] = []
    lists = StatusLists(asked.append)
    entry = StatusEntry(url.format(house.public_url), 7)
    _, compact = house.issue(house.fresh(status=entry), record=False)
    verdict = house.judge(compact, desk=house.offline_desk(status_lists=lists))
    assert (verdict.outcome, verdict.reasons, asked) == ("not_genuine", ["credential.profile"], [])


def test_lists_are_looked_for_only_after_the_signature(house: House) -> None:
    asked: list[str] = []
    lists = StatusLists(asked.append)
    house.judge(house.raw(secret=house.thief), desk=house.offline_desk(status_lists=lists))
    assert asked == []


# the age, to the second


@pytest.mark.parametrize(
    ("age", "code"),
    [
        (MAX_AGE - timedelta(seconds=1), None),
        (MAX_AGE, None),
        (MAX_AGE + timedelta(seconds=1), "status.stale"),
        (timedelta(seconds=-300), None),
        (timedelta(seconds=-301), "status.future"),
    ],
)
def test_the_age_to_the_second(house: House, age: timedelta, code: str | None) -> None:
    verdict = house.judge(house.compact, desk=desk_with(house, made_list(house, at=NOW - age)))
    assert (verdict.exit_code == 0) == (code is None)
    if code is not None:
        never_green(verdict, code)


def test_a_shorter_limit_of_the_desk(house: House) -> None:
    desk = desk_with(house, made_list(house), max_age=timedelta(hours=1))
    never_green(house.judge(house.compact, desk=desk), "status.stale")


def test_a_newer_list_than_the_one_seen_counts(house: House) -> None:
    for seen in ((int(YESTERDAY.timestamp()), 7), (int(YESTERDAY.timestamp()), 6), (1, 7)):
        assert house.judge(house.compact, desk=desk_with(house, made_list(house), seen=seen)).is_valid


def test_a_list_signed_later_that_counts_lower_is_of_a_register_set_back(house: House) -> None:
    desk = desk_with(house, made_list(house), seen=(1, 8))
    never_green(house.judge(house.compact, desk=desk), "status.rolled_back")


# a QR names no list: all lists of the chamber are asked


def test_a_qr_among_several_lists(house: House) -> None:
    def judged(*lists: str) -> Verdict:
        return house.judge(house.qr_text(), desk=desk_with(house, *lists))

    one = made_list(house, lists=2)
    assert judged(one, made_list(house, number=2, lists=2)).is_valid
    never_green(judged(one), "status.absent")
    never_green(judged(one, made_list(house, PLACE, number=2, lists=2)), "status.ambiguous")
    both = made_list(house, PLACE, lists=2), made_list(house, PLACE, number=2, lists=2)
    never_green(judged(*both), "status.not_in_force", refused=True)
    newer = made_list(house, number=2, lists=3)
    never_green(judged(one, newer), "status.absent")
    never_green(judged(made_list(house, lists=1001)), "status.malformed")


def test_as_of_is_the_oldest_list(house: House) -> None:
    older = YESTERDAY - timedelta(hours=2)
    lists = made_list(house, lists=2), made_list(house, number=2, lists=2, at=older)
    assert house.judge(house.qr_text(), desk=desk_with(house, *lists)).as_of == older


# anything at all


@given(cut=st.integers(0, 2000), letter=st.sampled_from("A_-.=é"))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_list_never_counts(house: House, cut: int, letter: str) -> None:
    good = made_list(house)
    place = cut % len(good)
    if good[place] == letter:
        return
    verdict = house.judge(house.compact, desk=desk_with(house, good[:place] + letter + good[place + 1 :]))
    assert_whole(verdict)
    assert verdict.exit_code == 3


@given(
    path=st.sampled_from(sorted(["id", "issuer", "validFrom", "iat", "lists", "sub", "credentialSubject"])),
    value=st.recursive(st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(), st.lists),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_rightly_signed_list_of_anything_never_counts(house: House, path: str, value: Any) -> None:
    if path == "lists" and type(value) is int and 1 <= value <= 1000:
        return
    compact = with_member(house, path, value)
    verdict = house.judge(house.compact, desk=desk_with(house, compact))
    assert_whole(verdict)
    assert verdict.exit_code == 3


def test_what_the_issuer_writes(house: House) -> None:
    claims = claims_of(made_list(house, 3, at=datetime(2026, 11, 21, 9, 0, 0, 999, tzinfo=UTC)))
    subject = claims.pop("credentialSubject")
    assert subject.pop("encodedList") == encode_bitstring([3])
    assert subject["ttl"] == 86_400_000, "W3C counts milliseconds"
    assert (claims["validFrom"], claims["validUntil"]) == ("2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z")
    assert (claims["iat"], claims["exp"]) == (1795251600, 1795338000)
    assert (claims["version"], claims["lists"], claims["sub"]) == (7, 1, claims["id"])
    assert len(json.dumps(claims)) < 700
    assert house.emo_trust.public.purpose == PURPOSE_TRUST
