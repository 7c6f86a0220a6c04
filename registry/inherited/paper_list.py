"""Reading a list of earlier documents (CSV or XLSX) into rows, each with its faults in words. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from registry.document import (
    KIND_TITLES,
    LONGEST_NAME,
    LONGEST_PAPER_NUMBER,
    BoardDecision,
    TextRefused,
    clean_text,
)
from registry.istanbul import read_day
from registry.lists.csv_text import ListRow, read_list
from registry.turkish import fold, nfc

COLUMNS = {
    "sicil_no": ("oda_sicil_no", "sicil"),
    "ad": ("adi",),
    "soyad": ("soyadi",),
    "belge_no": ("numara", "no"),
    "tur": ("belge_turu",),
    "alan": ("uzmanlik_alani",),
    "egitim": ("egitim_adi",),
    "verilis_tarihi": ("verilis", "duzenleme_tarihi"),
    "bitis_tarihi": ("bitis", "gecerlilik_bitisi"),
    "karar_no": ("yonetim_kurulu_karar_no",),
    "karar_tarihi": ("yonetim_kurulu_karar_tarihi",),
    "tarama_sha256": ("tarama_ozeti",),
}
REQUIRED = ("sicil_no", "belge_no", "tur", "verilis_tarihi")
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_KINDS = {fold(title): kind for kind, title in KIND_TITLES.items()} | {kind: kind for kind in KIND_TITLES}

SENTENCES: dict[str, tuple[str, str]] = {
    "paper.cell": ("“{column}” okunamadı: “{value}”.", "“{column}” cannot be read: “{value}”."),
    "paper.missing": ("“{column}” boş.", "“{column}” is empty."),
    "paper.row": ("Satırdaki hücreler başlıkla uyuşmuyor.", "The row's cells do not match the header."),
    "paper.kind": (
        "Belge türü katılım, başarı ya da yetki olmalıdır: “{value}”.",
        "The kind is participation, achievement or authorisation: “{value}”.",
    ),
    "paper.area": ("Yetki belgesi için uzmanlık alanı gereklidir.", "An authorisation needs its area."),
    "paper.future": ("Tarih ileride: {value}.", "The date lies in the future: {value}."),
    "paper.order": (
        "Bitiş tarihi veriliş tarihinden önce.",
        "The last day lies before the day of issue.",
    ),
    "paper.decision": (
        "Karar numarası 40/34 biçiminde ve tarihiyle birlikte olmalıdır.",
        "A decision has a number like 40/34 and its date.",
    ),
    "paper.sicil_unknown": (
        "{sicil_no} numaralı sicil bu Odanın kayıtlarında yok.",
        "No member with register number {sicil_no} in this chamber.",
    ),
    "paper.name_differs": (
        "Listedeki ad soyad ({listed}) sicil kaydıyla uyuşmuyor.",
        "The listed name ({listed}) does not match the register.",
    ),
    "paper.twice": (
        "Aynı belge numarası {first}. satırda da var.",
        "The same document number stands in row {first} too.",
    ),
    "paper.known": (
        "Bu numaralı belge daha önce girilmiş.",
        "A document with this number was entered before.",
    ),
    "paper.scan": (
        "Tarama özeti 64 haneli SHA-256 olmalıdır.",
        "A scan's hash is SHA-256 with 64 digits.",
    ),
}


@dataclass(frozen=True, slots=True)
class PaperFault:
    """Why a row cannot be taken."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def tr(self) -> str:
        """The sentence in Turkish."""
        return SENTENCES[self.code][0].format(**self.facts)

    @property
    def en(self) -> str:
        """The sentence in English."""
        return SENTENCES[self.code][1].format(**self.facts)


@dataclass(slots=True)
class PaperRow:
    """One earlier document as listed; complete only without ``faults``."""

    line: int
    sicil_no: str
    full_name: str
    number: str
    kind: str = ""
    area: str | None = None
    programme_name: str | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    decision: BoardDecision | None = None
    scan_sha256: bytes | None = None
    faults: list[PaperFault] = field(default_factory=list)

    def fault(self, code: str, **facts: object) -> None:
        """Note why the row cannot be taken."""
        self.faults.append(PaperFault(code, facts))


def read_papers(data: bytes, today: date) -> list[PaperRow]:
    """The rows of a list; raises ``ListRefused`` for a file that is none."""
    rows = [_row(one, today) for one in read_list(data, aliases=COLUMNS, required=REQUIRED)]
    first: dict[str, int] = {}
    for row in rows:
        seen = first.setdefault(fold(row.number), row.line)
        if row.number and seen != row.line:
            row.fault("paper.twice", first=seen)
    return rows


def _row(listed: ListRow, today: date) -> PaperRow:
    cells = {name: nfc(text).strip() for name, text in listed.cells.items()}
    name = f"{cells.get('ad', '')} {cells.get('soyad', '')}".strip()
    row = PaperRow(listed.line, cells["sicil_no"], name, cells["belge_no"])
    if listed.fault is not None:
        row.fault("paper.row")
        return row
    for column in REQUIRED:
        if not cells[column]:
            row.fault("paper.missing", column=column)
    row.number = _text(row, cells, "belge_no", LONGEST_PAPER_NUMBER) or ""
    kind = fold(cells["tur"])
    row.kind = next((code for name, code in _KINDS.items() if kind in (name, name.split()[0])), "")
    if not row.kind and cells["tur"]:
        row.fault("paper.kind", value=cells["tur"][:40])
    row.area = _text(row, cells, "alan", LONGEST_NAME)
    row.programme_name = _text(row, cells, "egitim", LONGEST_NAME)
    if row.kind == "yetki" and row.area is None:
        row.fault("paper.area")
    row.issued_on = _day(row, cells, "verilis_tarihi")
    row.valid_until = _day(row, cells, "bitis_tarihi")
    if row.issued_on is not None and row.issued_on > today:
        row.fault("paper.future", value=cells["verilis_tarihi"])
    if row.issued_on is not None and row.valid_until is not None and row.valid_until < row.issued_on:
        row.fault("paper.order")
    row.decision = _decision(row, cells)
    scan = cells.get("tarama_sha256", "").lower()
    if scan and _SHA256.fullmatch(scan) is None:
        row.fault("paper.scan")
    elif scan:
        row.scan_sha256 = bytes.fromhex(scan)
    return row


def _text(row: PaperRow, cells: Mapping[str, str], column: str, longest: int) -> str | None:
    value = cells.get(column, "")
    if not value:
        return None
    try:
        return clean_text(value, longest)
    except TextRefused:
        row.fault("paper.cell", column=column, value=value[:40])
        return None


def _day(row: PaperRow, cells: Mapping[str, str], column: str) -> date | None:
    value = cells.get(column, "")
    if not value:
        return None
    try:
        return read_day(value)
    except ValueError:
        row.fault("paper.cell", column=column, value=value[:40])
        return None


def _decision(row: PaperRow, cells: Mapping[str, str]) -> BoardDecision | None:
    number, day = cells.get("karar_no", ""), _day(row, cells, "karar_tarihi")
    if not number and day is None:
        return None
    try:
        if day is not None and (row.issued_on is None or day <= row.issued_on):
            return BoardDecision(number, day)
    except TextRefused:
        pass
    row.fault("paper.decision")
    return None
