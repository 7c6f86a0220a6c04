"""Reading the audit trail: the union's auditor with masked logins, an administrator his own chamber's."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from registry.access import USER
from registry.act import Act
from registry.records.audit import AuditEntry, AuditFilter
from registry.store import NO_CHAMBER, UNION, Store

RIGHT, OWN_RIGHT = "audit:read", "audit:own"
MAX_PAGE = 200
# Facts that name somebody with a login.
_PEOPLE = frozenset({"borrower", "lender"})


def read_trail(
    store: Store, wanted: AuditFilter, act: Act, *, before: UUID | None, limit: int, masked: bool
) -> list[AuditEntry]:
    """A page of the trail, newest first; that it was read stands in it too.

    ``wanted.chamber_code`` must be the caller's own unless he may read all: the routes see to that.
    """
    own = act.caller.chamber_code
    with store.reading(own or UNION) as records:
        found = records.audit.page(wanted, before=before, limit=limit)
    names = ("chamber_code", "action", "outcome")
    asked = {name: value for name in names if (value := getattr(wanted, name)) is not None}
    with store.writing(own or NO_CHAMBER) as records:
        records.audit.add(act, "audit.read", facts=asked)
    return [_masked(one, act.person) for one in found] if masked else found


def _masked(one: AuditEntry, person: Callable[[str], str]) -> AuditEntry:
    """The entry without logins: the first letter, and a mark that is the same for the same person."""

    def mask(login: str) -> str:
        return f"{login[:1]}***#{person(login).rpartition(':')[2][:8]}"

    return replace(
        one,
        actor=mask(one.actor) if one.actor_kind == USER else one.actor,
        target=mask(one.target) if one.target_kind == USER and one.target else one.target,
        facts={
            name: mask(value) if name in _PEOPLE and isinstance(value, str) else value
            for name, value in one.facts.items()
        },
    )
