"""From a verdict to what its page shows: one state, the words for it, the fields and the steps.

The page may only say "valid" for a genuine document in force of which every step passed; anything
else that a verdict could hold, known or not, ends in a state that is not green.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from templates.written import day, moment

IN_FORCE = "valid"
NOT_IN_FORCE = frozenset({"expired", "not_yet_valid", "suspended", "revoked", "replaced", "visa_missing"})
# The status list says no without saying why; the standing itself stays unknown.
LISTED_OUT = "not_in_force"
RESULTS = frozenset({"pass", "fail", "could_not_check"})
KINDS = frozenset({"katilim", "basari", "yetki"})

# Control characters, bidirectional marks and overrides, zero-width characters: never part of a name, and
# able to make one field look like another.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

Texts = Mapping[str, str]
MISTYPED = [["number.malformed"], ["number.check_character"], ["code.malformed"], ["record.not_found"]]


@dataclass(frozen=True, slots=True)
class Field:
    """One labelled field of the sheet."""

    label: str
    lines: tuple[str, ...]
    name: str
    exact: bool = False
    """Exact values (names, numbers) must not be translated by a browser."""


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered check in the words of the page."""

    number: int
    label: str
    result: str
    word: str
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What the QR code is compared with, exactly as the verdict holds it."""

    belge_no: str
    name: str
    valid_from: str
    valid_until: str
    masked: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The credential as the page shows it."""

    verified: bool
    masked: bool
    specimen: bool
    chamber: str
    title: str
    title_in_english: str
    name: str
    belge_no: str
    fields: tuple[Field, ...]
    meaning: str
    page_code: str
    compared: Compared


@dataclass(frozen=True, slots=True)
class VerdictView:
    """Everything the verdict page says, in one language."""

    state: str
    word: str
    headline: str
    advice: str
    as_of: str
    warned: tuple[str, str] | None
    """Title and text above the signed fields of a file that is not the original."""

    successor_no: str
    successor_path: str
    """Where the document stands that has taken this one's place; empty when there is none, or no way to it."""

    fields_words: str
    """Which heading the fields stand under: `fields`, `signed` or `unverified`."""

    steps: tuple[Step, ...]
    sheet: Sheet | None


def view(verdict: Mapping[str, object], lang: str, texts: Texts) -> VerdictView:
    """The words of a verdict (docs/spec/verdict.md); unknown values read as "cannot tell", never as valid."""
    steps = _steps(verdict, lang, texts)
    state = _state(verdict, steps)
    retype = _was_mistyped(verdict)
    if retype:
        state = "unknown"
    sheet = _sheet(verdict, state, lang, texts)
    masked = sheet is not None and sheet.masked
    return VerdictView(
        state=state,
        word=texts["state_retype" if retype else f"state_{state}"],
        headline=_headline(verdict, state, lang, texts),
        advice=texts[_advice(verdict, state, masked=masked, retype=retype)],
        as_of=istanbul_time(_text(verdict, "as_of")),
        warned=_warned(verdict, state, sheet, texts),
        successor_no=shown(_text(_successor(verdict, state), "belge_no")),
        successor_path=_path(_text(_successor(verdict, state), "code")),
        fields_words=_fields_words(state, sheet),
        steps=steps,
        sheet=sheet,
    )


def _warned(
    verdict: Mapping[str, object], state: str, sheet: Sheet | None, texts: Texts
) -> tuple[str, str] | None:
    """Another page is one thing, the right page in a file that the chamber did not close another."""
    if state != "not_genuine" or sheet is None or not sheet.verified:
        return None
    if verdict.get("page") == "original":
        return texts["not_original_title"], texts["not_original_text"]
    return texts["differs_title"], texts["differs_text"]


def turkish_date(iso: str) -> str:
    """`2026-11-22` as `22.11.2026`; what is not a date is shown as it stands."""
    try:
        return day(iso[:10])
    except ValueError:
        return iso


