"""SD-JWT (RFC 9901): a JWT of which the holder shows some claims and keeps others back. Issuing only.

The claims that may be kept back stand in the signed part as SHA-256 digests; each one's disclosure, with a salt of its own,
travels behind it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from keys.algorithms import b64url
from keys.envelope import Signer, seal
from keys.keyring import VerificationKey

# SD-JWT VC, the media type without "application/".
TYP_VC = "dc+sd-jwt"
MEDIA_TYPE = f"application/{TYP_VC}"
SALT_BYTES = 16
# RFC 9901 section 4.2.1, and SD-JWT VC section 3.2.2: what a verifier must always see.
_ALWAYS = frozenset(
    {"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "iat", "sub", "_sd", "_sd_alg", "..."}
)


def disclosure(salt: bytes, name: str, value: Any) -> str:
    """The text that discloses one claim (section 4.2.1)."""
    written = json.dumps([b64url(salt), name, value], ensure_ascii=False, separators=(",", ":"))
    return b64url(written.encode())


def digest(disclosed: str) -> str:
    """What stands for it in the signed part (section 4.2.3): SHA-256 over the text itself."""
    return b64url(hashlib.sha256(disclosed.encode("ascii")).digest())


def issued(
    claims: Mapping[str, Any],
    disclosable: Mapping[str, Any],
    *,
    key: VerificationKey,
    signer: Signer,
    salt: Callable[[], bytes],
) -> str:
    """The SD-JWT with every disclosure, ending in ``~``: there is no key binding.

    ``salt`` gives 16 random bytes, new for each claim. Raises ``ValueError`` for a claim that must always be seen or
    stands in both.
    """
    hidden = set(disclosable)
    if hidden & (_ALWAYS | set(claims)) or {"_sd", "_sd_alg", "..."} & set(claims):
        raise ValueError("a claim that cannot be kept back")
    shown = [disclosure(salt(), name, value) for name, value in disclosable.items()]
    # Sorted, so that their order tells nothing of which is which.
    behind = {"_sd": sorted(map(digest, shown)), "_sd_alg": "sha-256"} if shown else {}
    payload = json.dumps({**claims, **behind}, ensure_ascii=False, separators=(",", ":")).encode()
    signed = seal(payload, alg=key.alg, kid=key.kid, typ=TYP_VC, signer=signer)
    return "~".join([signed, *shown, ""])
