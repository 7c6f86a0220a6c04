"""``muhur audit …``: the operator reads the trail, and makes a year's persons nobody."""

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from keys.pseudonyms import Pseudonyms
from muhur.clock import system_now
from muhur.commands.access import ChamberOption, chamber_of, operator_act
from muhur.commands.shared import (
    NO,
    HomeOption,
    JsonOption,
    ends_with_refusals,
    err,
    opened,
    out,
    print_json,
    read_day,
    read_input,
)
from muhur.installation import read_passphrase
from registry.accounts.trail_check import (
    FAULTS,
    OF_NO_CHAMBER,
    check_trail,
    holds,
    read_note,
    sentence,
    trail_json,
)
from registry.istanbul import day_of, first_instant, written
from registry.records.audit import AuditFilter


@ends_with_refusals
def audit_list(
    chamber: ChamberOption = None,
    action: Annotated[str | None, typer.Option("--action", help="İşlem · Action")] = None,
    actor: Annotated[str | None, typer.Option("--actor", help="Yapan · Login or client id")] = None,
    target: Annotated[str | None, typer.Option("--target", help="Belge no vb. · Document number, …")] = None,
    since: Annotated[str | None, typer.Option("--since", help="İlk gün · First day")] = None,
    until: Annotated[str | None, typer.Option("--until", help="Son gün · Last day")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="En çok · At most")] = 50,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Denetim izini göster, en yeni önce · Show the audit trail, newest first."""
    found = opened(home)
    with found.store.reading() as records:
        wanted = AuditFilter(
            None if chamber is None else chamber_of(records, chamber),
            actor,
            action,
            target,
            None,
            None if since is None else first_instant(read_day(since)),
            None if until is None else first_instant(read_day(until) + timedelta(days=1)),
        )
        entries = records.audit.page(wanted, before=None, limit=limit)
    if as_json:
        print_json([{**asdict(one), "id": str(one.id), "at": one.at.isoformat()} for one in entries])
        return
    for one in entries:
        who = f"{one.actor_kind}:{one.actor}"
        what = f"{one.action} {one.target or ''}".strip()
        place = f"{one.chamber_code or OF_NO_CHAMBER} {one.seq}"
        out.print(f"{written(one.at)} {place:16} {who:28} {what} · {one.outcome}", markup=False)


@ends_with_refusals
def audit_check(
    against: Annotated[
        Path | None,
        typer.Option("--against", help="Önceki denetimin --json çıktısı · An earlier check's --json"),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Denetim izinin zincirlerini denetle · Check the chains of the audit trail."""
    noted = {} if against is None else read_note(_parsed(read_input(against)))
    with opened(home).store.reading() as records:
        found = check_trail(records, noted)
    if as_json:
        print_json(trail_json(found))
    elif holds(found):
        count = sum(one.head.seq for one in found)
        out.print(f"Denetim izi tutarlı. ({count} kayıt) · the audit trail holds")
    for one in () if as_json else found:
        if one.fault is not None:
            said = sentence(one, one.chamber_code or OF_NO_CHAMBER)
            out.print(f"[bold red]{said}[/] ({FAULTS[one.fault]})")
    if not holds(found):
        raise typer.Exit(NO)


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        return None


@ends_with_refusals
def audit_forget_year(
    year: Annotated[int, typer.Argument(min=2000, max=9999, help="Yıl · Year")], home: HomeOption = None
) -> None:
    """Bir yılın anahtarını yok et: o yılın kayıtları anonimleşir · Destroy a year's key: its records are nobody's."""
    found, now = opened(home), system_now()
    if year >= day_of(now).year:
        err.print("Yalnız biten bir yıl · only a year that has ended", markup=False)
        raise typer.Exit(NO)
    done = Pseudonyms(found.settings.keys_folder, read_passphrase(found.settings)).forget(year)
    with found.store.writing() as records:
        records.audit.add(
            operator_act(found, now), "audit.year_forgotten", target_kind="year", target=str(year)
        )
    said = "yok edildi · destroyed" if done else "daha önce yok edilmiş · destroyed before"
    out.print(f"{year}: {said}. Yedeklerdeki kopyaları da siliniz · delete the copies in backups too.")
