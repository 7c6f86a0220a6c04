"""A design version is frozen, its engravings come from their script, and its drawings keep their bytes."""

import hashlib
import json
import runpy
from pathlib import Path

import pytest

from templates.certificates import frozen
from templates.certificates.specimens import PROOF
from templates.drawing import DESIGNS, draw
from tests.templates.sheet_samples import KINDS, in_design, sample

ROOT = Path(__file__).resolve().parents[2]
CERTIFICATES = ROOT / "templates" / "certificates"
DRAWN = json.loads((Path(__file__).parent / "drawn.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("design", sorted(DESIGNS))
def test_no_file_of_a_version_changed(design: str) -> None:
    assert frozen.digests(design) == frozen.recorded(design)


@pytest.mark.parametrize("design", sorted(DESIGNS))
@pytest.mark.parametrize("kind", KINDS)
def test_a_known_sheet_keeps_its_bytes(kind: str, design: str) -> None:
    """Changed code around a frozen version, or another renderer, shows here: it needs a new version."""
    drawn = draw(in_design(sample(kind), design), "e30.e30.e30", PROOF)
    assert hashlib.sha256(drawn).hexdigest() == DRAWN[design][kind]


def test_the_engravings_come_from_their_script() -> None:
    pictures = runpy.run_path(str(ROOT / "scripts" / "guilloche.py"))["pictures"]()
    for name, text in pictures.items():
        assert (CERTIFICATES / name).read_text(encoding="utf-8") == text, name


def test_fonts_are_licensed_and_whole() -> None:
    from fontTools.ttLib import TTFont

    for path in (ROOT / "templates" / "fonts").glob("*.ttf"):
        font = TTFont(path)
        letters = "ÇĞİÖŞÜÂÎÛ" if "Capitals" in path.stem else "ÇĞİÖŞÜçğıöşüÂâÎîÛû–·"
        assert set(letters) <= set(map(chr, font.getBestCmap()))
        assert "ExtraLight" not in str(font["name"].getDebugName(16))
    for path in (ROOT / "templates" / "static" / "fonts").glob("*.woff2"):
        assert path.stat().st_size < 30_000
    assert len(list((ROOT / "templates").glob("**/OFL-*.txt"))) == 4
