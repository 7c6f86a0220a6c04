"""An approver who is away lends the right to approve for some days.

The borrower approves under his own login, so who prepared a document still cannot approve it; nor can he approve
in the place of who prepared it (``Caller.lent_by``).
"""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from registry.access import ADMINISTRATOR, APPROVER, AccessRefused
from registry.accounts.account import AccountRefused, Delegation
from registry.act import Act
from registry.ids import uuid7
from registry.istanbul import day_of
from registry.store import Store

RIGHT = "delegations:manage"
LONGEST_DAYS = 92


def lend(
    store: Store, chamber_code: str, lender: str, borrower: str, from_on: date, until_on: date, act: Act
) -> Delegation:
    """Lend ``lender``'s right to ``borrower`` for these days. Raises ``AccountRefused``.

    An approver lends his own; an administrator may do it for one who is away, never to himself nor to another
    administrator: who manages users never approves.
    """
    own = act.caller.id
    if borrower == own or (APPROVER in act.caller.roles and lender != own):
        raise AccountRefused("delegation.own")
    if from_on < day_of(act.at) or not timedelta(0) <= until_on - from_on < timedelta(LONGEST_DAYS):
        raise AccountRefused("delegation.days", days=LONGEST_DAYS)
    with store.writing(chamber_code) as records:
        giving = records.users.find(chamber_code, lender)
        taking = records.users.find(chamber_code, borrower)
        if giving is None or taking is None or giving.id == taking.id:
            raise AccountRefused("delegation.approver")
        fits = APPROVER in giving.roles and giving.active and taking.active
        if not fits or ADMINISTRATOR in taking.roles:
            raise AccountRefused("delegation.approver")
        made = Delegation(
            uuid7(act.at), chamber_code, lender, borrower, from_on, until_on, act.actor, act.at, None
        )
        records.users.add_delegation(made, giving.id, taking.id)
        records.audit.add(
            act,
            "delegation.made",
            chamber_code=chamber_code,
            target_kind="user",
            target=lender,
            facts={"borrower": borrower, "from": from_on.isoformat(), "until": until_on.isoformat()},
        )
    return made


def end(store: Store, chamber_code: str, delegation_id: UUID, act: Act) -> Delegation:
    """End a delegation now. Raises ``AccessRefused``, ``AccountRefused``."""
    with store.writing(chamber_code) as records:
        found = next(
            (one for one in records.users.delegations(chamber_code) if one.id == delegation_id), None
        )
        if found is None:
            raise AccessRefused("access.not_found")
        if APPROVER in act.caller.roles and found.lender != act.caller.id:
            raise AccountRefused("delegation.own")
        records.users.end_delegation(chamber_code, delegation_id, act.at)
        records.audit.add(
            act,
            "delegation.ended",
            chamber_code=chamber_code,
            target_kind="user",
            target=found.lender,
            facts={"borrower": found.borrower},
        )
    return replace(found, ended_at=found.ended_at or act.at)
