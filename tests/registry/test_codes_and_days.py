"""Verification codes, and days in Istanbul."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import istanbul
from registry.ids import uuid7
from registry.verification_code import LENGTH, SYMBOLS, CodeRefused, fresh, from_bits, grouped, parse

DAYS = st.dates(date(1970, 1, 1), date(9999, 12, 30))


def test_a_code_is_eighty_random_bits() -> None:
    codes = {fresh() for _ in range(500)}
    assert len(codes) == 500
    assert all(len(one) == LENGTH and set(one) <= set(SYMBOLS) for one in codes)
    assert {char for one in codes for char in one} == set(SYMBOLS)
    assert from_bits(0) == "0" * 16
    assert from_bits(2**80 - 1) == "Z" * 16


@given(st.integers(0, 2**80 - 1))
def test_a_code_reads_back_as_printed(bits: int) -> None:
    code = from_bits(bits)
    assert parse(code) == parse(grouped(code)) == parse(code.lower()) == parse(f" {grouped(code)} ") == code


@given(st.integers(0, 2**80 - 1), st.integers(0, 2**80 - 1))
def test_different_bits_give_different_codes(one: int, other: int) -> None:
    assert (from_bits(one) == from_bits(other)) == (one == other)


def test_letters_that_look_like_digits_are_read_as_digits() -> None:
    assert parse("oOiIlL0123456789") == "0011110123456789"


@pytest.mark.parametrize(
    "typed",
    ["", "0" * 15, "0" * 17, "U" * 16, "0123456789ABCDEı", "0123456789ABCDE!", "٠" * 16, "0" * 16 + " " * 49, "../" * 5 + "0"],
)  # fmt: skip
def test_what_is_no_code(typed: str) -> None:
    with pytest.raises(CodeRefused):
        parse(typed)


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 11, 21, 20, 59, 59, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 21, 21, 0, 0, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 12, 31, 21, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2028, 2, 28, 21, 0, 0, tzinfo=UTC), date(2028, 2, 29)),
        # Before 2016 Istanbul kept winter time, two hours ahead of UTC.
        (datetime(2015, 1, 1, 21, 30, 0, tzinfo=UTC), date(2015, 1, 1)),
    ],
)
def test_the_day_of_an_instant(instant: datetime, day: date) -> None:
    assert istanbul.day_of(instant) == day


def test_the_bounds_of_a_day() -> None:
    assert istanbul.written(istanbul.first_instant(date(2026, 11, 22))) == "2026-11-21T21:00:00Z"
    assert istanbul.written(istanbul.last_instant(date(2031, 11, 22))) == "2031-11-22T20:59:59Z"


@given(st.dates(date(1925, 1, 1), date(9999, 12, 30)))
def test_a_day_contains_its_bounds_and_nothing_more(day: date) -> None:
    first, last = istanbul.first_instant(day), istanbul.last_instant(day)
    assert istanbul.day_of(first) == istanbul.day_of(last) == day
    assert istanbul.day_of(last + timedelta(seconds=1)) == day + timedelta(days=1)


@given(st.datetimes(datetime(1900, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC)))
def test_an_instant_reads_back_in_whole_seconds(instant: datetime) -> None:
    assert istanbul.read(istanbul.written(instant)) == instant.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    ["", "2026-11-22", "2026-11-22T09:00:00", "2026-11-22T09:00:00+00:00", "2026-11-22T09:00:00.5Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-22t09:00:00Z", "٢٠٢٦-11-22T09:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T09:00:00Z\n"],
)  # fmt: skip
def test_other_ways_to_write_a_time_are_refused(text: str) -> None:
    with pytest.raises(ValueError):
        istanbul.read(text)


@pytest.mark.parametrize(
    ("day", "years", "later"),
    [
        (date(2026, 11, 22), 5, date(2031, 11, 22)),
        (date(2028, 2, 29), 5, date(2033, 2, 28)),
        (date(2028, 2, 29), 4, date(2032, 2, 29)),
        (date(2027, 2, 28), 1, date(2028, 2, 28)),
        (date(2026, 12, 31), 1, date(2027, 12, 31)),
    ],
)
def test_years_later(day: date, years: int, later: date) -> None:
    assert istanbul.years_later(day, years) == later


@given(DAYS)
def test_days_since_1970_go_round(day: date) -> None:
    assert istanbul.from_days_since_1970(istanbul.days_since_1970(day)) == day


@pytest.mark.parametrize("days", [-1, 2_932_897, 10**12])
def test_days_outside_the_calendar(days: int) -> None:
    with pytest.raises(ValueError):
        istanbul.from_days_since_1970(days)


def test_a_day_as_people_write_it() -> None:
    assert istanbul.shown(date(2026, 2, 3)) == "03.02.2026"


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_identifiers_are_version_7_and_ordered_by_time(instant: datetime) -> None:
    made = uuid7(instant)
    assert (made.version, made.variant) == (7, UUID(int=0x8 << 60).variant)
    assert made < uuid7(instant + timedelta(milliseconds=2))
    assert made != uuid7(instant)
