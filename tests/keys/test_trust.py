"""The keyring, the trust bundle under its pinned anchor, and did.json."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from keys.algorithms import ES256, b64url, from_b64url, public_jwk
from keys.did import did_document, did_web
from keys.envelope import seal
from keys.keyring import (
    PURPOSE_CREDENTIAL,
    PURPOSE_TRUST,
    Keyring,
    VerificationKey,
    kid_fragment,
    verification_key,
)
from keys.log_note import WITNESS_KEY
from keys.trust_bundle import (
    TYP,
    TrustBundle,
    TrustedChamber,
    TrustRefused,
    bundle_claims,
    open_bundle,
    seal_bundle,
)
from keys.vault import FileSigner
from tests.keys.log_keys import LOG, POLICY, public

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
UNION = "did:web:dogrula.example.org:odalar:tmmob"
EMO = "did:web:dogrula.example.org:odalar:emo"
ANCHOR_PRIVATE = ec.derive_private_key(1001, ec.SECP256R1())
OTHER_PRIVATE = ec.derive_private_key(1002, ec.SECP256R1())


def key(number: int, owner: str = EMO, purpose: str = PURPOSE_CREDENTIAL, **given: Any) -> VerificationKey:
    jwk = public_jwk(ec.derive_private_key(number, ec.SECP256R1()).public_key())
    values = {"kid": f"{owner}#{kid_fragment(jwk)}", "valid_from": NOW - timedelta(days=10), **given}
    return verification_key(owner=owner, purpose=purpose, jwk=jwk, **values)


ANCHOR = key(1001, UNION, PURPOSE_TRUST)
BUNDLE = TrustBundle(
    "https://dogrula.example.org",
    specimen=False,
    issued_at=NOW,
    expires_at=NOW + timedelta(days=400),
    chambers=(
        TrustedChamber(
            6,
            "EMO",
            "EMO",
            "Elektrik Mühendisleri Odası",
            "x",
            EMO,
            ("katilim", "yetki"),
            (key(7), key(8, valid_until=NOW)),
        ),
        TrustedChamber(
            17, "MMO", "MMO", "Makina Mühendisleri Odası", "y", EMO[:-3] + "mmo", ("katilim",), ()
        ),
    ),
)
SEALED = seal_bundle(BUNDLE, ANCHOR, FileSigner(ANCHOR_PRIVATE))


def refusal(compact: str, anchor: VerificationKey = ANCHOR, now: datetime = NOW) -> str:
    with pytest.raises(TrustRefused) as refused:
        open_bundle(compact, anchor, now)
    return refused.value.code


def with_claims(change: Any) -> str:
    claims = bundle_claims(BUNDLE, UNION)
    change(claims)
    return signed(claims)


def signed(claims: dict[str, Any]) -> str:
    return seal(
        json.dumps(claims).encode(), alg=ES256, kid=ANCHOR.kid, typ=TYP, signer=FileSigner(ANCHOR_PRIVATE)
    )


def test_a_bundle_reads_back_under_its_anchor() -> None:
    found = open_bundle(SEALED, ANCHOR, NOW)
    assert found == BUNDLE
    assert found.keyring().find(key(7).kid) == key(7)


def test_an_anchor_pinned_as_a_bare_key_is_enough() -> None:
    bare = replace(ANCHOR, kid=kid_fragment(dict(ANCHOR.jwk)), owner="")
    assert open_bundle(SEALED, bare, NOW) == BUNDLE


def test_another_anchor_opens_nothing() -> None:
    other = key(1002, UNION, PURPOSE_TRUST)
    assert refusal(SEALED, other) == "trust.anchor"
    assert refusal(SEALED, replace(other, kid=ANCHOR.kid)) == "trust.anchor"
    assert refusal(seal_bundle(BUNDLE, ANCHOR, FileSigner(OTHER_PRIVATE))) == "trust.anchor"
    assert refusal(seal_bundle(BUNDLE, other, FileSigner(OTHER_PRIVATE))) == "trust.anchor"


def test_a_bundle_ends_after_its_last_second() -> None:
    assert open_bundle(SEALED, ANCHOR, BUNDLE.expires_at) == BUNDLE
    assert refusal(SEALED, now=BUNDLE.expires_at + timedelta(seconds=1)) == "trust.expired"


def test_any_altered_part_is_refused() -> None:
    head, payload, signature = SEALED.split(".")
    other = b64url(from_b64url(payload).replace(b"EMO", b"EM0", 1))
    assert refusal(f"{head}.{other}.{signature}") == "trust.anchor"
    assert refusal(f"{head}.{payload[:-4]}AAAA.{signature}") == "trust.malformed"
    assert refusal(f"{head}.{payload}.{signature[:-4]}AAAA") == "trust.anchor"
    assert refusal(f"{head}.{payload}") == "trust.malformed"
    assert refusal("x") == "trust.malformed"


def test_a_credential_is_no_bundle_though_the_anchor_signed_it() -> None:
    claims = json.dumps(bundle_claims(BUNDLE, UNION)).encode()
    assert (
        refusal(seal(claims, alg=ES256, kid=ANCHOR.kid, typ="JWT", signer=FileSigner(ANCHOR_PRIVATE)))
        == "trust.malformed"
    )
    assert (
        refusal(seal(claims, alg="none", kid=ANCHOR.kid, typ=TYP, signer=FileSigner(ANCHOR_PRIVATE)))
        == "trust.anchor"
    )


def first_key(claims: Any) -> Any:
    return claims["chambers"][0]["keys"][0]


@pytest.mark.parametrize(
    "change",
    [
        lambda claims: first_key(claims).update(alg="EdDSA"),
        lambda claims: first_key(claims).update(coseKid="00000000"),
        lambda claims: first_key(claims).update(kid=UNION + "#k-1"),
        lambda claims: first_key(claims).update(validFrom="2026-11-22"),
        lambda claims: first_key(claims).update(validFrom=None),
        lambda claims: first_key(claims)["publicKeyJwk"].update(d="AAAA"),
        lambda claims: first_key(claims)["publicKeyJwk"].update(crv="P-384"),
        lambda claims: first_key(claims)["publicKeyJwk"].update(x="AAAA"),
        lambda claims: first_key(claims).pop("purpose"),
        lambda claims: claims["chambers"][0]["keys"].append(first_key(claims)),
        lambda claims: claims["chambers"][0].pop("did"),
        lambda claims: claims.update(chambers={}) or claims.update(chambers=None),
        lambda claims: claims.update(iat="now"),
        lambda claims: claims.pop("exp"),
        lambda claims: claims.pop("publicUrl"),
    ],
)  # fmt: skip
def test_a_record_that_disagrees_with_its_key_is_refused(change: Any) -> None:
    assert refusal(with_claims(change)) == "trust.malformed"


def test_two_keys_under_one_kid_are_a_fault() -> None:
    one = key(7)
    with pytest.raises(ValueError, match="two keys"):
        Keyring([one, replace(key(8), kid=one.kid)])
    with pytest.raises(ValueError, match="two keys"):
        Keyring([one, replace(one, kid=f"{EMO}#other")])
    assert Keyring([one, key(8), key(7, EMO[:-3] + "mmo")]).find(one.kid) == one


def test_a_key_is_found_by_exact_names_only() -> None:
    one = key(7)
    ring = Keyring([one])
    assert ring.find_short(EMO, one.cose_kid) == one
    assert ring.find_short(UNION, one.cose_kid) is None
    for kid in ("", one.kid.upper(), one.kid + " ", one.kid.partition("#")[2], EMO):
        assert ring.find(kid) is None


def test_a_key_covers_its_window_and_not_a_second_more() -> None:
    one = key(7, valid_from=NOW, valid_until=NOW + timedelta(hours=1))
    assert [one.covers(NOW + timedelta(seconds=n)) for n in (-1, 0, 3600, 3601)] == [False, True, True, False]
    assert key(7).covers(NOW + timedelta(days=36500))


@pytest.mark.parametrize(
    ("url", "did"),
    [
        ("http://localhost:8000", "did:web:localhost%3A8000:odalar:emo"),
        ("https://dogrula.example.org", "did:web:dogrula.example.org:odalar:emo"),
    ],
)
def test_did_web(url: str, did: str) -> None:
    assert did_web(url, "emo") == did


def test_a_did_document_lists_the_chambers_own_keys_old_ones_too() -> None:
    edwards = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key()
    jwk = public_jwk(edwards)
    ed = verification_key(
        kid=f"{EMO}#{kid_fragment(jwk)}", owner=EMO, purpose=PURPOSE_CREDENTIAL, jwk=jwk, valid_from=NOW
    )
    keys = [key(7), key(8, valid_until=NOW), ed, key(9, UNION), key(10, EMO, PURPOSE_TRUST)]
    found = did_document(EMO, keys)
    assert found["id"] == EMO
    assert found["@context"][0] == "https://www.w3.org/ns/did/v1"
    assert found["assertionMethod"] == [keys[0].kid, keys[1].kid, ed.kid]
    assert [one["id"] for one in found["verificationMethod"]] == found["assertionMethod"]
    for method, alg in zip(found["verificationMethod"], ["ES256", "ES256", "EdDSA"], strict=True):
        assert (method["type"], method["controller"]) == ("JsonWebKey", EMO)
        assert method["publicKeyJwk"]["alg"] == alg
        assert "d" not in method["publicKeyJwk"]


def logged(**changes: Any) -> TrustBundle:
    return replace(BUNDLE, log=replace(POLICY, **changes))


def sealed_log(change: Callable[[dict[str, Any]], Any]) -> str:
    claims = bundle_claims(logged(), UNION)
    change(claims["log"])
    return signed(claims)


def test_the_log_comes_back_with_its_witnesses() -> None:
    for bundle in (logged(), logged(witnesses=(), quorum=0)):
        found = open_bundle(seal_bundle(bundle, ANCHOR, FileSigner(ANCHOR_PRIVATE)), ANCHOR, NOW)
        assert found == bundle
        assert found.log is not None and found.log.log_keys[0].public == LOG.public


def test_a_bundle_from_before_the_log_is_read_and_written_as_it_was() -> None:
    assert "log" not in bundle_claims(BUNDLE, UNION)
    assert open_bundle(SEALED, ANCHOR, NOW).log is None


@pytest.mark.parametrize(
    "change",
    [
        lambda log: log.pop("origin"),
        lambda log: log.pop("quorum"),
        lambda log: log.update(origin="belge.example.org/another"),
        lambda log: log.update(origin="a log"),
        lambda log: log.update(keys=[]),
        lambda log: log.update(keys=log["keys"] * 2),
        lambda log: log.update(keys=log["keys"][0]),
        lambda log: log.update(keys=[log["keys"][0][:-2] + "=="]),
        lambda log: log.update(keys=log["witnesses"]),
        lambda log: log.update(witnesses=log["keys"]),
        lambda log: log.update(witnesses=None),
        lambda log: log.update(quorum=4),
        lambda log: log.update(quorum=-1),
        lambda log: log.update(quorum=True),
        lambda log: log.update(quorum="2"),
        # Another's name before the same key: one holder would count twice.
        lambda log: log.update(witnesses=[public(11, name, WITNESS_KEY).vkey for name in ("a", "b")]),
    ],
)
def test_a_log_that_means_less_than_it_says_is_refused(change: Any) -> None:
    assert refusal(sealed_log(change)) == "trust.malformed"


@pytest.mark.parametrize("value", [None, [], "belge.example.org/log", 3])
def test_a_log_of_another_type_is_refused(value: Any) -> None:
    assert refusal(signed({**bundle_claims(BUNDLE, UNION), "log": value})) == "trust.malformed"
