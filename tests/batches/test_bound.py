"""Story O5: a document that rests on another chamber's and ends with it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from issuer.batches.issuing import issue
from issuer.batches.judging import CORRECTION, RENEWAL
from issuer.batches.preparation import Preparation, prepare
from issuer.batches.steps import approve, submit
from issuer.batches.successors import Succession, Successor, successors_of
from issuer.designs.choice import choose
from issuer.issue import issue_list
from issuer.report import IssueReport, RowResult
from muhur.installation import Home
from registry.access import ADMINISTRATOR
from registry.document import BoardDecision
from registry.lists.imports import add_runs, run_of
from registry.member import Member
from registry.people import membership, privacy
from registry.refusal import Refusal
from registry.store import OWNER
from tests.support.batches import approver, officer
from tests.support.people import act_of
from tests.support.register import NOW, TODAY, class_list, passing, payload_document, people, request, row

RUN = "MADENMO-LS-01/2026-1"
DECISION = BoardDecision("12/7", date(2026, 11, 19))


@pytest.fixture
def pair(either_home: Home) -> tuple[Home, Member, str]:
    """A member of two chambers under one name, with KMO's LPG certificate that ends on 14.03.2029."""
    home = either_home
    (chemist,) = people("KMO", 1, title="Kimya Mühendisi")
    miner = replace(people("MADENMO", 1, 71001)[0], title="Maden Mühendisi")
    with home.store.writing(OWNER) as records:
        records.members.add([chemist, miner])
        records.credentials.continue_serials_after("KMO", 2026, "basari", 6)
        records.credentials.continue_serials_after("MADENMO", 2026, "yetki", 2)
        held = date(2026, 3, 9), date(2026, 3, 11)
        add_runs(records, [run_of("KMO-LP-01", "2026-0", *held, None, None, NOW)])
    spring = datetime(2026, 3, 14, 9, tzinfo=UTC)
    asked = request("KMO-LP-01/2026-0", passing([chemist]), now=spring, board_decision=None)
    number = str(issue_list(home.store, asked, home.open_key).rows[0].belge_no)
    return home, miner, number


def bound(home: Home, member: Member, number: str) -> RowResult:
    asked = request(RUN, class_list([row(member, dayanak_belge_no=number)]), board_decision=DECISION)
    return issue_list(home.store, asked, home.open_key).rows[0]


def test_o5_it_ends_with_the_document_it_rests_on(pair: tuple[Home, Member, str]) -> None:
    home, miner, number = pair
    assert number == "KMO-2026-BB-000007-G"
    done = bound(home, miner, number)
    assert (done.result, done.belge_no) == ("issued", "MADENMO-2026-YB-000003-7")
    with home.store.reading() as records:
        made = records.credentials.by_belge_no("MADENMO-2026-YB-000003-7")
        support = records.credentials.by_belge_no(number)
    assert made is not None and support is not None
    assert made.supporting_id == support.id
    assert made.valid_until == support.valid_until == date(2029, 3, 14)
    document = payload_document(made.compact)
    assert (document.supporting_belge_no, document.area) == (number, "LPG Otogaz Sorumlu Müdürlük")
    assert document.criteria == "Koşullar: geçerli dayanak belge, Yönetim Kurulu kararı, etkin üyelik."


def revoked(home: Home, number: str) -> None:
    from issuer.events.single import Means, revoke

    act = approver("kmo.onay", chamber="KMO")
    revoke(Means(home.store, home.open_key), act, number, reason_code="yaniltici_kullanim")


def test_o5_what_rests_on_a_revoked_document_is_not_issued(pair: tuple[Home, Member, str]) -> None:
    home, miner, number = pair
    revoked(home, number)
    done = bound(home, miner, number)
    assert done.result == "refused"
    assert done.reasons[0].tr == (
        f"Dayanak belge {number}, 22.11.2026 tarihinde geçerli değil (iptal edilmiş)."
    )


