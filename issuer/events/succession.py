"""A document takes another's place: as its correction, or as its renewal."""

from datetime import date
from typing import Literal
from uuid import UUID

from issuer.events.entry import Notify, enter, tell_nobody
from issuer.events.order import Change, EventRefused, Order, taken, unchanged
from registry.access import APPROVER, AccessRefused
from registry.act import Act
from registry.document import BoardDecision
from registry.lifecycle import IPTAL
from registry.records.history.standings import LivingDocument
from registry.records.registry_records import Records
from registry.standing import Successor

How = Literal["replace", "renew"]
_APPROVED = frozenset({APPROVER})


def succeed(
    records: Records,
    act: Act,
    old_id: UUID,
    new_id: UUID,
    how: How,
    reason_code: str | None,
    on: date,
    decision: BoardDecision | None,
    *,
    chamber_code: str | None = None,
    notify: Notify = tell_nobody,
) -> set[int]:
    """Let the new document take the old one's place, in the transaction that records the new one.

    Whoever approved the new document has decided this with it, so ``act`` may be the service's own.
    ``replace`` revokes the old one first unless it is revoked; ``renew`` leaves it valid until the new one begins.
    The caller holds the chamber's lock; it signs the status lists whose numbers are returned, in the same
    transaction, and afterwards lets what rests on the old document follow (``issuer.events.dependents``).
    """
    found = records.standings.living_by_id(chamber_code or act.caller.chamber_code or "", [old_id, new_id])
    if old_id not in found or new_id not in found:
        raise AccessRefused("access.not_found")
    new = found[new_id]
    successor = new_id, Successor(new.belge_no, new.verification_code, new.facts.valid_from)
    change = succession(found[old_id], successor, how, reason_code, on, decision, act)
    return enter(records, act, [change], notify)


def succession(
    old: LivingDocument,
    successor: tuple[UUID, Successor],
    how: How,
    reason_code: str | None,
    on: date,
    decision: BoardDecision | None,
    act: Act,
) -> Change:
    """The steps of a succession, judged; raises ``Refusal``."""
    if successor[0] == old.id:
        raise EventRefused("event.own_successor")
    change = unchanged(old)
    if how == "renew":
        order = Order("renew", decision=decision, effective_on=on)
        return taken(change, order, act, successor=successor, roles=_APPROVED)
    if change.told.state != IPTAL:
        order = Order("revoke", reason_code, decision=decision, effective_on=on)
        change = taken(change, order, act, roles=_APPROVED)
    order = Order("replace", effective_on=on)
    return taken(change, order, act, successor=successor, roles=_APPROVED)
