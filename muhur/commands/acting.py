"""Under whose name a command acts: the operator says so, and a chamber that has users must have this one."""

from datetime import datetime
from uuid import UUID

from issuer.batches.facts import IssueRefused
from muhur.commands.shared import CommandRefused
from muhur.installation import Home
from muhur.tokens import Tokens
from registry.access import APPROVER, RIGHTS, USER, AccessRefused, Caller
from registry.act import Act
from registry.ids import read_uuid
from registry.istanbul import day_of
from registry.records.preparing.batches import BatchRefused
from registry.refusal import Refusal


def acting(home: Home, chamber_code: str, login: str, right: str, now: datetime) -> Act:
    """An act of the person with this login, who may do this in the chamber, also by a right that is lent to him.

    A chamber without users leaves it to the operator who that is; raises ``AccessRefused`` where there are users
    and none active of this login who has the right.
    """
    wanted = RIGHTS[right].roles
    with home.store.reading(chamber_code) as records:
        known = {one.login: one for one in records.users.all(chamber_code)}
        lenders = records.users.lenders_to(chamber_code, login, day_of(now)) if login in known else ()
    roles, lent_by = wanted, frozenset[str]()
    if known:
        user = known.get(login)
        roles = user.roles if user is not None and user.active else frozenset()
        if roles and lenders and APPROVER not in roles:
            roles, lent_by = roles | {APPROVER}, frozenset(lenders)
        if not roles & wanted:
            names = ", ".join(sorted(wanted))
            raise AccessRefused("access.no_such_user", login=login[:64], role=names, chamber=chamber_code)
    return Tokens(home).act(Caller(USER, login, chamber_code, roles, lent_by=lent_by), now)


def acting_on_batch(home: Home, batch_id: str, login: str, right: str, now: datetime) -> tuple[Act, UUID]:
    """The act of a person on a batch of whatever chamber, which then is the person's."""
    wanted = read_id(batch_id, BatchRefused("batch.not_found"))
    # The operator's look: which chamber's batch this is.
    with home.store.reading() as records:
        chamber_code = records.batches.chamber_of(wanted)
    return acting(home, chamber_code, login, right, now), wanted


def read_id(text: str, otherwise: Refusal | None = None) -> UUID:
    """An id as typed; what is none names nothing: raises ``otherwise``, or ``AccessRefused`` access.not_found."""
    found = read_uuid(text)
    if found is None:
        raise otherwise or AccessRefused("access.not_found")
    return found


def chamber_named(home: Home, text: str) -> str:
    """The code of the chamber that is named; raises ``CommandRefused`` chamber.unknown."""
    with home.store.reading() as records:
        known = records.chambers.named(text)
    if known is None:
        raise CommandRefused("chamber.unknown", chamber=text[:40])
    return known.code


def require_chamber(act: Act, run: str, chamber: str | None) -> None:
    """Refuse a run of another chamber than the one that was named."""
    if chamber is not None and chamber.upper() != act.caller.chamber_code:
        raise IssueRefused("run.other_chamber", run=run, chamber=chamber.upper())
