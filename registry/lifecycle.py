"""The life of a document: one table of transitions, and it alone decides what may follow what.

Before signing the states are a batch's, afterwards a document's. That time has passed (expired, visa missing,
not yet valid) is never a state: ``registry/standing.py`` computes it.
"""

from dataclasses import dataclass

from registry.access import ADMINISTRATOR, APPROVER, OFFICER, SYSTEM
from registry.refusal import Refusal

TASLAK, ONAY_BEKLIYOR, ONAYLANDI, IMZALANDI = "taslak", "onay_bekliyor", "onaylandi", "imzalandi"
YAYINDA, ASKIDA, IPTAL, YENILENDI = "yayinda", "askida", "iptal", "yenilendi"
VAZGECILDI = "vazgecildi"

# Why a document was suspended or revoked; never public.
REASONS = (
    "bilgi_hatasi",
    "yaniltici_kullanim",
    "disiplin",
    "uyelik_sona_erdi",
    "talep",
    "dayanak",
    "diger",
)


class TransitionRefused(Refusal):
    """The life cycle does not allow this step, this person, or this without what it needs."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One row: from which states an action leads where, who may do it, what it needs, what the sicil says.

    ``needs`` names facts that must be given: note, reason, decision, decision_for_yetki, successor, visa_year.
    ``not_preparer``: whoever prepared it may not.
    """

    action: str
    before: tuple[str, ...]
    after: str
    roles: frozenset[str]
    needs: tuple[str, ...] = ()
    sicil_event: str | None = None
    not_preparer: bool = False


_OFFICERS = frozenset({OFFICER, ADMINISTRATOR})
_APPROVERS = frozenset({APPROVER})
_SYSTEM = frozenset({SYSTEM, APPROVER})

TRANSITIONS = (
    Transition("prepare", (), TASLAK, _OFFICERS | {SYSTEM}),
    Transition("edit", (TASLAK,), TASLAK, _OFFICERS | {SYSTEM}),
    Transition("submit", (TASLAK,), ONAY_BEKLIYOR, _OFFICERS | {SYSTEM}, ("decision_for_yetki",)),
    Transition("withdraw", (TASLAK, ONAY_BEKLIYOR), VAZGECILDI, _OFFICERS),
    Transition(
        "approve", (ONAY_BEKLIYOR,), ONAYLANDI, _APPROVERS, ("decision_for_yetki",), not_preparer=True
    ),
    # Also of what is approved but not yet signed: a schedule called off, or facts that have changed since.
    Transition("return", (ONAY_BEKLIYOR, ONAYLANDI), TASLAK, _APPROVERS, ("note",)),
    Transition("sign", (ONAYLANDI,), IMZALANDI, _SYSTEM),
    Transition("publish", (IMZALANDI,), YAYINDA, _SYSTEM, (), "belge_islendi"),
    Transition("suspend", (YAYINDA,), ASKIDA, _APPROVERS, ("reason", "decision"), "askiya_alindi"),
    Transition("reinstate", (ASKIDA,), YAYINDA, _APPROVERS, ("decision",), "aski_kaldirildi"),
    Transition(
        "revoke", (YAYINDA, ASKIDA), IPTAL, _APPROVERS, ("reason", "decision_for_yetki"), "iptal_edildi"
    ),
    Transition("replace", (IPTAL,), IPTAL, _APPROVERS, ("successor",), "yerine_belge_verildi"),
    Transition("renew", (YAYINDA,), YENILENDI, _APPROVERS, ("successor",), "yenilendi"),
    Transition("visa", (YAYINDA,), YAYINDA, _APPROVERS | {OFFICER}, ("visa_year",), "vize_islendi"),
)
_MISSING = {
    "note": "lifecycle.note_missing",
    "reason": "lifecycle.reason_missing",
    "decision": "lifecycle.decision_missing",
    "successor": "lifecycle.successor_missing",
    "visa_year": "lifecycle.visa_year_missing",
}
BY_ACTION = {one.action: one for one in TRANSITIONS}
STATES = tuple(dict.fromkeys(one.after for one in TRANSITIONS))


def step(
    action: str,
    state: str | None,
    *,
    roles: frozenset[str],
    actor: str = "",
    preparer: str | None = None,
    in_place_of: frozenset[str] = frozenset(),
    kind: str | None = None,
    given: frozenset[str] = frozenset(),
) -> Transition:
    """The transition that ``action`` takes from ``state``; raises ``TransitionRefused``.

    ``given`` names the facts that came with the request, ``kind`` the document's kind, ``preparer`` who made it,
    ``in_place_of`` the absent approvers whose right the actor uses (``Act.lenders``).
    """
    found = BY_ACTION[action]
    if not roles & found.roles:
        raise TransitionRefused("lifecycle.role", action=action)
    if state not in (found.before or (None,)):
        raise TransitionRefused("lifecycle.illegal", action=action, state=state or "-")
    # A lent right is its lender's: of several nobody can tell in whose place it is done.
    if found.not_preparer and preparer in {actor, *in_place_of}:
        raise TransitionRefused("lifecycle.four_eyes")
    for need in found.needs:
        wanted = need.removesuffix("_for_yetki")
        if need.endswith("_for_yetki") and kind != "yetki":
            continue
        if need == "decision" and need not in given:
            raise TransitionRefused("lifecycle.board_decision_missing")
        if wanted not in given:
            raise TransitionRefused(_MISSING[wanted])
    return found
