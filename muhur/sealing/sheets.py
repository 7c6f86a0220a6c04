"""The sheets of an installation as their holders get them: drawn in the threads that draw, sealed in those that seal."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from issuer.paper.kept import Bucket, Kept
from issuer.paper.outages import Outages
from issuer.paper.sealing import B_B, Seal, Stamping
from issuer.paper.sheets import Draw, Sheet, Sheets
from keys.envelope import Signer
from keys.seal_certificate import CertificateRefused, der_of
from keys.vault import VaultRefused
from muhur.desk import UNDRAWABLE
from muhur.installation import Home
from muhur.problems import sentences_of
from muhur.sealing.threads import begin_in_bulk, begin_sealing, drawn_for_one, drawn_in_bulk
from muhur.settings import Settings
from registry.chamber import Chamber
from registry.refusal import Refusal
from registry.store import PUBLIC
from templates.drawing import draw


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


def forgetting(settings: Settings) -> Callable[[Sequence[bytes]], None]:
    """Takes sealed PDFs away, whose rows are gone. A store that cannot be reached is left to the worker's night."""

    def forget(files: Sequence[bytes]) -> None:
        try:
            # Only who erases something reaches for the store.
            kept = kept_of(settings) if files else None
            for one in files:
                assert kept is not None
                kept.forget(one)
        except (Refusal, OSError) as error:
            structlog.get_logger().warning("sealed_files_left", error=type(error).__name__)

    return forget


def stamping_of(settings: Settings) -> Stamping | None:
    """How seals go beyond B-B, as it is set; raises ``Refusal`` seal.roots for a file of roots that cannot be read."""
    if settings.tsa_url is None or settings.seal_form == B_B:
        return None
    # Loading it takes half a second, as all of sealing.
    from issuer.paper.stamping import TimeStampAuthority, stamping

    roots: list[bytes] = []
    if settings.seal_roots is not None:
        try:
            roots = der_of(settings.seal_roots.read_bytes())
        except (OSError, CertificateRefused) as error:
            raise Refusal("seal.roots", path=settings.seal_roots) from error
    login = None if settings.tsa_user is None else (settings.tsa_user, settings.tsa_password or "")
    authority = TimeStampAuthority(settings.tsa_url, settings.seal_seconds, login)
    return stamping(authority, settings.seal_form, tuple(roots))


@dataclass(frozen=True, slots=True)
class _Signing:
    """A signer of the vault; what it refuses while it signs (an HSM that went away) is a refusal like others."""

    signer: Signer

    def sign(self, message: bytes) -> bytes:
        """As the signer does."""
        try:
            return self.signer.sign(message)
        except VaultRefused as error:
            raise Refusal(error.code) from error


def sheets_of(home: Home) -> Sheets:
    """Gives sheets in the caller's own thread."""

    def open_seal(chamber: Chamber, at: datetime) -> Seal:
        try:
            seal = home.open_seal(chamber, at)
        except VaultRefused as error:
            raise Refusal(error.code) from error
        return replace(seal, signer=_Signing(seal.signer))

    # One for all sheets: it remembers what it has kept.
    keep = home.log().keep
    return Sheets(home.store, kept_of(home.settings), open_seal, keep, stamping_of(home.settings))


def refusal_of(error: Exception) -> Refusal:
    """What stops a sheet as it is told: with a code and facts, also in another process."""
    if isinstance(error, Refusal):
        return error
    return Refusal("seal.not_drawn", why=getattr(error, "code", type(error).__name__))


def told(refusal: Refusal) -> str:
    """Why a sheet is missing, for a list of many."""
    return f"{refusal.code}: {' · '.join(sentences_of(refusal))}"


class Paper:
    """Sheets for a server: never more drawn or sealed at once than its threads, ``now`` is when a seal is set."""

    def __init__(self, home: Home, now: Callable[[], datetime], draw_sheet: Draw = draw) -> None:
        self._store, self._now = home.store, now

        def for_one(payload: Mapping[str, Any], compact: str, proof: bytes | None) -> bytes:
            return drawn_for_one(lambda: draw_sheet(payload, compact, proof))

        def in_bulk(payload: Mapping[str, Any], compact: str, proof: bytes | None) -> bytes:
            return drawn_in_bulk(lambda: draw_sheet(payload, compact, proof))

        self._sheets = replace(sheets_of(home), draw=for_one, asking=Outages().asking)
        self._bulk = replace(self._sheets, draw=in_bulk)

    async def of_code(self, code: str) -> Sheet | None:
        """The sheet behind a verification code; None if there is none or it cannot be drawn. Raises ``Refusal``."""
        return await asyncio.wrap_future(begin_sealing(lambda: self._by_code(code)))

    def _by_code(self, code: str) -> Sheet | None:
        with self._store.reading(PUBLIC) as records:
            found = records.credentials.by_code(code)
        try:
            return None if found is None else self._sheets.sheet(found, self._now())
        except UNDRAWABLE:
            return None

    def begin(self, belge_no: str) -> "Future[Sheet | str]":
        """The sheet of a number, one of many, or why there is none; waits for room, so it is for a thread."""
        return begin_in_bulk(lambda: self._by_number(belge_no))

    def _by_number(self, belge_no: str) -> Sheet | str:
        with self._store.reading(PUBLIC) as records:
            found = records.credentials.by_belge_no(belge_no)
        if found is None:
            return told(Refusal("document.not_found"))
        try:
            return self._bulk.sheet(found, self._now())
        except (Refusal, *UNDRAWABLE) as error:
            refusal = refusal_of(error)
            structlog.get_logger().warning("sheet_refused", code=refusal.code)
            return told(refusal)
