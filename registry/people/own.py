"""What a member sees and decides alone: documents, specialization, who asked, consent, links to other chambers."""

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from registry.access import AccessRefused
from registry.act import Act
from registry.ids import uuid7
from registry.istanbul import day_of
from registry.member import Member
from registry.people.specialization import Line, Specialization, assess
from registry.records.accesses import AccessEvent, Consent, PersonLink
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.standing import standing_of
from registry.store import Store

# The one purpose a member consents to: being recommended to the public as authorised (kamuoyuna öneri).
PUBLIC_LIST = "kamuoyuna_oneri"
LINK_MINUTES = 15
PAGE = 100
LINK_PURPOSE = "Kayıtların kişi tarafından bağlanması"
# Crockford base32: no letter that is read as another.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_LENGTH = 12


class OwnRefused(Refusal):
    """The member's own act cannot be done."""


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """A document of the member; ``days_left`` only while it is in force and ends."""

    line: Line
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Me:
    """The member's entry, its merged entries, and the entries linked in other chambers."""

    member: Member
    entries: list[UUID]
    linked: list[UUID]


def me(store: Store, act: Act) -> Me:
    """Who the caller is; raises ``AccessRefused`` if the entry is gone."""
    with store.reading(act.caller.chamber_code or "") as records:
        member = _entry(records, act)
        entries = records.membership.entries_of(member.chamber_code, member.id)
    linked: list[UUID] = []
    if member.person_id is not None:
        # Other chambers' entries: only those whose owner linked them, and for reading alone.
        with store.reading() as records:
            linked = records.specialization.entries_of_person(member.person_id)
    return Me(member, entries, [one for one in linked if one not in entries])


def _entry(records: Records, act: Act) -> Member:
    code = act.caller.chamber_code or ""
    found = records.members.by_id(code, UUID(act.caller.id))
    if found is not None and found.merged_into is not None:
        found = records.members.by_id(code, found.merged_into)
    if found is None or found.erased_at is not None:
        raise AccessRefused("access.not_found")
    return found


def _lines(store: Store, act: Act, found: Me) -> list[Line]:
    today = day_of(act.at)
    ids = [*found.entries, *found.linked]
    with store.reading() if found.linked else store.reading(found.member.chamber_code) as records:
        proofs = records.specialization.proofs(ids)
    return [Line(one, standing_of(one.facts, today)) for key in ids for one in proofs[key]]


def documents(store: Store, act: Act) -> list[OwnDocument]:
    """The member's documents in every linked chamber, newest first."""
    today = day_of(act.at)
    lines = _lines(store, act, me(store, act))
    lines.sort(key=lambda one: (one.proof.issued_on, one.proof.belge_no), reverse=True)
    return [OwnDocument(one, _days_left(one, today)) for one in lines]


def _days_left(line: Line, today: date) -> int | None:
    until = line.proof.facts.valid_until
    return (until - today).days if until is not None and line.standing.in_force else None


def specialization(store: Store, act: Act) -> Specialization:
    """The member's record over all linked chambers."""
    return assess((line.proof for line in _lines(store, act, me(store, act))), day_of(act.at))


def linked_entries(store: Store, act: Act) -> tuple[list[tuple[str, str]], dict[str, tuple[str, str]]]:
    """Chamber and sicil no of the entries that the member linked, and the names of chambers by code."""
    found = me(store, act).member
    with store.reading() as records:
        names = {one.code: (one.name_tr, one.name_en) for one in records.chambers.all()}
        if found.person_id is None:
            return [], names
        return records.specialization.linked_to(found.person_id, but=found.id), names


def accesses(store: Store, act: Act, *, page: int = 1) -> tuple[list[AccessEvent], dict[str, str]]:
    """Who asked about the member in the own chamber, newest first, and the names of chambers by code."""
    found = me(store, act)
    code = found.member.chamber_code
    with store.reading(code) as records:
        names = {one.code: one.name_tr for one in records.chambers.all()}
        return records.accesses.of_members(code, found.entries, PAGE, (page - 1) * PAGE), names


def set_consent(store: Store, act: Act, purpose: str, *, given: bool) -> None:
    """Give or withdraw a consent; the public list follows in the same transaction. Raises ``OwnRefused``."""
    if purpose != PUBLIC_LIST:
        raise OwnRefused("own.consent_unknown")
    at = act.at.replace(microsecond=0)
    with store.writing(act.caller.chamber_code or "") as records:
        one = _entry(records, act)
        records.chambers.lock(one.chamber_code)
        records.accesses.consent(
            Consent(uuid7(at), one.chamber_code, one.id, purpose, given, act.at, act.actor)
        )
        entries = records.membership.entries_of(one.chamber_code, one.id)
        since = (one.listed_since or at) if given else None
        records.membership.set_listed(one.chamber_code, entries, since)
        _audit(records, act, "consent.given" if given else "consent.withdrawn", one)


