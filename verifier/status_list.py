"""A chamber's status list, read strictly: what it says about one place, or why it cannot be relied on. Pure.

Used when the register cannot be asked (docs/spec/status.md). The list is whatever the desk has at hand: nothing is
fetched. A clear bit in a current list of the right chamber counts as checked; anything else never becomes "valid".
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from keys.envelope import EnvelopeRefused, open_envelope
from keys.keyring import INTRODUCED, PURPOSE_CREDENTIAL
from keys.strict_json import JsonRefused, parse
from keys.trust_bundle import SKEW, TrustedChamber
from registry import istanbul
from registry.credential import CONTEXT_VC
from registry.status_bits import BitsRefused, StatusBits, decode_bitstring
from verifier.trust import Trust
from verifier.verdict import Step, failed, passed, unchecked

TYP = "vc+jwt"
PURPOSE = "revocation"
MAX_AGE = timedelta(hours=24)
# More lists than a chamber fills in centuries: a list that claims more is not believed.
MAX_LISTS = 1000
_MEMBERS = {
    "@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject",
    "iss", "sub", "iat", "exp", "version", "lists",
}  # fmt: skip
_SUBJECT_MEMBERS = {"id", "type", "statusPurpose", "encodedList", "ttl"}

# When a list was signed (seconds since 1970) and its version: of two lists of one address the greater is the newer.
Mark = tuple[int, int]


class StatusRefused(ValueError):
    """The list says nothing; ``code`` is one of the status reason codes that could not be checked."""

    def __init__(self, code: str, sentence: str = "", signed_at: datetime | None = None) -> None:
        super().__init__(sentence or code)
        self.code = code
        self.signed_at = signed_at


@dataclass(frozen=True, slots=True)
class GivenList:
    """A list at hand, unread. ``seen`` is the newest mark ever seen at its address, if any is remembered."""

    compact: str
    seen: Mark | None = None


FindList = Callable[[str], GivenList | None]


@dataclass(frozen=True, slots=True)
class StatusLists:
    """The lists at hand, by address, and how old one may be."""

    find: FindList
    max_age: timedelta = MAX_AGE


@dataclass(frozen=True, slots=True)
class OpenedList:
    """A list whose form, signature and times are in order."""

    url: str
    signed_at: datetime
    until: datetime
    version: int
    lists: int
    bits: StatusBits

    @property
    def mark(self) -> Mark:
        """What tells the newer of two lists of one address."""
        return int(self.signed_at.timestamp()), self.version


@dataclass(frozen=True, slots=True)
class Listed:
    """The ``status`` step and the time its list was signed; no time when nothing could be checked."""

    step: Step
    as_of: datetime | None = None


def url_prefix(trust: Trust, chamber: TrustedChamber) -> str:
    """The one place under which this chamber's lists may lie."""
    return f"{trust.bundle.public_url}/status/{chamber.did.rpartition(':')[2]}/"


def open_list(compact: str, url: str, chamber: TrustedChamber, trust: Trust) -> OpenedList:
    """The chamber's list at ``url``, its signature checked and its form read; raises ``StatusRefused``.

    Its age is judged by ``require_current``.
    """
    try:
        envelope = open_envelope(compact, typ=TYP)
    except EnvelopeRefused as error:
        raise StatusRefused("status.malformed", str(error)) from error
    key = trust.keyring.find(envelope.kid)
    if (
        key is None
        or key.owner != chamber.did
        or key.purpose != PURPOSE_CREDENTIAL
        or key.state == INTRODUCED
    ):
        raise StatusRefused("status.issuer", "not signed by a key of this chamber")
    if envelope.alg != key.alg or not key.holds(envelope.signing_input, envelope.signature):
        raise StatusRefused("status.signature")
    if key.compromise is not None:
        # Whoever has the key can date a list as they like; the chamber has signed it anew.
        raise StatusRefused("status.key_compromised")
    try:
        claims = parse(envelope.payload)
    except JsonRefused as error:
        raise StatusRefused("status.malformed", str(error)) from error
    opened = _read(claims, url, chamber)
    if not key.covers(opened.signed_at):
        raise StatusRefused("status.issuer", "the key was not valid when the list was signed")
    return opened


