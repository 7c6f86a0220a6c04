"""Opening the whole view by number and sicil no: five wrong tries a document and day, from wherever they come."""

import hashlib
from datetime import datetime, timedelta

from registry.istanbul import day_of, first_instant
from registry.records.registry_records import Records

MOST_A_DAY = 5
_DAY = timedelta(days=1)


def may_open(records: Records, belge_no: str, at: datetime, *, right: bool) -> bool:
    """True if the sicil no was right and the day's wrong ones are not used up.

    Right, wrong and used up do the same work, and only the first opens anything: nobody learns which of the other
    two it was.
    """
    today = first_instant(day_of(at))
    wrong, _ = records.tries.count(_key(belge_no), today, _DAY, 0 if right else 1)
    return right and wrong < MOST_A_DAY


def _key(belge_no: str) -> str:
    return hashlib.sha256(f"muhur sicil try {belge_no}".encode()).hexdigest()
