"""One empty installation a test, copied from one that was made once."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.commands import Desk, desk_in
from tests.support.register import reopened


@pytest.fixture(scope="session")
def made_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_in(tmp_path_factory.mktemp("desks") / "home") as desk:
        yield desk


@pytest.fixture
def desk(made_desk: Desk, tmp_path: Path) -> Iterator[Desk]:
    made_desk.home.store.close()
    folder = tmp_path / "home"
    shutil.copytree(made_desk.home.settings.home, folder)
    home = reopened(folder)
    yield replace(made_desk, home=home)
    home.store.close()
