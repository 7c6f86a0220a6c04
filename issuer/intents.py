"""Durable intents: what is allocated for a document before anything is signed.

An intent survives a crash. Taking the list up again finds it, and the document gets the same number, code,
status place, subject identifier and time of issue; with the same facts, sealing gives the same bytes.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from issuer.draft import Allocation, IssueFacts
from issuer.sealing import ChamberKey
from issuer.status_list import list_url, open_new_list
from registry import verification_code
from registry.belge_no import BelgeNo, parse
from registry.document import StatusEntry
from registry.ids import uuid7
from registry.istanbul import day_of
from registry.records.credentials import IssueIntent
from registry.records.registry_records import Records


def make_intents(
    records: Records,
    facts: IssueFacts,
    wanted: Sequence[tuple[UUID, int]],
    now: datetime,
    key: ChamberKey,
) -> list[IssueIntent]:
    """An intent for each (member, ordinal) in order, begun earlier or new. The caller holds the chamber's lock.

    None of them has a credential yet.
    """
    found = records.credentials.intents_of_run(facts.run.id)
    begun = {one: found[one] for one in wanted if one in found}
    stale = {one for one, intent in begun.items() if not _may_resume(intent, facts, now, key)}
    records.credentials.discard_intents(begun.pop(one).id for one in stale)
    fresh = [one for one in wanted if one not in begun]
    kind, chamber, year = facts.programme.kind, facts.chamber, day_of(now).year
    serials = records.credentials.take_serials(chamber.code, year, kind, len(fresh))
    places = records.credentials.take_status_places(chamber.code, len(fresh))
    for number in {number for number, _ in places}:
        open_new_list(records, chamber, number, key, now)
    new = {
        (member_id, ordinal): IssueIntent(
            id=uuid7(now),
            chamber_code=chamber.code,
            run_id=facts.run.id,
            member_id=member_id,
            belge_no=str(BelgeNo(chamber.code, year, kind, serial)),
            verification_code=verification_code.fresh(),
            status_list=number,
            status_index=index,
            log_nonce=secrets.token_bytes(32),
            made_at=now,
            ordinal=ordinal,
        )
        for (member_id, ordinal), serial, (number, index) in zip(fresh, serials, places, strict=True)
    }
    records.credentials.add_intents(new.values())
    return [new.get(one) or begun[one] for one in wanted]


def _may_resume(intent: IssueIntent, facts: IssueFacts, now: datetime, key: ChamberKey) -> bool:
    """False when the number or the time of issue no longer suits: another day, key, kind or decision.

    Nothing signed under such an intent was ever recorded; its number is spent and not given again.
    """
    same_day = day_of(intent.made_at) == day_of(now)
    return (
        same_day and key.public.covers(intent.made_at) and parse(intent.belge_no).kind == facts.programme.kind
    )


def allocation_of(intent: IssueIntent, facts: IssueFacts) -> Allocation:
    """What an intent gives to its document; a function of the intent alone, so a redo gives the same."""
    url = list_url(facts.installation.public_url, facts.chamber.slug, intent.status_list)
    # Random to everyone else: the nonce stays in the register.
    subject = hashlib.sha256(b"muhur subject" + intent.log_nonce).digest()[:16]
    return Allocation(
        intent.belge_no,
        intent.verification_code,
        StatusEntry(url, intent.status_index),
        UUID(bytes=subject, version=4),
        intent.made_at,
    )
