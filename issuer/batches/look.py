"""A batch as people look at it: page by page, with who did what, however long its list is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from issuer.batches.content import content_hash
from issuer.batches.facts import run_by_id
from issuer.batches.judging import already_authorised, authorisations
from issuer.batches.preparation import found_batch
from issuer.reasons import Reason
from issuer.report import RowResult
from registry.access import USER
from registry.act import Act
from registry.istanbul import day_of
from registry.lifecycle import ONAY_BEKLIYOR, TASLAK
from registry.programme import Programme, Run
from registry.records.preparing.batches import Batch, Draft
from registry.records.registry_records import Records
from registry.store import Store


@dataclass(frozen=True, slots=True)
class LookRow:
    """One document of a batch: what it says of its holder, and its number once it is made."""

    place: int
    line: int
    sicil_no: str
    name: str
    title: str
    evidence: list[int | None]
    support: str | None
    earlier: str | None
    belge_no: str | None
    notes: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, draft: Draft, belge_no: str | None, notes: tuple[Reason, ...] = ()) -> "LookRow":
        """From the draft."""
        content: Mapping[str, Any] = draft.content
        support = content.get("support") or {}
        earlier = content.get("replaces") or content.get("renews") or {}
        # The sheet names earlier paper in the same place.
        paper = content.get("earlier", {}).get("paper", {}).get("number")
        return cls(
            draft.place,
            content.get("line", draft.place + 1),
            content.get("sicil_no", ""),
            content.get("holder_name", ""),
            content.get("holder_title", ""),
            content.get("evidence", []),
            support.get("belge_no") or paper,
            earlier.get("belge_no"),
            belge_no,
            notes,
        )


@dataclass(frozen=True, slots=True)
class Look:
    """A batch with one page of its documents and all that became none.

    ``people`` are names by how registers name an actor; ``has_list``: its rows can be opened again; ``authorised``:
    documents of the batch, before it is approved, whose holders have a valid yetki of the same area already.
    """

    batch: Batch
    programme: Programme
    run: Run
    documents: int
    recorded: int
    rows: list[LookRow]
    refused: list[RowResult]
    people: Mapping[str, str]
    sha256: str
    has_list: bool
    authorised: int = 0


def look(store: Store, act: Act, batch_id: UUID, *, limit: int, offset: int) -> Look:
    """One batch of the caller's chamber; audited, for it shows names."""
    with store.writing(act.caller.own_chamber()) as records:
        batch = found_batch(records, act, "batches:read", batch_id, None)
        run = run_by_id(records, batch.run_id)
        programme = records.programmes.find(run.programme_code)
        assert programme is not None
        drafts = records.batches.drafts(batch, limit, offset)
        issued = records.credentials.issued(batch.run_id, {one.member_id for one in drafts})
        numbers = {key: found.belge_no for key, found in issued.items()}
        notes = _notes(records, batch, programme, day_of(act.at))
        found = Look(
            batch,
            programme,
            run,
            records.batches.counted([batch.id]).get(batch.id, 0),
            records.batches.recorded(batch),
            [
                LookRow.of(one, numbers.get((one.member_id, one.ordinal)), notes.get(one.place, ()))
                for one in drafts
            ],
            [RowResult.of_stored(one) for one in batch.refused],
            people_of(records, batch.chamber_code),
            _hash(records, batch),
            records.open_lists.of_batch(batch.chamber_code, batch.id) is not None,
            len(notes),
        )
        records.audit.add(
            act, "batches.read", chamber_code=batch.chamber_code, target_kind="batch", target=str(batch.id)
        )
    return found


def _notes(
    records: Records, batch: Batch, programme: Programme, today: date
) -> dict[int, tuple[Reason, ...]]:
    """What an approver should know of documents that wait, by their place."""
    if batch.state not in (TASLAK, ONAY_BEKLIYOR) or programme.kind != "yetki":
        return {}
    drafts = records.batches.drafts(batch)
    held = authorisations(records, programme, [one.member_id for one in drafts], today)
    said = {
        one.place: already_authorised(programme, held.get(one.member_id), one.renews_id or one.replaces_id)
        for one in drafts
    }
    return {place: notes for place, notes in said.items() if notes}


def people_of(records: Records, chamber_code: str) -> dict[str, str]:
    """Names of a chamber's users, by how registers name them."""
    return {f"{USER}:{one.login}": one.full_name for one in records.users.all(chamber_code)}


def _hash(records: Records, batch: Batch) -> str:
    """What an approval binds, or would bind now, as hexadecimal."""
    if batch.content_sha256 is not None:
        return batch.content_sha256.hex()
    if batch.state not in (TASLAK, ONAY_BEKLIYOR):
        return ""
    return content_hash(batch.content, (one.content for one in records.batches.drafts(batch))).hex()


@dataclass(frozen=True, slots=True)
class Way:
    """How far the signing of a batch is."""

    state: str
    done: int
    total: int


def way(store: Store, act: Act, batch_id: UUID) -> Way:
    """How far a batch is; without names."""
    with store.reading(act.caller.own_chamber()) as records:
        batch = found_batch(records, act, "batches:read", batch_id, None)
        total = records.batches.counted([batch.id]).get(batch.id, 0)
        return Way(batch.state, records.batches.recorded(batch), total)


def waiting_lists(store: Store, act: Act, *, unsaved: bool) -> dict[str, Any]:
    """For the list of batches: lists that are none yet, with their runs; and who is who."""
    chamber_code = act.caller.own_chamber()
    with store.reading(chamber_code) as records:
        lists = (
            records.open_lists.unsaved(chamber_code) if unsaved and act.caller.has("batches:prepare") else []
        )
        runs = {one.run_id: run_by_id(records, one.run_id).code for one in lists}
        return {
            "unsaved": [(one, runs[one.run_id]) for one in lists],
            "people": people_of(records, chamber_code),
        }