def submitted(home: Home, miner: Member, number: str) -> UUID:
    """A batch with the miner's document, which rests on ``number``, on its way to the approver."""
    asked = Preparation(RUN, class_list([row(miner, dayanak_belge_no=number)]), DECISION)
    made: IssueReport = prepare(home.store, officer(chamber="MADENMO"), asked)
    assert made.batch_id is not None
    submit(home.store, officer(chamber="MADENMO"), made.batch_id)
    return made.batch_id


def test_a_support_revoked_after_the_approval_stops_the_issue(pair: tuple[Home, Member, str]) -> None:
    home, miner, number = pair
    batch = submitted(home, miner, number)
    approve(home.store, approver(chamber="MADENMO"), batch)
    revoked(home, number)
    with pytest.raises(Refusal) as refused:
        issue(home.store, approver(chamber="MADENMO"), batch, home.open_key)
    assert refused.value.facts["rows"] == f"2 ({miner.sicil_no})"


def test_another_design_after_the_approval_stops_the_issue(pair: tuple[Home, Member, str]) -> None:
    home, miner, number = pair
    batch = submitted(home, miner, number)
    approve(home.store, approver(chamber="MADENMO"), batch)
    with home.store.writing("MADENMO") as records:
        choose(records, act_of(ADMINISTRATOR, chamber="MADENMO"), "yalin/v2")
    with pytest.raises(Refusal) as refused:
        issue(home.store, approver(chamber="MADENMO"), batch, home.open_key)
    assert refused.value.code == "approval.content_changed"


def erased(home: Home) -> None:
    """The chemist leaves the chamber and asks to be forgotten."""
    act = act_of(ADMINISTRATOR, chamber="KMO")
    (chemist,) = people("KMO", 1)
    membership.change_status(home.store, act, "KMO", chemist.sicil_no, status="ayrilmis", on=TODAY)
    privacy.erase(home.store, act, "KMO", chemist.sicil_no, decision="Karar 1/1")


def test_the_document_of_an_erased_member_is_like_none(pair: tuple[Home, Member, str]) -> None:
    home, miner, number = pair
    batch = submitted(home, miner, number)
    erased(home)
    with pytest.raises(Refusal) as refused:
        approve(home.store, approver(chamber="MADENMO"), batch)
    assert refused.value.code == "approval.content_changed"
    assert [one.code for one in bound(home, miner, number).reasons] == ["row.support_unknown"]


def test_what_rests_on_an_erased_document_is_corrected_but_not_renewed(
    pair: tuple[Home, Member, str],
) -> None:
    home, miner, number = pair
    own = str(bound(home, miner, number).belge_no)
    erased(home)
    with home.store.writing("MADENMO") as records:
        act = officer(chamber="MADENMO")
        found = {
            purpose: successors_of(records, act, "MADENMO", [own, number], Succession(purpose, DECISION))
            for purpose in (CORRECTION, RENEWAL)
        }
    corrected, renewed = found[CORRECTION][own], found[RENEWAL][own]
    assert isinstance(corrected, Successor) and isinstance(renewed, Successor)
    assert corrected.reasons == ()
    assert [one.code for one in renewed.reasons] == ["row.support_unknown"]
    for purpose in (CORRECTION, RENEWAL):
        nothing = found[purpose][number]
        assert isinstance(nothing, Refusal) and nothing.code == "document.not_found"


def test_another_persons_document_will_not_do(pair: tuple[Home, Member, str]) -> None:
    home, miner, number = pair
    with home.store.writing("MADENMO") as records:
        records.members.change(replace(miner, family_name="Başka"))
    done = bound(home, replace(miner, family_name="Başka"), number)
    assert [one.code for one in done.reasons] == ["rule.support_holder"]


def test_the_list_of_a_bound_programme_needs_no_attendance(pair: tuple[Home, Member, str]) -> None:
    home, miner, number = pair
    data = (
        "sicil_no;ad;soyad;dayanak belge no\n"
        f"{miner.sicil_no};{miner.given_name};{miner.family_name};{number.lower()}\n"
    )
    done = issue_list(home.store, request(RUN, data.encode(), board_decision=DECISION), home.open_key)
    assert done.rows[0].belge_no == "MADENMO-2026-YB-000003-7"
    assert NOW.date() == TODAY
