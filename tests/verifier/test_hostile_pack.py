"""The 192 tokens of ``tests/vectors/jwt_hostile_v0.json`` under a trust that holds the pack's own keys.

The pack's base token is EdDSA with typ ``vc+jwt`` and a plain VCDM 2.0 body, not the ES256 / typ ``JWT`` Open
Badges form that this service issues: mere refusal is what these tests expect of every token, its control
(case 1) included. The same faults in our own profile, with their reasons, are in ``tests/vectors/hostile/``.
"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from keys.algorithms import KeyRefused
from keys.keyring import PURPOSE_CREDENTIAL, Keyring, verification_key
from keys.trust_bundle import TrustBundle, TrustedChamber
from tests.verifier.workshop import House, assert_whole
from verifier.presented import CredentialText, from_bytes, from_text
from verifier.trust import Trust

PACK: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "vectors" / "jwt_hostile_v0.json").read_text(encoding="utf-8")
)
CLOCK = datetime(2026, 11, 22, tzinfo=UTC)
KINDS = ("katilim", "basari", "yetki")


def _trust() -> Trust:
    chambers = []
    for no, host in ((1, "https://oda-a.example"), (2, "https://oda-b.example")):
        keys = tuple(
            verification_key(
                kid=jwk["kid"],
                owner=host,
                purpose=PURPOSE_CREDENTIAL,
                jwk={name: jwk[name] for name in ("kty", "crv", "x")},
                valid_from=CLOCK - timedelta(days=3650),
            )
            for jwk in PACK["jwks"]["keys"]
            if jwk["iss"] == host and jwk["kid"] != "low-order"
        )
        chambers.append(
            TrustedChamber(no, f"ODA{no}", f"ODA{no}", f"Oda {no}", f"Chamber {no}", host, KINDS, keys)
        )
    bundle = TrustBundle(
        "https://oda-a.example", False, CLOCK, CLOCK + timedelta(days=400), tuple(chambers)
    )  # fmt: skip
    return Trust(bundle, Keyring(key for chamber in chambers for key in chamber.keys))


def test_the_pack_is_whole() -> None:
    assert len(PACK["cases"]) == 192
    assert sum(case["expect"] == "reject" for case in PACK["cases"]) == 162


@pytest.mark.parametrize("case", PACK["cases"], ids=lambda case: f"{case['id']}-{case['cls']}")
def test_token_is_never_genuine(house: House, case: dict[str, Any]) -> None:
    token = case["token"] if isinstance(case["token"], str) else json.dumps(case["token"])
    desk = house.desk(trust=_trust())
    for presented in (
        from_text(token),
        CredentialText(token),
        from_bytes(token.encode(errors="surrogatepass")),
    ):
        verdict = house.judge(presented, desk=desk, now=CLOCK)
        assert_whole(verdict)
        assert verdict.outcome != "genuine" and verdict.exit_code in (1, 3)
    assert house.register.asked == []


def test_a_low_order_key_is_refused_when_trust_is_loaded() -> None:
    weak = next(key for key in PACK["jwks"]["keys"] if key["kid"] == "low-order")
    with pytest.raises(KeyRefused):
        verification_key(
            kid="low-order",
            owner="https://oda-a.example",
            purpose=PURPOSE_CREDENTIAL,
            jwk={name: weak[name] for name in ("kty", "crv", "x")},
            valid_from=CLOCK,
        )
