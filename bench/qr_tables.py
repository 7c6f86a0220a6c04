"""docs/qr-survival.md from bench/qr_survival.json: ``python -m bench.qr_tables``.

Words that stand between the lines ``<!-- tables -->`` of that page are made here, the others are written by hand.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.qr_damage import DAMAGES
from bench.qr_survival import DIGITS, RESOLUTIONS, RESULT, SIDES, STRENGTHS

PAGE = Path(__file__).resolve().parents[1] / "docs" / "qr-survival.md"
MARK = "<!-- tables -->"
NAMES = {
    "server": "server", "zxing-cpp": "zxing-cpp, once", "camera": "page, a frame", "photo": "page, a photo",
    "native": "BarcodeDetector", "zbar": "zbar",
}  # fmt: skip
_QUIET = 8


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines) + "\n"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}"


def _three(right: dict[str, int], key: str, name: str, whole: int, strengths: Sequence[str]) -> str:
    return " / ".join(_percent(right[f"{key}|{name}/{strength}"], whole) for strength in strengths)


def of_today(found: dict[str, Any]) -> str:
    """The symbol as it is: readers over damages, then by modules."""
    right, whole = found["right"], found["documents"]
    text = ""
    for dpi in RESOLUTIONS:
        rows = [["none", *(_percent(right[f"{one}|{dpi}|none"], whole) for one in found["readers"])]]
        rows += [
            [name, *(_three(right, f"{one}|{dpi}", name, whole, STRENGTHS) for one in found["readers"])]
            for name in DAMAGES
        ]
        text += f"\n{dpi} dpi:\n\n{_table(['damage', *(NAMES[one] for one in found['readers'])], rows)}"
    cells = 1 + len(STRENGTHS) * len(DAMAGES)
    rows = [
        [f"{side}", *(_percent(found["by_modules"][f"{side}|{dpi}"], count * cells) for dpi in RESOLUTIONS)]
        for side, count in found["of_modules"].items()
    ]
    text += "\nThe server over all damages, by modules of a side:\n\n"
    text += _table(["modules", *(f"{dpi} dpi" for dpi in RESOLUTIONS)], rows)
    spent = ", ".join(f"{NAMES[name]} {spent:.0f}" for name, spent in found["milliseconds"].items())
    return f"{text}\nMilliseconds a picture of 68 mm, on the machine of the measurement: {spent}.\n"


def of_pages(found: dict[str, Any]) -> str:
    """Whole sheets through the server."""
    right, whole = found["right"], found["documents"]
    rows = [["none", *(_percent(right[f"{dpi}|none"], whole) for dpi in RESOLUTIONS)]]
    rows += [
        [name, *(_three(right, str(dpi), name, whole, STRENGTHS[:2]) for dpi in RESOLUTIONS)]
        for name in DAMAGES
    ]
    return _table(["damage", *(f"{dpi} dpi" for dpi in RESOLUTIONS)], rows)


def of_choice(found: dict[str, Any]) -> str:
    """Levels, sizes and lengths."""
    rows = []
    for digits in DIGITS:
        for level in ("L", "M", "Q"):
            modules = found["modules"][f"{digits}|{level}"]
            cells = []
            for side in SIDES:
                key = f"{digits}|{level}|{side}"
                share = [_percent(found[way][key], found["of"]) for way in ("once", "right")]
                cells.append(f"{' / '.join(share)} ({side / (modules + _QUIET):.2f})")
            rows.append([digits, level, modules, *cells])
    return _table(["digits", "level", "modules", *(f"{side} mm" for side in SIDES)], rows)


def tables(found: dict[str, Any]) -> str:
    """What stands between the marks."""
    today, pages, choice = found["today"], found["pages"], found["choice"]
    wrong = today["wrong"] + pages["wrong"] + choice["wrong"]
    return (
        f"Wrong texts in all readings: {wrong}.\n\n"
        f"## The symbol today\n\nPer cent read of {today['documents']} documents at little / more / much damage.\n"
        f"{of_today(today)}\n## Whole sheets through the server\n\nJPEG, little / more damage, {pages['documents']} documents.\n\n"
        f"{of_pages(pages)}\n## Levels, sizes and lengths\n\n"
        f"Per cent of {choice['of']} readings: {choice['texts']} texts at 100 and 150 dpi, more and much damage; zxing-cpp once / "
        f"the server, and in brackets the millimetres of a module.\n\n{of_choice(choice)}"
    )


def page(found: dict[str, Any], before: str) -> str:
    """The page with its tables made anew."""
    head, _, tail = before.split(MARK)
    return f"{head}{MARK}\n{tables(found)}{MARK}{tail}"


def main() -> None:
    """Write the page."""
    found = json.loads(RESULT.read_text(encoding="utf-8"))
    PAGE.write_text(page(found, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
