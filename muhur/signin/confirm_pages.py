"""Proving again who one is, before something that counts: password and code, or a passkey."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from muhur.signin import accounts
from muhur.signin.accounts import Account
from muhur.signin.entering import From
from muhur.signin.onwards import Onwards
from muhur.signin.parts import SignIn
from muhur.signin.refused import SignInRefused
from registry.access import AccessRefused
from registry.accounts.holder import Holder
from registry.doors import PageDoor, needs
from registry.refusal import Refusal
from registry.visit import Visit

PATH = "/giris/dogrula"


def router(*, door: PageDoor, signin: SignIn) -> APIRouter:
    """Pages of whoever is signed in."""
    routes = APIRouter(prefix=PATH, route_class=door.route)
    here = Depends(door.visit)

    @routes.get("", openapi_extra=needs("account"))
    def ask(visit: Annotated[Visit, here]) -> Response:
        return _page(signin, visit, Onwards.asked(visit))

    @routes.post("", openapi_extra=needs("account"))
    def prove(visit: Annotated[Visit, here], request: Request) -> Response:
        onwards = Onwards.sent(visit)
        if visit.value("ask"):
            # Sent on from another form, which waits here.
            return _page(signin, visit, onwards)
        try:
            _prove(signin, visit, request)
        except Refusal as refusal:
            return _page(signin, visit, onwards, refusal)
        signin.sessions.confirm(visit.session, visit.act)
        return onwards.answer(visit)

    return routes


def account_of(signin: SignIn, visit: Visit) -> Account:
    """The account of the session."""
    with signin.store.reading() as records:
        found = accounts.of_holder(records, Holder.of_caller(visit.act.caller), visit.act.at)
    if found is None:
        raise AccessRefused("access.sign_in")
    return found


def _ways(signin: SignIn, account: Account) -> dict[str, Any]:
    with signin.store.reading() as records:
        app = records.authenticators.find(account.holder)
        return {
            "has_password": records.passwords.find(account.holder) is not None,
            "has_app": app is not None,
            "has_passkey": bool(records.passkeys.of_holder(account.holder)),
        }


def _page(signin: SignIn, visit: Visit, onwards: Onwards, refusal: Refusal | None = None) -> Response:
    account = account_of(signin, visit)
    ways = _ways(signin, account)
    return visit.draw("signin/confirm.html", refusal=refusal, account=account, **ways, **onwards.values)


def _prove(signin: SignIn, visit: Visit, request: Request) -> None:
    account = account_of(signin, visit)
    if answer := visit.value("passkey"):
        signin.entrance.by_passkey(visit.act, answer, account)
        return
    ways = _ways(signin, account)
    if not ways["has_password"] and not ways["has_app"]:
        raise SignInRefused("signin.nothing_to_show")
    if ways["has_password"]:
        typed = visit.text("password")
        signin.entrance.again(visit.act, From.of(request), account, typed)
    if ways["has_app"]:
        signin.steps.accept_code(account, visit.value("code"), visit.act)
