"""Examining a credential whose signature stands in its JSON (``DataIntegrityProof``): steps 1-5 of the procedure. Pure.

What is not of the profile is refused before anything is made canonical: linked data of others never reaches that part.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from keys.forms.data_integrity import Proof, ProofRefused, parted
from keys.keyring import INTRODUCED, PURPOSE_PROOF, VerificationKey
from keys.trust_bundle import SKEW, TrustedChamber
from registry.credential import CredentialRefused, document_of
from registry.document import Document
from registry.forms.in_json import with_claims
from verifier.examine import COMPROMISED, Examined, claims_step, since
from verifier.trust import NoTrust, Trust
from verifier.verdict import PASS, Step, failed, passed, unchecked

# The document without its proof, and the proof's options, to the bytes that were signed; None where that is too much now.
HashProven = Callable[[Mapping[str, Any], Mapping[str, Any]], Awaitable[bytes | None]]


async def no_hash(_document: Mapping[str, Any], _options: Mapping[str, Any]) -> None:
    """Where nothing is made canonical."""


async def examine_proven(
    value: Mapping[str, Any], trust: Trust | NoTrust, now: datetime, hash_proven: HashProven
) -> Examined:
    """Steps 1-5 for a credential with an embedded proof at ``now``."""
    try:
        bare, proof = parted(value)
    except ProofRefused as error:
        return Examined((failed("read", error.code),))
    steps = [passed("read")]
    if isinstance(trust, NoTrust):
        return Examined((*steps, unchecked("issuer", trust.code)))
    known = _known_key(bare, proof, trust)
    if isinstance(known, Step):
        return Examined((*steps, known))
    key, chamber = known
    steps.append(passed("issuer"))
    try:
        document = document_of(with_claims(bare))
    except CredentialRefused:
        return Examined((*steps, failed("claims", "credential.profile")))
    if document.public_url != trust.bundle.public_url:
        # Its own context lies here for this address alone.
        return Examined((*steps, failed("claims", "credential.profile")))
    signed = await hash_proven(bare, proof.options(bare["@context"]))
    if signed is None:
        return Examined((*steps, unchecked("signature", "proof.busy")))
    if not key.holds(signed, proof.signature):
        return Examined((*steps, failed("signature", "credential.signature")))
    steps.append(passed("signature"))
    for step in (_key_step(key, proof, document, now), claims_step(document, chamber, trust, now)):
        steps.append(step)
        if step.result != PASS:
            return Examined(tuple(steps))
    return Examined(tuple(steps), document, chamber)


def _known_key(
    bare: Mapping[str, Any], proof: Proof, trust: Trust
) -> tuple[VerificationKey, TrustedChamber] | Step:
    key = trust.keyring.find(proof.kid)
    if key is None:
        return failed("issuer", "issuer.unknown")
    chamber, issuer = trust.by_did(key.owner), bare.get("issuer")
    if chamber is None or not isinstance(issuer, dict) or issuer.get("id") != key.owner:
        return failed("issuer", "issuer.mismatch")
    return key, chamber


def _key_step(key: VerificationKey, proof: Proof, document: Document, now: datetime) -> Step:
    if key.purpose != PURPOSE_PROOF:
        return failed("key", "key.purpose")
    if key.state == INTRODUCED:
        return unchecked("key", "key.not_active")
    if key.compromise is not None:
        # Its own time proves nothing any more, and who has a right to the document can ask for another proof.
        return failed("key", COMPROMISED, date=since(key.compromise))
    # A proof is made when asked for, so after the document; the key must have been open then.
    if proof.created < document.awarded_at or proof.created - now > SKEW:
        return failed("key", "proof.time")
    return passed("key") if key.covers(proof.created) else failed("key", "key.window")
