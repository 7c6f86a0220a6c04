"""Asking for a specialization on both engines: own chamber, other chamber, lists, accesses, quota."""

from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from muhur.installation import Home
from registry.access import AUDITOR, OFFICER, REGISTRAR, AccessRefused
from registry.ids import uuid7
from registry.notices.quotas import FOREIGN_QUERIES, QuotaRefused
from registry.people import membership
from registry.people.asking import ASKED, AskingRefused, access_line, ask, own_record
from registry.people.specialization import AUTHORISED, INCOMPLETE, NONE
from registry.records.accesses import AccessEvent
from registry.store import OWNER
from registry.tables.access import audit_events, quotas
from registry.tables.chambers import chambers
from registry.tables.documents import credentials, issue_intents
from registry.tables.inherited import inherited_batches, inherited_documents
from registry.tables.members import access_events
from tests.support.people import act_of, isil, run, suspend
from tests.support.register import NOW, TODAY, members_of

YG = "Yüksek Gerilim İşletme Sorumluluğu"
OWN, FOREIGN = act_of(), act_of(chamber="MMO")


def accesses(home: Home) -> list[AccessEvent]:
    with home.store.reading("EMO") as records:
        return records.accesses.of_members("EMO", [isil(home).id], 50)


def test_o4_authorised_and_after_a_suspension_not(authorised: Home) -> None:
    found = own_record(authorised.store, OWN, "EMO", "101742", area=YG)
    assert found.answer == AUTHORISED
    (line,) = found.record.authorised
    assert (line.proof.belge_no, line.proof.facts.valid_until) == (
        "EMO-2026-YB-000123-Y",
        TODAY.replace(year=2031),
    )
    suspend(authorised)
    found = own_record(authorised.store, OWN, "EMO", "101742", area=YG)
    assert found.answer == NONE
    assert [one.sentence() for one in found.record.history] == [f"{YG} · Yetki Belgesi · Askıda · 22.11.2026"]


def test_o6_another_chamber_sees_areas_and_status_only(authorised: Home) -> None:
    (found,) = ask(authorised.store, FOREIGN, "EMO", ["101742"], purpose="Ortak proje onayı")
    assert found.answer == AUTHORISED
    assert [line.subject for line in found.record.areas] == [YG]
    (event,) = accesses(authorised)
    names = {"MMO": "Makina Mühendisleri Odası"}
    assert access_line(event, names) == "22.11.2026 · Makina Mühendisleri Odası · Ortak proje onayı"
    assert (event.asking_role, event.area) == (REGISTRAR, None)
    with authorised.store.engine.connect() as connection:
        (audit,) = connection.execute(sa.select(audit_events).where(audit_events.c.action == ASKED))
    assert (audit.chamber_code, audit.target, audit.facts) == ("MMO", "EMO", {"count": 1})
    suspend(authorised)
    (found,) = ask(authorised.store, FOREIGN, "EMO", ["101742"], purpose="Ortak proje onayı", area=YG)
    assert (found.answer, found.record.areas, found.record.history) == (NONE, (), ())


def test_an_unknown_number_answers_another_chamber_like_a_member_without_an_area(authorised: Home) -> None:
    plain = next(one for one in members_of(authorised, "EMO") if one.sicil_no != "101742")
    known, unknown = ask(
        authorised.store, FOREIGN, "EMO", [plain.sicil_no, "9999999"], purpose="Ortak proje onayı"
    )
    assert (known.answer, known.record, known.known) == (unknown.answer, unknown.record, unknown.known)
    with pytest.raises(AskingRefused, match=r"member\.not_found"):
        own_record(authorised.store, OWN, "EMO", "9999999")
    (own,) = ask(authorised.store, OWN, "EMO", ["9999999"], purpose="Ortak proje onayı")
    assert not own.known


def test_until_the_earlier_documents_are_entered_silence_means_nothing(authorised: Home) -> None:
    run(authorised, sa.update(chambers).values(backfill_complete_on=None))
    assert own_record(authorised.store, OWN, "EMO", "101742").answer == AUTHORISED
    for number in ("050001", "9999999"):
        (found,) = ask(authorised.store, FOREIGN, "EMO", [number], purpose="Ortak proje onayı")
        assert found.answer == INCOMPLETE
    run(authorised, sa.update(chambers).values(backfill_complete_on=TODAY + timedelta(days=1)))
    assert own_record(authorised.store, OWN, "EMO", "050001").answer == INCOMPLETE


