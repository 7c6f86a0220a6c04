"""The acceptance stories Ü1, Ü2, O1, O2 and O8 on real lists."""

import pytest

from issuer.issue import issue_list
from issuer.rules import RuleRefused
from muhur.installation import Home
from muhur.problems import problem_of
from registry.sicil_chain import first_broken
from registry.store import OWNER, Store
from tests.support.register import (
    DECISION,
    NOW,
    class_list,
    contents,
    members_of,
    passing,
    payload_document,
    request,
    row,
)


def story_o1(home: Home) -> bytes:
    members = members_of(home, "MMO")[:25]
    whole = "10000"
    results = [(whole, whole, "85")] * 21 + [("8000", whole, "70")]
    results += [(whole, whole, "69,5"), (whole, whole, "40"), ("7999", whole, "90")]
    return class_list(
        [row(one, *result) for one, result in zip(members, results, strict=True)], encoding="cp1254"
    )


def test_u1_watching_exactly_ninety_percent_gives_a_katilim_belgesi(either_home: Home) -> None:
    with either_home.store.writing(OWNER) as records:
        records.credentials.continue_serials_after("IMO", 2026, "katilim", 4216)
    gulsen = next(one for one in members_of(either_home, "IMO") if one.sicil_no == "048213")
    asked = request("IMO-TB-01/2026-1", class_list([row(gulsen, 1080, 1200)]), board_decision=None)
    report = issue_list(either_home.store, asked, either_home.open_key)
    assert [(one.result, one.belge_no) for one in report.rows] == [("issued", "IMO-2026-KB-004217-P")]
    with either_home.store.reading() as records:
        recorded = records.credentials.by_belge_no("IMO-2026-KB-004217-P")
        (entry,) = records.sicil.chain("IMO")
    assert recorded is not None and recorded.valid_until is None and recorded.kind == "katilim"
    document = payload_document(recorded.compact)
    assert (document.holder_name, document.sicil_no) == ("Gülşen Çağlayan", "048213")
    assert (entry.event, entry.belge_no, entry.member_id) == ("belge_islendi", recorded.belge_no, gulsen.id)


def test_u2_below_the_threshold_is_refused_in_the_words_of_the_story(home: Home) -> None:
    gulsen = next(one for one in members_of(home, "IMO") if one.sicil_no == "048213")
    asked = request("IMO-TB-01/2026-1", class_list([row(gulsen, 1079, 1200)]), board_decision=None)
    (result,) = issue_list(home.store, asked, home.open_key).rows
    assert (result.result, result.belge_no) == ("refused", None)
    assert [reason.tr for reason in result.reasons] == [
        "Katılım belgesi düzenlenemez: izleme oranı %89,91, gereken en az %90."
    ]
    with home.store.reading() as records:
        assert records.credentials.all() == []


def test_o1_twenty_two_of_twenty_five_are_issued(either_home: Home) -> None:
    asked = request("MMO-MT-01/2026-1", story_o1(either_home))
    report = issue_list(either_home.store, asked, either_home.open_key)
    assert (report.count("issued"), report.count("refused")) == (22, 3)
    assert [[reason.tr for reason in one.reasons] for one in report.rows[22:]] == [
        ["Yetki belgesi düzenlenemez: sınav notu 69,5, geçme notu 70."],
        ["Yetki belgesi düzenlenemez: sınav notu 40, geçme notu 70."],
        ["Yetki belgesi düzenlenemez: devam oranı %79,99, gereken en az %80."],
    ]
    with either_home.store.reading() as records:
        recorded, chain = records.credentials.all(), records.sicil.chain("MMO")
    assert sorted(one.belge_no for one in recorded) == sorted(
        one.belge_no for one in report.rows if one.belge_no
    )
    assert [one.belge_no.split("-")[3] for one in recorded] == [f"{n:06d}" for n in range(1, 23)]
    assert {payload_document(one.compact).board_decision for one in recorded} == {DECISION}
    assert [(one.seq, one.actor, one.at) for one in chain] == [
        (n, "user:onaylayan", NOW) for n in range(1, 23)
    ]
    assert {one.belge_no for one in chain} == {one.belge_no for one in recorded}
    assert first_broken(chain) is None


