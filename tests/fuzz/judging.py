"""What must hold of every input: a whole verdict, and green only for what the control's key signed over this content."""

from collections.abc import Callable
from typing import Any

from keys.access_token import TokenRefused, open_token
from keys.algorithms import from_b64url
from tests.vectors.hostile import bundles, lists, tokens
from tests.vectors.hostile.fixed_house import FixedHouse, Holding
from tests.vectors.hostile.pack_header import good as good_credential
from tests.vectors.hostile.signed import Signed
from tests.verifier.list_files import desk_with
from tests.verifier.named_keys import Named
from tests.verifier.workshop import NOW, assert_whole, facts_of
from verifier.desk import Desk
from verifier.known import Recorded
from verifier.presented import CredentialText, Presented, QrText, from_text
from verifier.trust import open_trust
from verifier.verdict import Verdict
from verifier.verify import verify

Judge = Callable[[str], None]


def _verdict(presented: Presented, desk: Desk) -> Verdict:
    """The procedure, driven by hand: nothing in it waits, and an event loop for each input would cost more than it."""
    running = verify(presented, desk, NOW)
    try:
        running.send(None)
    except StopIteration as ended:
        verdict: Verdict = ended.value
        assert_whole(verdict)
        return verdict
    raise AssertionError("the procedure waits for something")


def _is_signed(text: str, by: Named) -> bool:
    signing_input, _, signature = text.rpartition(".")
    return by.public.holds(signing_input.encode(), from_b64url(signature))


def credential(house: FixedHouse) -> Judge:
    """As a credential, and as text that somebody pasted; the register holds it."""

    def judge(text: str) -> None:
        desk = house.desk(Holding(Recorded(text, facts_of(house.document))))
        if _verdict(CredentialText(text), desk).exit_code == 0:
            assert _is_signed(text, house.emo)
        _verdict(from_text(text), desk)

    return judge


def qr(house: FixedHouse) -> Judge:
    """As a QR without the register: then nothing is valid, whatever the digits say."""
    desk = house.offline_desk()

    def judge(text: str) -> None:
        for given in (QrText(house.public_url + text), from_text(house.public_url + text)):
            assert _verdict(given, desk).exit_code != 0

    return judge


def status_list(house: FixedHouse) -> Judge:
    """As the list that stands for the register's answer about the control."""
    control = CredentialText(house.compact)

    def judge(text: str) -> None:
        verdict = _verdict(control, desk_with(house, text))
        assert verdict.outcome == "genuine"
        if verdict.exit_code == 0:
            assert _is_signed(text, house.emo)

    return judge


def bundle(house: FixedHouse) -> Judge:
    """As the trust under which the control is judged."""
    control = CredentialText(house.compact)
    register = Holding(Recorded(house.compact, facts_of(house.document)))

    def judge(text: str) -> None:
        verdict = _verdict(control, house.desk(register, trust=open_trust(text, house.anchor.public, NOW)))
        if verdict.outcome != "cannot_tell":
            assert _is_signed(text, house.anchor)

    return judge


def token(house: FixedHouse) -> Judge:
    """As an access token."""
    find = {house.access.public.kid: house.access.public}.get
    place: dict[str, Any] = {"issuer": house.public_url, "audience": tokens.audience(house.public_url)}

    def judge(text: str) -> None:
        try:
            open_token(text, find, now=NOW, **place)
        except TokenRefused:
            return
        assert _is_signed(text, house.access)

    return judge


JUDGES = {"credential": credential, "qr": qr, "list": status_list, "bundle": bundle, "token": token}
GOOD: dict[str, Callable[[FixedHouse], Signed]] = {
    "credential": good_credential,
    "list": lists.good,
    "bundle": bundles.good,
    "token": tokens.good,
}
