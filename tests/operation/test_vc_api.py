"""The VC-API for public suites: it issues what it verifies, and refuses what the data model or a proof does not allow."""

import copy
import json
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from keys.algorithms import KeyRefused
from muhur.conformance.party import SuiteParty, further_contexts, key_of
from muhur.conformance.routes import application
from registry.forms.linked_data import LinkedData
from tests.journeys.machinery import MUHUR, Site, clean_environment, free_port, muhur

VECTORS = Path(__file__).parents[1] / "vectors" / "w3c"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def party() -> SuiteParty:
    return SuiteParty(
        LinkedData("http://localhost", {EXAMPLES: (VECTORS / "examples-v2.jsonld").read_bytes()})
    )


@pytest.fixture(scope="module")
def asked() -> Iterator[tuple[SuiteParty, Site]]:
    one = party()
    with Site.over(application(one, lambda: NOW), "http://127.0.0.1:8040") as site:
        yield one, site


def credential(did: str, **more: Any) -> dict[str, Any]:
    made = {
        "@context": ["https://www.w3.org/ns/credentials/v2", EXAMPLES],
        "type": ["VerifiableCredential", "AlumniCredential"],
        "issuer": did,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:abc", "alumniOf": "The School of Examples"},
    }
    return {name: one for name, one in {**made, **more}.items() if one is not ...}


def issue(site: Site, value: Any) -> httpx.Response:
    return site.post("/credentials/issue", json={"credential": value, "options": {}})


def verify(site: Site, value: Any) -> httpx.Response:
    return site.post("/credentials/verify", json={"verifiableCredential": value, "options": {}})


def test_what_is_issued_is_verified(asked: tuple[SuiteParty, Site]) -> None:
    one, site = asked
    assert site.get("/").json() == {"issuer": one.did}
    given = credential(one.did, id="urn:uuid:0f8a3c1e-5f0e-4c58-9a44-1b0a3f6f2d11")
    answer = issue(site, given)
    assert answer.status_code == 201
    made = answer.json()["verifiableCredential"]
    assert {name: value for name, value in made.items() if name != "proof"} == given
    assert verify(site, made).json() == {"verified": True, "verifiableCredential": made}
    shown = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "VerifiablePresentation",
        "verifiableCredential": [made],
    }
    body = {"verifiablePresentation": shown, "options": {}}
    assert site.post("/presentations/verify", json=body).json() == {"verified": True}


def test_the_vector_of_the_w3c_verifies(asked: tuple[SuiteParty, Site]) -> None:
    """Its issuer is an https address, and the key a did:key: a credential whose issuer is not the key's is refused."""
    signed = json.loads((VECTORS / "eddsa-rdfc-2022" / "signedDataInt.json").read_text(encoding="utf-8"))
    answer = verify(asked[1], signed)
    assert answer.status_code == 400
    assert answer.json()["problemDetails"][0]["detail"] == "the key is not the issuer's"


