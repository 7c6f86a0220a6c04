"""The issuer and verifier of the suites: any credential of the data model, ``eddsa-rdfc-2022``, keys as ``did:key``.

It is the code that signs and checks documents of chambers (``keys/forms/data_integrity.py``, ``registry/forms/linked_data.py``), without
their profile, register and trust list. Its key is made at the start and gone at the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from keys.algorithms import KeyRefused, ed25519_key, public_jwk
from keys.forms import base58
from keys.forms.data_integrity import ProofRefused, hashed, multikey, parted, proven
from keys.keyring import PURPOSE_PROOF, VerificationKey, verification_key
from muhur.conformance.data_model import ModelRefused, check_credential, check_presentation
from registry.forms.linked_data import ContextRefused, LinkedData

_SKEW = timedelta(minutes=5)
_DID_KEY = "did:key:"
Refused = (ModelRefused, ProofRefused, ContextRefused, KeyRefused)


class SuiteRefused(ValueError):
    """What a suite handed in does not hold."""


def further_contexts(folder: Path) -> dict[str, bytes]:
    """Contexts that a suite needs beside ours, by address. ``addresses.txt`` in the folder names them: address, space, file."""
    lines = (folder / "addresses.txt").read_text(encoding="utf-8").splitlines()
    named = [line.split() for line in lines if line.strip()]
    return {address: (folder / name).read_bytes() for address, name in named}


@dataclass(frozen=True, slots=True)
class SuiteParty:
    """Issues and verifies for a suite."""

    linked: LinkedData
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate, repr=False)

    @property
    def did(self) -> str:
        """Who issues here."""
        return f"{_DID_KEY}{multikey(self.private.public_key())}"

    def key(self, since: datetime) -> VerificationKey:
        """The key as a proof names it."""
        kid = f"{self.did}#{self.did.removeprefix(_DID_KEY)}"
        jwk = public_jwk(self.private.public_key())
        return verification_key(kid=kid, owner=self.did, purpose=PURPOSE_PROOF, jwk=jwk, valid_from=since)

    def issue(self, credential: Any, now: datetime) -> dict[str, Any]:
        """The credential with a proof of this issuer; raises one of ``Refused`` or ``SuiteRefused``."""
        check_credential(credential)
        if "proof" in credential:
            raise SuiteRefused("it has a proof already")
        issuer = credential["issuer"]
        if (issuer["id"] if isinstance(issuer, dict) else issuer) != self.did:
            raise SuiteRefused(f"the issuer here is {self.did}")
        made = now.replace(microsecond=0)
        return proven(
            credential, key=self.key(made), signer=self.private, created=made, canonical=self.linked.canonical
        )

    def verify(self, credential: Any, now: datetime) -> None:
        """Raises one of ``Refused`` or ``SuiteRefused`` unless its proof holds and it is in force at ``now``."""
        check_credential(credential)
        issuer = credential["issuer"]
        self._check_proof(credential, issuer["id"] if isinstance(issuer, dict) else issuer, now)
        for name, sign in (("validFrom", 1), ("validUntil", -1)):
            if name in credential and sign * (datetime.fromisoformat(credential[name]) - now) > _SKEW:
                raise SuiteRefused(f"{name} says that it is not in force")

    def verify_presentation(self, presentation: Any, now: datetime) -> None:
        """The same for a presentation without a holder's proof: each credential in it."""
        for credential in check_presentation(presentation):
            self.verify(credential, now)
        if "proof" in presentation:
            raise SuiteRefused("proofs of holders are not checked here")

    def _check_proof(self, credential: Mapping[str, Any], issuer: str, now: datetime) -> None:
        bare, proof = parted(credential)
        if proof.kid.partition("#")[0] != issuer:
            raise SuiteRefused("the key is not the issuer's")
        if proof.created - now > _SKEW:
            raise SuiteRefused("a proof from the future")
        try:
            signed = hashed(bare, proof.options(bare["@context"]), self.linked.canonical)
            key_of(proof.kid).verify(proof.signature, signed)
        except InvalidSignature as error:
            raise SuiteRefused("the signature does not hold") from error


def key_of(kid: str) -> Ed25519PublicKey:
    """The key that a ``did:key`` is; raises ``KeyRefused`` for any other name and any other kind of key."""
    did, _, fragment = kid.partition("#")
    text = did.removeprefix(_DID_KEY)
    if not did.startswith(_DID_KEY) or fragment != text or not text.startswith("z"):
        raise KeyRefused("only did:key is resolved here")
    try:
        data = base58.decode(text[1:])
    except ValueError as error:
        raise KeyRefused(str(error)) from error
    if data[:2] != b"\xed\x01" or f"z{base58.encode(data)}" != text:
        raise KeyRefused("only Ed25519 keys are used here")
    return ed25519_key(data[2:])
