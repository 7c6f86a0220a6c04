"""Under whose name a command acts: the operator says so, and a chamber that has users must have this one."""

from datetime import datetime
from uuid import UUID

from issuer.batches.facts import IssueRefused
from muhur.installation import Home
from registry.access import USER, AccessRefused, Caller
from registry.act import Act
from registry.records.preparing.batches import BatchRefused


def acting(home: Home, chamber_code: str, login: str, role: str, now: datetime) -> Act:
    """An act of the person with this login in a role of the chamber.

    A chamber without users leaves it to the operator who that is; raises ``AccessRefused`` where there are users
    and none active of this login and role.
    """
    with home.store.reading(chamber_code) as records:
        known = {one.login: one for one in records.users.all(chamber_code)}
    roles = frozenset({role})
    if known:
        user = known.get(login)
        if user is None or not user.active or role not in user.roles:
            raise AccessRefused("access.no_such_user", login=login[:64], role=role, chamber=chamber_code)
        roles = user.roles
    return Act(Caller(USER, login, chamber_code, roles), now)


def acting_on_batch(home: Home, batch_id: str, login: str, role: str, now: datetime) -> tuple[Act, UUID]:
    """The act of a person on a batch of whatever chamber, which then is the person's."""
    try:
        wanted = UUID(batch_id)
    except ValueError as error:
        raise BatchRefused("batch.not_found") from error
    # The operator's look: which chamber's batch this is.
    with home.store.reading() as records:
        chamber_code = records.batches.chamber_of(wanted)
    return acting(home, chamber_code, login, role, now), wanted


def require_chamber(act: Act, run: str, chamber: str | None) -> None:
    """Refuse a run of another chamber than the one that was named."""
    if chamber is not None and chamber.upper() != act.caller.chamber_code:
        raise IssueRefused("run.other_chamber", run=run, chamber=chamber.upper())
