"""The example of docs/spec/status.md is real: read here by our code and by independent libraries."""

import base64
import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from issuer.status_list import TOKEN_TYP, TYP
from keys.keyring import PURPOSE_CREDENTIAL, Keyring, verification_key
from keys.trust_bundle import TrustBundle, TrustedChamber
from registry.status_bits import decode_token_list
from verifier.status_list import GivenList, StatusLists, check_index, check_place, open_list
from verifier.trust import Trust

PUBLIC_URL = "https://ornek.example.org"
URL = f"{PUBLIC_URL}/status/emo/1"
SIGNED_AT = datetime(2026, 11, 21, 16, 0, tzinfo=UTC)
SET = [0, 7, 54402, 131071]


@dataclass(frozen=True)
class Example:
    key: dict[str, str]
    compact: str
    payload: dict[str, Any]
    token: str
    token_payload: dict[str, Any]

    @property
    def chamber(self) -> TrustedChamber:
        did = self.key["kid"].partition("#")[0]
        jwk = {name: self.key[name] for name in ("kty", "crv", "x", "y")}
        key = verification_key(
            kid=self.key["kid"],
            owner=did,
            purpose=PURPOSE_CREDENTIAL,
            jwk=jwk,
            valid_from=SIGNED_AT - timedelta(days=1),
        )
        return TrustedChamber(
            3, "EMO", "EMO", "Elektrik Mühendisleri Odası", "Chamber", did, ("katilim",), (key,)
        )

    @property
    def trust(self) -> Trust:
        bundle = TrustBundle(
            PUBLIC_URL, True, SIGNED_AT, SIGNED_AT + timedelta(days=400), (self.chamber,)
        )  # fmt: skip
        return Trust(bundle, Keyring(self.chamber.keys))


@pytest.fixture(scope="module")
def example(fenced: Callable[[str, str], str]) -> Example:
    def block(info: str) -> str:
        return fenced("docs/spec/status.md", info)

    return Example(
        json.loads(block("json key")),
        "".join(block("jwt list").split()),
        json.loads(block("json list payload")),
        "".join(block("jwt token").split()),
        json.loads(block("json token payload")),
    )


def test_an_independent_library_accepts_both_forms(example: Example) -> None:
    key = ECKey.import_key({name: example.key[name] for name in ("kty", "crv", "x", "y")})
    for compact, payload, typ in (
        (example.compact, example.payload, TYP),
        (example.token, example.token_payload, TOKEN_TYP),
    ):
        found = jws.deserialize_compact(compact.encode(), key, algorithms=["ES256"])
        assert json.loads(found.payload) == payload
        assert found.headers() == {"alg": "ES256", "kid": example.key["kid"], "typ": typ}


def test_the_bits_are_the_ones_on_the_page(example: Example) -> None:
    text = example.payload["credentialSubject"]["encodedList"]
    bits = gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=="))
    assert "".join(f"{byte:08b}" for byte in bits).count("1") == len(SET)
    assert all(f"{bits[place // 8]:08b}"[place % 8] == "1" for place in SET), "W3C: left to right"
    token_bits = zlib.decompress(base64.urlsafe_b64decode(example.token_payload["status_list"]["lst"] + "=="))
    assert all(token_bits[place // 8] >> place % 8 & 1 for place in SET), "IETF: right to left"
    assert len(bits) * 8 == len(token_bits) * 8 == 131_072
    assert decode_token_list(example.token_payload["status_list"]["lst"]).indexes() == SET


def test_both_say_the_same_times(example: Example) -> None:
    iat = int(SIGNED_AT.timestamp())
    for payload in (example.payload, example.token_payload):
        assert (payload["iat"], payload["exp"], payload["version"]) == (iat, iat + 86_400, 41)
    assert example.payload["credentialSubject"]["ttl"] == 1000 * example.token_payload["ttl"]
    assert example.token_payload["sub"] == f"{URL}/token"


def test_our_verifier_reads_it(example: Example) -> None:
    opened = open_list(example.compact, URL, example.chamber, example.trust)
    assert (opened.signed_at, opened.version, opened.lists) == (SIGNED_AT, 41, 1)
    assert opened.bits.indexes() == SET
    lists = StatusLists(lambda url: GivenList(example.compact) if url == URL else None)
    later = SIGNED_AT + timedelta(hours=20)
    arguments = (example.chamber, example.trust, lists)
    assert check_place(URL, 54402, *arguments, later).step.code == "status.not_in_force"
    assert check_place(URL, 54403, *arguments, later).step.result == "pass"
    assert check_index(54403, *arguments, later).step.result == "pass"
    stale = check_place(URL, 54403, *arguments, SIGNED_AT + timedelta(hours=25))
    assert (stale.step.code, stale.as_of) == ("status.stale", None)
