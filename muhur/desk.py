"""The desk of a running server: trust and status lists kept in memory, the register behind a bound, PDFs read and drawn."""

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from keys.envelope import open_envelope
from keys.strict_json import parse
from keys.trust_bundle import TrustBundle, TrustRefused
from muhur.drawn import DrawnPdfs
from muhur.installation import Home
from muhur.operation.metrics import Metrics
from muhur.status_copies import StatusCopies
from registry.credential import TYP, document_of
from registry.document import Document
from registry.forms.linked_data import LinkedData
from registry.log.proof import proof_bytes
from registry.log.tree import TreeRefused
from registry.people.sicil_tries import may_open
from registry.refusal import Refusal
from registry.store import PUBLIC, Store
from templates.drawing import DesignUnknown, PayloadUnfit, draw, draw_picture
from templates.qr_symbol import SymbolTooLarge
from verifier.desk import Desk
from verifier.forms.hashing import BoundedHash
from verifier.known import Entered, Key, Known, NotRecorded, Recorded, Unreachable, WhenEntered
from verifier.look_up import Bounded, BoundedLookUp
from verifier.paper.reader import BadgeReader, PdfReader, PhotoReader, Zygote
from verifier.status_list import StatusLists
from verifier.trust import NoTrust, Trust, open_trust

# Another design, content that does not fit.
UNDRAWABLE = (DesignUnknown, PayloadUnfit, SymbolTooLarge)
TRUST_CHECK_SECONDS = 5.0
# Of a picture on a screen: 80 dots an inch are legible and a third of a megabyte.
PICTURE_PPI = 80.0
# Each thread keeps a compiler of its own: two bound the memory and leave the event loop its share.
_DRAWING = ThreadPoolExecutor(2, thread_name_prefix="draw")
# Under way or waiting: some seconds of work. More would wait longer than anybody does, and hold memory.
MOST_DRAWINGS = 64
_room = threading.BoundedSemaphore(MOST_DRAWINGS)
Drawn = TypeVar("Drawn")


class DrawingRefused(Refusal):
    """Too much is being drawn already."""


def begin_drawing(draw_it: Callable[[], Drawn], *, bounded: bool = True) -> Future[Drawn]:
    """Draw in one of the threads; raises ``DrawingRefused`` where too many wait.

    Nothing that waits for the net is done there. Not ``bounded`` is for whoever bounds by itself how much it asks.
    """
    if not bounded:
        return _DRAWING.submit(draw_it)
    if not _room.acquire(blocking=False):
        raise DrawingRefused("drawing.busy")
    begun = _DRAWING.submit(draw_it)
    begun.add_done_callback(lambda _: _room.release())
    return begun


def ask_register(store: Store, key: Key) -> Known:
    """One read of the register, as anyone may read it. Nothing of the answer is kept: it counts for now."""
    with store.reading(PUBLIC) as records:
        found = records.standings.look_up(key.by, key.value)
        if found is None:
            return NotRecorded()
        try:
            proof = records.log.proof_of(found[0].id)
        except TreeRefused:
            # `muhur log check` names what is damaged; documents are checked as before there was a log.
            proof = None
    return Recorded(found[0].compact, found[1], None if proof is None else proof_bytes(proof))


def ask_entered(store: Store, code: str) -> WhenEntered:
    """When the register entered the issue of the document with this code: asked only about a compromised key."""
    with store.reading() as records:
        found = records.key_life.entry_of(code)
    return NotRecorded() if found is None else Entered(found.compact, found.at, found.log_index)


@dataclass(frozen=True, slots=True)
class _Try:
    """A sicil no given with a number at ``at``, and whether it is the document's."""

    belge_no: str
    right: bool
    at: datetime


def _count_try(store: Store, one: _Try) -> bool:
    with store.writing() as records:
        return may_open(records, one.belge_no, one.at, right=one.right)


def sheet(payload: Mapping[str, Any], compact: str) -> bytes | None:
    """A sample's PDF as drawn, not sealed, for a caller that is a thread itself; None if it cannot be drawn here.

    That is so with another design, or with content that does not fit. Nothing of it is in the log: what stands in the
    place of its credential stands in that of a proof as well.
    """
    return begin_drawing(lambda: _drawn(draw, payload, compact, compact.encode())).result()


def picture(payload: Mapping[str, Any], compact: str) -> bytes | None:
    """The sheet as PNG, drawn in the same threads; None if it cannot be drawn here."""
    return begin_drawing(lambda: _drawn(draw_picture, payload, compact, PICTURE_PPI)).result()


def drawing(draw_it: Callable[[], bytes]) -> bytes:
    """Any drawing, run where documents are drawn, for a caller that is a thread itself."""
    return begin_drawing(draw_it).result()


def _drawn(draw_it: Callable[..., bytes], *given: Any) -> bytes | None:
    try:
        return draw_it(*given)
    except UNDRAWABLE:
        return None


async def draw_again(payload: Mapping[str, Any], compact: str, proof: bytes | None) -> bytes | None:
    """The PDF, for the event loop."""
    return await asyncio.wrap_future(begin_drawing(lambda: _drawn(draw, payload, compact, proof)))


def picture_of(compact: str) -> bytes | None:
    """The sheet of a recorded credential as PNG; None if it cannot be drawn here."""
    return picture(payload_in(compact), compact)


def document_in(compact: str) -> Document:
    """What a credential of our own register says; it was judged before it was recorded."""
    return document_of(payload_in(compact))


def payload_in(compact: str) -> dict[str, Any]:
    """The payload of a credential of our own register."""
    payload: dict[str, Any] = parse(open_envelope(compact, typ=TYP).payload)
    return payload


