"""Records of messages to be sent and of the webhooks that programs registered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from registry.notices.message import CHANNELS, Message, next_try
from registry.tables.requests import outbox, webhooks

_LONGEST_ERROR = 200


@dataclass(frozen=True, slots=True)
class Webhook:
    """A program's address and the events it wants. ``secret`` signs what is sent there."""

    id: UUID
    chamber_code: str
    url: str
    secret: str
    events: tuple[str, ...]
    active: bool
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """A message as whoever keeps the service sees it. ``recipient`` is blanked once it was sent."""

    id: UUID
    channel: str
    recipient: str
    template: str
    made_at: datetime
    due_at: datetime
    tries: int
    sent_at: datetime | None
    failed_at: datetime | None
    last_error: str | None

    @property
    def state(self) -> str:
        """One of ``STATES``."""
        return SENT if self.sent_at is not None else FAILED if self.failed_at is not None else WAITING


# Where a message stands: to be sent, accepted by its receiver, given up.
WAITING, SENT, FAILED = STATES = ("waiting", "sent", "failed")
_LINE = [outbox.c[one.name] for one in fields(OutboxLine)]
_IN_STATE = {
    WAITING: sa.and_(outbox.c.sent_at.is_(None), outbox.c.failed_at.is_(None)),
    SENT: outbox.c.sent_at.is_not(None),
    FAILED: outbox.c.failed_at.is_not(None),
}


def _message(row: Row[Any]) -> Message:
    return Message(
        row.id,
        row.chamber_code,
        row.channel,
        row.recipient,
        row.template,
        dict(row.facts),
        row.lang,
        row.made_at,
        row.due_at,
        row.tries,
        row.once_key,
    )


def _webhook(row: Row[Any]) -> Webhook:
    return Webhook(
        row.id,
        row.chamber_code,
        row.url,
        row.secret,
        tuple(row.events),
        row.active,
        row.created_at,
        row.created_by,
    )


