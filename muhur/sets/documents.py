"""Rows of documents that were never signed: everything true in size and shape, the signatures random bytes.

They let a register of a million documents be measured without an hour of signing. Their numbers, places in the
status lists and entries in the hash chain are in order; their credentials do not verify.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, time, timedelta
from operator import attrgetter
from random import Random
from typing import Any
from uuid import UUID

from issuer.draft import Allocation, IssueFacts, draft
from issuer.sealing import ChamberKey, packed_claims
from issuer.status_list import list_url, open_new_list
from keys.algorithms import b64url
from muhur.sets.people import seeded_id
from muhur.sets.plan import SEED
from muhur.sets.training import PlannedRun
from registry import verification_code
from registry.belge_no import BelgeNo
from registry.chamber import Chamber, Installation
from registry.credential import TYP, encoded, payload_of
from registry.document import BoardDecision, Document, StatusEntry
from registry.log.event import Issued
from registry.member import Member
from registry.programme import Run
from registry.records.credentials import STATUS_LIST_SLOTS, RecordedCredential
from registry.records.registry_records import Records
from registry.sicil_chain import FIRST_PREV_HASH, SicilEntry, entry_hash

_SLICE = 5_000
_ACTOR = "set"
# Tag, headers and signature of the QR's COSE_Sign1, beside its claims.
_COSE_BYTES = 82
_CREDENTIAL = tuple(field.name for field in fields(RecordedCredential))
_ENTRY = tuple(field.name for field in fields(SicilEntry))
# ``astuple`` would copy every value.
_credential_values, _entry_values = attrgetter(*_CREDENTIAL), attrgetter(*_ENTRY)
_INTENT = (
    "id", "chamber_code", "run_id", "member_id", "belge_no", "verification_code", "status_list", "status_index",
    "log_nonce", "made_at",
)  # fmt: skip
_HALF = STATUS_LIST_SLOTS // 2


@dataclass(frozen=True, slots=True)
class Place:
    """The installation and chamber that documents are written for."""

    installation: Installation
    chamber: Chamber
    key: ChamberKey


class _Places:
    """Places in status lists as they are given: half a list, at random, without one twice."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.number = 0
        self._left: list[int] = []

    def take(self) -> tuple[int, int]:
        if not self._left:
            self.number += 1
            self._left = self._random.sample(range(STATUS_LIST_SLOTS), _HALF)
        return self.number, self._left.pop()


def write_documents(
    records: Records, place: Place, runs: list[tuple[PlannedRun, Run]], members: dict[UUID, Member]
) -> int:
    """Documents of one chamber's runs, so many of each; does nothing if the chamber has documents already."""
    code = place.chamber.code
    if not runs or not records.bulk.is_empty("credentials", chamber_code=code):
        return 0
    random = Random(f"{SEED}:documents:{code}")
    places, serials = _Places(random), Counter[tuple[int, str]]()
    made = _documents(records, place, runs, members, places, serials, random)
    prev, seq = FIRST_PREV_HASH, 0
    while some := [one for _, one in zip(range(_SLICE), made, strict=False)]:
        entries = []
        for _, recorded in some:
            seq += 1
            entry = _entry(recorded, seq, prev)
            prev = entry.entry_hash
            entries.append(entry)
        records.bulk.load("issue_intents", _INTENT, (intent for intent, _ in some))
        records.bulk.load("credentials", _CREDENTIAL, (_credential_values(recorded) for _, recorded in some))
        records.bulk.load("sicil_entries", _ENTRY, map(_entry_values, entries))
        for intent, recorded in some:
            records.log.add(
                Issued(recorded.awarded_at, recorded.sha256),
                chamber_code=code,
                credential_id=recorded.id,
                member_id=recorded.member_id,
                nonce=intent[_INTENT.index("log_nonce")],
            )
    records.bulk.load(
        "serial_counters",
        ("chamber_code", "year", "kind", "last_serial", "issued"),
        [(code, year, kind, count, count) for (year, kind), count in serials.items()],
    )
    for number in range(1, places.number + 1):
        open_new_list(records, place.chamber, number, place.key, place.installation.created_at)
    return seq


