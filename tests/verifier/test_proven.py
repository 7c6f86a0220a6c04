"""Credentials with a proof inside: judged like their JWT, and every fault told by its own code."""

import asyncio
import copy
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.forms.baked import bake_svg
from tests.support.no_network import no_network
from tests.verifier.list_files import desk_with, made_list
from tests.verifier.named_keys import Secret
from tests.verifier.proof_house import MADE_AT, ProofHouse
from tests.verifier.test_badge import READ_BADGE, SVG
from tests.verifier.test_key_states import LATE, answering, compromised, entered
from tests.verifier.workshop import NOW, assert_whole, changed
from verifier.forms.hashing import BoundedHash
from verifier.known import Unreachable
from verifier.presented import ProvenCredential, from_bytes, from_text
from verifier.verdict import Verdict


@pytest.fixture(scope="module")
def proofs() -> ProofHouse:
    return ProofHouse()


def judged(house: ProofHouse, value: Any, **given: Any) -> Verdict:
    presented = from_text(json.dumps(value))
    assert isinstance(presented, ProvenCredential)
    verdict = house.judge(presented, **given)
    assert_whole(verdict)
    return verdict


def test_a_proven_credential_is_judged_like_its_jwt(proofs: ProofHouse) -> None:
    value = proofs.prove()
    verdict, of_jwt = judged(proofs, value), proofs.judge(proofs.compact)
    assert verdict.is_valid
    assert [step.name for step in verdict.steps] == [step.name for step in of_jwt.steps]
    assert verdict.credential == of_jwt.credential
    assert {**value, "proof": value["proof"][0]} != value
    assert judged(proofs, {**value, "proof": value["proof"][0]}).is_valid
    assert proofs.judge(from_bytes(json.dumps(value, indent=2).encode())).is_valid


@pytest.mark.parametrize("kind", ["katilim", "basari", "yetki"])
def test_every_kind_verifies(proofs: ProofHouse, kind: str) -> None:
    code = {"katilim": "4", "basari": "5", "yetki": "6"}[kind] * 16
    document, _ = proofs.issue(proofs.fresh(kind, verification_code=code))
    assert judged(proofs, proofs.prove(proofs.bare(document))).is_valid


def test_it_may_be_baked_into_a_badge(proofs: ProofHouse) -> None:
    baked = bake_svg(SVG, json.dumps(proofs.prove()))
    verdict = proofs.judge(from_bytes(baked), desk=proofs.desk(read_badge=READ_BADGE))
    assert verdict.is_valid and "Rozetteki" in verdict.steps[0].text[0]


def test_without_the_register_the_status_list_stands_for_it(proofs: ProofHouse) -> None:
    value = proofs.prove()
    desk = replace(desk_with(proofs, made_list(proofs)), hash_proven=proofs.hash_proven)
    assert judged(proofs, value, desk=desk).standing == "valid"
    assert judged(proofs, value, desk=proofs.offline_desk()).standing == "unknown"
    assert judged(proofs, value, desk=proofs.no_trust_desk("trust.missing")).reasons == ["trust.missing"]


def test_what_happened_to_the_document_is_told(proofs: ProofHouse) -> None:
    after = judged(proofs, proofs.prove(), now=NOW + timedelta(days=365 * 6))
    assert (after.outcome, after.standing) == ("genuine", "expired")


def test_under_a_compromised_key_of_the_jwt_the_register_says_when_it_was_entered(proofs: ProofHouse) -> None:
    """A proof made later says nothing of it: the answer is that of the JWT, for each that the register can give."""
    untold = replace(proofs.desk(trust=compromised(proofs)), ask_entered=answering(Unreachable()))
    for name, ask in {"in time": entered, **LATE}.items():
        desk = proofs.desk(trust=compromised(proofs), ask_entered=ask(proofs))
        verdict, of_jwt = judged(proofs, proofs.prove(), desk=desk), proofs.judge(proofs.compact, desk=desk)
        assert (verdict.outcome, verdict.reasons) == (of_jwt.outcome, of_jwt.reasons), name
        assert verdict.is_valid == (name == "in time")
    verdict = judged(proofs, proofs.prove(), desk=untold)
    assert (verdict.outcome, verdict.reasons) == ("cannot_tell", ["key.time_unproven"])


Make = Callable[[ProofHouse], Any]


def _proof(**members: Any) -> Make:
    def make(house: ProofHouse) -> Any:
        value = house.prove()
        value["proof"][0] = {
            name: one for name, one in {**value["proof"][0], **members}.items() if one is not ...
        }
        return value

    return make


