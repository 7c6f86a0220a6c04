"""Invented people: drawn from lists of first names and surnames, always the same for one seed."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from random import Random

from registry.lists.catalogue import ChamberEntry

SEED = 1954
DATA = Path(__file__).parent / "data"
SIZES = {
    "MMO": 32, "EMO": 20, "IMO": 20, "BMO": 14, "CMO": 12, "KMO": 13, "HKMO": 12, "JFMO": 10, "FMO": 8,
    "MO": 10, "ZMO": 10, "TMO": 8, "PEYZAJMO": 6, "GIDAMO": 6, "MADENMO": 3,
}  # fmt: skip
OTHERS = 2


@dataclass(frozen=True, slots=True)
class Person:
    """One invented member."""

    sicil_no: str
    given_name: str
    family_name: str
    title: str


# People of the acceptance stories stand first in their chamber.
STORY_PEOPLE = {
    "EMO": [Person("101742", "Işıl İnci", "Öztürk", "Elektrik-Elektronik Mühendisi")],
    "IMO": [Person("048213", "Gülşen", "Çağlayan", "İnşaat Mühendisi")],
    # One person in two chambers (story O5).
    "KMO": [Person("031907", "Şükran", "Ilgın", "Kimya Mühendisi")],
    "MADENMO": [Person("012455", "Şükran", "Ilgın", "Maden Mühendisi")],
}


def names_in(path: Path) -> list[str]:
    """The first column of a list of names."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row[0] for row in csv.reader(file)][1:]


class Names:
    """A source of invented names."""

    def __init__(self, seed: int = SEED) -> None:
        self._random = Random(seed)
        self._first = names_in(DATA / "names_first.csv")
        self._last = names_in(DATA / "names_last.csv")

    def given(self) -> str:
        """One given name, in a third of cases two."""
        first = self._random.choice(self._first)
        second = self._random.choice(self._first)
        return f"{first} {second}" if self._random.random() < 0.33 and second != first else first

    def family(self) -> str:
        """One surname."""
        return self._random.choice(self._last)

    def full(self) -> str:
        """Given name and surname."""
        return f"{self.given()} {self.family()}"


def members_of(entry: ChamberEntry, names: Names, random: Random) -> list[Person]:
    """The members of a chamber: 200 over all 24."""
    people = list(STORY_PEOPLE.get(entry.code, []))
    taken = {person.sicil_no for person in people}
    while len(people) < SIZES.get(entry.code, OTHERS):
        sicil_no = f"{random.randrange(20_000, 140_000):06d}"
        if sicil_no not in taken:
            taken.add(sicil_no)
            title = random.choice(entry.professions)
            people.append(Person(sicil_no, names.given(), names.family(), title))
    return people


def members_csv(people: list[Person]) -> bytes:
    """A member list as an office would send it: ``;`` and UTF-8 with BOM."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Oda Sicil No", "Ad", "Soyad", "Unvan", "Durum"])
    for person in people:
        writer.writerow([person.sicil_no, person.given_name, person.family_name, person.title, "aktif"])
    return text.getvalue().encode("utf-8-sig")