def test_a_list_is_answered_row_by_row_and_recorded_for_each_member(authorised: Home) -> None:
    numbers = ["050001", "101742", "9999999", "101742"]
    found = ask(authorised.store, OWN, "EMO", numbers, purpose="Yıllık denetim", area=YG.upper())
    assert [(one.sicil_no, one.answer, one.known) for one in found] == [
        ("050001", NONE, True),
        ("101742", AUTHORISED, True),
        ("9999999", NONE, False),
        ("101742", AUTHORISED, True),
    ]
    assert len(accesses(authorised)) == 1
    with authorised.store.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(access_events)).scalar_one() == 2


def test_a_merged_entry_answers_with_the_right_ones_documents(authorised: Home) -> None:
    membership.register(
        authorised.store, OWN, "EMO", sicil_no="5", given_name="Işıl İnci", family_name="Öztürk"
    )
    membership.merge(authorised.store, OWN, "EMO", "101742", "5")
    for number in ("5", "101742"):
        assert own_record(authorised.store, OWN, "EMO", number, area=YG).answer == AUTHORISED
    with authorised.store.reading("EMO") as records:
        right = membership.entry(records, "EMO", "5")
        assert len(records.accesses.of_members("EMO", [right.id], 9)) == 2


def test_earlier_paper_counts_once_approved(authorised: Home) -> None:
    batch, member = uuid7(NOW), next(one for one in members_of(authorised, "EMO") if one.sicil_no == "050001")

    def paper(number: str, **given: object) -> dict[str, object]:
        return {
            "id": uuid7(NOW), "batch_id": batch, "chamber_code": "EMO", "member_id": member.id, "number": number,
            "kind": "yetki", "area": YG, "issued_on": TODAY.replace(year=2024), "approved": True, **given,
        }  # fmt: skip

    with authorised.store.engine.begin() as connection:
        connection.execute(
            inherited_batches.insert(),
            {
                "id": batch, "chamber_code": "EMO", "state": "onaylandi", "content_sha256": bytes(32),
                "prepared_by": "a", "prepared_at": NOW,
            },
        )  # fmt: skip
        connection.execute(inherited_documents.insert(), paper("1", approved=False))
        connection.execute(inherited_documents.insert(), paper("2", area="Asansör", ended_on=TODAY))
    assert own_record(authorised.store, OWN, "EMO", "050001", area=YG).answer == NONE
    with authorised.store.engine.begin() as connection:
        connection.execute(inherited_documents.insert(), paper("3", valid_until=TODAY))
    found = own_record(authorised.store, OWN, "EMO", "050001")
    assert [one.sentence() for one in found.record.authorised] == [
        f"{YG} · Yetkili · Geçerlilik Bitişi 22.11.2026 · Oda kaydına göre; Mühür imzası yoktur"
    ]
    assert [one.subject for one in found.record.history] == ["Asansör"]


@pytest.mark.parametrize("purpose", ["", "abc", "x" * 201, "Ortak\u202e proje"])
def test_a_question_needs_a_purpose(authorised: Home, purpose: str) -> None:
    with pytest.raises(AskingRefused, match=r"asking\.purpose"):
        ask(authorised.store, FOREIGN, "EMO", ["101742"], purpose=purpose)
    assert accesses(authorised) == []


def test_a_chamber_has_a_number_of_questions_a_day(authorised: Home) -> None:
    run(
        authorised,
        quotas.insert().values(
            chamber_code="MMO", what=FOREIGN_QUERIES, per_day=3, set_by="yonetici", set_at=NOW
        ),
    )
    purpose = "Ortak proje onayı"
    ask(authorised.store, FOREIGN, "EMO", ["101742", "050001"], purpose=purpose)
    with pytest.raises(QuotaRefused, match=r"quota\.exceeded"):
        ask(authorised.store, FOREIGN, "EMO", ["101742", "050001"], purpose=purpose)
    ask(authorised.store, FOREIGN, "EMO", ["101742"], purpose=purpose)
    with pytest.raises(QuotaRefused, match=r"quota\.exceeded"):
        ask(authorised.store, FOREIGN, "EMO", ["101742"], purpose=purpose)
    assert len(accesses(authorised)) == 2
    tomorrow = act_of(chamber="MMO", at=NOW + timedelta(days=1))
    ask(authorised.store, tomorrow, "EMO", ["101742"], purpose=purpose)
    # Its own members a chamber may always ask about.
    ask(authorised.store, FOREIGN, "MMO", ["050001"], purpose=purpose)


