"""Counts for reports, aggregated in the database, and the numbers of checks as they come in."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from registry.istanbul import first_instant
from registry.lifecycle import ASKIDA, IPTAL, YAYINDA, YENILENDI
from registry.programme import EARLIER_PAPER_RUN
from registry.records.history.scope import as_public
from registry.tables.chambers import chambers
from registry.tables.documents import credential_states, credentials, serial_counters, status_events
from registry.tables.inherited import inherited_documents
from registry.tables.members import members
from registry.tables.requests import verification_counts
from registry.tables.training import participations, programmes, runs, trainers

_NUMBERS_AT_ONCE = 500
Counted = dict[tuple[str, str], int]


def counts_on(today: date, stopped: list[UUID]) -> sa.ColumnElement[bool]:
    """SQL of ``standing_of(…).code == "valid"`` for a credential joined to its state and chamber.

    ``stopped`` are documents that others rest on (bağlı) and that are suspended or revoked on that day.
    The one derivation is ``registry/standing.py``; a test holds the two against each other.
    """
    return sa.and_(
        within_days(today),
        standing_by_state(today),
        visa_in_order(today),
        sa.or_(credentials.c.supporting_id.is_(None), credentials.c.supporting_id.not_in(stopped)),
    )


def within_days(today: date) -> sa.ColumnElement[bool]:
    """True between a document's first and last day."""
    return sa.and_(
        credentials.c.valid_from <= today,
        sa.or_(credentials.c.valid_until.is_(None), credentials.c.valid_until >= today),
    )


def visa_in_order(today: date) -> sa.ColumnElement[bool]:
    """True for a document that needs no visa, or has the one that is due."""
    grace_over, last_year, this_year = f"{today:%m-%d}", today.year - 1, today.year
    due = sa.case((chambers.c.visa_grace_until < grace_over, this_year), else_=last_year)
    this_year_seen, last_year_seen = (_issued_since(year) for year in (this_year, last_year))
    return sa.or_(
        sa.not_(credentials.c.annual_visa),
        # Not NULL: what is asked for may be its opposite.
        sa.func.coalesce(credential_states.c.visa_year, 0) >= due,
        this_year_seen,
        sa.and_(chambers.c.visa_grace_until >= grace_over, last_year_seen),
    )


def _issued_since(year: int) -> sa.ColumnElement[bool]:
    # A document of next year, issued in December, counts for the year it begins.
    first = date(year, 1, 1)
    return sa.or_(credentials.c.awarded_at >= first_instant(first), credentials.c.valid_from >= first)


def standing_by_state(today: date) -> sa.ColumnElement[bool]:
    """True while neither a suspension, a revocation nor a successor has taken effect."""
    state, since = credential_states.c.state, credential_states.c.since_on
    begun = (
        sa.select(sa.literal(1))
        .select_from(_SUCCESSOR)
        .where(_SUCCESSOR.c.id == credential_states.c.successor_id, _SUCCESSOR.c.valid_from <= today)
    )
    return sa.or_(
        state.is_(None),
        state == YAYINDA,
        sa.and_(state.in_((ASKIDA, IPTAL)), since > today),
        sa.and_(state == YENILENDI, ~begun.exists()),
    )


_SUCCESSOR = credentials.alias("successors")
# Of who was erased the register vouches for nothing: nothing ends, and nothing is missing.
_KNOWN = credentials.c.compact != ""
_WITH_STATE = credentials.outerjoin(credential_states, credential_states.c.credential_id == credentials.c.id)


