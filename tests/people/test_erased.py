"""What is left of an erased member in lists of batches, in ways of signing in and in the status list; on both engines."""

import asyncio
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from issuer.batches.steps import withdraw
from issuer.batches.view import show
from issuer.events.dependents import sign_pending
from issuer.events.notices import notices_of
from issuer.events.single import reinstate, revoke, suspend
from issuer.issue import issue_list
from issuer.lists import work
from issuer.status_list import refresh_all
from muhur.desk import ServerDesk
from muhur.installation import Home
from muhur.job_list import jobs_of
from muhur.jobs import Worker
from registry.access import ADMINISTRATOR, APPROVER, OFFICER
from registry.document import BoardDecision
from registry.history.consistency import check_chamber
from registry.holder.held import readable
from registry.ids import uuid7
from registry.member import Member
from registry.people import membership, privacy
from registry.people.asking import ask
from registry.people.privacy import retain
from registry.tables.documents import batches, drafts
from registry.tables.every import metadata
from registry.turkish import fold
from tests.support.acts import means_of
from tests.support.batches import prepared
from tests.support.bits import assert_bits_tell_the_register, published_bits
from tests.support.living import recorded
from tests.support.outbox import waiting
from tests.support.people import act_of, isil, run
from tests.support.register import NOW, TODAY, class_list, members_of, request, row
from verifier.known import offline
from verifier.presented import CredentialText
from verifier.verdict import Verdict
from verifier.verify import verify

NUMBER = "EMO-2026-YB-000123-Y"
RUN = "EMO-AS-01/2026-1"
DECISION = BoardDecision("40/34", TODAY)
OFFICER_ACT = act_of(OFFICER, login="hazirlayan")


def erase(home: Home) -> None:
    membership.change_status(home.store, act_of(), "EMO", "101742", status="ayrilmis", on=TODAY)
    privacy.erase(home.store, act_of(ADMINISTRATOR), "EMO", "101742", decision="Karar 1/1")


def named_in_many_ways(home: Home) -> list[dict[str, str]]:
    """Rows of a list that name 101742 under the right number, a wrong one and another's; and others."""
    membership.rename(
        home.store, act_of(), "EMO", "101742", given_name="Işıl İnci", family_name="Özışık", reason="ad_degisikligi"
    )  # fmt: skip
    member, first, second = isil(home), *members_of(home, "EMO")[:2]
    namesake = membership.register(
        home.store, act_of(), "EMO", sicil_no="777", given_name="Işıl İnci", family_name="Öztürk"
    )

    def like(number: str, family: str) -> dict[str, str]:
        wrong = Member(member.id, "EMO", number, "ışıl inci", family, "")
        return row(wrong, mark="90")

    return [
        row(first, mark="90"),
        row(member, mark="40"),
        like("999", "Öztürk"),
        like(second.sicil_no, "ÖZIŞIK"),
        row(namesake, mark="40"),
        row(Member(member.id, "EMO", "998", "Başka", "Biri", ""), mark="90"),
    ]


def refused_of(home: Home) -> list[list[dict[str, Any]]]:
    with home.store.engine.connect() as connection:
        found = connection.execute(sa.select(batches.c.refused).order_by(batches.c.prepared_at, batches.c.id))
        return [one for one in found.scalars() if one]


def test_no_list_names_the_erased_under_any_number(authorised: Home) -> None:
    home = authorised
    data = class_list(named_in_many_ways(home))
    report = issue_list(home.store, request(RUN, data), home.open_key)
    assert [one.result for one in report.rows] == ["issued", *["refused"] * 5]
    (before,) = refused_of(home)
    assert [one["line"] for one in before] == [3, 4, 5, 6, 7]
    codes = [one["reasons"][0][0] for one in before]
    assert codes == [
        "rule.mark_low",
        "row.sicil_unknown",
        "row.name_differs",
        "rule.mark_low",
        "row.sicil_unknown",
    ]
    erase(home)
    (after,) = refused_of(home)
    # The namesake with a number of their own, and who has nothing to do with it.
    assert [(one["sicil_no"], one["name"]) for one in after] == [
        ("777", "Işıl İnci Öztürk"),
        ("998", "Başka Biri"),
    ]
    # Folded as the register searches: neither capitals nor dots hide a name.
    assert "ozisik" in fold(json.dumps(before, ensure_ascii=False))
    assert "ozisik" not in fold(json.dumps(after, ensure_ascii=False))


def test_no_list_under_work_names_the_erased(authorised: Home) -> None:
    home = authorised
    data = class_list(named_in_many_ways(home))
    made = work.open_file(home.store, OFFICER_ACT, RUN, "liste.csv", data)
    erase(home)
    left = work.sight(home.store, OFFICER_ACT, made.id)
    assert [(row[1]["sicil_no"], row[1]["ad"]) for row in left.one.rows][1:] == [
        ("777", "Işıl İnci"),
        ("998", "Başka"),
    ]
    assert len(left.results) == len(left.one.rows) == 3
    assert "zışık" not in json.dumps(left.one.rows + left.one.results, ensure_ascii=False).casefold()


