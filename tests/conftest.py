"""Fixtures of all rooms: a migrated store and a real installation, on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from muhur.installation import Home
from registry.store import Store
from tests.support.postgresql import PostgresqlServer
from tests.support.register import make_home, reopened
from tests.support.soak import FACTOR, LONG

# The same examples every time, without a clock; MUHUR_SOAK looks for new ones.
settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=100 * FACTOR)
settings.load_profile("soak" if LONG else "fixed")

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    server = PostgresqlServer()
    yield server
    server.stop()


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """URL of a database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'registry.sqlite3'}"
        return
    server = request.getfixturevalue("postgresql_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "registry.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_database(postgresql_server: PostgresqlServer) -> str:
    name = postgresql_server.create()
    _migrate(postgresql_server.url(name))
    return name


def _migrate(url: str) -> None:
    store = Store(url)
    store.upgrade()
    store.close()


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A migrated, empty registry on each engine."""
    if request.param == "sqlite":
        path = tmp_path / "registry.sqlite3"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        opened = Store(f"sqlite:///{path}")
        yield opened
        opened.close()
        return
    server = request.getfixturevalue("postgresql_server")
    name = server.create(request.getfixturevalue("migrated_database"))
    opened = Store(server.url(name))
    yield opened
    opened.close()
    server.drop(name)


@pytest.fixture(scope="session")
def sqlite_home_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installations") / "home"
    make_home(folder).store.close()
    return folder


@pytest.fixture(scope="session")
def postgresql_home(
    postgresql_server: PostgresqlServer, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    folder, name = tmp_path_factory.mktemp("installations") / "home", postgresql_server.create()
    make_home(folder, postgresql_server.url(name)).store.close()
    return folder, name


@pytest.fixture
def home(sqlite_home_folder: Path, tmp_path: Path) -> Iterator[Home]:
    """A real installation on SQLite; ``home.settings.home`` is its folder."""
    folder = tmp_path / "home"
    shutil.copytree(sqlite_home_folder, folder)
    opened = reopened(folder)
    yield opened
    opened.store.close()


@pytest.fixture(params=ENGINES)
def either_home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """The same installation on each engine."""
    if request.param == "sqlite":
        yield request.getfixturevalue("home")
        return
    server = request.getfixturevalue("postgresql_server")
    template_folder, template = request.getfixturevalue("postgresql_home")
    folder, name = tmp_path / "home", server.create(template)
    shutil.copytree(template_folder, folder)
    opened = reopened(folder, server.url(name))
    yield opened
    opened.store.close()
    server.drop(name)


# They take minutes: begun last, one worker would be at them when the other has long ended.
_BEGUN_FIRST = ("tests/journeys/test_asked_at_random.py", "tests/stories/", "tests/pages/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return next(
            (at for at, start in enumerate(_BEGUN_FIRST) if item.nodeid.startswith(start)), len(_BEGUN_FIRST)
        )

    items.sort(key=place)


class _ByFile(LoadFileScheduling):
    """A file goes to one worker, as ``--dist loadfile`` says; the stories go together, for they share what is built."""

    def _split_scope(self, nodeid: str) -> str:
        together = nodeid.startswith("tests/stories/")
        return "tests/stories" if together else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    return _ByFile(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The figures that tests recorded, from whichever worker."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties:
            if name == "figures" and report.when == "call":
                terminalreporter.write_line(value)
