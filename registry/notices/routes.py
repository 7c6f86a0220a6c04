"""Doors of members (share links, requests), officers (requests) and administrators (webhooks, quotas)."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from registry.act import Act
from registry.doors import API, Door, Flag, Whole, needs
from registry.notices.quotas import DEFAULTS, MOST_PER_DAY, quota_of, set_quota
from registry.notices.requests import decide_request, make_request
from registry.notices.shares import MAX_DAYS, end_share, make_share
from registry.notices.telling import EVENTS
from registry.notices.webhooks import WebhookMeans, WebhookRefused, add_webhook, end_webhook
from registry.records.asked.requests import MemberRequest
from registry.store import Store

Sentence = Annotated[str, Field(min_length=1, max_length=2_000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class ShareWanted(BaseModel):
    """A link to one of the member's documents."""

    model_config = ConfigDict(extra="forbid")
    belge_no: str = Field(min_length=1, max_length=40)
    days: Whole = Field(7, ge=1, le=MAX_DAYS)
    fields: list[Literal["mark", "attendance"]] = Field(default_factory=list, max_length=2)


class Share(BaseModel):
    """A share link. ``url`` stands in the answer that made it only."""

    id: UUID
    fields: list[str]
    made_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    open: bool
    url: str | None = None


class RequestWanted(BaseModel):
    """What a member asks for."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["duzeltme", "itiraz", "ad_degisikligi"]
    text: Sentence
    belge_no: str | None = Field(None, min_length=1, max_length=40)
    wanted: dict[Literal["given_name", "family_name", "title"], Name] = Field(default_factory=dict)


class Decision(BaseModel):
    """The chamber's answer."""

    model_config = ConfigDict(extra="forbid")
    granted: Flag
    answer: Sentence


class RequestShown(BaseModel):
    """A request and its answer."""

    id: UUID
    kind: str
    text: str
    wanted: dict[str, str]
    state: str
    made_at: datetime
    due_on: date
    answer: str | None
    decided_at: datetime | None


