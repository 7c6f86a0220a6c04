"""Proofs that stand in a JSON document: ``DataIntegrityProof`` of the cryptosuite ``eddsa-rdfc-2022``, in one strict profile.

W3C Verifiable Credential Data Integrity 1.0 and Data Integrity EdDSA Cryptosuites 1.0 section 3.2. What is signed is
SHA-256 of the canonical proof options, then SHA-256 of the canonical document, 64 bytes. Making a document canonical
(RDF Dataset Canonicalization 1.0) comes in as a function: it needs the document's contexts.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from keys.envelope import MAX_KID, Signer
from keys.forms import base58
from keys.keyring import VerificationKey

TYPE = "DataIntegrityProof"
CRYPTOSUITE = "eddsa-rdfc-2022"
PROOF_PURPOSE = "assertionMethod"
# Multicodec ed25519-pub, as a Multikey says it.
_ED25519_PUB = b"\xed\x01"
_MEMBERS = {"type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
# A JSON-LD document to its canonical N-Quads, UTF-8.
Canonical = Callable[[Mapping[str, Any]], bytes]


class ProofRefused(ValueError):
    """The proof is not of the profile; nothing in it may be believed."""

    code = "proof.form"


@dataclass(frozen=True, slots=True)
class Proof:
    """A well-formed proof whose signature has not been checked yet. ``created`` is an aware instant, whole seconds."""

    kid: str
    created: datetime
    signature: bytes

    def options(self, contexts: Any) -> dict[str, Any]:
        """What is signed beside the document: all of the proof but its value, under the document's contexts."""
        return _options(self.kid, self.created, contexts)


def _options(kid: str, created: datetime, contexts: Any) -> dict[str, Any]:
    return {
        "@context": contexts,
        "type": TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": created.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z",
        "verificationMethod": kid,
        "proofPurpose": PROOF_PURPOSE,
    }


def hashed(document: Mapping[str, Any], options: Mapping[str, Any], canonical: Canonical) -> bytes:
    """The 64 bytes that are signed, of a ``document`` without its proof."""
    return hashlib.sha256(canonical(options)).digest() + hashlib.sha256(canonical(document)).digest()


def proven(
    document: Mapping[str, Any],
    *,
    key: VerificationKey,
    signer: Signer,
    created: datetime,
    canonical: Canonical,
) -> dict[str, Any]:
    """``document`` with one proof under ``key``, as a list of one: so the schema of Open Badges 3.0 wants it."""
    options = _options(key.kid, created, document["@context"])
    signature = signer.sign(hashed(document, options, canonical))
    del options["@context"]
    return {**document, "proof": [{**options, "proofValue": f"z{base58.encode(signature)}"}]}


def parted(value: Mapping[str, Any]) -> tuple[dict[str, Any], Proof]:
    """A proven document as the document without its proof, and the proof; raises ``ProofRefused``.

    Exactly one proof, alone or as a list of one, with exactly the members that ``proven`` writes.
    """
    bare = {name: member for name, member in value.items() if name != "proof"}
    match value.get("proof"):
        case dict() as found:
            pass
        case [dict() as found]:
            pass
        case _:
            raise ProofRefused("not one proof")
    if set(found) != _MEMBERS or not all(isinstance(one, str) for one in found.values()):
        raise ProofRefused("other members than the profile's")
    if (found["type"], found["cryptosuite"], found["proofPurpose"]) != (TYPE, CRYPTOSUITE, PROOF_PURPOSE):
        raise ProofRefused("another suite or purpose")
    kid, created, text = found["verificationMethod"], found["created"], found["proofValue"]
    if not (kid.isascii() and 0 < len(kid) <= MAX_KID) or _INSTANT.fullmatch(created) is None:
        raise ProofRefused("a name or time of another form")
    try:
        instant = datetime.fromisoformat(created[:-1]).replace(tzinfo=UTC)
        signature = base58.decode(text.removeprefix("z"))
    except ValueError as error:
        raise ProofRefused(str(error)) from error
    if not text.startswith("z") or len(signature) != 64 or base58.encode(signature) != text[1:]:
        raise ProofRefused("not an Ed25519 signature in base58btc")
    return bare, Proof(kid, instant, signature)


def multikey(key: ed25519.Ed25519PublicKey) -> str:
    """``publicKeyMultibase`` of a Multikey (Data Integrity EdDSA Cryptosuites 1.0 section 2.1.1): ``z6Mk…``."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return f"z{base58.encode(_ED25519_PUB + raw)}"
