"""Ending earlier paper whose place a signed document has taken, in the transaction that records the document."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import rfc8785

from registry.act import Act
from registry.inherited.taking import ENDED, InheritedRefused
from registry.istanbul import day_of
from registry.records.registry_records import Records
from registry.sicil_chain import SicilEvent

# Why it ended, as the sicil names what happens to a document that another one takes the place of.
REPLACED = "yerine_belge_verildi"


@dataclass(frozen=True, slots=True)
class Reissued:
    """A paper and the signed document that has taken its place."""

    paper_id: UUID
    member_id: UUID
    number: str
    credential_id: UUID
    belge_no: str


def end_reissued(
    records: Records, act: Act, chamber_code: str, pairs: Sequence[Reissued], *, actor: str
) -> None:
    """From today on the documents count instead. The caller holds the chamber's lock.

    Raises ``InheritedRefused`` inherited.ended, and then the documents are not recorded either.
    """
    if not pairs:
        return
    on = day_of(act.at)
    events = []
    for one in pairs:
        if not records.inherited.reissued(chamber_code, one.paper_id, on, REPLACED, one.credential_id):
            raise InheritedRefused("inherited.ended", number=one.number)
        content = _content(one, on)
        events.append(SicilEvent(one.member_id, ENDED, one.number, content_sha256=content))
    records.sicil.append(chamber_code, events, at=act.at.replace(microsecond=0), actor=actor)
    for one in pairs:
        records.audit.add(
            act,
            "inherited.reissued",
            chamber_code=chamber_code,
            target_kind="inherited",
            target=one.number,
            facts={"belge_no": one.belge_no},
        )


def _content(one: Reissued, on: date) -> bytes:
    said = {"number": one.number, "on": on.isoformat(), "reason": REPLACED, "successor": one.belge_no}
    return hashlib.sha256(rfc8785.dumps({**said})).digest()
