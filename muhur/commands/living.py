"""``muhur suspend``, ``reinstate``, ``revoke``, ``visa``: what happens to a document, or to a list of them."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from issuer.events.bulk import DONE, REFUSED, WOULD, BulkReport, carry_out_list
from issuer.events.notices import notices_of
from issuer.events.order import Order, clean_note
from issuer.events.report import RESULTS, read_numbers, report_csv, report_json
from issuer.events.single import Means, carry_out
from muhur.commands.issuing import read_decision
from muhur.commands.shared import (
    AtOption,
    HomeOption,
    JsonOption,
    UsageRefused,
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
from muhur.installation import Home
from muhur.problems import sentences_of
from muhur.tokens import Tokens
from registry.access import APPROVER, USER, AccessRefused, Caller
from registry.act import Act
from registry.istanbul import day_of, shown
from registry.standing import standing_of

NumberArgument = Annotated[str | None, typer.Argument(help="Belge no · Document number", show_default=False)]
ListOption = Annotated[
    Path | None, typer.Option("--list", help="Belge numaraları listesi (CSV, XLSX) · A list instead")
]
ByOption = Annotated[str, typer.Option("--by", help="Kim · Login of who does this")]
ReasonOption = Annotated[
    str,
    typer.Option(
        help="bilgi_hatasi, yaniltici_kullanim, disiplin, uyelik_sona_erdi, talep, dayanak, diger · Reason"
    ),
]
NoteOption = Annotated[str | None, typer.Option(help="Açıklama, kayıtta kalır · Note, never public")]
DecisionOption = Annotated[
    str | None, typer.Option(help="Yönetim Kurulu karar no, ör. 40/34 · Board decision")
]
DecisionDateOption = Annotated[str | None, typer.Option(help="Karar tarihi · Its date")]
SinceOption = Annotated[str | None, typer.Option(help="Hangi tarihten · Since when; default today")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Yazmadan göster · Show without writing")]
ReportOption = Annotated[Path | None, typer.Option(help="Satır raporu (CSV) · Row report of a list")]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every one of these commands is told."""

    belge_no: str | None
    listed: Path | None
    by: str
    dry_run: bool
    report: Path | None
    at: str | None
    as_json: bool
    home: Path | None


