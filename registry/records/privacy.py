"""Records of personal data as a whole: everything held about a person, erasing it, and what has outlived its time."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.access import MEMBER
from registry.istanbul import written
from registry.lifecycle import IMZALANDI, ONAY_BEKLIYOR, ONAYLANDI, TASLAK, VAZGECILDI, YAYINDA
from registry.records.preparing.open_lists import OpenListRecords
from registry.records.refused_rows import RefusedRows
from registry.tables.base import metadata
from registry.tables.documents import batches, credentials, drafts, issue_intents, open_lists
from registry.tables.members import (
    access_events,
    members,
    person_links,
)
from registry.tables.requests import outbox, share_links, watches
from registry.tables.training import feed_items, participations

# Tables that hold rows of a member, and what erasure does with them (docs/operate/kvkk.md). A test finds tables
# that are missing here.
TREATMENTS: dict[str, str] = {
    "access_events": "deleted",
    "consents": "kept",
    "credentials": "blanked",
    "drafts": "blanked",
    "feed_items": "blanked",
    "identities": "deleted",
    "inherited_documents": "kept",
    "issue_intents": "blanked",
    "log_openings": "deleted",
    "member_names": "deleted",
    "member_requests": "deleted",
    "members": "blanked",
    "membership_events": "kept",
    "one_time_codes": "deleted",
    "participations": "blanked",
    "passkeys": "deleted",
    "passwords": "deleted",
    "person_links": "deleted",
    "sealed_pdfs": "deleted",
    "sessions": "deleted",
    "share_links": "deleted",
    "sicil_entries": "kept",
    "totp_secrets": "deleted",
}
# Secrets that would let a reader act as the member, and what says nothing to a person.
_NOT_EXPORTED = {
    "attested",
    "code_sha256",
    "credential_id",
    "csrf",
    "hash",
    "held",
    "sealed",
    "token_sha256",
    "log_nonce",
    "search_key",
    "sort_key",
    "asking_id",
}
# Of one table alone: what opens an entry of the log tells of the document, which is given out itself.
_NOT_EXPORTED_OF = {"log_openings": {"nonce", "event"}}
# One that is being signed too: what is left of it must still say what was approved.
_OPEN_BATCHES = (TASLAK, ONAY_BEKLIYOR, ONAYLANDI, IMZALANDI)
_CLOSED_BATCHES = (YAYINDA, VAZGECILDI)
Rows = list[dict[str, Any]]


def _plain(value: object) -> object:
    match value:
        case UUID():
            return str(value)
        case datetime():
            return written(value)
        case date():
            return value.isoformat()
        case bytes():
            return value.hex()
    return value


def _of(table: sa.Table, member_ids: Collection[UUID]) -> sa.ColumnElement[bool]:
    """The rows of a table that are about these entries."""
    if "holder" in table.c:
        # How members sign in: their id stands there as text, beside the logins of users.
        return (table.c.holder_kind == MEMBER) & table.c.holder.in_([str(one) for one in member_ids])
    return (table.c.id if table.name == "members" else table.c.member_id).in_(member_ids)


class PrivacyRecords:
    """Personal data of one chamber's members. Erasing and deleting run in the caller's transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def held(self, chamber_code: str, member_ids: Collection[UUID]) -> dict[str, Rows]:
        """Every row about these entries by table, as values that JSON can say."""
        found: dict[str, Rows] = {}
        for name in TREATMENTS:
            table = metadata.tables[name]
            chosen = sa.select(table).where(_of(table, member_ids))
            if "chamber_code" in table.c:
                chosen = chosen.where(table.c.chamber_code == chamber_code)
            rows = self._connection.execute(chosen.order_by(*table.primary_key.columns))
            found[name] = [
                {
                    column: _plain(value)
                    for column, value in row._mapping.items()
                    if column not in _NOT_EXPORTED | _NOT_EXPORTED_OF.get(name, set())
                }
                for row in rows
            ]
        return found

    def in_open_batch(self, chamber_code: str, member_ids: Collection[UUID]) -> bool:
        """True while a document of these entries is being prepared."""
        chosen = (
            sa.select(drafts.c.place)
            .join(batches, batches.c.id == drafts.c.batch_id)
            .where(
                drafts.c.chamber_code == chamber_code,
                drafts.c.member_id.in_(member_ids),
                batches.c.state.in_(_OPEN_BATCHES),
            )
        )
        return self._connection.execute(chosen.limit(1)).first() is not None

    def erase(self, chamber_code: str, member_ids: Collection[UUID], at: datetime) -> dict[str, int]:
        """Take the personal data of these entries away; returns how many rows each table lost or blanked.

        Numbers, hashes, dates and the chain stay. The rows of ``members`` go first: the triggers of the signed
        rows ask whether their member is erased.
        """
        done: dict[str, int] = {}
        # First, while the names and addresses are still there to be looked for.
        done["batches"] = RefusedRows(self._connection).forget(chamber_code, member_ids)
        done["open_lists"] = OpenListRecords(self._connection).forget(chamber_code, member_ids)
        done["outbox"] = self._forget_mail(chamber_code, member_ids)
        done["members"] = self._change(
            members.update()
            .where(members.c.chamber_code == chamber_code, members.c.id.in_(member_ids))
            .values(
                given_name="",
                family_name="",
                title="",
                search_key="",
                sort_key="",
                person_id=None,
                email=None,
                province=None,
                listed_since=None,
                erased_at=at,
            )
        )
        for name, treatment in TREATMENTS.items():
            table = metadata.tables[name]
            if treatment == "deleted":
                mine = (table.c.chamber_code == chamber_code, _of(table, member_ids))
                done[name] = self._change(table.delete().where(*mine))
        for blanked, values in (
            (credentials, {"compact": ""}),
            # The nonce goes too: a log entry can then no longer be traced to the document.
            (issue_intents, {"log_nonce": b""}),
            (feed_items, {"member_id": None}),
        ):
            own = (blanked.c.chamber_code == chamber_code, blanked.c.member_id.in_(member_ids))
            done[blanked.name] = self._change(blanked.update().where(*own).values(values))
        done["drafts"] = self._blank_drafts(chamber_code, member_ids)
        done["participations"] = self._change(
            participations.update()
            .where(participations.c.member_id.in_(member_ids))
            .values(theory_mark=None, practice_mark=None, theory_repeat_mark=None, practice_repeat_mark=None)
        )
        theirs = sa.select(credentials.c.id).where(credentials.c.member_id.in_(member_ids))
        done["watches"] = self._change(
            watches.delete().where(
                watches.c.chamber_code == chamber_code, watches.c.credential_id.in_(theirs)
            )
        )
        return done

    def _blank_drafts(self, chamber_code: str, member_ids: Collection[UUID]) -> int:
        """Leave of the drafts only where each stood in its list: that names nobody, and the batch can be shown."""
        mine = (drafts.c.chamber_code == chamber_code, drafts.c.member_id.in_(member_ids))
        rows = self._connection.execute(sa.select(drafts).where(*mine)).all()
        for row in rows:
            left = {name: value for name, value in row.content.items() if name == "line"}
            one = (drafts.c.batch_id == row.batch_id, drafts.c.place == row.place)
            self._connection.execute(drafts.update().where(*one), {"content": left})
        return len(rows)

    def _forget_mail(self, chamber_code: str, member_ids: Collection[UUID]) -> int:
        """Delete the messages to the addresses of these entries, sent or not; a merged one may have its own."""
        addresses = sa.select(members.c.email).where(
            members.c.chamber_code == chamber_code,
            members.c.id.in_(member_ids),
            members.c.email.is_not(None),
        )
        chosen = (outbox.c.chamber_code == chamber_code, outbox.c.recipient.in_(addresses))
        return self._change(outbox.delete().where(*chosen))

    def outlived(
        self, chamber_code: str, times: Mapping[str, datetime], *, delete: bool
    ) -> dict[str, tuple[int, int]]:
        """By class how many rows there are and how many are older than its time; ``delete`` removes those."""
        decided = sa.func.coalesce(batches.c.decided_at, batches.c.prepared_at)
        given_up = (batches.c.state == VAZGECILDI) & (decided < times["drafts"])
        withdrawn = sa.select(batches.c.id).where(batches.c.chamber_code == chamber_code, given_up)
        closed = sa.select(batches.c.id).where(
            batches.c.chamber_code == chamber_code, batches.c.state.in_(_CLOSED_BATCHES)
        )
        conditions: dict[str, sa.ColumnElement[bool]] = {
            "access_events": access_events.c.at < times["access_events"],
            "drafts": drafts.c.batch_id.in_(withdrawn),
            # A list that was saved goes with the end of its batch, whatever its age.
            "open_lists": sa.or_(
                open_lists.c.batch_id.in_(closed),
                sa.and_(open_lists.c.batch_id.is_(None), open_lists.c.changed_at < times["open_lists"]),
            ),
            "outbox": sa.func.coalesce(outbox.c.sent_at, outbox.c.failed_at) < times["outbox"],
            "person_links": person_links.c.expires_at < times["person_links"],
            "share_links": sa.func.coalesce(share_links.c.ended_at, share_links.c.expires_at)
            < times["share_links"],
            # An address that never answered is a stranger's, who may not even know of it.
            "watches": sa.or_(
                watches.c.ended_at < times["watches"],
                sa.and_(watches.c.confirmed_at.is_(None), watches.c.made_at < times["watches"]),
            ),
        }
        found: dict[str, tuple[int, int]] = {}
        refused = RefusedRows(self._connection)
        issued = (batches.c.state == YAYINDA) & (batches.c.issued_at < times["batches"])
        found["batches"] = refused.outlived(chamber_code, given_up | issued, delete=delete)
        for name, old in conditions.items():
            table = metadata.tables[name]
            mine = table.c.chamber_code == chamber_code
            counted = sa.select(sa.func.count()).select_from(table).where(mine)
            total = int(self._connection.execute(counted).scalar_one())
            outlived = int(self._connection.execute(counted.where(old)).scalar_one())
            if delete and outlived:
                self._change(table.delete().where(mine, old))
            found[name] = (total, outlived)
        return found

    def _change(self, statement: sa.Update | sa.Delete) -> int:
        return int(self._connection.execute(statement).rowcount)
