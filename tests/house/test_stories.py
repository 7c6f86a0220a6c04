"""docs/stories.md: every story has its test, and it runs on both engines."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROW = re.compile(r"^\| ([ÜİOD]\d) \| .* \| (`(?P<test>[^`]+)`|not in this version) \|$", re.MULTILINE)
STORIES = [
    *(f"Ü{n}" for n in range(1, 8)), *(f"İ{n}" for n in range(1, 10)), *(f"O{n}" for n in range(1, 10)),
    *(f"D{n}" for n in range(1, 4)),
]  # fmt: skip
LEFT_OUT: set[str] = set()


def test_every_story_runs_on_both_engines(page: Callable[[str], str], root: Path) -> None:
    rows = {found[1]: found["test"] for found in ROW.finditer(page("docs/stories.md"))}
    assert list(rows) == STORIES
    assert {story for story, test in rows.items() if test is None} == LEFT_OUT
    tests = {test for test in rows.values() if test}
    files = sorted({test.partition("::")[0] for test in tests})
    listed = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *files],
        cwd=root, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    missing = {
        (test, engine)
        for test in tests
        for engine in ("sqlite", "postgresql")
        if f"{test}[{engine}]" not in listed
    }
    assert missing == set()
