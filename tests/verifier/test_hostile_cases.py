"""Every case of ``tests/vectors/hostile`` through the entry of its door: the outcome and the one reason it must get.

The register holds whatever is presented (but where it is the register that must tell), so nothing but the planted
fault stands against a case: a check that were missing would make it valid.
"""

import json
import tracemalloc
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from keys.algorithms import from_b64url
from tests.support.pages_of_verdicts import shape_of
from tests.vectors.hostile.bundles import good as good_bundle
from tests.vectors.hostile.cases import ACCEPT, BUNDLE, CREDENTIAL, LIST, POLICY, QR, REJECT, TOKEN, Case
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.judging import CASES, desk_of, judged
from tests.vectors.hostile.lists import good as good_list
from tests.vectors.hostile.measured import departures
from tests.vectors.hostile.pack_content import TEXTS
from tests.vectors.hostile.pack_header import good as good_credential
from tests.vectors.hostile.signed import Signed
from tests.vectors.hostile.tokens import good as good_token
from tests.verifier.workshop import assert_whole
from verifier.presented import CredentialText, QrText, from_bytes, from_text

PACK: dict[str, Any] = json.loads(
    (Path(__file__).parent.parent / "vectors" / "jwt_hostile_v0.json").read_text(encoding="utf-8")
)
MADE_ANEW = {case.pack: case for case in CASES.values() if case.pack is not None}
GOOD = {CREDENTIAL: good_credential, LIST: good_list, BUNDLE: good_bundle, TOKEN: good_token}


@pytest.fixture(scope="module")
def fixed() -> FixedHouse:
    return FixedHouse()


def expected(case: Case) -> tuple[str, int]:
    """Outcome and exit code that go with the reason at this door."""
    if case.door == TOKEN:
        return ("accepted", 0) if case.code is None else ("refused", 1)
    if case.code is None:
        return "genuine", 0
    if case.door == BUNDLE or case.code in ("key.not_active", "key.time_unproven"):
        return "cannot_tell", 3
    if case.door == LIST:
        return "genuine", 1 if case.code == "status.not_in_force" else 3
    return "genuine" if case.code.startswith("standing.") else "not_genuine", 1


@pytest.mark.parametrize("name", CASES)
def test_case(fixed: FixedHouse, name: str) -> None:
    case = CASES[name]
    answer = judged(fixed, case)
    assert (answer.code, answer.outcome, answer.exit_code) == (case.code, *expected(case))
    if answer.verdict is not None:
        assert_whole(answer.verdict)


def test_the_pack_is_made_anew_case_by_case() -> None:
    assert sorted(MADE_ANEW) == [one["id"] for one in PACK["cases"]] == list(range(1, 193))
    for one in PACK["cases"]:
        case = MADE_ANEW[one["id"]]
        assert (case.expect, case.name.partition(".")[0]) == (one["expect"], one["cls"]), one
    assert Counter(case.expect for case in MADE_ANEW.values()) == {REJECT: 162, POLICY: 29, ACCEPT: 1}
    content = [one["token"].split(".")[1] for one in PACK["cases"] if one["cls"] == "content"]
    names = [json.loads(from_b64url(payload))["credentialSubject"]["name"] for payload in content]
    assert names == [text for text, _ in TEXTS]


def test_the_figures_of_the_issue(fixed: FixedHouse, record_property: Any) -> None:
    answers = {number: judged(fixed, case) for number, case in MADE_ANEW.items()}
    refused = [number for number, one in answers.items() if MADE_ANEW[number].expect == REJECT]
    assert (
        sum(answers[number].exit_code == 1 and answers[number].code is not None for number in refused) == 162
    )
    own = Counter(case.door for case in CASES.values())
    assert sum(own.values()) >= 400
    figures = ", ".join(f"{count} {door}" for door, count in sorted(own.items()))
    record_property("figures", f"hostile cases: {sum(own.values())} ({figures}); of the pack 162 refused")


