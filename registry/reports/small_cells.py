"""Hiding small cells of a table so that no hidden one can be computed from what is shown. Pure.

A cell of one to four people is hidden outside its own chamber. A total that is shown would give a hidden cell
away, so others are hidden with it. The sums of a table are equations in which each cell stands in one or two
of them (its row and its column; its group and the group above). Taken as a graph, sums are nodes and hidden
cells are edges; a cell could be another number exactly when a way round of hidden cells leads through it.
"""

import heapq
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, TypeVar

SMALLEST_SHOWN = 5
# Totals are hidden only when nothing else helps.
_TOTAL_WEIGHT = 1_000_000
Key = TypeVar("Key", bound=Hashable)


def hidden_cells(cells: Mapping[Key, int], sums: Sequence[tuple[Key, Sequence[Key]]]) -> set[Key]:
    """The cells to hide. ``sums`` name each total and its parts; an empty cell (0) is never hidden.

    What a sum hides together is never under ``SMALLEST_SHOWN`` people, and each hidden cell could be at least
    one more or one less without any shown number changing.
    """
    graph = _Graph(cells, sums)
    hidden = {key for key, value in cells.items() if 0 < value < SMALLEST_SHOWN}
    while True:
        before = len(hidden)
        for number in range(len(sums)):
            graph.fill_up(number, hidden)
        for key in sorted(hidden, key=graph.order.__getitem__):
            hidden |= graph.protect(key, hidden)
        if len(hidden) == before:
            return hidden


class _Graph(Generic[Key]):
    """Sums as nodes 0, 1, …; the last node joins the cells that stand in one sum only.

    Signs make every cell count up in one of its sums and down in the other: raising a cell is then a step from
    its first node to its second, lowering it a step back, and a way round changes no sum.
    """

    def __init__(self, cells: Mapping[Key, int], sums: Sequence[tuple[Key, Sequence[Key]]]) -> None:
        self.order = {key: place for place, key in enumerate(cells)}
        self._cells = cells
        self._sums = sums
        self._totals = {total for total, _ in sums}
        stands: dict[Key, list[tuple[int, int]]] = {key: [] for key in cells}
        for number, (total, parts) in enumerate(sums):
            stands[total].append((number, -1))
            for key in parts:
                stands[key].append((number, 1))
        assert all(len(found) <= 2 for found in stands.values()), "a cell in three sums"
        free = len(sums)
        signs = _signs(stands, free)
        self._ends: dict[Key, tuple[int, int]] = {}
        for key, found in stands.items():
            if found:
                (one, counts), other = found[0], found[1][0] if len(found) == 2 else free
                self._ends[key] = (other, one) if signs[one] * counts > 0 else (one, other)
        self._at: list[list[Key]] = [[] for _ in range(free + 1)]
        for key, both in self._ends.items():
            if cells[key] > 0:
                for node in both:
                    self._at[node].append(key)

    def fill_up(self, number: int, hidden: set[Key]) -> None:
        """Hide more parts until what this sum's parts hide is no small group."""
        total, parts = self._sums[number]
        group = sum(self._cells[key] for key in parts if key in hidden)
        for key in sorted(parts, key=lambda one: (self._cells[one], self.order[one])):
            if not 0 < group < SMALLEST_SHOWN:
                return
            if self._cells[key] > 0 and key not in hidden:
                hidden.add(key)
                group += self._cells[key]
        if 0 < group < SMALLEST_SHOWN and self._cells[total] > 0:
            hidden.add(total)

    def protect(self, key: Key, hidden: set[Key]) -> set[Key]:
        """The cells whose hiding costs least so that ``key`` could be one more or one less."""
        if key not in self._ends:
            return set()
        first, second = self._ends[key]
        if self._is_free(key, second, first, hidden):
            return set()
        ways = [self._way(key, second, first, hidden)]
        if self._cells[key] > 1:
            ways.append(self._way(key, first, second, hidden))
        found = [way for way in ways if way is not None]
        assert found, "every cell can be raised together with its totals"
        return min(found, key=lambda way: way[0])[1]

    def _is_free(self, key: Key, start: int, end: int, hidden: set[Key]) -> bool:
        """True when raising ``key`` can be made up for by cells hidden already: the usual case, found quickly."""
        seen, waiting = {start}, [start]
        while waiting:
            node = waiting.pop()
            for other in self._at[node]:
                if other not in hidden or other == key:
                    continue
                first, second = self._ends[other]
                if node == second and self._cells[other] == 1:
                    continue
                reached = second if node == first else first
                if reached == end:
                    return True
                if reached not in seen:
                    seen.add(reached)
                    waiting.append(reached)
        return False

    def _way(self, key: Key, start: int, end: int, hidden: set[Key]) -> tuple[int, set[Key]] | None:
        """The cheapest way between two nodes without ``key``; cells hidden already cost nothing."""
        best: dict[int, int] = {start: 0}
        came: dict[int, tuple[int, Key]] = {}
        waiting = [(0, start)]
        while waiting:
            cost, node = heapq.heappop(waiting)
            if node == end:
                break
            if cost > best[node]:
                continue
            for other in self._at[node]:
                first, second = self._ends[other]
                # A cell of one cannot be lowered: readers know that a hidden cell is not empty.
                if other == key or (node == second and self._cells[other] == 1):
                    continue
                reached = second if node == first else first
                further = cost + (0 if other in hidden else self._weight(other))
                if further < best.get(reached, further + 1):
                    best[reached] = further
                    came[reached] = (node, other)
                    heapq.heappush(waiting, (further, reached))
        found: set[Key] = set()
        node = end
        while node in came and node != start:
            node, other = came[node]
            found.add(other)
        return (best[end], found) if end in best else None

    def _weight(self, key: Key) -> int:
        return self._cells[key] + (_TOTAL_WEIGHT if key in self._totals else 1)


def _signs(stands: Mapping[Key, Sequence[tuple[int, int]]], count: int) -> list[int]:
    """A sign for each sum, so that a cell of two sums stands in them with opposite signs."""
    near: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    for found in stands.values():
        if len(found) == 2:
            (one, counts), (other, counts_other) = found
            near[one].append((other, -counts * counts_other))
            near[other].append((one, -counts * counts_other))
    signs = [0] * count
    for start in range(count):
        signs[start] = signs[start] or 1
        waiting = [start]
        while waiting:
            one = waiting.pop()
            for other, turn in near[one]:
                if signs[other] == 0:
                    signs[other] = signs[one] * turn
                    waiting.append(other)
                assert signs[other] == signs[one] * turn, "the sums are no table"
    return signs


def cross_sums(
    counts: Mapping[tuple[str, str], int], rows: Sequence[str], columns: Sequence[str], total: str
) -> tuple[dict[tuple[str, str], int], list[tuple[tuple[str, str], list[tuple[str, str]]]]]:
    """The cells of a table with a total for each row, column and all, and its sums."""
    cells = Counter({(row, column): counts.get((row, column), 0) for row in rows for column in columns})
    for row in rows:
        cells[row, total] = sum(cells[row, column] for column in columns)
    for column in (*columns, total):
        cells[total, column] = sum(cells[row, column] for row in rows)
    sums = [((row, total), [(row, column) for column in columns]) for row in (*rows, total)]
    sums += [((total, column), [(row, column) for row in rows]) for column in (*columns, total)]
    return dict(cells), sums
