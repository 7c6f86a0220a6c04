"""Every kind of forged or hostile PDF gets exactly its answer, by the real reader."""

from collections.abc import Callable

import pytest

from tests.support.soak import LONG
from tests.vectors.forged.kinds import Kind, Original
from tests.vectors.hostile_pdfs import KINDS
from tests.verifier.workshop import House, assert_whole
from verifier.presented import from_bytes

# A file of each kind, each kind of another document; in the long runs of twenty documents.
_DOCUMENTS = 20 if LONG else 4
_NUMBER = {name: number for number, name in enumerate(KINDS)}


@pytest.mark.parametrize(
    "kind", [one for one in KINDS.values() if LONG or not one.again], ids=lambda one: one.name
)
def test_kind(house: House, several: Callable[[int], list[Original]], kind: Kind) -> None:
    documents = several(_DOCUMENTS)
    for one in documents if LONG else [documents[_NUMBER[kind.name] % _DOCUMENTS]]:
        verdict = house.judge(from_bytes(kind.make(one)), desk=house.paper_desk())
        assert_whole(verdict)
        found = (verdict.outcome, verdict.page, verdict.credential_genuine, tuple(verdict.reasons))
        assert found == kind.answer, one.document
        assert verdict.seal is None or not any(step.name == "seal" and step.code for step in verdict.steps)
        assert verdict.exit_code != 0


def test_there_are_enough_kinds_and_none_is_an_original() -> None:
    assert len(KINDS) >= 40
    assert all(
        outcome != "genuine" and reasons for outcome, _, _, reasons in (one.answer for one in KINDS.values())
    )
    assert len({one.what for one in KINDS.values()}) == len(KINDS)


def test_the_documents_differ_in_kind_name_and_length(several: Callable[[int], list[Original]]) -> None:
    documents = [one.document for one in several(20)]
    assert {one.kind for one in documents} == {"yetki", "katilim", "basari"}
    assert len({one.holder_name for one in documents}) >= 15
    assert len({one.verification_code for one in documents}) == 20
