"""The examples in docs/spec are real: judged here by our code and by independent libraries."""

import asyncio
import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import cbor2
import cwt
import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from keys import cose
from keys.did import did_document
from keys.keyring import VerificationKey
from keys.trust_bundle import TYP as BUNDLE_TYP
from muhur.installation import read_anchor
from registry.credential import document_of, encoded, payload_of
from registry.qr_claims import read_claims
from registry.standing import StandingFacts
from verifier.desk import Desk, PdfRead
from verifier.known import Known, LookUp, NotRecorded, Recorded, offline
from verifier.presented import from_text
from verifier.trust import NoTrust, Trust, open_trust
from verifier.verdict import Verdict
from verifier.verify import verify

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)  # inside the life of the example's trust bundle


@dataclass(frozen=True)
class Example:
    compact: str
    payload: dict[str, Any]
    qr: str
    cose: bytes
    bundle: str
    anchor_jwk: dict[str, str]
    did: dict[str, Any]

    @property
    def anchor(self) -> VerificationKey:
        return read_anchor(json.dumps(self.anchor_jwk))

    @property
    def trust(self) -> Trust:
        found = open_trust(self.bundle, self.anchor, NOW)
        assert isinstance(found, Trust), found
        return found


@pytest.fixture(scope="module")
def example(fenced: Callable[[str, str], str]) -> Example:
    def joined(name: str, info: str) -> str:
        return "".join(fenced(f"docs/spec/{name}.md", info).split())

    return Example(
        compact=joined("credential", "jwt credential"),
        payload=json.loads(fenced("docs/spec/credential.md", "json payload")),
        qr=joined("qr", "text qr"),
        cose=bytes.fromhex(joined("qr", "text cose")),
        bundle=joined("trust", "jws bundle"),
        anchor_jwk=json.loads(fenced("docs/spec/trust.md", "json anchor")),
        did=json.loads(fenced("docs/spec/trust.md", "json did")),
    )


async def no_pdf(_data: bytes) -> PdfRead:
    raise AssertionError("no PDF here")


async def no_drawing(_payload: Mapping[str, Any], _compact: str) -> bytes | None:
    raise AssertionError("nothing to draw here")


def judged(text: str, trust: Trust | NoTrust, look_up: LookUp, now: datetime = NOW) -> Verdict:
    return asyncio.run(verify(from_text(text), Desk(trust, no_pdf, no_drawing, look_up), now))


def answering(known: Known) -> LookUp:
    async def look_up(_key: object) -> Known:
        return known

    return look_up


def recorded(example: Example) -> Recorded:
    """The register's answer for the example: nothing has happened to it, its visas are in order."""
    document = document_of(example.payload)
    facts = StandingFacts(document.valid_from, document.valid_until, 2026, annual_visa=True, visa_year=2032)
    return Recorded(example.compact, facts)


def changed(compact: str) -> str:
    """One letter of the payload's name changed."""
    head, payload, signature = compact.split(".")
    data = base64.urlsafe_b64decode(payload + "==").replace("Öztürk".encode(), "Öztürm".encode())
    return f"{head}.{base64.urlsafe_b64encode(data).rstrip(b'=').decode()}.{signature}"


def test_the_credential_is_genuine_and_valid(example: Example) -> None:
    verdict = judged(example.compact, example.trust, answering(recorded(example)))
    assert (verdict.outcome, verdict.standing, verdict.exit_code) == ("genuine", "valid", 0)
    assert verdict.message[0] == "Bu belge geçerlidir."


def test_the_verdict_is_the_one_on_the_page(example: Example, fenced: Callable[[str, str], str]) -> None:
    shown = json.loads(fenced("docs/spec/verdict.md", "json verdict"))
    assert judged(example.compact, example.trust, answering(recorded(example))).as_json() == shown


def test_the_masked_view_is_the_one_on_the_page(example: Example, fenced: Callable[[str, str], str]) -> None:
    verdict = judged("EMO-2026-YB-000123-Y", example.trust, answering(recorded(example)))
    assert verdict.is_valid
    view = json.loads(fenced("docs/spec/verdict.md", "json masked"))
    assert verdict.credential == view
    assert view["name"] == "I*** İ*** Ö***"


def test_the_payload_is_the_one_on_the_page(example: Example) -> None:
    signed = base64.urlsafe_b64decode(example.compact.split(".")[1] + "==")
    assert json.loads(signed) == example.payload
    document = document_of(example.payload)
    assert payload_of(document) == example.payload
    assert encoded(payload_of(document)) == signed, "the order of members is the writer's"


