"""What was away a moment ago is not asked again at once: whoever waits for a PDF hears so without waiting out its limit.

After the pause one asks for all; the others are refused until it has an answer.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass

from registry.refusal import Refusal

PAUSE_SECONDS = 15.0
TIMESTAMP, REVOCATION, STORE = (
    "seal.timestamp_unreachable",
    "seal.revocation_unreachable",
    "seal.store_unreachable",
)
# The code of a refusal, and for whom alone it counts (a chamber's responder), or empty.
Service = tuple[str, str]
Asking = Callable[..., AbstractContextManager[None]]


def at_once(*_services: Service) -> AbstractContextManager[None]:
    """Asks each time, whatever came before."""
    return nullcontext()


@dataclass(slots=True)
class _Away:
    refusal: Refusal
    until: float
    tried: bool = False


class Outages:
    """The services of one server that were away. Safe between threads."""

    def __init__(self, pause: float = PAUSE_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause, self._clock = pause, clock
        self._away: dict[Service, _Away] = {}
        self._lock = threading.Lock()

    @contextmanager
    def asking(self, *services: Service) -> Iterator[None]:
        """Asks ``services``; raises what was refused the last time, at once, if one of them was away just now."""
        mine = self._begin(services)
        try:
            yield
        except Refusal as refusal:
            self._refused(services, refusal)
            raise
        else:
            with self._lock:
                for one in services:
                    self._away.pop(one, None)
        finally:
            with self._lock:
                for away in mine:
                    away.tried = False

    def _begin(self, services: tuple[Service, ...]) -> list[_Away]:
        with self._lock:
            known = [self._away[one] for one in services if one in self._away]
            for away in known:
                if away.tried or self._clock() < away.until:
                    raise type(away.refusal)(away.refusal.code, **away.refusal.facts)
            for away in known:
                away.tried = True
            return known

    def _refused(self, services: tuple[Service, ...], refusal: Refusal) -> None:
        with self._lock:
            for one in services:
                if one[0] == refusal.code:
                    self._away[one] = _Away(refusal, self._clock() + self._pause)
