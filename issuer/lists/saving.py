"""A list under work becomes a batch, or takes the place of a draft batch's rows; and a draft batch is opened again."""

from dataclasses import replace
from uuid import UUID

from issuer.batches.facts import IssueRefused, facts_of, require, run_by_id
from issuer.batches.preparation import (
    acting_roles,
    edit_locked,
    found_batch,
    prepare_locked,
)
from issuer.batches.steps import submit_locked
from issuer.lists.work import Basis, asked_for, changing, columns_of_basis, judged_rows, row_of
from issuer.rules import has_training
from registry.act import Act
from registry.ids import uuid7
from registry.lifecycle import VAZGECILDI, step
from registry.lists.csv_text import ListRow
from registry.records.preparing.batches import Batch
from registry.records.preparing.open_lists import OpenList
from registry.records.registry_records import Records
from registry.store import Store


def save(store: Store, act: Act, list_id: UUID, basis: Basis, *, version: int, send: bool = False) -> UUID:
    """Save a list as a draft batch, or into the one it came from; ``send``: for approval in the same step.

    All of it or nothing. Returns the batch. Raises ``IssueRefused`` batch.empty if no row qualifies.
    """
    with changing(store, act, list_id, version) as (records, one):
        asked, read = asked_for(records, act, one, basis)
        if one.batch_id is None:
            _, made, _ = prepare_locked(records, act, asked, read)
            if made is None:
                raise IssueRefused("batch.empty")
            batch = made
        else:
            _, batch = edit_locked(records, act, one.batch_id, asked, read)
        if send:
            batch = submit_locked(records, act, batch, basis.decision)
        records.open_lists.change(
            one,
            batch_id=batch.id,
            changed_by=act.actor,
            changed_at=act.at.replace(microsecond=0),
            **columns_of_basis(basis),
        )
        return batch.id


def open_batch(store: Store, act: Act, batch_id: UUID) -> OpenList:
    """The rows of a draft batch to work on again, judged by the register of now.

    A batch that came through another door has no list: one is made of its drafts, the evidence on record, and of
    what was refused.
    """
    chamber_code = act.caller.own_chamber()
    require(act, "batches:prepare", chamber_code)
    with store.writing(chamber_code) as records:
        batch = found_batch(records, act, "batches:prepare", batch_id, None)
        step("edit", batch.state, roles=acting_roles(act))
        if "reason" in batch.content or batch.purpose not in ("duzenleme", "yenileme"):
            raise IssueRefused("batch.no_list")
        known = records.open_lists.of_batch(chamber_code, batch_id)
        if known is not None:
            results = judged_rows(records, act, known)
            return records.open_lists.change(known, results=results)
        made = _list_of(records, act, batch)
        made = replace(made, results=judged_rows(records, act, made))
        records.open_lists.add(made)
        records.audit.add(
            act, "lists.opened", chamber_code=chamber_code, target_kind="list", target=str(made.id)
        )
        return made


def open_copy(store: Store, act: Act, batch_id: UUID) -> OpenList:
    """The rows of a batch that was given up, as a new list."""
    chamber_code = act.caller.own_chamber()
    require(act, "batches:prepare", chamber_code)
    with store.writing(chamber_code) as records:
        batch = found_batch(records, act, "batches:prepare", batch_id, None)
        known = records.open_lists.of_batch(chamber_code, batch_id)
        if batch.state != VAZGECILDI or known is None:
            raise IssueRefused("worklist.gone")
        made = replace(
            known,
            id=uuid7(act.at),
            batch_id=None,
            version=1,
            changed_by=act.actor,
            changed_at=act.at.replace(microsecond=0),
        )
        made = replace(made, results=judged_rows(records, act, made))
        records.open_lists.add(made)
        records.audit.add(
            act, "lists.opened", chamber_code=chamber_code, target_kind="list", target=str(made.id)
        )
        return made


def _list_of(records: Records, act: Act, batch: Batch) -> OpenList:
    facts = facts_of(records, run_by_id(records, batch.run_id), batch.decision, batch.valid_from)
    evidence = {}
    if has_training(facts.programme):
        evidence = {one.member_id: one for one in records.programmes.participations(batch.run_id)}
    drafts = records.batches.drafts(batch)
    members = records.members.by_ids(batch.chamber_code, {one.member_id for one in drafts})
    rows: dict[int, ListRow] = {}
    for draft in drafts:
        line = draft.content["line"]
        row = row_of(line, members[draft.member_id], evidence.get(draft.member_id))
        support = draft.content.get("support")
        rows[line] = (
            row if support is None else ListRow(line, {**row.cells, "dayanak_belge_no": support["belge_no"]})
        )
    numbers = records.members.find(batch.chamber_code, {one["sicil_no"] for one in batch.refused})
    for one in batch.refused:
        member = numbers.get(one["sicil_no"])
        given, _, family = str(one["name"]).rpartition(" ")
        cells = {"sicil_no": one["sicil_no"], "ad": given, "soyad": family}
        known = None if member is None else evidence.get(member.id)
        rows[one["line"]] = (
            ListRow(one["line"], cells) if member is None else row_of(one["line"], member, known)
        )
    return OpenList(
        id=uuid7(act.at),
        chamber_code=batch.chamber_code,
        run_id=batch.run_id,
        name="",
        rows=[[line, dict(rows[line].cells), None] for line in sorted(rows)],
        results=[],
        notes={},
        purpose=batch.purpose,
        changed_by=act.actor,
        changed_at=act.at.replace(microsecond=0),
        batch_id=batch.id,
        decision_no=batch.decision_no,
        decision_on=batch.decision_on,
        valid_from=batch.valid_from,
        issue_at=batch.issue_at,
    )