def test_every_issued_row_keeps_its_evidence_and_so_does_every_row_a_rule_refused(home: Home) -> None:
    issue_list(home.store, request("MMO-MT-01/2026-1", story_o1(home)), home.open_key)
    with home.store.reading() as records:
        run = records.programmes.find_run("MMO-MT-01", "2026-1")
        assert run is not None
        evidence = records.programmes.participations(run.id)
    assert len(evidence) == 25
    assert sorted(one.theory_mark or 0 for one in evidence)[:3] == [4000, 6950, 7000]


def test_o2_a_yetki_belgesi_needs_a_board_decision(home: Home) -> None:
    before = contents(home.store)
    asked = request("MMO-MT-01/2026-1", passing(members_of(home, "MMO")[:2]), board_decision=None)
    with pytest.raises(RuleRefused) as refused:
        issue_list(home.store, asked, home.open_key)
    sentence = "Yetki belgesi için Yönetim Kurulu karar numarası ve tarihi gereklidir."
    assert problem_of(refused.value).tr == sentence
    assert contents(home.store) == before


def test_o8_the_same_list_again_issues_nothing_and_names_the_document(either_home: Home) -> None:
    asked = request("MMO-MT-01/2026-1", story_o1(either_home))
    first = issue_list(either_home.store, asked, either_home.open_key)
    before = contents(either_home.store)
    del before["audit_events"], before["audit_heads"]
    again = issue_list(either_home.store, asked, either_home.open_key)
    assert (again.count("issued"), again.count("already_issued"), again.count("refused")) == (0, 22, 3)
    assert [one.belge_no for one in again.rows] == [one.belge_no for one in first.rows]
    number = first.rows[0].belge_no
    assert [reason.tr for reason in again.rows[0].reasons] == [
        f"Bu üye için aynı eğitimden düzenlenmiş belge vardır: {number}."
    ]
    after = contents(either_home.store)
    del after["audit_events"], after["audit_heads"]
    assert after == before


def test_a_dry_run_answers_the_same_and_writes_nothing(either_home: Home) -> None:
    asked = request("MMO-MT-01/2026-1", story_o1(either_home))
    before = contents(either_home.store)
    tried = issue_list(either_home.store, asked, either_home.open_key, dry_run=True)
    assert contents(either_home.store) == before
    assert (tried.count("would_issue"), tried.count("refused")) == (22, 3)
    assert all(one.belge_no is None for one in tried.rows)
    done = issue_list(either_home.store, asked, either_home.open_key)
    assert [one.reasons for one in done.rows] == [one.reasons for one in tried.rows]


def test_a_dry_run_opens_no_key(home: Home) -> None:
    def no_key(*_: object) -> None:
        raise AssertionError("a dry run must not open the vault")

    asked = request("MMO-MT-01/2026-1", story_o1(home))
    assert issue_list(home.store, asked, no_key, dry_run=True).count("would_issue") == 22  # type: ignore[arg-type]


def test_other_members_may_follow_in_a_second_list_of_the_run(home: Home) -> None:
    members = members_of(home, "MMO")
    issue_list(home.store, request("MMO-MT-01/2026-1", passing(members[:3])), home.open_key)
    second = issue_list(home.store, request("MMO-MT-01/2026-1", passing(members[:5])), home.open_key)
    assert [one.result for one in second.rows] == ["already_issued"] * 3 + ["issued"] * 2
    assert _chain_intact(home.store, "MMO")


def _chain_intact(store: Store, chamber: str) -> bool:
    with store.reading() as records:
        chain = records.sicil.chain(chamber)
    return bool(chain) and first_broken(chain) is None
