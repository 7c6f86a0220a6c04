"""Each case through the entry that its door really has, and what came of it: (outcome, standing, reason, exit code)."""

from dataclasses import dataclass

from keys.access_token import TokenRefused, open_token
from tests.vectors.hostile import (
    bundles,
    credentials,
    lists,
    pack_content,
    pack_header,
    pack_payload,
    qrs,
    tokens,
)
from tests.vectors.hostile.cases import BUNDLE, CASES, CREDENTIAL, LIST, QR, Case
from tests.vectors.hostile.fixed_house import FixedHouse, Holding
from tests.verifier.list_files import desk_with
from tests.verifier.workshop import NOW, facts_of
from verifier.desk import Desk
from verifier.known import Recorded
from verifier.presented import CredentialText, QrText
from verifier.trust import open_trust
from verifier.verdict import Verdict

# Each enters its cases as it is loaded.
ROOMS = (bundles, credentials, lists, pack_content, pack_header, pack_payload, qrs, tokens)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an entry said. ``verdict`` is None for access tokens, about which there is none."""

    outcome: str
    code: str | None
    exit_code: int
    verdict: Verdict | None = None


def judged(house: FixedHouse, case: Case) -> Answer:
    """The answer of the case's own door at ``NOW``."""
    text = case.make(house)
    if case.door == CREDENTIAL:
        return _answered(house.judge(CredentialText(text), desk=desk_of(house, case, text)[0]))
    if case.door == QR:
        return _answered(house.judge(QrText(house.public_url + text), desk=house.desk(_with_qr(house, text))))
    if case.door == LIST:
        # A list stands for the register's answer about the control: by its file and, places alone, by its QR.
        given = (house.judge(one, desk=desk_with(house, text)) for one in (house.compact, house.qr_text()))
        by_file, by_qr = (_answered(verdict) for verdict in given)
        assert (by_file.code, by_file.exit_code) == (by_qr.code, by_qr.exit_code)
        return by_file
    if case.door == BUNDLE:
        trust = open_trust(text, house.anchor.public, NOW)
        return _answered(house.judge(house.compact, desk=house.desk(trust=trust)))
    return _token(house, text)


def desk_of(house: FixedHouse, case: Case, text: str) -> tuple[Desk, Holding]:
    """A desk whose register holds the very text that is presented, unless it is the register that must tell."""
    register = Holding(Recorded(house.compact if case.own_register else text, facts_of(house.document)))
    return house.desk(register), register


def _answered(verdict: Verdict) -> Answer:
    # Where the register was not asked, that is said first, and last that the standing could not be told.
    told = [code for code in verdict.reasons if code not in ("record.offline", "standing.unknown")]
    assert len(told) <= 1, "the first failure ends the list"
    return Answer(verdict.outcome, told[0] if told else None, verdict.exit_code, verdict)


def _with_qr(house: FixedHouse, text: str) -> Holding:
    """The register holds a credential that carries these very bytes."""
    carried = pack_content.member("document.qr", qrs.packed_in(text))(house)
    return Holding(Recorded(carried, facts_of(house.document)))


def _token(house: FixedHouse, text: str) -> Answer:
    find = {house.access.public.kid: house.access.public, house.emo.public.kid: house.emo.public}.get
    try:
        open_token(text, find, issuer=house.public_url, audience=tokens.audience(house.public_url), now=NOW)
    except TokenRefused as refused:
        return Answer("refused", refused.code, 1)
    return Answer("accepted", None, 0)


__all__ = ["CASES", "Answer", "desk_of", "judged"]