def _documents(
    records: Records,
    place: Place,
    runs: list[tuple[PlannedRun, Run]],
    members: dict[UUID, Member],
    places: _Places,
    serials: Counter[tuple[int, str]],
    random: Random,
) -> Iterator[tuple[tuple[Any, ...], RecordedCredential]]:
    header = b64url(
        json.dumps({"alg": "ES256", "kid": place.key.public.kid, "typ": TYP}, separators=(",", ":")).encode()
    )
    for planned, run in runs:
        at = datetime.combine(run.end_on + timedelta(days=random.randint(3, 20)), time(9), UTC)
        sample = _sample(place, planned, run, at, members)
        qr_bytes = len(packed_claims(sample, place.chamber.no)) + _COSE_BYTES
        present = records.programmes.participations(run.id)[: planned.documents]
        for person in present:
            serials[at.year, planned.programme.kind] += 1
            number = BelgeNo(place.chamber.code, at.year, planned.programme.kind,
                             serials[at.year, planned.programme.kind])  # fmt: skip
            code = verification_code.from_bits(random.getrandbits(80))
            list_number, index = places.take()
            url = list_url(place.installation.public_url, place.chamber.slug, list_number)
            intent = (
                seeded_id(random, at), place.chamber.code, run.id, person.member_id, str(number), code,
                list_number, index, random.randbytes(32), at,
            )  # fmt: skip
            member = members[person.member_id]
            document = replace(
                sample,
                belge_no=str(number),
                verification_code=code,
                subject_id=f"urn:uuid:{seeded_id(random, at)}",
                holder_name=member.full_name,
                holder_title=member.title,
                sicil_no=member.sicil_no,
                status=StatusEntry(url, index),
                qr=random.randbytes(qr_bytes),
            )
            claim = b64url(encoded(payload_of(document)))
            compact = f"{header}.{claim}.{b64url(random.randbytes(64))}"
            yield intent, _recorded(document, intent, compact)


def _sample(
    place: Place, planned: PlannedRun, run: Run, at: datetime, members: dict[UUID, Member]
) -> Document:
    decision = BoardDecision(f"{at.month}/{at.day}", at.date()) if planned.programme.kind == "yetki" else None
    facts = IssueFacts(place.installation, place.chamber, planned.programme, run, decision, None)
    number = BelgeNo(place.chamber.code, at.year, planned.programme.kind, 1)
    url = list_url(place.installation.public_url, place.chamber.slug, 1)
    allocated = Allocation(str(number), "0" * verification_code.LENGTH, StatusEntry(url, 1), UUID(int=0), at)
    return draft(facts, next(iter(members.values())), allocated)


def _recorded(document: Document, intent: tuple[Any, ...], compact: str) -> RecordedCredential:
    return RecordedCredential(
        id=intent[0],
        chamber_code=document.chamber_code,
        member_id=intent[3],
        run_id=intent[2],
        programme_code=document.programme_code,
        kind=document.kind,
        belge_no=document.belge_no,
        verification_code=document.verification_code,
        awarded_at=document.awarded_at,
        valid_from=document.valid_from,
        valid_until=document.valid_until,
        compact=compact,
        sha256=hashlib.sha256(compact.encode()).digest(),
        area=document.area,
        annual_visa=document.annual_visa,
    )


def _entry(recorded: RecordedCredential, seq: int, prev: bytes) -> SicilEntry:
    made = entry_hash(
        chamber_code=recorded.chamber_code,
        seq=seq,
        member_id=recorded.member_id,
        event="belge_islendi",
        belge_no=recorded.belge_no,
        at=recorded.awarded_at,
        actor=_ACTOR,
        prev=prev,
        credential_sha256=recorded.sha256,
    )
    return SicilEntry(
        recorded.chamber_code,
        seq,
        recorded.member_id,
        "belge_islendi",
        recorded.belge_no,
        recorded.awarded_at,
        _ACTOR,
        prev,
        made,
        recorded.sha256,
    )
