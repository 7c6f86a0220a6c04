"""Working on a list before it is a batch: opened from a file, mended row by row, judged anew after every change.

Nothing of it is evidence or a draft yet; the register keeps it so that a closed browser or an ended session loses
nothing.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from issuer.batches.facts import IssueRefused, facts_of, find_run, programme_of, require, run_by_id
from issuer.batches.judging import FIRST, columns_of
from issuer.batches.outcome import row_result
from issuer.batches.preparation import Preparation, ReadList, check_times, judged_list
from issuer.class_list import Columns, class_rows, read_cells
from issuer.lists.table import mended
from issuer.report import IssueReport, RowResult
from registry.act import Act
from registry.document import BoardDecision
from registry.ids import uuid7
from registry.lists.csv_text import MAX_ROWS, ListFile, ListRefused, ListRow
from registry.programme import Programme, Run
from registry.records.preparing.open_lists import OpenList
from registry.records.registry_records import Records
from registry.store import Store

READY = "would_issue"
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Basis:
    """What the documents of a list rest on, apart from its rows."""

    decision: BoardDecision | None = None
    valid_from: date | None = None
    issue_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """A list under work with its programme and run, and how each row would end, in the order of its rows."""

    one: OpenList
    programme: Programme
    run: Run
    results: list[RowResult]

    @property
    def columns(self) -> Columns:
        """The columns that the programme asks for."""
        return columns_of(self.programme)

    def report(self) -> IssueReport:
        """The same as the report of a dry run."""
        return IssueReport(self.run.code, dry_run=True, rows=self.results)


def look_at_run(store: Store, act: Act, run_code: str) -> tuple[Programme, Run, int]:
    """The run a list is to be made for, with its participants on record; raises ``Refusal`` if none can be.

    So that nobody fills a list in that the run cannot take.
    """
    programme = programme_of(store, run_code)
    require(act, "batches:prepare", programme.chamber_code)
    with store.reading(programme.chamber_code) as records:
        run = find_run(records, run_code)
        check_times(facts_of(records, run, None, None), act.at, None)
        return programme, run, records.training.participants(run.id)


def open_file(
    store: Store, act: Act, run_code: str, name: str, data: bytes, *, purpose: str = FIRST
) -> OpenList:
    """A list from a file (CSV or XLSX) or pasted rows; raises ``Refusal`` if it cannot be read as one."""
    programme = programme_of(store, run_code)
    require(act, "batches:prepare", programme.chamber_code)
    read = read_cells(data, columns_of(programme))
    return _open(store, act, run_code, name, lambda _: read, purpose)


def open_evidence(store: Store, act: Act, run_code: str, *, purpose: str = FIRST) -> OpenList:
    """A list of everybody whose attendance and marks are on record for the run."""

    def recorded(records: Records) -> ListFile:
        run = find_run(records, run_code)
        chamber_code = act.caller.own_chamber()
        found = records.training.evidence_with_members(chamber_code, run.id)
        if not found:
            raise ListRefused("list.no_rows")
        return ListFile([row_of(line, *pair) for line, pair in enumerate(found, start=1)], {})

    return _open(store, act, run_code, "", recorded, purpose)


def row_of(line: int, member: Any, evidence: Any) -> ListRow:
    """Evidence on record as a row of a list."""
    cells = {"sicil_no": member.sicil_no, "ad": member.given_name, "soyad": member.family_name}
    if evidence is not None:
        numbers = {
            "devam": evidence.attended_units * 100,
            "toplam": evidence.scheduled_units * 100,
            "teorik_not": evidence.theory_mark,
            "uygulama_not": evidence.practice_mark,
            "tekrar_teorik": evidence.theory_repeat_mark,
            "tekrar_uygulama": evidence.practice_repeat_mark,
        }
        cells |= {name: _shown(value) for name, value in numbers.items()}
    return ListRow(line, cells)


def _shown(hundredths: int | None) -> str:
    if hundredths is None:
        return ""
    whole, rest = divmod(hundredths, 100)
    return str(whole) if rest == 0 else f"{whole},{rest:02d}".rstrip("0")


def _open(
    store: Store, act: Act, run_code: str, name: str, given: Callable[[Records], ListFile], purpose: str
) -> OpenList:
    programme = programme_of(store, run_code)
    require(act, "batches:prepare", programme.chamber_code)
    with store.writing(programme.chamber_code) as records:
        read = given(records)
        new = OpenList(
            id=uuid7(act.at),
            chamber_code=programme.chamber_code,
            run_id=find_run(records, run_code).id,
            name=name[:LONGEST_NAME],
            rows=[[row.line, dict(row.cells), row.fault] for row in read.rows],
            results=[],
            notes=dict(read.notes),
            purpose=purpose,
            changed_by=act.actor,
            changed_at=act.at.replace(microsecond=0),
        )
        new = replace(new, results=judged_rows(records, act, new))
        records.open_lists.add(new)
        _told(records, act, "lists.opened", new)
    return new


def asked_for(
    records: Records, act: Act, one: OpenList, basis: Basis | None = None
) -> tuple[Preparation, ReadList]:
    """The list as it is handed to the flow of batches; without a ``basis`` its rows alone count."""
    programme = records.programmes.find(run_by_id(records, one.run_id).programme_code)
    assert programme is not None
    require(act, "batches:prepare", programme.chamber_code)
    given = basis or Basis()
    asked = Preparation(
        run_by_id(records, one.run_id).code,
        one.cells(),
        given.decision,
        given.valid_from,
        given.issue_at,
        one.purpose,
        source="csv",
    )
    return asked, ReadList(programme, class_rows(one.cells(), columns_of(programme)))


def judged_rows(records: Records, act: Act, one: OpenList) -> list[dict[str, Any]]:
    """How each row would end by the register of now, in the order of the rows."""
    judged = judged_list(records, act, *asked_for(records, act, one))
    return [row_result(row, judged, READY).stored() for row in judged.rows]


def sight(store: Store, act: Act, list_id: UUID) -> Sight:
    """A list as it was last judged."""
    with _reading(store, act) as records:
        return _seen(records, records.open_lists.find(act.caller.own_chamber(), list_id))


def mend(
    store: Store,
    act: Act,
    list_id: UUID,
    *,
    version: int,
    typed: Mapping[int, Mapping[str, str]],
    left_out: Collection[int] = (),
    added: Mapping[str, str] | None = None,
    zeros: bool = False,
    basis: Basis | None = None,
) -> Sight:
    """Type over cells of rows (by line), leave rows out, add one; then judge the whole list by the register of now.

    ``zeros`` takes up every suggested sicil no whose leading zeros a spreadsheet has dropped, where none was typed.
    A ``basis`` that was typed beside is kept.

    Raises ``OpenListRefused`` worklist.changed if somebody else was faster.
    """
    with changing(store, act, list_id, version) as (records, one):
        suggested = _zeros_back(one) if zeros else {}
        rows: list[list[Any]] = []
        for line, cells, fault in one.rows:
            if line in left_out:
                continue
            if new := {**suggested.get(line, {}), **typed.get(line, {})}:
                after = mended(cells, new)
                # What did not fit the header is in no cell; once a row is mended its cells are what counts.
                rows.append([line, after, fault if after == cells else None])
            else:
                rows.append([line, cells, fault])
        if added is not None and any(text.strip() for text in added.values()):
            rows.append([max((row[0] for row in one.rows), default=0) + 1, mended({}, added), None])
        return _put(records, act, one, rows, basis)


def _zeros_back(one: OpenList) -> dict[int, dict[str, str]]:
    return {
        row["line"]: {"sicil_no": facts["suggestion"]}
        for row in one.results
        for code, facts in row["reasons"]
        if code == "row.sicil_leading_zero"
    }


def columns_of_basis(basis: Basis) -> dict[str, Any]:
    """As the list keeps it."""
    decision = basis.decision
    return {
        "decision_no": None if decision is None else decision.number,
        "decision_on": None if decision is None else decision.day,
        "valid_from": basis.valid_from,
        "issue_at": basis.issue_at,
    }


def discard(store: Store, act: Act, list_id: UUID) -> None:
    """Give a list up that is no batch yet."""
    with _writing(store, act) as records:
        one = records.open_lists.find(act.caller.own_chamber(), list_id)
        records.open_lists.remove(one)
        _told(records, act, "lists.discarded", one)


@contextmanager
def changing(store: Store, act: Act, list_id: UUID, version: int) -> Iterator[tuple[Records, OpenList]]:
    """A writing transaction with the list as the caller last saw it."""
    with _writing(store, act) as records:
        one = records.open_lists.find(act.caller.own_chamber(), list_id)
        yield records, replace(one, version=version)


def _put(
    records: Records, act: Act, one: OpenList, rows: Sequence[list[Any]], basis: Basis | None = None
) -> Sight:
    if not rows:
        raise ListRefused("list.no_rows")
    if len(rows) > MAX_ROWS:
        raise ListRefused("list.too_many_rows", rows=MAX_ROWS)
    new = replace(one, rows=list(rows))
    results = judged_rows(records, act, new)
    after = records.open_lists.change(
        one,
        rows=new.rows,
        results=results,
        changed_by=act.actor,
        changed_at=act.at.replace(microsecond=0),
        **({} if basis is None else columns_of_basis(basis)),
    )
    _told(records, act, "lists.mended", after)
    return _seen(records, after)


def _seen(records: Records, one: OpenList) -> Sight:
    run = run_by_id(records, one.run_id)
    programme = records.programmes.find(run.programme_code)
    if programme is None:
        raise IssueRefused("programme.unknown", programme=run.programme_code)
    return Sight(one, programme, run, [RowResult.of_stored(row) for row in one.results])


@contextmanager
def _reading(store: Store, act: Act) -> Iterator[Records]:
    require(act, "batches:prepare", act.caller.own_chamber())
    with store.reading(act.caller.own_chamber()) as records:
        yield records


@contextmanager
def _writing(store: Store, act: Act) -> Iterator[Records]:
    require(act, "batches:prepare", act.caller.own_chamber())
    with store.writing(act.caller.own_chamber()) as records:
        yield records


def _told(records: Records, act: Act, action: str, one: OpenList) -> None:
    records.audit.add(
        act,
        action,
        chamber_code=one.chamber_code,
        target_kind="list",
        target=str(one.id),
        facts={"rows": len(one.rows), "version": one.version},
    )
