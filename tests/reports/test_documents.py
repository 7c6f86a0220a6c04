"""Reports on documents, on each engine: what is in force counts as the one derivation says, and no more."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from muhur.installation import Home
from muhur.operation.check_counts import CheckCounts
from registry.access import ADMINISTRATOR, OFFICER, Caller, system
from registry.act import Act
from registry.people import membership, privacy
from registry.records.history.standings import State
from registry.reports.catalogue import ReportRefused, Request, ask
from registry.reports.table import HIDDEN, Report
from registry.standing import standing_of
from registry.store import OWNER
from tests.support.living import id_of, issued, recorded, resting_on
from tests.support.people import act_of
from tests.support.register import NOW, TODAY, members_of
from verifier.verdict import Verdict


def own(
    home: Home, name: str, chamber: str = "MMO", *, at: date = TODAY, until: date | None = None
) -> Report:
    caller = Caller("user", "sorumlu", chamber, frozenset({OFFICER}))
    act = Act(caller, NOW + timedelta(days=(at - TODAY).days))
    return ask(home.store, act, Request(name, chamber, own=True, until=until))


def union(home: Home, name: str, chamber: str | None = None) -> Report:
    return ask(home.store, Act(system("test"), NOW), Request(name, chamber))


def set_state(home: Home, belge_no: str, state: State) -> None:
    chamber = belge_no.partition("-")[0]
    with home.store.writing(chamber) as records:
        found = records.standings.living(chamber, [belge_no])[belge_no]
        records.standings.change_state(found, state)


def verdict(view: dict[str, object]) -> Verdict:
    return Verdict("genuine", "valid", (), view, True, None, NOW)


def in_force(home: Home, chamber: str, day: date) -> int:
    """Members with a yetki in force by the derivation itself."""
    with home.store.reading() as records:
        ids = [
            one.id for one in records.credentials.all() if (one.chamber_code, one.kind) == (chamber, "yetki")
        ]
        facts = records.standings.facts_of(ids)
    return sum(standing_of(facts[one], day).code == "valid" for one in ids)


def test_the_authorised_are_those_of_the_one_derivation(either_home: Home) -> None:
    numbers = issued(either_home, 9)
    foreign = issued(either_home, 2, run="EMO-YG-01/2026-1")
    for place, one in enumerate(foreign, start=20):
        like = {"chamber": "MMO", "like": "MMO-MT-01/2026-1"}
        resting_on(either_home, one, **like, area="LPG Otogaz", place=place)
    later = date(2027, 1, 10)
    set_state(either_home, numbers[0], State("askida", TODAY))
    set_state(either_home, numbers[1], State("askida", later))
    set_state(either_home, numbers[2], State("iptal", TODAY, id_of(either_home, numbers[3])))
    set_state(either_home, numbers[3], State("iptal", later))
    set_state(either_home, numbers[4], State("yenilendi", TODAY, id_of(either_home, numbers[5])))
    set_state(either_home, numbers[6], State("yayinda", TODAY, visa_year=2027))
    set_state(either_home, foreign[0], State("iptal", TODAY))
    days = [TODAY - timedelta(1), TODAY, later, date(2027, 3, 31), date(2027, 4, 1), date(2028, 4, 1)]
    days += [recorded(either_home, numbers[6]).valid_until or TODAY, date(2032, 1, 1)]
    seen = set()
    for day in days:
        report = own(either_home, "authorised", at=day)
        counted = sum(int(str(row[3])) for row in report.rows)
        assert counted == in_force(either_home, "MMO", day), day
        seen.add(counted)
    assert len(seen) > 3


def test_areas_and_provinces(either_home: Home) -> None:
    issued(either_home, 7)
    (row,) = own(either_home, "authorised").rows
    assert row == ("MMO", "MMO", "Mekanik Tesisat", 7)
    assert own(either_home, "authorised-provinces").rows == (("MMO", "MMO", "Mekanik Tesisat", None, 7),)
    assert own(either_home, "authorised", "EMO").rows == ()
    issued(either_home, 3, run="EMO-YG-01/2026-1")
    shown = {row[0]: row[3] for row in union(either_home, "authorised").rows}
    assert shown == {"MMO": HIDDEN, "EMO": HIDDEN, "TOPLAM": 10}
    assert union(either_home, "authorised", "EMO").rows == (
        ("EMO", "EMO", "Yüksek Gerilim İşletme Sorumluluğu", HIDDEN),
    )


def test_a_person_of_two_entries_is_counted_once_and_the_erased_no_more(either_home: Home) -> None:
    home, act = either_home, act_of(ADMINISTRATOR, chamber="MMO")
    numbers = issued(home, 7)
    wrong, right = members_of(home, "MMO")[:2]
    for one, province in ((wrong, "Ankara"), (right, "İzmir")):
        membership.change_contact(home.store, act, "MMO", one.sicil_no, email=None, province=province)
    membership.merge(home.store, act, "MMO", wrong.sicil_no, right.sicil_no, names_differ=True)
    assert own(home, "authorised").rows == (("MMO", "MMO", "Mekanik Tesisat", 6),)
    assert [row[3:] for row in own(home, "authorised-provinces").rows] == [(None, 5), ("İzmir", 1)]
    membership.change_status(home.store, act, "MMO", right.sicil_no, status="ayrilmis", on=TODAY)
    privacy.erase(home.store, act, "MMO", right.sicil_no, decision="Karar 1/1")
    assert own(home, "authorised").rows == (("MMO", "MMO", "Mekanik Tesisat", 5),)
    # What is left to do says the same.
    end = recorded(home, numbers[6]).valid_until or TODAY
    assert own(home, "expiring", until=end).rows[0][2:] == (5,)
    with home.store.reading("MMO") as records:
        assert records.reports.visas_missing("MMO", date(2027, 4, 1), 100) == 5
        assert records.reports.visas_missing("MMO", date(2027, 4, 1), 3) == 3


def test_documents_and_events_are_counted_where_they_happen(either_home: Home) -> None:
    numbers = issued(either_home, 8)
    issued(either_home, 6, run="EMO-YG-01/2026-1")
    assert own(either_home, "documents").rows == (("MMO", "MMO", None, None, 8, 8),)
    assert union(either_home, "documents").rows[-1] == ("TOPLAM", "Toplam", None, None, 14, 14)
    with either_home.store.reading() as records:
        assert sum(row[3] for row in records.reports.documents(None)) == len(records.credentials.all())
    years = own(either_home, "years").rows
    assert years[-2][0] == "2026" and years[-2][3] == 8
    end = recorded(either_home, numbers[0]).valid_until
    assert end is not None
    assert own(either_home, "expiring", at=end - timedelta(7)).rows[0][2:] == (8, None, None, 8)
    assert own(either_home, "expiring", at=end - timedelta(8)).rows[0][2:] == (None, 8, None, 8)
    assert own(either_home, "expiring", at=end - timedelta(90)).rows[0][2:] == (None, None, 8, 8)
    assert own(either_home, "expiring", at=end - timedelta(91)).rows == ()
    assert own(either_home, "expiring", until=end).rows[0][2:] == (8,)
    set_state(either_home, numbers[0], State("iptal", TODAY))
    assert own(either_home, "expiring", until=end).rows[0][2:] == (7,)
    with pytest.raises(ReportRefused, match="until_not_here"):
        own(either_home, "documents", until=end)
    with pytest.raises(ReportRefused, match="until_out_of_range"):
        own(either_home, "expiring", until=TODAY - timedelta(1))
    with pytest.raises(ReportRefused, match=r"report\.unknown"):
        union(either_home, "everything")
    with pytest.raises(ReportRefused, match="chamber_unknown"):
        union(either_home, "documents", "XXX")


def test_checks_are_counted_by_document_and_day_without_anyone(either_home: Home) -> None:
    numbers = issued(either_home, 6)
    heard = CheckCounts(either_home.store, lambda: NOW, lambda ended: None)
    view = {"chamber": {"code": "MMO"}, "belge_no": numbers[0]}
    genuine = verdict(view)
    for _ in range(3):
        heard.judged(genuine)
    for number in numbers[1:]:
        heard.judged(replace(genuine, credential={**view, "belge_no": number}))
    heard.judged(replace(genuine, credential={**view, "belge_no": "MMO-2026-YB-999999-9"}))
    heard.judged(replace(genuine, outcome="not_genuine"))
    heard.write()
    heard.judged(genuine)
    heard.stop()
    assert own(either_home, "verifications").rows == (("MMO", "MMO", 6, 9),)
    assert own(either_home, "verifications", "EMO").rows == ()


def test_a_count_that_cannot_be_stored_waits(home: Home) -> None:
    (number,) = issued(home, 1)
    heard = CheckCounts(home.store, lambda: NOW, lambda ended: None)
    heard.judged(verdict({"chamber": {"code": "MMO"}, "belge_no": number}))
    with home.store.writing(OWNER) as records:
        records.bulk._connection.exec_driver_sql("ALTER TABLE verification_counts RENAME TO away")
    with pytest.raises(Exception, match=r"registry\.unreachable"):
        heard.write()
    with home.store.writing(OWNER) as records:
        records.bulk._connection.exec_driver_sql("ALTER TABLE away RENAME TO verification_counts")
    heard.write()
    assert own(home, "verifications").rows == (("MMO", "MMO", 1, 1),)


def test_status_places_are_free_and_random_also_in_a_nearly_full_list(either_home: Home) -> None:
    with either_home.store.writing("MMO") as records:
        taken = records.credentials.take_status_places("MMO", 70_000)
    assert len(set(taken)) == 70_000
    assert [sum(number == one for number, _ in taken) for one in (1, 2)] == [65_536, 4_464]
    assert taken != sorted(taken)
