"""A table of counts of people with totals, its small cells hidden where the reader is not the own chamber."""

from collections.abc import Mapping, Sequence

from registry.reports.small_cells import cross_sums, hidden_cells
from registry.reports.table import HIDDEN, Cell

ALL = "TOPLAM"


class Cross:
    """Chambers as rows, what is counted as columns, ``ALL`` for totals.

    Hiding is decided on the table of all chambers; one chamber's row is cut out afterwards, so that asking for
    it and for the whole tells no more than the whole.
    """

    def __init__(
        self,
        counts: Mapping[tuple[str, str], int],
        rows: Sequence[str],
        columns: Sequence[str],
        *,
        hide: bool,
    ) -> None:
        self.rows, self.columns = tuple(rows), tuple(columns)
        self._cells, sums = cross_sums(counts, self.rows, self.columns, ALL)
        self._hidden = hidden_cells(self._cells, sums) if hide else set()

    def number(self, row: str, column: str = ALL) -> int:
        """The true number; for sums that are shown elsewhere anyway."""
        return self._cells[row, column]

    def is_hidden(self, row: str, column: str = ALL) -> bool:
        """True when this number may not be shown."""
        return (row, column) in self._hidden

    def cell(self, row: str, column: str = ALL) -> Cell:
        """The number as it may be shown; nothing for zero."""
        return HIDDEN if self.is_hidden(row, column) else self._cells[row, column] or None

    def line(self, row: str) -> tuple[Cell, ...]:
        """A row's cells and its total."""
        return tuple(self.cell(row, column) for column in (*self.columns, ALL))

    def filled(self) -> list[str]:
        """The rows that count anything."""
        return [row for row in self.rows if self._cells[row, ALL]]
