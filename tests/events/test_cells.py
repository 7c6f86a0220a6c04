"""Every cell of the life-cycle table, generated: state x action x role, before and after signing."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from issuer.events.order import Order, taken, unchanged
from registry.access import CHAMBER_ROLES, ROLES, SYSTEM
from registry.document import BoardDecision
from registry.lifecycle import (
    ASKIDA,
    BY_ACTION,
    IPTAL,
    STATES,
    TRANSITIONS,
    YAYINDA,
    YENILENDI,
    TransitionRefused,
    step,
)
from registry.records.history.standings import LivingDocument, State
from registry.refusal import Refusal
from registry.standing import StandingFacts, Successor, standing_of
from tests.support.acts import act_of
from tests.support.register import TODAY

EVERYTHING = frozenset({"note", "reason", "decision", "successor", "visa_year"})
DECISION = BoardDecision("51/7", TODAY)
ISSUED = date(2025, 5, 5)
NEXT = UUID(int=7), Successor("MMO-2026-YB-000043-S", "6" * 16, date(2026, 12, 1))
# The table of the rules, written out once more by hand: what may follow, and who may do it.
ALLOWED = {
    ("prepare", None): {"officer", "administrator", "system"},
    ("edit", "taslak"): {"officer", "administrator", "system"},
    ("submit", "taslak"): {"officer", "administrator", "system"},
    ("withdraw", "taslak"): {"officer", "administrator"},
    ("withdraw", "onay_bekliyor"): {"officer", "administrator"},
    ("approve", "onay_bekliyor"): {"approver"},
    ("return", "onay_bekliyor"): {"approver"},
    ("return", "onaylandi"): {"approver"},
    ("sign", "onaylandi"): {"system", "approver"},
    ("publish", "imzalandi"): {"system", "approver"},
    ("suspend", "yayinda"): {"approver"},
    ("reinstate", "askida"): {"approver"},
    ("revoke", "yayinda"): {"approver"},
    ("revoke", "askida"): {"approver"},
    ("replace", "iptal"): {"approver"},
    ("renew", "yayinda"): {"approver"},
    ("visa", "yayinda"): {"approver", "officer"},
}
CELLS = [
    (action, state, role) for action in BY_ACTION for state in (None, *STATES) for role in (*ROLES, SYSTEM)
]


@pytest.mark.parametrize(("action", "state", "role"), CELLS)
def test_cell(action: str, state: str | None, role: str) -> None:
    roles = frozenset({role})
    if role in ALLOWED.get((action, state), set()):
        assert (
            step(action, state, roles=roles, given=EVERYTHING, kind="yetki").after == BY_ACTION[action].after
        )
        return
    with pytest.raises(TransitionRefused) as caught:
        step(action, state, roles=roles, given=EVERYTHING, kind="yetki")
    may_at_all = any(role in who for (one, _), who in ALLOWED.items() if one == action)
    assert caught.value.code == ("lifecycle.illegal" if may_at_all else "lifecycle.role")


def test_the_cells_are_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(CELLS) == len(TRANSITIONS) * (len(STATES) + 1) * (len(ROLES) + 1)
    with capsys.disabled():
        print(f" {len(CELLS)} cells", end="")


def document(state: str, kind: str = "yetki") -> LivingDocument:
    since = None if state == YAYINDA else TODAY
    successor = NEXT[1] if state == YENILENDI else None
    facts = StandingFacts(
        ISSUED, date(2030, 5, 5), 2025, state=state, since_on=since, annual_visa=True, successor=successor
    )
    row = State(state, since or ISSUED, NEXT[0] if successor else None, None, False, 1)
    return LivingDocument(
        UUID(int=1), "MMO", "MMO-2025-YB-000001-4", "1" * 16, kind, UUID(int=2), ISSUED, 1, 1, row, facts
    )


@pytest.mark.parametrize("state", [YAYINDA, ASKIDA, IPTAL, YENILENDI])
@pytest.mark.parametrize("role", CHAMBER_ROLES)
@pytest.mark.parametrize("action", ["suspend", "reinstate", "revoke", "replace", "renew", "visa"])
def test_an_order_ends_where_the_table_says(state: str, role: str, action: str) -> None:
    order = Order(action, "talep", decision=DECISION, visa_year=2026)
    successor = NEXT if action in ("replace", "renew") else None
    begun = unchanged(document(state))
    if role in ALLOWED.get((action, state), set()):
        change = taken(begun, order, act_of("MMO", role), successor=successor)
        assert change.told.state == BY_ACTION[action].after
        assert len(change.events) == 1 and change.events[0].event == BY_ACTION[action].sicil_event
        return
    with pytest.raises(Refusal) as caught:
        taken(begun, order, act_of("MMO", role), successor=successor)
    assert caught.value.code in ("lifecycle.role", "lifecycle.illegal", "event.already_revoked")


@pytest.mark.parametrize(
    ("action", "need"), [(one.action, need) for one in TRANSITIONS for need in one.needs]
)
def test_what_a_step_needs_is_asked_for(action: str, need: str) -> None:
    found = BY_ACTION[action]
    state = found.before[0] if found.before else None
    wanted = need.removesuffix("_for_yetki")
    with pytest.raises(TransitionRefused) as caught:
        step(action, state, roles=found.roles, given=EVERYTHING - {wanted}, kind="yetki")
    assert caught.value.code == (
        "lifecycle.board_decision_missing" if need == "decision" else f"lifecycle.{wanted}_missing"
    )
    if need.endswith("_for_yetki"):
        step(action, state, roles=found.roles, given=EVERYTHING - {wanted}, kind="katilim")


def test_a_renewed_document_counts_until_its_successor_begins() -> None:
    change = taken(unchanged(document(YAYINDA)), Order("visa", visa_year=2026), act_of())
    change = taken(change, Order("renew"), act_of(), successor=NEXT)
    assert standing_of(change.facts, date(2026, 11, 30)).code == "valid"
    assert not change.state(date(2026, 11, 30)).status_bit
    assert standing_of(change.facts, date(2026, 12, 1)).code == "replaced"
    assert change.state(date(2026, 12, 1)).status_bit
    assert replace(change.told) == change.told
