"""Records behind the specialization record: a person's documents with what their standing derives from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.istanbul import day_of
from registry.lifecycle import IPTAL, YAYINDA
from registry.people.specialization import Proof
from registry.records.history.standings import StandingRecords
from registry.standing import StandingFacts
from registry.tables.chambers import chambers
from registry.tables.documents import credentials
from registry.tables.inherited import inherited_documents
from registry.tables.members import members
from registry.tables.training import programmes
from registry.turkish import fold, sort_key

_CHUNK = 500
PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A member on the public list, by their own consent."""

    full_name: str
    chamber_code: str
    province: str | None
    entries: tuple[UUID, ...]


# Made once: an alias copies every column of its table.
_ASKED, _OTHER = members.alias("asked"), members.alias("other")
_RIGHT = sa.func.coalesce(_ASKED.c.merged_into, _ASKED.c.id)
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

    def areas_named(self, area: str) -> list[str]:
        """The areas of programmes and of earlier paper that a person means, however their letters are typed."""
        wanted = fold(area)
        known = sa.select(programmes.c.area).union(sa.select(inherited_documents.c.area))
        return [one for one in self._connection.execute(known).scalars() if one and fold(one) == wanted]

    def listed(
        self, areas: Collection[str] | None, province: str | None, page: int
    ) -> tuple[list[Listed], bool]:
        """Active members on the public list who have a yetki on record, in Turkish order, and if more follow.

        Whether the yetki is in force is for ``assess`` to say. ``areas`` None means any.
        """
        entry = members.alias("entry")
        documents = (credentials, inherited_documents)
        proofs = []
        for table in documents:
            held = sa.exists().where(
                table.c.member_id == entry.c.id,
                table.c.kind == "yetki",
                *([] if areas is None else [table.c.area.in_(areas)]),
            )
            own = sa.exists().where(entry.c.id == members.c.id, held)
            led = sa.exists().where(entry.c.merged_into == members.c.id, held)
            proofs += [own, led]
        chosen = (
            sa.select(members)
            .where(
                members.c.listed_since.is_not(None),
                members.c.erased_at.is_(None),
                members.c.merged_into.is_(None),
                members.c.status == "aktif",
                sa.or_(*proofs),
            )
            .order_by(members.c.sort_key, members.c.id)
            .limit(PAGE + 1)
            .offset((page - 1) * PAGE)
        )
        if province is not None:
            chosen = chosen.where(members.c.province == province)
        rows = self._connection.execute(chosen).all()
        led_to: dict[UUID, list[UUID]] = {row.id: [row.id] for row in rows[:PAGE]}
        merged = sa.select(members.c.id, members.c.merged_into).where(
            members.c.merged_into.in_(led_to), members.c.listed_since.is_not(None)
        )
        for row in self._connection.execute(merged):
            led_to[row.merged_into].append(row.id)
        found = [
            Listed(
                f"{row.given_name} {row.family_name}",
                row.chamber_code,
                row.province,
                tuple(led_to[row.id]),
            )
            for row in rows[:PAGE]
        ]
        return found, len(rows) > PAGE

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

    def linked_to(self, person_id: UUID, but: UUID) -> list[tuple[str, str]]:
        """Chamber and sicil no of a person's other entries, in the order of the chambers."""
        chosen = (
            sa.select(members.c.chamber_code, members.c.sicil_no)
            .join(chambers, chambers.c.code == members.c.chamber_code)
            .where(members.c.person_id == person_id, members.c.id != but, members.c.erased_at.is_(None))
            .order_by(chambers.c.no, members.c.sicil_no)
        )
        return [(row.chamber_code, row.sicil_no) for row in self._connection.execute(chosen)]

    def areas_of_yetki(self) -> list[str]:
        """The areas that a yetki may name, of programmes and of earlier paper, in Turkish order."""
        known = (
            sa.select(programmes.c.area)
            .where(programmes.c.kind == "yetki")
            .union(
                sa.select(inherited_documents.c.area).where(
                    inherited_documents.c.kind == "yetki", inherited_documents.c.approved
                )
            )
        )
        found = {one for one in self._connection.execute(known).scalars() if one}
        return sorted(found, key=sort_key)

    def entries_by_number(
        self, chamber_code: str, sicil_numbers: Collection[str]
    ) -> dict[str, tuple[UUID, list[UUID]]]:
        """By sicil no the right entry and all entries of that member; unknown and erased ones are missing."""
        found: dict[str, tuple[UUID, list[UUID]]] = {}
        wanted = sorted(set(sicil_numbers))
        asked, other, right = _ASKED, _OTHER, _RIGHT
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
