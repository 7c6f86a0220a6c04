"""What the pages of signing in are made of, put together once for an application."""

from dataclasses import dataclass

from muhur.door import Guard
from muhur.installation import Home
from muhur.signin.authenticators import Authenticators
from muhur.signin.changes import Changes
from muhur.signin.entering import Entrance
from muhur.signin.invited import Invitations
from muhur.signin.mailed import MailedLinks
from muhur.signin.passkeys import Passkeys
from muhur.signin.passwords import Passwords
from muhur.signin.provider import Provider
from muhur.signin.second_steps import SecondSteps
from muhur.signin.throttle import Throttle
from muhur.tokens import Tokens
from muhur.visiting.sessions import Sessions
from registry.store import Store


@dataclass(frozen=True, slots=True)
class SignIn:
    """Handed to each router of this room."""

    store: Store
    guard: Guard
    sessions: Sessions
    passwords: Passwords
    throttle: Throttle
    authenticators: Authenticators
    passkeys: Passkeys
    steps: SecondSteps
    changes: Changes
    entrance: Entrance
    mailed: MailedLinks
    invitations: Invitations
    provider: Provider


def sign_in_over(home: Home, *, sessions: Sessions, tokens: Tokens, guard: Guard) -> SignIn:
    """The parts over an opened home."""
    store, passwords = home.store, Passwords()
    throttle, authenticators = Throttle(store), Authenticators(home)
    steps = SecondSteps(store, authenticators, throttle, guard)
    passkeys = Passkeys(store, home.facts.public_url)
    entrance = Entrance(
        store=store,
        sessions=sessions,
        tokens=tokens,
        guard=guard,
        passwords=passwords,
        passkeys=passkeys,
        throttle=throttle,
        steps=steps,
    )
    return SignIn(
        store=store,
        guard=guard,
        sessions=sessions,
        passwords=passwords,
        throttle=throttle,
        authenticators=authenticators,
        passkeys=passkeys,
        steps=steps,
        changes=Changes(store, passwords, authenticators),
        entrance=entrance,
        mailed=MailedLinks(store, home.facts.public_url),
        invitations=Invitations(store, throttle),
        provider=Provider(home.settings, home.facts.public_url, store),
    )