def test_an_independent_library_accepts_the_credential(example: Example) -> None:
    (method,) = example.did["verificationMethod"]
    found = jws.deserialize_compact(
        example.compact.encode(), ECKey.import_key(method["publicKeyJwk"]), algorithms=["ES256"]
    )
    assert json.loads(found.payload) == example.payload
    assert found.headers() == {"alg": "ES256", "kid": method["id"], "typ": "JWT"}
    assert method["id"] in example.did["assertionMethod"]


def test_an_independent_library_accepts_the_bundle(
    example: Example, fenced: Callable[[str, str], str]
) -> None:
    key = {name: example.anchor_jwk[name] for name in ("kty", "crv", "x", "y")}
    found = jws.deserialize_compact(example.bundle.encode(), ECKey.import_key(key), algorithms=["ES256"])
    assert json.loads(found.payload) == json.loads(fenced("docs/spec/trust.md", "json bundle"))
    assert found.headers()["typ"] == BUNDLE_TYP
    assert found.headers()["kid"] == example.anchor_jwk["kid"]


def test_an_independent_library_accepts_the_qr(example: Example) -> None:
    (method,) = example.did["verificationMethod"]
    jwk = method["publicKeyJwk"]
    x, y = (base64.urlsafe_b64decode(jwk[name] + "==") for name in ("x", "y"))
    kid = cose.open_sign1(example.cose).kid
    assert jwk["crv"] == "P-256"
    key = cwt.COSEKey.new({1: 2, 2: kid, 3: -7, -1: 1, -2: x, -3: y})  # RFC 9053 section 7.1.1
    payload = cwt.COSE.new().decode(example.cose, key)
    assert cbor2.loads(payload) == cbor2.loads(cose.open_sign1(example.cose).payload)
    assert method["id"].endswith(f"#k-{kid.hex()}")


def test_the_did_document_follows_from_the_bundle(example: Example) -> None:
    chamber = example.trust.by_did(example.payload["iss"])
    assert chamber is not None
    assert did_document(chamber.did, chamber.keys) == example.did


def test_the_qr_is_the_credential_s_own(example: Example, fenced: Callable[[str, str], str]) -> None:
    address, _, digits = example.qr.partition("#")
    assert address == example.payload["id"]
    assert int(digits).to_bytes(len(example.cose) + 1, "big") == b"\x01" + example.cose
    assert base64.urlsafe_b64decode(example.payload["document"]["qr"] + "==") == example.cose
    claims = cose.read_canonical(cose.open_sign1(example.cose).payload)
    assert {str(key): value for key, value in claims.items()} == json.loads(
        fenced("docs/spec/qr.md", "json claims")
    )
    assert read_claims(claims).belge_no("EMO") == "EMO-2026-YB-000123-Y"


def test_the_qr_is_judged(example: Example) -> None:
    alone = judged(example.qr, example.trust, offline)
    assert (alone.outcome, alone.standing, alone.exit_code) == ("genuine", "unknown", 3)
    assert judged(example.qr, example.trust, answering(recorded(example))).is_valid
    assert judged(example.qr, example.trust, answering(NotRecorded())).reasons == ["record.missing"]
    wrong = example.qr[:-1] + str((int(example.qr[-1]) + 1) % 10)
    assert judged(wrong, example.trust, offline).outcome == "not_genuine"


def test_a_changed_example_is_refused(example: Example) -> None:
    verdict = judged(changed(example.compact), example.trust, offline)
    assert (verdict.outcome, verdict.reasons, verdict.exit_code) == (
        "not_genuine",
        ["credential.signature"],
        1,
    )


def test_the_example_ages(example: Example) -> None:
    later = datetime(2031, 11, 22, 21, 0, tzinfo=UTC)  # the first second after the last day in Istanbul
    trust = example.trust
    known = answering(recorded(example))
    assert judged(example.compact, trust, known, later).standing == "expired"
    assert judged(example.compact, trust, known, later.replace(hour=20, minute=59, second=59)).is_valid
    assert open_trust(example.bundle, example.anchor, later) == NoTrust("trust.expired")


def test_without_the_right_anchor_nothing_is_told(example: Example) -> None:
    (method,) = example.did["verificationMethod"]
    other = read_anchor(json.dumps(method["publicKeyJwk"]))
    assert open_trust(example.bundle, other, NOW) == NoTrust("trust.anchor")
    verdict = judged(example.compact, NoTrust("trust.missing"), offline)
    assert (verdict.outcome, verdict.exit_code) == ("cannot_tell", 3)


def test_the_table_of_steps_is_the_procedure(
    fenced: Callable[[str, str], str], page: Callable[[str], str]
) -> None:
    from verifier.reasons import STEP_LABELS, STEP_PASSED

    for number, (name, label) in enumerate(STEP_LABELS.items(), start=1):
        line = f"| {number} | `{name}` | {label[0]} · {label[1]} | {STEP_PASSED[name][0]} | {STEP_PASSED[name][1]} |"
        assert line in page("docs/spec/verdict.md")