def test_who_may_not_ask_is_refused_before_anything_is_looked_up(authorised: Home) -> None:
    for role, chamber in ((OFFICER, "MMO"), (AUDITOR, None)):
        with pytest.raises(AccessRefused):
            ask(authorised.store, act_of(role, chamber), "EMO", ["101742"], purpose="Ortak proje onayı")
    with pytest.raises(AccessRefused, match=r"access\.not_found"):
        own_record(authorised.store, FOREIGN, "EMO", "101742")
    for numbers in ([], ["1"] * 1001):
        with pytest.raises(AskingRefused, match=r"asking\.count"):
            ask(authorised.store, FOREIGN, "EMO", numbers, purpose="Ortak proje onayı")
    with pytest.raises(AskingRefused, match=r"member\.not_found"):
        ask(authorised.store, FOREIGN, "YOK", ["101742"], purpose="Ortak proje onayı")
    assert accesses(authorised) == []


def test_a_document_bound_to_another_chambers_follows_it(authorised: Home) -> None:
    """The support is read as anyone may look it up, also where row security hides other chambers."""
    with authorised.store.engine.begin() as connection:
        support: UUID = connection.execute(sa.select(credentials.c.id)).scalar_one()
    with authorised.store.writing(OWNER) as records:
        found = records.credentials.by_belge_no("EMO-2026-YB-000123-Y")
        assert found is not None
        member = members_of(authorised, "MMO")[0]
        key = uuid7(NOW)
        records.credentials._connection.execute(
            issue_intents.insert().from_select(
                list(issue_intents.c.keys()),
                sa.select(
                    *(
                        {
                            "id": sa.literal(key, sa.Uuid), "chamber_code": sa.literal("MMO"),
                            "member_id": sa.literal(member.id, sa.Uuid), "belge_no": sa.literal("MMO-2026-YB-000042-U"),
                            "verification_code": sa.literal("0" * 16),
                        }.get(column.name, column)
                        for column in issue_intents.c
                    )
                ),
            )
        )  # fmt: skip
        records.credentials.add(
            [
                type(found)(
                    id=key, chamber_code="MMO", member_id=member.id, run_id=found.run_id,
                    programme_code=found.programme_code, kind="yetki", belge_no="MMO-2026-YB-000042-U", verification_code="0" * 16,
                    awarded_at=NOW, valid_from=TODAY, valid_until=None, compact="x", sha256=bytes(32),
                    area="Bağlı", supporting_id=support,
                )
            ]
        )  # fmt: skip
    own = act_of(chamber="MMO")
    assert own_record(authorised.store, own, "MMO", member.sicil_no, area="Bağlı").answer == AUTHORISED
    suspend(authorised)
    (line,) = own_record(authorised.store, own, "MMO", member.sicil_no, area="Bağlı").record.history
    assert line.sentence() == "Bağlı · Yetki Belgesi · Askıda · 22.11.2026"


def test_a_question_walks_no_table(authorised: Home) -> None:
    """Each statement of a question finds its rows by an index: its time does not grow with the register."""
    asked: list[tuple[str, object]] = []

    def heard(_c: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.lstrip().startswith("SELECT") and "set_config" not in statement:
            asked.append((statement, parameters))

    engine = authorised.store.engine
    sa.event.listen(engine, "before_cursor_execute", heard)
    own_record(authorised.store, OWN, "EMO", "101742", area=YG)
    sa.event.remove(engine, "before_cursor_execute", heard)
    walked = []
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET enable_seqscan = off")
        for statement, parameters in asked:
            explain = "EXPLAIN" if engine.dialect.name == "postgresql" else "EXPLAIN QUERY PLAN"
            plan = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()  # type: ignore[arg-type]
            walked += [line for row in plan if "Scan on" in (line := str(row)) and "Seq" in line]
            walked += [line for row in plan if "'SCAN" in (line := str(row))]
    tables = (
        "credentials",
        "members",
        "access_events",
        "inherited_documents",
        "credential_states",
        "sicil_entries",
    )
    assert len(asked) >= 4
    assert [line for line in walked if any(f" {name}" in line for name in tables)] == []
