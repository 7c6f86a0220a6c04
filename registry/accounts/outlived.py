"""Ending what signing in leaves behind: sessions and codes that are over, old counters."""

from datetime import datetime, timedelta

from registry.store import NO_CHAMBER, Store

KEPT = timedelta(days=30)
# A day longer than a source stays known to an account.
COUNTERS_KEPT = timedelta(days=31)


def purge(store: Store, now: datetime) -> None:
    """Remove what has been over for a month. Safe to run again."""
    before = now - KEPT
    with store.reading() as records:
        chambers = [one.code for one in records.chambers.all()]
    for code in (None, *chambers):
        with store.writing(code or NO_CHAMBER) as records:
            records.sessions.purge(before)
            records.codes.forget_held(now)
            records.codes.purge(before)
            if code is None:
                records.tries.purge(now - COUNTERS_KEPT)
                records.outbox.purge(before)
