"""Taking up an invitation: who one is, and what one signs in by from now on."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from muhur.signin.entering import From
from muhur.signin.invited import Invited
from muhur.signin.onwards import Onwards
from muhur.signin.parts import SignIn
from muhur.signin.passwords import check_password
from muhur.signin.refused import SignInRefused
from registry.act import Act
from registry.doors import PageDoor
from registry.records.registry_records import Records
from registry.visit import Visit


def router(*, door: PageDoor, signin: SignIn) -> APIRouter:
    """Pages that whoever has the link may open; opening one uses nothing up."""
    routes = APIRouter(prefix="/davet", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("/{code}")
    def show(code: str, visit: Annotated[Visit, here]) -> Response:
        try:
            return _page(visit, signin.invitations.read(code, visit.act))
        except SignInRefused as refusal:
            return visit.draw("signin/invitation_over.html", refusal=refusal)

    @routes.post("/{code}")
    def take_up(code: str, visit: Annotated[Visit, here], request: Request) -> Response:
        try:
            invited = signin.invitations.read(code, visit.act)
        except SignInRefused as refusal:
            return visit.draw("signin/invitation_over.html", refusal=refusal)
        try:
            if visit.value("way") == "provider":
                signin.invitations.prove(invited, visit.value("sicil_no"), visit.act)
                proved = signin.invitations.proved(invited, visit.act)
                return visit.draw("signin/invited_provider.html", proved=proved)
            by = _take_up(signin, visit, invited)
        except SignInRefused as refusal:
            signin.guard.record_refusal(visit.act, "signin.invitation", refusal.code, invited.account.holder)
            at = {"invitation": "sicil_no", "password": "new_password"}.get(
                refusal.code.partition(".")[0], ""
            )
            return _page(visit, invited, refusal, at)
        return signin.entrance.arrive(
            visit, From.of(request), Onwards(), invited.account, by, two_steps=by == "passkey"
        )

    @routes.post("/{code}/istek")
    def new_passkey(code: str, visit: Annotated[Visit, here]) -> Response:
        invited = signin.invitations.read(code, visit.act)
        try:
            signin.invitations.prove(invited, visit.value("sicil_no"), visit.act)
        except SignInRefused as refusal:
            signin.guard.record_refusal(visit.act, "signin.invitation", refusal.code, invited.account.holder)
            raise
        return JSONResponse(signin.passkeys.offer(visit.act, invited.account))

    return routes


def _page(visit: Visit, invited: Invited, refusal: SignInRefused | None = None, at: str = "") -> Response:
    asks_sicil_no = invited.sicil_no is not None
    return visit.draw(
        "signin/invited.html", refusal=refusal, at=at, account=invited.account, asks_sicil_no=asks_sicil_no
    )


def _take_up(signin: SignIn, visit: Visit, invited: Invited) -> str:
    """Prove, choose, take up; returns by what the account is opened from now on."""
    account, act = invited.account, visit.act
    signin.invitations.prove(invited, visit.value("sicil_no"), act)
    if answer := visit.value("new_passkey"):
        made = signin.passkeys.made(answer, visit.value("name"), account, act)
        signin.invitations.take_up(invited, act, visit.lang, lambda records: records.passkeys.add(made))
        return "passkey"
    hashed = signin.passwords.hashed(check_password(visit.text("new_password"), account.names))
    signin.invitations.take_up(invited, act, visit.lang, partial(_set_password, invited, hashed, act))
    return "password"


def _set_password(invited: Invited, hashed: str, act: Act, records: Records) -> None:
    records.passwords.set(invited.account.holder, hashed, act.at)
