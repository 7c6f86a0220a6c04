"""Records of seal certificates and of sealed PDFs."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from registry.chamber import SealKey
from registry.tables.base import row_of
from registry.tables.documents import credentials
from registry.tables.members import members
from registry.tables.sealing import seal_certificates, sealed_pdfs


@dataclass(frozen=True, slots=True)
class SealedPdf:
    """The one sealed file of a credential. ``form`` is its PAdES baseline level: ``B-B``, ``B-T`` or ``B-LT``."""

    credential_id: UUID
    chamber_code: str
    member_id: UUID
    sha256: bytes
    size: int
    design: str
    fingerprint: str
    form: str
    sealed_at: datetime


@dataclass(frozen=True, slots=True)
class SheetOfRun:
    """A document of a run with its holder; ``sha256`` is that of its sealed file, None before it was made."""

    belge_no: str
    sicil_no: str
    given_name: str
    family_name: str
    sha256: bytes | None


class SealedRecords:
    """Seals and what they were set to."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_key(self, one: SealKey) -> None:
        """Record a certificate; the private key stays where its URI says."""
        self._connection.execute(seal_certificates.insert(), row_of(one))

    def end_key(self, fingerprint: str, at: datetime) -> None:
        """Close the window of a certificate at ``at``."""
        self._connection.execute(
            seal_certificates.update()
            .where(seal_certificates.c.fingerprint == fingerprint)
            .values(valid_until=at)
        )

    def keys(self) -> list[SealKey]:
        """All certificates, oldest first for each owner."""
        chosen = sa.select(seal_certificates).order_by(
            seal_certificates.c.owner_slug, seal_certificates.c.valid_from, seal_certificates.c.fingerprint
        )
        return [SealKey(*row) for row in self._connection.execute(chosen)]

    def add(self, one: SealedPdf) -> None:
        """Record the sealed file of a credential that has none."""
        self._connection.execute(sealed_pdfs.insert(), row_of(one))

    def replace(self, one: SealedPdf) -> None:
        """Record another file as the original of its credential."""
        self._connection.execute(
            sealed_pdfs.update().where(sealed_pdfs.c.credential_id == one.credential_id).values(row_of(one))
        )

    def find(self, credential_id: UUID) -> SealedPdf | None:
        """The sealed file of a credential, or None."""
        chosen = sa.select(sealed_pdfs).where(sealed_pdfs.c.credential_id == credential_id)
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else SealedPdf(*row)

    def of_run(self, chamber_code: str, run_id: UUID) -> list[SheetOfRun]:
        """The documents of a run with the hash of their sealed files, in the Turkish alphabet of their holders.

        Erased ones are missing.
        """
        chosen = (
            sa.select(
                credentials.c.belge_no,
                members.c.sicil_no,
                members.c.given_name,
                members.c.family_name,
                sealed_pdfs.c.sha256,
            )
            .select_from(
                credentials.join(members, members.c.id == credentials.c.member_id).outerjoin(
                    sealed_pdfs, sealed_pdfs.c.credential_id == credentials.c.id
                )
            )
            .where(
                credentials.c.chamber_code == chamber_code,
                credentials.c.run_id == run_id,
                credentials.c.compact != "",
            )
            .order_by(members.c.sort_key, credentials.c.belge_no)
        )
        return [SheetOfRun(*row) for row in self._connection.execute(chosen)]

    def hashes(self) -> Iterator[bytes]:
        """The SHA-256 of every original there is."""
        yield from self._connection.execute(sa.select(sealed_pdfs.c.sha256)).scalars()

    def of_members(self, chamber_code: str, member_ids: Collection[UUID]) -> list[bytes]:
        """The SHA-256 of the files that show these entries of a chamber."""
        chosen = sa.select(sealed_pdfs.c.sha256).where(
            sealed_pdfs.c.chamber_code == chamber_code, sealed_pdfs.c.member_id.in_(member_ids)
        )
        return list(self._connection.execute(chosen).scalars())

    def newest(self, limit: int) -> list[SealedPdf]:
        """The files that were sealed last."""
        chosen = sa.select(sealed_pdfs).order_by(sealed_pdfs.c.sealed_at.desc(), sealed_pdfs.c.sha256)
        return [SealedPdf(*row) for row in self._connection.execute(chosen.limit(limit))]
