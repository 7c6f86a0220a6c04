"""An OpenID provider as a way in: authorization code with PKCE, state and nonce (OpenID Connect Core, RFC 9700).

Whom the provider names is nobody here until an account was linked to that name: by an invitation, by whoever is
signed in, or, where the operator says so, by the chamber and sicil no that the provider vouches for.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, KeySetSerialization
from joserfc.jws import JWSRegistry

from muhur.settings import Settings
from muhur.signin.refused import SignInRefused
from registry.accounts.codes import PROVIDER, code_of, draw_code, hash_of
from registry.accounts.holder import Holder
from registry.act import Act
from registry.store import Store

CALLBACK = "/giris/kurum/donus"
TIMEOUT_SECONDS, LEEWAY_SECONDS = 10.0, 60
# Signatures alone: with a secret that both know, the token could be of our own making.
ALGORITHMS = frozenset({"RS256", "PS256", "ES256", "ES384", "EdDSA"})
_KNOWN_FOR, _FAULTY_FOR = timedelta(hours=1), timedelta(seconds=30)
_NOBODY = Holder("public", "", None)


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser is sent, and the secret that it brings back as a cookie."""

    url: str
    browser: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider names. ``held`` is what was begun with: where to go, and what to link."""

    issuer: str
    subject: str
    claims: Mapping[str, Any]
    held: Mapping[str, Any]


class Provider:
    """The configured provider; safe to share between threads. Nothing is asked of it before somebody chooses it."""

    def __init__(self, settings: Settings, public_url: str, store: Store) -> None:
        self._settings, self._store = settings, store
        self._redirect = f"{public_url}{CALLBACK}"
        # Its description and when it was asked for; None in place of what could not be read.
        self._metadata: tuple[datetime, Mapping[str, Any] | None] | None = None

    @property
    def on(self) -> bool:
        """True where the operator named one."""
        return self._settings.oidc_issuer is not None and self._settings.oidc_client_id is not None

    def begin(self, act: Act, lang: str, held: Mapping[str, Any]) -> Begun:
        """Send somebody there; raises ``SignInRefused`` provider.off or provider.fault."""
        if not self.on:
            raise SignInRefused("provider.off")
        metadata = self._known(act.at)
        state, nonce, verifier, browser = draw_code(), *(secrets.token_urlsafe(32) for _ in range(3))
        kept = {**held, "nonce": nonce, "verifier": verifier, "browser": _hash(browser)}
        with self._store.writing() as records:
            records.codes.add(code_of(state, PROVIDER, _NOBODY, act.at, act.actor, kept))
        url = prepare_grant_uri(
            metadata["authorization_endpoint"],
            self._settings.oidc_client_id,
            "code",
            redirect_uri=self._redirect,
            scope=self._settings.oidc_scope,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
            ui_locales=lang,
        )
        return Begun(url, browser)

    def finish(self, act: Act, query: Mapping[str, str], browser: str) -> Vouched:
        """Whom the provider vouches for; raises ``SignInRefused`` provider.refused or provider.fault."""
        held = self._taken_back(query.get("state", ""), browser, act)
        metadata = self._known(act.at)
        issuer = str(metadata["issuer"])
        if query.get("iss", issuer) != issuer or "code" not in query:
            # Somebody else's answer (RFC 9207), or the person changed their mind.
            raise SignInRefused("provider.refused")
        try:
            answer = self._exchanged(metadata, query["code"], held["verifier"])
            claims = self._opened(metadata, answer, held["nonce"], act.at)
            claims = {**self._more(metadata, answer, claims), **claims}
        except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
            raise SignInRefused("provider.fault") from error
        return Vouched(issuer, str(claims["sub"]), claims, held)

    def member_named(self, vouched: Vouched) -> tuple[str, str] | None:
        """Chamber and sicil no that the provider vouches for, where the operator trusts it in that."""
        chamber, sicil_no = self._settings.oidc_chamber_claim, self._settings.oidc_sicil_claim
        if chamber is None or sicil_no is None:
            return None
        found = vouched.claims.get(chamber), vouched.claims.get(sicil_no)
        return (str(found[0]), str(found[1])) if all(found) else None

    def _taken_back(self, state: str, browser: str, act: Act) -> Mapping[str, Any]:
        """What was begun under this state in this browser; good once."""
        key = hash_of(state, PROVIDER)
        with self._store.writing() as records:
            found = records.codes.find(key, PROVIDER, act.at)
            used = found is not None and records.codes.use(key, PROVIDER, act.at)
        held = (found.held or {}) if found is not None and used else {}
        if not held or not hmac.compare_digest(held["browser"], _hash(browser)):
            raise SignInRefused("provider.refused")
        return held

    def _known(self, at: datetime) -> Mapping[str, Any]:
        """The provider's description of itself, asked for again after an hour, after a fault soon.

        Nobody waits for another's question: two may ask at once, and the later answer counts.
        """
        known = self._metadata
        if known is None or at - known[0] > (_FAULTY_FOR if known[1] is None else _KNOWN_FOR):
            known = self._metadata = (at, self._described())
        if known[1] is None:
            raise SignInRefused("provider.fault")
        return known[1]

    def _described(self) -> Mapping[str, Any] | None:
        issuer = str(self._settings.oidc_issuer)
        try:
            found = _asked("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
            for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
                _require_safe(found[name])
            return found if found["issuer"] == issuer else None
        except (httpx.HTTPError, ValueError, KeyError, TypeError):
            return None

    def _exchanged(self, metadata: Mapping[str, Any], code: str, verifier: str) -> Mapping[str, Any]:
        client = (str(self._settings.oidc_client_id), self._settings.oidc_client_secret or "")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": verifier,
        }
        return _asked("POST", metadata["token_endpoint"], data=form, auth=client)

    def _opened(
        self, metadata: Mapping[str, Any], answer: Mapping[str, Any], nonce: str, at: datetime
    ) -> dict[str, Any]:
        """The claims of the ID token; its keys are asked for each time, so one withdrawn counts no longer."""
        published = _asked("GET", metadata["jwks_uri"])
        keys = KeySet.import_key_set(cast(KeySetSerialization, published))
        offered = set(metadata.get("id_token_signing_alg_values_supported", ["RS256"]))
        registry = JWSRegistry(algorithms=sorted(ALGORITHMS & offered), strict_check_header=False)
        token = jwt.decode(str(answer["id_token"]), key=keys, registry=registry)
        client_id = self._settings.oidc_client_id
        expected = {
            "iss": {"essential": True, "value": metadata["issuer"]},
            "aud": {"essential": True, "value": client_id},
        }
        more = {"nonce": nonce, "client_id": client_id, "access_token": answer.get("access_token")}
        claims = CodeIDToken(token.claims, token.header, expected, more)
        claims.validate(now=int(at.timestamp()), leeway=LEEWAY_SECONDS)
        return dict(claims)

    def _more(
        self, metadata: Mapping[str, Any], answer: Mapping[str, Any], claims: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        """What the provider says of the person beside the ID token, if a claim is looked for that is not in it."""
        wanted = {self._settings.oidc_chamber_claim, self._settings.oidc_sicil_claim} - {None}
        if wanted <= set(claims) or "userinfo_endpoint" not in metadata:
            return {}
        _require_safe(metadata["userinfo_endpoint"])
        header = {"Authorization": f"Bearer {answer['access_token']}"}
        found = _asked("GET", metadata["userinfo_endpoint"], headers=header)
        # Of somebody else it would be worth nothing (OpenID Connect Core section 5.3.2).
        return found if found.get("sub") == claims["sub"] else {}


def _asked(method: str, url: str, **given: Any) -> Mapping[str, Any]:
    """The provider's answer. The environment has no say in how it is reached: the settings are all there is."""
    answer = httpx.request(method, url, timeout=TIMEOUT_SECONDS, trust_env=False, **given)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise TypeError("not an object")
    return found


def _require_safe(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1"):
        raise ValueError("not https")


def _hash(text: str) -> str:
    return hashlib.sha256(f"muhur browser {text}".encode()).hexdigest()
