"""A chamber's status list (W3C Bitstring Status List v1.0) as a signed credential, every place clear.

A list is published with the first document that points into it. Setting bits comes with the events that
take a document out of force.
"""

import gzip
import json
from datetime import datetime

from issuer.sealing import ChamberKey
from keys.algorithms import b64url
from keys.envelope import seal
from registry.credential import CONTEXT_VC
from registry.istanbul import written
from registry.records.credentials import STATUS_LIST_SLOTS

TYP = "vc+jwt"


def list_url(public_url: str, slug: str, number: int) -> str:
    """Where a chamber's list of this number is served."""
    return f"{public_url}/status/{slug}/{number}"


def sealed_list(url: str, key: ChamberKey, now: datetime) -> str:
    """Compact JWS of the list at ``url`` with all ``STATUS_LIST_SLOTS`` bits zero."""
    packed = gzip.compress(bytes(STATUS_LIST_SLOTS // 8), mtime=0)
    payload = {
        "@context": [CONTEXT_VC],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": key.public.owner,
        "validFrom": written(now),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "u" + b64url(packed),
        },
    }
    encoded = json.dumps(payload, separators=(",", ":")).encode()
    return seal(encoded, alg=key.public.alg, kid=key.public.kid, typ=TYP, signer=key.signer)
