"""The demonstration of the stories' day on each engine, built once, and copies of it to change."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from muhur.demonstration.build import build
from muhur.settings import Settings
from tests.support.register import NOW
from tests.support.told import URL, Told

MORNING = NOW - timedelta(hours=1)
ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="session", params=ENGINES)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The stories' demonstration; nothing in it is changed."""
    folder, database_url = tmp_path_factory.mktemp("told") / "home", None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql_server")
        database_url = server.url(server.create())
    build(Settings(home=folder, database_url=database_url), URL, MORNING, lambda *_: None).store.close()
    made = Told(folder, database_url)
    yield made
    made.close()


@pytest.fixture
def anew(told: Told, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Told]:
    """A copy of the demonstration, for a story in which something happens."""
    told.home.store.engine.dispose()
    if told.database_url is None:
        copied = told.copied_to(tmp_path / "home", None)
        yield copied
        copied.close()
        return
    server = request.getfixturevalue("postgresql_server")
    name = server.create(told.database_url.partition("@/")[2].partition("?")[0])
    copied = told.copied_to(tmp_path / "home", server.url(name))
    yield copied
    copied.close()
    server.drop(name)
