"""Papers that are not reissued, each with its reason, and what changed between approval and issue."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from issuer.batches.issuing import issue
from issuer.batches.steps import approve, return_, submit, withdraw
from issuer.reasons import OF_EARLIER_PAPER
from muhur.installation import Home
from registry.inherited.taking import end
from registry.inherited.taking import prepare as enter
from registry.refusal import Refusal
from registry.tables.documents import drafts
from tests.support.papers import (
    APPROVER,
    HEAD,
    NUMBER,
    OFFICER,
    approved,
    codes,
    entered,
    held,
    paper,
    prepared,
)
from tests.support.register import TODAY, counts, members_of


@pytest.mark.parametrize(
    ("row", "named", "code"),
    [
        (paper(), "YG-0", "row.earlier_unknown"),
        (paper(area="Asansör"), NUMBER, "rule.earlier_programme"),
        (paper(kind="Başarı Belgesi"), NUMBER, "rule.earlier_programme"),
        (paper(until="21.11.2026"), NUMBER, "rule.earlier_over"),
        (paper(decision=""), NUMBER, "rule.earlier_decision"),
        (paper("YG-漢"), "YG-漢", "row.earlier_unprintable"),
    ],
)
def test_a_paper_that_cannot_be_reissued_says_why(home: Home, row: str, named: str, code: str) -> None:
    entered(home, row)
    before = counts(home.store)
    report = prepared(home, named)
    assert codes(report) == [[code]]
    assert all(one.tr and one.en for one in report.rows[0].reasons)
    assert report.batch_id is None
    assert counts(home.store)["batches"] == before["batches"]


def test_a_number_that_stands_twice_is_taken_once(home: Home) -> None:
    entered(home, paper())
    assert codes(prepared(home, NUMBER, f" {NUMBER} ")) == [[], ["row.repeated_number"]]


def test_a_paper_that_waits_for_approval_is_not_there(home: Home) -> None:
    with home.store.writing("EMO") as records:
        enter(records, OFFICER, (HEAD + paper()).encode())
    assert codes(prepared(home, NUMBER)) == [["row.earlier_unknown"]]


def test_who_left_the_chamber_gets_no_signed_authorisation(home: Home) -> None:
    entered(home, paper())
    isil = next(one for one in members_of(home, "EMO") if one.sicil_no == "101742")
    made = prepared(home, NUMBER)
    with home.store.writing("EMO") as records:
        records.members.change(replace(isil, status="ayrilmis"))
    with pytest.raises(Refusal) as refused:
        approved(home, made)
    assert refused.value.code == "approval.content_changed"
    assert made.batch_id is not None
    withdraw(home.store, OFFICER, made.batch_id)
    assert codes(prepared(home, NUMBER)) == [["rule.not_active"]]


def test_a_paper_in_a_batch_is_not_prepared_again(either_home: Home) -> None:
    home = either_home
    entered(home, paper())
    made = prepared(home, NUMBER)
    again = prepared(home, NUMBER)
    assert codes(again) == [["rule.earlier_prepared"]]
    assert again.rows[0].reasons[0].facts["batch"] == str(made.batch_id)
    assert made.batch_id is not None
    withdraw(home.store, OFFICER, made.batch_id)
    assert prepared(home, NUMBER).batch_id is not None


def test_a_paper_that_ended_after_the_approval_stops_the_issue(either_home: Home) -> None:
    home = either_home
    entered(home, paper())
    made = prepared(home, NUMBER)
    assert made.batch_id is not None
    submit(home.store, OFFICER, made.batch_id)
    approve(home.store, APPROVER, made.batch_id)
    with home.store.writing("EMO") as records:
        end(records, APPROVER, NUMBER, TODAY, "yaniltici_kullanim")
    with pytest.raises(Refusal) as refused:
        issue(home.store, APPROVER, made.batch_id, home.open_key)
    assert refused.value.code == "approval.content_changed"
    assert counts(home.store)["credentials"] == 0
    return_(home.store, APPROVER, made.batch_id, "Belge sona ermiş.")
    withdraw(home.store, OFFICER, made.batch_id)


def test_a_place_that_another_document_took_is_refused(home: Home) -> None:
    """However it came about: what was approved is never told as another document that is there."""
    entered(home, paper("YG-1"), paper("YG-2"))
    first, second = prepared(home, "YG-1"), prepared(home, "YG-2")
    with home.store.engine.begin() as connection:
        row = connection.execute(sa.select(drafts).where(drafts.c.batch_id == second.batch_id)).one()
        same_place = {name: value for name, value in row.content.items() if name != "ordinal"}
        connection.execute(
            drafts.update().where(drafts.c.batch_id == second.batch_id), {"ordinal": 1, "content": same_place}
        )
    approved(home, first)
    with pytest.raises(Refusal) as refused:
        approved(home, second)
    assert refused.value.code == "approval.content_changed"
    assert held(home, "YG-2").in_force(TODAY)


def test_every_reason_ends_a_real_row(home: Home) -> None:
    """The whole list at once; nothing of it holds up the paper that is in order."""
    rows = {
        "YG-1": paper("YG-1"),
        "YG-ended": paper("YG-ended"),
        "YG-reissued": paper("YG-reissued"),
        "YG-prepared": paper("YG-prepared"),
        "YG-over": paper("YG-over", until="21.11.2026"),
        "YG-other": paper("YG-other", area="Asansör"),
        "YG-undecided": paper("YG-undecided", decision=""),
        "YG-漢": paper("YG-漢"),
    }
    entered(home, *rows.values())
    with home.store.writing("EMO") as records:
        end(records, APPROVER, "YG-ended", TODAY, "diger")
    approved(home, prepared(home, "YG-reissued"))
    prepared(home, "YG-prepared")
    report = prepared(home, *rows, "YG-1", "YG-unknown")
    assert [row.earlier for row in report.rows if row.result == "prepared"] == ["YG-1"]
    reasons = [one for row in report.rows for one in row.reasons]
    assert {one.code for one in reasons} == OF_EARLIER_PAPER
    assert len(reasons) == len(OF_EARLIER_PAPER)
    assert not [one for one in reasons if "{" in one.tr + one.en]
