"""The auditor's stories, word for word: D2 and D3. D1 is told on the set of the union's report, in ``tests/reports``."""

import sqlalchemy as sa

from registry.access import AUDITOR
from registry.tables.documents import credential_states, status_events
from tests.support.told import Told, answered

REVOKED = "EMO-2025-YB-000077-8"


def test_d2_the_first_broken_entry_is_named(anew: Told) -> None:
    assert anew.muhur("sicil", "check").startswith("Kayıt zinciri tutarlı.")
    with anew.site(caller=anew.user(None, AUDITOR)) as site:
        path = "/api/v1/audit/chambers/EMO/consistency"
        whole = answered(site.get(path)).json()
        assert (whole["holds"], whole["first_wrong"]) == (True, None)
        number = _alter(anew)
        found = answered(site.get(path)).json()
        assert (found["holds"], found["first_wrong"]) == (False, number)
        other = answered(site.get("/api/v1/audit/chambers/MMO/consistency")).json()
        assert other["holds"]
    said = anew.muhur("sicil", "check", expect=1)
    assert f"Kayıt zinciri {number}. kayıtta bozuk: EMO." in said
    assert f"Olay kaydı değiştirilmiş (EMO): {number}" in said and REVOKED in said
    found = anew.muhur_json("sicil", "check", expect=1)
    assert found["broken"] == {"EMO": number} and REVOKED in found["states"]


def _alter(told: Told) -> int:
    """One row altered in the database by somebody who may switch its triggers off; its sequence number."""
    engine = told.home.store.engine
    off = {
        "sqlite": "DROP TRIGGER status_events_no_update",
        "postgresql": "ALTER TABLE status_events DISABLE TRIGGER ALL",
    }
    of = sa.and_(status_events.c.chamber_code == "EMO", status_events.c.event == "iptal_edildi")
    with engine.begin() as connection:
        connection.exec_driver_sql(off[engine.dialect.name])
        connection.execute(sa.update(status_events).where(of).values(actor="user:x"))
        # And the state that followed from it.
        revoked = sa.and_(credential_states.c.chamber_code == "EMO", credential_states.c.state == "iptal")
        connection.execute(sa.update(credential_states).where(revoked).values(state="yayinda"))
        number: int = connection.execute(sa.select(sa.func.min(status_events.c.seq)).where(of)).scalar_one()
    return number


def test_d3_no_names_and_whole_totals(told: Told) -> None:
    with told.home.store.reading("EMO") as records:
        members = records.members.search("EMO", "", limit=1000)
    with told.site(caller=told.user(None, AUDITOR)) as site:
        answer = answered(site.get("/api/v1/chambers/EMO/members", params={"limit": 200}))
    found = answer.json()
    assert (found["total"], sum(found["by_status"].values())) == (len(members), len(members))
    names = {one["sicil_no"]: one["name"] for one in found["members"]}
    assert len(names) == len(members) and names["101742"] == "I*** İ*** Ö***"
    for one in members:
        assert one.family_name not in answer.text and one.given_name not in answer.text