def _after(change: Callable[[dict[str, Any]], None]) -> Make:
    """Changed after it was proven."""

    def make(house: ProofHouse) -> Any:
        value = copy.deepcopy(house.prove())
        change(value)
        return value

    return make


def _other_member(house: ProofHouse) -> Any:
    """Rightly proven by the chamber itself, but not what the register holds."""
    document = replace(house.document, holder_title="Profesör")
    return house.prove(house.bare(document))


def _never_recorded(house: ProofHouse) -> Any:
    return house.prove(house.bare(replace(house.document, verification_code="3" * 16)))


def _jwt_under_a_proof_key(house: ProofHouse) -> Any:
    return house.raw(key=house.emo_proof, alg="EdDSA")


HOSTILE: dict[str, tuple[Make, str]] = {
    "form.two-proofs": (lambda house: {**house.prove(), "proof": house.prove()["proof"] * 2}, "proof.form"),
    "form.no-proof": (lambda house: {**house.bare(), "proof": []}, "proof.form"),
    "form.null": (lambda house: {**house.bare(), "proof": None}, "proof.form"),
    "form.another-suite": (_proof(cryptosuite="eddsa-jcs-2022"), "proof.form"),
    "form.old-suite": (_proof(type="Ed25519Signature2020"), "proof.form"),
    "form.authentication": (_proof(proofPurpose="authentication"), "proof.form"),
    "form.expires": (_proof(expires="2030-01-01T00:00:00Z"), "proof.form"),
    "form.no-time": (_proof(created=...), "proof.form"),
    "form.value": (_proof(proofValue="z" + "1" * 63), "proof.form"),
    "form.jws": (_proof(proofValue=..., jws="eyJhbGciOiJFZERTQSJ9..x"), "proof.form"),
    "key.unknown": (
        _proof(verificationMethod="did:web:dogrula.example.org:odalar:emo#k-00000000"),
        "issuer.unknown",
    ),
    "key.a-did-key": (_proof(verificationMethod="did:key:z6Mk#z6Mk"), "issuer.unknown"),
    "key.an-address": (_proof(verificationMethod="https://evil.example/key"), "issuer.unknown"),
    "key.of-another-chamber": (lambda house: house.prove(key=house.mmo_proof), "issuer.mismatch"),
    "key.of-documents": (lambda house: house.prove(key=house.emo), "key.purpose"),
    "key.ed25519-of-documents": (lambda house: house.prove(key=house.emo_ed), "key.purpose"),
    "key.of-trust": (lambda house: house.prove(key=house.emo_trust), "key.purpose"),
    "key.not-yet": (lambda house: house.prove(key=house.emo_proof_later), "key.window"),
    "time.before-the-document": (
        lambda house: house.prove(at=house.document.awarded_at - timedelta(seconds=1)),
        "proof.time",
    ),
    "time.in-the-future": (lambda house: house.prove(at=NOW + timedelta(minutes=6)), "proof.time"),
    "signature.thief": (
        lambda house: house.prove(secret=Secret(Ed25519PrivateKey.generate())),
        "credential.signature",
    ),
    "signature.time-changed": (_proof(created="2026-11-22T11:58:00Z"), "credential.signature"),
    "signature.name-changed": (
        _after(lambda value: value["credentialSubject"]["identifier"][0].update(identityHash="Başka Biri")),
        "credential.signature",
    ),
    "signature.no-end": (_after(lambda value: value.pop("validUntil")), "credential.signature"),
    "signature.specimen-removed": (
        _after(lambda value: value["document"].update(lessonHours=240)),
        "credential.signature",
    ),
    "profile.more": (
        lambda house: house.prove({**house.bare(), "urn:x:honour": "birinci"}),
        "credential.profile",
    ),
    "profile.unknown-term": (_after(lambda value: value.update(honour="birinci")), "credential.profile"),
    "profile.jwt-claims": (_after(lambda value: value.update(nbf=1)), "credential.profile"),
    "profile.more-contexts": (
        _after(lambda value: value["@context"].append({"name": "urn:x:other"})),
        "credential.profile",
    ),
    "profile.foreign-context": (
        _after(lambda value: value["@context"].append("https://evil.example/context")),
        "credential.profile",
    ),
    "profile.contexts-turned": (_after(lambda value: value["@context"].reverse()), "credential.profile"),
    "profile.identifiers-turned": (
        _after(lambda value: value["credentialSubject"]["identifier"].reverse()),
        "credential.profile",
    ),
    "profile.type-as-text": (
        _after(lambda value: value.update(type="OpenBadgeCredential")),
        "credential.profile",
    ),
    "profile.flag-as-number": (
        _after(lambda value: value["document"].update(annualVisa=1)),
        "credential.profile",
    ),
    "profile.blank-nodes": (
        _after(lambda value: value["credentialSubject"].update(role={"@id": "_:b0"})),
        "credential.profile",
    ),
    "profile.other-installation": (
        lambda house: house.prove(
            json.loads(
                json.dumps(house.bare()).replace("https://dogrula.example.org/v/", "https://evil.example/v/")
            )
        ),
        "credential.profile",
    ),
    "issuer.kind": (
        lambda house: house.prove(
            changed(
                changed(house.bare(), "issuer.id", house.mmo_did), "issuer.name", "Makina Mühendisleri Odası"
            ),
            house.mmo_proof,
        ),
        "issuer.kind",
    ),
    "claims.future": (
        lambda house: house.prove(
            house.bare(replace(house.document, awarded_at=NOW + timedelta(minutes=6))),
            at=NOW + timedelta(minutes=6),
        ),
        "proof.time",
    ),
    "record.differs": (_other_member, "record.differs"),
    "record.missing": (_never_recorded, "record.missing"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_every_fault_is_told_by_its_code(proofs: ProofHouse, name: str) -> None:
    make, code = HOSTILE[name]
    value = make(proofs)
    asked = len(proofs.register.asked)
    with no_network():
        verdict = judged(proofs, value)
    assert (verdict.outcome, verdict.reasons) == ("not_genuine", [code])
    # Nothing of a credential that does not hold is looked up.
    assert (len(proofs.register.asked) > asked) == code.startswith("record.")


def test_a_key_of_proofs_signs_no_jwt(proofs: ProofHouse) -> None:
    verdict = proofs.judge(_jwt_under_a_proof_key(proofs))
    assert (verdict.outcome, verdict.reasons) == ("not_genuine", ["key.purpose"])


def test_nothing_that_is_not_of_the_profile_is_made_canonical(proofs: ProofHouse) -> None:
    async def never(_document: Any, _options: Any) -> bytes | None:
        raise AssertionError("made canonical")

    for name, (make, code) in HOSTILE.items():
        if code in ("proof.form", "issuer.unknown", "issuer.mismatch", "credential.profile"):
            assert judged(proofs, make(proofs), desk=proofs.desk(hash_proven=never)).reasons == [code], name


def test_too_much_at_once_could_not_be_checked(proofs: ProofHouse) -> None:
    slow = BoundedHash(proofs.linked, limit_seconds=0.0)
    verdict = judged(proofs, proofs.prove(), desk=proofs.desk(hash_proven=slow))
    assert (verdict.outcome, verdict.reasons) == ("cannot_tell", ["proof.busy"])
    assert judged(proofs, proofs.prove(), desk=replace(proofs.desk(), hash_proven=_nowhere)).reasons == [
        "proof.busy"
    ]


async def _nowhere(_document: Any, _options: Any) -> bytes | None:
    return None


def test_many_at_once_are_all_answered(proofs: ProofHouse) -> None:
    value, hashing = proofs.prove(), BoundedHash(proofs.linked)
    bare = {name: one for name, one in value.items() if name != "proof"}
    options = {"@context": bare["@context"], **value["proof"][0]}

    async def ask() -> list[bytes | None]:
        return await asyncio.gather(*(hashing(bare, options) for _ in range(8)))

    found = asyncio.run(ask())
    assert len(set(found)) == 1 and found[0] is not None and len(found[0]) == 64
    assert MADE_AT < NOW


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_changed_character_is_never_genuine(data: st.DataObject) -> None:
    """Anywhere in the text: another document, or none."""
    house = _shared()
    text = json.dumps(house.prove(), ensure_ascii=False, sort_keys=True)
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from('aZ09{}[]",:é \\'))
    given_text = text[:place] + letter + text[place + 1 :]
    if json_of(given_text) == json_of(text):
        return
    verdict = house.judge(given_text)
    assert verdict.outcome != "genuine", given_text[max(0, place - 20) : place + 20]


def json_of(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


_HOUSES: list[ProofHouse] = []


def _shared() -> ProofHouse:
    if not _HOUSES:
        _HOUSES.append(ProofHouse())
    return _HOUSES[0]
