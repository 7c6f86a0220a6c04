"""The same credential in the forms that other people's software takes (docs/spec/forms.md).

All are derived on request from what the register holds; none is stored. Pure.
"""

from collections.abc import Mapping
from typing import Any

from registry.credential import CONTEXT_VC, JWT_CLAIMS, CredentialRefused
from registry.istanbul import read

_DATA_URL = "data:application/vc+jwt,"
_ENVELOPED = "EnvelopedVerifiableCredential"


def enveloped(compact: str) -> dict[str, Any]:
    """The compact JWT as JSON: an ``EnvelopedVerifiableCredential`` (VC Data Model 2.0 section 4.13)."""
    return {"@context": CONTEXT_VC, "id": f"{_DATA_URL}{compact}", "type": _ENVELOPED}


def opened(value: Mapping[str, Any]) -> str | None:
    """The compact JWT inside an enveloped credential, unread; None for any other JSON.

    Nothing may stand beside the signed text: a reader would take it for part of the document.
    """
    match value:
        case {"@context": context, "id": str() as address, "type": kind, **rest} if not rest:
            named = context in (CONTEXT_VC, [CONTEXT_VC]) and kind in (_ENVELOPED, [_ENVELOPED])
            if named and address.startswith(_DATA_URL):
                return address.removeprefix(_DATA_URL)
    return None


def with_claims(credential: Mapping[str, Any]) -> dict[str, Any]:
    """The JWT payload that a credential without JWT claims belongs to, for ``document_of`` to judge.

    Raises ``CredentialRefused`` where the claims already stand in it or cannot be made.
    """
    if any(name in credential for name in JWT_CLAIMS):
        raise CredentialRefused("a JWT claim in a credential that is no JWT")
    try:
        until = credential.get("validUntil")
        return {
            **credential,
            "iss": credential["issuer"]["id"],
            "jti": credential["id"],
            "sub": credential["credentialSubject"]["id"],
            "nbf": int(read(credential["validFrom"]).timestamp()),
            **({} if until is None else {"exp": int(read(until).timestamp())}),
        }
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise CredentialRefused(str(error)[:80]) from error