def istanbul_time(iso: str) -> str:
    """`2026-11-22T11:05:00Z` as `22.11.2026 14:05`; empty when there is no time to show."""
    try:
        at = datetime.fromisoformat(iso)
    except ValueError:
        return ""
    return "" if at.tzinfo is None else moment(at)


def shown(text: str) -> str:
    """A value as it may stand on the page: characters nobody can see become a visible mark."""
    return _UNSEEN.sub("\ufffd", text)


def _was_mistyped(verdict: Mapping[str, object]) -> bool:
    """Only a number or code was given, and it names nothing: more often a slip of the hand than a forgery."""
    reasons = verdict.get("reasons")
    return verdict.get("credential") is None and isinstance(reasons, list) and reasons in MISTYPED


def _advice(verdict: Mapping[str, object], state: str, *, masked: bool, retype: bool) -> str:
    if retype:
        return "advice_retype"
    if state == IN_FORCE and verdict.get("page") == "scan":
        return "advice_scan"
    return "advice_valid_masked" if state == IN_FORCE and masked else f"advice_{state}"


def _state(verdict: Mapping[str, object], steps: Sequence[Step]) -> str:
    outcome, standing = verdict.get("outcome"), verdict.get("standing")
    if outcome == "not_genuine" or verdict.get("page") == "differs":
        return "not_genuine"
    if outcome != "genuine":
        return "unknown"
    if isinstance(standing, str) and standing in NOT_IN_FORCE:
        return standing
    if standing == "unknown" and any(step.result == "fail" for step in steps):
        return LISTED_OUT
    every_step_passed = bool(steps) and all(step.result == "pass" for step in steps)
    if standing == IN_FORCE and every_step_passed and isinstance(verdict.get("credential"), Mapping):
        return IN_FORCE
    return "unknown"


def _successor(verdict: Mapping[str, object], state: str) -> Mapping[str, object]:
    return _mapping(verdict, "successor") if state == "replaced" else {}


def _path(code: str) -> str:
    return f"/v/{quote(code, safe='')}" if code else ""


def _fields_words(state: str, sheet: Sheet | None) -> str:
    if sheet is None or not sheet.verified:
        return "unverified"
    return "signed" if state == "not_genuine" else "fields"


def _headline(verdict: Mapping[str, object], state: str, lang: str, texts: Texts) -> str:
    """The verdict's own sentence, unless there is none or it says "valid" where the page does not."""
    sentence = _text(_mapping(verdict, "message"), lang)
    contradicts = state != IN_FORCE and sentence == texts["message_valid"]
    if sentence and not contradicts:
        return shown(sentence)
    return texts.get(f"message_{state}", f"{texts[f'state_{state}']}.")


def _steps(verdict: Mapping[str, object], lang: str, texts: Texts) -> tuple[Step, ...]:
    made = []
    for position, step in enumerate(_mappings(verdict, "steps"), start=1):
        result = _text(step, "result")
        if result not in RESULTS:
            result = "could_not_check"
        name = _text(step, "name")
        label = _text(_mapping(step, "label"), lang) or texts.get(f"step_{name}", name)
        number = step.get("n")
        made.append(
            Step(
                number=number if isinstance(number, int) else position,
                label=shown(label),
                result=result,
                word=texts[f"result_{result}"],
                text=shown(_text(_mapping(step, "text"), lang)),
                code="" if result == "pass" else shown(_text(step, "code")),
            )
        )
    return tuple(made)


