"""How a list ended, row by row."""

from dataclasses import dataclass, field

from issuer.reasons import Reason


@dataclass(frozen=True, slots=True)
class RowResult:
    """How one row ended: ``issued``, ``already_issued``, ``refused`` or, in a dry run, ``would_issue``."""

    line: int
    sicil_no: str
    name: str
    result: str
    belge_no: str | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True)
class IssueReport:
    """The end of a list, row by row in the order of the file."""

    run_code: str
    dry_run: bool
    rows: list[RowResult] = field(default_factory=list)

    def count(self, result: str) -> int:
        """How many rows ended so."""
        return sum(row.result == result for row in self.rows)
