"""Every case of ``tests/vectors/museum.json`` through the one procedure, with its one expected reason."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.vectors.museum import MADE
from tests.verifier.workshop import House, assert_whole
from verifier.presented import CredentialText, Presented, QrText, from_bytes, from_text
from verifier.verify import verify

VECTORS = Path(__file__).parent.parent / "vectors"
TABLE: dict[str, Any] = json.loads((VECTORS / "museum.json").read_text(encoding="utf-8"))
CASES = {one["case"]: one for one in TABLE["cases"]}


def test_table_and_makers_name_the_same_cases() -> None:
    assert list(CASES) == list(MADE)
    assert {name.partition(".")[0] for name in CASES} == set(TABLE["groups"])


@pytest.mark.parametrize("name", CASES)
def test_case(house: House, name: str) -> None:
    expected, text = CASES[name], MADE[name](house)
    verdict = house.judge(text)
    assert_whole(verdict)
    found = {"case": name, "outcome": verdict.outcome, "standing": verdict.standing}
    assert {**found, "reason": verdict.reasons[0] if verdict.reasons else None} == expected
    assert len(verdict.reasons) <= 1, "the first failure ends the list"
    assert (verdict.exit_code == 0) is (expected["reason"] is None)


@pytest.mark.parametrize("name", [one for one in CASES if CASES[one]["reason"] is not None])
def test_nothing_is_looked_up_for_what_fails_before_the_register(house: House, name: str) -> None:
    text = MADE[name](house)
    house.register.asked.clear()
    verdict = house.judge(text)
    judged_by_register = any(step.name == "record" for step in verdict.steps)
    assert bool(house.register.asked) is judged_by_register


@pytest.mark.parametrize("name", [one for one in CASES if CASES[one]["reason"] is not None])
def test_no_case_is_green_by_any_other_door(house: House, name: str) -> None:
    text = MADE[name](house)
    given: list[Presented] = [CredentialText(text)]
    if not any(char.isspace() for char in text):  # a text with blanks is never taken for a QR's
        given.append(QrText(text))
    if not any("\ud800" <= char <= "\udfff" for char in text):
        given.append(from_bytes(text.encode()))
    for presented in given:
        for desk in (house.desk(), house.offline_desk()):
            verdict = house.judge(presented, desk=desk)
            assert_whole(verdict)
            assert verdict.exit_code != 0


def test_a_malleated_signature_is_told_only_by_the_register(house: House) -> None:
    """(r, n-s) verifies wherever (r, s) does: offline the content is as signed, but nothing is green."""
    for name in ("signature.malleated", "qr.malleated"):
        verdict = house.judge(MADE[name](house), desk=house.offline_desk())
        assert (verdict.outcome, verdict.standing, verdict.exit_code) == ("genuine", "unknown", 3)


def test_a_credential_that_names_addresses_makes_nobody_look(house: House, no_network: list[str]) -> None:
    for name in (
        "header.jku",
        "header.x5u",
        "claims.context-other",
        "claims.schema-inside",
        "status.other-host",
    ):
        house.judge(MADE[name](house))
    assert no_network == []


def test_many_at_once_keep_their_own_verdicts(house: House) -> None:
    async def all_of_them() -> list[tuple[str, str | None]]:
        desk = house.desk()
        from tests.verifier.workshop import NOW

        given = [from_text(make(house)) for make in MADE.values()]
        verdicts = await asyncio.gather(*(verify(one, desk, NOW) for one in given))
        return [(one.outcome, one.reasons[0] if one.reasons else None) for one in verdicts]

    assert asyncio.run(all_of_them()) == [(one["outcome"], one["reason"]) for one in CASES.values()]
