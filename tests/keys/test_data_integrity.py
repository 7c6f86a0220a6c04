"""Proofs inside JSON: the W3C's vectors, one strict form, and what is refused of it."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import public_jwk
from keys.did import did_document
from keys.forms import base58
from keys.forms.data_integrity import ProofRefused, hashed, multikey, parted, proven
from keys.keyring import PURPOSE_CREDENTIAL, PURPOSE_PROOF, kid_fragment, verification_key
from registry.forms.linked_data import LinkedData
from tests.verifier.named_keys import Secret

VECTORS = Path(__file__).parents[1] / "vectors" / "w3c"
EDDSA = VECTORS / "eddsa-rdfc-2022"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
DID = "did:web:dogrula.example.org:odalar:emo"
BEGINS = datetime(2026, 1, 1, tzinfo=UTC)


def vector(name: str) -> Any:
    text = (EDDSA / name).read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else text


@pytest.fixture(scope="module")
def linked() -> LinkedData:
    more = {EXAMPLES: (VECTORS / "examples-v2.jsonld").read_bytes()}
    return LinkedData("https://dogrula.example.org", more)


def vector_key() -> Ed25519PrivateKey:
    pair = vector("keyPair.json")
    secret = base58.decode(pair["privateKeyMultibase"][1:])
    assert secret[:2] == b"\x80\x26"  # multicodec ed25519-priv
    return Ed25519PrivateKey.from_private_bytes(secret[2:])


# the W3C's vectors (Data Integrity EdDSA Cryptosuites 1.0, section B.1)


def test_every_step_of_the_vectors(linked: LinkedData) -> None:
    unsigned, options = vector("unsigned.json"), vector("proofConfigDataInt.json")
    assert linked.canonical(unsigned).decode() == vector("canonDocDataInt.txt")
    assert linked.canonical(options).decode() == vector("proofCanonDataInt.txt")
    assert hashlib.sha256(linked.canonical(unsigned)).hexdigest() == vector("docHashDataInt.txt").strip()
    assert hashlib.sha256(linked.canonical(options)).hexdigest() == vector("proofHashDataInt.txt").strip()
    both = hashed(unsigned, options, linked.canonical)
    assert both.hex() == vector("combinedHashDataInt.txt").strip()
    signature = vector_key().sign(both)
    assert signature.hex() == vector("sigHexDataInt.txt").strip()
    assert f"z{base58.encode(signature)}" == vector("sigBTC58DataInt.txt").strip()
    assert multikey(vector_key().public_key()) == vector("keyPair.json")["publicKeyMultibase"]


def test_the_signed_vector_is_read_and_written_again(linked: LinkedData) -> None:
    signed = vector("signedDataInt.json")
    bare, proof = parted(signed)
    assert bare == vector("unsigned.json")
    assert proof.options(bare["@context"]) == vector("proofConfigDataInt.json")
    private = vector_key()
    private.public_key().verify(
        proof.signature, hashed(bare, proof.options(bare["@context"]), linked.canonical)
    )
    jwk = public_jwk(private.public_key())
    key = verification_key(
        kid=proof.kid, owner="did:key:x", purpose=PURPOSE_PROOF, jwk=jwk, valid_from=BEGINS
    )
    again = proven(bare, key=key, signer=private, created=proof.created, canonical=linked.canonical)
    assert again == {**bare, "proof": [signed["proof"]]}


# one form


@pytest.mark.parametrize(
    "change",
    [
        {"type": "Ed25519Signature2020"},
        {"cryptosuite": "eddsa-jcs-2022"},
        {"proofPurpose": "authentication"},
        {"created": "2023-02-24T23:36:38.000Z"},
        {"created": "2023-02-24T23:36:38+00:00"},
        {"created": "2023-02-30T23:36:38Z"},
        {"created": 1677281798},
        {"verificationMethod": ""},
        {"verificationMethod": {"id": "did:web:x"}},
        {"verificationMethod": "did:web:" + "x" * 200},
        {"verificationMethod": "did:web:ğ"},
        {"proofValue": "u2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kg"},
        {"proofValue": "z"},
        {"proofValue": "z" + "1" * 200},
        {"proofValue": "z0OIl"},
        {"proofValue": "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZ"},
        {"expires": "2030-01-01T00:00:00Z"},
        {"previousProof": "urn:uuid:1"},
        {"@context": "https://w3id.org/security/data-integrity/v2"},
    ],
)
def test_another_form_of_proof_is_refused(change: dict[str, Any]) -> None:
    signed = vector("signedDataInt.json")
    with pytest.raises(ProofRefused):
        parted({**signed, "proof": {**signed["proof"], **change}})


@pytest.mark.parametrize(
    "member", ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"]
)
def test_no_member_of_a_proof_may_be_absent(member: str) -> None:
    signed = vector("signedDataInt.json")
    with pytest.raises(ProofRefused):
        parted({**signed, "proof": {name: one for name, one in signed["proof"].items() if name != member}})


def test_exactly_one_proof_is_read() -> None:
    signed = vector("signedDataInt.json")
    proof = signed["proof"]
    assert parted({**signed, "proof": [proof]}) == parted(signed)
    for many in ([], [proof, proof], [[proof]], None, "z", {"0": proof}):
        with pytest.raises(ProofRefused):
            parted({**signed, "proof": many})
    with pytest.raises(ProofRefused):
        parted(vector("unsigned.json"))


# base58btc


@given(st.binary(max_size=80))
def test_base58_reads_what_it_writes(data: bytes) -> None:
    assert base58.decode(base58.encode(data)) == data


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"\0\0", "11"),
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
    ],
)
def test_base58_agrees_with_its_draft(data: bytes, text: str) -> None:
    """draft-msporny-base58-03, section 5."""
    assert (base58.encode(data), base58.decode(text)) == (text, data)


@pytest.mark.parametrize("text", ["0", "O", "I", "l", " ", "ş", "1" * 129])
def test_what_is_not_base58_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        base58.decode(text)


# did.json


def test_keys_of_proofs_stand_in_the_did_document_as_multikeys() -> None:
    ed, p256 = Secret(Ed25519PrivateKey.generate()), Secret()

    def named(secret: Secret, purpose: str) -> Any:
        kid = f"{DID}#{kid_fragment(secret.jwk)}"
        return verification_key(kid=kid, owner=DID, purpose=purpose, jwk=secret.jwk, valid_from=BEGINS)

    documents, proofs = named(p256, PURPOSE_CREDENTIAL), named(ed, PURPOSE_PROOF)
    told = did_document(DID, [documents, proofs])
    assert told["assertionMethod"] == [documents.kid, proofs.kid]
    assert told["@context"][-1] == "https://w3id.org/security/multikey/v1"
    own, other = told["verificationMethod"]
    assert own["type"] == "JsonWebKey" and "publicKeyMultibase" not in own
    assert set(other) == {"id", "type", "controller", "publicKeyMultibase"}
    assert (other["type"], other["controller"]) == ("Multikey", DID)
    assert base58.decode(other["publicKeyMultibase"][1:]) == b"\xed\x01" + proofs.public.public_bytes_raw()
    # A key of another algorithm is never said to be one of proofs, and without any the document is as it was.
    assert did_document(DID, [documents, named(Secret(), PURPOSE_PROOF)]) == did_document(DID, [documents])
    assert "multikey" not in json.dumps(did_document(DID, [documents]))
