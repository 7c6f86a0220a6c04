"""Wycheproof and CCTV vectors, read as they are from ``../shared/vectors`` or the folder in ``MUHUR_TEST_VECTORS``."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("MUHUR_TEST_VECTORS", ROOT.parent / "shared" / "vectors"))


def vectors(name: str) -> dict[str, Any]:
    """One file of Wycheproof; the test is skipped only when the whole folder is absent."""
    found: dict[str, Any] = _read("wycheproof", name)
    return found


def cctv(name: str) -> list[dict[str, Any]]:
    """One file of the C2SP vectors, absent only with the whole folder."""
    found: list[dict[str, Any]] = _read("cctv", name)
    return found


def _read(pack: str, name: str) -> Any:
    if not FOLDER.is_dir():
        pytest.skip(f"no vectors in {FOLDER}; set MUHUR_TEST_VECTORS")
    return json.loads((FOLDER / pack / name).read_text())
