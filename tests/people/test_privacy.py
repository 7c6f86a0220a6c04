"""Erasure, export and retention on both engines: what goes, what stays checkable, what is proved."""

import hashlib
import json
from datetime import timedelta

import pytest
import rfc8785
import sqlalchemy as sa

from muhur.desk import ask_register
from muhur.installation import Home
from registry.access import ADMINISTRATOR
from registry.ids import uuid7
from registry.member import MEMBERSHIP_EVENTS
from registry.people import membership, own, privacy
from registry.people.asking import AskingRefused, ask, own_record
from registry.people.membership import MemberRefused
from registry.people.privacy import PrivacyRefused
from registry.records.privacy import TREATMENTS
from registry.sicil_chain import first_broken, unbound, unmatched
from registry.store import OWNER
from registry.tables.access import audit_events
from registry.tables.documents import batches, credentials, drafts
from registry.tables.every import metadata
from registry.tables.members import access_events, member_names, members, person_links
from registry.tables.requests import outbox
from registry.tables.training import runs
from tests.support.people import act_of, act_of_member, isil, run
from tests.support.register import NOW, TODAY, contents, members_of
from verifier.known import Key, NotRecorded

NUMBER = "EMO-2026-YB-000123-Y"
ADMIN = act_of(ADMINISTRATOR)


@pytest.fixture
def gone(authorised: Home) -> Home:
    """101742 has a history, an address and documents, and has left the chamber."""
    store = authorised.store
    membership.change_contact(store, act_of(), "EMO", "101742", email="isil@example.org", province="Ankara")
    membership.rename(
        store,
        act_of(),
        "EMO",
        "101742",
        given_name="Işıl İnci",
        family_name="Özışık",
        reason="ad_degisikligi",
    )
    own.set_consent(store, act_of_member(isil(authorised)), own.PUBLIC_LIST, given=True)
    own.start_link(store, act_of_member(isil(authorised)))
    ask(store, act_of(chamber="MMO"), "EMO", ["101742"], purpose="Ortak proje onayı")
    membership.change_status(store, act_of(), "EMO", "101742", status="ayrilmis", on=TODAY)
    return authorised


def add_draft(home: Home, state: str) -> None:
    """A batch in ``state`` with a draft that names the member."""
    with home.store.engine.begin() as connection:
        run_id = connection.execute(
            sa.select(runs.c.id).where(runs.c.programme_code == "EMO-YG-01")
        ).scalar_one()
        batch = uuid7(NOW)
        connection.execute(
            batches.insert(),
            {
                "id": batch, "chamber_code": "EMO", "run_id": run_id, "purpose": "issue", "state": state,
                "version": 1, "source": "csv", "prepared_by": "a", "prepared_at": NOW, "content": {},
                "refused": [
                    {"line": 2, "sicil_no": "101742", "name": "Işıl İnci Özışık"},
                    {"line": 3, "sicil_no": "9", "name": "Başka Biri"},
                ],
            },
        )  # fmt: skip
        connection.execute(
            drafts.insert(),
            {
                "batch_id": batch, "place": 1, "chamber_code": "EMO",
                "member_id": isil(home).id, "content": {"name": "Işıl İnci Öztürk"},
            },
        )  # fmt: skip


def everything(home: Home) -> str:
    return "\n".join(f"{table}: {row}" for table, rows in contents(home.store).items() for row in rows)


def require_sound(home: Home) -> None:
    with home.store.reading() as records:
        chain = records.sicil.chain("EMO")
        assert first_broken(chain) is None
        assert unmatched(chain, records.credentials.hashes_of_chamber("EMO")) == []
        assert unbound(chain, MEMBERSHIP_EVENTS, records.membership.content_hashes("EMO")) == []


def test_every_table_about_members_says_what_erasure_does() -> None:
    about = {
        name for name, table in metadata.tables.items() if "member_id" in table.c or "holder" in table.c
    } | {"members"}
    assert about == set(TREATMENTS)


