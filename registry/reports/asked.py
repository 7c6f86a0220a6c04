"""What a report is asked for, and what every report shares."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from registry.records.counting.reports import ReportRecords
from registry.reports.cross import ALL, Cross
from registry.reports.figures import in_english
from registry.reports.table import Cell, Column, Report, Sentence, columns
from registry.turkish import sort_key

TOTAL = "Toplam"
SAMPLE = (
    "örnek veri: bütün kişiler ve belgeler uydurmadır",
    "sample data: all people and documents are invented",
)
SAMPLE_SPLIT = (
    "Odalara göre dağılım örnek veridir; TMMOB raporunda yoktur.",
    "The split by chamber is sample data; the report of TMMOB has none.",
)
SMALL_CELLS = (
    "Beş kişinin altındaki sayılar ve onları hesaplatacak olanlar * ile gizlenmiştir.",
    "Numbers under five people, and those that would give them away, are hidden as *.",
)
CHAMBER_COLUMNS = columns(("chamber_code", "Oda kodu", "Chamber code"), ("chamber", "Oda", "Chamber"))


@dataclass(frozen=True, slots=True)
class Asked:
    """The question. ``own`` is the chamber's own view: only its rows are read and nothing is hidden.

    Otherwise all chambers are counted, small cells are hidden, and ``chamber`` cuts out one of them.
    """

    records: ReportRecords
    chamber: str | None
    own: bool
    today: date
    specimen: bool
    labels: Mapping[str, str]
    until: date | None = None

    @property
    def scope(self) -> str | None:
        """The chamber whose rows are read, or None for all."""
        return self.chamber if self.own else None

    def ordered(self) -> list[str]:
        """The chambers that are counted, in Turkish order of their abbreviations."""
        codes = [self.chamber] if self.own and self.chamber is not None else list(self.labels)
        return sorted(codes, key=lambda code: sort_key(self.labels[code]))

    def wanted(self, code: str) -> bool:
        """True for the chambers whose rows are shown."""
        return self.chamber in (None, code)

    def by_chamber(
        self, counts: Mapping[tuple[str, str], int], kinds: tuple[str, ...]
    ) -> tuple[Cross, list[tuple[Cell, ...]]]:
        """Chambers × ``kinds`` with totals, and its rows as shown: code, abbreviation, numbers."""
        table = Cross(counts, self.ordered(), kinds, hide=not self.own)
        shown: list[tuple[Cell, ...]] = [
            (code, self.labels[code], *table.line(code)) for code in table.filled() if self.wanted(code)
        ]
        if self.chamber is None:
            shown.append((ALL, TOTAL, *table.line(ALL)))
        return table, shown

    def report(
        self,
        title: Sentence,
        heads: tuple[Column, ...],
        rows: list[tuple[Cell, ...]],
        *,
        summary: tuple[Sentence, ...] = (),
        notes: tuple[Sentence, ...] = (),
        invented_split: bool = False,
    ) -> Report:
        """The report with the notes that all share; its name is put in by the catalogue."""
        summary = tuple((turkish, in_english(english)) for turkish, english in summary)
        made = Report("", title, self.chamber, self.today, heads, tuple(rows), summary, notes)
        further = (
            *((SMALL_CELLS,) if made.hidden else ()),
            *((SAMPLE_SPLIT,) if self.specimen and invented_split else ()),
            *((SAMPLE,) if self.specimen else ()),
        )
        return Report("", title, self.chamber, self.today, heads, tuple(rows), summary, (*notes, *further))