@ends_with_refusals
def suspend(
    by: ByOption,
    reason: ReasonOption,
    belge_no: NumberArgument = None,
    listed: ListOption = None,
    note: NoteOption = None,
    decision: DecisionOption = None,
    decision_date: DecisionDateOption = None,
    since: SinceOption = None,
    dry_run: DryRunOption = False,
    report: ReportOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Belgeyi askıya al · Suspend a document."""
    order = _order("suspend", decision, decision_date, since, reason_code=reason, reason_note=note)
    _do(order, _Asked(belge_no, listed, by, dry_run, report, at, as_json, home))


@ends_with_refusals
def reinstate(
    by: ByOption,
    belge_no: NumberArgument = None,
    listed: ListOption = None,
    note: NoteOption = None,
    decision: DecisionOption = None,
    decision_date: DecisionDateOption = None,
    since: SinceOption = None,
    dry_run: DryRunOption = False,
    report: ReportOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Belgenin askısını kaldır · End a suspension."""
    order = _order("reinstate", decision, decision_date, since, reason_note=note)
    _do(order, _Asked(belge_no, listed, by, dry_run, report, at, as_json, home))


@ends_with_refusals
def revoke(
    by: ByOption,
    reason: ReasonOption,
    belge_no: NumberArgument = None,
    listed: ListOption = None,
    note: NoteOption = None,
    decision: DecisionOption = None,
    decision_date: DecisionDateOption = None,
    since: SinceOption = None,
    dry_run: DryRunOption = False,
    report: ReportOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Belgeyi iptal et; kesindir · Revoke a document, for good."""
    order = _order("revoke", decision, decision_date, since, reason_code=reason, reason_note=note)
    _do(order, _Asked(belge_no, listed, by, dry_run, report, at, as_json, home))


@ends_with_refusals
def visa(
    by: ByOption,
    year: Annotated[int, typer.Option(help="Vize yılı · The visa's year")],
    belge_no: NumberArgument = None,
    listed: ListOption = None,
    since: SinceOption = None,
    dry_run: DryRunOption = False,
    report: ReportOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Belgeye yıllık vize işle · Record a year's visa."""
    order = replace(_order("visa", None, None, since), visa_year=year)
    _do(order, _Asked(belge_no, listed, by, dry_run, report, at, as_json, home))


def user_act(home: Home, login: str, at: datetime) -> Act:
    """The act of a user, with what is lent to them; raises ``AccessRefused`` for a login that is not in use."""
    with home.store.reading() as records:
        user = records.users.with_login(login)
        if user is None or not user.active:
            raise AccessRefused("access.not_found")
        lenders: tuple[str, ...] = ()
        if user.chamber_code is not None and APPROVER not in user.roles:
            lenders = records.users.lenders_to(user.chamber_code, user.login, day_of(at))
    roles = user.roles | (frozenset({APPROVER}) if lenders else frozenset())
    caller = Caller(USER, user.login, user.chamber_code, roles, lent_by=frozenset(lenders))
    return Tokens(home).act(caller, at)


def _order(
    action: str,
    decision: str | None,
    decision_date: str | None,
    since: str | None,
    *,
    reason_code: str | None = None,
    reason_note: str | None = None,
) -> Order:
    return Order(
        action,
        reason_code,
        clean_note(reason_note),
        read_decision(decision, decision_date),
        None if since is None else read_day(since),
    )


def _do(order: Order, asked: _Asked) -> None:
    if (asked.belge_no is None) == (asked.listed is None):
        raise UsageRefused("event.one_or_list")
    found = opened(asked.home)
    act = user_act(found, asked.by, issuing_time(found, asked.at))
    means = Means(found.store, found.open_key, notices_of(found.facts.public_url))
    if asked.belge_no is not None:
        _do_one(means, act, asked.belge_no, order, asked)
        return
    assert asked.listed is not None
    if asked.report is not None:
        require_writable(asked.report)
    given = read_numbers(read_input(asked.listed))
    with Progress(console=err, transient=True, disable=asked.as_json or not err.is_terminal) as bar:
        task = bar.add_task("İşleniyor · entering", total=None)
        report = carry_out_list(
            means,
            act,
            given,
            order,
            dry_run=asked.dry_run,
            progress=lambda count, total: bar.update(task, completed=count, total=total),
        )
    # What was done is told first: a report file that cannot be written must not hide it.
    if asked.as_json:
        print_json(report_json(report, sentences_of))
    else:
        _print_report(report)
    if asked.report is not None:
        asked.report.write_bytes(report_csv(report, sentences_of))


def _do_one(means: Means, act: Act, belge_no: str, order: Order, asked: _Asked) -> None:
    change = carry_out(means, act, belge_no, order, dry_run=asked.dry_run)
    today = standing_of(change.facts, day_of(act.at))
    if asked.as_json:
        print_json(
            {
                "belge_no": change.document.belge_no,
                "state": change.told.state,
                "standing": today.code,
                "standing_on": None if today.on is None else today.on.isoformat(),
                "dry_run": asked.dry_run,
            }
        )
        return
    since = shown(change.events[-1].effective_on)
    tried = " (deneme, hiçbir şey yazılmadı)" if asked.dry_run else ""
    out.print(f"{change.document.belge_no}: {_DONE[order.action]} ({since}){tried}", markup=False)


_DONE = {
    "suspend": "askıya alındı · suspended",
    "reinstate": "askısı kaldırıldı · reinstated",
    "revoke": "iptal edildi · revoked",
    "visa": "vize işlendi · visa recorded",
}


def _print_report(report: BulkReport) -> None:
    counts = report.counts()
    if report.dry_run:
        out.print(f"[bold]{counts[WOULD]} belgede yapılacak[/] (deneme, hiçbir şey yazılmadı).")
    else:
        out.print(f"[bold]{counts[DONE]} belge: {_DONE[report.action]}.[/]")
    for result, count in counts.items():
        if count and result not in (DONE, WOULD):
            out.print(f"{count} satır {RESULTS[result][0]} · {RESULTS[result][1]}:")
        for row in report.rows:
            if row.result == result == REFUSED and row.refusal is not None:
                turkish, english = sentences_of(row.refusal)
                out.print(f"  {row.line}. satır  {row.belge_no}  {turkish} · {english}", markup=False)
