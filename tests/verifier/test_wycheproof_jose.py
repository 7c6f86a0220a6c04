"""Wycheproof's 510 JOSE cases through our profile: nothing invalid counts, and what is valid and does not is listed.

Each is presented as a credential to the procedure, under a trust list of the very keys of its group. Our header alone
would refuse them all, so each is also judged without that rule: strict base64url and JSON, keys as they are enrolled,
the algorithm of the key, the signature.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from keys.algorithms import KeyRefused, from_b64url
from keys.keyring import PURPOSE_CREDENTIAL, Keyring, VerificationKey, verification_key
from keys.strict_json import parse
from tests.keys.wycheproof import vectors
from tests.vectors.hostile.fixed_house import FixedHouse, Holding
from tests.verifier.workshop import NOW, assert_whole, facts_of
from verifier.known import Recorded
from verifier.presented import CredentialText
from verifier.trust import Trust

COUNTS = {"json_web_signature_test.json": 401, "json_web_key_test.json": 26, "json_web_crypto_test.json": 83}
KEY, FORM, ALG, SIGNATURE, HOLDS = "key", "form", "alg", "signature", "holds"
# Valid, and outside: symmetric, RSA, P-521 and encryption keys are not enrolled; the last three lack our header.
_RANGE = (1, 33, *range(259, 276), 287, 288, *range(320, 324), *range(325, 329), *range(345, 353))
OUTSIDE: dict[str, dict[str, list[int]]] = {
    "json_web_signature_test.json": {KEY: [*_RANGE, 357, 358, 359, 372, 373, 376, 377], HOLDS: [18, 378]},
    "json_web_key_test.json": {KEY: [2, 5, 13, 14, 15]},
    "json_web_crypto_test.json": {KEY: [1, 33, 48, 50, 67], HOLDS: [18]},
}


def _enrolled(group: dict[str, Any], owner: str) -> Keyring | None:
    """The group's keys as a trust list takes them: all of them, or none."""
    given = group.get("public") or group["private"]
    keys: list[VerificationKey] = []
    try:
        for jwk in given.get("keys", [given]):
            kid = jwk.get("kid", "none")
            keys.append(
                verification_key(kid=kid, owner=owner, purpose=PURPOSE_CREDENTIAL, jwk=jwk, valid_from=NOW)
            )
        return Keyring(keys)
    except (KeyRefused, ValueError):
        return None


def _without_our_header(text: str, ring: Keyring | None) -> str:
    """What stops a text, where the members of its header are not looked at."""
    if ring is None:
        return KEY
    try:
        head, _, signature = (from_b64url(part) for part in text.split("."))
        header = parse(head)
    except ValueError:
        return FORM
    key = ring.find(header["kid"])
    if key is None or header["alg"] != key.alg:
        return ALG
    return HOLDS if key.holds(text.rpartition(".")[0].encode(), signature) else SIGNATURE


def _cases(name: str, owner: str) -> Iterator[tuple[Keyring | None, dict[str, Any], str]]:
    for group in vectors(name)["testGroups"]:
        ring = _enrolled(group, owner)
        for case in group["tests"]:
            text = case.get("jws", case.get("jwe"))
            assert isinstance(text, str | dict)
            yield ring, case, text if isinstance(text, str) else repr(text)


@pytest.mark.parametrize("name", COUNTS)
def test_nothing_invalid_counts_and_what_is_outside_is_listed(name: str, record_property: Any) -> None:
    house = FixedHouse()
    assert isinstance(house.trust, Trust)
    ran, counted, outside = 0, [], {}
    for ring, case, text in _cases(name, house.emo_did):
        ran += 1
        trust = replace(house.trust, keyring=ring or Keyring(()))
        desk = house.desk(Holding(Recorded(text, facts_of(house.document))), trust=trust)
        verdict = house.judge(CredentialText(text), desk=desk)
        assert_whole(verdict)
        stopped_by = _without_our_header(text, ring)
        if case["result"] != "valid":
            counted += [case["tcId"]] if verdict.exit_code == 0 or stopped_by == HOLDS else []
        elif verdict.exit_code != 0:
            outside.setdefault(stopped_by, []).append(case["tcId"])
    assert counted == []
    assert outside == OUTSIDE[name]
    assert ran == COUNTS[name] == vectors(name)["numberOfTests"]
    valid = sum(map(len, outside.values()))
    record_property("figures", f"wycheproof: {name} {ran} cases, 0 invalid accepted, {valid} valid outside")


def test_each_check_is_met_by_an_invalid_case() -> None:
    """Not one rule alone refuses them all."""
    met = {
        _without_our_header(text, ring)
        for name in COUNTS
        for ring, case, text in _cases(name, "x")
        if case["result"] == "invalid"
    }
    assert met == {KEY, FORM, ALG, SIGNATURE}