def _sheet(verdict: Mapping[str, object], state: str, lang: str, texts: Texts) -> Sheet | None:
    credential = _mapping(verdict, "credential")
    if not credential:
        return None
    genuine = verdict.get("credential_genuine")
    verified = genuine is True or (genuine is None and verdict.get("outcome") == "genuine")
    kind = _text(credential, "kind")
    masked = credential.get("masked") is True
    chamber = _mapping(credential, "chamber")
    title = _text(credential, "title")
    known_title = texts[f"kind_{kind}"] if kind in KINDS else ""
    return Sheet(
        verified=verified,
        masked=masked,
        specimen=credential.get("specimen") is True,
        chamber=shown(_text(chamber, "name_en" if lang == "en" else "name_tr") or _text(chamber, "code")),
        title=shown(title or known_title),
        title_in_english=known_title if lang == "en" and title and title != known_title else "",
        name=shown(_text(credential, "name")),
        belge_no=shown(_text(credential, "belge_no")),
        fields=_fields(credential, texts),
        meaning=_meaning(kind, state, texts) if verified else "",
        page_code=_text(credential, "code"),
        compared=Compared(
            belge_no=_text(credential, "belge_no"),
            name=_text(credential, "name"),
            valid_from=_text(credential, "valid_from")[:10],
            valid_until=_text(credential, "valid_until")[:10],
            masked=masked,
        ),
    )


def _meaning(kind: str, state: str, texts: Texts) -> str:
    if kind not in KINDS or state == "not_genuine":
        return ""
    sentence = texts[f"means_{kind}"]
    if state in NOT_IN_FORCE or state == LISTED_OUT:
        return f"{texts['means_not_in_force']} {sentence}"
    if state == "unknown":
        return f"{texts['means_unknown']} {sentence}"
    return sentence


def _fields(credential: Mapping[str, object], texts: Texts) -> tuple[Field, ...]:
    programme, board = _mapping(credential, "programme"), _mapping(credential, "board_decision")
    form = _text(credential, "form")
    until = _text(credential, "valid_until")
    days = [turkish_date(one) for key in ("start_on", "end_on") if (one := _text(credential, key))]
    if len(days) == 2 and days[0] == days[1]:
        days = days[:1]
    signers = (_signer(signer, texts) for signer in _mappings(credential, "signers"))
    rows: tuple[tuple[str, str], ...] = (
        ("belge_no", _text(credential, "belge_no")),
        ("area", _text(credential, "area")),
        ("programme", _text(programme, "name")),
        ("valid_from", turkish_date(_text(credential, "valid_from"))),
        ("valid_until", turkish_date(until) if until else texts["field_unlimited"]),
        ("issued", turkish_date(_text(credential, "issued_on"))),
        ("sicil", _text(credential, "sicil_no")),
        ("role", _text(credential, "role")),
        ("board", _text(board, "number")),
        ("board_date", turkish_date(_text(board, "date"))),
        ("visa", texts["visa_required"] if credential.get("annual_visa") is True else ""),
        ("supports", _text(credential, "supporting_belge_no")),
        ("earlier", _earlier(_mapping(credential, "earlier_paper"))),
        ("dates", " – ".join(days)),
        ("hours", _text(credential, "lesson_hours")),
        ("form", texts.get(f"form_{form}", form)),
        ("programme_code", _text(programme, "code")),
        ("place", _text(credential, "place")),
        ("branch", _text(credential, "branch")),
    )
    own_words = {"visa", "form"}
    fields = [
        Field(label=texts[f"field_{name}"], lines=(shown(value),), name=name, exact=name not in own_words)
        for name, value in rows
        if value
    ]
    if lines := tuple(shown(signer) for signer in signers if signer):
        fields.append(Field(label=texts["field_signers"], lines=lines, name="signers", exact=True))
    return tuple(fields)


def _earlier(paper: Mapping[str, object]) -> str:
    issued = turkish_date(_text(paper, "issued_on"))
    return " · ".join(part for part in (_text(paper, "number"), issued) if part)


def _signer(signer: Mapping[str, object], texts: Texts) -> str:
    name, role = _text(signer, "name"), _text(signer, "role")
    role = texts.get(f"signer_{role}", role)
    return f"{name} ({role})" if name and role else name


def _text(source: Mapping[str, object], key: str) -> str:
    value = source.get(key)
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def _mapping(source: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = source.get(key)
    return value if isinstance(value, Mapping) else {}


def _mappings(source: Mapping[str, object], key: str) -> list[Mapping[str, object]]:
    value = source.get(key)
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        return []
    return [item for item in value if isinstance(item, Mapping)]
