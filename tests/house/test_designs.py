"""A certificate design is frozen: its manifest agrees with its files, and the code knows exactly these designs."""

import hashlib
import json
from pathlib import Path

import pytest

from registry.document import CURRENT_DESIGN
from templates.drawing import DESIGNS

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
VERSIONS = sorted(path for path in (TEMPLATES / "certificates").glob("*/v*") if path.is_dir())


def test_the_code_knows_exactly_the_designs_there_are() -> None:
    assert {f"{path.parent.name}/{path.name}" for path in VERSIONS} == set(DESIGNS)
    assert CURRENT_DESIGN in DESIGNS


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_the_manifest_agrees_with_the_files(version: Path, root: Path) -> None:
    manifest = version / "manifest.json"
    if not manifest.exists():
        pytest.skip(f"{version.name} is not frozen yet")
    recorded = json.loads(manifest.read_text(encoding="utf-8"))
    assert recorded["design"] == f"{version.parent.name}/{version.name}"
    for name, digest in recorded["sha256"].items():
        assert hashlib.sha256((TEMPLATES / name).read_bytes()).hexdigest() == digest, name
    own = {path for path in version.rglob("*") if path.is_file() and path != manifest}
    fonts = {path for path in (TEMPLATES / "fonts").iterdir() if path.suffix == ".ttf"}
    listed = {TEMPLATES / name for name in recorded["sha256"]}
    assert own | fonts <= listed, "a file of the design is not in its manifest"
    assert f'"{recorded["renderer"].replace(" ", "==")}"' in (root / "pyproject.toml").read_text()


@pytest.mark.parametrize("version", VERSIONS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_a_design_has_one_page_a_kind(version: Path) -> None:
    assert {"katilim.typ", "basari.typ", "yetki.typ"} <= {path.name for path in version.iterdir()}
