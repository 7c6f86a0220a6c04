"""Reading a chamber's trainers (CSV, XLSX): name, profile, whether the training of trainers was done."""

from dataclasses import dataclass

from registry.document import LONGEST_NAME, TextRefused, clean_text
from registry.lists.csv_text import ListRow, read_list
from registry.refusal import Refusal
from registry.training.trainer import PROFILES
from registry.turkish import fold

_COLUMNS = {
    "ad_soyad": ("egitici", "full_name", "name"),
    "profil": ("profile",),
    "egiticilerin_egitimi": ("tot", "tot_done"),
}
_KNOWN = {
    "evet": True, "e": True, "yes": True, "1": True,
    "hayir": False, "h": False, "no": False, "0": False,
    "": None, "bilinmiyor": None, "unknown": None,
}  # fmt: skip


class TrainerListRefused(Refusal):
    """A row of the list cannot be taken; nothing of the list is."""


@dataclass(frozen=True, slots=True)
class TrainerEntry:
    """A trainer as a list states it; ``tot_done`` None is not known."""

    line: int
    full_name: str
    profile: str
    tot_done: bool | None


def read_trainers(data: bytes) -> list[TrainerEntry]:
    """The trainers of a list; raises ``ListRefused`` or ``TrainerListRefused`` with the row."""
    rows = read_list(data, aliases=_COLUMNS, required=("ad_soyad", "profil"))
    entries = [_entry(row) for row in rows]
    seen: dict[tuple[str, str], int] = {}
    for one in entries:
        key = fold(one.full_name), one.profile
        if key in seen:
            raise TrainerListRefused("trainer.twice", line=one.line, first=seen[key])
        seen[key] = one.line
    return entries


def _entry(row: ListRow) -> TrainerEntry:
    if row.fault is not None:
        raise TrainerListRefused(row.fault, line=row.line)
    cells = row.cells
    profile, done = fold(cells["profil"]), fold(cells.get("egiticilerin_egitimi", ""))
    if profile not in PROFILES:
        raise TrainerListRefused("programme.cell", line=row.line, column="profil", value=cells["profil"][:40])
    if done not in _KNOWN:
        raise TrainerListRefused(
            "programme.cell", line=row.line, column="egiticilerin_egitimi", value=done[:40]
        )
    try:
        name = clean_text(cells["ad_soyad"], LONGEST_NAME)
    except TextRefused as error:
        raise TrainerListRefused("programme.cell", line=row.line, column="ad_soyad", value="") from error
    return TrainerEntry(row.line, name, profile, _KNOWN[done])
