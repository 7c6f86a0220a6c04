"""Wycheproof vectors, read as they are from ``../shared/vectors`` or the folder in ``MUHUR_TEST_VECTORS``."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get("MUHUR_TEST_VECTORS", ROOT.parent / "shared" / "vectors"))


def vectors(name: str) -> dict[str, Any]:
    """One file; the test is skipped only when the whole folder is absent."""
    if not FOLDER.is_dir():
        pytest.skip(f"no vectors in {FOLDER}; set MUHUR_TEST_VECTORS")
    found: dict[str, Any] = json.loads((FOLDER / "wycheproof" / name).read_text())
    return found
