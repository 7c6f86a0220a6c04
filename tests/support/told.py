"""The demonstration in which the stories are told, on either engine: on disk, through commands, over HTTP.

It is built as ``muhur demo`` builds it, on the stories' day, 22.11.2026. The application is asked at noon of that day;
commands run at the real time and take the day as an option.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from muhur.installation import Home, open_home
from muhur.settings import Settings
from registry.access import MEMBER, Caller
from tests.journeys.machinery import Site, muhur, muhur_json
from tests.support.callers import client, user

URL = "http://localhost:8000"


@dataclass
class Told:
    """A demonstration whose ``home`` is opened for as long as it is told in."""

    folder: Path
    database_url: str | None
    home: Home = field(init=False)

    def __post_init__(self) -> None:
        self.home = open_home(Settings(home=self.folder, database_url=self.database_url))

    @property
    def settings(self) -> dict[str, str]:
        return {} if self.database_url is None else {"MUHUR_DATABASE_URL": self.database_url}

    def muhur(self, *words: object, **given: Any) -> str:
        """What the command writes; its complaint where it refuses."""
        ended = muhur(*words, home=self.folder, **given, **self.settings)
        return (ended.stdout if ended.returncode == 0 else ended.stdout + ended.stderr).decode()

    def muhur_json(self, *words: object, **given: Any) -> Any:
        return muhur_json(*words, home=self.folder, **given, **self.settings)

    @contextmanager
    def site(self, chamber: str | None = None, *roles: str, caller: Caller | None = None) -> Iterator[Site]:
        """The application on the story's day, asked as a user with these roles, as ``caller``, or as anybody."""
        with client(self.home, chamber, *roles, caller=caller) as opened:
            yield opened

    def user(self, chamber: str | None, *roles: str, login: str | None = None) -> Caller:
        return user(self.home, chamber, *roles, login=login)

    def member(self, chamber: str, sicil_no: str) -> Caller:
        with self.home.store.reading(chamber) as records:
            found = records.members.find(chamber, [sicil_no])[sicil_no]
        return Caller(MEMBER, str(found.id), chamber, frozenset({MEMBER}))

    def holder(self, belge_no: str) -> Caller:
        """The member who has this document."""
        with self.home.store.reading() as records:
            found = records.credentials.by_belge_no(belge_no)
        assert found is not None
        return Caller(MEMBER, str(found.member_id), found.chamber_code, frozenset({MEMBER}))

    @cached_property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "demo.json").read_text(encoding="utf-8"))
        return found

    def code(self, belge_no: str) -> str:
        """The verification code behind a number."""
        with self.home.store.reading() as records:
            found = records.credentials.by_belge_no(belge_no)
        assert found is not None, belge_no
        return found.verification_code

    def page(self, belge_no: str) -> str:
        """The page that a document's QR opens."""
        with self.site() as public:
            return answered(public.get(f"/v/{self.code(belge_no)}")).text

    def verdict(self, **asked: str) -> Any:
        with self.site() as public:
            return answered(public.post("/api/v1/verify", json=asked)).json()

    def close(self) -> None:
        self.home.store.close()

    def copied_to(self, folder: Path, database_url: str | None) -> "Told":
        """The same once more, to change it; the sheets stay behind."""
        shutil.copytree(
            self.folder, folder, ignore=shutil.ignore_patterns("pdf", "*.sqlite3-wal", "*.sqlite3-shm")
        )
        return Told(folder, database_url)


def answered(answer: httpx.Response, status: int = 200) -> httpx.Response:
    assert answer.status_code == status, (answer.status_code, answer.text)
    return answer