class ReportRecords:
    """Aggregates only: no person and no document leaves here. A chamber of None means all."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def labels(self) -> dict[str, str]:
        """Each chamber's abbreviation by code, in the order of the chambers."""
        chosen = sa.select(chambers.c.code, chambers.c.abbr_tr).order_by(chambers.c.no)
        return {row.code: row.abbr_tr for row in self._connection.execute(chosen)}

    def programmes(self, chamber: str | None) -> list[tuple[str, str, int, int, int]]:
        """Chamber, form, programmes, those that end in a document, those assessed; seminars are not counted."""
        counted = (
            sa.func.count(),
            sa.func.sum(sa.case((programmes.c.kind != "yok", 1), else_=0)),
            sa.func.sum(sa.case((programmes.c.assessed, 1), else_=0)),
        )
        chosen = sa.select(programmes.c.chamber_code, programmes.c.form, *counted).where(
            programmes.c.counts_in_tablo1, self._of(programmes.c.chamber_code, chamber)
        )
        found = self._connection.execute(chosen.group_by(programmes.c.chamber_code, programmes.c.form))
        return [(row[0], row[1], row[2], int(row[3]), int(row[4])) for row in found]

    def trainers(self, chamber: str | None) -> Counted:
        """Trainers of the pool by chamber and profile."""
        return self._counted(trainers.c.chamber_code, trainers.c.profile, trainers.c.active, chamber=chamber)

    def trained_trainers(self, chamber: str | None) -> Counted:
        """Trainers by chamber and whether they did the training of trainers: yes, no, or not known (empty)."""
        done = sa.case((trainers.c.tot_done.is_(None), ""), (trainers.c.tot_done, "yes"), else_="no")
        return self._counted(trainers.c.chamber_code, done, trainers.c.active, chamber=chamber)

    def runs(self, chamber: str | None) -> list[tuple[str, int, int, int]]:
        """Chamber, year, runs that began in it, and participations in them; seminars are not counted."""
        year = sa.extract("year", runs.c.start_on).label("year")
        held_runs = runs.c.no != EARLIER_PAPER_RUN
        of_chamber = (programmes.c.counts_in_tablo1, held_runs, self._of(programmes.c.chamber_code, chamber))
        joined = runs.join(programmes, programmes.c.code == runs.c.programme_code)
        held = sa.select(programmes.c.chamber_code, year, sa.func.count()).select_from(joined)
        found = {
            (row[0], int(row[1])): row[2]
            for row in self._connection.execute(
                held.where(*of_chamber).group_by(programmes.c.chamber_code, year)
            )
        }
        per_run = sa.select(participations.c.run_id, sa.func.count().label("people"))
        if chamber is not None:
            # Only this chamber's runs, so that a small chamber does not wait for the large ones.
            wanted = sa.select(runs.c.id).select_from(joined).where(*of_chamber)
            per_run = per_run.where(participations.c.run_id.in_(wanted))
        each = per_run.group_by(participations.c.run_id).subquery("each_run")
        took_part = (
            sa.select(programmes.c.chamber_code, year, sa.func.sum(each.c.people))
            .select_from(
                each.join(runs, runs.c.id == each.c.run_id).join(
                    programmes, programmes.c.code == runs.c.programme_code
                )
            )
            .where(*of_chamber)
            .group_by(programmes.c.chamber_code, year)
        )
        people = {(row[0], int(row[1])): int(row[2]) for row in self._connection.execute(took_part)}
        return [(code, at, number, people.get((code, at), 0)) for (code, at), number in found.items()]

    def documents(self, chamber: str | None) -> list[tuple[str, int, str, int]]:
        """Chamber, year of issue, kind and how many documents were issued."""
        columns = (serial_counters.c.chamber_code, serial_counters.c.year, serial_counters.c.kind)
        chosen = sa.select(*columns, serial_counters.c.issued).where(
            serial_counters.c.issued > 0, self._of(serial_counters.c.chamber_code, chamber)
        )
        return [(row[0], row[1], row[2], row[3]) for row in self._connection.execute(chosen)]

    def expiring(self, chamber: str | None, today: date, ends: list[tuple[str, int, int]]) -> Counted:
        """Documents that end within bands of days from ``today``: (name, first day, last day), both included."""
        day = credentials.c.valid_until
        within = [(name, today + timedelta(first), today + timedelta(last)) for name, first, last in ends]
        band = sa.case(*((day.between(first, last), name) for name, first, last in within))
        chosen = (
            sa.select(credentials.c.chamber_code, band.label("band"), sa.func.count())
            .select_from(_WITH_STATE)
            .where(
                # By name, so that the index over chamber and end is used for all chambers too.
                credentials.c.chamber_code.in_([chamber] if chamber is not None else list(self.labels())),
                day.between(min(one[1] for one in within), max(one[2] for one in within)),
                _KNOWN,
                standing_by_state(today),
            )
            .group_by(credentials.c.chamber_code, band.label("band"))
        )
        return {(row[0], row[1]): row[2] for row in self._connection.execute(chosen)}

    def visas_missing(self, chamber: str, today: date, at_most: int) -> int:
        """How many of a chamber's documents count but for the visa that is due; no more than ``at_most`` are counted."""
        missing = (
            sa.select(credentials.c.id)
            .select_from(_WITH_STATE.join(chambers, chambers.c.code == credentials.c.chamber_code))
            .where(
                credentials.c.kind == sa.literal_column("'yetki'"),
                credentials.c.chamber_code == chamber,
                credentials.c.annual_visa,
                _KNOWN,
                within_days(today),
                standing_by_state(today),
                sa.not_(visa_in_order(today)),
            )
            .limit(at_most)
        )
        chosen = sa.select(sa.func.count()).select_from(missing.subquery())
        return int(self._connection.execute(chosen).scalar_one())

    def authorised(self, chamber: str | None, today: date) -> list[tuple[str, str, str, int]]:
        """Chamber, area, province and how many members are authorised in it today (inherited ones too)."""
        holds = (
            sa.select(credentials.c.chamber_code, credentials.c.area, credentials.c.member_id)
            .select_from(_WITH_STATE.join(chambers, chambers.c.code == credentials.c.chamber_code))
            .where(
                # Written out: only then does a database see that the index of yetki documents will do.
                credentials.c.kind == sa.literal_column("'yetki'"),
                self._of(credentials.c.chamber_code, chamber),
                counts_on(today, self._stopped_supports(chamber, today)),
            )
        )
        paper = sa.select(
            inherited_documents.c.chamber_code, inherited_documents.c.area, inherited_documents.c.member_id
        ).where(
            inherited_documents.c.kind == "yetki",
            inherited_documents.c.approved,
            sa.or_(inherited_documents.c.ended_on.is_(None), inherited_documents.c.ended_on > today),
            sa.or_(inherited_documents.c.valid_until.is_(None), inherited_documents.c.valid_until >= today),
            inherited_documents.c.issued_on <= today,
            self._of(inherited_documents.c.chamber_code, chamber),
        )
        either = sa.union(holds, paper).subquery("holds")
        # Of a merged entry the right one's: a person is counted once, and in one province.
        right = members.alias("right_entry")
        province = sa.func.coalesce(right.c.province, "").label("province")
        led_to = right.c.id == sa.func.coalesce(members.c.merged_into, members.c.id)
        chosen = (
            sa.select(either.c.chamber_code, either.c.area, province, sa.func.count(right.c.id.distinct()))
            .select_from(either.join(members, members.c.id == either.c.member_id).join(right, led_to))
            # Nobody vouches for the documents of who was erased.
            .where(either.c.area.is_not(None), right.c.erased_at.is_(None))
            .group_by(either.c.chamber_code, either.c.area, province)
            .order_by(either.c.chamber_code, either.c.area, province)
        )
        return [(row[0], row[1], row[2], row[3]) for row in self._connection.execute(chosen)]

    def _stopped_supports(self, chamber: str | None, today: date) -> list[UUID]:
        """Documents of any chamber that some of these rest on and that are suspended or revoked."""
        chosen = (
            sa.select(credentials.c.supporting_id)
            .distinct()
            .where(credentials.c.supporting_id.is_not(None), self._of(credentials.c.chamber_code, chamber))
        )
        relied_on = list(self._connection.execute(chosen).scalars())
        found: list[UUID] = []
        # The other chamber's rows are not this reader's; their state is public.
        with as_public(self._connection):
            for start in range(0, len(relied_on), _NUMBERS_AT_ONCE):
                stopped = sa.select(credential_states.c.credential_id).where(
                    credential_states.c.credential_id.in_(relied_on[start : start + _NUMBERS_AT_ONCE]),
                    credential_states.c.state.in_((ASKIDA, IPTAL)),
                    credential_states.c.since_on <= today,
                )
                found += self._connection.execute(stopped).scalars()
        return found

    def status_events(self, chamber: str | None) -> Counted:
        """What happened to documents, by chamber and event."""
        return self._counted(status_events.c.chamber_code, status_events.c.event, chamber=chamber)

    def reasons(self, chamber: str) -> Counted:
        """Suspensions and revocations of one chamber by event and reason."""
        event = status_events.c.event
        return self._counted(
            event,
            sa.func.coalesce(status_events.c.reason_code, ""),
            status_events.c.chamber_code == chamber,
            event.in_(("askiya_alindi", "iptal_edildi")),
        )

    def verifications(self, chamber: str | None) -> list[tuple[str, int, int]]:
        """Chamber, documents that were checked, and checks."""
        code = verification_counts.c.chamber_code
        counted = (
            sa.func.count(verification_counts.c.credential_id.distinct()),
            sa.func.sum(verification_counts.c.n),
        )
        chosen = sa.select(code, *counted).where(self._of(code, chamber)).group_by(code)
        return [(row[0], row[1], int(row[2])) for row in self._connection.execute(chosen)]

    def add_checks(self, chamber_code: str, day: date, checks: Mapping[str, int]) -> None:
        """Add checks of a chamber's documents by number on a day; numbers not recorded are left out."""
        numbers = sorted(checks)
        for start in range(0, len(numbers), _NUMBERS_AT_ONCE):
            chosen = sa.select(credentials.c.id, credentials.c.belge_no).where(
                credentials.c.chamber_code == chamber_code,
                credentials.c.belge_no.in_(numbers[start : start + _NUMBERS_AT_ONCE]),
            )
            rows = [
                {"credential_id": row.id, "day": day, "chamber_code": chamber_code, "n": checks[row.belge_no]}
                for row in self._connection.execute(chosen)
            ]
            if rows:
                self._add_checks(rows)

    def _add_checks(self, rows: list[dict[str, object]]) -> None:
        on_sqlite = self._connection.dialect.name == "sqlite"
        new: sqlite.Insert | postgresql.Insert
        new = (sqlite.insert if on_sqlite else postgresql.insert)(verification_counts)
        more = verification_counts.c.n + new.excluded.n
        self._connection.execute(
            new.on_conflict_do_update(index_elements=["credential_id", "day"], set_={"n": more}), rows
        )

    @staticmethod
    def _of(column: sa.ColumnElement[str], chamber: str | None) -> sa.ColumnElement[bool]:
        return sa.true() if chamber is None else column == chamber

    def _counted(
        self,
        first: sa.ColumnElement[str],
        second: sa.ColumnElement[str],
        *conditions: sa.ColumnElement[bool],
        chamber: str | None = None,
    ) -> Counted:
        narrowed = () if chamber is None else (first == chamber,)
        named = second.label("second")
        chosen = sa.select(first, named, sa.func.count()).where(*conditions, *narrowed).group_by(first, named)
        return {(row[0], row[1]): row[2] for row in self._connection.execute(chosen)}
