"""What an operator asks of the register: how much there is, what waits, and how the database is set."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.tables.chambers import status_lists
from registry.tables.documents import credentials, issue_intents, sicil_entries
from registry.tables.requests import outbox


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages to be sent: not yet due ones counted too, given up ones apart; ``since`` is the oldest due one's time."""

    waiting: int
    failed: int
    since: datetime | None


class OperationRecords:
    """Counts and settings; no row of a person leaves here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def documents_by_chamber(self) -> dict[str, int]:
        """How many documents each chamber has issued; chambers without any are missing."""
        chosen = sa.select(credentials.c.chamber_code, sa.func.count()).group_by(credentials.c.chamber_code)
        return {row[0]: row[1] for row in self._connection.execute(chosen)}

    def outbox(self) -> Waiting:
        """The messages that wait."""
        open_ones = sa.and_(outbox.c.sent_at.is_(None), outbox.c.failed_at.is_(None))
        chosen = sa.select(sa.func.count(), sa.func.min(outbox.c.due_at)).where(open_ones)
        waiting, since = self._connection.execute(chosen).one()
        failed = self._connection.execute(
            sa.select(sa.func.count()).select_from(outbox).where(outbox.c.failed_at.is_not(None))
        ).scalar_one()
        return Waiting(waiting, failed, since)

    def open_intents(self, made_before: datetime) -> dict[str, int]:
        """Intents older than ``made_before`` that no document followed, by chamber."""
        chosen = (
            sa.select(issue_intents.c.chamber_code, sa.func.count())
            .outerjoin(credentials, credentials.c.id == issue_intents.c.id)
            .where(credentials.c.id.is_(None), issue_intents.c.made_at < made_before)
            .group_by(issue_intents.c.chamber_code)
        )
        return {row[0]: row[1] for row in self._connection.execute(chosen)}

    def last_recorded_at(self) -> datetime | None:
        """Time of the newest sicil entry of all chambers, or None."""
        newest = (
            sa.select(sicil_entries.c.chamber_code, sa.func.max(sicil_entries.c.seq).label("seq"))
            .group_by(sicil_entries.c.chamber_code)
            .subquery()
        )
        chosen = sa.select(sa.func.max(sicil_entries.c.at)).join(
            newest,
            sa.and_(
                newest.c.chamber_code == sicil_entries.c.chamber_code, newest.c.seq == sicil_entries.c.seq
            ),
        )
        return self._connection.execute(chosen).scalar()

    def lists_needed(self) -> dict[tuple[str, int], datetime | None]:
        """Every status list that a document points into, by chamber and number, with when it was last signed."""
        used = (
            sa.select(issue_intents.c.chamber_code, issue_intents.c.status_list.label("number"))
            .distinct()
            .subquery()
        )
        chosen = sa.select(used.c.chamber_code, used.c.number, status_lists.c.signed_at).outerjoin(
            status_lists,
            sa.and_(
                status_lists.c.chamber_code == used.c.chamber_code, status_lists.c.number == used.c.number
            ),
        )
        return {(code, number): at for code, number, at in self._connection.execute(chosen)}

    def engine_settings(self) -> dict[str, str]:
        """The settings a register's durability hangs on, as the database names them."""
        names: tuple[str, ...] = ("journal_mode", "synchronous", "foreign_keys")
        word = "PRAGMA"
        if self._connection.dialect.name == "postgresql":
            names = ("server_version", "server_encoding", "fsync", "full_page_writes", "synchronous_commit")
            names, word = (*names, "data_checksums"), "SHOW"
        asked = {name: f"{word} {name}" for name in names}
        return {
            name: str(self._connection.exec_driver_sql(text).scalar_one()).lower()
            for name, text in asked.items()
        }

    def login_is_superuser(self) -> bool:
        """Whether the database login may do anything, past every policy; never on SQLite."""
        if self._connection.dialect.name == "sqlite":
            return False
        chosen = "SELECT rolsuper FROM pg_roles WHERE rolname = session_user"
        return bool(self._connection.exec_driver_sql(chosen).scalar_one())

    def tables_without_forced_security(self) -> list[str]:
        """PostgreSQL tables that have policies and do not enforce them."""
        if self._connection.dialect.name == "sqlite":
            return []
        chosen = (
            "SELECT DISTINCT relname FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid "
            "WHERE NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname"
        )
        return list(self._connection.exec_driver_sql(chosen).scalars())

    def size_bytes(self) -> int:
        """How large the database is."""
        if self._connection.dialect.name == "sqlite":
            pages = self._connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            return int(pages) * int(self._connection.exec_driver_sql("PRAGMA page_size").scalar_one())
        return int(
            self._connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one()
        )
