"""Records behind the specialization record: a person's documents with what their standing derives from."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.istanbul import day_of
from registry.lifecycle import IPTAL, YAYINDA
from registry.people.specialization import Proof
from registry.records.standings import StandingRecords
from registry.standing import StandingFacts
from registry.tables.chambers import chambers
from registry.tables.documents import credentials
from registry.tables.inherited import inherited_documents
from registry.tables.members import members
from registry.tables.training import programmes

_CHUNK = 500
_SIGNED = (
    sa.select(
        credentials.c.id,
        credentials.c.member_id,
        credentials.c.kind,
        credentials.c.belge_no,
        credentials.c.chamber_code,
        credentials.c.awarded_at,
        # A katılım document names no area; its programme may.
        sa.func.coalesce(credentials.c.area, programmes.c.area).label("area"),
        programmes.c.name_tr,
    )
    .join(programmes, programmes.c.code == credentials.c.programme_code)
    # What was erased proves nothing any more.
    .where(credentials.c.compact != "")
)


class SpecializationRecords:
    """Documents by member. What a transaction may not see is missing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def proofs(self, member_ids: Collection[UUID]) -> dict[UUID, list[Proof]]:
        """The documents of these entries, signed and inherited, by entry."""
        found: dict[UUID, list[Proof]] = {one: [] for one in member_ids}
        wanted = sorted(found)
        for start in range(0, len(wanted), _CHUNK):
            self._signed(wanted[start : start + _CHUNK], found)
            self._inherited(wanted[start : start + _CHUNK], found)
        return found

    def _signed(self, member_ids: Sequence[UUID], found: dict[UUID, list[Proof]]) -> None:
        rows = self._connection.execute(_SIGNED.where(credentials.c.member_id.in_(member_ids))).all()
        facts = StandingRecords(self._connection).facts_of([row.id for row in rows])
        for row in rows:
            found[row.member_id].append(
                Proof(
                    row.kind,
                    row.area,
                    row.name_tr,
                    row.belge_no,
                    row.chamber_code,
                    day_of(row.awarded_at),
                    facts[row.id],
                )
            )

    def _inherited(self, member_ids: Sequence[UUID], found: dict[UUID, list[Proof]]) -> None:
        chosen = sa.select(inherited_documents).where(
            inherited_documents.c.member_id.in_(member_ids),
            inherited_documents.c.approved,
            # The signed document counts instead.
            inherited_documents.c.reissued_as_id.is_(None),
        )
        for row in self._connection.execute(chosen):
            facts = StandingFacts(
                valid_from=row.issued_on,
                valid_until=row.valid_until,
                issued_year=row.issued_on.year,
                state=YAYINDA if row.ended_on is None else IPTAL,
                since_on=row.ended_on,
            )
            found[row.member_id].append(
                Proof(
                    row.kind,
                    row.area,
                    row.programme_name or row.area or row.number,
                    row.number,
                    row.chamber_code,
                    row.issued_on,
                    facts,
                    inherited=True,
                )
            )

    def backfill_complete(self, chamber_code: str, today: date) -> bool:
        """True once the chamber has declared that its earlier documents are entered."""
        chosen = sa.select(chambers.c.backfill_complete_on).where(chambers.c.code == chamber_code)
        day = self._connection.execute(chosen).scalar()
        return day is not None and day <= today

    def entries_of_person(self, person_id: UUID) -> list[UUID]:
        """All entries of a person in all chambers, with the wrong ones that were merged into them."""
        own = sa.select(members.c.id).where(members.c.person_id == person_id)
        led = sa.select(members.c.id).where(members.c.merged_into.in_(own))
        return list(self._connection.execute(own.union_all(led)).scalars())

    def entries_by_number(
        self, chamber_code: str, sicil_numbers: Collection[str]
    ) -> dict[str, tuple[UUID, list[UUID]]]:
        """By sicil no the right entry and all entries of that member; unknown and erased ones are missing."""
        found: dict[str, tuple[UUID, list[UUID]]] = {}
        wanted = sorted(set(sicil_numbers))
        asked, other = members.alias("asked"), members.alias("other")
        right = sa.func.coalesce(asked.c.merged_into, asked.c.id)
        for start in range(0, len(wanted), _CHUNK):
            chosen = (
                sa.select(asked.c.sicil_no, right.label("entry"), other.c.id.label("led"))
                .outerjoin(other, other.c.merged_into == right)
                .where(
                    asked.c.chamber_code == chamber_code,
                    asked.c.sicil_no.in_(wanted[start : start + _CHUNK]),
                    asked.c.erased_at.is_(None),
                )
            )
            for row in self._connection.execute(chosen):
                _, entries = found.setdefault(row.sicil_no, (row.entry, [row.entry]))
                if row.led is not None:
                    entries.append(row.led)
        return found
