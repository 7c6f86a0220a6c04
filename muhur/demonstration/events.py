"""What becomes of the demonstration's documents: the stories of a revocation, a missing visa, a suspension, a renewal.

Each may be done again: what has happened already is left as it is.
"""

from datetime import date, datetime

from issuer.events.bulk import carry_out_list
from issuer.events.dependents import follow
from issuer.events.order import Order
from issuer.events.single import Means
from issuer.events.succession import How, succeed
from issuer.status_list import resign
from muhur.demonstration.plan import STORY_DAY
from muhur.installation import Home
from registry.access import APPROVER, USER, Caller
from registry.act import Act
from registry.document import BoardDecision
from registry.istanbul import day_of
from registry.lifecycle import YAYINDA
from registry.records.credentials import RecordedCredential
from registry.store import Store

REVOKED, VISA_MISSING = "EMO-2025-YB-000077-8", "EMO-2025-YB-000078-6"
WRONG, RIGHT = "MMO-2026-YB-000042-U", "MMO-2026-YB-000043-S"


def let_live(home: Home, now: datetime) -> None:
    """Let happen what the stories tell, up to ``now``."""
    today = day_of(now)
    story = min(today, STORY_DAY)
    revoked_on = min(date(story.year, 10, 3), story)
    every = _by_number(home.store)
    _list(home, now, REVOKED, Order("revoke", "yaniltici_kullanim", decision=BoardDecision("36/12", revoked_on),
                                    effective_on=revoked_on))  # fmt: skip
    _succeed(home, now, every.get(WRONG), every.get(RIGHT), "replace")
    suspended = _newest(every, "ZMO-BK-01")
    _list(home, now, suspended, Order("suspend", "disiplin", decision=BoardDecision("24/7", today)))
    yearly = sorted(
        (one for one in every.values() if one.programme_code == "EMO-SM-01"), key=lambda one: one.valid_from
    )
    renewed = yearly[0] if yearly else None
    following = next((one for one in yearly[1:] if renewed and one.member_id == renewed.member_id), None)
    _succeed(home, now, renewed, following, "renew")


def _by_number(store: Store) -> dict[str, RecordedCredential]:
    with store.reading() as records:
        return {one.belge_no: one for one in records.credentials.all()}


def _newest(every: dict[str, RecordedCredential], programme: str) -> str:
    return max(one.belge_no for one in every.values() if one.programme_code == programme)


def _approver(chamber_code: str, now: datetime) -> Act:
    return Act(Caller(USER, "demo", chamber_code, frozenset({APPROVER})), now)


def _list(home: Home, now: datetime, belge_no: str, order: Order) -> None:
    # As a list of one: the same list again does nothing.
    act = _approver(belge_no.partition("-")[0], now)
    carry_out_list(Means(home.store, home.open_key), act, [(1, belge_no)], order)


def _succeed(
    home: Home, now: datetime, old: RecordedCredential | None, new: RecordedCredential | None, how: How
) -> None:
    if old is None or new is None:
        return
    with home.store.reading() as records:
        chamber = records.chambers.find(old.chamber_code)
        found = records.standings.living_by_id(old.chamber_code, [old.id])[old.id]
    if chamber is None or found.state.state != YAYINDA:
        return
    key, today = home.open_key(chamber, now), day_of(now)
    reason = "bilgi_hatasi" if how == "replace" else None
    with home.store.writing(chamber.code) as records:
        records.chambers.lock(chamber.code)
        act = _approver(chamber.code, now)
        lists = succeed(records, act, old.id, new.id, how, reason, today, BoardDecision("48/3", today))
        for number in sorted(lists):
            resign(records, chamber, number, key, now)
    follow(home.store, home.open_key, [old.id], now)
