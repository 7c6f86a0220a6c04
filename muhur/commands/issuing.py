"""``muhur issue``, ``muhur sicil check``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from issuer.batches.facts import programme_of
from issuer.batches.judging import FIRST, RENEWAL
from issuer.batches.preparation import Preparation, prepare
from issuer.batches.steps import approve, submit
from issuer.issue import IssueRequest, issue_list
from issuer.report import RESULTS, IssueReport, report_csv, report_json
from muhur.commands.acting import acting, require_chamber
from muhur.commands.shared import (
    NO,
    AtOption,
    CommandRefused,
    HomeOption,
    JsonOption,
    ends_with_refusals,
    err,
    issuing_time,
    opened,
    out,
    print_json,
    read_day,
    read_input,
    read_time,
    require_writable,
)
from muhur.installation import Home
from registry.act import Act
from registry.document import BoardDecision, TextRefused
from registry.history.consistency import Consistency, check_register, consistency_json
from registry.lifecycle import ONAYLANDI


def read_decision(number: str | None, day: str | None) -> BoardDecision | None:
    """A board decision from two options; None if both are missing. Raises ``CommandRefused``."""
    if number is None and day is None:
        return None
    if number is None or day is None:
        raise CommandRefused("lifecycle.board_decision_missing")
    on = read_day(day)
    try:
        return BoardDecision(number, on)
    except TextRefused as error:
        raise CommandRefused("rule.board_decision_form", value=number[:40]) from error


@ends_with_refusals
def issue(
    run: Annotated[str, typer.Argument(help="Açılan eğitim, ör. EMO-YG-01/2026-1 · The run")],
    file: Annotated[Path, typer.Argument(help="Sınıf listesi (CSV, XLSX) · Class list")],
    by: Annotated[str, typer.Option("--by", help="Hazırlayan · Login of who prepares")],
    approved_by: Annotated[
        str | None, typer.Option(help="Onaylayan; tek adımda düzenle · Approve and issue at once")
    ] = None,
    decision: Annotated[
        str | None, typer.Option(help="Yönetim Kurulu karar no, ör. 40/34 · Board decision")
    ] = None,
    decision_date: Annotated[str | None, typer.Option(help="Karar tarihi, YYYY-AA-GG · Its date")] = None,
    valid_from: Annotated[
        str | None, typer.Option(help="Geçerlilik başlangıcı · First day of validity")
    ] = None,
    issue_at: Annotated[
        str | None, typer.Option(help="Onaydan sonra düzenlenme zamanı · Issued at, once approved")
    ] = None,
    renewal: Annotated[
        bool, typer.Option("--renewal", help="Önceki belgeleri yenile · Renew earlier documents")
    ] = False,
    chamber: Annotated[str | None, typer.Option(help="Yalnız bu Oda için · For this chamber only")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Yazmadan göster · Show without writing")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Satır raporu (CSV) · Row report")] = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Sınıf listesinden belge hazırla veya düzenle · Prepare or issue documents from a class list."""
    found = opened(home)
    now = issuing_time(found, at)
    asked = Preparation(
        run_code=run,
        rows=read_input(file),
        decision=read_decision(decision, decision_date),
        valid_from=None if valid_from is None else read_day(valid_from),
        issue_at=None if issue_at is None else read_time(issue_at),
        purpose=RENEWAL if renewal else FIRST,
    )
    if report is not None:
        require_writable(report)
    chamber_code = programme_of(found.store, run).chamber_code
    officer = acting(found, chamber_code, by, "batches:prepare", now)
    require_chamber(officer, run, chamber)
    # Both must be people who may, also for a trial.
    approver = (
        None if approved_by is None else acting(found, chamber_code, approved_by, "batches:decide", now)
    )
    if dry_run:
        done = prepare(found.store, officer, asked, dry_run=True)
    elif approver is None:
        done = _prepared(found, officer, asked)
    else:
        done = _issued(found, officer, approver, asked, quiet=as_json)
    # What was issued is told first: a report file that cannot be written must not hide it.
    if as_json:
        print_json(report_json(done))
    else:
        print_report(done)
    if report is not None:
        report.write_bytes(report_csv(done))


def _prepared(found: Home, officer: Act, asked: Preparation) -> IssueReport:
    done = prepare(found.store, officer, asked)
    if done.batch_id is not None:
        batch = submit(found.store, officer, done.batch_id)
        done.state, done.version = batch.state, batch.version
    return done


