"""How much one source may look up. Counted in the memory of this process alone; nothing of a source is stored.

What can be walked is counted strictly: document numbers, one by one and in lists. Everything else is bounded
only so that one source cannot have the server to itself.
"""

import math

from fastapi import Request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter, RateLimiter

from muhur.clock import system_now
from muhur.settings import Settings
from muhur.signin.throttle import source_of
from registry.refusal import Refusal
from verifier.limits import TOO_MANY


class LookUpRefused(Refusal):
    """The source has asked too much; ``seconds`` says when it may ask again."""


class LookUpLimits:
    """Counts what each source looks up; a limit of 0 is none."""

    def __init__(self, settings: Settings) -> None:
        storage = MemoryStorage()
        # One number of a window for each source, which ends all at once; the moving one remembers each look-up.
        self._fixed, self._moving = FixedWindowRateLimiter(storage), MovingWindowRateLimiter(storage)
        self._any = _item(RateLimitItemPerMinute, settings.look_ups_a_minute)
        self._number = _item(RateLimitItemPerMinute, settings.number_look_ups_a_minute)
        self._listed = _item(RateLimitItemPerHour, settings.listed_numbers_an_hour)

    def look_up(self, request: Request) -> None:
        """Count one look-up of whatever kind; raises ``LookUpRefused``."""
        self._hit(self._fixed, self._any, "any", request, 1)

    def number(self, request: Request) -> None:
        """Count one that a person could guess: a document number, or a letter sent to an address."""
        self._hit(self._moving, self._number, "number", request, 1)

    def listed(self, request: Request, numbers: int) -> None:
        """Count a list of numbers."""
        self._hit(self._fixed, self._listed, "listed", request, numbers)

    def _hit(
        self, counted: RateLimiter, item: RateLimitItem | None, kind: str, request: Request, cost: int
    ) -> None:
        # The real time, whatever clock the verdicts have: it is the server that is protected.
        source = source_of(None if request.client is None else request.client.host)
        if item is None or counted.hit(item, kind, source, cost=cost):
            return
        window = counted.get_window_stats(item, kind, source)
        left = window.reset_time - system_now().timestamp()
        raise LookUpRefused(TOO_MANY, seconds=max(1, math.ceil(left)))


def _item(kind: type[RateLimitItem], most: int) -> RateLimitItem | None:
    return kind(most) if most else None
