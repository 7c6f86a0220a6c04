"""The command line in this process, over an installation whose training ends today: commands read the real clock."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from issuer.issue import IssueRequest, issue_list
from muhur import installation
from muhur.cli import app
from muhur.clock import system_now
from muhur.installation import Home
from muhur.settings import Settings
from registry.access import system
from registry.accounts.users import add_user
from registry.act import Act
from registry.document import BoardDecision, SignerName
from registry.istanbul import day_of
from registry.lists.catalogue import read_chambers, read_programmes
from registry.lists.imports import add_runs, import_programmes, run_of
from registry.store import OWNER
from tests.support.register import DATA, PUBLIC_URL, members_of, passing, people

RUN = "EMO-YG-01/1"


@dataclass(frozen=True)
class Desk:
    """An installation and the commands over it. ``now`` is when it was made."""

    home: Home
    now: datetime

    @property
    def today(self) -> date:
        return day_of(self.now)

    @property
    def decision(self) -> tuple[str, ...]:
        """The options of a board decision of today."""
        return ("--decision", "40/34", "--decision-date", self.today.isoformat())

    def run(self, *words: object, expect: int = 0, stdin: bytes | None = None) -> Result:
        """One command as a person types it; ``expect`` is the exit code that must come back."""
        found = CliRunner().invoke(
            app,
            [*map(str, words), "--home", str(self.home.settings.home)],
            input=stdin,
            catch_exceptions=False,
        )
        assert found.exit_code == expect, found.output
        return found

    def ask(self, *words: object, expect: int = 0, stdin: bytes | None = None) -> Any:
        """What the command says with ``--json``."""
        return json.loads(self.run(*words, "--json", expect=expect, stdin=stdin).stdout)

    def issued(self, count: int, run: str = RUN) -> list[str]:
        """Documents of the first members from the finished run."""
        decision = BoardDecision("40/34", self.today)
        members = members_of(self.home, run.partition("-")[0])[:count]
        asked = IssueRequest(run, passing(members), "hazirlayan", self.now, decision, approver="onaylayan")
        report = issue_list(self.home.store, asked, self.home.open_key)
        return [str(row.belge_no) for row in report.rows]

    def user(self, login: str, *roles: str, chamber: str = "EMO") -> str:
        """A user of the chamber."""
        act = Act(system("test"), self.now)
        add_user(self.home.store, chamber, login, "Deneme Kişisi", frozenset(roles), None, act)
        return login


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    """A real installation with members of EMO and MMO and a run of two programmes that ends today."""
    now = system_now()
    union, entries = read_chambers((DATA / "chambers.json").read_bytes())
    home = installation.create(
        Settings(home=folder),
        public_url=PUBLIC_URL,
        specimen=False,
        union=union,
        chambers=entries,
        keys_from=now - timedelta(days=30),
        now=now,
    )
    programmes = read_programmes((DATA / "programmes.csv").read_bytes(), {one.code for one in entries})
    with home.store.writing(OWNER) as records:
        import_programmes(records, programmes, now=now)
        for code in ("EMO", "MMO"):
            records.members.add(people(code, 4))
            records.chambers.set_signers(code, [SignerName("Ülkü Şen", "baskan")])
        today = day_of(now)
        add_runs(
            records,
            [
                run_of(code, "1", today - timedelta(days=3), today, None, None, now)
                for code in ("EMO-YG-01", "MMO-LP-01", "MMO-MT-01")
            ],
        )
    yield Desk(home, now)
    home.store.close()