NOT_ISSUED: dict[str, dict[str, Any]] = {
    "no context": {"@context": ...},
    "context as text": {"@context": "https://www.w3.org/ns/credentials/v2"},
    "another first context": {"@context": [EXAMPLES, "https://www.w3.org/ns/credentials/v2"]},
    "a context that is not here": {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://evil.example/"]
    },
    "no type": {"type": ...},
    "another type": {"type": ["AlumniCredential"]},
    "a type that nobody knows": {"@context": ["https://www.w3.org/ns/credentials/v2"]},
    "no issuer": {"issuer": ...},
    "an issuer that is no address": {"issuer": "emo"},
    "an issuer without id": {"issuer": {"name": "EMO"}},
    "somebody else": {"issuer": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"},
    "no subject": {"credentialSubject": ...},
    "an empty subject": {"credentialSubject": {}},
    "no subjects": {"credentialSubject": []},
    "a subject as text": {"credentialSubject": "did:example:abc"},
    "a subject that is no address": {"credentialSubject": {"id": "abc", "alumniOf": "x"}},
    "a day without time": {"validFrom": "2026-01-01"},
    "a time without zone": {"validFrom": "2026-01-01T00:00:00"},
    "no such day": {"validFrom": "2026-02-30T00:00:00Z"},
    "an end before the beginning": {"validUntil": "2025-01-01T00:00:00Z"},
    "two names": {"id": ["urn:uuid:1", "urn:uuid:2"]},
    "a name that is no address": {"id": "not an address"},
    "a status without type": {"credentialStatus": {"id": "https://example.org/status/1#1"}},
    "a schema without id": {"credentialSchema": {"type": "JsonSchema"}},
    "evidence without type": {"evidence": {"id": "https://example.org/e"}},
    "a description as number": {"description": 5},
    "a resource without digest": {"relatedResource": {"id": "https://example.org/r"}},
    "a proof already": {"proof": {"type": "DataIntegrityProof"}},
}


@pytest.mark.parametrize("name", NOT_ISSUED)
def test_what_is_no_credential_is_not_issued(asked: tuple[SuiteParty, Site], name: str) -> None:
    one, site = asked
    answer = issue(site, credential(one.did, **NOT_ISSUED[name]))
    assert answer.status_code == 400, answer.text
    assert answer.json()["verified"] is False and answer.json()["problemDetails"][0]["detail"]


def test_what_was_changed_does_not_verify(asked: tuple[SuiteParty, Site]) -> None:
    one, site = asked
    made = issue(site, credential(one.did)).json()["verifiableCredential"]
    other = party()
    theirs = other.issue(credential(other.did), NOW)
    assert verify(site, theirs).status_code == 200

    def changed(**members: Any) -> dict[str, Any]:
        return {**copy.deepcopy(made), **members}

    proof = made["proof"][0]
    for value in (
        changed(credentialSubject={**made["credentialSubject"], "alumniOf": "Another School"}),
        changed(proof=[]),
        changed(proof=[proof, proof]),
        changed(proof=theirs["proof"]),
        changed(proof=[{**proof, "created": "2026-11-22T11:59:59Z"}]),
        changed(proof=[{**proof, "cryptosuite": "eddsa-jcs-2022"}]),
        changed(issuer=other.did),
        changed(unknown="term"),
        {name: value for name, value in made.items() if name != "proof"},
        one.issue(credential(one.did), NOW + timedelta(hours=1)),
        one.issue(credential(one.did, validUntil="2026-11-01T00:00:00Z"), NOW),
        one.issue(credential(one.did, validFrom="2027-01-01T00:00:00Z"), NOW),
        5,
    ):
        answer = verify(site, value)
        assert (answer.status_code, answer.json()["verified"]) == (400, False), value
        shown = {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": [made, value],
        }
        assert site.post("/presentations/verify", json={"verifiablePresentation": shown}).status_code == 400


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"credential":1,"credential":2}', b'{"credential":{}}', b'{"options":{}}',
     b'{"verifiableCredential":{},"more":1}', b'{"verifiableCredential":1.5}', b"x" * 300_000],
)  # fmt: skip
def test_bodies_of_another_form_are_refused(asked: tuple[SuiteParty, Site], body: bytes) -> None:
    for path in ("/credentials/issue", "/credentials/verify", "/presentations/verify"):
        assert asked[1].post(path, content=body).status_code == 400


@pytest.mark.parametrize(
    "kid",
    ["did:web:example.org#z6Mk", "did:key:z6Mk#other", "did:key:z0#z0", "did:key:u12#u12", "did:key:z1#z1",
     # P-256, and an Ed25519 point of small order
     "did:key:zDnaegE6RR3atJtHKwTRTWHsJ3kNHqFwv7n9YjTgmU7TyfU76#zDnaegE6RR3atJtHKwTRTWHsJ3kNHqFwv7n9YjTgmU7TyfU76"],
)  # fmt: skip
def test_other_names_of_keys_are_refused(kid: str) -> None:
    with pytest.raises(KeyRefused):
        key_of(kid)


def test_a_did_key_is_the_key_itself() -> None:
    private = Ed25519PrivateKey.generate()
    one = SuiteParty(LinkedData("http://localhost"), private)
    assert key_of(one.key(NOW).kid).public_bytes_raw() == private.public_key().public_bytes_raw()
    assert "PrivateKey" not in repr(one)


def test_the_command_serves_this_machine_alone(tmp_path: Path) -> None:
    folder = tmp_path / "contexts"
    folder.mkdir()
    (folder / "examples.jsonld").write_bytes((VECTORS / "examples-v2.jsonld").read_bytes())
    (folder / "addresses.txt").write_text(f"{EXAMPLES} examples.jsonld\n")
    assert set(further_contexts(folder)) == {EXAMPLES}
    port = free_port()
    command = [str(MUHUR), "vc-api", "--port", str(port), "--contexts", str(folder)]
    served = subprocess.Popen(
        command, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert served.stdout is not None
        did = served.stdout.readline().decode().strip()
        url = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                assert json.load(urllib.request.urlopen(url, timeout=2)) == {"issuer": did}
                break
            except OSError:
                time.sleep(0.1)
        made = httpx.post(f"{url}/credentials/issue", json={"credential": credential(did)}, timeout=20)
        assert made.status_code == 201
        assert (
            httpx.post(f"{url}/credentials/verify", json=made.json(), timeout=20).json()["verified"] is True
        )
        for path in ("/v/7K2M9QX4T1ZC8RBD", "/api/v1/verify", "/docs"):
            assert httpx.get(f"{url}{path}", timeout=5).status_code == 404
    finally:
        served.terminate()
        served.wait(20)
    muhur("vc-api", "--contexts", tmp_path, expect=1)