def test_a_batch_of_an_erased_member_is_still_shown(authorised: Home) -> None:
    with authorised.store.reading("EMO") as records:
        (batch,) = records.batches.newest("EMO")
    erase(authorised)
    (line,) = show(authorised.store, OFFICER_ACT, batch.id).report.rows
    assert (line.line, line.sicil_no, line.name) == (2, "", "Silinmiş kayıt")
    assert (line.result, line.belge_no) == ("issued", NUMBER)
    with authorised.store.engine.connect() as connection:
        assert list(connection.execute(sa.select(drafts.c.content)).scalars()) == [{"line": 2}]


def test_mail_to_the_address_of_a_merged_entry_goes_too(authorised: Home) -> None:
    home = authorised
    membership.change_contact(home.store, act_of(), "EMO", "101742", email="eski@example.org", province=None)
    membership.register(
        home.store, act_of(), "EMO", sicil_no="5", given_name="Işıl İnci", family_name="Öztürk"
    )
    membership.register(
        home.store, act_of(), "EMO", sicil_no="6", given_name="Başka", family_name="Biri", email="b@example.org"
    )  # fmt: skip
    membership.merge(home.store, act_of(), "EMO", "101742", "5")
    # The right entry has no address: what happens to the documents is told to that of the merged one.
    means = replace(means_of(home), notify=notices_of(home.facts.public_url))
    suspend(means, act_of(APPROVER), NUMBER, reason_code="disiplin", decision=DECISION)
    ask(home.store, act_of(chamber="MMO"), "EMO", ["6"], purpose="Ortak proje onayı")
    assert sorted(one.recipient for one in waiting(home, NOW)) == ["b@example.org", "eski@example.org"]
    membership.change_status(home.store, act_of(), "EMO", "5", status="vefat", on=TODAY)
    report = privacy.erase(home.store, act_of(ADMINISTRATOR), "EMO", "5", decision="Karar 1/1")
    assert report.rows["outbox"] == 1
    assert [one.recipient for one in waiting(home, NOW)] == ["b@example.org"]


def test_refused_rows_end_with_their_purpose(authorised: Home) -> None:
    home = authorised
    data = class_list(named_in_many_ways(home))
    given_up, _ = prepared(home, OFFICER_ACT, run=RUN, rows=data)
    issue_list(home.store, request(RUN, data), home.open_key)
    week = NOW + timedelta(days=7)
    withdraw(home.store, act_of(OFFICER, at=week), given_up)
    left = {}
    for days in (29, 31, 36, 38, 179, 181):
        retain(home.store, NOW + timedelta(days=days))
        left[days] = len(refused_of(home))
    # 30 days after it was given up, and 180 after the issue.
    assert left == {29: 2, 31: 2, 36: 2, 38: 1, 179: 1, 181: 0}
    # What was issued, and what was approved, is not touched.
    report = show(home.store, OFFICER_ACT, given_up).report
    assert report.rows == []
    with home.store.reading("EMO") as records:
        issued = [one for one in records.batches.newest("EMO") if one.state == "yayinda"]
        kept = [one.content["holder_name"] for batch in issued for one in records.batches.drafts(batch)]
    assert len(kept) == 2


def sign(home: Home, at: Any = NOW) -> int:
    return sign_pending(home.store, home.open_key, at)


def test_the_bit_of_an_erased_document_is_set_and_stays(authorised: Home) -> None:
    home = authorised
    document = recorded(home, NUMBER)
    with home.store.reading("EMO") as records:
        place = records.standings.living_by_id("EMO", [document.id])[document.id]
    assert published_bits(home, "EMO") == {1: set()}
    assert sign(home) == 0
    erase(home)
    assert sign(home) == 1
    assert published_bits(home, "EMO") == {1: {place.status_index}}
    # Neither the next look nor a night clears it, whatever the day makes of other documents.
    assert sign(home) == 0
    for days in (1, 130, 2000):
        refresh_all(home.store, home.open_key, NOW + timedelta(days=days))
        assert published_bits(home, "EMO") == {1: {place.status_index}}
    assert_bits_tell_the_register(home, "EMO", NOW)
    with home.store.reading() as records:
        assert check_chamber(records, "EMO").holds


def test_events_of_an_erased_document_do_not_clear_its_bit(authorised: Home) -> None:
    home = authorised
    place = {1: {_place(home)}}
    act = act_of(APPROVER)
    suspend(means_of(home), act, NUMBER, reason_code="disiplin", decision=DECISION)
    erase(home)
    assert sign(home) == 0
    assert published_bits(home, "EMO") == place
    reinstate(means_of(home), act, NUMBER, decision=DECISION)
    assert published_bits(home, "EMO") == place
    # Also where no key was at hand when the suspension ended.
    keyless = replace(means_of(home), open_key=None)
    suspend(keyless, act, NUMBER, reason_code="disiplin", decision=DECISION)
    reinstate(keyless, act, NUMBER, decision=DECISION)
    assert sign(home) == 0
    revoke(means_of(home), act, NUMBER, reason_code="disiplin", decision=DECISION)
    assert published_bits(home, "EMO") == place


