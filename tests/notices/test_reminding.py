"""Members are reminded before a document ends and before its visa is missing: once a step, with the right days."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
import sqlalchemy as sa

from issuer.events.single import revoke, visa
from muhur.installation import Home
from muhur.job_list import jobs_of
from muhur.jobs import Worker
from registry.access import ADMINISTRATOR, APPROVER
from registry.document import BoardDecision
from registry.istanbul import first_instant
from registry.notices.reminding import remind
from registry.people import membership, privacy
from registry.people.privacy import retain
from registry.people.reminders import EXPIRING, VISA_DUE
from registry.tables.chambers import chambers
from tests.support.acts import means_of
from tests.support.failing import Crash, CrashingStore
from tests.support.outbox import leave, text_of, waiting
from tests.support.people import act_of, authorise, run, suspend
from tests.support.register import TODAY, reopened

NUMBER = "EMO-2026-YB-000123-Y"
ADDRESS = "isil@example.org"
LAST_DAY = date(2031, 11, 22)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def held(either_home: Home) -> Home:
    """EMO 101742 holds NUMBER until LAST_DAY and has an address."""
    authorise(either_home)
    membership.change_contact(either_home.store, act_of(), "EMO", "101742", email=ADDRESS, province=None)
    return either_home


def night(day: date) -> datetime:
    """Right after 00:00 Europe/Istanbul."""
    return first_instant(day) + MINUTE


def told(home: Home, day: date) -> int:
    return remind(home.store, home.facts.public_url, night(day))


def record_visa(home: Home, year: int, day: date) -> None:
    act = act_of(APPROVER, at=night(day))
    visa(means_of(home), act, NUMBER, visa_year=year)


def test_u7_by_mail(held: Home) -> None:
    day = LAST_DAY - timedelta(days=90)
    assert told(held, day) == 1
    (one,) = waiting(held, night(day))
    assert (one.template, one.recipient) == (EXPIRING, ADDRESS)
    subject, body = text_of(held, one)
    assert subject == f"Belgenizin süresi 22.11.2031 tarihinde dolacak: {NUMBER}"
    assert "Belgenizin süresi 90 gün sonra dolacaktır." in body
    assert f"Yetki Belgesi, {NUMBER}, geçerlilik bitişi 22.11.2031." in body
    assert "https://dogrula.example.org/v/" in body
    # The job again, also after the mail has left.
    assert told(held, day) == 0
    leave(held, night(day))
    assert told(held, day) == told(held, day + timedelta(days=1)) == 0
    assert waiting(held, night(day) + timedelta(days=2)) == []


def test_the_worker_does_it_at_midnight(held: Home) -> None:
    day = LAST_DAY - timedelta(days=30)
    worker = Worker([job for job in jobs_of(held) if job.name == "reminders"], lambda: night(day))
    for hours in (-24, -12, 0, 12):
        (*_,) = worker.run_due(night(day) + timedelta(hours=hours))
    (one,) = waiting(held, night(day))
    assert one.made_at == night(day)


def test_three_mails_whatever_the_nights_are_like(held: Home) -> None:
    """A night after the other, some left out; what was sent is forgotten by the retention."""
    days: list[int] = []
    for left in (100, 91, 88, 87, 84, 83, 58, 31, 30, 29, 24, 23, 8, 6, 1, 0, -1, -40):
        day = LAST_DAY - timedelta(days=left)
        told(held, day)
        told(held, day)
        days += [left for _ in leave(held, night(day))]
        if left in (58, -40):
            retain(held.store, night(day))
    assert days == [88, 30, 6]


def test_a_mail_that_waits_says_the_right_days_and_ends_with_its_step(held: Home) -> None:
    said = {}
    for left in (91, 90, 89, 84, 83):
        day = LAST_DAY - timedelta(days=left)
        told(held, day)
        said[left] = [text_of(held, one)[1] for one in waiting(held, night(day))]
    assert [len(mails) for mails in said.values()] == [0, 1, 1, 1, 0]
    for left in (90, 89, 84):
        assert f"süresi {left} gün sonra dolacaktır." in said[left][0]


def test_a_mail_that_waits_for_its_next_try_says_the_right_days_too(held: Home) -> None:
    said = {}
    for left in (90, 89, 84, 83):
        day = LAST_DAY - timedelta(days=left)
        told(held, day)
        # Tried late in the evening: its next try is due in the morning, long after midnight.
        evening = night(day) + timedelta(hours=23)
        with held.store.writing("EMO") as records:
            for one in records.outbox.due("EMO", evening):
                records.outbox.hold(one.id, evening + timedelta(minutes=5))
                records.outbox.failed(replace(one, tries=5), "SMTP 451", evening)
        mails = waiting(held, evening + timedelta(hours=12))
        said[left] = [text_of(held, one)[1].partition(" gün")[0][-2:] for one in mails]
    assert said == {90: ["90"], 89: ["89"], 84: ["84"], 83: []}


def test_a_mail_that_is_being_sent_is_not_taken_back(held: Home) -> None:
    first = night(LAST_DAY - timedelta(days=90))
    assert remind(held.store, held.facts.public_url, first) == 1
    # A sender that began at a quarter to midnight of the next day.
    began = first + timedelta(hours=23, minutes=44)
    with held.store.writing("EMO") as records:
        (one,) = records.outbox.due("EMO", began)
        records.outbox.hold(one.id, began + timedelta(minutes=30))
    assert told(held, LAST_DAY - timedelta(days=89)) == 0
    (again,) = waiting(held, first + timedelta(days=2))
    assert again.id == one.id


@pytest.mark.slow
def test_two_workers_at_once_tell_once(held: Home) -> None:
    other = reopened(held.settings.home, held.settings.database_url)
    gate = Barrier(2, timeout=60)

    def both(home: Home) -> int:
        made = 0
        for left in (90, 30, 7):
            gate.wait()
            made += told(home, LAST_DAY - timedelta(days=left))
            gate.wait()
        return made

    with ThreadPoolExecutor(2) as pool:
        made = sum(pool.map(both, [held, other]))
    other.store.close()
    assert made == 3
    # Those of the earlier steps, never sent, were taken back.
    assert len(waiting(held, night(LAST_DAY))) == 1


@pytest.mark.parametrize("after_commit", [False, True], ids=["before", "after"])
def test_a_crash_at_the_commit_loses_and_doubles_nothing(held: Home, after_commit: bool) -> None:
    day = LAST_DAY - timedelta(days=7)
    crashing = CrashingStore(held.settings.registry_url, 1, after_commit=after_commit)
    with pytest.raises(Crash):
        remind(crashing, held.facts.public_url, night(day))
    crashing.close()
    assert len(waiting(held, night(day))) == int(after_commit)
    assert told(held, day) == int(not after_commit)
    assert len(waiting(held, night(day))) == 1


def _merged(home: Home) -> None:
    membership.register(
        home.store, act_of(), "EMO", sicil_no="5", given_name="Işıl İnci", family_name="Öztürk", email="yeni@x.org"
    )  # fmt: skip
    membership.merge(home.store, act_of(), "EMO", "101742", "5")


def _erased(home: Home) -> None:
    membership.change_status(home.store, act_of(), "EMO", "101742", status="ayrilmis", on=TODAY)
    privacy.erase(home.store, act_of(ADMINISTRATOR), "EMO", "101742", decision="Karar 1/1")


def _revoked(home: Home) -> None:
    decision = BoardDecision("40/34", TODAY)
    revoke(means_of(home), act_of(APPROVER), NUMBER, reason_code="disiplin", decision=decision)


@pytest.mark.parametrize(
    ("happens", "recipients"),
    [
        (suspend, []),
        (_revoked, []),
        (_erased, []),
        (_merged, ["yeni@x.org"]),
        (
            lambda home: membership.change_status(
                home.store, act_of(), "EMO", "101742", status="vefat", on=TODAY
            ),
            [],
        ),
        (
            lambda home: membership.change_status(
                home.store, act_of(), "EMO", "101742", status="ayrilmis", on=TODAY
            ),
            [ADDRESS],
        ),
        (
            lambda home: membership.change_contact(
                home.store, act_of(), "EMO", "101742", email=None, province=None
            ),
            [],
        ),
    ],
    ids=["suspended", "revoked", "erased", "merged", "died", "left", "no address"],
)
def test_who_is_reminded(held: Home, happens: Callable[[Home], object], recipients: list[str]) -> None:
    happens(held)
    day = LAST_DAY - timedelta(days=90)
    assert told(held, day) == len(recipients)
    assert [one.recipient for one in waiting(held, night(day), EXPIRING)] == recipients


def test_an_erasure_between_looking_and_writing_wins(held: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    real = type(held.store).writing
    erased: list[str] = []

    def writing(store: object, scope: object = "") -> object:
        # The last moment before the outbox is written.
        if scope == "EMO" and not erased:
            erased.append("now")
            _erased(held)
        return real(store, scope)

    monkeypatch.setattr(type(held.store), "writing", writing)
    assert told(held, LAST_DAY - timedelta(days=90)) == 0
    assert erased


def test_a_visa_that_is_missing(held: Home) -> None:
    said: dict[int, list[int]] = {}
    last = date(2027, 3, 31)
    for left in (60, 31, 30, 29, 24, 23, 8, 7, 6, 0, -1, -30):
        day = last - timedelta(days=left)
        made = told(held, day)
        if made:
            said[left] = [one.facts["year"] for one in leave(held, night(day))]
    assert said == {30: [2027], 7: [2027]}
    # Not in the year of the issue, and not for the year to come.
    for day in (date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1)):
        assert told(held, day) == 0


def test_the_words_about_a_visa(held: Home) -> None:
    day = date(2027, 3, 1)
    assert told(held, day) == 1
    (one,) = waiting(held, night(day), VISA_DUE)
    subject, body = text_of(held, one)
    assert subject == f"Belgenizin 2027 yılı vizesi bekleniyor: {NUMBER}"
    assert "2027 yılı vizesi henüz yapılmamıştır." in body
    assert "Vize 31.03.2027 tarihine kadar yapılmazsa" in body


def test_no_reminder_of_a_visa_that_is_there_or_not_needed(held: Home) -> None:
    record_visa(held, 2027, date(2027, 2, 1))
    assert [told(held, date(2027, 3, 31) - timedelta(days=left)) for left in (30, 7, 0)] == [0, 0, 0]
    # It ends on the last day of the grace, or counts no more already: nobody needs a visa for it.
    assert told(held, date(2029, 3, 1)) == 0
    for year in (2028, 2029, 2030, 2031):
        record_visa(held, year, date(year, 2, 1))
    run(held, sa.update(chambers).where(chambers.c.code == "EMO").values(visa_grace_until="11-22"))
    assert told(held, LAST_DAY - timedelta(days=30)) == 1
    assert {one.template for one in waiting(held, night(LAST_DAY))} == {EXPIRING}


def test_a_chamber_with_another_grace(held: Home) -> None:
    run(held, sa.update(chambers).where(chambers.c.code == "EMO").values(visa_grace_until="02-29"))
    days = [date(2027, 1, 28), date(2027, 1, 29), date(2027, 2, 20), date(2027, 2, 21), date(2027, 3, 1)]
    found = [(day, len(leave(held, night(day)))) for day in days if told(held, day)]
    assert found == [(date(2027, 1, 29), 1), (date(2027, 2, 21), 1)]
