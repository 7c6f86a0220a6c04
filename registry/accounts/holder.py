"""Whose account it is: a user by login, or a member by the id of the sicil entry."""

from dataclasses import dataclass

from registry.access import MEMBER, USER, Caller
from registry.accounts.account import User
from registry.act import Act
from registry.member import Member


@dataclass(frozen=True, slots=True)
class Holder:
    """``kind`` is user or member; ``id`` a login, or a member's id as text. The union's users have no chamber."""

    kind: str
    id: str
    chamber_code: str | None

    @classmethod
    def of_user(cls, one: User) -> "Holder":
        """The account of a user."""
        return cls(USER, one.login, one.chamber_code)

    @classmethod
    def of_member(cls, one: Member) -> "Holder":
        """The account of a member."""
        return cls(MEMBER, str(one.id), one.chamber_code)

    @classmethod
    def of_caller(cls, caller: Caller) -> "Holder":
        """The account that a session speaks for."""
        return cls(caller.kind, caller.id, caller.chamber_code)

    @property
    def name(self) -> str:
        """One text for it, for hashing."""
        return f"{self.kind}:{self.id}"

    def named_by(self, act: Act) -> str:
        """How audit records name it: staff by login, a member by a keyed hash."""
        return self.id if self.kind == USER else act.person(self.id)