def _read(claims: Any, url: str, chamber: TrustedChamber) -> OpenedList:
    subject = claims.get("credentialSubject") if isinstance(claims, dict) else None
    if not isinstance(subject, dict) or set(claims) != _MEMBERS or set(subject) != _SUBJECT_MEMBERS:
        raise StatusRefused("status.malformed", "not the members of a list")
    if claims["issuer"] != chamber.did or claims["iss"] != chamber.did:
        raise StatusRefused("status.issuer", "a list of another chamber")
    if claims["id"] != url or claims["sub"] != url or subject["id"] != f"{url}#list":
        raise StatusRefused("status.address")
    if (
        claims["@context"] != [CONTEXT_VC]
        or claims["type"] != ["VerifiableCredential", "BitstringStatusListCredential"]
        or subject["type"] != "BitstringStatusList"
    ):
        raise StatusRefused("status.malformed", "not a status list")
    if subject["statusPurpose"] != PURPOSE:
        raise StatusRefused("status.purpose")
    signed_at, until = _times(claims, subject["ttl"])
    version, lists = _count(claims["version"]), _count(claims["lists"])
    if lists > MAX_LISTS:
        raise StatusRefused("status.malformed", "too many lists")
    try:
        bits = decode_bitstring(subject["encodedList"])
    except BitsRefused as error:
        raise StatusRefused(error.code, str(error)) from error
    return OpenedList(url, signed_at, until, version, lists, bits)


def _count(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise StatusRefused("status.malformed", "not a count")
    return value


def _times(claims: dict[str, Any], ttl: Any) -> tuple[datetime, datetime]:
    try:
        signed_at, until = istanbul.read(claims["validFrom"]), istanbul.read(claims["validUntil"])
        kept_until = signed_at + timedelta(milliseconds=_count(ttl))
        istanbul.day_of(signed_at)  # the last days of the calendar have no such day
    except (TypeError, ValueError, OverflowError) as error:
        raise StatusRefused("status.malformed", "not its times") from error
    issued, expires = _count(claims["iat"]), _count(claims["exp"])
    if (issued, expires) != (int(signed_at.timestamp()), int(until.timestamp())) or until <= signed_at:
        raise StatusRefused("status.malformed", "its times disagree")
    # W3C section 2.2: the time to live does not lengthen the validity.
    return signed_at, min(until, kept_until)


def require_current(opened: OpenedList, seen: Mark | None, now: datetime, max_age: timedelta) -> None:
    """Raise ``StatusRefused`` for a list from the future, older than one already seen, or too old."""
    if opened.signed_at > now + SKEW:
        raise StatusRefused("status.future", signed_at=opened.signed_at)
    # A register set back to yesterday signs later and counts lower: neither may go back.
    if seen is not None and (opened.mark < seen or opened.version < seen[1]):
        raise StatusRefused("status.rolled_back", signed_at=opened.signed_at)
    if now > min(opened.until, opened.signed_at + max_age):
        raise StatusRefused("status.stale", signed_at=opened.signed_at)


def _current(
    lists: StatusLists, url: str, chamber: TrustedChamber, trust: Trust, now: datetime
) -> OpenedList:
    given = lists.find(url)
    if given is None:
        raise StatusRefused("status.absent")
    opened = open_list(given.compact, url, chamber, trust)
    require_current(opened, given.seen, now, lists.max_age)
    return opened


def check_place(
    url: str, index: int, chamber: TrustedChamber, trust: Trust, lists: StatusLists, now: datetime
) -> Listed:
    """The ``status`` step for a credential, which names its list and its place there."""
    try:
        opened = _current(lists, url, chamber, trust, now)
        return _concluded([opened], [opened.bits.is_set(index)])
    except (StatusRefused, BitsRefused) as refused:
        return _could_not(refused)


def check_index(
    index: int, chamber: TrustedChamber, trust: Trust, lists: StatusLists, now: datetime
) -> Listed:
    """The ``status`` step for a QR, which carries the place but not the list: every list of the chamber is asked.

    Each list says how many there are, so a missing one is noticed.
    """
    opened: list[OpenedList] = []
    try:
        while len(opened) < max((one.lists for one in opened), default=1):
            url = f"{url_prefix(trust, chamber)}{len(opened) + 1}"
            opened.append(_current(lists, url, chamber, trust, now))
        return _concluded(opened, [one.bits.is_set(index) for one in opened])
    except (StatusRefused, BitsRefused) as refused:
        return _could_not(refused)


def _concluded(opened: list[OpenedList], found: list[bool]) -> Listed:
    as_of = min(one.signed_at for one in opened)
    day = istanbul.shown(istanbul.day_of(as_of))
    if not any(found):
        return Listed(passed("status", date=day), as_of)
    if all(found):
        return Listed(failed("status", "status.not_in_force", date=day), as_of)
    return Listed(unchecked("status", "status.ambiguous", date=day))


def _could_not(refused: StatusRefused | BitsRefused) -> Listed:
    signed_at = refused.signed_at if isinstance(refused, StatusRefused) else None
    facts = {} if signed_at is None else {"date": istanbul.shown(istanbul.day_of(signed_at))}
    return Listed(unchecked("status", refused.code, **facts))
