"""Wycheproof: all 1,911 signature cases by what judges such signatures here, and JOSE keys at enrolment.

ES256 and Ed25519 are ours (``keys.algorithms``); ECDSA in DER, RSA and PSS stand in CMS objects and are judged by the
validator that the reader of seals uses; P-384 is used nowhere: its keys are refused, and the library judges.
"""

from collections.abc import Callable
from typing import Any

import pytest
from asn1crypto.algos import RSASSAPSSParams, SignedDigestAlgorithm
from asn1crypto.keys import PublicKeyInfo
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pyhanko.sign.validation.generic_cms import DefaultSignatureValidator, SignatureValidationContext

from keys.algorithms import EDDSA, ES256, KeyRefused, holds, load_jwk, public_jwk
from tests.keys.wycheproof import vectors

Judge = Callable[[bytes, bytes], bool]


def _ours(alg: str) -> Callable[[dict[str, Any]], Judge]:
    def of(group: dict[str, Any]) -> Judge:
        given = load_der_public_key(bytes.fromhex(group["publicKeyDer"]))
        assert isinstance(given, ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey)
        found, key = load_jwk(public_jwk(given))
        assert found == alg
        return lambda message, signature: holds(alg, key, message, signature)

    return of


def _cms(name: str) -> Callable[[dict[str, Any]], Judge]:
    given: dict[str, Any] = {"algorithm": name}
    if name == "rsassa_pss":
        given["parameters"] = RSASSAPSSParams(
            {
                "hash_algorithm": {"algorithm": "sha256"},
                "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
                "salt_length": 32,
            }
        )
    algorithm = SignedDigestAlgorithm(given)
    context = SignatureValidationContext(contextual_md_algorithm="sha256", prehashed=False)

    def of(group: dict[str, Any]) -> Judge:
        key = PublicKeyInfo.load(bytes.fromhex(group["publicKeyDer"]))

        def judge(message: bytes, signature: bytes) -> bool:
            try:
                DefaultSignatureValidator().validate_signature(
                    signature, message, key, algorithm, context=context
                )
            except (InvalidSignature, ValueError):
                return False
            return True

        return judge

    return of


def _p384(group: dict[str, Any]) -> Judge:
    key: Any = load_der_public_key(bytes.fromhex(group["publicKeyDer"]))
    with pytest.raises(KeyRefused):
        load_jwk(group.get("publicKeyJwk") or {"kty": "EC", "crv": "P-384", "x": "AA", "y": "AA"})

    def judge(message: bytes, signature: bytes) -> bool:
        if len(signature) != 96:
            return False
        r, s = int.from_bytes(signature[:48], "big"), int.from_bytes(signature[48:], "big")
        try:
            key.verify(encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA384()))
        except InvalidSignature:
            return False
        return True

    return judge


FILES: dict[str, tuple[Callable[[dict[str, Any]], Judge], int]] = {
    "ecdsa_secp256r1_sha256_p1363_test.json": (_ours(ES256), 262),
    "ed25519_test.json": (_ours(EDDSA), 151),
    "ecdsa_secp384r1_sha384_p1363_test.json": (_p384, 280),
    "ecdsa_secp256r1_sha256_test.json": (_cms("sha256_ecdsa"), 484),
    "rsa_signature_2048_sha256_test.json": (_cms("sha256_rsa"), 259),
    "rsa_signature_3072_sha256_test.json": (_cms("sha256_rsa"), 259),
    "rsa_pss_2048_sha256_mgf1_32_test.json": (_cms("rsassa_pss"), 108),
    "rsa_pss_3072_sha256_mgf1_32_test.json": (_cms("rsassa_pss"), 108),
}


def test_the_files_hold_1911_cases() -> None:
    assert sum(count for _, count in FILES.values()) == 1911


@pytest.mark.parametrize("name", FILES)
def test_every_case_ends_as_it_should(name: str, record_property: Any) -> None:
    found, (of, count) = vectors(name), FILES[name]
    ran, wrong = 0, []
    for group in found["testGroups"]:
        judge = of(group)
        for case in group["tests"]:
            ran += 1
            # "acceptable" is a spelling that older software lets pass: not here.
            if judge(bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"])) != (case["result"] == "valid"):
                wrong.append(case["tcId"])
    assert wrong == []
    assert ran == found["numberOfTests"] == count
    record_property("figures", f"wycheproof: {name} {ran} of {ran} as expected")
