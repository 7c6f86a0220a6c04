"""Reading a chamber's member list (CSV): sicil no, names, title, membership status."""

import re
from dataclasses import dataclass

from registry.chamber import Chamber
from registry.document import TextRefused, clean_text
from registry.lists.csv_text import read_list
from registry.member import LONGEST_PART, MEMBER_STATUSES
from registry.refusal import Refusal
from registry.turkish import fold

_COLUMNS = {
    "sicil_no": ("oda_sicil_no", "sicil", "registration_no", "member_no"),
    "ad": ("adi", "given_name", "first_name", "name"),
    "soyad": ("soyadi", "family_name", "last_name", "surname"),
    "unvan": ("title", "profession"),
    "durum": ("uyelik_durumu", "status"),
    "oda": ("chamber", "oda_kodu"),
}


class MemberListRefused(Refusal):
    """A row of the member list cannot be taken; nothing of the list is."""


@dataclass(frozen=True, slots=True)
class MemberEntry:
    """A member as a list states it; None is what the list does not say."""

    line: int
    sicil_no: str
    given_name: str
    family_name: str
    title: str | None
    status: str | None


def read_members(data: bytes, chamber: Chamber) -> list[MemberEntry]:
    """The members of a list; raises ``ListRefused`` or ``MemberListRefused`` with the row."""
    pattern = re.compile(chamber.sicil_pattern, re.ASCII)
    entries: list[MemberEntry] = []
    seen: dict[str, int] = {}
    for row in read_list(data, aliases=_COLUMNS, required=("sicil_no", "ad", "soyad")):
        if row.fault is not None:
            raise MemberListRefused(row.fault, line=row.line)
        cells = row.cells
        if not chamber.is_named(cells.get("oda") or chamber.code):
            raise MemberListRefused(
                "member.other_chamber", line=row.line, oda=cells["oda"][:40], chamber=chamber.abbr_tr
            )
        sicil_no = cells["sicil_no"]
        if pattern.fullmatch(sicil_no) is None:
            raise MemberListRefused("member.sicil", line=row.line, value=sicil_no[:40])
        if sicil_no in seen:
            raise MemberListRefused("member.twice", line=row.line, first=seen[sicil_no], sicil_no=sicil_no)
        seen[sicil_no] = row.line
        status = fold(cells.get("durum", "")) or None
        if status is not None and status not in MEMBER_STATUSES:
            raise MemberListRefused("member.status", line=row.line, value=cells["durum"][:40])
        title = cells.get("unvan") or None
        try:
            names = [clean_text(text, LONGEST_PART) for text in (cells["ad"], cells["soyad"])]
            if title is not None:
                clean_text(title, LONGEST_PART)
        except TextRefused as error:
            raise MemberListRefused("member.name", line=row.line) from error
        entries.append(MemberEntry(row.line, sicil_no, names[0], names[1], title, status))
    return entries