@pytest.mark.parametrize("number", [number for number, case in MADE_ANEW.items() if case.expect == POLICY])
def test_a_policy_case_is_inert(fixed: FixedHouse, no_network: list[str], number: int) -> None:
    """Refused, or shown as the text that it is: the page has the same elements as that of a harmless document."""
    case = MADE_ANEW[number]
    answer = judged(fixed, case)
    assert answer.verdict is not None and answer.code == case.code
    control = judged(fixed, MADE_ANEW[1])
    assert control.verdict is not None and no_network == []
    if case.code is not None:
        assert (answer.exit_code, answer.verdict.credential) == (1, None)
        return
    assert answer.verdict.credential is not None and control.verdict.credential is not None
    signed = Signed.of(case.make(fixed), fixed.emo)
    name = signed.claims["credentialSubject"]["identifier"][0]["identityHash"]
    assert answer.verdict.credential == {**control.verdict.credential, "name": name}
    for language in ("tr", "en"):
        shown, harmless = (shape_of(one, language) for one in (answer.verdict, control.verdict))
        assert shown.elements == harmless.elements
        # Who reads it reads the name letter by letter, once more than a browser's own spaces.
        assert " ".join(name.split()) in shown.text


@pytest.mark.parametrize("door", GOOD)
def test_a_case_has_one_fault(fixed: FixedHouse, door: str) -> None:
    """Header or content or signature or form: what departs from the control is one of them, and all else is right."""
    control, two_places = GOOD[door](fixed), set()
    for case in (one for one in CASES.values() if one.door == door):
        found = departures(case.make(fixed), control)
        assert (found == set()) is (case.name == "base.control"), case
        assert case.expect != ACCEPT or "form" not in found, case
        if {"header", "content"} <= found or found == {"content", "signature"}:
            two_places.add(case.name)
    # The header that says how the content is packed; another chamber's document under its own key; the content that
    # is moved under a signature.
    allowed = (
        {"zip.bomb", "rights.kind", "rights.kind-allowed"}
        if door == CREDENTIAL
        else {"signature.of-other-content"}
    )
    assert two_places == allowed


def test_the_cases_are_the_same_in_every_run(fixed: FixedHouse) -> None:
    again = FixedHouse()
    assert [case.make(fixed) for case in CASES.values()] == [case.make(again) for case in CASES.values()]


@pytest.mark.parametrize("name", ["credential.zip.bomb", "list.bits.bomb"])
def test_a_bomb_is_not_unpacked(fixed: FixedHouse, name: str) -> None:
    """Twenty million bytes stand behind the text; reading it takes far less."""
    case = CASES[name]
    ready = replace(case, make=lambda _house, text=case.make(fixed): text)
    tracemalloc.start()
    judged(fixed, ready)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4_000_000


@pytest.mark.parametrize("door", [CREDENTIAL, QR, LIST, BUNDLE, TOKEN])
def test_no_case_is_green_by_another_door(fixed: FixedHouse, door: str) -> None:
    """Typed, pasted or as a file, with the register as it is and without one; blanks around a text are cut there."""
    for case in (one for one in CASES.values() if one.door == door and one.code):
        text = case.make(fixed)
        harmless = text.strip() == fixed.compact
        for presented in (from_text(text), from_bytes(text.encode("utf-8", "surrogatepass")), QrText(text)):
            for desk in (fixed.desk(), fixed.offline_desk()):
                verdict = fixed.judge(presented, desk=desk)
                assert_whole(verdict)
                assert verdict.exit_code != 0 or (harmless and not isinstance(presented, QrText)), case


def test_the_register_is_asked_only_about_what_is_in_order(fixed: FixedHouse) -> None:
    for case in (one for one in CASES.values() if one.door == CREDENTIAL and one.code):
        text = case.make(fixed)
        desk, register = desk_of(fixed, case, text)
        fixed.judge(CredentialText(text), desk=desk)
        assert bool(register.asked) is str(case.code).startswith(("standing.", "record.", "key.time")), case
