"""A member's entry in a chamber's sicil. The key is (chamber, sicil no), never a name or an address."""

from dataclasses import dataclass
from uuid import UUID

MEMBER_STATUSES = ("aktif", "askida", "ayrilmis", "vefat")


@dataclass(frozen=True, slots=True)
class Member:
    """One person's entry in one chamber's sicil. ``sicil_no`` is text, leading zeros kept."""

    id: UUID
    chamber_code: str
    sicil_no: str
    given_name: str
    family_name: str
    title: str
    status: str = "aktif"

    @property
    def full_name(self) -> str:
        """Given and family name as printed."""
        return f"{self.given_name} {self.family_name}"
