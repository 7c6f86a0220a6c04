"""The PDF that a document's holder gets: drawn, sealed once, kept under its hash, and from then on the same file.

A design that is not sealed is a function of its credential and is drawn each time.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from issuer.paper.kept import KeptStore
from issuer.paper.sealing import Seal, SealingRefused, Stamping, form_of, seal_pdf
from keys.envelope import open_envelope
from keys.strict_json import parse
from registry.act import Act
from registry.chamber import Chamber
from registry.credential import TYP
from registry.records.credentials import RecordedCredential
from registry.sealed import SealedPdf
from registry.store import Store
from templates.drawing import design_of, draw

Draw = Callable[[Mapping[str, Any], str], bytes]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document's PDF and its SHA-256."""

    pdf: bytes
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Sheets:
    """Gives sheets. ``open_seal`` opens a chamber's seal at a time: the moment its key is used."""

    store: Store
    kept: KeptStore
    open_seal: Callable[[Chamber, datetime], Seal]
    stamping: Stamping | None = None
    draw: Draw = draw

    def sheet(self, recorded: RecordedCredential, at: datetime) -> Sheet:
        """The PDF of a recorded credential, sealed at ``at`` if it was not before.

        Raises what ``draw`` does, and ``Refusal``: there is no seal, its key cannot be opened, no time-stamp came, or
        the original that the register names is not in its store (seal.missing): it is never quietly made anew.
        """
        payload = parse(open_envelope(recorded.compact, typ=TYP).payload)
        design = design_of(payload)
        if not design.sealed:
            pdf = self.draw(payload, recorded.compact)
            return Sheet(pdf, hashlib.sha256(pdf).digest())
        with self.store.reading(recorded.chamber_code) as records:
            known = records.sealed.find(recorded.id)
            chamber = records.chambers.find(recorded.chamber_code)
        assert chamber is not None
        if known is not None:
            return self._original(recorded, known)
        return self._first(recorded, self._sealed(recorded, chamber, payload, at))

    def _original(self, recorded: RecordedCredential, known: SealedPdf) -> Sheet:
        pdf = self.kept.get(known.sha256)
        if pdf is None:
            raise SealingRefused("seal.missing", belge_no=recorded.belge_no)
        return Sheet(pdf, known.sha256)

    def _sealed(
        self, recorded: RecordedCredential, chamber: Chamber, payload: Mapping[str, Any], at: datetime
    ) -> tuple[bytes, SealedPdf]:
        seal = self.open_seal(chamber, at)
        pdf = seal_pdf(self.draw(payload, recorded.compact), seal, at, self.stamping)
        row = SealedPdf(
            credential_id=recorded.id,
            chamber_code=recorded.chamber_code,
            member_id=recorded.member_id,
            sha256=self.kept.put(pdf),
            size=len(pdf),
            design=design_of(payload).name,
            fingerprint=seal.certificate.fingerprint,
            form=form_of(self.stamping),
            sealed_at=at,
        )
        return pdf, row

    def _first(self, recorded: RecordedCredential, made: tuple[bytes, SealedPdf]) -> Sheet:
        """Of two that seal one document at once, the first to be written down is the original."""
        pdf, row = made
        with self.store.writing(recorded.chamber_code) as records:
            records.chambers.lock(recorded.chamber_code)
            there = records.sealed.find(recorded.id)
            erased = records.credentials.by_id(recorded.id) is None
            if there is None and not erased:
                records.sealed.add(row)
        if there is None and not erased:
            return Sheet(pdf, row.sha256)
        self.kept.forget(row.sha256)
        if there is None:
            raise SealingRefused("document.not_found")
        return self._original(recorded, there)

    def seal_again(self, recorded: RecordedCredential, act: Act) -> Sheet:
        """Make a document's PDF anew, as a recorded act: another file becomes the original.

        The one before stays genuine for whoever has it: its seal holds and its page is the same.
        """
        payload = parse(open_envelope(recorded.compact, typ=TYP).payload)
        with self.store.reading(recorded.chamber_code) as records:
            chamber = records.chambers.find(recorded.chamber_code)
        assert chamber is not None
        if not design_of(payload).sealed:
            raise SealingRefused("seal.design", belge_no=recorded.belge_no)
        pdf, row = self._sealed(recorded, chamber, payload, act.at)
        with self.store.writing(recorded.chamber_code) as records:
            records.chambers.lock(recorded.chamber_code)
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


def tidied(store: Store, kept: KeptStore, older_than: datetime) -> int:
    """Take away files that no row names and that are older than that; returns how many."""
    with store.reading() as records:
        named = set(records.sealed.hashes())
    loose = [one.sha256 for one in kept.listed() if one.sha256 not in named and one.since < older_than]
    for one in loose:
        kept.forget(one)
    return len(loose)
