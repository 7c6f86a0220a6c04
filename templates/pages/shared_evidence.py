"""What a member opened by a share link beyond the document itself, as the page says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from templates.written import mark, moment, number


@dataclass(frozen=True, slots=True)
class SharedEvidence:
    """Rows of label and value, and when the link ends."""

    rows: tuple[tuple[str, str], ...]
    until: str

    @classmethod
    def of(
        cls, disclosed: Mapping[str, Any], until: datetime, texts: Mapping[str, str], lang: str
    ) -> SharedEvidence:
        """The evidence in one language."""
        marks: Mapping[str, float] = disclosed.get("mark", {})
        rows = [
            (
                texts[f"opened_mark_{name}"] if len(marks) > 1 else texts["opened_mark"],
                mark(value, lang),
            )
            for name, value in marks.items()
        ]
        if attended := disclosed.get("attendance"):
            rows.append(
                (texts["opened_attendance"], _rate(attended["attended"], attended["scheduled"], lang))
            )
        return cls(tuple(rows), moment(until, lang))


def _rate(attended: int, scheduled: int, lang: str) -> str:
    """Cut, never rounded up: 1079 of 1200 is %89,91."""
    if scheduled <= 0:
        return ""
    hundredths = attended * 10_000 // scheduled
    text = number(hundredths / 100, lang, 2)
    return f"{text} %" if lang == "en" else f"%{text}"
