"""The outbox under the hand of whoever keeps the service: what waits, and what was given up to be tried again."""

from collections.abc import Collection
from uuid import UUID

from registry.act import Act
from registry.notices.message import MAIL
from registry.records.asked.outbox import OutboxLine
from registry.refusal import Refusal
from registry.store import Store


class OutboxRefused(Refusal):
    """There is no such message, or it was not given up."""


def outbox_of(store: Store, act: Act, *, state: str | None = None, limit: int = 200) -> list[OutboxLine]:
    """The chamber's messages, newest first; ``state`` is one of ``STATES``."""
    chamber_code = act.caller.own_chamber()
    with store.writing(chamber_code) as records:
        found = records.outbox.listed(chamber_code, state, limit)
        records.audit.add(act, "outbox.listed", chamber_code=chamber_code, facts={"messages": len(found)})
    return found


def try_again(store: Store, act: Act, message_ids: Collection[UUID] | None) -> int:
    """Let messages that were given up be due now, as if never tried (None: all); returns how many.

    Raises ``OutboxRefused`` if one that is named was not given up. The worker sends them.
    """
    chamber_code = act.caller.own_chamber()
    with store.writing(chamber_code) as records:
        count = records.outbox.try_again(chamber_code, message_ids, act.at)
        if message_ids is not None and count != len(set(message_ids)):
            raise OutboxRefused("outbox.not_failed")
        records.audit.add(act, "outbox.tried_again", chamber_code=chamber_code, facts={"messages": count})
    return count


def shown_recipient(line: OutboxLine) -> str:
    """Whom a message is for, no more than is needed to find the fault: ``i***@example.org``, a webhook's id, ``-``."""
    name, at, domain = line.recipient.partition("@")
    return f"{name[:1]}***@{domain}" if line.channel == MAIL and at else line.recipient
