"""How much one source may look up, as the public doors need it; the wiring counts."""

from typing import Protocol

from fastapi import Request

# The code of what these raise.
TOO_MANY = "lookups.too_many"


class Limits(Protocol):
    """Each counts what a request looks up and raises a refusal when it is too much."""

    def look_up(self, request: Request) -> None:
        """One look-up of whatever kind."""
        ...

    def number(self, request: Request) -> None:
        """One that a person could guess: a document number, or a letter sent to an address."""
        ...

    def listed(self, request: Request, numbers: int) -> None:
        """A list of numbers."""
        ...
