"""A member's entry in a chamber's sicil. The key is (chamber, sicil no), never a name or an address."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from registry.sicil_chain import SicilEvent, content_hash

MEMBER_STATUSES = ("aktif", "askida", "ayrilmis", "vefat")
# Stands for the name of who was erased.
ERASED_NAME = ("Silinmiş", "kayıt")
# Given and family name together stay within what a document can hold.
LONGEST_PART = 100
REGISTERED, RENAMED, STATUS_CHANGED = "uye_kaydi", "ad_degisti", "durum_degisti"
MERGED, TRANSFERRED, ERASED = "kayit_birlestirildi", "nakil", "kisisel_veri_silindi"
MEMBERSHIP_EVENTS = frozenset({REGISTERED, RENAMED, STATUS_CHANGED, MERGED, TRANSFERRED, ERASED})


@dataclass(frozen=True, slots=True)
class Member:
    """One person's entry in one chamber's sicil. ``sicil_no`` is text, leading zeros kept.

    ``person_id`` joins entries that the person linked; ``merged_into`` is the right entry of a wrong one;
    ``listed_since`` is set while the member is on the public list.
    """

    id: UUID
    chamber_code: str
    sicil_no: str
    given_name: str
    family_name: str
    title: str
    status: str = "aktif"
    email: str | None = None
    province: str | None = None
    person_id: UUID | None = None
    merged_into: UUID | None = None
    listed_since: datetime | None = None
    erased_at: datetime | None = None

    @property
    def full_name(self) -> str:
        """Given and family name as printed."""
        return f"{self.given_name} {self.family_name}"


@dataclass(frozen=True, slots=True)
class MembershipEvent:
    """One change of a membership. Holds no name: ``before`` and ``after`` are states or places in a sicil.

    ``note`` names a decision or letter, never a person: the row is bound into the chain and outlives an erasure.
    """

    id: UUID
    chamber_code: str
    member_id: UUID
    event: str
    effective_on: date
    at: datetime
    actor: str
    before: str | None = None
    after: str | None = None
    other_member_id: UUID | None = None
    note: str | None = None

    def row(self) -> dict[str, Any]:
        """By column name."""
        return {
            "id": self.id,
            "chamber_code": self.chamber_code,
            "member_id": self.member_id,
            "event": self.event,
            "before": self.before,
            "after": self.after,
            "other_member_id": self.other_member_id,
            "note": self.note,
            "effective_on": self.effective_on,
            "at": self.at,
            "actor": self.actor,
        }

    def entered(self) -> SicilEvent:
        """The sicil entry that binds this row."""
        return SicilEvent(self.member_id, self.event, "", content_sha256=content_hash(self.row()))


@dataclass(frozen=True, slots=True)
class PastName:
    """A name that ended. It is erased with its member, so no sicil entry holds it."""

    id: UUID
    chamber_code: str
    member_id: UUID
    given_name: str
    family_name: str
    ended_at: datetime
    reason: str
    actor: str
