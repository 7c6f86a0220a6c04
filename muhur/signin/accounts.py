"""Whose account is meant: a login, an e-mail address, or a chamber and a sicil no, as people write them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from muhur.tokens import current_user
from registry.access import MEMBER, TWO_STEP_ROLES, USER, Caller
from registry.accounts.account import LOGIN, User
from registry.accounts.holder import Holder
from registry.member import Member
from registry.records.registry_records import Records
from registry.turkish import fold

LONGEST_IDENTIFIER = 254
_SICIL = re.compile(r"([a-z]{2,14})[\s:/.-]*([0-9]{1,7})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in now: as whom, how they are called, and the address on record."""

    holder: Holder
    caller: Caller
    full_name: str
    email: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """What their password must not be made of."""
        login = (self.holder.id,) if self.holder.kind == USER else ()
        return (*login, self.full_name, *((self.email,) if self.email else ()))

    @property
    def needs_two_steps(self) -> bool:
        """True for whoever approves, on a day on which the right is lent too, or manages users."""
        return bool(self.caller.roles & TWO_STEP_ROLES)


def of_holder(records: Records, holder: Holder, at: datetime) -> Account | None:
    """The account as the tables have it now; None if nobody may sign in to it."""
    if holder.kind == USER:
        user = records.users.with_login(holder.id)
        same = user is not None and user.chamber_code == holder.chamber_code
        return None if user is None or not same else _of_user(records, user, at)
    if holder.kind != MEMBER or holder.chamber_code is None:
        return None
    member = records.members.by_id(holder.chamber_code, UUID(holder.id))
    return None if member is None else _of_member(member)


def called(records: Records, identifier: str, at: datetime) -> list[Account]:
    """All accounts that ``identifier`` may mean. An address may belong to several: one person in two chambers."""
    found = _called(records, identifier.strip(), at)
    return [one for one in found if one is not None]


def member_of(records: Records, chamber: str, sicil_no: str) -> Account | None:
    """The account of a member by the name of the chamber and the sicil no."""
    found = records.chambers.named(chamber)
    member = None if found is None else records.members.find(found.code, [sicil_no]).get(sicil_no)
    return None if member is None else _of_member(member)


def _called(records: Records, text: str, at: datetime) -> Iterator[Account | None]:
    if not text or len(text) > LONGEST_IDENTIFIER:
        return
    if "@" in text:
        yield from (_of_user(records, one, at) for one in records.users.with_email(text))
        yield from map(_of_member, records.members.with_email(text))
        return
    plain = fold(text)
    if re.fullmatch(LOGIN, plain, re.ASCII) and (user := records.users.with_login(plain)) is not None:
        yield _of_user(records, user, at)
        return
    if parts := _SICIL.fullmatch(plain):
        yield member_of(records, parts[1], parts[2])


def _of_user(records: Records, user: User, at: datetime) -> Account | None:
    caller = current_user(records, user, user.roles, at)
    return None if caller is None else Account(Holder.of_user(user), caller, user.full_name, user.email)


def _of_member(one: Member) -> Account | None:
    if one.erased_at is not None or one.merged_into is not None or one.status == "vefat":
        return None
    caller = Caller(MEMBER, str(one.id), one.chamber_code, frozenset({MEMBER}))
    return Account(Holder.of_member(one), caller, one.full_name, one.email)
