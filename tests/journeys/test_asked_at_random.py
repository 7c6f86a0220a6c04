"""schemathesis asks every door that the OpenAPI document describes: over HTTP, of a real process, as everybody.

Nothing may end in a 5xx, and every answer must be one that its door describes: status, content type, schema. A fixed
seed here; ``MUHUR_SOAK`` asks for ten minutes, with states, and other requests each time.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.machinery import Demo
from tests.support.fuzz.serving import run
from tests.support.soak import LONG

SLICE = ("--phases", "examples,coverage,fuzzing", "--max-examples", "4", "--seed", "1")
SOAK = ("--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "30", "--max-time", "600")


@pytest.mark.slow
def test_every_door_keeps_to_its_description(
    demo: Demo, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    home = tmp_path / "home"
    shutil.copytree(demo.home, home)
    outcome = run(home, tmp_path / "asked", *(SOAK if LONG else SLICE))
    record_property("figures", f"doors asked at random: {outcome.figures()}")
    assert not outcome.failed, outcome.report
    assert "Traceback" not in outcome.server_log
    assert outcome.cases > 4000 and len(outcome.answers) > 110
    # With objects to act on and a right for each door, nearly all let somebody through.
    assert len(outcome.unreached()) <= 6
