"""What a browser sends: fields and files of a form, and the sentence for a field that cannot be read."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request

from registry.refusal import Refusal
from registry.visit import FormUnfit, Upload

MAX_FIELDS = 20_000
CSRF = "form_key"
# Pydantic's kinds of errors and the sentence of each in templates/pages/texts/common.json.
_SENTENCES = {
    "missing": "form_missing",
    "string_too_long": "form_too_long",
    "string_too_short": "form_too_short",
    "too_short": "form_missing",
    "too_long": "form_shape",
    "literal_error": "form_choice",
    "int_parsing": "form_number",
    "decimal_parsing": "form_number",
    "greater_than_equal": "form_range",
    "less_than_equal": "form_range",
    "date_from_datetime_parsing": "form_date",
    "date_parsing": "form_date",
    "date_type": "form_date",
    "datetime_from_date_parsing": "form_date",
}


class RequestRefused(Refusal):
    """The request itself cannot be read, or does not come from our own page."""


async def read_form(request: Request) -> tuple[dict[str, tuple[str, ...]], dict[str, Upload]]:
    """Fields and files of a posted form; raises ``RequestRefused`` for anything else."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        raise RequestRefused("request.unreadable")
    fields: dict[str, list[str]] = {}
    files: dict[str, Upload] = {}
    async with request.form(max_files=4, max_fields=MAX_FIELDS) as form:
        for name, value in form.multi_items():
            text = value if isinstance(value, str) else value.filename or ""
            if "\x00" in name or "\x00" in text:
                # PostgreSQL stores none, and no field of ours has one.
                raise RequestRefused("request.fields", fields=name.replace("\x00", ""))
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
            elif value.filename:
                files[name] = Upload(value.filename, await value.read())
    return {name: tuple(values) for name, values in fields.items()}, files


def require_own_page(request: Request, public_url: str) -> None:
    """Raise ``RequestRefused`` page.foreign_form for a form that another site sends.

    Browsers say where a request comes from (Fetch Metadata; Origin); one that says neither is held by the form's key.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    # A page that gives no referrer makes its own forms come from "null" (Fetch standard, 3.2).
    ours = (None, public_url, "null") if site == "same-origin" else (None, public_url)
    if site not in (None, "same-origin", "none") or origin not in ours:
        raise RequestRefused("page.foreign_form")


def field_sentences(refusal: FormUnfit, words: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by field."""
    return {name: _sentence(kind, facts, words) for name, (kind, facts) in refusal.faults.items()}


def _sentence(kind: str, facts: Mapping[str, Any], words: Mapping[str, str]) -> str:
    return words[_SENTENCES.get(kind, "form_shape")].format(**facts)
