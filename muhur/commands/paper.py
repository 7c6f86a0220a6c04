"""``muhur paper``: documents that a chamber issued on paper before this register (devralınan)."""

from pathlib import Path
from typing import Annotated, Any

import typer

from muhur.commands.acting import acting, chamber_named, read_id
from muhur.commands.catalogue import ChamberOption, FileArgument
from muhur.commands.living import (
    ByOption,
    DryRunOption,
)
from muhur.commands.shared import (
    NO,
    HomeOption,
    JsonOption,
    ends_with_refusals,
    issuing_time,
    opened,
    out,
    print_json,
    read_day,
    read_input,
)
from muhur.installation import Home
from registry.act import Act
from registry.inherited import taking
from registry.inherited.taking import PaperReport
from registry.istanbul import day_of, shown
from registry.records.inherited import InheritedBatch, InheritedDocument

BatchArgument = Annotated[str, typer.Argument(help="Listenin kimliği · Id of the entered list")]
_MOST = 10_000


def _begun(home: Path | None, chamber: str, by: str, right: str) -> tuple[Home, Act, str]:
    found = opened(home)
    code = chamber_named(found, chamber)
    return found, acting(found, code, by, right, issuing_time(found, None)), code


@ends_with_refusals
def paper_enter(
    file: FileArgument,
    chamber: ChamberOption,
    by: ByOption,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Devralınan belge listesini gir · Enter a list of earlier documents; it waits for approval."""
    found, act, code = _begun(home, chamber, by, "inherited:prepare")
    data = read_input(file)
    with found.store.reading(code) if dry_run else found.store.writing(code) as records:
        report = taking.prepare(records, act, data, dry_run=dry_run)
    if as_json:
        print_json(_entered_json(report))
    else:
        _print_entered(report)
    if not report.taken:
        raise typer.Exit(NO)


@ends_with_refusals
def paper_list(
    chamber: ChamberOption,
    documents: Annotated[
        bool, typer.Option("--documents", help="Belgeleri göster · The documents instead of the lists")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Girilen listeleri veya belgeleri göster · Show entered lists, or the documents."""
    found = opened(home)
    code = chamber_named(found, chamber)
    with found.store.reading(code) as records:
        if not documents:
            batches = records.inherited.batches(code)
            complete_on = records.chambers.backfill_complete_on(code)
        else:
            papers = records.inherited.listed(code, _MOST)
            ids = {one.reissued_as_id for one in papers if one.reissued_as_id is not None}
            found_by_id = records.standings.living_by_id(code, ids)
            signed = {key: one.belge_no for key, one in found_by_id.items()}
    if documents:
        rows = [_paper_json(one, signed) for one in papers]
        if as_json:
            print_json(rows)
        for row in [] if as_json else rows:
            after = f" → {row['reissued_as']}" if row["reissued_as"] else ""
            until = row["valid_until"] or "süresiz"
            out.print(f"{row['number']:20} {row['kind']:8} {until:12} {row['state']}{after}", markup=False)
        return
    complete = None if complete_on is None else complete_on.isoformat()
    if as_json:
        print_json({"complete_on": complete, "lists": [_batch_json(one) for one in batches]})
        return
    for one in batches:
        day = shown(day_of(one.prepared_at))
        out.print(f"{one.id}  {one.state:14} {day}  {one.prepared_by}", markup=False)
    out.print(f"Tamamlandı · complete: {complete or 'hayır · no'}", markup=False)


@ends_with_refusals
def paper_approve(
    batch: BatchArgument,
    chamber: ChamberOption,
    by: ByOption,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Girilen listeyi onayla · Let a list count; who entered it may not."""
    found, act, code = _begun(home, chamber, by, "inherited:decide")
    with found.store.writing(code) as records:
        count = taking.approve(records, act, read_id(batch))
    if as_json:
        print_json({"documents": count})
    else:
        out.print(f"{count} belge geçerli sayılıyor · documents count")


@ends_with_refusals
def paper_return(
    batch: BatchArgument,
    chamber: ChamberOption,
    by: ByOption,
    note: Annotated[str, typer.Option(help="Açıklama · Note")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Girilen listeyi geri çevir · Return a list with a note; its rows can be entered anew."""
    found, act, code = _begun(home, chamber, by, "inherited:decide")
    batch_id = read_id(batch)
    with found.store.writing(code) as records:
        taking.send_back(records, act, batch_id, note)
    if as_json:
        print_json({"id": str(batch_id), "state": taking.RETURNED})
    else:
        out.print(f"{batch_id}: geri çevrildi · returned", markup=False)


@ends_with_refusals
def paper_end(
    number: Annotated[str, typer.Argument(help="Kâğıttaki numara · Number on the paper")],
    chamber: ChamberOption,
    by: ByOption,
    reason: Annotated[str, typer.Option(help="bilgi_hatasi, yaniltici_kullanim, disiplin, … · Reason")],
    on: Annotated[str | None, typer.Option(help="Hangi tarihten · Since when; default today")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Devralınan belgeyi sona erdir · An earlier document counts no more."""
    found, act, code = _begun(home, chamber, by, "inherited:decide")
    day = day_of(act.at) if on is None else read_day(on)
    with found.store.writing(code) as records:
        ended = taking.end(records, act, number, day, reason)
    if as_json:
        print_json({"number": ended.number, "ended_on": day.isoformat()})
    else:
        out.print(f"{ended.number}: sona erdi · ended ({shown(day)})", markup=False)


@ends_with_refusals
def paper_complete(
    chamber: ChamberOption, by: ByOption, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """Bütün devralınan belgelerin girildiğini bildir · Declare that all earlier documents are entered."""
    found, act, code = _begun(home, chamber, by, "inherited:decide")
    with found.store.writing(code) as records:
        day = taking.declare_complete(records, act)
    if as_json:
        print_json({"complete_on": day.isoformat()})
    else:
        out.print(f"{code}: kayıtlar tamamlandı · complete ({shown(day)})", markup=False)


def _entered_json(report: PaperReport) -> dict[str, Any]:
    return {
        "dry_run": report.dry_run,
        "batch": None if report.batch_id is None else str(report.batch_id),
        "taken": report.taken,
        "rows": [
            {
                "line": row.line,
                "sicil_no": row.sicil_no,
                "number": row.number,
                "taken": not row.faults,
                "reasons": [{"code": one.code, "tr": one.tr, "en": one.en} for one in row.faults],
            }
            for row in report.rows
        ],
    }


def _print_entered(report: PaperReport) -> None:
    if report.dry_run:
        out.print(f"[bold]{report.taken} satır alınabilir[/] (deneme, hiçbir şey yazılmadı).")
    else:
        out.print(
            f"[bold]{report.taken} belge girildi[/], onay bekliyor · entered. Liste · list: {report.batch_id}"
        )
    for row in report.rows:
        for one in row.faults:
            out.print(f"  {row.line}. satır  {row.number}  {one.tr} · {one.en}", markup=False)


def _batch_json(one: InheritedBatch) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "state": one.state,
        "prepared_by": one.prepared_by,
        "prepared_at": one.prepared_at.isoformat(),
        "decided_by": one.decided_by,
        "decided_at": None if one.decided_at is None else one.decided_at.isoformat(),
        "note": one.decided_note,
    }


def _paper_json(one: InheritedDocument, signed: dict[Any, str]) -> dict[str, Any]:
    state = "waiting" if not one.approved else "counts"
    if one.ended_on is not None:
        state = "ended" if one.reissued_as_id is None else "reissued"
    return {
        "number": one.number,
        "kind": one.kind,
        "area": one.area,
        "programme": one.programme_name,
        "issued_on": one.issued_on.isoformat(),
        "valid_until": None if one.valid_until is None else one.valid_until.isoformat(),
        "state": state,
        "ended_on": None if one.ended_on is None else one.ended_on.isoformat(),
        "reissued_as": None if one.reissued_as_id is None else signed.get(one.reissued_as_id),
    }
