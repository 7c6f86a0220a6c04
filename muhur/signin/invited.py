"""Taking up an invitation: the account begins anew with what its holder chooses now."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from muhur.signin import accounts
from muhur.signin.accounts import Account
from muhur.signin.changes import tell
from muhur.signin.refused import SignInRefused
from muhur.signin.throttle import Throttle, code_bounds
from registry.access import MEMBER
from registry.accounts.codes import (
    INVITATION,
    LINK,
    PROVED,
    RECOVERY,
    SECOND_STEP,
    SPARE,
    Code,
    code_of,
    draw_code,
    hash_of,
)
from registry.act import Act
from registry.records.registry_records import Records
from registry.store import NO_CHAMBER, Store


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who brings an invitation; ``sicil_no`` is what a member still has to know."""

    account: Account
    code: Code
    sicil_no: str | None


class Invitations:
    """Reads invitations and takes them up."""

    def __init__(self, store: Store, throttle: Throttle) -> None:
        self._store, self._throttle = store, throttle

    def read(self, typed: str, act: Act) -> Invited:
        """Whose invitation it is; raises ``SignInRefused`` invitation.over."""
        return self.of_hash(hash_of(typed, INVITATION), act)

    def of_hash(self, code_sha256: bytes, act: Act) -> Invited:
        """The same by what is kept of its code."""
        with self._store.reading() as records:
            code = records.codes.find(code_sha256, INVITATION, act.at)
            account = None if code is None else accounts.of_holder(records, code.owner, act.at)
            if code is None or account is None:
                raise SignInRefused("invitation.over")
            return Invited(account, code, _sicil_no(records, account))

    def prove(self, invited: Invited, sicil_no: str, act: Act) -> None:
        """A member also knows the own sicil no: whoever finds the letter does not. Raises ``SignInRefused``."""
        if invited.sicil_no is None:
            return
        bounds = code_bounds(act, f"invitation {invited.code.code_sha256.hex()}")
        counted = self._throttle.count(act, bounds)
        # Leading zeros are often left out.
        if not hmac.compare_digest(
            sicil_no.strip().lstrip("0").encode(), invited.sicil_no.lstrip("0").encode()
        ):
            raise SignInRefused("invitation.sicil_no")
        self._throttle.give_back(act, bounds, counted)

    def proved(self, invited: Invited, act: Act) -> str:
        """A code that says that whoever brings it proved who they are; for going to the provider by."""
        drawn, code = draw_code(), invited.code
        held = {"invitation": code.code_sha256.hex()}
        with self._store.writing(code.chamber_code or NO_CHAMBER) as records:
            records.codes.add(code_of(drawn, PROVED, code.owner, act.at, act.actor, held))
        return drawn

    def read_proved(self, typed: str, act: Act) -> Invited:
        """The invitation of such a code; raises ``SignInRefused`` invitation.over."""
        with self._store.reading() as records:
            found = records.codes.find(hash_of(typed, PROVED), PROVED, act.at)
        if found is None or found.held is None:
            raise SignInRefused("invitation.over")
        return self.of_hash(bytes.fromhex(found.held["invitation"]), act)

    def take_up(self, invited: Invited, act: Act, lang: str, begin: Callable[[Records], None]) -> None:
        """End all that opened the account before, and let ``begin`` store what opens it now, in one transaction.

        Raises ``SignInRefused`` invitation.over for the slower of two.
        """
        code, account = invited.code, invited.account
        holder = account.holder
        with self._store.writing(code.chamber_code or NO_CHAMBER) as records:
            if not records.codes.use(code.code_sha256, INVITATION, act.at):
                raise SignInRefused("invitation.over")
            records.passwords.remove(holder)
            records.passkeys.remove(holder)
            records.authenticators.remove(holder)
            records.identities.remove(holder)
            records.codes.end(holder, SPARE, LINK, RECOVERY, SECOND_STEP, PROVED)
            records.sessions.end_all(holder.kind, holder.id, act.at)
            begin(records)
            tell(records, account, "account.begun", act, lang)
            records.audit.add(act, "invitation.taken_up", about=holder)


def _sicil_no(records: Records, account: Account) -> str | None:
    holder = account.holder
    if holder.kind != MEMBER or holder.chamber_code is None:
        return None
    member = records.members.by_id(holder.chamber_code, UUID(holder.id))
    assert member is not None
    return member.sicil_no
