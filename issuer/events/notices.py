"""What is told when something happened to a document, as the seam that events and issuing are given."""

from collections.abc import Sequence

from issuer.events.entry import Notify
from issuer.events.order import Change
from registry.act import Act
from registry.document import KIND_TITLES
from registry.istanbul import day_of
from registry.notices.telling import (
    ISSUED,
    REINSTATED,
    RENEWED,
    REPLACED,
    REVOKED,
    SUSPENDED,
    VISA,
    DocumentEvent,
    tell,
)
from registry.records.credentials import RecordedCredential
from registry.records.registry_records import Records

_TOLD = {
    "askiya_alindi": SUSPENDED,
    "aski_kaldirildi": REINSTATED,
    "iptal_edildi": REVOKED,
    "yerine_belge_verildi": REPLACED,
    "yenilendi": RENEWED,
    "vize_islendi": VISA,
}


def notices_of(public_url: str) -> Notify:
    """A ``Notify`` that writes to the outbox; of several events at once the last one is told."""

    def notify(records: Records, act: Act, change: Change) -> None:
        document = change.document
        chamber = records.chambers.find(document.chamber_code)
        if chamber is None or not change.events:
            return
        last = change.events[-1]
        successor = change.facts.successor
        event = DocumentEvent(
            _TOLD[last.event],
            document.id,
            document.member_id,
            document.belge_no,
            document.verification_code,
            KIND_TITLES[document.kind],
            last.effective_on,
            None if successor is None else successor.belge_no,
        )
        tell(records, chamber, [event], public_url, act.at)

    return notify


def tell_issued(records: Records, act: Act, public_url: str, issued: Sequence[RecordedCredential]) -> None:
    """Write what members and programs are told of new documents of one chamber."""
    chamber = records.chambers.find(issued[0].chamber_code) if issued else None
    if chamber is None:
        return
    events = [
        DocumentEvent(
            ISSUED,
            one.id,
            one.member_id,
            one.belge_no,
            one.verification_code,
            KIND_TITLES[one.kind],
            day_of(one.awarded_at),
        )
        for one in issued
    ]
    tell(records, chamber, events, public_url, act.at)
