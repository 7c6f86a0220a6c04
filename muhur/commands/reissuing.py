"""``muhur paper reissue``: earlier paper gets signed documents."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from issuer.batches.facts import programme_named
from issuer.batches.steps import approve, submit
from issuer.events.report import read_numbers
from issuer.reissuing.paper import Reissue, prepare_reissue
from issuer.report import IssueReport, report_csv, report_json
from muhur.commands.acting import acting
from muhur.commands.issuing import issuing_bar, print_report, read_decision
from muhur.commands.living import (
    ByOption,
    DecisionDateOption,
    DecisionOption,
    DryRunOption,
    ListOption,
    ReportOption,
)
from muhur.commands.shared import (
    NO,
    AtOption,
    HomeOption,
    JsonOption,
    UsageRefused,
    ends_with_refusals,
    issuing_time,
    opened,
    print_json,
    print_refusal,
    read_input,
    require_writable,
)
from muhur.commands.successors import ApprovedByOption
from muhur.installation import Home
from muhur.problems import REFUSALS, AnyRefusal, problem_of
from registry.act import Act


@ends_with_refusals
def paper_reissue(
    programme: Annotated[str, typer.Argument(help="Eğitim kodu, ör. EMO-YG-01 · Programme code")],
    by: ByOption,
    number: Annotated[
        str | None, typer.Argument(help="Kâğıttaki numara · Number on the paper", show_default=False)
    ] = None,
    listed: ListOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Programa uyan bütün belgeler · All that fit the programme")
    ] = False,
    decision: DecisionOption = None,
    decision_date: DecisionDateOption = None,
    approved_by: ApprovedByOption = None,
    dry_run: DryRunOption = False,
    report: ReportOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Devralınan belgeleri imzalı olarak yeniden düzenle · Reissue earlier paper as signed documents."""
    if sum((number is not None, listed is not None, everything)) != 1:
        raise UsageRefused("reissue.which")
    found = opened(home)
    now = issuing_time(found, at)
    chamber_code = programme_named(found.store, programme).chamber_code
    if report is not None:
        require_writable(report)
    asked = Reissue(programme, _numbers(number, listed), read_decision(decision, decision_date))
    officer = acting(found, chamber_code, by, "batches:prepare", now)
    approver = None
    if approved_by is not None:
        approver = acting(found, chamber_code, approved_by, "batches:decide", now)
    done = prepare_reissue(found.store, officer, asked, dry_run=dry_run)
    stopped: AnyRefusal | None = None
    if done.batch_id is not None:
        try:
            done = _sent_on(found, officer, approver, done, quiet=as_json)
        except REFUSALS as refusal:
            stopped = refusal
            _as_it_stands(found, chamber_code, done)
    # What was prepared is told first: whoever reads that it was stopped goes on from the batch.
    if as_json:
        told = {} if stopped is None else {"stopped": problem_of(stopped).as_json()}
        print_json(report_json(done) | told)
    else:
        print_report(done)
    if report is not None:
        report.write_bytes(report_csv(done))
    if stopped is not None:
        print_refusal(stopped)
    if stopped is not None or (number is not None and done.rows[0].result == "refused"):
        raise typer.Exit(NO)


def _numbers(number: str | None, listed: Path | None) -> Sequence[str] | None:
    if number is not None:
        return [number]
    return None if listed is None else [text for _, text in read_numbers(read_input(listed))]


def _as_it_stands(home: Home, chamber_code: str, report: IssueReport) -> None:
    assert report.batch_id is not None
    with home.store.reading(chamber_code) as records:
        batch = records.batches.find(chamber_code, report.batch_id)
    report.state, report.version = batch.state, batch.version


def _sent_on(
    home: Home, officer: Act, approver: Act | None, report: IssueReport, *, quiet: bool
) -> IssueReport:
    """The batch sent for approval, or approved and issued by whom that was asked of."""
    assert report.batch_id is not None
    batch = submit(home.store, officer, report.batch_id)
    report.state, report.version = batch.state, batch.version
    if approver is None:
        return report
    with issuing_bar(quiet=quiet) as progress:
        return approve(
            home.store, approver, report.batch_id, issue=True, open_key=home.open_key, progress=progress
        )
