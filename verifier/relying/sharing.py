"""What a member's share link opens: one document, with the evidence that the member chose, until the link ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.notices.shares import ShareRefused, token_hash
from registry.programme import Participation
from registry.store import PUBLIC, Store
from verifier.verdict import Verdict

_LONGEST_TOKEN = 64


@dataclass(frozen=True, slots=True)
class OpenedShare:
    """The document's code, for judging it; ``until`` is the end of the link, never that of the document."""

    code: str
    until: datetime
    disclosed: Mapping[str, Any]


def open_share(store: Store, token: str, at: datetime) -> OpenedShare:
    """Follow a link; raises ``ShareRefused`` share.unknown for one that never was, was ended or has run out."""
    with store.reading(PUBLIC) as records:
        known = len(token) <= _LONGEST_TOKEN
        share = records.sharing.share_by_token(token_hash(token)) if known else None
        found = None
        if share is not None and share.open_at(at):
            found = records.credentials.by_id(share.credential_id)
    if share is None or found is None:
        raise ShareRefused("share.unknown")
    with store.reading(share.chamber_code) as records:
        evidence = records.programmes.participation(found.run_id, found.member_id)
    disclosed = {} if evidence is None else _disclosed(evidence, share.fields)
    return OpenedShare(found.verification_code, share.expires_at, disclosed)


def shared_view(verdict: Verdict) -> dict[str, Any]:
    """The verdict as a link shows it: without the code, which would open the document when the link has ended."""
    answer = verdict.as_json()
    for part in ("credential", "successor"):
        if answer[part] is not None:
            answer[part] = {**answer[part], "code": None}
    return answer


def _disclosed(evidence: Participation, fields: tuple[str, ...]) -> dict[str, Any]:
    """The evidence a member chose to open; marks out of 100, attendance in units."""
    opened: dict[str, Any] = {}
    if "mark" in fields:
        marks = {
            "theory": evidence.last_theory_mark,
            "practice": evidence.last_practice_mark,
        }
        opened["mark"] = {name: mark / 100 for name, mark in marks.items() if mark is not None}
    if "attendance" in fields:
        opened["attendance"] = {
            "attended": evidence.attended_units,
            "scheduled": evidence.scheduled_units,
        }
    return opened
