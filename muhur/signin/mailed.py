"""Links by mail, for members: to sign in by, and to set a new password by. They go to the address on record alone.

Who asks is told the same whether or not there is such a member: looking is done after the answer has left.
"""

from dataclasses import dataclass
from typing import Any

from muhur.signin import accounts
from muhur.signin.accounts import Account
from muhur.signin.changes import tell
from muhur.signin.onwards import Onwards
from muhur.signin.refused import SignInRefused
from registry.access import MEMBER
from registry.accounts.codes import LINK, RECOVERY, Code, code_of, draw_code, hash_of
from registry.act import Act
from registry.records.registry_records import Records
from registry.store import NO_CHAMBER, Store

# What a form may hold to come along with a link.
LONGEST_KEPT = 64 * 1024
PATHS = {LINK: "/giris/baglanti", RECOVERY: "/giris/yeni-parola"}
_TEMPLATES = {LINK: "account.link", RECOVERY: "account.recovery"}


@dataclass(frozen=True, slots=True)
class Brought:
    """A link that was brought back: whose it is, and where it leads."""

    account: Account
    code: Code
    onwards: Onwards


class MailedLinks:
    """Sends links and takes them back."""

    def __init__(self, store: Store, public_url: str) -> None:
        self._store, self._public_url = store, public_url

    def send(self, purpose: str, identifier: str, onwards: Onwards, act: Act, lang: str) -> None:
        """A link to each member whom ``identifier`` means, if there is an address; earlier ones end."""
        with self._store.reading() as records:
            found = accounts.called(records, identifier, act.at)
            names = {one.code: one.name_tr for one in records.chambers.all()}
        for account in found:
            holder = account.holder
            if holder.kind != MEMBER or account.email is None or holder.chamber_code is None:
                continue
            drawn = draw_code()
            url = f"{self._public_url}{PATHS[purpose]}/{drawn}"
            with self._store.writing(holder.chamber_code) as records:
                records.codes.end(holder, purpose)
                records.codes.add(code_of(drawn, purpose, holder, act.at, act.actor, _held(onwards)))
                tell(
                    records,
                    account,
                    _TEMPLATES[purpose],
                    act,
                    lang,
                    url=url,
                    chamber=names[holder.chamber_code],
                )
                records.audit.add(act, "signin.link_sent", about=holder, facts={"purpose": purpose})

    def keeps(self, onwards: Onwards) -> bool:
        """True if a form comes along with the link: one that is not too long for it."""
        return "kept" in _held(onwards) and bool(onwards.kept)

    def read(self, typed: str, purpose: str, act: Act) -> Brought:
        """Whose link it is; using it up is another thing. Raises ``SignInRefused`` signin.link_over."""
        with self._store.reading() as records:
            code = records.codes.find(hash_of(typed, purpose), purpose, act.at)
            account = None if code is None else accounts.of_holder(records, code.owner, act.at)
        if code is None or account is None:
            raise SignInRefused("signin.link_over")
        return Brought(account, code, _onwards(code.held or {}))

    def use(self, brought: Brought, act: Act) -> None:
        """Use the link up; raises ``SignInRefused`` signin.link_over for the slower of two."""
        with self._store.writing(brought.code.chamber_code or NO_CHAMBER) as records:
            use_up(records, brought, act)


def use_up(records: Records, brought: Brought, act: Act) -> None:
    """Use a link up in the transaction of what it is for; raises ``SignInRefused`` signin.link_over."""
    if not records.codes.use(brought.code.code_sha256, brought.code.purpose, act.at):
        raise SignInRefused("signin.link_over")


def _held(onwards: Onwards) -> dict[str, Any]:
    kept = {name: list(values) for name, values in onwards.kept.items()}
    if sum(len(name) + sum(map(len, values)) for name, values in kept.items()) > LONGEST_KEPT:
        return {"next": onwards.next}
    return {"next": onwards.next, "kept": kept, "files": list(onwards.files), "back": onwards.back}


def _onwards(held: dict[str, Any]) -> Onwards:
    kept = {name: tuple(values) for name, values in held.get("kept", {}).items()}
    return Onwards(held.get("next", ""), kept, tuple(held.get("files", ())), held.get("back", ""))
