"""What a batch shows: its state, and how every row of its list stands."""

from dataclasses import dataclass
from uuid import UUID

from issuer.batches.preparation import PREPARED, found_batch, locked
from issuer.reasons import Reason
from issuer.report import IssueReport, RowResult
from registry.act import Act
from registry.lifecycle import VAZGECILDI, YAYINDA
from registry.member import ERASED_NAME
from registry.records.preparing.batches import Batch, Draft
from registry.records.registry_records import Records
from registry.store import Store


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch with its row report."""

    batch: Batch
    report: IssueReport


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch in a list, with the number of its drafts."""

    batch: Batch
    documents: int


def show(store: Store, act: Act, batch_id: UUID) -> BatchView:
    """One batch of the caller's chamber with every row."""
    with locked(store, act) as records:
        batch = found_batch(records, act, "batches:read", batch_id, None)
        report = batch_report(records, batch, records.batches.drafts(batch))
        records.audit.add(
            act,
            "batches.read",
            chamber_code=batch.chamber_code,
            target_kind="batch",
            target=str(batch.id),
        )
    return BatchView(batch, report)


def listed(
    store: Store,
    act: Act,
    *,
    state: str | None = None,
    run_id: UUID | None = None,
    limit: int = 50,
    offset: int = 0,
) -> list[BatchLine]:
    """Batches of the caller's chamber, newest first; no rows and so no names."""
    chamber_code = act.caller.chamber_code or ""
    act.caller.require("batches:read", chamber_code)
    with store.writing(chamber_code) as records:
        found = records.batches.newest(chamber_code, state=state, run_id=run_id, limit=limit, offset=offset)
        counted = records.batches.counted([one.id for one in found])
        records.audit.add(act, "batches.listed", chamber_code=chamber_code, facts={"batches": len(found)})
    return [BatchLine(one, counted.get(one.id, 0)) for one in found]


def batch_report(
    records: Records,
    batch: Batch,
    drafts: list[Draft],
    *,
    dry_run: bool = False,
    issued_here: frozenset[int] | None = None,
) -> IssueReport:
    """The row report of a batch. ``issued_here``: places whose documents this very act has made."""
    report = IssueReport(batch.content["run"], dry_run, batch_id=batch.id, state=batch.state)
    report.version = batch.version
    issued = records.credentials.issued(batch.run_id, {one.member_id for one in drafts})
    waiting = "withdrawn" if batch.state == VAZGECILDI else "would_issue" if dry_run else PREPARED
    for draft in drafts:
        document = issued.get((draft.member_id, draft.ordinal))
        number = None if document is None else document.belge_no
        here = batch.state == YAYINDA if issued_here is None else draft.place in issued_here
        result = waiting if number is None else "issued" if here else "already_issued"
        reasons = (Reason("rule.already_issued", {"belge_no": number}),) if result == "already_issued" else ()
        report.rows.append(
            RowResult(
                draft.content["line"],
                # Of an erased member only the line is left.
                draft.content.get("sicil_no", ""),
                draft.content.get("holder_name", " ".join(ERASED_NAME)),
                result,
                number,
                reasons,
                draft.content.get("earlier", {}).get("paper", {}).get("number"),
            )
        )
    report.rows += [RowResult.of_stored(one) for one in batch.refused]
    report.rows.sort(key=lambda one: one.line)
    return report