def start_link(store: Store, act: Act) -> tuple[str, datetime]:
    """A one-time code, and until when it is good; the register keeps its hash only. An earlier code ends."""
    at = act.at.replace(microsecond=0)
    with store.writing(act.caller.chamber_code or "") as records:
        one = _entry(records, act)
        letters = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
        # The chamber stands in the code, so that the other side knows where to look.
        code = f"{one.chamber_code}-{letters[:4]}-{letters[4:8]}-{letters[8:]}"
        until = at + timedelta(minutes=LINK_MINUTES)
        records.accesses.add_link(PersonLink(uuid7(at), one.chamber_code, one.id, _hash(code), at, until))
        _audit(records, act, "link.started", one)
    return code, until


def confirm_link(store: Store, act: Act, code: str) -> str:
    """Join the caller's entry with the one that gave the code; returns the other chamber's code.

    Two transactions, the giver's first: after a crash between them the same caller confirms again with the
    same code. Raises ``OwnRefused``, alike for a wrong, used and expired code.
    """
    mine = act.caller.chamber_code or ""
    with store.reading(mine) as records:
        own = _entry(records, act)
        chambers = {one.code for one in records.chambers.all()}
    chamber_code = code.strip().upper().partition("-")[0]
    if chamber_code not in chambers:
        raise OwnRefused("own.link_code")
    if chamber_code == mine:
        raise OwnRefused("own.link_same_chamber")
    person_id = _confirmed(store, act, own, chamber_code, _hash(code))
    with store.writing(mine) as records:
        records.chambers.lock(mine)
        again = _entry(records, act)
        if again.person_id not in (None, person_id):
            raise OwnRefused("own.linked_elsewhere")
        records.membership.set_person(mine, again.id, person_id)
        _show(records, act, again)
        _audit(records, act, "link.confirmed", again, chamber=chamber_code)
    return chamber_code


def _confirmed(store: Store, act: Act, own: Member, chamber_code: str, code_sha256: bytes) -> UUID:
    with store.writing(chamber_code) as records:
        records.chambers.lock(chamber_code)
        link = records.accesses.link(chamber_code, code_sha256)
        if link is None or act.at > link.expires_at or link.used_by_member_id not in (None, own.id):
            raise OwnRefused("own.link_code")
        other = records.members.by_id(chamber_code, link.member_id)
        if other is None or other.erased_at is not None or other.merged_into is not None:
            raise OwnRefused("own.link_code")
        if None not in (own.person_id, other.person_id) and own.person_id != other.person_id:
            raise OwnRefused("own.linked_elsewhere")
        person_id = other.person_id or own.person_id or uuid7(act.at)
        records.membership.set_person(chamber_code, other.id, person_id)
        records.accesses.use_link(link, own.id, act.at)
        _show(records, act, other)
        _audit(records, act, "link.confirmed", other, chamber=own.chamber_code)
        return person_id


def unlink(store: Store, act: Act) -> None:
    """Part the caller's entry from those of other chambers; raises ``OwnRefused`` own.not_linked."""
    with store.writing(act.caller.chamber_code or "") as records:
        one = _entry(records, act)
        if one.person_id is None:
            raise OwnRefused("own.not_linked")
        records.membership.set_person(one.chamber_code, one.id, None)
        _audit(records, act, "link.ended", replace(one, person_id=None))


def _hash(code: str) -> bytes:
    plain = "".join(char for char in code.upper() if char.isascii() and char.isalnum())
    return hashlib.sha256(b"muhur link " + plain.encode()).digest()


def _show(records: Records, act: Act, one: Member) -> None:
    """The link stands among the accesses that the member reads."""
    records.accesses.add(
        [
            AccessEvent(
                uuid7(act.at),
                one.chamber_code,
                one.id,
                act.caller.chamber_code,
                "member",
                act.person(act.caller.id),
                LINK_PURPOSE,
                None,
                act.at,
            )
        ]
    )


def _audit(records: Records, act: Act, action: str, one: Member, **facts: str) -> None:
    target = act.person(str(one.id))
    records.audit.add(
        act, action, chamber_code=one.chamber_code, target_kind="member", target=target, facts=facts
    )
