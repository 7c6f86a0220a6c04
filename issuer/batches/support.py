"""Documents that rest on another chamber's (bağlı): which one a row names, and whether it will do.

It must be a başarı or yetki document of the programme's area (same search key), of any chamber, in a name the
member has or had (same search key), and in force on the day of issue.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from issuer.reasons import Reason
from keys.envelope import open_envelope
from keys.strict_json import parse as parse_json
from registry import belge_no as numbers
from registry.credential import TYP, document_of
from registry.document import Document
from registry.istanbul import shown
from registry.member import Member
from registry.programme import Programme
from registry.records.preparing.supports import SupportingDocument
from registry.records.registry_records import Records
from registry.standing import standing_of
from registry.turkish import fold

_STANDINGS = {
    "expired": ("süresi dolmuş", "expired"),
    "not_yet_valid": ("geçerliliği başlamamış", "not yet valid"),
    "suspended": ("askıda", "suspended"),
    "revoked": ("iptal edilmiş", "revoked"),
    "replaced": ("yenisiyle değiştirilmiş", "replaced"),
    "visa_missing": ("vizesi yapılmamış", "visa missing"),
}
Supports = dict[str, SupportingDocument]


def named_supports(records: Records, named: Iterable[str]) -> Supports:
    """The documents a list names, of any chamber, read as the public look-up does."""
    return records.supports.by_numbers({number for number in map(readable, named) if number is not None})


def former_names(records: Records, member: Member) -> list[str]:
    """Names the member had before, from the chamber's own register."""
    past = records.membership.names_of(member.chamber_code, [member.id])
    return [f"{one.given_name} {one.family_name}" for one in past]


def readable(text: str) -> str | None:
    """A document number as it is stored, or None."""
    try:
        return str(numbers.parse(text))
    except numbers.BelgeNoRefused:
        return None


def chosen_support(text: str, supports: Supports) -> SupportingDocument | Reason:
    """The document that a cell names, or why there is none."""
    number = readable(text)
    if number is None:
        return Reason("row.support_unreadable", {"value": text[:40]})
    return supports.get(number) or Reason("row.support_unknown", {"belge_no": number})


def support_reasons(
    programme: Programme,
    member: Member,
    support: SupportingDocument,
    on: date,
    former: Sequence[str] = (),
) -> list[Reason]:
    """All reasons against resting on this document; empty if it will do."""
    facts: dict[str, object] = {"belge_no": support.belge_no}
    if support.compact == "":
        return [Reason("row.support_unknown", facts)]
    area = programme.area or ""
    reasons = []
    if support.area is None or fold(support.area) != fold(area):
        reasons.append(Reason("rule.support_area", {**facts, "area": area}))
    if fold(signed(support).holder_name) not in {fold(name) for name in (member.full_name, *former)}:
        reasons.append(Reason("rule.support_holder", facts))
    standing = standing_of(support.facts, on)
    if not standing.in_force:
        turkish, english = _STANDINGS[standing.code]
        reasons.append(
            Reason(
                "rule.support_not_valid",
                {**facts, "on": shown(on), "standing": turkish, "standing_en": english},
            )
        )
    return reasons


def signed(one: SupportingDocument) -> Document:
    """What was signed; the register's own copy says it."""
    return document_of(parse_json(open_envelope(one.compact, typ=TYP).payload))
