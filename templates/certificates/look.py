"""The look of a design version: what its ``design.json`` says, read and checked, as a page of type takes it in.

A base has pages of its own. A look stands on a base and is data alone: colours, a logo, pictures of signatures,
sentences, languages (docs/develop.md, "Certificate designs").
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KINDS = ("katilim", "basari", "yetki")
LANGUAGES = ("tr", "en")
# A sentence for each case; an authorisation has four.
CASES = (*KINDS, "yetki_area", "yetki_trained", "yetki_trained_area")
NAMES = ("organiser", "chamber", "area", "programme", "host")
LARGEST_PICTURE = 120_000
_SHARED = {"name", "languages", "accent", "second", "logo", "signatures", "wording"}
_BASE = _SHARED | {"sealed", "attachments", "parts", "inside"}
_LOOK = _SHARED | {"base"}
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)


class LookUnfit(ValueError):
    """A ``design.json`` that cannot be drawn with; the message says where."""

    code = "design.look_unfit"


@dataclass(frozen=True, slots=True)
class Said:
    """What one ``design.json`` says, checked. ``base`` is empty in a base; pictures are not read yet."""

    base: str
    values: Mapping[str, Any]


def said_in(folder: Path) -> Said:
    """Read and check a folder's ``design.json``. Raises ``LookUnfit``."""
    try:
        found = json.loads((folder / "design.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as refused:
        raise LookUnfit("design.json is absent or no JSON") from refused
    if not isinstance(found, dict):
        raise LookUnfit("design.json is not an object")
    allowed = _LOOK if "base" in found else _BASE
    if strange := sorted(set(found) - allowed):
        raise LookUnfit(f"design.json: {', '.join(strange)} is not known here")
    base = found.get("base", "")
    if not isinstance(base, str):
        raise LookUnfit("base is not the name of a design")
    if base and (pages := sorted(path.name for path in folder.glob("*.typ"))):
        raise LookUnfit(f"a look is data alone: {', '.join(pages)}")
    return Said(base, found)


def look_of(own: Mapping[str, Any], base: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The whole look, JSON-ready, pictures included; what a look leaves out is its base's. Raises ``LookUnfit``."""
    merged = {**base, **own}
    look = {
        "accent": _accent(merged.get("accent")),
        "second": _colour(merged.get("second"), "second"),
        "languages": _languages(merged.get("languages", ["tr"])),
        "wording": _wording(own.get("wording", {})),
        "logo": own.get("logo", ""),
        "signatures": own.get("signatures") or {},
    }
    signatures = look["signatures"]
    if not isinstance(signatures, dict) or not isinstance(look["logo"], str):
        raise LookUnfit("logo is a file's name; signatures name a file for a signer")
    names = {name for name in (look["logo"], *signatures.values()) if name}
    return {**look, "files": {name: _picture(folder, name) for name in sorted(names, key=str)}}


def _colour(value: object, where: str) -> str:
    if not isinstance(value, str) or _COLOUR.fullmatch(value) is None:
        raise LookUnfit(f"{where}: a colour is written #1a2b3c, in small letters")
    return value


def _accent(value: object) -> dict[str, str]:
    """One colour for all kinds, or one for each."""
    each = dict.fromkeys(KINDS, value) if isinstance(value, str) else value
    if not isinstance(each, dict) or set(each) != set(KINDS):
        raise LookUnfit("accent: one colour, or one for each kind")
    return {kind: _colour(each[kind], f"accent.{kind}") for kind in KINDS}


def _languages(value: object) -> list[str]:
    if value not in (["tr"], ["tr", "en"]):
        raise LookUnfit('languages is ["tr"] or ["tr", "en"]')
    return list(LANGUAGES) if value == ["tr", "en"] else ["tr"]


def _wording(value: object) -> dict[str, dict[str, str]]:
    if not isinstance(value, dict) or not set(value) <= set(CASES):
        raise LookUnfit(f"wording: sentences of {', '.join(CASES)}")
    for case, both in value.items():
        if not isinstance(both, dict) or not both or not set(both) <= set(LANGUAGES):
            raise LookUnfit(f"wording.{case}: a sentence a language")
        for language, sentence in both.items():
            left = re.sub("|".join(rf"\{{{name}\}}" for name in NAMES), "", str(sentence))
            if not isinstance(sentence, str) or not sentence.strip() or "{" in left or "}" in left:
                raise LookUnfit(f"wording.{case}.{language}: only {', '.join(NAMES)} stand in braces")
    return value


def _picture(folder: Path, name: object) -> str | list[int]:
    """An SVG as text, a PNG as its bytes."""
    if not isinstance(name, str) or Path(name).name != name or not name.endswith((".svg", ".png")):
        raise LookUnfit(f"{name}: a picture is an SVG or PNG file beside design.json")
    try:
        data = (folder / name).read_bytes()
    except OSError as refused:
        raise LookUnfit(f"{name} is absent") from refused
    if len(data) > LARGEST_PICTURE:
        raise LookUnfit(f"{name} is larger than {LARGEST_PICTURE} bytes")
    if name.endswith(".png"):
        return list(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as refused:
        raise LookUnfit(f"{name} is not UTF-8") from refused
