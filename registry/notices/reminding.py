"""Reminding members: what comes near is put into the outbox, once for each document and step."""

from datetime import datetime

from registry.chamber import Chamber
from registry.document import KIND_TITLES
from registry.ids import uuid7
from registry.istanbul import day_of, first_instant, shown
from registry.notices.message import MAIL, Message
from registry.people.reminders import EXPIRING, VISA_DUE, Reminder, reminders_of, sentence
from registry.store import Store

_TEMPLATES = (EXPIRING, VISA_DUE)


def remind(store: Store, public_url: str, now: datetime) -> int:
    """Write the reminders of the day, chamber by chamber; returns how many. Safe to run again and twice at once.

    One that waits since another day tells the wrong number of days: it is taken back, and told anew while its step
    lasts. The outbox keeps a sent one for longer than a step lasts, so it is never told twice.
    """
    today, count = day_of(now), 0
    with store.reading() as records:
        chambers = records.chambers.all()
        waiting = records.outbox.chambers_with(_TEMPLATES)
    for chamber in chambers:
        with store.reading(chamber.code) as records:
            due = list(reminders_of(records, chamber.code, today))
        if not due and chamber.code not in waiting:
            continue
        with store.writing(chamber.code) as records:
            records.chambers.lock(chamber.code)
            records.outbox.take_back(chamber.code, _TEMPLATES, first_instant(today), now)
            # Asked for under the lock: an erasure may have come first.
            addresses = records.sharing.member_addresses(chamber.code, {one.member_id for one in due})
            messages = [
                _message(one, addresses[one.member_id], chamber, public_url, now)
                for one in due
                if one.member_id in addresses
            ]
            count += records.outbox.add(messages, now)
    return count


def _message(one: Reminder, address: str, chamber: Chamber, public_url: str, now: datetime) -> Message:
    facts = {
        "belge_no": one.belge_no,
        "title": KIND_TITLES[one.kind],
        "chamber": chamber.name_tr,
        "on": shown(one.last_day),
        "year": one.last_day.year,
        "sentence": sentence(one.days_left),
        "sentence_en": sentence(one.days_left, "en"),
        "url": f"{public_url}/v/{one.verification_code}",
    }
    return Message(uuid7(now), chamber.code, MAIL, address, one.what, facts, once_key=one.once_key)
