"""One document suspended, reinstated, revoked, or its visa recorded."""

from dataclasses import dataclass
from typing import Any

from issuer.events.dependents import OpenKey, follow
from issuer.events.entry import Notify, sign_and_enter, tell_nobody
from issuer.events.order import RIGHTS, Change, EventRefused, Order, taken, unchanged
from registry import belge_no as numbers
from registry.access import AccessRefused
from registry.act import Act
from registry.records.registry_records import Records
from registry.store import Store


@dataclass(frozen=True, slots=True)
class Means:
    """What events need from outside: the register, the chambers' keys, and who is to be told.

    Where no keys are at hand (``open_key`` None: no route signs) the event counts all the same; the published lists
    follow when a worker that has them takes them up (``sign_pending``).
    """

    store: Store
    open_key: OpenKey | None
    notify: Notify = tell_nobody


def suspend(means: Means, act: Act, belge_no: str, *, dry_run: bool = False, **given: Any) -> Change:
    """yayında → askıda; needs reason and decision."""
    return carry_out(means, act, belge_no, Order("suspend", **given), dry_run=dry_run)


def reinstate(means: Means, act: Act, belge_no: str, *, dry_run: bool = False, **given: Any) -> Change:
    """askıda → yayında; needs a decision."""
    return carry_out(means, act, belge_no, Order("reinstate", **given), dry_run=dry_run)


def revoke(means: Means, act: Act, belge_no: str, *, dry_run: bool = False, **given: Any) -> Change:
    """yayında or askıda → iptal, for good; needs a reason, for a yetki a decision."""
    return carry_out(means, act, belge_no, Order("revoke", **given), dry_run=dry_run)


def visa(means: Means, act: Act, belge_no: str, *, dry_run: bool = False, **given: Any) -> Change:
    """The visa of a year recorded."""
    return carry_out(means, act, belge_no, Order("visa", **given), dry_run=dry_run)


def carry_out(means: Means, act: Act, belge_no: str, order: Order, *, dry_run: bool = False) -> Change:
    """Do what is ordered to one document of the caller's chamber; raises ``Refusal``, and then nothing is written.

    State, event, sicil entry, status list and audit record are one transaction; what rests on the document follows
    after it. ``dry_run`` judges only.
    """
    number, chamber_code = named(act, belge_no, RIGHTS[order.action])
    with means.store.reading(chamber_code) as records:
        chamber = records.chambers.find(chamber_code)
        change = _judged(records, chamber_code, number, order, act)
    if dry_run or chamber is None:
        return change
    key = None if means.open_key is None else means.open_key(chamber, act.at)
    with means.store.writing(chamber_code) as records:
        records.chambers.lock(chamber_code)
        # Judged again under the lock: of two who do the same at once, one is refused.
        change = _judged(records, chamber_code, number, order, act)
        sign_and_enter(records, act, chamber, [change], key, means.notify)
    if means.open_key is not None:
        follow(means.store, means.open_key, [change.document.id], act.at)
    return change


def named(act: Act, belge_no: str, right: str) -> tuple[str, str]:
    """A typed number as printed, and its chamber, where the caller must have ``right``.

    Another chamber's number is refused like one that is not there.
    """
    try:
        parsed = numbers.parse(belge_no)
    except numbers.BelgeNoRefused as error:
        raise EventRefused(error.code) from error
    act.caller.require(right, parsed.chamber)
    return str(parsed), parsed.chamber


def _judged(records: Records, chamber_code: str, number: str, order: Order, act: Act) -> Change:
    document = records.standings.living(chamber_code, [number]).get(number)
    if document is None:
        raise AccessRefused("access.not_found")
    return taken(unchanged(document), order, act)
