"""Documents that rest on a changed one, in other chambers too: their status bits follow.

Nothing is decided about them, so nothing is entered in their sicil: only the published bit changes. Each chamber's
bits are set in a transaction of its own, signed with its own key, after the change itself is stored. If that does
not happen (a crash, a key that is away), the nightly refresh does it; the verifier derives the standing anyway.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from issuer.sealing import ChamberKey
from issuer.status_list import resign
from registry.access import system
from registry.act import Act
from registry.chamber import Chamber
from registry.istanbul import day_of
from registry.records.history.standings import LivingDocument, State
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.standing import bit_of
from registry.store import PUBLIC, Store

OpenKey = Callable[[Chamber, datetime], ChamberKey]
_DEEPEST = 8
_log = logging.getLogger(__name__)


def follow(store: Store, open_key: OpenKey, changed: Collection[UUID], now: datetime) -> int:
    """Set or clear the bits of what rests on ``changed``, and of what rests on that; returns how many changed."""
    count = 0
    for _ in range(_DEEPEST):
        with store.reading(PUBLIC) as records:
            found = records.standings.dependents_of(changed) if changed else {}
        moved: list[UUID] = []
        for chamber_code, ids in found.items():
            try:
                moved += refresh(store, open_key, chamber_code, ids, now)
            except Refusal as refusal:
                _log.warning("dependents_wait", extra={"chamber": chamber_code, "code": refusal.code})
        if not moved:
            break
        changed, count = moved, count + len(moved)
    return count


def sign_pending(store: Store, open_key: OpenKey, now: datetime) -> int:
    """Publish what events have changed where no key was at hand; returns how many bits changed. Safe at any time."""
    with store.reading() as records:
        pending = records.standings.pending()
    count = 0
    for chamber_code, ids in pending.items():
        moved = refresh(store, open_key, chamber_code, ids, now)
        count += len(moved) + follow(store, open_key, moved, now)
    return count


def refresh(
    store: Store, open_key: OpenKey, chamber_code: str, ids: Collection[UUID], now: datetime
) -> list[UUID]:
    """Bring the bits of a chamber's documents to what their standing says today; returns those that changed."""
    with store.reading(chamber_code) as records:
        chamber = records.chambers.find(chamber_code)
        waiting = _due(records, chamber_code, ids, now)
    if not waiting or chamber is None:
        return []
    key = open_key(chamber, now)
    with store.writing(chamber_code) as records:
        records.chambers.lock(chamber_code)
        # Read again under the lock: the newest facts decide, in whatever order two changes arrive here.
        due = _due(records, chamber_code, ids, now)
        records.standings.change_states(due)
        for number in sorted({document.status_list for document, _ in due}):
            resign(records, chamber, number, key, now)
        act = Act(system("status"), now)
        for document, state in due:
            records.audit.add(
                act,
                "document.bit_set" if state.status_bit else "document.bit_cleared",
                chamber_code=chamber_code,
                target_kind="document",
                target=document.belge_no,
            )
    return [document.id for document, _ in due]


def _due(
    records: Records, chamber_code: str, ids: Collection[UUID], now: datetime
) -> Sequence[tuple[LivingDocument, State]]:
    today = day_of(now)
    due = []
    for document in records.standings.living_by_id(chamber_code, ids).values():
        bit = bit_of(document.facts, today, erased=document.erased)
        if bit != document.state.status_bit:
            due.append((document, replace(document.state, status_bit=bit)))
    return due
