"""The PDF that a document's holder gets: drawn, sealed once, kept under its hash, and from then on the same file.

A design that is not sealed is a function of its credential and is drawn each time.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from issuer.paper.kept import Kept
from issuer.paper.outages import REVOCATION, STORE, TIMESTAMP, Asking, at_once
from issuer.paper.sealing import Seal, SealingRefused, Stamping, form_of, seal_pdf
from keys.envelope import open_envelope
from keys.strict_json import parse
from registry.act import Act
from registry.chamber import Chamber
from registry.credential import TYP
from registry.log.proof import proof_bytes
from registry.log.tree import TreeRefused
from registry.records.credentials import RecordedCredential
from registry.records.registry_records import Records
from registry.records.sealed import SealedPdf
from registry.store import Store
from templates.drawing import design_of, draw

# The payload, its compact text, and the log's proof where the design carries it.
Draw = Callable[[Mapping[str, Any], str, bytes | None], bytes]
# Keeps the checkpoint of a proof outside the database, before the proof leaves the house.
Keep = Callable[[Records, bytes], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document's PDF and its SHA-256."""

    pdf: bytes
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Sheets:
    """Gives sheets. ``open_seal`` opens a chamber's seal at a time: the moment its key is used.

    ``asking`` surrounds whatever goes over the net.
    """

    store: Store
    kept: Kept
    open_seal: Callable[[Chamber, datetime], Seal]
    keep: Keep
    stamping: Stamping | None = None
    draw: Draw = draw
    asking: Asking = at_once

    def sheet(self, recorded: RecordedCredential, at: datetime) -> Sheet:
        """The PDF of a recorded credential, sealed at ``at`` if it was not before.

        Raises what ``draw`` does, and ``Refusal``: there is no seal, its key cannot be opened, no time-stamp came, or
        the original that the register names is not in its store (seal.missing): it is never quietly made anew.
        """
        payload = parse(open_envelope(recorded.compact, typ=TYP).payload)
        design = design_of(payload)
        if not design.sealed:
            pdf = self.draw(payload, recorded.compact, None)
            return Sheet(pdf, hashlib.sha256(pdf).digest())
        with self.store.reading(recorded.chamber_code) as records:
            known = records.sealed.find(recorded.id)
        if known is not None:
            return self._original(recorded, known)
        pdf, row = self.made(recorded, at)
        return self._first(recorded, pdf, row)

    def _original(self, recorded: RecordedCredential, known: SealedPdf) -> Sheet:
        with self.asking((STORE, "")):
            pdf = self.kept.get(known.sha256)
        if pdf is None:
            raise SealingRefused("seal.missing", belge_no=recorded.belge_no)
        return Sheet(pdf, known.sha256)

    def made(self, recorded: RecordedCredential, at: datetime) -> tuple[bytes, SealedPdf]:
        """A sealed PDF that is in the store and that no row names yet; ``put_down`` makes it the original."""
        payload = parse(open_envelope(recorded.compact, typ=TYP).payload)
        design = design_of(payload)
        with self.store.reading(recorded.chamber_code) as records:
            chamber = records.chambers.find(recorded.chamber_code)
            proof = self._proof(records, recorded) if design.carries_proof else None
        assert chamber is not None
        seal = self.open_seal(chamber, at)
        drawn = self.draw(payload, recorded.compact, proof)
        with self.asking((TIMESTAMP, ""), (REVOCATION, chamber.code)):
            pdf = seal_pdf(drawn, seal, at, self.stamping)
        with self.asking((STORE, "")):
            sha256 = self.kept.put(pdf)
        row = SealedPdf(
            credential_id=recorded.id,
            chamber_code=recorded.chamber_code,
            member_id=recorded.member_id,
            sha256=sha256,
            size=len(pdf),
            design=design.name,
            fingerprint=seal.certificate.fingerprint,
            form=form_of(self.stamping),
            sealed_at=at,
        )
        return pdf, row

    def _proof(self, records: Records, recorded: RecordedCredential) -> bytes:
        """The log's proof of the document's issue; a sheet waits until the log was signed over it.

        Raises ``SealingRefused`` log.waiting, log.no_key (nobody has signed the log yet) and log.tile.
        """
        try:
            proof = records.log.proof_of(recorded.id)
        except TreeRefused as error:
            raise SealingRefused("log.tile", where=str(error)) from error
        if proof is None:
            unsigned = records.log.head().checkpoint is None
            raise SealingRefused("log.no_key" if unsigned else "log.waiting", belge_no=recorded.belge_no)
        self.keep(records, proof.checkpoint)
        return proof_bytes(proof)

    def put_down(self, chamber_code: str, rows: Sequence[SealedPdf]) -> set[UUID]:
        """Write down which files are originals; of two that sealed one document at once, the first one is.

        Returns the credentials whose file this made the original; the files of the others are taken away.
        """
        with self.store.writing(chamber_code) as records:
            records.chambers.lock(chamber_code)
            new = [
                row
                for row in rows
                if records.sealed.find(row.credential_id) is None
                # Erased since: there is no document any more.
                and records.credentials.by_id(row.credential_id) is not None
            ]
            for row in new:
                records.sealed.add(row)
        ours = {row.credential_id for row in new}
        for row in rows:
            if row.credential_id not in ours:
                self.kept.forget(row.sha256)
        return ours

    def _first(self, recorded: RecordedCredential, pdf: bytes, row: SealedPdf) -> Sheet:
        if self.put_down(recorded.chamber_code, [row]):
            return Sheet(pdf, row.sha256)
        with self.store.reading(recorded.chamber_code) as records:
            there = records.sealed.find(recorded.id)
        if there is None:
            raise SealingRefused("document.not_found")
        return self._original(recorded, there)

    def seal_again(self, recorded: RecordedCredential, act: Act) -> Sheet:
        """Make a document's PDF anew, as a recorded act: another file becomes the original.

        The one before stays genuine for whoever has it: its seal holds and its page is the same.
        """
        if not design_of(parse(open_envelope(recorded.compact, typ=TYP).payload)).sealed:
            raise SealingRefused("seal.design", belge_no=recorded.belge_no)
        pdf, row = self.made(recorded, act.at)
        with self.store.writing(recorded.chamber_code) as records:
            records.chambers.lock(recorded.chamber_code)
            if records.credentials.by_id(recorded.id) is None:
                # Erased since: the file is loose, and tidied away.
                raise SealingRefused("document.not_found")
            before = records.sealed.find(recorded.id)
            if before is None:
                records.sealed.add(row)
            else:
                records.sealed.replace(row)
            records.audit.add(
                act,
                "documents.sealed_again",
                chamber_code=recorded.chamber_code,
                target_kind="document",
                target=recorded.belge_no,
                facts={"before": None if before is None else before.sha256.hex(), "after": row.sha256.hex()},
            )
        return Sheet(pdf, row.sha256)


def tidied(store: Store, kept: Kept, older_than: datetime) -> int:
    """Take away files that no row names and that are older than that; returns how many."""
    with store.reading() as records:
        named = set(records.sealed.hashes())
    loose = [one.sha256 for one in kept.listed() if one.sha256 not in named and one.since < older_than]
    for one in loose:
        kept.forget(one)
    return len(loose)
