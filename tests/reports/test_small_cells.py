"""A hidden cell cannot be computed from what a table still shows."""

import itertools
from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st

from registry.reports.cross import ALL, Cross
from registry.reports.small_cells import SMALLEST_SHOWN, cross_sums, hidden_cells

Key = tuple[str, str]


def completions(
    cells: dict[Key, int], sums: Sequence[tuple[Key, Sequence[Key]]], hidden: set[Key]
) -> list[dict[Key, int]]:
    """Ways to fill the hidden cells, each at most one off, so that all sums hold and none is empty."""
    unknown = sorted(hidden)
    found = []
    parts = [key for key in unknown if ALL not in key]
    totals = [key for key in unknown if ALL in key]
    for values in itertools.product(*(range(max(1, cells[key] - 1), cells[key] + 2) for key in parts)):
        filled = cells | dict(zip(parts, values, strict=True))
        # Inner totals before the grand total, which is the sum of totals.
        for key in sorted(totals, key=lambda one: one == (ALL, ALL)):
            of = next(parts_ for total, parts_ in sums if total == key)
            filled[key] = sum(filled[one] for one in of)
        if all(filled[total] == sum(filled[one] for one in of) for total, of in sums):
            found.append(filled)
    return found


counts = st.integers(0, 9)


@given(st.lists(st.lists(counts, min_size=3, max_size=3), min_size=2, max_size=2))
def test_every_hidden_cell_of_a_table_has_two_possible_values(numbers: list[list[int]]) -> None:
    rows, columns = ("a", "b"), ("x", "y", "z")
    given_ = {(row, col): numbers[i][j] for i, row in enumerate(rows) for j, col in enumerate(columns)}
    cells, sums = cross_sums(given_, rows, columns, ALL)
    hidden = hidden_cells(cells, sums)
    assert {key for key, value in cells.items() if 0 < value < SMALLEST_SHOWN} <= hidden
    # A hidden cell is known to hold someone, because empty cells are shown.
    ways = completions(cells, sums, hidden)
    for key in hidden:
        assert len({way[key] for way in ways}) > 1, (cells, hidden, key)


@given(st.lists(counts, min_size=1, max_size=5))
def test_every_hidden_cell_of_a_list_has_two_possible_values(numbers: list[int]) -> None:
    given_ = {(str(place), "n"): number for place, number in enumerate(numbers)}
    rows = [str(place) for place in range(len(numbers))]
    cells = {**given_, (ALL, "n"): sum(numbers)}
    sums = [((ALL, "n"), [(row, "n") for row in rows])]
    hidden = hidden_cells(cells, sums)
    assume(hidden)
    ways = completions(cells, sums, hidden)
    for key in hidden:
        assert len({way[key] for way in ways}) > 1, (cells, hidden, key)


def test_one_small_cell_takes_the_next_smallest_with_it() -> None:
    table = Cross(
        {("EMO", "a"): 3, ("MMO", "a"): 40, ("IMO", "a"): 12}, ("EMO", "IMO", "MMO"), ("a",), hide=True
    )
    assert [table.cell(row) for row in ("EMO", "IMO", "MMO", ALL)] == ["*", "*", 40, 55]


def test_two_small_cells_that_make_up_a_small_group_take_a_third() -> None:
    counted = {("EMO", "a"): 1, ("IMO", "a"): 1, ("MMO", "a"): 40}
    table = Cross(counted, ("EMO", "IMO", "MMO"), ("a",), hide=True)
    assert [table.cell(row) for row in ("EMO", "IMO", "MMO", ALL)] == ["*", "*", "*", 42]


def test_a_lonely_small_cell_hides_its_total() -> None:
    table = Cross({("EMO", "a"): 3}, ("EMO", "IMO"), ("a",), hide=True)
    assert [table.cell(row) for row in ("EMO", "IMO", ALL)] == ["*", None, "*"]


def test_the_own_chamber_sees_everything() -> None:
    table = Cross({("EMO", "a"): 1, ("EMO", "b"): 7}, ("EMO",), ("a", "b"), hide=False)
    assert table.line("EMO") == (1, 7, 8)


def test_in_a_table_rows_and_columns_protect_each_other() -> None:
    counted = {
        ("EMO", "a"): 2,
        ("EMO", "b"): 30,
        ("MMO", "a"): 50,
        ("MMO", "b"): 8,
        ("IMO", "a"): 90,
        ("IMO", "b"): 70,
    }
    table = Cross(counted, ("EMO", "IMO", "MMO"), ("a", "b"), hide=True)
    hidden = {
        (row, col) for row in ("EMO", "IMO", "MMO") for col in ("a", "b") if table.cell(row, col) == "*"
    }
    assert hidden == {("EMO", "a"), ("EMO", "b"), ("MMO", "a"), ("MMO", "b")}
    assert table.line(ALL) == (142, 108, 250)
