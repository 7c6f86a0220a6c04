"""Signing in by a mailed link, and a new password by one. Opening a link uses nothing up: mail scanners open links."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from starlette.background import BackgroundTask

from muhur.signin.entering import From
from muhur.signin.mailed import use_up
from muhur.signin.onwards import Onwards
from muhur.signin.parts import SignIn
from muhur.signin.throttle import asking_bounds
from registry.accounts.codes import LINK, RECOVERY
from registry.doors import PageDoor
from registry.refusal import Refusal
from registry.visit import Visit


def router(*, door: PageDoor, signin: SignIn) -> APIRouter:
    """Pages that anyone may open."""
    routes = APIRouter(prefix="/giris", route_class=door.route)
    here = Depends(door.visit)

    def ask(visit: Visit, request: Request, purpose: str) -> Response:
        onwards, asked = Onwards.sent(visit), visit.value("login")
        template = "signin/ask_link.html" if purpose == LINK else "signin/ask_recovery.html"
        bounds = asking_bounds(visit.act, From.of(request).source, f"{purpose} {asked.casefold()}")
        try:
            signin.throttle.count(visit.act, bounds)
        except Refusal as refusal:
            return visit.draw(template, refusal=refusal, at="login", **onwards.values)
        response = visit.draw("signin/link_sent.html", purpose=purpose, keeps=signin.mailed.keeps(onwards))
        response.background = BackgroundTask(
            signin.mailed.send, purpose, asked, onwards, visit.act, visit.lang
        )
        return response

    @routes.get("/baglanti")
    def ask_for_link(visit: Annotated[Visit, here]) -> Response:
        return visit.draw("signin/ask_link.html", **Onwards.asked(visit).values)

    @routes.post("/baglanti")
    def send_link(visit: Annotated[Visit, here], request: Request) -> Response:
        return ask(visit, request, LINK)

    @routes.get("/unuttum")
    def ask_for_recovery(visit: Annotated[Visit, here]) -> Response:
        return visit.draw("signin/ask_recovery.html", **Onwards.asked(visit).values)

    @routes.post("/unuttum")
    def send_recovery(visit: Annotated[Visit, here], request: Request) -> Response:
        return ask(visit, request, RECOVERY)

    @routes.get("/baglanti/{code}")
    def show_link(code: str, visit: Annotated[Visit, here]) -> Response:
        try:
            brought = signin.mailed.read(code, LINK, visit.act)
        except Refusal as refusal:
            return visit.draw("signin/ask_link.html", refusal=refusal, **Onwards().values)
        return visit.draw("signin/use_link.html", name=brought.account.full_name, **Onwards().values)

    @routes.post("/baglanti/{code}")
    def use_link(code: str, visit: Annotated[Visit, here], request: Request) -> Response:
        try:
            brought = signin.mailed.read(code, LINK, visit.act)
            signin.mailed.use(brought, visit.act)
            return signin.entrance.arrive(visit, From.of(request), brought.onwards, brought.account, "link")
        except Refusal as refusal:
            signin.guard.record_refusal(visit.act, "signin.link", refusal.code)
            return visit.draw("signin/ask_link.html", refusal=refusal, **Onwards().values)

    @routes.get("/yeni-parola/{code}")
    def show_recovery(code: str, visit: Annotated[Visit, here]) -> Response:
        try:
            brought = signin.mailed.read(code, RECOVERY, visit.act)
        except Refusal as refusal:
            return visit.draw("signin/ask_recovery.html", refusal=refusal, **Onwards().values)
        return visit.draw("signin/new_password.html", account=brought.account, **Onwards().values)

    @routes.post("/yeni-parola/{code}")
    def recover(code: str, visit: Annotated[Visit, here], request: Request) -> Response:
        try:
            brought = signin.mailed.read(code, RECOVERY, visit.act)
        except Refusal as refusal:
            signin.guard.record_refusal(visit.act, "signin.recovery", refusal.code)
            return visit.draw("signin/ask_recovery.html", refusal=refusal, **Onwards().values)
        account, new = brought.account, visit.text("new_password")
        link = partial(use_up, brought=brought, act=visit.act)
        try:
            signin.changes.set_password(account, new, visit.act, visit.lang, first=link)
        except Refusal as refusal:
            return visit.draw(
                "signin/new_password.html",
                refusal=refusal,
                at="new_password",
                account=account,
                **Onwards().values,
            )
        return signin.entrance.arrive(visit, From.of(request), brought.onwards, account, "recovery")

    return routes
