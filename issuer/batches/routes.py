"""JSON doors over batches of the caller's own chamber."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, File, Query, Response, UploadFile

from issuer.batches import bodies
from issuer.batches.facts import IssueRefused
from issuer.batches.issuing import issue
from issuer.batches.preparation import Preparation, edit, prepare
from issuer.batches.steps import approve, return_, submit, withdraw
from issuer.batches.successors import prepare_renewal, prepare_replacement
from issuer.batches.view import listed, show
from issuer.begun import OpenKey
from issuer.report import report_csv
from registry.act import Act
from registry.doors import API, Day, Door, Instant, needs, problems
from registry.lists.csv_text import MAX_BYTES, ListRefused
from registry.store import Store

_READ, _PREPARE, _DECIDE = needs("batches:read"), needs("batches:prepare"), needs("batches:decide")
State = Literal["taslak", "onay_bekliyor", "onaylandi", "imzalandi", "yayinda", "vazgecildi"]


def router(*, store: Store, open_key: OpenKey | None, door: Door) -> APIRouter:
    """Routes over the register; without ``open_key`` approved batches are left to a worker that has the keys."""
    routes = APIRouter(prefix=API, tags=["batches"], route_class=door.route)
    by = Depends(door.act)

    @routes.get("/batches", openapi_extra=_READ, response_model=bodies.BatchPage)
    def batches(
        act: Annotated[Act, by],
        state: State | None = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    ) -> bodies.BatchPage:
        lines = listed(store, act, state=state, limit=limit, offset=offset)
        return bodies.BatchPage(
            batches=[
                bodies.BatchLineAnswer(batch=bodies.BatchAnswer.of(one.batch), documents=one.documents)
                for one in lines
            ]
        )

    @routes.get("/batches/{batch_id:uuid}", openapi_extra=_READ, response_model=bodies.WholeBatchAnswer)
    def batch(batch_id: UUID, act: Annotated[Act, by]) -> bodies.WholeBatchAnswer:
        view = show(store, act, batch_id)
        return bodies.WholeBatchAnswer(
            batch=bodies.BatchAnswer.of(view.batch), report=bodies.ReportAnswer.of(view.report)
        )

    @routes.get(
        "/batches/{batch_id}/report.csv",
        openapi_extra=_READ,
        response_class=Response,
        responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
    )
    def report(batch_id: UUID, act: Annotated[Act, by]) -> Response:
        view = show(store, act, batch_id)
        headers = {"Content-Disposition": f'attachment; filename="rapor-{batch_id}.csv"'}
        return Response(report_csv(view.report), media_type="text/csv; charset=utf-8", headers=headers)

    @routes.post("/batches", openapi_extra=_PREPARE, response_model=bodies.ReportAnswer)
    def new_batch(body: bodies.NewBatch, act: Annotated[Act, by]) -> bodies.ReportAnswer:
        return bodies.ReportAnswer.of(prepare(store, act, body.preparation(), dry_run=body.dry_run))

    @routes.post("/batches/file", openapi_extra=_PREPARE, response_model=bodies.ReportAnswer)
    def new_batch_of_file(
        file: Annotated[UploadFile, File(description="CSV or XLSX")],
        act: Annotated[Act, by],
        run: Annotated[
            str, Query(max_length=bodies.LONGEST_RUN_CODE, description="The run, PROGRAMME/NUMBER")
        ],
        decision_no: Annotated[str | None, Query(max_length=20)] = None,
        decision_on: Day | None = None,
        valid_from: Day | None = None,
        issue_at: Instant | None = None,
        purpose: bodies.Purpose = "duzenleme",
        dry_run: bool = False,
    ) -> bodies.ReportAnswer:
        data = file.file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ListRefused("list.too_large", megabytes=MAX_BYTES // (1024 * 1024))
        if (decision_no is None) != (decision_on is None):
            raise IssueRefused("lifecycle.decision_missing")
        decision = None
        if decision_no is not None and decision_on is not None:
            decision = bodies.decision_of(decision_no, decision_on)
        asked = Preparation(run, data, decision, valid_from, issue_at, purpose)
        return bodies.ReportAnswer.of(prepare(store, act, asked, dry_run=dry_run))

    @routes.put("/batches/{batch_id:uuid}", openapi_extra=_PREPARE, response_model=bodies.ReportAnswer)
    def edited_batch(
        batch_id: UUID, body: bodies.EditedBatch, act: Annotated[Act, by]
    ) -> bodies.ReportAnswer:
        return bodies.ReportAnswer.of(edit(store, act, batch_id, body.preparation(), version=body.version))

    @routes.post("/batches/replacement", openapi_extra=_PREPARE, response_model=bodies.ReportAnswer)
    def replacement(body: bodies.Replacement, act: Annotated[Act, by]) -> bodies.ReportAnswer:
        decision = None if body.decision is None else body.decision.decision()
        return bodies.ReportAnswer.of(
            prepare_replacement(
                store, act, body.belge_no, reason=body.reason, decision=decision, dry_run=body.dry_run
            )
        )

    @routes.post("/batches/renewal", openapi_extra=_PREPARE, response_model=bodies.ReportAnswer)
    def renewal(body: bodies.Renewal, act: Annotated[Act, by]) -> bodies.ReportAnswer:
        decision = None if body.decision is None else body.decision.decision()
        return bodies.ReportAnswer.of(
            prepare_renewal(
                store,
                act,
                body.belge_no,
                decision=decision,
                valid_from=body.valid_from,
                dry_run=body.dry_run,
            )
        )

    @routes.post("/batches/{batch_id}/submit", openapi_extra=_PREPARE, response_model=bodies.BatchAnswer)
    def submitted(batch_id: UUID, body: bodies.Submission, act: Annotated[Act, by]) -> bodies.BatchAnswer:
        decision = None if body.decision is None else body.decision.decision()
        return bodies.BatchAnswer.of(submit(store, act, batch_id, version=body.version, decision=decision))

    @routes.post("/batches/{batch_id}/withdraw", openapi_extra=_PREPARE, response_model=bodies.BatchAnswer)
    def withdrawn(batch_id: UUID, body: bodies.Step, act: Annotated[Act, by]) -> bodies.BatchAnswer:
        return bodies.BatchAnswer.of(withdraw(store, act, batch_id, version=body.version))

    @routes.post("/batches/{batch_id}/return", openapi_extra=_DECIDE, response_model=bodies.BatchAnswer)
    def returned(batch_id: UUID, body: bodies.Return, act: Annotated[Act, by]) -> bodies.BatchAnswer:
        return bodies.BatchAnswer.of(return_(store, act, batch_id, body.note, version=body.version))

    @routes.post(
        "/batches/{batch_id}/approve",
        openapi_extra=_DECIDE,
        response_model=bodies.ReportAnswer,
        responses=problems(429),
    )
    def approved(batch_id: UUID, body: bodies.Approval, act: Annotated[Act, by]) -> bodies.ReportAnswer:
        done = approve(
            store,
            act,
            batch_id,
            version=body.version,
            issue=body.issue,
            open_key=open_key,
            dry_run=body.dry_run,
        )
        return bodies.ReportAnswer.of(done)

    @routes.post(
        "/batches/{batch_id}/issue",
        openapi_extra=_DECIDE,
        response_model=bodies.ReportAnswer,
        responses=problems(429),
    )
    def issued(batch_id: UUID, body: bodies.Step, act: Annotated[Act, by]) -> bodies.ReportAnswer:
        if open_key is None:
            raise IssueRefused("issue.by_worker")
        return bodies.ReportAnswer.of(issue(store, act, batch_id, open_key, version=body.version))

    return routes
