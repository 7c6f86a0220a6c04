"""``muhur issue``, ``muhur pdf``, ``muhur sicil check``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from issuer.issue import IssueRequest, issue_list
from issuer.report import RESULTS, IssueReport, report_csv, report_json
from keys.envelope import open_envelope
from keys.strict_json import parse
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
    require_writable,
)
from registry import belge_no as numbers
from registry.credential import TYP
from registry.document import BoardDecision, TextRefused
from registry.history.consistency import Consistency, check_register, consistency_json


def _decision(number: str | None, day: str | None) -> BoardDecision | None:
    if number is None or day is None:
        return None
    on = read_day(day)
    try:
        return BoardDecision(number, on)
    except TextRefused as error:
        raise CommandRefused("rule.board_decision_form", value=number[:40]) from error


@ends_with_refusals
def issue(
    run: Annotated[str, typer.Argument(help="Açılan eğitim, ör. EMO-YG-01/2026-1 · The run")],
    file: Annotated[Path, typer.Argument(help="Sınıf listesi (CSV, XLSX) · Class list")],
    decision: Annotated[
        str | None, typer.Option(help="Yönetim Kurulu karar no, ör. 40/34 · Board decision")
    ] = None,
    decision_date: Annotated[str | None, typer.Option(help="Karar tarihi, YYYY-AA-GG · Its date")] = None,
    valid_from: Annotated[
        str | None, typer.Option(help="Geçerlilik başlangıcı · First day of validity")
    ] = None,
    chamber: Annotated[str | None, typer.Option(help="Yalnız bu Oda için · For this chamber only")] = None,
    actor: Annotated[str, typer.Option(help="Kim düzenliyor · Who issues")] = "cli",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Yazmadan göster · Show without writing")
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Satır raporu (CSV) · Row report")] = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Sınıf listesinden belge düzenle · Issue documents from a class list."""
    found = opened(home)
    request = IssueRequest(
        run_code=run,
        list_bytes=read_input(file),
        actor=actor,
        now=issuing_time(found, at),
        board_decision=_decision(decision, decision_date),
        valid_from=None if valid_from is None else read_day(valid_from),
        chamber_code=None if chamber is None else chamber.upper(),
    )
    if report is not None:
        require_writable(report)
    with Progress(console=err, transient=True, disable=as_json or not err.is_terminal) as bar:
        task = bar.add_task("İmzalanıyor · signing", total=None)
        done = issue_list(
            found.store,
            request,
            found.open_key,
            dry_run=dry_run,
            progress=lambda count, total: bar.update(task, completed=count, total=total),
        )
    # What was issued is told first: a report file that cannot be written must not hide it.
    if as_json:
        print_json(report_json(done))
    else:
        _print_report(done)
    if report is not None:
        report.write_bytes(report_csv(done))


def _print_report(report: IssueReport) -> None:
    if report.dry_run:
        out.print(
            f"[bold]{report.count('would_issue')} belge düzenlenecek[/] (deneme, hiçbir şey yazılmadı)."
        )
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


@ends_with_refusals
def pdf(
    belge_no: Annotated[str, typer.Argument(help="Belge no · Document number")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Dosya · File to write")] = None,
    home: HomeOption = None,
) -> None:
    """Bir belgenin PDF'ini çiz · Draw the PDF of a document."""
    from templates.drawing import draw

    with opened(home).store.reading() as records:
        try:
            recorded = records.credentials.by_belge_no(str(numbers.parse(belge_no)))
        except numbers.BelgeNoRefused as error:
            raise CommandRefused(error.code) from error
    if recorded is None:
        raise CommandRefused("document.not_found")
    payload = parse(open_envelope(recorded.compact, typ=TYP).payload)
    path = output or Path(f"{recorded.belge_no}.pdf")
    require_writable(path)
    path.write_bytes(draw(payload, recorded.compact))
    out.print(str(path))


@ends_with_refusals
def sicil_check(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Sicil zincirlerini ve belgelerini denetle · Check every chamber's chain against its documents."""
    with opened(home).store.reading() as records:
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
