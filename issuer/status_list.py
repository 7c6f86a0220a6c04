"""A chamber's status list, signed in both published forms from the places that are set (docs/spec/status.md).

A set bit means: not in force, ask the register. W3C Bitstring Status List v1.0 as ``vc+jwt`` for the credential,
IETF Token Status List (draft-ietf-oauth-status-list-20) as ``statuslist+jwt`` for SD-JWT VC.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from issuer.sealing import ChamberKey
from keys.envelope import seal
from registry.credential import CONTEXT_VC
from registry.istanbul import written
from registry.status_bits import encode_bitstring, encode_token_list

TYP = "vc+jwt"
TOKEN_TYP = "statuslist+jwt"  # noqa: S105 - a type, no secret
# Stands in every credential since the first: a set bit says no more than "not in force".
PURPOSE = "revocation"
TTL = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What a list says. ``version`` only grows; ``lists`` is how many lists the chamber has just now."""

    url: str
    version: int
    lists: int
    set_indexes: tuple[int, ...] = ()
    ttl: timedelta = TTL


@dataclass(frozen=True, slots=True)
class SealedList:
    """One list in both forms, signed at the same time over the same bits."""

    compact: str
    token_compact: str


def list_url(public_url: str, slug: str, number: int) -> str:
    """Where a chamber's list of this number is served; the token form is at ``/token`` below it."""
    return f"{public_url}/status/{slug}/{number}"


def sealed_list(facts: ListFacts, key: ChamberKey, now: datetime) -> SealedList:
    """Both forms, valid from ``now`` for ``ttl``; the same facts, key and second give the same texts."""
    return SealedList(
        _sealed(_bitstring_claims(facts, key.public.owner, now), key, TYP),
        _sealed(_token_claims(facts, key.public.owner, now), key, TOKEN_TYP),
    )


def _sealed(claims: dict[str, Any], key: ChamberKey, typ: str) -> str:
    encoded = json.dumps(claims, separators=(",", ":")).encode()
    return seal(encoded, alg=key.public.alg, kid=key.public.kid, typ=typ, signer=key.signer)


def _times(facts: ListFacts, now: datetime) -> dict[str, int]:
    issued = int(now.timestamp())
    return {"iat": issued, "exp": issued + int(facts.ttl.total_seconds())}


def _bitstring_claims(facts: ListFacts, issuer: str, now: datetime) -> dict[str, Any]:
    return {
        "@context": [CONTEXT_VC],
        "id": facts.url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": written(now),
        "validUntil": written(now + facts.ttl),
        "credentialSubject": {
            "id": f"{facts.url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encode_bitstring(facts.set_indexes),
            "ttl": _seconds(facts.ttl) * 1000,  # milliseconds here
        },
        "iss": issuer,
        "sub": facts.url,
        **_times(facts, now),
        "version": facts.version,
        "lists": facts.lists,
    }


def _token_claims(facts: ListFacts, issuer: str, now: datetime) -> dict[str, Any]:
    return {
        "iss": issuer,
        "sub": f"{facts.url}/token",
        **_times(facts, now),
        "ttl": _seconds(facts.ttl),  # seconds here
        "status_list": {"bits": 1, "lst": encode_token_list(facts.set_indexes)},
        "version": facts.version,
    }


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())