class OutboxRecords:
    """Messages and webhooks of a chamber."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, new: Iterable[Message], at: datetime) -> int:
        """Store messages due at once (or at their ``due_at``); one whose ``once_key`` is there already is left out.

        That holds also for two writers at once.
        """
        wanted = {one.once_key or str(one.id): one for one in new}
        keys = [one.once_key for one in wanted.values() if one.once_key is not None]
        known: set[str] = set()
        for start in range(0, len(keys), 500):
            chosen = sa.select(outbox.c.once_key).where(outbox.c.once_key.in_(keys[start : start + 500]))
            known |= {str(key) for key in self._connection.execute(chosen).scalars()}
        rows = [
            {
                "id": one.id,
                "chamber_code": one.chamber_code,
                "channel": one.channel,
                "recipient": one.recipient,
                "template": one.template,
                "lang": one.lang,
                "facts": dict(one.facts),
                "made_at": at,
                "due_at": one.due_at or at,
                "tries": 0,
                "once_key": one.once_key,
            }
            for key, one in wanted.items()
            if key not in known
        ]
        if rows:
            dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
            new_ones = dialect.insert(outbox).on_conflict_do_nothing(index_elements=["once_key"])
            self._connection.execute(new_ones, rows)
        return len(rows)

    def take_back(
        self, chamber_code: str, templates: Collection[str], made_before: datetime, now: datetime
    ) -> int:
        """Forget messages of these templates that wait since before an instant; not one that is being sent.

        One that failed waits for its next try; one that is being sent is held and has no fault beside it.
        """
        waiting = (
            outbox.c.chamber_code == chamber_code,
            outbox.c.template.in_(templates),
            outbox.c.made_at < made_before,
            sa.or_(outbox.c.due_at <= now, outbox.c.last_error.is_not(None)),
            _IN_STATE[WAITING],
        )
        return self._connection.execute(outbox.delete().where(*waiting)).rowcount

    def chambers_with(self, templates: Collection[str]) -> list[str]:
        """Chambers where messages of these templates wait, due or not; read with the union's scope."""
        chosen = sa.select(outbox.c.chamber_code).where(outbox.c.template.in_(templates), _IN_STATE[WAITING])
        return list(self._connection.execute(chosen.distinct()).scalars())

    def due(
        self,
        chamber_code: str | None,
        now: datetime,
        limit: int = 100,
        *,
        channels: tuple[str, ...] = CHANNELS,
    ) -> list[Message]:
        """Messages of a chamber that wait to be sent, the oldest first."""
        chosen = (
            sa.select(outbox)
            .where(
                outbox.c.chamber_code == chamber_code,
                outbox.c.channel.in_(channels),
                outbox.c.sent_at.is_(None),
                outbox.c.failed_at.is_(None),
                outbox.c.due_at <= now,
            )
            .order_by(outbox.c.due_at, outbox.c.id)
            .limit(limit)
            # Two senders never take the same message (SQLite has one writer anyway).
            .with_for_update(skip_locked=True)
        )
        return [_message(row) for row in self._connection.execute(chosen)]

    def chambers_with_due(self, now: datetime) -> list[str | None]:
        """Chambers (None: the union) that have something to send; read with the union's scope."""
        chosen = (
            sa.select(outbox.c.chamber_code)
            .where(outbox.c.sent_at.is_(None), outbox.c.failed_at.is_(None), outbox.c.due_at <= now)
            .distinct()
            .order_by(outbox.c.chamber_code)
        )
        return list(self._connection.execute(chosen).scalars())

    def hold(self, message_id: UUID, until: datetime) -> None:
        """Keep a message from other senders until ``until``: a sender that dies lets it become due again."""
        values = {"due_at": until, "last_error": None}
        self._connection.execute(outbox.update().where(outbox.c.id == message_id), values)

    def sent(self, message_id: UUID, at: datetime) -> None:
        """It was accepted by its receiver; what it said is forgotten."""
        self._connection.execute(
            outbox.update()
            .where(outbox.c.id == message_id)
            .values(sent_at=at, facts={}, recipient="-", tries=outbox.c.tries + 1)
        )

    def failed(self, one: Message, error: str, at: datetime) -> None:
        """It was not accepted: it waits longer each time, then stands as failed."""
        again = next_try(one.tries + 1, at)
        values: dict[str, Any] = {"tries": one.tries + 1, "last_error": error[:_LONGEST_ERROR]}
        values |= {"failed_at": at} if again is None else {"due_at": again}
        self._connection.execute(outbox.update().where(outbox.c.id == one.id), values)

    def purge(self, before: datetime) -> int:
        """Remove what the union's users were sent before ``before``; that of chambers ends with their retention."""
        ended = sa.func.coalesce(outbox.c.sent_at, outbox.c.failed_at) < before
        return self._connection.execute(
            outbox.delete().where(outbox.c.chamber_code.is_(None), ended)
        ).rowcount

    def waiting(self, now: datetime) -> tuple[int, int, datetime | None]:
        """How many wait and how many failed, and since when the oldest waits; read with the union's scope."""
        open_ = sa.and_(outbox.c.sent_at.is_(None), outbox.c.failed_at.is_(None))
        waits = self._connection.execute(
            sa.select(sa.func.count(), sa.func.min(outbox.c.made_at)).where(open_, outbox.c.due_at <= now)
        ).one()
        failed = self._connection.execute(
            sa.select(sa.func.count()).where(outbox.c.failed_at.is_not(None))
        ).scalar_one()
        return int(waits[0]), int(failed), waits[1]

    def listed(self, chamber_code: str, state: str | None, limit: int) -> list[OutboxLine]:
        """A chamber's messages without what they say, newest first; ``state`` is one of ``STATES``."""
        chosen = sa.select(*_LINE).where(outbox.c.chamber_code == chamber_code)
        if state is not None:
            chosen = chosen.where(_IN_STATE[state])
        chosen = chosen.order_by(outbox.c.made_at.desc(), outbox.c.id.desc()).limit(limit)
        return [OutboxLine(**row._mapping) for row in self._connection.execute(chosen)]

    def try_again(self, chamber_code: str, message_ids: Collection[UUID] | None, at: datetime) -> int:
        """Let messages that were given up (None: all of the chamber's) be due at ``at``; returns how many."""
        chosen = outbox.update().where(outbox.c.chamber_code == chamber_code, _IN_STATE[FAILED])
        if message_ids is not None:
            chosen = chosen.where(outbox.c.id.in_(sorted(message_ids)))
        return int(self._connection.execute(chosen, {"failed_at": None, "tries": 0, "due_at": at}).rowcount)

    def add_webhook(self, one: Webhook) -> None:
        """Register a webhook."""
        self._connection.execute(
            webhooks.insert(),
            {
                "id": one.id,
                "chamber_code": one.chamber_code,
                "url": one.url,
                "secret": one.secret,
                "events": list(one.events),
                "active": one.active,
                "created_at": one.created_at,
                "created_by": one.created_by,
            },
        )

    def webhooks(self, chamber_code: str) -> list[Webhook]:
        """A chamber's webhooks, oldest first."""
        chosen = (
            sa.select(webhooks)
            .where(webhooks.c.chamber_code == chamber_code)
            .order_by(webhooks.c.created_at, webhooks.c.id)
        )
        return [_webhook(row) for row in self._connection.execute(chosen)]

    def end_webhook(self, chamber_code: str, webhook_id: UUID) -> bool:
        """Send nothing more there; False if there is no such webhook."""
        done = self._connection.execute(
            webhooks.update().where(webhooks.c.chamber_code == chamber_code, webhooks.c.id == webhook_id),
            {"active": False},
        )
        return done.rowcount == 1

    def deliveries(self, chamber_code: str, webhook_id: UUID, limit: int = 50) -> list[dict[str, Any]]:
        """The last deliveries to a webhook, newest first, without their content."""
        # The recipient is blanked once sent, so deliveries are found by their once_key.
        chosen = (
            sa.select(outbox)
            .where(outbox.c.chamber_code == chamber_code, outbox.c.once_key.startswith(f"hook:{webhook_id}:"))
            .order_by(outbox.c.made_at.desc(), outbox.c.id.desc())
            .limit(limit)
        )
        return [
            {
                "id": str(row.id),
                "event": row.template,
                "made_at": row.made_at,
                "sent_at": row.sent_at,
                "failed_at": row.failed_at,
                "tries": row.tries,
                "last_error": row.last_error,
            }
            for row in self._connection.execute(chosen)
        ]
