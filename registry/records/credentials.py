"""Records of issuing: serial counters, intents, and the credentials that were committed."""

import secrets
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.belge_no import MAX_SERIAL
from registry.records.rows import among, insert_rows
from registry.refusal import Refusal
from registry.tables.base import row_of
from registry.tables.documents import credentials, issue_intents, serial_counters

STATUS_LIST_SLOTS = 131_072
# A half-full list is closed: late places would be the only ones left and so less random.
_STATUS_LIST_LIMIT = STATUS_LIST_SLOTS // 2
# Parameters of one look-up of drawn places.
_LOOKED_UP = 500


# Parameters of one IN list.
_CHUNK = 500


class SerialsExhausted(Refusal):
    """No number is left for this chamber, year and kind."""


@dataclass(frozen=True, slots=True)
class IssueIntent:
    """What was allocated for one document before it is signed."""

    id: UUID
    chamber_code: str
    run_id: UUID
    member_id: UUID
    belge_no: str
    verification_code: str
    status_list: int
    status_index: int
    log_nonce: bytes
    made_at: datetime
    ordinal: int = 1


@dataclass(frozen=True, slots=True)
class RecordedCredential:
    """A committed document: the signed text and what is searched by. ``sha256`` is over the compact text."""

    id: UUID
    chamber_code: str
    member_id: UUID
    run_id: UUID
    programme_code: str
    kind: str
    belge_no: str
    verification_code: str
    awarded_at: datetime
    valid_from: date
    valid_until: date | None
    compact: str
    sha256: bytes
    ordinal: int = 1
    area: str | None = None
    annual_visa: bool = False
    supporting_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RecordedDocument:
    """A committed document by its id and number."""

    id: UUID
    belge_no: str


def _intent(row: Row[Any]) -> IssueIntent:
    return IssueIntent(**row._mapping)


def _recorded(row: Row[Any]) -> RecordedCredential:
    return RecordedCredential(**row._mapping)


