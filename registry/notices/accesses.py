"""Members are told that another chamber asked about them, beside the record that they can read."""

import hashlib
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from registry.ids import uuid7
from registry.istanbul import day_of, shown
from registry.notices.message import MAIL, Message
from registry.records.registry_records import Records

ASKED = "access.asked"


def tell_of_access(
    records: Records,
    chamber_code: str,
    member_ids: Collection[UUID],
    *,
    asking: str,
    purpose: str,
    at: datetime,
) -> int:
    """Write to these members that the chamber ``asking`` asked about them; the same question once a day."""
    addresses = records.sharing.member_addresses(chamber_code, member_ids)
    own, other = records.chambers.find(chamber_code), records.chambers.find(asking)
    if not addresses or own is None or other is None:
        return 0
    day = day_of(at)
    facts = {"asking": other.name_tr, "chamber": own.name_tr, "on": shown(day), "purpose": purpose}
    # A purpose may be long and of any letters; the key tells only whether it is the same.
    same = hashlib.sha256(purpose.encode()).hexdigest()[:16]
    messages = [
        Message(
            uuid7(at),
            chamber_code,
            MAIL,
            address,
            ASKED,
            facts,
            once_key=f"access:{member_id}:{asking}:{day.isoformat()}:{same}",
        )
        for member_id, address in addresses.items()
    ]
    return records.outbox.add(messages, at)