class WebhookWanted(BaseModel):
    """An address that is told of events."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(min_length=8, max_length=500)
    events: list[Annotated[str, Field(json_schema_extra={"enum": list(EVENTS)})]] = Field(
        min_length=1, max_length=len(EVENTS)
    )


class WebhookShown(BaseModel):
    """A webhook. ``secret`` stands in the answer that made it only."""

    id: UUID
    url: str
    events: list[str]
    active: bool
    created_at: datetime
    secret: str | None = None


class Delivery(BaseModel):
    """One delivery to a webhook."""

    id: UUID
    event: str
    made_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    tries: int
    last_error: str | None


class QuotaWanted(BaseModel):
    """How much a day."""

    model_config = ConfigDict(extra="forbid")
    per_day: Whole = Field(ge=0, le=MOST_PER_DAY)
    alarm_email: str | None = Field(None, max_length=254)


class QuotaShown(BaseModel):
    """A quota."""

    what: str
    per_day: int
    alarm_email: str | None


def _request(one: MemberRequest) -> RequestShown:
    return RequestShown(
        id=one.id,
        kind=one.kind,
        text=one.text,
        wanted=one.wanted,
        state=one.state,
        made_at=one.made_at,
        due_on=one.due_on,
        answer=one.answer,
        decided_at=one.decided_at,
    )


def router(
    *,
    store: Store,
    door: Door,
    public_url: str,
    webhooks: WebhookMeans,
) -> APIRouter:
    """Routes of the caller's own chamber."""
    routes = APIRouter(prefix=API, tags=["notices"], route_class=door.route)
    act_of = Depends(door.act)

    @routes.post("/self/shares", status_code=201, openapi_extra=needs("self"), summary="Make a share link")
    def share_make(body: ShareWanted, act: Annotated[Act, act_of]) -> Share:
        with store.writing(_chamber(act)) as records:
            one, token = make_share(
                records, act, UUID(act.caller.id), body.belge_no, days=body.days, fields=body.fields
            )
        return Share(
            id=one.id,
            fields=list(one.fields),
            made_at=one.made_at,
            expires_at=one.expires_at,
            ended_at=None,
            open=True,
            url=f"{public_url}/p/{token}",
        )

    @routes.get("/self/shares", openapi_extra=needs("self"), summary="My share links")
    def share_list(act: Annotated[Act, act_of]) -> list[Share]:
        with store.reading(_chamber(act)) as records:
            found = records.sharing.shares_of(_chamber(act), UUID(act.caller.id))
        return [
            Share(
                id=one.id,
                fields=list(one.fields),
                made_at=one.made_at,
                expires_at=one.expires_at,
                ended_at=one.ended_at,
                open=one.open_at(act.at),
            )
            for one in found
        ]

    @routes.delete(
        "/self/shares/{share_id}", status_code=204, openapi_extra=needs("self"), summary="End a share link"
    )
    def share_end(share_id: UUID, act: Annotated[Act, act_of]) -> None:
        with store.writing(_chamber(act)) as records:
            end_share(records, act, UUID(act.caller.id), share_id)

    @routes.post("/self/requests", status_code=201, openapi_extra=needs("self"), summary="Make a request")
    def request_make(body: RequestWanted, act: Annotated[Act, act_of]) -> RequestShown:
        with store.writing(_chamber(act)) as records:
            made = make_request(
                records,
                act,
                UUID(act.caller.id),
                kind=body.kind,
                text=body.text,
                belge_no=body.belge_no,
                wanted={str(name): value for name, value in body.wanted.items()},
            )
        return _request(made)

    @routes.get("/self/requests", openapi_extra=needs("self"), summary="My requests")
    def request_mine(act: Annotated[Act, act_of]) -> list[RequestShown]:
        with store.reading(_chamber(act)) as records:
            found = records.requests.of_member(_chamber(act), UUID(act.caller.id))
        return [_request(one) for one in found]

    @routes.get(
        "/requests", openapi_extra=needs("requests:read"), summary="Requests of the chamber's members"
    )
    def request_list(
        act: Annotated[Act, act_of], state: Literal["acik", "kabul", "ret"] | None = None
    ) -> list[RequestShown]:
        with store.reading(_chamber(act)) as records:
            found = records.requests.of_chamber(_chamber(act), state)
        return [_request(one) for one in found]

    @routes.post(
        "/requests/{request_id}/decide", openapi_extra=needs("requests:decide"), summary="Answer a request"
    )
    def request_decide(request_id: UUID, body: Decision, act: Annotated[Act, act_of]) -> RequestShown:
        with store.writing(_chamber(act)) as records:
            return _request(
                decide_request(records, act, request_id, granted=body.granted, answer=body.answer)
            )

    @routes.post(
        "/webhooks", status_code=201, openapi_extra=needs("programs:manage"), summary="Register a webhook"
    )
    def webhook_add(body: WebhookWanted, act: Annotated[Act, act_of]) -> WebhookShown:
        one = add_webhook(webhooks, act, body.url, body.events)
        return WebhookShown(
            id=one.id, url=one.url, events=list(one.events), active=True, created_at=act.at, secret=one.secret
        )

    @routes.get("/webhooks", openapi_extra=needs("programs:manage"), summary="The chamber's webhooks")
    def webhook_list(act: Annotated[Act, act_of]) -> list[WebhookShown]:
        with store.reading(_chamber(act)) as records:
            found = records.outbox.webhooks(_chamber(act))
        return [
            WebhookShown(
                id=one.id, url=one.url, events=list(one.events), active=one.active, created_at=one.created_at
            )
            for one in found
        ]

    @routes.get(
        "/webhooks/{webhook_id}/deliveries",
        openapi_extra=needs("programs:manage"),
        summary="Last deliveries to a webhook",
    )
    def webhook_deliveries(webhook_id: UUID, act: Annotated[Act, act_of]) -> list[Delivery]:
        with store.reading(_chamber(act)) as records:
            if webhook_id not in {one.id for one in records.outbox.webhooks(_chamber(act))}:
                raise WebhookRefused("access.not_found")
            found = records.outbox.deliveries(_chamber(act), webhook_id)
        return [Delivery(**one) for one in found]

    @routes.delete(
        "/webhooks/{webhook_id}",
        status_code=204,
        openapi_extra=needs("programs:manage"),
        summary="End a webhook",
    )
    def webhook_end(webhook_id: UUID, act: Annotated[Act, act_of]) -> None:
        end_webhook(store, act, webhook_id)

    @routes.get("/quotas", openapi_extra=needs("chamber:manage"), summary="The chamber's daily quotas")
    def quota_list(act: Annotated[Act, act_of]) -> list[QuotaShown]:
        with store.reading(_chamber(act)) as records:
            found = [quota_of(records, _chamber(act), what, act.at) for what in DEFAULTS]
        return [QuotaShown(what=one.what, per_day=one.per_day, alarm_email=one.alarm_email) for one in found]

    @routes.put("/quotas/{what}", openapi_extra=needs("chamber:manage"), summary="Set a daily quota")
    def quota_set(
        what: Literal["documents", "foreign_queries"], body: QuotaWanted, act: Annotated[Act, act_of]
    ) -> QuotaShown:
        with store.writing(_chamber(act)) as records:
            quota = set_quota(records, act, what, body.per_day, body.alarm_email)
        return QuotaShown(what=what, per_day=quota.per_day, alarm_email=quota.alarm_email)

    return routes


def _chamber(act: Act) -> str:
    return act.caller.chamber_code or ""
