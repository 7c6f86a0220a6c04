"""Draws the report of a verdict; the words are those of its page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from templates.drawing import compiler, coverage
from templates.pages.verdict_view import VerdictView, view
from templates.rendering import PageInstallation, language_of, load_texts
from templates.written import moment

_FOLDER: Final = Path(__file__).parent
_TONES: Final = {"valid": "good", "not_genuine": "bad", "revoked": "bad", "unknown": "unsure"}
_STEP_TONES: Final = {"pass": "good", "fail": "bad", "could_not_check": "unsure"}
_WORDS: Final = ("title", "not_document", "result", "steps", "step", "step_result", "step_reason", "current")


class Report:
    """Draws the reports of one installation."""

    def __init__(self, installation: PageInstallation) -> None:
        self._installation = installation
        self._texts = load_texts()

    def draw(
        self,
        lang: str,
        verdict: Mapping[str, object],
        *,
        code: str | None,
        entry: str,
        at: datetime,
        sha256: str = "",
    ) -> bytes:
        """The report as a tagged PDF (PDF/UA-1): the page's verdict, fields and steps, and the time of the check.

        Blocking; safe to call from several threads.
        """
        language = language_of(lang)
        texts = self._texts[language]
        made = view(verdict, language, texts)
        address = f"{self._installation.public_url.rstrip('/')}/"
        page = f"{address}v/{quote(code, safe='')}" if code else address
        about = [
            (texts["proof_at"], f"{moment(at, language)} ({texts['proof_zone']})"),
            (texts["proof_asked"], texts[f"proof_asked_{entry}"]),
            *([(texts["proof_sha256"], sha256)] if sha256 else []),
            (texts["proof_by"], f"{texts['brand']}, {texts['brand_line']}, {address}"),
        ]
        values = {
            "lang": language,
            "words": {
                **{name: texts[f"proof_{name}"] for name in _WORDS},
                "field": texts["proof_field"],
                "value": texts["proof_value"],
            },
            "subject": made.sheet.belge_no if made.sheet else moment(at, language),
            "host": address,
            "footer": f"{texts['proof_title']} · {moment(at, language)} · {address}",
            "specimen": f"{texts['specimen_word']}: {texts['specimen_banner']}"
            if self._installation.specimen
            else "",
            "about": about,
            "current": page,
            **_said(made, texts),
        }
        pdf = compiler().compile(
            input=_FOLDER / "report.typ",
            root=_FOLDER,
            format="pdf",
            sys_inputs={"report": json.dumps(_printable(values))},
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
        assert isinstance(pdf, bytes)
        return pdf


def _said(made: VerdictView, texts: Mapping[str, str]) -> dict[str, Any]:
    sheet = made.sheet
    fields: list[tuple[str, str]] = []
    if sheet is not None:
        note = f" ({texts['masked_note']})" if sheet.masked else ""
        fields = [
            (texts["field_kind"], sheet.title),
            (texts["field_chamber"], sheet.chamber),
            (texts["field_name"], sheet.name + note),
            *((one.label, "\n".join(one.lines)) for one in sheet.fields),
        ]
    verified = sheet is not None and sheet.verified
    return {
        "tone": _TONES.get(made.state, "warn"),
        "word": made.word,
        "headline": made.headline,
        "advice": made.advice,
        "as_of": f"{texts['as_of']}: {made.as_of}" if made.as_of else "",
        "fields": fields,
        "fields_title": texts["proof_fields" if verified else "proof_unverified"],
        "meaning": sheet.meaning if sheet is not None else "",
        "steps": [
            {
                "label": f"{one.number}. {one.label}",
                "word": one.word,
                "text": one.text,
                "code": one.code,
                "tone": _STEP_TONES[one.result],
            }
            for one in made.steps
        ],
    }


def _printable(value: Any) -> Any:
    """The same with a visible mark for each character the fonts cannot show: a forger chooses what stands there."""
    if isinstance(value, str):
        known = coverage()
        return "".join(char if char in known or char == "\n" else "?" for char in value)
    if isinstance(value, Mapping):
        return {name: _printable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return value
