"""An installation at the address it is served at, for screens in a real browser: fixtures that ``tests/pages`` takes over.

A test file fills its installation with a fixture ``fill`` of its own.
"""

import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from muhur.installation import Home
from tests.support.register import make_home, reopened
from tests.support.serving import listening, serving


@pytest.fixture(scope="module")
def place() -> Iterator[tuple[socket.socket, str]]:
    """A socket and its address, which every installation of the file has."""
    listener, url = listening()
    yield listener, url
    listener.close()


@pytest.fixture(scope="module")
def fill() -> Callable[[Home], None]:
    """What the installation holds beyond members and programmes: nothing."""
    return lambda _home: None


@pytest.fixture(scope="module")
def made(
    place: tuple[socket.socket, str],
    fill: Callable[[Home], None],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The folder that each test copies."""
    folder = tmp_path_factory.mktemp("installations") / "home"
    home = make_home(folder, public_url=place[1])
    fill(home)
    home.store.close()
    return folder


@pytest.fixture
def served(made: Path, place: tuple[socket.socket, str], tmp_path: Path) -> Iterator[Home]:
    """An installation of the test's own, while it is served."""
    folder = tmp_path / "home"
    shutil.copytree(made, folder)
    home = reopened(folder)
    with serving(home, place[0]):
        yield home
    home.store.close()
