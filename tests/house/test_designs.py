"""A certificate design is frozen: its manifest agrees with its files, and the code knows exactly these designs."""

import hashlib
import json
from pathlib import Path

import pytest

from registry.document import CURRENT_DESIGN
from templates.certificates.designs import BASES, DESIGNS, FIRST, LOOKS, designed

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
VERSIONS = sorted(path for path in (TEMPLATES / "certificates").glob("*/v*") if path.is_dir())
BY_NAME = pytest.mark.parametrize("version", VERSIONS, ids=lambda path: f"{path.parent.name}-{path.name}")


def test_the_code_knows_exactly_the_designs_there_are() -> None:
    assert {f"{path.parent.name}/{path.name}" for path in VERSIONS} == set(DESIGNS)
    assert CURRENT_DESIGN in DESIGNS


@BY_NAME
def test_the_manifest_agrees_with_the_files(version: Path, root: Path) -> None:
    manifest = version / "manifest.json"
    recorded = json.loads(manifest.read_text(encoding="utf-8"))
    assert recorded["design"] == f"{version.parent.name}/{version.name}"
    for name, digest in recorded["sha256"].items():
        assert hashlib.sha256((TEMPLATES / name).read_bytes()).hexdigest() == digest, name
    own = {path for path in version.rglob("*") if path.is_file() and path != manifest}
    fonts = {path for path in (TEMPLATES / "fonts").iterdir() if path.suffix == ".ttf"}
    listed = {TEMPLATES / name for name in recorded["sha256"]}
    shared: set[Path] = set()
    said = version / "design.json"
    if said.exists():
        design = designed(version)
        folders = (design.base, TEMPLATES / "certificates" / design.parts)
        shared = {path for folder in folders for path in folder.iterdir() if path.name != "manifest.json"}
    assert own | shared | fonts <= listed, "a file of the design is not in its manifest"
    assert f'"{recorded["renderer"].replace(" ", "==")}"' in (root / "pyproject.toml").read_text()


@BY_NAME
def test_a_base_has_pages_and_a_look_is_data_alone(version: Path) -> None:
    pages = {path.name for path in version.glob("*.typ")}
    name = f"{version.parent.name}/{version.name}"
    if name == FIRST:
        assert {"katilim.typ", "basari.typ", "yetki.typ"} <= pages
    elif name in BASES:
        assert pages == {"page.typ"}
    else:
        assert name in LOOKS
        assert not pages
        assert "base" in json.loads((version / "design.json").read_text(encoding="utf-8"))


def test_every_design_but_the_first_is_sealed_and_named_in_both_languages() -> None:
    for name in DESIGNS - {FIRST}:
        said = json.loads((TEMPLATES / "certificates" / name / "design.json").read_text(encoding="utf-8"))
        assert set(said["name"]) == {"tr", "en"}
        assert designed(TEMPLATES / "certificates" / name).sealed
