"""Programmes with versions, runs, trainers and standing approvals, on both engines."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from issuer.issue import issue_list
from muhur.installation import Home
from muhur.problems import problem_of
from registry.access import APPROVER, OFFICER, AccessRefused, Caller
from registry.act import Act
from registry.ids import uuid7
from registry.lists.imports import ImportRefused, run_of
from registry.lists.trainer_list import TrainerListRefused, read_trainers
from registry.programme import Programme, ProgrammeRefused, check_programme
from registry.refusal import Refusal
from registry.store import Store
from registry.tables.access import audit_events
from registry.training import approvals, catalogue, pool, runs
from registry.training.trainer import Trainer
from tests.support.register import NOW, members_of, passing, payload_document, request


def act(login: str = "ayse", chamber: str = "IMO", *roles: str) -> Act:
    return Act(Caller("user", login, chamber, frozenset(roles or (OFFICER,))), NOW)


def refused(code: str, call: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        call()
    assert found.value.code == code
    assert problem_of(found.value).tr
    return found.value


def programme_of(home: Home, code: str) -> Programme:
    with home.store.reading() as records:
        found = records.programmes.find(code)
    assert found is not None
    return found


def actions(store: Store) -> list[str]:
    with store.engine.connect() as connection:
        return sorted(connection.execute(sa.select(audit_events.c.action)).scalars())


NEW = Programme(
    "IMO-YN-01", "IMO", "Yeni Eğitim", "cevrimici", "asenkron", 20, "katilim", False, 90, 70, "suresiz", None,
    annual_visa=False, area=None,
)  # fmt: skip


def test_every_change_of_rules_is_a_version(either_home: Home) -> None:
    store = either_home.store
    assert catalogue.add(store, act(), NEW).version == 1
    second = catalogue.change(store, act("can"), replace(NEW, attendance_threshold_pct=95), version=1)
    assert second.version == 2
    same = catalogue.change(store, act(), replace(NEW, attendance_threshold_pct=95), version=2)
    assert same == second
    found, versions = catalogue.shown(store, act(), NEW.code)
    assert found == second
    assert [(one.version, one.facts["attendance_threshold_pct"], one.actor) for one in versions] == [
        (1, 90, "user:ayse"),
        (2, 95, "user:can"),
    ]
    assert actions(store) == ["training.programme_added", "training.programme_changed"]


def test_two_people_who_change_at_once_do_not_overwrite_each_other(either_home: Home) -> None:
    catalogue.add(either_home.store, act(), NEW)
    catalogue.change(either_home.store, act(), replace(NEW, pass_mark=60), version=1)
    late = replace(NEW, pass_mark=65)
    refused("programme.changed", lambda: catalogue.change(either_home.store, act(), late, version=1))
    assert programme_of(either_home, NEW.code).pass_mark == 60


def test_a_programme_known_before_versions_keeps_its_first_rules(home: Home) -> None:
    known = programme_of(home, "IMO-TB-01")
    with home.store.engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER programme_versions_no_delete"))
        connection.execute(sa.text("DELETE FROM programme_versions"))
    catalogue.change(home.store, act(), replace(known, attendance_threshold_pct=95), version=1)
    _, versions = catalogue.shown(home.store, act(), known.code)
    assert [one.facts["attendance_threshold_pct"] for one in versions] == [90, 95]


def test_an_issued_document_keeps_the_rules_it_was_issued_under(home: Home) -> None:
    member = members_of(home, "IMO")[0]
    asked = request("IMO-TB-01/2026-1", passing([member]), board_decision=None)
    issue_list(home.store, asked, home.open_key)
    known = programme_of(home, "IMO-TB-01")
    catalogue.change(home.store, act(), replace(known, attendance_threshold_pct=100), version=1)
    with home.store.reading() as records:
        (recorded,) = records.credentials.all()
    assert "en az %90 izleme" in payload_document(recorded.compact).criteria


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "basari"}, "programme.standalone"),
        ({"kind": "yetki", "area": "Alan"}, "programme.standalone"),
        ({"kind": "diploma"}, "programme.field"),
        ({"code": "EMO-YN-01"}, "programme.field"),
        ({"code": "IMO-yn-01"}, "programme.field"),
        ({"code": "IMO-" + "X" * 40}, "programme.field"),
        ({"form": "karma"}, "programme.field"),
        ({"delivery": "posta"}, "programme.field"),
        ({"attendance_threshold_pct": 101}, "programme.field"),
        ({"pass_mark": -1}, "programme.field"),
        ({"validity_type": "sabit_sure"}, "programme.field"),
        ({"validity_type": "sabit_sure", "validity_years": 51}, "programme.field"),
        ({"lesson_hours": 2001}, "programme.field"),
        ({"minutes_per_lesson": 0}, "programme.field"),
        ({"name_tr": ""}, "programme.field"),
        ({"name_tr": "Ad\u202e"}, "programme.field"),
        ({"area": "x" * 201}, "programme.field"),
        ({"title": "x" * 61}, "programme.field"),
        ({"title": "Yetki Belgesi"}, "programme.title"),
        ({"title": "Uzman Mühendis Belgesi"}, "programme.title"),
        ({"title": "BAŞARI SERTİFİKASI"}, "programme.title"),
        ({"kind": "yok", "title": "Katılım Sertifikası"}, "programme.title"),
    ],
)
def test_rules_that_contradict_the_unions(home: Home, changed: dict[str, Any], code: str) -> None:
    refused(code, lambda: catalogue.add(home.store, act(), replace(NEW, **changed)))
    catalogue.add(home.store, act(), NEW)
    if "code" not in changed:
        refused(code, lambda: catalogue.change(home.store, act(), replace(NEW, **changed), version=1))
    assert programme_of(home, NEW.code) == NEW


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "yok"},
        {"kind": "yok", "counts_in_tablo1": False},
        {"title": "Katılım Sertifikası", "accredited_by": "TMMOB"},
        {"kind": "yetki", "assessed": False, "validity_type": "bagli", "area": "LPG"},
        {"kind": "yetki", "assessed": True, "title": "Uzman Mühendis Belgesi"},
    ],
)
def test_rules_that_are_in_order(changed: dict[str, Any]) -> None:
    with_rules = replace(NEW, **changed)
    check_programme(with_rules)
    assert with_rules.version == 1


def test_a_closed_programme_opens_no_more_runs(either_home: Home) -> None:
    store = either_home.store
    catalogue.set_active(store, act(), "IMO-TB-01", active=False)
    run = run_of("IMO-TB-01", "2026-5", NOW.date(), NOW.date(), None, None, NOW)
    refused("programme.inactive", lambda: runs.add(store, act(), run))
    assert [one.code for one in catalogue.listed(store, act(), active=False)] == ["IMO-TB-01"]
    catalogue.set_active(store, act(), "IMO-TB-01", active=True)
    assert runs.add(store, act(), run).run.code == "IMO-TB-01/2026-5"
    assert programme_of(either_home, "IMO-TB-01").version == 1


def test_another_chamber_is_like_nothing_there(either_home: Home) -> None:
    store, foreign = either_home.store, act("ayse", "EMO")
    known = programme_of(either_home, "IMO-TB-01")
    refused("programme.unknown", lambda: catalogue.shown(store, foreign, "IMO-TB-01"))
    refused("programme.unknown", lambda: catalogue.change(store, foreign, known, version=1))
    refused("run.unknown", lambda: runs.shown(store, foreign, "IMO-TB-01", "2026-1"))
    refused("programme.unknown", lambda: approvals.prepare(store, foreign, "IMO-TB-01"))
    assert all(one.chamber_code == "EMO" for one in catalogue.listed(store, foreign))


@pytest.mark.parametrize(
    "call",
    [
        lambda store, by: catalogue.add(store, by, NEW),
        lambda store, by: catalogue.set_active(store, by, "IMO-TB-01", active=False),
        lambda store, by: runs.add(store, by, run_of("IMO-TB-01", "9", NOW.date(), NOW.date(), None, None, NOW)),
        lambda store, by: pool.add(store, by, "Ad Soyad", "oda", tot_done=None),
        lambda store, by: approvals.prepare(store, by, "IMO-TB-01"),
    ],
)  # fmt: skip
def test_an_approver_does_not_do_the_officers_work(home: Home, call: Any) -> None:
    with pytest.raises(AccessRefused):
        call(home.store, act("baskan", "IMO", APPROVER))


def test_a_run_changes_within_its_rules(either_home: Home) -> None:
    store = either_home.store
    made = run_of("IMO-TB-01", "2026-7", date(2026, 12, 1), date(2026, 12, 5), "Ankara Şubesi", "Ankara", NOW,
                  state="planlandi", capacity=25, scheduled_units=1200)  # fmt: skip
    runs.add(store, act(), made)
    opened = runs.change(store, act(), replace(made, state="acik", capacity=30, place="İzmir"))
    assert (opened.run.state, opened.run.capacity, opened.run.place) == ("acik", 30, "İzmir")
    refused("run.state_after", lambda: runs.change(store, act(), replace(made, state="planlandi")))
    runs.change(store, act(), replace(made, state="iptal"))
    refused("run.state_after", lambda: runs.change(store, act(), replace(made, state="acik")))
    assert [one.no for one in runs.listed(store, act(), programme_code="IMO-TB-01", state="iptal")] == [
        "2026-7"
    ]
    refused("run.exists", lambda: runs.add(store, act(), made))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"state": "bitti"}, "run.state"),
        ({"capacity": 0}, "run.number"),
        ({"scheduled_units": -1}, "run.number"),
        ({"scheduled_units": 10_000_000}, "run.number"),
    ],
)
def test_a_run_that_is_none(given: dict[str, Any], code: str) -> None:
    with pytest.raises(ImportRefused) as found:
        run_of("IMO-TB-01", "1", NOW.date(), NOW.date(), None, None, NOW, **given)
    assert found.value.code == code


def test_a_run_with_documents_keeps_what_they_rest_on(home: Home) -> None:
    members = members_of(home, "IMO")[:2]
    issue_list(home.store, request("IMO-TB-01/2026-1", passing(members), board_decision=None), home.open_key)
    view = runs.shown(home.store, act(), "IMO-TB-01", "2026-1")
    assert view.participants == 2
    refused("run.has_documents", lambda: runs.change(home.store, act(), replace(view.run, state="iptal")))
    refused(
        "run.total_recorded", lambda: runs.change(home.store, act(), replace(view.run, scheduled_units=30))
    )
    refused("run.capacity", lambda: runs.change(home.store, act(), replace(view.run, capacity=1)))
    assert runs.change(home.store, act(), replace(view.run, scheduled_units=24, capacity=2)).run.capacity == 2


def test_trainers_of_a_pool_and_of_a_run(either_home: Home) -> None:
    store = either_home.store
    first = pool.add(store, act(), "Şükrü Öztürk", "oda", tot_done=True)
    second = pool.add(store, act(), "Çiğdem Irmak", "akademisyen", tot_done=None)
    foreign = pool.add(store, act("x", "EMO"), "Ayşe İnan", "oda", tot_done=False)
    assert [one.full_name for one in pool.listed(store, act())] == ["Çiğdem Irmak", "Şükrü Öztürk"]
    made = run_of("IMO-TB-01", "2026-7", NOW.date(), NOW.date(), None, None, NOW)
    assert runs.add(store, act(), made, [first.id, second.id]).trainers == [second, first]
    assert runs.change(store, act(), made, [first.id, first.id]).trainers == [first]
    assert runs.change(store, act(), made).trainers == [first]
    refused("trainer.unknown", lambda: runs.change(store, act(), made, [foreign.id]))
    refused("trainer.unknown", lambda: pool.change(store, act(), replace(foreign, full_name="Başka")))
    assert pool.change(store, act(), replace(second, active=False, tot_done=True)).active is False
    refused("trainer.unknown", lambda: runs.change(store, act(), made, [second.id]))
    refused("trainer.profile", lambda: pool.add(store, act(), "Ad", "asistan", tot_done=None))
    refused("trainer.name", lambda: pool.add(store, act(), "", "oda", tot_done=None))
    assert all("Öztürk" not in str(row) for row in _audit(store))


def _audit(store: Store) -> list[Any]:
    with store.engine.connect() as connection:
        return list(connection.execute(sa.select(audit_events)))


LIST = """Ad Soyad;Profil;Eğiticilerin Eğitimi
Şükrü Öztürk;oda;evet
Çiğdem Irmak;Akademisyen;
Ömer Şahin;bakanlık;HAYIR
"""


def test_a_list_of_trainers(either_home: Home) -> None:
    store = either_home.store
    counts = pool.take_in(store, act(), read_trainers(LIST.encode()))
    assert (counts.added, counts.changed, counts.same) == (3, 0, 0)
    counts = pool.take_in(
        store, act(), read_trainers(LIST.replace("Irmak;Akademisyen;", "Irmak;akademisyen;e").encode())
    )
    assert (counts.added, counts.changed, counts.same) == (0, 1, 2)
    found = {one.full_name: (one.profile, one.tot_done) for one in pool.listed(store, act())}
    assert found == {
        "Şükrü Öztürk": ("oda", True),
        "Çiğdem Irmak": ("akademisyen", True),
        "Ömer Şahin": ("bakanlik", False),
    }


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Ad Soyad;asistan;evet", "programme.cell"),
        ("Ad Soyad;oda;belki", "programme.cell"),
        (";oda;evet", "programme.cell"),
        ("ŞÜKRÜ ÖZTÜRK;oda;", "trainer.twice"),
        ("Ad;oda;evet;fazla;;x", "row.too_many_cells"),
    ],
)
def test_a_bad_row_of_a_list_of_trainers(line: str, code: str) -> None:
    with pytest.raises(TrainerListRefused) as found:
        read_trainers((LIST + line + "\n").encode())
    assert found.value.code == code and problem_of(found.value).tr


def test_a_list_does_not_choose_between_two_of_one_name(home: Home) -> None:
    for _ in range(2):
        pool.add(home.store, act(), "Şükrü Öztürk", "oda", tot_done=None)
    refused("trainer.several", lambda: pool.take_in(home.store, act(), read_trainers(LIST.encode())))
    assert len(pool.listed(home.store, act())) == 2


def approver(login: str = "baskan", chamber: str = "IMO") -> Act:
    return act(login, chamber, APPROVER)


def test_a_standing_approval_needs_two_people(either_home: Home) -> None:
    store = either_home.store
    prepared, state = approvals.prepare(store, act(), "IMO-TB-01")
    assert (state, prepared.programme_version) == ("prepared", 1)
    both = act("ayse", "IMO", OFFICER, APPROVER)
    found = refused("lifecycle.four_eyes", lambda: approvals.approve(store, both, prepared.id))
    assert problem_of(found).tr == "Hazırlayan kişi aynı belgeyi onaylayamaz."
    lent = replace(approver("vekil").caller, lent_by=frozenset({"ayse", "can"}))
    refused(
        "lifecycle.four_eyes", lambda: approvals.approve(store, replace(approver(), caller=lent), prepared.id)
    )
    with pytest.raises(AccessRefused):
        approvals.approve(store, act("can"), prepared.id)
    assert holding(either_home) is None
    approved, state = approvals.approve(store, approver(), prepared.id)
    assert (state, approved.approved_by) == ("in_force", "user:baskan")
    assert holding(either_home) == approved
    refused("approval.approved", lambda: approvals.approve(store, approver(), prepared.id))
    refused("approval.exists", lambda: approvals.prepare(store, act(), "IMO-TB-01"))
    _, state = approvals.end(store, approver(), prepared.id)
    assert state == "ended" and holding(either_home) is None
    refused("approval.ended", lambda: approvals.end(store, approver(), prepared.id))
    refused("approval.ended", lambda: approvals.approve(store, approver("yazman"), prepared.id))
    assert approvals.prepare(store, act(), "IMO-TB-01")[1] == "prepared"
    assert actions(store) == [
        f"standing_approval.{one}" for one in ("approved", "ended", "prepared", "prepared")
    ]


def holding(home: Home) -> Any:
    with home.store.reading("IMO") as records:
        programme = records.programmes.find("IMO-TB-01")
        assert programme is not None
        return approvals.in_force(records, programme)


def test_an_approval_holds_for_its_version_only(either_home: Home) -> None:
    store = either_home.store
    prepared, _ = approvals.prepare(store, act(), "IMO-TB-01")
    approvals.approve(store, approver(), prepared.id)
    known = programme_of(either_home, "IMO-TB-01")
    catalogue.change(store, act(), replace(known, attendance_threshold_pct=50), version=1)
    assert holding(either_home) is None
    assert [state for _, state in approvals.listed(store, act())] == ["superseded"]
    again, _ = approvals.prepare(store, act(), "IMO-TB-01")
    assert again.programme_version == 2
    catalogue.change(store, act(), replace(known, attendance_threshold_pct=40), version=2)
    refused("approval.superseded", lambda: approvals.approve(store, approver(), again.id))


@pytest.mark.parametrize("code", ["IMO-YD-01", "EMO-YG-01"])
def test_only_watched_programmes_with_katilim_have_standing_approvals(home: Home, code: str) -> None:
    by = act("ayse", code[:3])
    refused("approval.only_watched", lambda: approvals.prepare(home.store, by, code))


def test_another_chambers_approval_is_like_none(either_home: Home) -> None:
    prepared, _ = approvals.prepare(either_home.store, act(), "IMO-TB-01")
    refused(
        "approval.unknown", lambda: approvals.approve(either_home.store, approver("x", "EMO"), prepared.id)
    )
    unknown: UUID = uuid7(NOW + timedelta(days=1))
    refused("approval.unknown", lambda: approvals.end(either_home.store, approver(), unknown))


def test_rules_of_programmes_are_their_own_errors() -> None:
    with pytest.raises(ProgrammeRefused):
        check_programme(replace(NEW, kind="basari"))
    assert Trainer(uuid7(NOW), "IMO", "Ad", "oda", None).active
