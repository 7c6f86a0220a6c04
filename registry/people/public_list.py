"""Authorised members who agreed to be recommended to the public (2004 regulation: kamuoyuna öneri)."""

from dataclasses import dataclass
from datetime import date

from registry.people.provinces import province_named
from registry.people.specialization import Line, assess
from registry.refusal import Refusal
from registry.store import PUBLIC, Store


class ListRefused(Refusal):
    """The public list cannot be asked like this."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """One member and area; the line names the document that proves it."""

    full_name: str
    chamber_code: str
    chamber_name: str
    province: str | None
    line: Line


def recommended(
    store: Store, today: date, *, area: str | None = None, province: str | None = None, page: int = 1
) -> tuple[list[Recommended], bool]:
    """One page of the list in Turkish order of names, and whether more follow; withdrawn consents are gone at once.

    Raises ``ListRefused`` for a province that is none.
    """
    wanted = None
    if province is not None and (wanted := province_named(province)) is None:
        raise ListRefused("member.province", province=province[:40])
    found: list[Recommended] = []
    with store.reading(PUBLIC) as records:
        names = {one.code: one.name_tr for one in records.chambers.all()}
        areas = None if area is None else records.specialization.areas_named(area)
        people, more = records.specialization.listed(areas, wanted, page)
        proofs = records.specialization.proofs({key for one in people for key in one.entries})
    for one in people:
        record = assess((proof for key in one.entries for proof in proofs[key]), today)
        if area is not None:
            record = record.of_area(area)
        found += [
            Recommended(one.full_name, one.chamber_code, names[one.chamber_code], one.province, line)
            for line in record.authorised
        ]
    return found, more