class CredentialRecords:
    """Intents and credentials. The caller holds the chamber's lock while allocating."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take_serials(self, chamber_code: str, year: int, kind: str, count: int) -> range:
        """The next ``count`` serials; a rolled-back transaction gives them back, a committed one never."""
        same = (
            serial_counters.c.chamber_code == chamber_code,
            serial_counters.c.year == year,
            serial_counters.c.kind == kind,
        )
        last = self._connection.execute(sa.select(serial_counters.c.last_serial).where(*same)).scalar()
        first = (last or 0) + 1
        if first + count - 1 > MAX_SERIAL:
            raise SerialsExhausted("number.exhausted", chamber=chamber_code, year=year, kind=kind)
        if last is None:
            self._connection.execute(
                serial_counters.insert(),
                {"chamber_code": chamber_code, "year": year, "kind": kind, "last_serial": first + count - 1},
            )
        else:
            self._connection.execute(
                serial_counters.update().where(*same), {"last_serial": first + count - 1}
            )
        return range(first, first + count)

    def continue_serials_after(self, chamber_code: str, year: int, kind: str, serial: int) -> None:
        """Start above the numbers a chamber's earlier register has used; never goes back."""
        taken = self.take_serials(chamber_code, year, kind, 0)
        if taken.start <= serial:
            self.take_serials(chamber_code, year, kind, serial - taken.start + 1)

    def take_status_places(self, chamber_code: str, count: int) -> list[tuple[int, int]]:
        """``count`` random free places (list number from 1, index); no two intents hold the same."""
        places: list[tuple[int, int]] = []
        newest = sa.select(sa.func.max(issue_intents.c.status_list)).where(
            issue_intents.c.chamber_code == chamber_code
        )
        number: int = self._connection.execute(newest).scalar() or 1
        held = sa.select(sa.func.count()).where(
            issue_intents.c.chamber_code == chamber_code, issue_intents.c.status_list == number
        )
        room = _STATUS_LIST_LIMIT - int(self._connection.execute(held).scalar_one())
        if room < min(count, _STATUS_LIST_LIMIT):
            number, room = number + 1, _STATUS_LIST_LIMIT
        while len(places) < count:
            wanted = min(room, count - len(places))
            places += [(number, index) for index in self._free_indexes(chamber_code, number, wanted)]
            number, room = number + 1, _STATUS_LIST_LIMIT
        return places

    def _free_indexes(self, chamber_code: str, number: int, count: int) -> list[int]:
        """Random free indexes of one list, at most half full: only those drawn are looked up, never all used."""
        free: dict[int, None] = {}
        while len(free) < count:
            drawn: set[int] = set()
            while len(drawn) < min(count - len(free), _LOOKED_UP):
                index = secrets.randbelow(STATUS_LIST_SLOTS)
                if index not in free:
                    drawn.add(index)
            chosen = sa.select(issue_intents.c.status_index).where(
                issue_intents.c.chamber_code == chamber_code,
                issue_intents.c.status_list == number,
                among(self._connection, issue_intents.c.status_index, sorted(drawn)),
            )
            used = set(self._connection.execute(chosen).scalars())
            # In random order: a place must not tell who stood before whom in a list.
            free |= dict.fromkeys(secrets.SystemRandom().sample(sorted(drawn - used), len(drawn - used)))
        return list(free)

    def add_intents(self, new: Iterable[IssueIntent]) -> None:
        """Store intents; from here on their numbers are taken."""
        if rows := [row_of(one) for one in new]:
            insert_rows(self._connection, issue_intents, rows)

    def discard_intents(self, intent_ids: Iterable[UUID]) -> None:
        """Forget intents that never got a credential; their numbers stay spent."""
        if rows := [{"intent_id": one} for one in intent_ids]:
            chosen = issue_intents.delete().where(issue_intents.c.id == sa.bindparam("intent_id"))
            self._connection.execute(chosen, rows)

    def intents_of_run(self, run_id: UUID) -> dict[tuple[UUID, int], IssueIntent]:
        """The intents of a run by member and ordinal."""
        chosen = sa.select(issue_intents).where(issue_intents.c.run_id == run_id)
        return {(row.member_id, row.ordinal): _intent(row) for row in self._connection.execute(chosen)}

    def add(self, new: Iterable[RecordedCredential]) -> None:
        """Record credentials; with the sicil entries in the same transaction this is the commit point."""
        rows = [row_of(one) for one in new]
        if not rows:
            return
        insert_rows(self._connection, credentials, rows)
        self._count_issued(rows)

    def _count_issued(self, rows: list[dict[str, Any]]) -> None:
        """Keep the counts that reports read, in the transaction of what they count."""
        same = Counter((row["chamber_code"], int(row["belge_no"].split("-")[1]), row["kind"]) for row in rows)
        counted = serial_counters.update().where(
            serial_counters.c.chamber_code == sa.bindparam("of_chamber"),
            serial_counters.c.year == sa.bindparam("of_year"),
            serial_counters.c.kind == sa.bindparam("of_kind"),
        )
        self._connection.execute(
            counted.values(issued=serial_counters.c.issued + sa.bindparam("more")),
            [
                {"of_chamber": chamber, "of_year": year, "of_kind": kind, "more": more}
                for (chamber, year, kind), more in same.items()
            ],
        )

    def belge_numbers_of_run(self, run_id: UUID) -> dict[UUID, str]:
        """The newest document number of each member in a run."""
        chosen = (
            sa.select(credentials.c.member_id, credentials.c.belge_no)
            .where(credentials.c.run_id == run_id)
            .order_by(credentials.c.ordinal)
        )
        return {row.member_id: row.belge_no for row in self._connection.execute(chosen)}

    def issued(self, run_id: UUID, members: Collection[UUID]) -> dict[tuple[UUID, int], RecordedDocument]:
        """What these members have on record from a run, by member and ordinal."""
        wanted = list(members)
        found: dict[tuple[UUID, int], RecordedDocument] = {}
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.select(
                credentials.c.id, credentials.c.belge_no, credentials.c.member_id, credentials.c.ordinal
            ).where(
                credentials.c.run_id == run_id,
                among(self._connection, credentials.c.member_id, wanted[start : start + _CHUNK]),
            )
            for row in self._connection.execute(chosen):
                found[row.member_id, row.ordinal] = RecordedDocument(row.id, row.belge_no)
        return found

    def hashes_of_chamber(self, chamber_code: str) -> dict[str, bytes]:
        """SHA-256 of each credential of a chamber by document number."""
        chosen = sa.select(credentials.c.belge_no, credentials.c.sha256).where(
            credentials.c.chamber_code == chamber_code
        )
        return {row.belge_no: row.sha256 for row in self._connection.execute(chosen)}

    def numbers_of_chamber(self, chamber_code: str) -> dict[UUID, str]:
        """The document number of each credential of a chamber by id."""
        chosen = sa.select(credentials.c.id, credentials.c.belge_no).where(
            credentials.c.chamber_code == chamber_code
        )
        return {row.id: row.belge_no for row in self._connection.execute(chosen)}

    def by_belge_no(self, belge_no: str) -> RecordedCredential | None:
        """The credential of this number, or None."""
        return self._one(credentials.c.belge_no == belge_no)

    def by_numbers(self, belge_numbers: Collection[str]) -> dict[str, RecordedCredential]:
        """The credentials of these numbers, by number; what is not recorded or was erased is missing."""
        wanted = sorted(set(belge_numbers))
        found: dict[str, RecordedCredential] = {}
        for start in range(0, len(wanted), _CHUNK):
            chosen = sa.select(credentials).where(
                credentials.c.belge_no.in_(wanted[start : start + _CHUNK]), credentials.c.compact != ""
            )
            found |= {row.belge_no: _recorded(row) for row in self._connection.execute(chosen)}
        return found

    def by_code(self, verification_code: str) -> RecordedCredential | None:
        """The credential of this verification code, or None."""
        return self._one(credentials.c.verification_code == verification_code)

    def by_id(self, credential_id: UUID) -> RecordedCredential | None:
        """The credential of this id, or None."""
        return self._one(credentials.c.id == credential_id)

    def all(self) -> list[RecordedCredential]:
        """All credentials in order of issue; erased ones are missing."""
        chosen = (
            sa.select(credentials)
            .where(credentials.c.compact != "")
            .order_by(credentials.c.awarded_at, credentials.c.belge_no)
        )
        return [_recorded(row) for row in self._connection.execute(chosen)]

    def _one(self, condition: sa.ColumnElement[bool]) -> RecordedCredential | None:
        # What was erased is answered like what never was.
        chosen = sa.select(credentials).where(condition, credentials.c.compact != "")
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else _recorded(row)
