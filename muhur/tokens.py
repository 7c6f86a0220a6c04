"""Access tokens of this installation: given out to programs and users, turned into a caller at each request."""

import hashlib
import hmac
import re
import secrets
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from keys.access_token import AccessClaims, AccessKey, TokenRefused, open_token, seal_token
from keys.keyring import VerificationKey
from keys.pseudonyms import NOBODY, Pseudonyms
from keys.vault import VaultRefused
from muhur.installation import Home, read_passphrase
from registry.access import APPROVER, MEMBER, PROGRAM, USER, AccessRefused, Caller
from registry.accounts.account import CLIENT_ID, User
from registry.act import Act
from registry.doors import API
from registry.ids import uuid7
from registry.istanbul import day_of
from registry.records.registry_records import Records

_NO_SECRET = hashlib.sha256(secrets.token_bytes(32)).digest()


@dataclass(frozen=True, slots=True)
class GivenToken:
    """A token as it is handed out."""

    compact: str
    seconds: int
    scopes: tuple[str, ...]


class Tokens:
    """Gives and reads tokens; safe to share between threads.

    The table is asked at each request, without a cache: a user or program switched off is refused at once.
    """

    def __init__(self, home: Home) -> None:
        self._home = home
        self._issuer = home.facts.public_url
        self._audience = f"{home.facts.public_url}{API}"
        self._keys: dict[str, VerificationKey] = {}
        self._signing: AccessKey | None = None
        self._pseudonyms: Pseudonyms | None = None
        self._lock = threading.Lock()

    def act(self, caller: Caller, at: datetime) -> Act:
        """An act of ``caller`` under the request at hand, whose persons stand as keyed hashes of the year."""
        year = day_of(at).year
        request_id: str | None = structlog.contextvars.get_contextvars().get("request_id")
        return Act(caller, at, request_id, lambda text: self.pseudonym(text, year))

    def pseudonym(self, text: str, year: int) -> str:
        """A person's keyed hash; ``-`` where this process may not open the vault: never the text itself."""
        with self._lock:
            if self._pseudonyms is None:
                try:
                    settings = self._home.settings
                    self._pseudonyms = Pseudonyms(settings.keys_folder, read_passphrase(settings))
                except VaultRefused:
                    return NOBODY
            try:
                return self._pseudonyms.of(text, year)
            except (VaultRefused, OSError):
                return NOBODY

    def for_program(self, client_id: str, secret: str, scope: str | None, at: datetime) -> GivenToken:
        """A token for a program by its secret (RFC 6749 section 4.4), audited.

        Raises ``AccessRefused`` oauth.invalid_client, alike for an unknown program and a wrong secret, or
        oauth.invalid_scope.
        """
        known = re.fullmatch(CLIENT_ID, client_id, re.ASCII) is not None
        with self._home.store.reading() as records:
            found = records.programs.with_id(client_id if known else "")
        expected = _NO_SECRET if found is None else found[1]
        fits = hmac.compare_digest(hashlib.sha256(secret.encode()).digest(), expected)
        if found is None or not fits or not found[0].active:
            raise AccessRefused("oauth.invalid_client")
        program = found[0]
        wanted = program.scopes if scope is None else frozenset(scope.split(" "))
        if not wanted or not wanted <= program.scopes:
            raise AccessRefused("oauth.invalid_scope")
        caller = Caller(PROGRAM, program.id, program.chamber_code, scopes=wanted)
        return self.give(caller, at, self._home.settings.token_minutes, by=self.act(caller, at))

    def give(self, caller: Caller, at: datetime, minutes: int, *, by: Act) -> GivenToken:
        """A token that speaks for ``caller``; who asked for it stands in the audit trail before it is handed out."""
        issued = at.replace(microsecond=0)
        claims = AccessClaims(
            subject=caller.id,
            kind=caller.kind,
            chamber=caller.chamber_code,
            roles=tuple(sorted(caller.roles)),
            scopes=tuple(sorted(caller.scopes)),
            client_id=caller.id if caller.kind == PROGRAM else "muhur",
            token_id=str(uuid7(at)),
            issued_at=issued,
            expires_at=issued + timedelta(minutes=minutes),
        )
        compact = seal_token(claims, self._signing_key(at), issuer=self._issuer, audience=self._audience)
        subject = by.person(caller.id) if caller.kind == MEMBER else caller.id
        facts = {"roles": list(claims.roles), "scopes": list(claims.scopes), "minutes": minutes}
        code = caller.chamber_code
        with self._home.store.writing(code) if code else self._home.store.writing() as records:
            records.audit.add(
                by, "token.given", chamber_code=code, target_kind=caller.kind, target=subject, facts=facts
            )
        return GivenToken(compact, minutes * 60, claims.scopes)

    def caller(self, compact: str, at: datetime) -> Caller:
        """Who a token speaks for now; raises ``AccessRefused`` access.sign_in."""
        try:
            claims = open_token(compact, self._find_key, issuer=self._issuer, audience=self._audience, now=at)
        except TokenRefused as error:
            raise AccessRefused("access.sign_in", presented=True) from error
        with self._home.store.reading() as records:
            found = _current(records, claims, at)
        if found is None:
            raise AccessRefused("access.sign_in", presented=True)
        return found

    def _signing_key(self, at: datetime) -> AccessKey:
        with self._lock:
            if self._signing is None or not self._signing.public.covers(at):
                self._signing = self._home.access_key(at)
            return self._signing

    def _find_key(self, kid: str) -> VerificationKey | None:
        if kid not in self._keys:
            self._keys = self._home.access_keys()
        return self._keys.get(kid)


def _current(records: Records, claims: AccessClaims, at: datetime) -> Caller | None:
    """The caller as the table has it now; None unless it still gives all that the token says."""
    match claims.kind:
        case "user":
            return _current_user(records, claims, at)
        case "program":
            found = records.programs.with_id(claims.subject)
            scopes = frozenset(claims.scopes)
            if found is None or not found[0].active or found[0].chamber_code != claims.chamber:
                return None
            if not scopes <= found[0].scopes:
                return None
            return Caller(PROGRAM, claims.subject, claims.chamber, scopes=scopes)
        case "member":
            try:
                chamber = records.users.chamber_of_member(UUID(claims.subject))
            except ValueError:
                return None
            if chamber is None or chamber != claims.chamber:
                return None
            return Caller(MEMBER, claims.subject, chamber, frozenset({MEMBER}))
    return None


def _current_user(records: Records, claims: AccessClaims, at: datetime) -> Caller | None:
    user = records.users.with_login(claims.subject)
    if user is None or user.chamber_code != claims.chamber:
        return None
    if not claims.roles or not set(claims.roles) <= user.roles:
        return None
    return current_user(records, user, frozenset(claims.roles), at)


def current_user(records: Records, user: User, roles: frozenset[str], at: datetime) -> Caller | None:
    """A user as caller with some of their roles, and the right to approve if it is lent to them on this day."""
    if not user.active:
        return None
    caller = Caller(USER, user.login, user.chamber_code, roles)
    if user.chamber_code is None or APPROVER in user.roles:
        return caller
    lenders = records.users.lenders_to(user.chamber_code, user.login, day_of(at))
    if not lenders:
        return caller
    return replace(caller, roles=caller.roles | {APPROVER}, lent_by=frozenset(lenders))
