"""The PDFs of a batch as one ZIP: made a few at a time and sent as they come, in the order of a mail merge."""

import io
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from issuer.batches.facts import IssueRefused
from issuer.batches.preparation import found_batch
from issuer.paper.delivery import LIST, entry_of, line_of, list_of, name_of
from issuer.paper.sheets import Sheet
from registry.act import Act
from registry.records.preparing.batches import BatchDocument
from registry.store import Store

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

# Of one server.
MADE_AT_ONCE = 2
_AHEAD = 2
_REMEMBERED = 200
BeginSheet = Callable[[str], "Future[Sheet | str]"]


@dataclass(slots=True)
class Way:
    """How far a ZIP is: ``done`` of ``total`` documents are in it. It outlives the ZIP, so it names nobody."""

    total: int
    done: int = 0


@dataclass(frozen=True, slots=True)
class Bundle:
    """A ZIP that is being made."""

    run_code: str
    documents: Sequence[BatchDocument]
    at: datetime
    way: Way


class Archives:
    """Makes the ZIPs of one server, a few at once; ``begin_sheet`` gives the sheet of a number, or why not."""

    def __init__(self, store: Store, begin_sheet: BeginSheet) -> None:
        self._store, self._begin_sheet = store, begin_sheet
        self._places = threading.BoundedSemaphore(MADE_AT_ONCE)
        self._known: OrderedDict[tuple[str, UUID, str], Way] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, act: Act, batch_id: UUID, ticket: str) -> tuple[Bundle, Iterator[bytes]]:
        """A batch's PDFs as pieces of a ZIP; ``ticket`` asks how far it is.

        Raises ``IssueRefused`` batch.none_left, or batch.archives_busy while too many are being made.
        """
        act.caller.require("documents:export", act.caller.own_chamber())
        if not self._places.acquire(blocking=False):
            raise IssueRefused("batch.archives_busy")
        try:
            bundle = self._bundle(act, batch_id)
        except BaseException:
            self._places.release()
            raise
        with self._lock:
            self._known[act.actor, batch_id, ticket] = bundle.way
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return bundle, _Pieces(self._pieces(bundle), self._places.release)

    def _bundle(self, act: Act, batch_id: UUID) -> Bundle:
        with self._store.writing(act.caller.own_chamber()) as records:
            batch = found_batch(records, act, "documents:export", batch_id, None)
            documents = records.batches.documents(batch)
            if not documents:
                raise IssueRefused("batch.none_left")
            records.audit.add(
                act,
                "batches.exported",
                chamber_code=batch.chamber_code,
                target_kind="batch",
                target=str(batch_id),
                facts={"documents": len(documents)},
            )
        return Bundle(batch.content["run"], documents, act.at, Way(len(documents)))

    def way(self, act: Act, batch_id: UUID, ticket: str) -> Way | None:
        """How far a ZIP is that the caller began in this process."""
        with self._lock:
            return self._known.get((act.actor, batch_id, ticket))

    def _pieces(self, bundle: Bundle) -> Iterator[bytes]:
        out, lines = _Out(), list[list[str]]()
        with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for number, (one, sheet) in enumerate(self._drawn(bundle.documents), start=1):
                place = sheet if isinstance(sheet, str) else name_of(number, bundle.way.total, one)
                if not isinstance(sheet, str):
                    archive.writestr(entry_of(place, bundle.at), sheet.pdf)
                lines.append(line_of(number, place, one))
                bundle.way.done = number
                yield out.taken()
            archive.writestr(entry_of(LIST, bundle.at), list_of(lines))
        yield out.taken()

    def _drawn(self, documents: Sequence[BatchDocument]) -> Iterator[tuple[BatchDocument, Sheet | str]]:
        """Each document with its sheet, in order; only a few are drawn ahead of who reads them."""
        begun = ((one, self._begin_sheet(one.belge_no)) for one in documents)
        waiting = deque(islice(begun, _AHEAD))
        try:
            while waiting:
                one, future = waiting.popleft()
                sheet = future.result()
                waiting.extend(islice(begun, 1))
                yield one, sheet
        finally:
            # Nobody reads on: what was not begun is not made.
            for _, future in waiting:
                future.cancel()


class _Pieces:
    """Pieces that give their place back when they end, also when nobody reads them to the end."""

    def __init__(self, pieces: Iterator[bytes], release: Callable[[], None]) -> None:
        self._pieces = pieces
        self._release: Callable[[], None] | None = release

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the place back, once."""
        release, self._release = self._release, None
        if release is not None:
            release()

    def __del__(self) -> None:
        self.close()


class _Out(io.RawIOBase):
    """Takes what the ZIP writer writes; it cannot go back, so sizes follow the data (APPNOTE 4.4.4, bit 3)."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """And nothing else."""
        return True

    def write(self, data: "Buffer", /) -> int:
        """All of it."""
        self._parts.append(bytes(data))
        return len(self._parts[-1])

    def taken(self) -> bytes:
        """What was written since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)