def test_an_erasure_leaves_numbers_and_chain_and_nothing_of_the_person(gone: Home) -> None:
    add_draft(gone, "vazgecildi")
    number, one = "EMO-2026-YB-000123-Y", isil(gone)
    before = everything(gone)
    for text in ("Özışık", "Öztürk", "isil@example.org", "Ortak proje onayı"):
        assert text in before
    code = own_record(gone.store, act_of(), "EMO", "101742").record.areas[0].proof.belge_no
    assert code == number
    with gone.store.reading("EMO") as records:
        recorded = records.credentials.by_belge_no(number)
    assert recorded is not None

    report = privacy.erase(gone.store, ADMIN, "EMO", "101742", decision="KVKK başvurusu 12/2026")
    assert report.rows["credentials"] == report.rows["member_names"] == report.rows["person_links"] == 1

    after = everything(gone)
    for text in ("Özışık", "Işıl İnci", "oz ISIK", "ozisik", "isil@example.org", "Ortak proje onayı"):
        assert text not in after, text
    assert "Başka Biri" in after
    assert recorded.compact not in after and number in after and str(recorded.sha256) in after
    require_sound(gone)
    for key in (Key("belge_no", number), Key("code", recorded.verification_code)):
        assert ask_register(gone.store, key) == NotRecorded()
    with gone.store.reading("EMO") as records:
        erased = records.members.find("EMO", {"101742"})["101742"]
        assert records.members.search("EMO", "ozisik") == []
        assert records.membership.events_of("EMO", [one.id])[-1].event == "kisisel_veri_silindi"
    assert erased.id == one.id and erased.erased_at is not None
    assert privacy.shown_name(erased).full_name == "Silinmiş kayıt"
    with pytest.raises(AskingRefused, match=r"member\.not_found"):
        own_record(gone.store, act_of(), "EMO", "101742")
    with pytest.raises(MemberRefused, match=r"member\.erased"):
        privacy.erase(gone.store, ADMIN, "EMO", "101742", decision="KVKK başvurusu 12/2026")


def test_who_is_a_member_or_awaits_a_document_is_not_erased(authorised: Home) -> None:
    with pytest.raises(PrivacyRefused, match=r"privacy\.still_member"):
        privacy.erase(authorised.store, ADMIN, "EMO", "101742", decision="Karar 1/1")
    membership.change_status(authorised.store, act_of(), "EMO", "101742", status="vefat", on=TODAY)
    for state in ("onay_bekliyor", "imzalandi"):
        add_draft(authorised, state)
        before = contents(authorised.store)
        with pytest.raises(PrivacyRefused, match=r"privacy\.open_batch"):
            privacy.erase(authorised.store, ADMIN, "EMO", "101742", decision="Karar 1/1")
        assert contents(authorised.store) == before
        run(authorised, drafts.delete().where(drafts.c.content["name"].as_string() == "Işıl İnci Öztürk"))


@pytest.mark.parametrize("erased", [False, True])
def test_signed_rows_change_in_no_other_way(gone: Home, erased: bool) -> None:
    forbidden: list[sa.Update | sa.Delete] = [
        credentials.update().values(compact="x"),
        credentials.update().values(compact="", belge_no="X"),
        credentials.update().values(compact="", valid_until=None),
        credentials.delete(),
        member_names.update().values(actor="x"),
    ]
    if erased:
        run(gone, sa.update(members).where(members.c.sicil_no == "101742").values(erased_at=NOW))
    else:
        forbidden += [credentials.update().values(compact=""), member_names.delete()]
    for statement in forbidden:
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), gone.store.engine.begin() as connection:
            connection.execute(statement)


def test_an_erasure_of_another_chambers_member_finds_nothing(gone: Home) -> None:
    with pytest.raises(MemberRefused, match=r"member\.not_found"):
        privacy.erase(gone.store, act_of(ADMINISTRATOR, "MMO"), "MMO", "101742", decision="Karar 1/1")


