"""``muhur renew`` and ``muhur correct``: documents that take another's place, one or a list of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from issuer.batches.judging import RENEWAL
from issuer.batches.steps import approve, submit
from issuer.batches.successors import WRONG_DATA, Succession, correction
from issuer.events.report import read_numbers
from issuer.reissuing.lists import (
    ISSUED,
    REFUSED,
    RESULTS,
    WOULD,
    SuccessorReport,
    prepare_successors,
    report_csv,
    report_json,
    sentences,
)
from muhur.commands.acting import acting
from muhur.commands.issuing import issuing_bar, read_decision
from muhur.commands.living import (
    ByOption,
    DecisionDateOption,
    DecisionOption,
    DryRunOption,
    ListOption,
    NumberArgument,
    ReportOption,
)
from muhur.commands.shared import (
    NO,
    AtOption,
    CommandRefused,
    HomeOption,
    JsonOption,
    UsageRefused,
    ends_with_refusals,
    issuing_time,
    opened,
    out,
    print_json,
    read_day,
    read_input,
    require_writable,
)
from muhur.installation import Home
from muhur.problems import sentences_of
from registry import belge_no as numbers
from registry.act import Act
from registry.refusal import Refusal

ApprovedByOption = Annotated[
    str | None, typer.Option(help="Onaylayan; tek adımda düzenle · Approve and issue at once")
]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What both commands are told."""

    belge_no: str | None
    listed: Path | None
    by: str
    approved_by: str | None
    dry_run: bool
    report: Path | None
    at: str | None
    as_json: bool
    home: Path | None


@ends_with_refusals
def renew(
    by: ByOption,
    belge_no: NumberArgument = None,
    listed: ListOption = None,
    decision: DecisionOption = None,
    decision_date: DecisionDateOption = None,
    valid_from: Annotated[
        str | None, typer.Option(help="Geçerlilik başlangıcı · First day of validity")
    ] = None,
    approved_by: ApprovedByOption = None,
    dry_run: DryRunOption = False,
    report: ReportOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Yetki belgesini kararla yenile · Renew an authorisation by a board decision."""
    first_day = None if valid_from is None else read_day(valid_from)
    asked = Succession(RENEWAL, read_decision(decision, decision_date), first_day)
    _do(asked, _Asked(belge_no, listed, by, approved_by, dry_run, report, at, as_json, home))


@ends_with_refusals
def correct(
    by: ByOption,
    belge_no: NumberArgument = None,
    listed: ListOption = None,
    reason: Annotated[
        str, typer.Option(help="bilgi_hatasi, talep, diger, … · Why the old one is revoked")
    ] = WRONG_DATA,
    decision: DecisionOption = None,
    decision_date: DecisionDateOption = None,
    approved_by: ApprovedByOption = None,
    dry_run: DryRunOption = False,
    report: ReportOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Belgeyi düzelt: iptal et, yerine bugünkü kayıttan yenisini ver · Revoke and replace a document."""
    asked = correction(reason, read_decision(decision, decision_date))
    _do(asked, _Asked(belge_no, listed, by, approved_by, dry_run, report, at, as_json, home))


def _do(succession: Succession, asked: _Asked) -> None:
    if (asked.belge_no is None) == (asked.listed is None):
        raise UsageRefused("event.one_or_list")
    found = opened(asked.home)
    now = issuing_time(found, asked.at)
    if asked.report is not None:
        require_writable(asked.report)
    given = [(1, asked.belge_no or "")] if asked.listed is None else read_numbers(read_input(asked.listed))
    chamber_code = _chamber_of(given)
    officer = acting(found, chamber_code, asked.by, "batches:prepare", now)
    approver = None
    if asked.approved_by is not None:
        approver = acting(found, chamber_code, asked.approved_by, "batches:decide", now)
    done = prepare_successors(found.store, officer, given, succession, dry_run=asked.dry_run)
    stopped = _send_on(found, officer, approver, succession, done, quiet=asked.as_json)
    # What was done is told first: a report file that cannot be written must not hide it.
    if asked.as_json:
        print_json(report_json(done, sentences_of))
    else:
        _print(done)
    if asked.report is not None:
        asked.report.write_bytes(report_csv(done, sentences_of))
    if stopped or (asked.listed is None and done.rows[0].result == REFUSED):
        raise typer.Exit(NO)


def _chamber_of(given: Sequence[tuple[int, str]]) -> str:
    """The chamber of the list: that of its first number that is one. The rows of others are refused."""
    for _, text in given:
        try:
            return numbers.parse(text).chamber
        except numbers.BelgeNoRefused as error:
            code = error.code
    raise CommandRefused(code if given else "list.no_rows")


def _send_on(
    home: Home,
    officer: Act,
    approver: Act | None,
    asked: Succession,
    report: SuccessorReport,
    *,
    quiet: bool,
) -> bool:
    """Send each batch for approval, and where it is asked approve and issue it; True if one was refused.

    A yetki without its board decision stays a draft until ``muhur batch submit`` brings it.
    """
    stopped = False
    for place, batch in enumerate(report.batches):
        rows = [row for row in report.rows if row.batch_id == batch.id and row.refusal is None]
        if batch.content["kind"] == "yetki" and asked.decision is None and approver is None:
            continue
        try:
            report.batches[place] = submit(home.store, officer, batch.id)
            if approver is None:
                continue
            with issuing_bar(quiet=quiet) as progress:
                done = approve(
                    home.store, approver, batch.id, issue=True, open_key=home.open_key, progress=progress
                )
        except Refusal as refusal:
            stopped = True
            for row in rows:
                row.refusal = refusal
            continue
        new = {one.line: one.belge_no for one in done.rows}
        for row in rows:
            row.result, row.new_no = ISSUED, new[row.line]
        with home.store.reading(batch.chamber_code) as records:
            report.batches[place] = records.batches.find(batch.chamber_code, batch.id)
    return stopped


def _print(report: SuccessorReport) -> None:
    for result, count in report.counts().items():
        if count:
            tried = " (deneme, hiçbir şey yazılmadı)" if result == WOULD else ""
            out.print(f"[bold]{count} belge {RESULTS[result][0]} · {RESULTS[result][1]}[/]{tried}")
    for row in report.rows:
        new = f" → {row.new_no}" if row.new_no else ""
        reasons = "".join(f"  {turkish} · {english}" for _, turkish, english in sentences(row, sentences_of))
        if new or reasons:
            out.print(f"  {row.line}. satır  {row.belge_no}{new}{reasons}", markup=False)
    for batch in report.batches:
        out.print(f"Toplu iş · batch: {batch.id}  {batch.state}  {batch.content['run']}", markup=False)