async def draw_report(draw_it: Callable[[], bytes]) -> bytes:
    """A report, drawn where documents are: each thread there has its compiler."""
    return await asyncio.wrap_future(begin_drawing(draw_it))


class ServerDesk:
    """Gives each verification its desk. Bundle and status lists are read anew when their versions change."""

    def __init__(self, home: Home, metrics: Metrics | None = None) -> None:
        self._home = home
        self._metrics = metrics or Metrics()
        self._anchor = home.anchor()
        self.look_up = BoundedLookUp(
            lambda key: ask_register(home.store, key),
            limit_seconds=home.settings.look_up_seconds,
            heard=self._metrics.looked_up,
        )
        self._ask_entered = Bounded[str, WhenEntered](
            lambda code: ask_entered(home.store, code),
            Unreachable(),
            limit_seconds=home.settings.look_up_seconds,
        )
        # Wrong tries that cannot be counted open nothing.
        self._tries = Bounded[_Try, bool](
            lambda one: _count_try(home.store, one), False, limit_seconds=home.settings.look_up_seconds
        )
        self._zygote = Zygote()
        self._read_pdf = PdfReader(zygote=self._zygote)
        self._read_photo = PhotoReader(zygote=self._zygote)
        self._read_badge = BadgeReader(zygote=self._zygote)
        self.linked = LinkedData(home.facts.public_url)
        self._hash_proven = BoundedHash(self.linked)
        self._drawn = DrawnPdfs()
        self._version: int | None = None
        self._compact: str | None = None
        self._trust: Trust | NoTrust = NoTrust("trust.missing")
        self.copies = StatusCopies(home.settings.status_folder, home.facts.public_url)
        self._lists = StatusLists(self.copies.find, home.settings.status_ttl)
        self._next_check = 0.0
        # A thread of its own: a stalled register must not use up the pool that draws.
        self._refresher = ThreadPoolExecutor(1, thread_name_prefix="trust")
        self._refreshing: Future[None] | None = None

    async def open(self, now: datetime) -> Desk:
        """The desk at ``now``."""
        stalled = self._refreshing is not None and not self._refreshing.done()
        if time.monotonic() >= self._next_check and not stalled:
            self._next_check = time.monotonic() + TRUST_CHECK_SECONDS
            self._refreshing = self._refresher.submit(self._refresh, now)
            try:
                limit = self._home.settings.look_up_seconds
                await asyncio.wait_for(asyncio.wrap_future(self._refreshing), limit)
            except Exception:  # noqa: BLE001 - the register is away: the bundle in memory still counts
                self._next_check = 0.0 if self._version is None else self._next_check
        if isinstance(self._trust, NoTrust) and self._compact is not None:
            # What a wrong clock refused may be in order once the clock is.
            self._trust = open_trust(self._compact, self._anchor, now)
        trust = self._trust
        if isinstance(trust, Trust) and now > trust.bundle.expires_at:
            trust = NoTrust("trust.expired")

        async def may_open_view(belge_no: str, *, right: bool) -> bool:
            return await self._tries(_Try(belge_no, right, now))

        return Desk(
            trust,
            self._read_pdf,
            self._draw,
            self.look_up,
            self._lists,
            may_open_view,
            self._read_photo,
            self._read_pdf.likeness,
            self._ask_entered,
            self._read_badge,
            self._hash_proven,
        )

    def draw_kept(self, payload: Mapping[str, Any], compact: str, proof: bytes | None) -> bytes:
        """The PDF as drawn, in the caller's own thread: from memory if it is there. Raises as ``draw`` does."""
        kept = self._drawn.find(compact, proof)
        if kept is not None:
            self._metrics.drew("kept")
            return kept
        drawn = draw(payload, compact, proof)
        self._metrics.drew("drawn")
        self._drawn.keep(compact, proof, drawn)
        return drawn

    async def _draw(self, payload: Mapping[str, Any], compact: str, proof: bytes | None) -> bytes | None:
        kept = self._drawn.find(compact, proof)
        if kept is not None:
            self._metrics.drew("kept")
            return kept
        drawn = await draw_again(payload, compact, proof)
        self._metrics.drew("not_drawn" if drawn is None else "drawn")
        if drawn is not None:
            self._drawn.keep(compact, proof, drawn)
        return drawn

    def _refresh(self, now: datetime) -> None:
        with self._home.store.reading() as records:
            self.copies.refresh(records, now)
            if records.trust.bundle_version() == self._version:
                return
            newest = records.trust.newest_bundle()
        if newest is not None:
            trust = open_trust(newest[1], self._anchor, now)
            if isinstance(trust, Trust) and isinstance(self._trust, Trust):
                older = trust.bundle.issued_at < self._trust.bundle.issued_at
                if older:
                    return
            self._version, self._compact, self._trust = newest[0], newest[1], trust

    def bundle(self) -> tuple[str, TrustBundle]:
        """The current bundle, compact and opened; raises ``TrustRefused``."""
        if self._compact is None or isinstance(self._trust, NoTrust):
            raise TrustRefused(
                self._trust.code if isinstance(self._trust, NoTrust) else "trust.missing", "no bundle"
            )
        return self._compact, self._trust.bundle

    def load(self, now: datetime) -> None:
        """Read the copies of the home and the bundle once, at the start."""
        self.copies.load(now)
        self._refresh(now)

    def close(self) -> None:
        """End the look-up threads and the one that reads the bundle."""
        self.look_up.close()
        self._ask_entered.close()
        self._tries.close()
        self._hash_proven.close()
        self._zygote.close()
        self._refresher.shutdown(wait=False, cancel_futures=True)
