"""Records of the installation and its chambers."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from registry.chamber import Chamber, Installation
from registry.document import CURRENT_DESIGN, SignerName, newest_design
from registry.tables.chambers import chambers, installation


def _chamber(row: Row[Any]) -> Chamber:
    return Chamber(
        code=row.code,
        no=row.no,
        abbr_tr=row.abbr_tr,
        name_tr=row.name_tr,
        name_en=row.name_en,
        did=row.did,
        slug=row.slug,
        professions=tuple(row.professions),
        sicil_pattern=row.sicil_pattern,
        signers=tuple(SignerName(one["name"], one["role"]) for one in row.signers),
        design=newest_design(row.design or CURRENT_DESIGN),
    )


class ChamberRecords:
    """The installation row and the chambers."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def installation(self) -> Installation | None:
        """The one installation row, or None before ``muhur init``."""
        row = self._connection.execute(sa.select(installation)).one_or_none()
        return None if row is None else Installation(row.public_url, row.specimen, row.created_at)

    def add_installation(self, one: Installation) -> None:
        """Fix the installation; a second call breaks the single-row rule."""
        self._connection.execute(
            installation.insert(),
            {"id": 1, "public_url": one.public_url, "specimen": one.specimen, "created_at": one.created_at},
        )

    def add(self, new: Iterable[Chamber]) -> None:
        """Add chambers."""
        rows = [
            {
                "code": one.code,
                "no": one.no,
                "abbr_tr": one.abbr_tr,
                "name_tr": one.name_tr,
                "name_en": one.name_en,
                "did": one.did,
                "slug": one.slug,
                "professions": list(one.professions),
                "sicil_pattern": one.sicil_pattern,
                "signers": [{"name": signer.name, "role": signer.role} for signer in one.signers],
            }
            for one in new
        ]
        self._connection.execute(chambers.insert(), rows)

    def all(self) -> list[Chamber]:
        """All chambers in their order."""
        return [
            _chamber(row) for row in self._connection.execute(sa.select(chambers).order_by(chambers.c.no))
        ]

    def find(self, code: str) -> Chamber | None:
        """The chamber of this code, or None."""
        row = self._connection.execute(sa.select(chambers).where(chambers.c.code == code)).one_or_none()
        return None if row is None else _chamber(row)

    def named(self, text: str) -> Chamber | None:
        """The chamber that a person means by its code, abbreviation or name, or None."""
        return next((one for one in self.all() if one.is_named(text)), None)

    def set_signers(self, code: str, signers: Iterable[SignerName]) -> None:
        """Who signs for the chamber on documents made from now on."""
        self._connection.execute(
            chambers.update().where(chambers.c.code == code),
            {"signers": [{"name": signer.name, "role": signer.role} for signer in signers]},
        )

    def set_design(self, code: str, design: str) -> None:
        """How the chamber's documents look from now on."""
        self._connection.execute(chambers.update().where(chambers.c.code == code), {"design": design})

    def set_backfill_complete(self, code: str, on: date) -> None:
        """From ``on`` all earlier documents of the chamber are entered."""
        self._connection.execute(
            chambers.update().where(chambers.c.code == code), {"backfill_complete_on": on}
        )

    def backfill_complete_on(self, code: str) -> date | None:
        """Since when a chamber's earlier documents are complete; None: they are not."""
        chosen = sa.select(chambers.c.backfill_complete_on).where(chambers.c.code == code)
        return self._connection.execute(chosen).scalar()

    def visa_grace_until(self, code: str) -> tuple[int, int]:
        """Month and day until which a chamber's documents count without the year's visa."""
        chosen = sa.select(chambers.c.visa_grace_until).where(chambers.c.code == code)
        month, _, day = str(self._connection.execute(chosen).scalar_one()).partition("-")
        return int(month), int(day)

    def lock(self, code: str) -> None:
        """Hold off other writers of this chamber until the transaction ends (SQLite already does)."""
        chosen = sa.select(chambers.c.code).where(chambers.c.code == code).with_for_update()
        # One row, or PostgreSQL has hidden it from a transaction of another chamber and nothing is held.
        self._connection.execute(chosen).one()

    def work_for(self, code: str) -> None:
        """From here on the transaction, begun for no chamber, writes for this one: an operator's list of several."""
        if self._connection.dialect.name == "postgresql":
            chosen = sa.text("SELECT set_config('muhur.chamber', :code, true)")
            self._connection.execute(chosen, {"code": code})
