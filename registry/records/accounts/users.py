"""Records of users and of the right to approve that one lends another."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Row

from registry.access import ADMINISTRATOR, APPROVER
from registry.accounts.account import Delegation, User
from registry.tables.access import delegations, users
from registry.tables.members import members

_LENDER, _BORROWER = users.alias("lender"), users.alias("borrower")


def _user(row: Row[Any]) -> User:
    return User(
        row.id,
        row.chamber_code,
        row.login,
        row.full_name,
        row.email,
        frozenset(row.roles),
        row.active,
        row.created_at,
        row.created_by,
    )


def _of(chamber_code: str | None) -> sa.ColumnElement[bool]:
    return users.c.chamber_code == chamber_code if chamber_code else users.c.chamber_code.is_(None)


class UserRecords:
    """Users by chamber (None: of the union), and delegations by chamber."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, one: User) -> bool:
        """Record a new user; False if the login is taken, also by a chamber whose rows are not seen here."""
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        new = dialect.insert(users).on_conflict_do_nothing(index_elements=["login"])
        row = {
            "id": one.id,
            "chamber_code": one.chamber_code,
            "login": one.login,
            "full_name": one.full_name,
            "email": one.email,
            "roles": sorted(one.roles),
            "active": one.active,
            "created_at": one.created_at,
            "created_by": one.created_by,
        }
        return self._connection.execute(new.returning(users.c.id), row).one_or_none() is not None

    def with_login(self, login: str) -> User | None:
        """Whoever has this login, of any chamber: signing in does not know the chamber yet."""
        row = self._connection.execute(sa.select(users).where(users.c.login == login)).one_or_none()
        return None if row is None else _user(row)

    def with_email(self, email: str) -> list[User]:
        """All users of all chambers with this address, however it is capitalised."""
        chosen = sa.select(users).where(
            users.c.email.is_not(None), sa.func.lower(users.c.email) == email.lower()
        )
        return [_user(row) for row in self._connection.execute(chosen)]

    def find(self, chamber_code: str | None, login: str) -> User | None:
        """A chamber's user by login."""
        chosen = sa.select(users).where(_of(chamber_code), users.c.login == login)
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else _user(row)

    def all(self, chamber_code: str | None) -> list[User]:
        """A chamber's users by login."""
        chosen = sa.select(users).where(_of(chamber_code)).order_by(users.c.login)
        return [_user(row) for row in self._connection.execute(chosen)]

    def every(self) -> list[User]:
        """All users of all chambers; for the operator."""
        chosen = sa.select(users).order_by(users.c.chamber_code, users.c.login)
        return [_user(row) for row in self._connection.execute(chosen)]

    def set_active(self, chamber_code: str | None, login: str, *, active: bool) -> None:
        """Switch a user on or off."""
        self._connection.execute(
            users.update().where(_of(chamber_code), users.c.login == login).values(active=active)
        )

    def set_roles(self, chamber_code: str | None, login: str, roles: Iterable[str]) -> None:
        """Give a user exactly these roles."""
        self._connection.execute(
            users.update().where(_of(chamber_code), users.c.login == login).values(roles=sorted(roles))
        )

    def chamber_of_member(self, member_id: UUID) -> str | None:
        """The chamber of a member who may still sign in; None once dead, erased or merged into another entry."""
        chosen = sa.select(members.c.chamber_code).where(
            members.c.id == member_id,
            members.c.erased_at.is_(None),
            members.c.merged_into.is_(None),
            members.c.status != "vefat",
        )
        return self._connection.execute(chosen).scalar()

    def add_delegation(self, one: Delegation, lender_id: UUID, borrower_id: UUID) -> None:
        """Record a delegation between two users of its chamber."""
        self._connection.execute(
            delegations.insert(),
            {
                "id": one.id,
                "chamber_code": one.chamber_code,
                "from_user_id": lender_id,
                "to_user_id": borrower_id,
                "from_on": one.from_on,
                "until_on": one.until_on,
                "made_by": one.made_by,
                "made_at": one.made_at,
                "ended_at": one.ended_at,
            },
        )

    def delegations(self, chamber_code: str) -> list[Delegation]:
        """A chamber's delegations, newest first."""
        chosen = _delegations().where(delegations.c.chamber_code == chamber_code)
        ordered = chosen.order_by(delegations.c.from_on.desc(), delegations.c.id.desc())
        return [_delegation(row) for row in self._connection.execute(ordered)]

    def end_delegation(self, chamber_code: str, delegation_id: UUID, at: datetime) -> None:
        """End a delegation before its last day; one that has ended stays as it is."""
        self._connection.execute(
            delegations.update()
            .where(
                delegations.c.chamber_code == chamber_code,
                delegations.c.id == delegation_id,
                delegations.c.ended_at.is_(None),
            )
            .values(ended_at=at)
        )

    def lenders_to(self, chamber_code: str, login: str, day: date) -> tuple[str, ...]:
        """Logins of the active approvers who lend ``login`` their right on ``day``.

        None to who has become an administrator since: who manages users never approves.
        """
        chosen = _delegations().where(
            delegations.c.chamber_code == chamber_code,
            _BORROWER.c.login == login,
            delegations.c.from_on <= day,
            delegations.c.until_on >= day,
            delegations.c.ended_at.is_(None),
            _LENDER.c.active,
        )
        roles = _LENDER.c.roles.label("lender_roles"), _BORROWER.c.roles.label("borrower_roles")
        rows = self._connection.execute(chosen.add_columns(*roles))
        return tuple(
            sorted(
                {
                    row.lender
                    for row in rows
                    if APPROVER in row.lender_roles and ADMINISTRATOR not in row.borrower_roles
                }
            )
        )


def _delegations() -> sa.Select[Any]:
    return (
        sa.select(delegations, _LENDER.c.login.label("lender"), _BORROWER.c.login.label("borrower"))
        .join(_LENDER, _LENDER.c.id == delegations.c.from_user_id)
        .join(_BORROWER, _BORROWER.c.id == delegations.c.to_user_id)
    )


def _delegation(row: Row[Any]) -> Delegation:
    return Delegation(
        row.id,
        row.chamber_code,
        row.lender,
        row.borrower,
        row.from_on,
        row.until_on,
        row.made_by,
        row.made_at,
        row.ended_at,
    )
