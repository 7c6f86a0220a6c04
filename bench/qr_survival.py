"""How well the printed symbol survives paper: ``python -m bench.qr_survival [--documents N] [--parts today,pages,choice]``.

Writes bench/qr_survival.json; ``python -m bench.qr_tables`` makes docs/qr-survival.md of it. Needs Chromium, and
zbarimg (Debian: zbar-tools) for its column; without the latter it is left out.
"""

import argparse
import io
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from bench import qr_pictures as pictures
from bench import qr_readers as readers
from bench.qr_damage import DAMAGES, Damage
from templates import drawing
from verifier.paper import photo

RESULT = Path(__file__).with_name("qr_survival.json")
RESOLUTIONS = (100, 150, 300)
SIDES = (30, 34, 38, 42)
# Digits of the signed part: what at level M fills 61, 65, 69 and 73 modules.
DIGITS = (430, 540, 660, 700)
STRENGTHS = ("little", "more", "much")
Cells = dict[str, int]


def _damages(strengths: Sequence[int]) -> Iterator[tuple[str, Damage | None]]:
    yield "none", None
    for name, kinds in DAMAGES.items():
        for strength in strengths:
            yield f"{name}/{STRENGTHS[strength]}", kinds[strength]


def _done(picture: Image.Image, damage: Damage | None, dpi: float, seed: str) -> Image.Image:
    return picture if damage is None else damage(picture, dpi, Random(seed))


class _Count:
    """Readings that were right, and those that said anything else."""

    def __init__(self) -> None:
        self.right: defaultdict[str, int] = defaultdict(int)
        self.wrong = 0
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def read(
        self, name: str, read: readers.Read, seen: Sequence[Image.Image], texts: Sequence[str]
    ) -> list[bool]:
        """Ask a reader; ``name`` is that of its column."""
        begin = time.perf_counter()
        found = read(seen)
        self.seconds[name] += time.perf_counter() - begin
        self.wrong += sum(one != text for said, text in zip(found, texts, strict=True) for one in said)
        return [text in said for said, text in zip(found, texts, strict=True)]


def today(sheets: Sequence[pictures.Sheet], pdfs: Sequence[bytes]) -> dict[str, Any]:
    """The symbol as it is, every damage and reader: ``right["reader|dpi|damage/strength"]``."""
    count = _Count()
    by_modules: defaultdict[str, int] = defaultdict(int)
    texts = [one.text for one in sheets]
    with readers.browser() as in_browser:
        asked = {"server": readers.server, "zxing-cpp": readers.zxing_cpp, **in_browser}
        if readers.there_is_zbar():
            asked["zbar"] = readers.zbar
        for dpi in RESOLUTIONS:
            clean = [pictures.corner(pictures.whole_page(pdf, dpi), dpi) for pdf in pdfs]
            for name, damage in _damages((0, 1, 2)):
                seen = [_done(one, damage, dpi, f"{name} {n} {dpi}") for n, one in enumerate(clean)]
                for reader, read in asked.items():
                    right = count.read(reader, read, seen, texts)
                    count.right[f"{reader}|{dpi}|{name}"] = sum(right)
                    if reader == "server":
                        for sheet, good in zip(sheets, right, strict=True):
                            by_modules[f"{sheet.modules}|{dpi}"] += good
    shown = len(RESOLUTIONS) * (1 + 3 * len(DAMAGES)) * len(sheets)
    return {
        "documents": len(sheets),
        "readers": list(asked),
        "right": dict(count.right),
        "by_modules": dict(by_modules),
        "of_modules": {str(side): sum(one.modules == side for one in sheets) for side in (61, 65, 69)},
        "wrong": count.wrong,
        "milliseconds": {name: round(spent / shown * 1000, 1) for name, spent in count.seconds.items()},
    }


def pages(sheets: Sequence[pictures.Sheet], pdfs: Sequence[bytes]) -> dict[str, Any]:
    """Whole sheets as JPEG through the server's door of photos: ``right["dpi|damage/strength"]``."""
    count = _Count()
    texts = [one.text for one in sheets]

    def door(seen: Sequence[Image.Image]) -> list[list[str]]:
        said = []
        for one in seen:
            data = io.BytesIO()
            one.save(data, "JPEG", quality=80)
            said.append(photo.read(data.getvalue()).get("texts", []))
        return said

    corner_at = (pictures.LEFT - pictures.AROUND, pictures.TOP - pictures.AROUND)
    for dpi in RESOLUTIONS:
        clean = [pictures.whole_page(pdf, dpi) for pdf in pdfs]
        place = tuple(round(edge * dpi / 25.4) for edge in corner_at)
        for name, damage in _damages((0, 1)):
            seen = []
            for number, page in enumerate(clean):
                whole = page.copy()
                part = _done(pictures.corner(page, dpi), damage, dpi, f"{name} {number} {dpi} page")
                whole.paste(part, place)
                seen.append(whole)
            count.right[f"{dpi}|{name}"] = sum(count.read("photo", door, seen, texts))
    return {"documents": len(sheets), "right": dict(count.right), "wrong": count.wrong}


def choice(texts: int) -> dict[str, Any]:
    """Other levels, sizes and lengths: ``right["digits|level|side"]`` of ``of`` readings, once and in all ways."""
    once, ways = _Count(), _Count()
    modules, shown = {}, 0
    made = list(pictures.budgets(texts))
    for digits in DIGITS:
        said = [(prefix, rest[:digits]) for prefix, rest in made]
        for level in pictures.LEVELS:
            symbols = [pictures.matrix(prefix, rest, level) for prefix, rest in said]
            modules[f"{digits}|{level}"] = len(symbols[0])
            for side in SIDES:
                shown = 0
                for dpi in RESOLUTIONS[:2]:
                    clean = [pictures.printed(one, side, dpi) for one in symbols]
                    for name, damage in _damages((1, 2)):
                        seen = [_done(one, damage, dpi, f"{name} {n} {dpi}") for n, one in enumerate(clean)]
                        whole = [prefix + rest for prefix, rest in said]
                        key = f"{digits}|{level}|{side}"
                        once.right[key] += sum(once.read("once", readers.zxing_cpp, seen, whole))
                        ways.right[key] += sum(ways.read("ways", readers.server, seen, whole))
                        shown += len(seen)
    return {
        "texts": texts,
        "of": shown,
        "modules": modules,
        "once": dict(once.right),
        "right": dict(ways.right),
        "wrong": once.wrong + ways.wrong,
    }


def main() -> None:
    """Measure, and write what was found; parts that were not asked for stay as they were."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=24, help="a third each of 61, 65 and 69 modules")
    parser.add_argument("--parts", default="today,pages,choice")
    parser.add_argument("--out", type=Path, default=RESULT)
    asked = parser.parse_args()
    found = json.loads(asked.out.read_text(encoding="utf-8")) if asked.out.exists() else {}
    parts = asked.parts.split(",")
    if {"today", "pages"} & set(parts):
        sheets = pictures.sheets(max(1, asked.documents // 3))
        pdfs = [drawing.draw(one.payload, one.compact) for one in sheets]
    for part in parts:
        begin = time.perf_counter()
        found[part] = (
            {"today": today, "pages": pages}[part](sheets, pdfs)
            if part != "choice"
            else choice(asked.documents)
        )
        print(f"{part}: {time.perf_counter() - begin:.0f} s, wrong texts: {found[part]['wrong']}")
    asked.out.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
