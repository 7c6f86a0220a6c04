"""``muhur pdf``, ``muhur pdfs``: documents as their holders get them."""

import os
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from issuer.batches.facts import programme_of
from muhur.clock import system_now
from muhur.commands.shared import (
    NO,
    CommandRefused,
    HomeOption,
    JsonOption,
    ends_with_refusals,
    err,
    opened,
    out,
    print_json,
    require_writable,
)
from muhur.paper import sheets_of
from muhur.paper_run import deliver, make_sheets
from muhur.problems import problem
from registry import belge_no as numbers


@ends_with_refusals
def pdf(
    belge_no: Annotated[str, typer.Argument(help="Belge no · Document number")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Dosya · File to write")] = None,
    home: HomeOption = None,
) -> None:
    """Bir belgenin PDF'ini ver · Give the PDF of a document: drawn, and sealed if its design is."""
    found = opened(home)
    with found.store.reading() as records:
        try:
            recorded = records.credentials.by_belge_no(str(numbers.parse(belge_no)))
        except numbers.BelgeNoRefused as error:
            raise CommandRefused(error.code) from error
    if recorded is None:
        raise CommandRefused("document.not_found")
    path = output or Path(f"{recorded.belge_no}.pdf")
    require_writable(path)
    path.write_bytes(sheets_of(found).sheet(recorded, system_now()).pdf)
    out.print(str(path))


@ends_with_refusals
def pdfs(
    run: Annotated[str, typer.Argument(help="Açılan eğitim, ör. EMO-YG-01/2026-1 · The run")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Klasör veya .zip · Folder or .zip")],
    workers: Annotated[int, typer.Option(min=0, help="İşçi sayısı; 0: her çekirdek · Processes")] = 0,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bir eğitimin bütün PDF'lerini mühürle ve ver · Seal and hand over all PDFs of a run."""
    found, now = opened(home), system_now()
    chamber_code = programme_of(found.store, run).chamber_code
    with found.store.reading(chamber_code) as records:
        held = records.programmes.find_run(*run.rsplit("/", 1))
    if held is None:
        raise CommandRefused("run.unknown", run=run)
    began = time.monotonic()
    with Progress(console=err, transient=True, disable=as_json or not err.is_terminal) as bar:
        task = bar.add_task("PDF")
        report = make_sheets(
            found,
            chamber_code,
            held,
            now,
            workers or os.cpu_count() or 1,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    handed = deliver(found, chamber_code, held, output, now)
    told = {
        "documents": len(report.documents),
        "sealed": report.made,
        "handed_over": handed,
        "refused": report.refused,
        "seconds": round(time.monotonic() - began, 1),
        "output": str(output),
    }
    if as_json:
        print_json(told)
    else:
        out.print(
            f"{handed} PDF, {report.made} yeni mühürlendi · newly sealed: {output} ({told['seconds']} s)"
        )
        for belge_no, code in report.refused.items():
            err.print(f"{belge_no}: {problem(code).tr}", markup=False)
    if report.refused:
        raise typer.Exit(NO)
