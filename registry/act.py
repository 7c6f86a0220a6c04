"""One act of one caller at one time: what every flow that changes or shows something protected is given."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from registry.access import Caller


def _no_pseudonyms(_text: str) -> str:
    return "-"


@dataclass(slots=True)
class Act:
    """Who, when, under which request. ``recorded`` counts the audit records committed for it.

    ``person`` turns what identifies a person into a keyed hash: audit records hold no personal data.
    """

    caller: Caller
    at: datetime
    request_id: str | None = None
    person: Callable[[str], str] = _no_pseudonyms
    recorded: int = field(default=0)

    @property
    def actor(self) -> str:
        """How registers name who did it: the kind and the id."""
        return f"{self.caller.kind}:{self.caller.id}"

    @property
    def lenders(self) -> frozenset[str]:
        """The absent approvers in whose place this is done, named as registers name them."""
        return frozenset(f"{self.caller.kind}:{login}" for login in self.caller.lent_by)
