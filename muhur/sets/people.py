"""Invented members and trainers as rows, drawn from the demonstration's lists of names."""

from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from muhur.demonstration.people import DATA, names_in
from registry.turkish import fold, sort_key

# About as the members live; the last stands for all others.
_PROVINCES = (
    ("İstanbul", 26), ("Ankara", 18), ("İzmir", 11), ("Bursa", 5), ("Antalya", 5), ("Kocaeli", 4), ("Adana", 4),
    ("Konya", 4), ("Gaziantep", 3), ("Eskişehir", 3), ("Mersin", 3), ("Kayseri", 2), ("Samsun", 2),
    ("Trabzon", 2), ("Diyarbakır", 2), ("Denizli", 2), ("Edirne", 1), ("Van", 1), ("Hakkari", 1), ("Ardahan", 1),
)  # fmt: skip
MEMBER_COLUMNS = (
    "id", "chamber_code", "sicil_no", "given_name", "family_name", "title", "status", "search_key", "sort_key",
    "province",
)  # fmt: skip


def seeded_id(random: Random, at: datetime) -> UUID:
    """A time-ordered id (UUID version 7) whose random bits come from the set's seed."""
    value = int(at.timestamp() * 1000) << 80 | random.getrandbits(80)
    value = value & ~(0xF << 76) | 7 << 76
    return UUID(int=value & ~(0x3 << 62) | 2 << 62)


class Drawn:
    """A source of names and places with their search and sort keys, each computed once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._given = names_in(DATA / "names_first.csv")
        self._family = names_in(DATA / "names_last.csv")
        self._provinces = [name for name, weight in _PROVINCES for _ in range(weight)]
        self._folded = {name: fold(name) for name in (*self._given, *self._family)}
        self._sorted = {name: sort_key(name).partition("\x1f")[0] for name in (*self._given, *self._family)}

    def name(self) -> tuple[str, str]:
        """Given name and surname."""
        return self._random.choice(self._given), self._random.choice(self._family)

    def province(self) -> str:
        """A province, the large ones more often."""
        return self._random.choice(self._provinces)

    def keys(self, given: str, family: str) -> tuple[str, str]:
        """Search key and sort key, as ``MemberRecords`` stores them."""
        folded = f"{self._folded[given]} {self._folded[family]}"
        # A space sorts below every letter, so the keys of the parts may be joined.
        return folded, f"{self._sorted[family]} {self._sorted[given]}\x1f{family} {given}"

    def members(
        self, chamber_code: str, titles: tuple[str, ...], count: int, at: datetime
    ) -> Iterator[tuple[Any, ...]]:
        """Rows of ``MEMBER_COLUMNS`` with the sicil numbers 000001, 000002 and so on."""
        for number in range(1, count + 1):
            given, family = self.name()
            status = "aktif" if self._random.random() < 0.97 else "ayrilmis"
            title = self._random.choice(titles)
            place = self.province()
            yield (
                seeded_id(self._random, at), chamber_code, f"{number:06d}", given, family, title, status,
                *self.keys(given, family), place,
            )  # fmt: skip
