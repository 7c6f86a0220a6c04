"""Everything held about a member, as a person reads it: what says something to them, class by class. Pure.

The whole of it, technical columns too, is the JSON export; docs/operate/kvkk.md says why each class is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

# Class of data (a table of the register) and the columns that say something to its owner.
READABLE: dict[str, tuple[str, ...]] = {
    "members": (
        "sicil_no", "given_name", "family_name", "title", "status", "email", "province", "listed_since",
    ),
    "member_names": ("given_name", "family_name", "ended_at", "reason"),
    "membership_events": ("effective_on", "event", "before", "after", "note"),
    "credentials": ("belge_no", "kind", "area", "awarded_at", "valid_from", "valid_until"),
    "inherited_documents": (
        "number", "kind", "area", "programme_name", "issued_on", "valid_until", "ended_on",
    ),
    "participations": (
        "attended_units", "scheduled_units", "theory_mark", "theory_repeat_mark", "practice_mark",
        "practice_repeat_mark", "source",
    ),
    "sealed_pdfs": ("sealed_at", "size"),
    "sicil_entries": ("seq", "event", "belge_no", "at"),
    "log_openings": ("seq", "kind"),
    "consents": ("purpose", "given", "at"),
    "access_events": ("at", "asking_chamber", "purpose", "area"),
    "share_links": ("made_at", "expires_at", "ended_at"),
    "member_requests": ("made_at", "kind", "text", "state", "answer"),
    "person_links": ("made_at", "expires_at", "used_at"),
    "feed_items": ("at", "outcome", "belge_no"),
    "drafts": (),
    "issue_intents": ("belge_no", "made_at"),
    "sessions": ("device", "made_at", "seen_at", "ended_at"),
    "passwords": ("set_at",),
    "passkeys": ("name", "made_at", "used_at"),
    "totp_secrets": ("made_at", "confirmed_at"),
    "one_time_codes": ("purpose", "made_at", "expires_at", "used_at"),
    "identities": ("issuer", "subject", "made_at"),
}  # fmt: skip
_MARKS = ("theory_mark", "theory_repeat_mark", "practice_mark", "practice_repeat_mark")
Value = str | int | float | bool | date | datetime


@dataclass(frozen=True, slots=True)
class Held:
    """One class of data: its rows as pairs of column and value, and how many rows there are."""

    name: str
    count: int
    rows: tuple[tuple[tuple[str, Value], ...], ...]


def readable(held: Mapping[str, list[dict[str, Any]]]) -> list[Held]:
    """The classes in the order of the table above; those without a row are told too."""
    found = []
    for name, columns in READABLE.items():
        rows = held[name]
        shown = tuple(
            tuple(
                (column, _value(column, row[column])) for column in columns if row[column] not in (None, "")
            )
            for row in rows
        )
        found.append(Held(name, len(rows), tuple(row for row in shown if row)))
    return found


def _value(column: str, value: Any) -> Value:
    if column in _MARKS:
        return int(value) / 100
    if column in ("listed_since", "at") or column.endswith("_at"):
        return datetime.fromisoformat(str(value))
    if column.endswith("_on") or column in ("valid_from", "valid_until"):
        return date.fromisoformat(str(value))
    found: Value = value
    return found
