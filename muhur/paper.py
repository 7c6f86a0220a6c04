"""The sheets of an installation as their holders get them: drawn and sealed in the threads that draw."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path

import structlog

from issuer.paper.kept import Bucket, Kept
from issuer.paper.sealing import Seal
from issuer.paper.sheets import Sheet, Sheets
from keys.vault import VaultRefused
from muhur.desk import UNDRAWABLE, begin_drawing
from muhur.installation import Home
from muhur.settings import Settings
from registry.chamber import Chamber
from registry.records.credentials import RecordedCredential
from registry.refusal import Refusal
from registry.store import PUBLIC


def kept_of(settings: Settings) -> Kept:
    """Where this installation keeps its sealed PDFs."""
    place = settings.sealed_store
    if place is None or "://" not in place:
        return Kept(settings.home / "sealed" if place is None else Path(place))
    return Kept(
        Bucket(
            place,
            settings.s3_endpoint,
            settings.s3_region,
            settings.s3_access_key_id,
            settings.s3_secret_access_key,
        )
    )


def sheets_of(home: Home) -> Sheets:
    """Gives sheets in the caller's own thread."""

    def open_seal(chamber: Chamber, at: datetime) -> Seal:
        try:
            return home.open_seal(chamber, at)
        except VaultRefused as error:
            raise Refusal(error.code) from error

    return Sheets(home.store, kept_of(home.settings), open_seal)


class Paper:
    """Sheets for a server: never more drawn at once than its threads, ``now`` is when a seal is set."""

    def __init__(self, home: Home, now: Callable[[], datetime]) -> None:
        self._store, self._sheets, self._now = home.store, sheets_of(home), now

    async def of_code(self, code: str) -> Sheet | None:
        """The sheet behind a verification code; None if there is none or it cannot be drawn. Raises ``Refusal``."""
        return await asyncio.wrap_future(begin_drawing(lambda: self._by_code(code)))

    def _by_code(self, code: str) -> Sheet | None:
        with self._store.reading(PUBLIC) as records:
            found = records.credentials.by_code(code)
        return None if found is None else self._sheet(found)

    def begin(self, belge_no: str) -> "Future[Sheet | None]":
        """The sheet of a number, to come from a thread that draws; for whoever bounds how much it asks.

        None if it cannot be had: why is logged.
        """
        return begin_drawing(lambda: self._by_number(belge_no), bounded=False)

    def _by_number(self, belge_no: str) -> Sheet | None:
        with self._store.reading(PUBLIC) as records:
            found = records.credentials.by_belge_no(belge_no)
        try:
            return None if found is None else self._sheet(found)
        except Refusal as refusal:
            structlog.get_logger().warning("sheet_refused", code=refusal.code)
            return None

    def _sheet(self, found: RecordedCredential) -> Sheet | None:
        try:
            return self._sheets.sheet(found, self._now())
        except UNDRAWABLE:
            return None