def _place(home: Home) -> int:
    document = recorded(home, NUMBER)
    with home.store.reading("EMO") as records:
        return records.standings.living_by_id("EMO", [document.id])[document.id].status_index


def test_the_worker_sets_it_at_once(authorised: Home) -> None:
    place = _place(authorised)
    worker = Worker([job for job in jobs_of(authorised) if job.name == "status_bits"], lambda: NOW)
    worker.run_due(NOW)
    erase(authorised)
    worker.run_due(NOW + timedelta(seconds=1))
    assert published_bits(authorised, "EMO") == {1: {place}}


def test_looking_for_erased_documents_reads_no_other(home: Home) -> None:
    """It is asked twice a second over half a million documents."""
    with home.store.reading() as records:
        chosen = records.standings._erased()
    with home.store.engine.connect() as connection:
        compiled = chosen.compile(home.store.engine)
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {compiled}", tuple(compiled.params.values())
        ).all()
    assert any("ix_credentials_erased" in str(step) for step in plan), plan
    assert not any("SCAN credential_states" in str(step) for step in plan), plan


@pytest.mark.parametrize("erased", [False, True])
def test_what_a_check_without_the_register_says(authorised: Home, erased: bool) -> None:
    """The member's copy is genuine; whether it is in force only the register could tell, which knows it no more."""
    compact = recorded(authorised, NUMBER).compact
    if erased:
        erase(authorised)
    sign(authorised)

    async def judged() -> Verdict:
        desk = ServerDesk(authorised)
        desk.load(NOW)
        away = replace(await desk.open(NOW), look_up=offline)
        desk.close()
        return await verify(CredentialText(compact), away, NOW)

    verdict = asyncio.run(judged())
    assert verdict.outcome == "genuine"
    assert verdict.standing == ("unknown" if erased else "valid")
    assert ("status.not_in_force" in [step.code for step in verdict.steps]) == erased


def ways_in(home: Home, kind: str, holder: str) -> None:
    """A row in every table about how somebody signs in."""
    about = {"holder_kind": kind, "holder": holder, "chamber_code": "EMO"}
    key = holder.encode()
    given: dict[str, dict[str, Any]] = {
        "sessions": {
            "token_sha256": hashlib.sha256(key).digest(), "lang": "tr", "csrf": "c" * 8, "device": "Firefox · Linux",
            "made_at": NOW, "seen_at": NOW, "expires_at": NOW, "confirmed_at": NOW,
        },
        "passwords": {"hash": "$argon2id$x", "set_at": NOW},
        "passkeys": {"id": uuid7(NOW), "credential_id": key, "attested": b"a", "sign_count": 0, "name": "Telefonum",
                     "made_at": NOW},
        "totp_secrets": {"sealed": b"s", "made_at": NOW, "last_step": 0},
        "one_time_codes": {"code_sha256": hashlib.sha256(b"c" + key).digest(), "purpose": "link", "made_at": NOW,
                           "made_by": "x", "expires_at": NOW},
        "identities": {"issuer": "https://giris.example.org", "subject": f"s-{holder}", "made_at": NOW},
    }  # fmt: skip
    assert given.keys() == {name for name, table in metadata.tables.items() if "holder" in table.c}
    for name, row_ in given.items():
        run(home, metadata.tables[name].insert().values(about | row_))


def test_how_a_member_signs_in_is_given_out_and_erased(authorised: Home) -> None:
    home, one = authorised, isil(authorised)
    ways_in(home, "member", str(one.id))
    # A user of the same name, and another member.
    ways_in(home, "user", str(one.id) + ".kullanici")
    ways_in(home, "member", str(members_of(home, "EMO")[0].id))
    with home.store.reading("EMO") as records:
        held = records.privacy.held("EMO", [one.id])
    tables = [name for name, table in metadata.tables.items() if "holder" in table.c]
    assert [len(held[name]) for name in tables] == [1] * 6
    shown = {part.name: part.rows for part in readable(held)}
    assert shown.keys() == held.keys()
    assert all(len(shown[name]) == 1 for name in tables)
    text = json.dumps([held[name] for name in tables], ensure_ascii=False)
    assert "Telefonum" in text and f"s-{one.id}" in text
    assert "argon2" not in text and "cccccccc" not in text
    erase(home)
    with home.store.engine.connect() as connection:
        for name in tables:
            holders = connection.execute(sa.select(metadata.tables[name].c.holder)).scalars().all()
            assert len(holders) == 2 and str(one.id) not in holders, name
