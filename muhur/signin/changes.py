"""Changes of how somebody signs in. Each ends their other sessions, is audited, and is told to the address on record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from muhur.signin.accounts import Account
from muhur.signin.authenticators import Authenticators, draw_spare_codes
from muhur.signin.passkeys import passkey_name
from muhur.signin.passwords import Passwords, check_password
from muhur.signin.refused import SignInRefused
from registry.access import MEMBER
from registry.accounts.codes import LINK, RECOVERY, SECOND_STEP, SPARE
from registry.act import Act
from registry.ids import uuid7
from registry.istanbul import shown_moment
from registry.notices.message import MAIL, Message
from registry.records.accounts.identities import Identity
from registry.records.accounts.passkeys import Passkey
from registry.records.registry_records import Records
from registry.store import NO_CHAMBER, Store


class Changes:
    """``keep`` is the session that goes on: the one in which the change is made."""

    def __init__(self, store: Store, passwords: Passwords, authenticators: Authenticators) -> None:
        self._store, self._passwords, self._authenticators = store, passwords, authenticators

    def set_password(
        self,
        account: Account,
        new: str,
        act: Act,
        lang: str,
        keep: bytes | None = None,
        first: Callable[[Records], None] = lambda _records: None,
    ) -> None:
        """A new password; raises ``SignInRefused`` if it does not do. ``first`` is done in the same transaction."""
        hashed = self._passwords.hashed(check_password(new, account.names))
        with self._changing(account, act, "account.password", lang, keep) as records:
            first(records)
            records.passwords.set(account.holder, hashed, act.at)

    def add_passkey(self, account: Account, made: Passkey, act: Act, lang: str, keep: bytes | None) -> None:
        """One more passkey."""
        with self._changing(account, act, "account.passkey_added", lang, keep, name=made.name) as records:
            records.passkeys.add(made)

    def rename_passkey(self, account: Account, passkey_id: UUID, name: str, act: Act) -> None:
        """Call a passkey otherwise; nobody need be told."""
        with self._store.writing(account.holder.chamber_code or NO_CHAMBER) as records:
            if not records.passkeys.rename(account.holder, passkey_id, passkey_name(name)):
                raise SignInRefused("passkey.unknown")
            records.audit.add(act, "account.passkey_renamed")

    def remove_passkey(self, account: Account, passkey_id: UUID, act: Act, lang: str, keep: bytes) -> None:
        """Take a passkey away, unless nothing else would be left to sign in by."""
        with self._changing(account, act, "account.passkey_removed", lang, keep) as records:
            found = records.passkeys.of_holder(account.holder)
            gone = next((one for one in found if one.id == passkey_id), None)
            if gone is None:
                raise SignInRefused("passkey.unknown")
            app = records.authenticators.find(account.holder)
            enough = app is not None or not account.needs_two_steps
            if len(found) == 1 and not (_has_a_first_step(records, account) and enough):
                raise SignInRefused("passkey.last")
            records.passkeys.remove(account.holder, passkey_id)

    def set_app(
        self, account: Account, sealed: str, typed: str, act: Act, lang: str, keep: bytes | None
    ) -> list[str]:
        """The app that was offered counts from now on; returns the spare codes, shown once."""
        with self._changing(account, act, "account.app", lang, keep) as records:
            return self._authenticators.confirm(records, account.holder, sealed, typed, act)

    def remove_app(self, account: Account, act: Act, lang: str, keep: bytes) -> None:
        """Sign in without codes again; not for whoever needs them."""
        with self._changing(account, act, "account.app_removed", lang, keep) as records:
            if account.needs_two_steps and not records.passkeys.of_holder(account.holder):
                raise SignInRefused("signin.needs_app")
            records.authenticators.remove(account.holder)
            records.codes.end(account.holder, SPARE)

    def renew_spare_codes(self, account: Account, act: Act, lang: str, keep: bytes) -> list[str]:
        """New spare codes in place of the earlier ones."""
        with self._changing(account, act, "account.spare_codes", lang, keep) as records:
            return draw_spare_codes(records, account.holder, act)

    def add_identity(self, account: Account, one: Identity, act: Act, lang: str, keep: bytes | None) -> None:
        """Known to a provider from now on."""
        with self._changing(account, act, "account.identity", lang, keep) as records:
            records.identities.add(one)

    def remove_identity(self, account: Account, act: Act, lang: str, keep: bytes) -> None:
        """Known to no provider any more, unless nothing else would be left to sign in by."""
        with self._changing(account, act, "account.identity_removed", lang, keep) as records:
            records.identities.remove(account.holder)
            if not (_has_a_first_step(records, account) or records.passkeys.of_holder(account.holder)):
                raise SignInRefused("passkey.last")

    @contextmanager
    def _changing(
        self, account: Account, act: Act, what: str, lang: str, keep: bytes | None, **facts: str
    ) -> Iterator[Records]:
        holder = account.holder
        with self._store.writing(holder.chamber_code or NO_CHAMBER) as records:
            yield records
            ended = records.sessions.end_all(holder.kind, holder.id, act.at, but=keep)
            records.codes.end(holder, LINK, RECOVERY, SECOND_STEP)
            tell(records, account, what, act, lang, **facts)
            records.audit.add(act, what, about=holder, facts={"sessions_ended": ended})


def _has_a_first_step(records: Records, account: Account) -> bool:
    """True if a password, a mailed link or a provider still opens the account."""
    by_mail = account.holder.kind == MEMBER and account.email is not None
    by_password = records.passwords.find(account.holder) is not None
    return by_mail or by_password or bool(records.identities.of_holder(account.holder))


def tell(records: Records, account: Account, template: str, act: Act, lang: str, **facts: str) -> None:
    """A mail to the address on record, if there is one."""
    if account.email is None:
        return
    told = {"on": shown_moment(act.at), **facts}
    chamber_code = account.holder.chamber_code
    message = Message(uuid7(act.at), chamber_code, MAIL, account.email, template, told, lang=lang)
    records.outbox.add([message], act.at)
