"""Rebuild the vendored fonts from their npm packages (SIL Open Font License 1.1).

Writes ``templates/fonts/*.ttf`` (what certificates are set in), ``templates/fonts/coverage.json`` (the
characters every one of them can show) and ``templates/static/fonts/*.woff2`` (small cuts for the web pages).

Two traps: the packages split "latin" from "latin-ext" and Turkish needs both (ğ ş İ only in the second, ü ö ç
ı only in the first); and the packaged name tables are wrong for weights. The fonts are Source Serif 4 and
Source Sans 3; their licence reserves the name "Source" for unmodified fonts, so these merged cuts carry names
of their own: Birlik Serif, Birlik Serif Display (the 60-point optical size) and Birlik Sans.

Needs ``npm``, ``fonttools`` and ``brotli``. Run ``python scripts/fonts.py``; the same packages give the same
bytes. A frozen design lists the digests of its fonts: after a change, add a design version, do not edit one.
"""

import hashlib
import io
import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

ROOT = Path(__file__).resolve().parents[1]
PRINT = ROOT / "templates" / "fonts"
WEB = ROOT / "templates" / "static" / "fonts"
WEB_TEXT = (
    "".join(map(chr, range(0x20, 0x7F))) + "ÇĞİÖŞÜçğıöşüÂÎÛâîûéÉäÄßñ©®°·×§±µ½¼²³«»‘’‚“”„–—…•€₺→←✓\u00a0"
)
SERIF = (
    "@fontsource-variable/source-serif-4@5.3.1",
    "8c452853c74be1e43e9fbfe76321c26f4678a2d431e93209ff1d9faec03fd96f",
)
SANS = (
    "@fontsource/source-sans-3@5.3.1",
    "b598201d980b3512805bbea186aab8ef91590d59990e6a13c90e030b6ff37881",
)
# The pages need one file for all weights: a request saved on every first visit.
SANS_VARIABLE = (
    "source-sans@3.52.0",
    "49cf78ddd79b436591ee696785222b54ff28102922e3d3df297fe382d7fdfa88",
)
SANS_FILE = "package/files/source-sans-3-{subset}-{weight}-normal.woff2"
SERIF_FILE = "package/files/source-serif-4-{subset}-opsz-normal.woff2"


@dataclass(frozen=True)
class Cut:
    """One font file: family name, CSS weight, and for a variable source its optical size in points."""

    family: str
    weight: int
    optical_size: int | None = None

    @property
    def style(self) -> str:
        """The weight's name."""
        return {400: "Regular", 600: "SemiBold"}[self.weight]

    @property
    def file_stem(self) -> str:
        """File name without ending, and PostScript name."""
        return f"{self.family.replace(' ', '')}-{self.style}"


CUTS = (
    Cut("Birlik Serif", 400, 14),
    Cut("Birlik Serif", 600, 14),
    Cut("Birlik Serif Display", 600, 60),
    Cut("Birlik Sans", 400),
    Cut("Birlik Sans", 600),
)
CAPITALS = Cut("Birlik Sans Capitals", 600)
CAPITALS_TEXT = "ABCÇDEFGĞHIİJKLMNOÖPQRSŞTUÜVWXYZÂÎÛ "
CAPITALS_SPACE = 0.18  # em after every letter
WEB_CUTS = (CUTS[1],)
WEB_SANS = Cut("Birlik Sans", 400)


def packed(package: tuple[str, str], folder: Path) -> tarfile.TarFile:
    """The package's tar file, refused (``SystemExit``) when its SHA-256 is not the recorded one."""
    name, sha256 = package
    told = subprocess.run(
        ["npm", "pack", "--silent", name], cwd=folder, check=True, capture_output=True, text=True
    )
    data = (folder / told.stdout.split()[-1]).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise SystemExit(f"{name}: not the recorded package")
    return tarfile.open(fileobj=io.BytesIO(data))


def member(archive: tarfile.TarFile, path: str) -> bytes:
    """Bytes of one file of a package."""
    handle = archive.extractfile(path)
    if handle is None:
        raise SystemExit(f"{path} is not a file of the package")
    return handle.read()


def merged(cut: Cut, archive: tarfile.TarFile, folder: Path) -> TTFont:
    """Latin and latin-ext of one cut as one static TrueType font with a true name table."""
    parts = []
    for subset in ("latin", "latin-ext"):
        pattern = SANS_FILE if cut.optical_size is None else SERIF_FILE
        path = pattern.format(subset=subset, weight=cut.weight)
        font = TTFont(io.BytesIO(member(archive, path)), recalcTimestamp=False)
        if cut.optical_size is not None:
            font = instantiateVariableFont(font, {"wght": cut.weight, "opsz": cut.optical_size})
        font.flavor = None
        part = folder / f"{cut.file_stem}-{subset}.ttf"
        font.save(part)
        parts.append(str(part))
    first = TTFont(parts[0])
    copyright_line = str(first["name"].getDebugName(0))
    font = Merger().merge(parts)
    font.recalcTimestamp = False
    font["head"].created, font["head"].modified = first["head"].created, first["head"].modified
    rename(font, cut, copyright_line)
    return font


