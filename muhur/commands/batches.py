"""``muhur batch``: what was prepared, on its way to being issued."""

from pathlib import Path
from typing import Annotated

import typer

from issuer.batches.issuing import issue
from issuer.batches.steps import approve, return_, submit, withdraw
from issuer.batches.view import listed, show
from issuer.report import report_csv, report_json
from muhur.commands.acting import acting, acting_on_batch, chamber_named
from muhur.commands.issuing import issuing_bar, print_report, read_decision
from muhur.commands.shared import (
    AtOption,
    HomeOption,
    JsonOption,
    ends_with_refusals,
    issuing_time,
    opened,
    out,
    print_json,
    require_writable,
    tell,
)
from registry.records.preparing.batches import Batch

BatchArgument = Annotated[str, typer.Argument(help="Toplu iş · The batch")]
ByOption = Annotated[str, typer.Option("--by", help="Kim · Login of who does this")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Yazmadan göster · Show without writing")]


@ends_with_refusals
def batch_list(
    chamber: Annotated[str, typer.Argument(help="Oda · The chamber")],
    by: ByOption,
    state: Annotated[str | None, typer.Option(help="Yalnız bu durumda · In this state only")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Toplu işleri göster · Show a chamber's batches."""
    found = opened(home)
    act = acting(found, chamber_named(found, chamber), by, "batches:read", issuing_time(found, None))
    lines = listed(found.store, act, state=state, limit=200)
    if as_json:
        print_json([_json(one.batch) | {"documents": one.documents} for one in lines])
        return
    for one in lines:
        batch = one.batch
        out.print(f"{batch.id}  {batch.state:<14} {batch.content['run']}  {one.documents}")


@ends_with_refusals
def batch_show(
    batch: BatchArgument,
    by: ByOption,
    report: Annotated[Path | None, typer.Option(help="Satır raporu (CSV) · Row report")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Bir toplu işi satırlarıyla göster · Show a batch with its rows."""
    found = opened(home)
    act, batch_id = acting_on_batch(found, batch, by, "batches:read", issuing_time(found, None))
    if report is not None:
        require_writable(report)
    view = show(found.store, act, batch_id)
    if report is not None:
        report.write_bytes(report_csv(view.report))
    if as_json:
        print_json(_json(view.batch) | {"report": report_json(view.report)})
        return
    _tell(view.batch, as_json=False)
    for row in view.report.rows:
        out.print(f"  {row.line}. satır  {row.sicil_no}  {row.name}  {row.result}".replace("[", "\\["))


@ends_with_refusals
def batch_submit(
    batch: BatchArgument,
    by: ByOption,
    decision: Annotated[
        str | None, typer.Option(help="Yönetim Kurulu karar no, ör. 40/34 · Board decision")
    ] = None,
    decision_date: Annotated[str | None, typer.Option(help="Karar tarihi, YYYY-AA-GG · Its date")] = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Onaya gönder · Send for approval."""
    found = opened(home)
    act, batch_id = acting_on_batch(found, batch, by, "batches:prepare", issuing_time(found, at))
    done = submit(found.store, act, batch_id, decision=read_decision(decision, decision_date))
    _tell(done, as_json=as_json)


@ends_with_refusals
def batch_approve(
    batch: BatchArgument,
    by: ByOption,
    issue_now: Annotated[bool, typer.Option("--issue", help="Onayla ve düzenle · Approve and issue")] = False,
    dry_run: DryRunOption = False,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Onayla · Approve exactly what was prepared."""
    found = opened(home)
    act, batch_id = acting_on_batch(found, batch, by, "batches:decide", issuing_time(found, at))
    with issuing_bar(quiet=as_json) as progress:
        done = approve(
            found.store,
            act,
            batch_id,
            issue=issue_now,
            open_key=found.open_key,
            dry_run=dry_run,
            progress=progress,
        )
    if as_json:
        print_json(report_json(done))
    else:
        print_report(done)


@ends_with_refusals
def batch_return(
    batch: BatchArgument,
    by: ByOption,
    note: Annotated[str, typer.Option(help="Açıklama · Note")],
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Geri çevir · Return to who prepared it."""
    found = opened(home)
    act, batch_id = acting_on_batch(found, batch, by, "batches:decide", issuing_time(found, at))
    _tell(return_(found.store, act, batch_id, note), as_json=as_json)


@ends_with_refusals
def batch_withdraw(
    batch: BatchArgument,
    by: ByOption,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Vazgeç · Give a batch up."""
    found = opened(home)
    act, batch_id = acting_on_batch(found, batch, by, "batches:prepare", issuing_time(found, at))
    _tell(withdraw(found.store, act, batch_id), as_json=as_json)


@ends_with_refusals
def batch_issue(
    batch: BatchArgument,
    by: ByOption,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Onaylanmış belgeleri düzenle · Issue an approved batch, or finish one that was interrupted."""
    found = opened(home)
    act, batch_id = acting_on_batch(found, batch, by, "batches:decide", issuing_time(found, at))
    with issuing_bar(quiet=as_json) as progress:
        done = issue(found.store, act, batch_id, found.open_key, progress=progress)
    if as_json:
        print_json(report_json(done))
    else:
        print_report(done)


def _json(batch: Batch) -> dict[str, object]:
    return {
        "batch": str(batch.id),
        "chamber": batch.chamber_code,
        "run": batch.content["run"],
        "purpose": batch.purpose,
        "state": batch.state,
        "version": batch.version,
    }


def _tell(batch: Batch, *, as_json: bool) -> None:
    note = f" · {batch.decided_note}" if batch.decided_note else ""
    tell(f"{batch.id}  {batch.state}{note}", _json(batch), as_json=as_json)
