"""What a proof inside JSON was made over, in threads of its own: making a document canonical takes tens of milliseconds."""

from collections.abc import Mapping
from typing import Any

from keys.forms.data_integrity import hashed
from registry.forms.linked_data import LinkedData
from verifier.look_up import Bounded

# Above what one document takes on a busy machine.
LIMIT_SECONDS = 5.0
THREADS = 2


class BoundedHash:
    """A ``HashProven``; beyond its bounds it answers None."""

    def __init__(self, linked: LinkedData, *, limit_seconds: float = LIMIT_SECONDS) -> None:
        self._asked = Bounded[tuple[Mapping[str, Any], Mapping[str, Any]], bytes | None](
            lambda both: hashed(*both, linked.canonical), None, limit_seconds=limit_seconds, threads=THREADS
        )

    async def __call__(self, document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes | None:
        """The bytes that were signed."""
        return await self._asked((document, options))

    def close(self) -> None:
        """End the threads."""
        self._asked.close()
