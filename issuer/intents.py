"""Durable intents: what is allocated for a document before anything is signed.

An intent survives a crash. Taking the list up again finds it, and the document gets the same number, code,
status place and time of issue; sealing it again then gives the same bytes.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from issuer.draft import Allocation, IssueFacts, draft
from issuer.sealing import ChamberKey
from issuer.status_list import list_url, sealed_list
from keys.strict_json import parse
from registry import belge_no as numbers
from registry import verification_code
from registry.credential import document_of, encoded, payload_of
from registry.document import Document, StatusEntry
from registry.ids import uuid7
from registry.istanbul import day_of
from registry.member import Member
from registry.records.credentials import IssueIntent
from registry.records.registry_records import Records

# A draft is stored before its QR exists; the profile wants a value there.
_NO_QR = b"\0"


def make_intents(
    records: Records, facts: IssueFacts, members: Sequence[Member], now: datetime, key: ChamberKey
) -> list[IssueIntent]:
    """An intent for each member in order, begun earlier or new. The caller holds the chamber's lock."""
    begun = records.credentials.intents_of_run(facts.run.id)
    fresh = [member for member in members if member.id not in begun]
    kind, chamber = facts.programme.kind, facts.chamber
    serials = records.credentials.take_serials(chamber.code, day_of(now).year, kind, len(fresh))
    places = records.credentials.take_status_places(chamber.code, len(fresh))
    new: dict[UUID, IssueIntent] = {}
    for member, serial, (number, index) in zip(fresh, serials, places, strict=True):
        status = StatusEntry(_published_list(records, facts, number, now, key), index)
        allocated = Allocation(serial, verification_code.fresh(), status, uuid4(), now)
        document = draft(facts, member, allocated)
        new[member.id] = IssueIntent(
            id=uuid7(now),
            chamber_code=chamber.code,
            run_id=facts.run.id,
            member_id=member.id,
            belge_no=document.belge_no,
            verification_code=document.verification_code,
            status_list=number,
            status_index=index,
            log_nonce=secrets.token_bytes(32),
            draft=_draft_text(document),
            made_at=now,
        )
    records.credentials.add_intents(new.values())
    return [new.get(one.id) or _resumed(records, facts, begun[one.id], one) for one in members]


def drafted(intent: IssueIntent) -> Document:
    """The document an intent stands for, still without its QR."""
    return document_of(parse(intent.draft.encode()))


def _published_list(records: Records, facts: IssueFacts, number: int, now: datetime, key: ChamberKey) -> str:
    """The address of the chamber's status list, published with the first document that points into it."""
    url = list_url(facts.installation.public_url, facts.chamber.slug, number)
    if records.trust.status_list(facts.chamber.code, number) is None:
        records.trust.add_status_list(facts.chamber.code, number, sealed_list(url, key, now), now)
    return url


def _draft_text(document: Document) -> str:
    return encoded(payload_of(replace(document, qr=_NO_QR))).decode()


def _resumed(records: Records, facts: IssueFacts, intent: IssueIntent, member: Member) -> IssueIntent:
    """An intent left by a crash. If the facts changed since, its draft follows them; its numbers stay."""
    begun = drafted(intent)
    allocated = Allocation(
        numbers.parse(intent.belge_no).serial,
        intent.verification_code,
        begun.status,
        UUID(begun.subject_id.removeprefix("urn:uuid:")),
        begun.awarded_at,
    )
    text = _draft_text(draft(facts, member, allocated))
    if text == intent.draft:
        return intent
    records.credentials.change_draft(intent.id, text)
    return replace(intent, draft=text)
