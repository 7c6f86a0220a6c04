"""Who watches a document hears of every change of its standing once, whether an event or time has changed it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from issuer.batches.judging import RENEWAL
from issuer.events.notices import notices_of
from issuer.events.single import Means, reinstate, revoke, suspend, visa
from issuer.issue import issue_list
from muhur.installation import Home
from muhur.job_list import jobs_of
from muhur.jobs import Worker
from registry.document import BoardDecision
from registry.istanbul import first_instant
from registry.notices.watches import confirm_watch, make_watch, tell_what_time_changed
from registry.people.privacy import retain
from registry.tables.requests import watches
from tests.support.acts import act_of
from tests.support.failing import Crash, CrashingStore
from tests.support.living import issued, recorded, resting_on
from tests.support.outbox import leave, text_of, waiting
from tests.support.register import NOW, TODAY, members_of, passing, reopened, request

CHANGED = "watch.changed"
YG, MT = "EMO-YG-01/2026-1", "MMO-MT-01/2026-1"
DECISION = BoardDecision("40/34", TODAY)


def watch(home: Home, belge_no: str, at: datetime = NOW, email: str = "ik@sirket.example") -> None:
    """Somebody watches and has confirmed; no message is left over."""
    found = recorded(home, belge_no)
    with home.store.writing(found.chamber_code) as records:
        make_watch(
            records,
            act_of(found.chamber_code, at=at),
            found,
            email=email,
            lang="tr",
            standing="valid",
            public_url=home.facts.public_url,
        )
    (mail,) = [
        one for one in waiting(home, at, "watch.confirm", found.chamber_code) if one.recipient == email
    ]
    with home.store.writing(found.chamber_code) as records:
        confirm_watch(records, mail.facts["token"], at)
    leave(home, at, found.chamber_code)


def means(home: Home) -> Means:
    return Means(home.store, home.open_key, notices_of(home.facts.public_url))


def midnight(day: date) -> datetime:
    """Right after 00:00 Europe/Istanbul."""
    return first_instant(day) + timedelta(seconds=1)


def nights(home: Home, *days: date, chamber: str = "EMO") -> dict[str, int]:
    """How many were told in each night that told any; each job ran twice."""
    found = {}
    for day in days:
        at = midnight(day)
        told = tell_what_time_changed(home.store, home.facts.public_url, at)
        assert tell_what_time_changed(home.store, home.facts.public_url, at + timedelta(hours=1)) == 0
        assert len([one for one in leave(home, at, chamber) if one.template == CHANGED]) == told
        if told:
            found[day.isoformat()] = told
    return found


def around(*days: date) -> list[date]:
    return [one + timedelta(days=more) for one in days for more in (-1, 0, 1)]


def test_a_missing_visa_an_end_and_nothing_else(either_home: Home) -> None:
    (number,) = issued(either_home, 1, YG)
    watch(either_home, number)
    watch(either_home, number, email="ikinci@sirket.example")
    days = around(
        date(2027, 1, 1), date(2027, 4, 1), date(2028, 4, 1), date(2031, 11, 22), date(2031, 11, 24)
    )
    assert nights(either_home, *days) == {"2027-04-01": 2, "2031-11-23": 2}


def test_what_is_told(either_home: Home) -> None:
    (number,) = issued(either_home, 1, YG)
    watch(either_home, number)
    at = midnight(date(2027, 4, 1))
    assert tell_what_time_changed(either_home.store, either_home.facts.public_url, at) == 1
    (one,) = waiting(either_home, at, CHANGED)
    subject, body = text_of(either_home, one)
    assert subject == f"Takip ettiğiniz belgenin durumu değişti: {number}"
    assert "durumu 01.04.2027 tarihinde değişti" in body
    assert recorded(either_home, number).verification_code in body
    # The visa comes after all: an event, told by the event; the night has nothing to add.
    leave(either_home, at)
    visa(means(either_home), act_of("EMO", at=at), number, visa_year=2027)
    assert len(waiting(either_home, at, CHANGED)) == 1
    leave(either_home, at)
    assert nights(either_home, *around(date(2027, 4, 2), date(2028, 1, 1))) == {}


def test_an_event_is_told_once_and_not_again_at_night(either_home: Home) -> None:
    (number,) = issued(either_home, 1, YG)
    watch(either_home, number)
    told = []
    # Three changes on one day; the third is like the first.
    for minute, act in enumerate((suspend, reinstate, suspend)):
        given = {} if act is reinstate else {"reason_code": "disiplin"}
        at = NOW + timedelta(minutes=minute)
        act(means(either_home), act_of("EMO", at=at), number, decision=DECISION, **given)
        told.append(len([one for one in leave(either_home, at) if one.template == CHANGED]))
    assert told == [1, 1, 1]
    assert nights(either_home, *around(TODAY + timedelta(days=1))) == {}
    revoke(means(either_home), act_of("EMO"), number, reason_code="disiplin", decision=DECISION)
    assert len(waiting(either_home, NOW, CHANGED)) == 1


def test_an_event_that_changes_no_standing_is_not_told(either_home: Home) -> None:
    (number,) = issued(either_home, 1, YG)
    watch(either_home, number)
    early = midnight(date(2027, 2, 1))
    visa(means(either_home), act_of("EMO", at=early), number, visa_year=2027)
    assert waiting(either_home, early, CHANGED) == []
    assert nights(either_home, *around(date(2027, 4, 1))) == {}


def test_what_happened_before_the_address_answered_is_not_told(either_home: Home) -> None:
    (number,) = issued(either_home, 1, YG)
    suspend(means(either_home), act_of("EMO"), number, reason_code="disiplin", decision=DECISION)
    # Asked for while it was valid, confirmed when it was not.
    watch(either_home, number)
    assert nights(either_home, TODAY + timedelta(days=1)) == {}
    reinstate(means(either_home), act_of("EMO"), number, decision=DECISION)
    assert len(waiting(either_home, NOW, CHANGED)) == 1


def test_a_successor_and_a_first_day(either_home: Home) -> None:
    begins = date(2026, 12, 15)
    before = datetime(2025, 9, 1, 9, tzinfo=UTC)
    (old,) = issued(either_home, 1, "MMO-MT-01/2025-9", at=before)
    visa(means(either_home), act_of("MMO"), old, visa_year=2026)
    watch(either_home, old)
    renewal = request(MT, passing(members_of(either_home, "MMO")[:1]), purpose=RENEWAL, valid_from=begins)
    (row,) = issue_list(either_home.store, renewal, either_home.open_key).rows
    # Renewed, but until the new one begins nothing has changed.
    assert waiting(either_home, NOW, CHANGED, "MMO") == []
    leave(either_home, NOW, "MMO")
    watch(either_home, str(row.belge_no))
    assert nights(either_home, *around(begins), chamber="MMO") == {"2026-12-15": 2}


def test_what_rests_on_a_changed_document_is_told_in_the_night(either_home: Home) -> None:
    (support,) = issued(either_home, 1, MT)
    number = resting_on(either_home, support)
    watch(either_home, number)
    suspend(means(either_home), act_of("MMO"), support, reason_code="disiplin", decision=DECISION)
    assert nights(either_home, *around(TODAY + timedelta(days=2))) == {"2026-11-23": 1}
    later = midnight(TODAY + timedelta(days=4))
    back = BoardDecision("40/35", TODAY)
    reinstate(means(either_home), act_of("MMO", at=later), support, decision=back)
    assert nights(either_home, *around(TODAY + timedelta(days=6))) == {"2026-11-27": 1}


def test_the_worker_does_it_at_midnight(either_home: Home) -> None:
    (number,) = issued(either_home, 1, YG)
    watch(either_home, number)
    noon = midnight(date(2027, 3, 31)) + timedelta(hours=12)
    worker = Worker([job for job in jobs_of(either_home) if job.name == "watches"], lambda: noon)
    for at in (noon, noon + timedelta(hours=11), midnight(date(2027, 4, 1)), midnight(date(2027, 4, 2))):
        worker.run_due(at)
    (one,) = waiting(either_home, midnight(date(2027, 4, 3)), CHANGED)
    assert one.made_at == midnight(date(2027, 4, 1))


@pytest.mark.slow
def test_two_workers_at_once_tell_once(either_home: Home) -> None:
    numbers = issued(either_home, 6, YG)
    for number in numbers:
        watch(either_home, number)
    other = reopened(either_home.settings.home, either_home.settings.database_url)
    gate = Barrier(2, timeout=60)

    def both(home: Home) -> list[int]:
        told = []
        for day in (date(2027, 4, 1), date(2031, 11, 23)):
            gate.wait()
            told.append(tell_what_time_changed(home.store, home.facts.public_url, midnight(day)))
            gate.wait()
        return told

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(both, [either_home, other])
    other.store.close()
    assert [a + b for a, b in zip(one, two, strict=True)] == [6, 6]
    assert len(waiting(either_home, midnight(date(2031, 12, 1)), CHANGED)) == 12


@pytest.mark.parametrize("after_commit", [False, True], ids=["before", "after"])
def test_a_crash_at_the_commit_loses_and_doubles_nothing(either_home: Home, after_commit: bool) -> None:
    (number,) = issued(either_home, 1, YG)
    watch(either_home, number)
    at = midnight(date(2027, 4, 1))
    crashing = CrashingStore(either_home.settings.registry_url, 1, after_commit=after_commit)
    with pytest.raises(Crash):
        tell_what_time_changed(crashing, either_home.facts.public_url, at)
    crashing.close()
    assert tell_what_time_changed(either_home.store, either_home.facts.public_url, at) == int(
        not after_commit
    )
    assert len(waiting(either_home, at, CHANGED)) == 1


def test_an_address_that_never_answered_is_not_kept(either_home: Home) -> None:
    (number,) = issued(either_home, 1, YG)
    watch(either_home, number, email="yanitlayan@sirket.example")
    found = recorded(either_home, number)
    with either_home.store.writing("EMO") as records:
        for email in ("yabanci@sirket.example", "baskasi@sirket.example"):
            make_watch(
                records, act_of("EMO"), found, email=email, lang="tr", standing="valid", public_url="https://x.org"
            )  # fmt: skip
    left = {}
    for days in (29, 31):
        retain(either_home.store, NOW + timedelta(days=days))
        with either_home.store.engine.connect() as connection:
            left[days] = sorted(connection.execute(sa.select(watches.c.email)).scalars())
    assert left == {
        29: ["baskasi@sirket.example", "yabanci@sirket.example", "yanitlayan@sirket.example"],
        31: ["yanitlayan@sirket.example"],
    }
