"""The second thing to show after a password, a link or a provider: a code of an app, a spare code, or a passkey.

Between the two nobody is signed in: the page carries a code of its own that says what was shown already.
"""

from dataclasses import dataclass
from typing import Any

from muhur.door import Guard
from muhur.signin import accounts
from muhur.signin.accounts import Account
from muhur.signin.authenticators import Authenticators
from muhur.signin.refused import SignInRefused
from muhur.signin.throttle import Throttle, code_bounds
from registry.accounts.codes import SECOND_STEP, Code, code_of, draw_code, hash_of
from registry.act import Act
from registry.store import NO_CHAMBER, Store


@dataclass(frozen=True, slots=True)
class Halfway:
    """Somebody who has shown one thing: their account, what it was, and the code that says so."""

    account: Account
    by: str
    code: Code


class SecondSteps:
    """Asks for the second thing and judges it."""

    def __init__(
        self, store: Store, authenticators: Authenticators, throttle: Throttle, guard: Guard
    ) -> None:
        self._store, self._authenticators = store, authenticators
        self._throttle, self._guard = throttle, guard

    def needed(self, account: Account) -> bool:
        """True for whoever must, and for whoever set up an app."""
        return account.needs_two_steps or self._has(account)[0]

    def begin(self, account: Account, by: str, act: Act) -> str:
        """The code that says that ``account`` was shown ``by`` something; it counts for a quarter of an hour."""
        drawn = draw_code()
        with self._store.writing(account.holder.chamber_code or NO_CHAMBER) as records:
            records.codes.add(code_of(drawn, SECOND_STEP, account.holder, act.at, act.actor, {"by": by}))
        return drawn

    def read(self, typed: str, act: Act) -> Halfway:
        """Who is halfway in by this code; raises ``SignInRefused`` signin.step_over."""
        with self._store.reading() as records:
            code = records.codes.find(hash_of(typed, SECOND_STEP), SECOND_STEP, act.at)
            account = None if code is None else accounts.of_holder(records, code.owner, act.at)
        if code is None or account is None:
            raise SignInRefused("signin.step_over")
        return Halfway(account, str((code.held or {}).get("by", "")), code)

    def choices(self, account: Account, sealed: str) -> dict[str, Any]:
        """What the page of the step offers.

        ``setup`` only to whoever has nothing to show yet: else a stolen password would do to add a second thing.
        """
        has_app, has_passkey = self._has(account)
        new = not has_app and not has_passkey
        setup = self._authenticators.offer(account, sealed) if new else None
        return {"has_app": has_app, "has_passkey": has_passkey, "setup": setup}

    def may_set_up(self, account: Account) -> bool:
        """True if the account has no second thing yet."""
        return not any(self._has(account))

    def accept_code(self, account: Account, typed: str, act: Act) -> None:
        """A code of the app or a spare one; raises ``SignInRefused`` signin.code or signin.wait."""
        bounds = code_bounds(act, account.holder.name)
        try:
            counted = self._throttle.count(act, bounds)
            self._judge(account, typed, act)
        except SignInRefused as refusal:
            self._guard.record_refusal(act, "signin.code_shown", refusal.code, account.holder)
            raise
        self._throttle.give_back(act, bounds, counted)

    def _judge(self, account: Account, typed: str, act: Act) -> None:
        with self._store.writing(account.holder.chamber_code or NO_CHAMBER) as records:
            if not self._authenticators.accepts(records, account.holder, typed, act.at):
                raise SignInRefused("signin.code")

    def count_set_up(self, account: Account, act: Act) -> None:
        """A first code is a try too."""
        self._throttle.count(act, code_bounds(act, account.holder.name))

    def finish(self, halfway: Halfway, act: Act) -> None:
        """Use the step's code up; raises ``SignInRefused`` signin.step_over for the slower of two."""
        code = halfway.code
        with self._store.writing(code.chamber_code or NO_CHAMBER) as records:
            if not records.codes.use(code.code_sha256, SECOND_STEP, act.at):
                raise SignInRefused("signin.step_over")

    def _has(self, account: Account) -> tuple[bool, bool]:
        with self._store.reading() as records:
            has_app = records.authenticators.find(account.holder) is not None
            return has_app, bool(records.passkeys.of_holder(account.holder))
