"""What the tests of the house read: tracked files, parsed modules, fenced blocks of the documentation."""

import ast
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("registry", "keys", "issuer", "verifier", "templates", "muhur")
_FENCE = re.compile(r"^```(\S[^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every file that is in git or would be added: what a clone holds after the next commit."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):  # an export without git holds tracked files only
        listed = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*") if ".venv" not in path.parts]
    found = [ROOT / name for name in listed if name and (ROOT / name).is_file()]
    assert len(found) > 100
    return found


@pytest.fixture(scope="session")
def texts(tracked: list[Path]) -> dict[Path, str]:
    """The text of every tracked file that is text."""
    found = {}
    for path in tracked:
        data = path.read_bytes()
        if b"\0" not in data[:8192] and path.suffix not in (".ttf", ".woff2", ".png", ".pdf"):
            found[path] = data.decode("utf-8")
    return found


@pytest.fixture(scope="session")
def modules(tracked: list[Path]) -> dict[str, ast.Module]:
    """Every Python file of the rooms by its path from the root, parsed; migrations left out."""
    found = {}
    for path in tracked:
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and name.split("/")[0] in ROOMS and "/migrations/" not in name:
            found[name] = ast.parse(path.read_text(encoding="utf-8"), name)
    assert len(found) > 50
    return found


@pytest.fixture(scope="session")
def page() -> Callable[[str], str]:
    """The text of a documentation page."""
    return lambda name: (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def fenced(page: Callable[[str], str]) -> Callable[[str, str], str]:
    """The one fenced block of a page with this info string."""

    def find(name: str, info: str) -> str:
        found = [text for kind, text in _FENCE.findall(page(name)) if kind.strip() == info]
        assert len(found) == 1, f"{name} has {len(found)} blocks “{info}”"
        return found[0]

    return find
