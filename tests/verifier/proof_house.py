"""A house whose chambers have keys for proofs inside JSON, and proven credentials of it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keys.forms.data_integrity import proven
from keys.keyring import PURPOSE_PROOF
from keys.trust_bundle import seal_bundle
from registry.credential import bare_credential, payload_of
from registry.document import Document
from registry.forms.linked_data import LinkedData
from tests.verifier.named_keys import Named, Secret, named
from tests.verifier.workshop import NOW, House
from verifier.desk import Desk
from verifier.forms.hashing import BoundedHash
from verifier.trust import Trust, open_trust

# When proofs are made, unless a test says otherwise.
MADE_AT = NOW - timedelta(minutes=1)


class ProofHouse(House):
    """The house with keys of purpose ``proof`` in its bundle: of the chamber, of another, and one that begins later."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        begin = "2024-01-01T00:00:00+00:00"
        self.emo_proof = self._proof_key(self.emo_did, 3, begin)
        self.emo_proof_later = self._proof_key(self.emo_did, 3, "2027-01-01T00:00:00+00:00")
        self.mmo_proof = self._proof_key(self.mmo_did, 17, begin)
        more = {"EMO": (self.emo_proof, self.emo_proof_later), "MMO": (self.mmo_proof,)}
        chambers = tuple(
            replace(one, keys=(*one.keys, *(key.public for key in more[one.code])))
            for one in self.bundle.chambers
        )
        self.bundle = replace(self.bundle, chambers=chambers)
        self.bundle_compact = seal_bundle(self.bundle, self.anchor.public, self.anchor.secret)
        trust = open_trust(self.bundle_compact, self.anchor.public, NOW)
        assert isinstance(trust, Trust)
        self.trust = trust
        self.linked = LinkedData(self.public_url)
        self.hash_proven = BoundedHash(self.linked)

    def _proof_key(self, did: str, no: int, begin: str) -> Named:
        return named(did, no, begin, secret=Secret(Ed25519PrivateKey.generate()), purpose=PURPOSE_PROOF)

    def desk(self, *given: Any, **changes: Any) -> Desk:
        return super().desk(*given, **{"hash_proven": self.hash_proven, **changes})

    def bare(self, document: Document | None = None) -> dict[str, Any]:
        return bare_credential(payload_of(document or self.document))

    def prove(
        self,
        credential: dict[str, Any] | None = None,
        key: Named | None = None,
        *,
        at: datetime = MADE_AT,
        secret: Secret | None = None,
        kid: str | None = None,
    ) -> dict[str, Any]:
        """A proven credential, rightly made over whatever is given."""
        key = key or self.emo_proof
        public = key.public if kid is None else replace(key.public, kid=kid)
        return proven(
            credential or self.bare(),
            key=public,
            signer=secret or key.secret,
            created=at,
            canonical=self.linked.canonical,
        )