def test_a_member_is_given_everything_and_no_secret(gone: Home) -> None:
    add_draft(gone, "vazgecildi")
    found = privacy.own_export(gone.store, act_of_member(isil(gone)))
    assert set(found["held"]) == set(TREATMENTS)
    held = {name: len(rows) for name, rows in found["held"].items()}
    assert held["credentials"] == held["member_names"] == held["consents"] == held["access_events"] == 1
    assert (held["participations"], held["drafts"], held["person_links"]) == (1, 2, 1)
    assert held["membership_events"] == 2 and held["sicil_entries"] == 3
    text = json.dumps(found, ensure_ascii=False)
    assert "isil@example.org" in text and "Öztürk" in text and "Ortak proje onayı" in text
    for secret in ("code_sha256", "token_sha256", "log_nonce", "search_key"):
        assert secret not in text
    someone = next(one for one in members_of(gone, "EMO") if one.sicil_no == "050001")
    assert "Özışık" not in json.dumps(
        privacy.own_export(gone.store, act_of_member(someone)), ensure_ascii=False
    )
    with gone.store.engine.connect() as connection:
        actions = list(connection.execute(sa.select(audit_events.c.action)).scalars())
    assert actions.count("privacy.exported") == 2


def test_what_has_outlived_its_time_ends_with_a_proof(gone: Home) -> None:
    add_draft(gone, "vazgecildi")
    add_draft(gone, "imzalandi")
    with gone.store.engine.begin() as connection:
        for key, sent in (("a", NOW), ("b", None)):
            connection.execute(
                outbox.insert(),
                {
                    "id": uuid7(NOW), "chamber_code": "EMO", "channel": "mail", "recipient": "isil@example.org",
                    "template": "x", "lang": "tr", "facts": {}, "made_at": NOW, "due_at": NOW, "tries": 1,
                    "sent_at": sent, "once_key": key,
                },
            )  # fmt: skip
    before = contents(gone.store)
    soon = NOW + timedelta(days=20)
    (first,) = [one for one in privacy.retain(gone.store, soon)["classes"] if one["deleted"]]
    assert (first["class"], first["before"], first["after"]) == ("person_links", 1, 0)
    later = NOW + timedelta(days=31)
    looked = privacy.retain(gone.store, later, delete=False)
    assert {one["class"] for one in looked["classes"] if one["outlived"]} == {
        "batches",
        "drafts",
        "outbox",
    }
    report = privacy.retain(gone.store, later)
    found = {one["class"]: (one["before"], one["deleted"], one["after"]) for one in report["classes"]}
    assert found["drafts"] == (3, 1, 2) and found["outbox"] == (3, 1, 2)
    assert found["access_events"] == (1, 0, 1)
    # The rows of the list that was given up; the other batch is still being signed.
    assert found["batches"] == (2, 1, 1)
    with gone.store.engine.connect() as connection:
        kept = connection.execute(
            sa.select(audit_events.c.facts).where(audit_events.c.action == "privacy.retention")
        ).scalars()
        proofs = [(one["report"], one["sha256"]) for one in kept]
    assert len(proofs) == 2
    for told, proof in proofs:
        assert hashlib.sha256(rfc8785.dumps(told)).hexdigest() == proof
    assert report["sha256"] in [proof for _, proof in proofs]
    privacy.retain(gone.store, NOW + timedelta(days=730))
    with gone.store.engine.connect() as connection:
        assert connection.execute(sa.select(access_events)).all() != []
    privacy.retain(gone.store, NOW + timedelta(days=732))
    with gone.store.engine.connect() as connection:
        assert connection.execute(sa.select(access_events)).all() == []
        assert connection.execute(sa.select(person_links)).all() == []
    assert contents(gone.store)["credentials"] == before["credentials"]
    with gone.store.writing(OWNER) as records:
        assert records.sicil.chain("EMO")
