"""``muhur delegations``: the right to approve, lent by an approver who is away; by the operator to whom that was said."""

from typing import Annotated, Any

import typer

from muhur.clock import system_now
from muhur.commands.access import operator_act
from muhur.commands.acting import chamber_named, read_id
from muhur.commands.catalogue import ChamberOption
from muhur.commands.shared import (
    HomeOption,
    JsonOption,
    ends_with_refusals,
    opened,
    out,
    print_json,
    read_day,
)
from registry.accounts import delegations
from registry.accounts.account import Delegation
from registry.istanbul import day_of, shown


@ends_with_refusals
def delegations_lend(
    lender: Annotated[
        str, typer.Argument(help="Onay yetkisini devreden · Login of the approver who is away")
    ],
    borrower: Annotated[str, typer.Argument(help="Devralan · Login of who approves meanwhile")],
    chamber: ChamberOption,
    until: Annotated[str, typer.Option(help="Son gün · Last day, 2026-12-31")],
    since: Annotated[str | None, typer.Option("--from", help="İlk gün · First day; default today")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Onay yetkisini devret · Lend the right to approve for some days."""
    found, now = opened(home), system_now()
    code = chamber_named(found, chamber)
    first = day_of(now) if since is None else read_day(since)
    act = operator_act(found, now, code)
    made = delegations.lend(found.store, code, lender, borrower, first, read_day(until), act)
    if as_json:
        print_json(_json(made))
    else:
        out.print(_line(made), markup=False)


@ends_with_refusals
def delegations_list(chamber: ChamberOption, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Devirleri göster · List a chamber's delegations."""
    found = opened(home)
    code = chamber_named(found, chamber)
    with found.store.reading(code) as records:
        lent = records.users.delegations(code)
    if as_json:
        print_json([_json(one) for one in lent])
        return
    for one in lent:
        out.print(_line(one), markup=False)


@ends_with_refusals
def delegations_end(
    delegation: Annotated[str, typer.Argument(help="Devrin kimliği · Id of the delegation")],
    chamber: ChamberOption,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Devri şimdi bitir · End a delegation now."""
    found, now = opened(home), system_now()
    code = chamber_named(found, chamber)
    ended = delegations.end(found.store, code, read_id(delegation), operator_act(found, now, code))
    if as_json:
        print_json(_json(ended))
    else:
        out.print(_line(ended), markup=False)


def _line(one: Delegation) -> str:
    state = "" if one.ended_at is None else " (bitti · ended)"
    return f"{one.id}  {one.lender} → {one.borrower}  {shown(one.from_on)} - {shown(one.until_on)}{state}"


def _json(one: Delegation) -> dict[str, Any]:
    return {
        "id": str(one.id),
        "lender": one.lender,
        "borrower": one.borrower,
        "from_on": one.from_on.isoformat(),
        "until_on": one.until_on.isoformat(),
        "ended_at": None if one.ended_at is None else one.ended_at.isoformat(),
    }
