"""Who is told of what happened to a document: the member, employers who watch it, programs with a webhook.

Written in the transaction of the event itself, after the document's new state: either both happen or neither. Who
watches it hears only of another standing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from registry.chamber import Chamber
from registry.ids import uuid7
from registry.istanbul import shown
from registry.notices.message import MAIL, WEBHOOK, Message
from registry.notices.watches import Watched, tell_watchers
from registry.records.registry_records import Records

ISSUED, SUSPENDED, REINSTATED = "document.issued", "document.suspended", "document.reinstated"
REVOKED, REPLACED, RENEWED, VISA = (
    "document.revoked",
    "document.replaced",
    "document.renewed",
    "document.visa",
)
EVENTS = (ISSUED, SUSPENDED, REINSTATED, REVOKED, REPLACED, RENEWED, VISA)


@dataclass(frozen=True, slots=True)
class DocumentEvent:
    """What happened to one document; ``what`` is one of ``EVENTS``. Never a reason: those are not public."""

    what: str
    credential_id: UUID
    member_id: UUID
    belge_no: str
    verification_code: str
    title: str
    on: date
    successor_no: str | None = None


def tell(
    records: Records, chamber: Chamber, events: Sequence[DocumentEvent], public_url: str, at: datetime
) -> int:
    """Write what is to be sent about ``events``; returns how many messages."""
    if not events:
        return 0
    messages = [
        *_to_members(records, chamber, events, public_url, at),
        *_to_programs(records, chamber, events, public_url, at),
    ]
    watched = {
        one.credential_id: Watched(one.belge_no, one.verification_code, one.on)
        for one in events
        if one.what != ISSUED
    }
    return records.outbox.add(messages, at) + tell_watchers(records, chamber, watched, public_url, at)


def _facts(event: DocumentEvent, chamber: Chamber, public_url: str) -> dict[str, str]:
    return {
        "belge_no": event.belge_no,
        "title": event.title,
        "chamber": chamber.name_tr,
        "on": shown(event.on),
        "url": f"{public_url}/v/{event.verification_code}",
        "successor": event.successor_no or "",
    }


def _once(kind: str, event: DocumentEvent, at: datetime) -> str:
    return f"{kind}:{event.credential_id}:{event.what}:{at.isoformat()}"


def _to_members(
    records: Records, chamber: Chamber, events: Sequence[DocumentEvent], public_url: str, at: datetime
) -> list[Message]:
    addresses = records.sharing.member_addresses(chamber.code, {one.member_id for one in events})
    return [
        Message(
            uuid7(at),
            chamber.code,
            MAIL,
            addresses[one.member_id],
            one.what,
            _facts(one, chamber, public_url),
            once_key=_once("member", one, at),
        )
        for one in events
        if one.member_id in addresses
    ]


def _to_programs(
    records: Records, chamber: Chamber, events: Sequence[DocumentEvent], public_url: str, at: datetime
) -> list[Message]:
    wanting = [one for one in records.outbox.webhooks(chamber.code) if one.active]
    return [
        Message(
            uuid7(at),
            chamber.code,
            WEBHOOK,
            str(hook.id),
            one.what,
            {
                "belge_no": one.belge_no,
                "chamber": chamber.code,
                "on": one.on.isoformat(),
                "url": f"{public_url}/v/{one.verification_code}",
                "successor": one.successor_no,
            },
            once_key=_once(f"hook:{hook.id}", one, at),
        )
        for one in events
        for hook in wanting
        if one.what in hook.events
    ]
