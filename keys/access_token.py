"""Access tokens of the JSON interface: short-lived JWTs of a kind and a key of their own (RFC 9068, RFC 8725).

Header ``{alg, kid, typ: "at+jwt"}`` in the strict profile of ``keys.envelope``. ``typ`` and the purpose of the
key keep them apart from credentials, status lists and trust bundles in both directions.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from keys.envelope import EnvelopeRefused, Signer, open_envelope, seal
from keys.keyring import PURPOSE_ACCESS, VerificationKey
from keys.strict_json import JsonRefused, parse

TYP = "at+jwt"
MAX_TOKEN = 4096
SKEW = timedelta(seconds=60)
# Above any lifetime that is given out: a token that claims more is not ours.
MAX_LIFETIME = timedelta(hours=12)
_MEMBERS = {
    "iss", "sub", "aud", "iat", "exp", "jti", "client_id", "scope", "kind", "chamber", "roles",
}  # fmt: skip


class TokenRefused(ValueError):
    """Not a token that counts here and now; ``code`` says why, for logs and tests alone."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True, slots=True)
class AccessKey:
    """The installation's own key for access tokens."""

    public: VerificationKey
    signer: Signer


@dataclass(frozen=True, slots=True)
class AccessClaims:
    """Who a token speaks for. ``subject`` is a login, a client id or a member's id; times are whole seconds."""

    subject: str
    kind: str
    chamber: str | None
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    client_id: str
    token_id: str
    issued_at: datetime
    expires_at: datetime


def seal_token(claims: AccessClaims, key: AccessKey, *, issuer: str, audience: str) -> str:
    """Compact JWS of the claims."""
    payload = {
        "iss": issuer,
        "sub": claims.subject,
        "aud": audience,
        "iat": int(claims.issued_at.timestamp()),
        "exp": int(claims.expires_at.timestamp()),
        "jti": claims.token_id,
        "client_id": claims.client_id,
        "scope": " ".join(claims.scopes),
        "kind": claims.kind,
        "chamber": claims.chamber,
        "roles": list(claims.roles),
    }
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return seal(text.encode(), alg=key.public.alg, kid=key.public.kid, typ=TYP, signer=key.signer)


def open_token(
    compact: str,
    find: Callable[[str], VerificationKey | None],
    *,
    issuer: str,
    audience: str,
    now: datetime,
) -> AccessClaims:
    """Read and check a token at ``now``; ``find`` gives the key of a kid. Raises ``TokenRefused``."""
    try:
        envelope = open_envelope(compact, typ=TYP, limit=MAX_TOKEN)
    except EnvelopeRefused as error:
        raise TokenRefused("token.malformed", str(error)) from error
    key = find(envelope.kid)
    if key is None or key.purpose != PURPOSE_ACCESS or envelope.alg != key.alg:
        raise TokenRefused("token.key", "not signed by a key for access tokens")
    if not key.holds(envelope.signing_input, envelope.signature):
        raise TokenRefused("token.signature", "the signature does not hold")
    try:
        payload = parse(envelope.payload)
        claims = _claims(payload)
    except (JsonRefused, KeyError, TypeError, ValueError, OverflowError) as error:
        raise TokenRefused("token.malformed", f"unexpected claims: {error}") from error
    if payload["iss"] != issuer or payload["aud"] != audience:
        raise TokenRefused("token.audience", "made for another place")
    lifetime = claims.expires_at - claims.issued_at
    if not (timedelta(0) < lifetime <= MAX_LIFETIME and key.covers(claims.issued_at)):
        raise TokenRefused("token.lifetime", "the times do not fit")
    if now >= claims.expires_at or claims.issued_at > now + SKEW:
        raise TokenRefused("token.expired", "the token is not current")
    return claims


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise TypeError("a list of texts is expected")
    return tuple(value)


def _seconds(value: Any) -> datetime:
    if type(value) is not int:
        raise TypeError("times are integers")
    return datetime.fromtimestamp(value, UTC)


def _claims(payload: Any) -> AccessClaims:
    if not isinstance(payload, dict) or set(payload) != _MEMBERS:
        raise TypeError("not the members of an access token")
    chamber = payload["chamber"]
    for name in ("iss", "sub", "aud", "jti", "client_id", "scope", "kind"):
        if not isinstance(payload[name], str):
            raise TypeError(f"{name} is no text")
    if chamber is not None and not isinstance(chamber, str):
        raise TypeError("chamber is no text")
    return AccessClaims(
        subject=payload["sub"],
        kind=payload["kind"],
        chamber=chamber,
        roles=_texts(payload["roles"]),
        scopes=tuple(payload["scope"].split()),
        client_id=payload["client_id"],
        token_id=payload["jti"],
        issued_at=_seconds(payload["iat"]),
        expires_at=_seconds(payload["exp"]),
    )
