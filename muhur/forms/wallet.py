"""A member's document for a wallet: signed anew each time it is asked for, so that two of them have nothing in common."""

import secrets
from collections.abc import Callable
from datetime import datetime

from keys.forms.sd_jwt import SALT_BYTES, issued
from muhur.desk import document_in
from muhur.installation import Home
from muhur.json_doors import opening_keys
from registry.forms.wallet import disclosable_claims, wallet_claims
from registry.programme import Participation

# The compact JWT of a recorded document and the evidence behind it, to its SD-JWT VC at a time. Raises ``Refusal``.
Wallet = Callable[[str, Participation | None, datetime], str]


def wallet_of(home: Home) -> Wallet:
    """Signs with the key of the chamber that issued; raises ``Refusal`` where it is not at hand."""
    open_key = opening_keys(home)

    def sd_jwt(compact: str, evidence: Participation | None, now: datetime) -> str:
        document, at = document_in(compact), now.replace(microsecond=0)
        with home.store.reading() as records:
            chamber = records.chambers.find(document.chamber_code)
        assert chamber is not None, "a recorded document's chamber exists"
        key = open_key(chamber, at)
        return issued(
            wallet_claims(document, at),
            disclosable_claims(document, evidence),
            key=key.public,
            signer=key.signer,
            salt=lambda: secrets.token_bytes(SALT_BYTES),
        )

    return sd_jwt