def rename(font: TTFont, cut: Cut, copyright_line: str) -> None:
    """Give the font the names of its cut and keep only the names that matter (family, style, licence)."""
    names = {
        0: copyright_line,
        1: cut.family if cut.weight == 400 else f"{cut.family} {cut.style}",
        2: "Regular",
        3: f"muhur;{cut.file_stem}",
        4: f"{cut.family} {cut.style}",
        5: "Version 1.000",
        6: cut.file_stem,
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "http://scripts.sil.org/OFL",
        16: cut.family,
        17: cut.style,
    }
    font["name"].names = []
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = cut.weight
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | 0x40
    font["head"].macStyle = 0
    if "STAT" in font:
        del font["STAT"]


def ranges(points: Iterable[int]) -> list[list[int]]:
    """Sorted code points as closed ranges ``[[first, last], ...]``."""
    found: list[list[int]] = []
    for point in sorted(points):
        if found and found[-1][1] == point - 1:
            found[-1][1] = point
        else:
            found.append([point, point])
    return found


def write_capitals(source: Path) -> None:
    """Capitals with their letter spacing built in: spacing set on the page extracts as single letters."""
    font = TTFont(source, recalcTimestamp=False)
    copyright_line = str(font["name"].getDebugName(0))
    options = Options()
    options.layout_features = ["kern", "mark"]
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(text=CAPITALS_TEXT)
    subsetter.subset(font)
    added = round(CAPITALS_SPACE * font["head"].unitsPerEm)
    for name, (advance, left) in font["hmtx"].metrics.items():
        font["hmtx"].metrics[name] = (advance + added, left)
    rename(font, CAPITALS, copyright_line)
    font.save(PRINT / f"{CAPITALS.file_stem}.ttf")


def write_web(source: Path, cut: Cut) -> None:
    """A woff2 subset for the pages: ASCII, the Turkish letters and common signs."""
    save_web(TTFont(source, recalcTimestamp=False), cut.file_stem)


def write_web_sans(archive: tarfile.TarFile) -> None:
    """The same of the variable sans, from regular to semibold."""
    whole = TTFont(io.BytesIO(member(archive, "package/VF/SourceSans3VF-Upright.ttf")), recalcTimestamp=False)
    copyright_line = str(whole["name"].getDebugName(0))
    limited = instantiateVariableFont(whole, {"wght": (400, 400, 600)})
    again = io.BytesIO()
    limited.save(again)
    font = TTFont(io.BytesIO(again.getvalue()), recalcTimestamp=False)
    rename(font, WEB_SANS, copyright_line)
    save_web(font, WEB_SANS.family.replace(" ", ""))


def save_web(font: TTFont, stem: str) -> None:
    """Write the characters of the pages."""
    options = Options()
    options.flavor = "woff2"
    options.layout_features = ["kern", "liga", "ccmp", "locl", "mark", "tnum", "pnum"]
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(text=WEB_TEXT)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(WEB / f"{stem}.woff2")


def main() -> None:
    """Fetch, merge, rename and write everything."""
    PRINT.mkdir(parents=True, exist_ok=True)
    WEB.mkdir(parents=True, exist_ok=True)
    shown: set[int] | None = None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        serif, sans = packed(SERIF, folder), packed(SANS, folder)
        licence = {"Serif": member(serif, "package/LICENSE"), "Sans": member(sans, "package/LICENSE")}
        for cut in CUTS:
            font = merged(cut, sans if cut.optical_size is None else serif, folder)
            target = PRINT / f"{cut.file_stem}.ttf"
            font.save(target)
            points = set(font.getBestCmap())
            shown = points if shown is None else shown & points
            kind = "Sans" if cut.optical_size is None else "Serif"
            notice = str(font["name"].getDebugName(0)).encode()
            for place in (PRINT, WEB):
                (place / f"OFL-{kind}.txt").write_bytes(notice + b"\n\n" + licence[kind])
            if cut in WEB_CUTS:
                write_web(target, cut)
        write_web_sans(packed(SANS_VARIABLE, folder))
    write_capitals(PRINT / f"{CUTS[4].file_stem}.ttf")
    coverage = json.dumps({"ranges": ranges(shown or ())}, separators=(",", ":"))
    (PRINT / "coverage.json").write_text(coverage + "\n")


if __name__ == "__main__":
    main()
