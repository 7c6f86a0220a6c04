"""The threads that seal, stamp, fetch and store: they may wait for services on the net, so they never draw.

What they need drawn they ask of the threads that draw. Those wait for nobody: a check always gets its drawing.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from muhur.desk import begin_drawing
from registry.refusal import Refusal

# They wait more than they work.
_SEALING = ThreadPoolExecutor(4, thread_name_prefix="seal")
# Under way or waiting; more would wait longer than anybody does.
MOST_SEALINGS = 32
_room = threading.BoundedSemaphore(MOST_SEALINGS)
# Sheets of ZIPs have threads of their own: a whole batch stands in nobody's way.
_BULK = ThreadPoolExecutor(2, thread_name_prefix="bulk")
MOST_IN_BULK = 8
_bulk_room = threading.BoundedSemaphore(MOST_IN_BULK)
# One of the threads that draw is left to others.
_bulk_drawing = threading.Lock()
Made = TypeVar("Made")


class SealingBusy(Refusal):
    """Too much is being sealed already."""


def begin_sealing(work: Callable[[], Made]) -> Future[Made]:
    """Do ``work`` in a thread that seals; raises ``SealingBusy`` where too many wait."""
    if not _room.acquire(blocking=False):
        raise SealingBusy("seal.busy")
    return _begun(_SEALING, work, _room)


def begin_in_bulk(work: Callable[[], Made]) -> Future[Made]:
    """As ``begin_sealing``, for one of many: the caller, a thread itself, waits until there is room."""
    _bulk_room.acquire()
    return _begun(_BULK, work, _bulk_room)


def _begun(
    threads: ThreadPoolExecutor, work: Callable[[], Made], room: threading.BoundedSemaphore
) -> Future[Made]:
    begun = threads.submit(work)
    begun.add_done_callback(lambda _: room.release())
    return begun


def drawn_for_one(draw_it: Callable[[], bytes]) -> bytes:
    """A drawing for a thread that seals; raises ``DrawingRefused`` where too many wait."""
    return begin_drawing(draw_it).result()


def drawn_in_bulk(draw_it: Callable[[], bytes]) -> bytes:
    """A drawing for one of many: never two of them at once."""
    with _bulk_drawing:
        return begin_drawing(draw_it, bounded=False).result()
