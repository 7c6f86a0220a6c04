"""Trainers of a chamber's pool, and approvals in advance."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from registry.programme import Programme

PROFILES = ("oda", "akademisyen", "bakanlik", "diger")
PREPARED, IN_FORCE, SUPERSEDED, ENDED = "prepared", "in_force", "superseded", "ended"


@dataclass(frozen=True, slots=True)
class Trainer:
    """Who teaches. ``tot_done``: whether the training of trainers was done; None is not known."""

    id: UUID
    chamber_code: str
    full_name: str
    profile: str
    tot_done: bool | None
    active: bool = True


@dataclass(frozen=True, slots=True)
class StandingApproval:
    """Approval in advance of the katılım documents that one version of an asynchronous programme brings."""

    id: UUID
    chamber_code: str
    programme_code: str
    programme_version: int
    prepared_by: str
    prepared_at: datetime
    approved_by: str | None = None
    approved_at: datetime | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None

    def state(self, programme: Programme) -> str:
        """Whether it holds for the programme as it is now."""
        if self.ended_at is not None:
            return ENDED
        if self.programme_version != programme.version:
            return SUPERSEDED
        return PREPARED if self.approved_at is None else IN_FORCE
