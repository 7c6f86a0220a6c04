"""The chamber desk's pages over its members' requests, its webhooks and its daily quotas."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.notices.quotas import DEFAULTS, MOST_PER_DAY, quota_of, set_quota
from registry.notices.requests import decide_request
from registry.notices.routes import Decision, QuotaWanted, WebhookWanted
from registry.notices.telling import EVENTS
from registry.notices.webhooks import WebhookMeans, add_webhook, end_webhook
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import FormUnfit, Visit

REQUESTS, HOOKS, QUOTAS = "/oda/talepler", "/oda/bildirim-adresleri", "/oda/kotalar"


def router(*, store: Store, door: PageDoor, webhooks: WebhookMeans) -> APIRouter:
    """Pages of the visitor's own chamber."""
    routes = APIRouter(route_class=door.route)
    here = Depends(door.visit)

    def requests_page(visit: Visit, refusal: Refusal | None = None, which: UUID | None = None) -> Response:
        chamber = visit.act.caller.own_chamber()
        state = visit.query.get("state", "acik")
        with store.reading(chamber) as records:
            found = records.requests.of_chamber(chamber, state if state in ("acik", "kabul", "ret") else None)
            people = records.members.by_ids(chamber, {one.member_id for one in found})
        return visit.draw(
            "desk/requests.html",
            refusal=refusal,
            at="answer",
            requests=found,
            people=people,
            state=state,
            which=which,
        )

    @routes.get(REQUESTS, openapi_extra=needs("requests:read"))
    def requests(visit: Annotated[Visit, here]) -> Response:
        return requests_page(visit)

    @routes.post(f"{REQUESTS}/{{request_id}}", openapi_extra=needs("requests:decide"))
    def decide(request_id: UUID, visit: Annotated[Visit, here]) -> Response:
        chamber = visit.act.caller.own_chamber()
        try:
            granted = {"kabul": True, "ret": False}.get(visit.value("decision"))
            if granted is None:
                raise FormUnfit({"decision": ("literal_error", {})})
            body = visit.take(Decision, granted=granted)
            with store.writing(chamber) as records:
                decide_request(records, visit.act, request_id, granted=body.granted, answer=body.answer)
        except Refusal as refusal:
            return requests_page(visit, refusal, request_id)
        return visit.go(REQUESTS, done="request_decided")

    def hooks_page(visit: Visit, refusal: Refusal | None = None, at: str = "", **made: Any) -> Response:
        chamber = visit.act.caller.own_chamber()
        with store.reading(chamber) as records:
            hooks = [
                (one, records.outbox.deliveries(chamber, one.id, 10))
                for one in records.outbox.webhooks(chamber)
            ]
        return visit.draw(
            "desk/hooks.html",
            refusal=refusal,
            at=at,
            hooks=hooks,
            events=EVENTS,
            inside_allowed=webhooks.inside_allowed,
            **{"secret": "", **made},
        )

    @routes.get(HOOKS, openapi_extra=needs("programs:manage"))
    def hooks(visit: Annotated[Visit, here]) -> Response:
        return hooks_page(visit)

    @routes.post(HOOKS, openapi_extra=needs("programs:manage"))
    def new_hook(visit: Annotated[Visit, here]) -> Response:
        try:
            body = visit.take(WebhookWanted)
            one = add_webhook(webhooks, visit.act, body.url, body.events)
        except Refusal as refusal:
            return hooks_page(visit, refusal, "url")
        # Shown once, in the answer itself: a page to come back to would have to keep the secret.
        return hooks_page(visit, secret=one.secret)

    @routes.post(f"{HOOKS}/{{webhook_id}}/kapat", openapi_extra=needs("programs:manage"))
    def end_hook(webhook_id: UUID, visit: Annotated[Visit, here]) -> Response:
        end_webhook(store, visit.act, webhook_id)
        return visit.go(HOOKS, done="hook_ended")

    def quotas_page(visit: Visit, refusal: Refusal | None = None, which: str = "") -> Response:
        chamber = visit.act.caller.own_chamber()
        with store.reading(chamber) as records:
            found = [quota_of(records, chamber, what, visit.act.at) for what in DEFAULTS]
        return visit.draw("desk/quotas.html", refusal=refusal, quotas=found, which=which, most=MOST_PER_DAY)

    @routes.get(QUOTAS, openapi_extra=needs("chamber:manage"))
    def quotas(visit: Annotated[Visit, here]) -> Response:
        return quotas_page(visit)

    @routes.post(f"{QUOTAS}/{{what}}", openapi_extra=needs("chamber:manage"))
    def quota(what: str, visit: Annotated[Visit, here]) -> Response:
        try:
            body = visit.take(QuotaWanted)
            with store.writing(visit.act.caller.own_chamber()) as records:
                set_quota(records, visit.act, what, body.per_day, body.alarm_email)
        except Refusal as refusal:
            return quotas_page(visit, refusal, what)
        return visit.go(QUOTAS, done="quota_set")

    return routes