def _issued(found: Home, officer: Act, approver: Act, asked: Preparation, *, quiet: bool) -> IssueReport:
    if asked.issue_at is not None:
        done = _prepared(found, officer, asked)
        if done.batch_id is not None:
            approve(found.store, approver, done.batch_id)
            done.state = ONAYLANDI
        return done
    assert isinstance(asked.rows, bytes)
    request = IssueRequest(
        run_code=asked.run_code,
        list_bytes=asked.rows,
        actor=officer.caller.id,
        now=officer.at,
        board_decision=asked.decision,
        valid_from=asked.valid_from,
        approver=approver.caller.id,
        lent_by=approver.caller.lent_by,
        purpose=asked.purpose,
    )
    with issuing_bar(quiet=quiet) as progress:
        return issue_list(found.store, request, found.open_key, progress=progress)


@contextmanager
def issuing_bar(*, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on the terminal while documents are signed."""
    with Progress(console=err, transient=True, disable=quiet or not err.is_terminal) as bar:
        task = bar.add_task("İmzalanıyor · signing", total=None)
        yield lambda count, total: bar.update(task, completed=count, total=total)


def print_report(report: IssueReport) -> None:
    """How a list ended, for people."""
    if report.dry_run:
        out.print(
            f"[bold]{report.count('would_issue')} belge düzenlenecek[/] (deneme, hiçbir şey yazılmadı)."
        )
    elif report.count("prepared"):
        out.print(
            f"[bold]{report.count('prepared')} belge hazırlandı.[/] Toplu iş · batch: {report.batch_id}"
        )
        out.print(f"Durum · state: {report.state}")
    else:
        out.print(f"[bold]{report.count('issued')} belge düzenlendi ve imzalandı.[/]")
    for result, colour in (("already_issued", "yellow"), ("refused", "red")):
        if count := report.count(result):
            out.print(f"[{colour}]{count} satır {RESULTS[result][0]} · {RESULTS[result][1]}:[/]")
        for row in report.rows:
            if row.result == result:
                who = f"{row.line}. satır  {row.sicil_no}  {row.name}".replace("[", "\\[")
                out.print(f"  {who}")
                for reason in row.reasons:
                    out.print("    " + reason.tr.replace("[", "\\["))
                    out.print("    [dim]" + reason.en.replace("[", "\\[") + "[/]")
    for row in report.rows:
        for note in row.notes:
            out.print(f"[yellow]{row.line}. satır[/]  {row.sicil_no}  " + row.name.replace("[", "\\["))
            out.print("    " + note.tr.replace("[", "\\["))
            out.print("    [dim]" + note.en.replace("[", "\\[") + "[/]")


@ends_with_refusals
def sicil_check(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Sicil zincirlerini ve belgelerini denetle · Check every chamber's chain against its documents."""
    with opened(home).store.reading(snapshot=True) as records:
        found = check_register(records)
        names = {one.code: one.abbr_tr for one in records.chambers.all()}
    count = sum(one.entries for one in found)
    wrong = [one for one in found if not one.holds]
    if as_json:
        print_json(consistency_json(found))
    for one in () if as_json else wrong:
        _print_wrong(one, names[one.chamber_code])
    if not as_json and not wrong:
        out.print(f"Kayıt zinciri tutarlı. ({count} kayıt)")
    if wrong:
        raise typer.Exit(NO)


def _print_wrong(one: Consistency, chamber: str) -> None:
    if one.first_wrong is not None:
        out.print(f"[bold red]Kayıt zinciri {one.first_wrong}. kayıtta bozuk: {chamber}.[/]")
    for seqs, what in (
        (one.events_altered, "Olay kaydı değiştirilmiş"),
        (one.events_deleted, "Olay kaydı silinmiş"),
        (one.events_added, "Sicil kaydı olmayan olay eklenmiş"),
    ):
        if seqs:
            out.print(f"[red]{what} ({chamber}):[/] {', '.join(map(str, seqs))}. kayıt")
    if one.unmatched:
        out.print(f"[bold red]Kaydı ile belgesi uyuşmayan belge no:[/] {', '.join(one.unmatched)}")
    if one.states_differ:
        out.print(f"[bold red]Durumu olaylarıyla uyuşmayan belge no:[/] {', '.join(one.states_differ)}")
