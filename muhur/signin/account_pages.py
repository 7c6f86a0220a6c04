"""One's own account: password, passkeys, authenticator app, open sessions, language."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from muhur.signin.confirm_pages import PATH as CONFIRM
from muhur.signin.confirm_pages import account_of
from muhur.signin.entering import From
from muhur.signin.onwards import Onwards
from muhur.signin.parts import SignIn
from registry.doors import PageDoor, needs
from registry.refusal import Refusal
from registry.visit import Visit

HOME = "/hesap"


def router(*, door: PageDoor, signin: SignIn) -> APIRouter:
    """Pages of whoever is signed in; changes ask to prove again who one is."""
    routes = APIRouter(prefix=HOME, route_class=door.route)
    here = Depends(door.visit)
    mine = needs("account")

    @routes.get("", openapi_extra=mine)
    def account(visit: Annotated[Visit, here]) -> Response:
        return _page(signin, visit)

    @routes.post("/parola", openapi_extra=mine)
    def change_password(visit: Annotated[Visit, here], request: Request) -> Response:
        one = account_of(signin, visit)
        with signin.store.reading() as records:
            has_password = records.passwords.find(one.holder) is not None
        if not has_password and not visit.confirmed:
            return _confirm_first(visit)
        at = "password"
        try:
            if has_password:
                typed = visit.text("password")
                signin.entrance.again(visit.act, From.of(request), one, typed)
            at = "new_password"
            new = visit.text("new_password")
            signin.changes.set_password(one, new, visit.act, visit.lang, visit.session.token_sha256)
        except Refusal as refusal:
            return _page(signin, visit, refusal, at)
        return visit.go(HOME, done="password_set")

    @routes.post("/gecis/istek", openapi_extra=mine)
    def new_passkey(visit: Annotated[Visit, here]) -> Response:
        if not visit.confirmed:
            return JSONResponse({"go": f"{CONFIRM}?next={HOME}"}, status_code=403)
        return JSONResponse(signin.passkeys.offer(visit.act, account_of(signin, visit)))

    @routes.post("/gecis", openapi_extra=mine)
    def add_passkey(visit: Annotated[Visit, here]) -> Response:
        if not visit.confirmed:
            return _confirm_first(visit)
        one = account_of(signin, visit)
        try:
            made = signin.passkeys.made(visit.value("new_passkey"), visit.value("name"), one, visit.act)
            signin.changes.add_passkey(one, made, visit.act, visit.lang, visit.session.token_sha256)
        except Refusal as refusal:
            return _page(signin, visit, refusal)
        return visit.go(HOME, done="passkey_added")

    @routes.post("/gecis/{passkey_id}/ad", openapi_extra=mine)
    def rename_passkey(passkey_id: UUID, visit: Annotated[Visit, here]) -> Response:
        signin.changes.rename_passkey(account_of(signin, visit), passkey_id, visit.value("name"), visit.act)
        return visit.go(HOME, done="passkey_renamed")

    @routes.post("/gecis/{passkey_id}/sil", openapi_extra=mine)
    def remove_passkey(passkey_id: UUID, visit: Annotated[Visit, here]) -> Response:
        if not visit.confirmed:
            return _confirm_first(visit)
        try:
            signin.changes.remove_passkey(
                account_of(signin, visit), passkey_id, visit.act, visit.lang, visit.session.token_sha256
            )
        except Refusal as refusal:
            return _page(signin, visit, refusal)
        return visit.go(HOME, done="passkey_removed")

    @routes.get("/uygulama", openapi_extra=mine)
    def app(visit: Annotated[Visit, here]) -> Response:
        if not visit.confirmed:
            return _confirm_first(visit, f"{HOME}/uygulama")
        return _app_page(signin, visit)

    @routes.post("/uygulama", openapi_extra=mine)
    def set_app(visit: Annotated[Visit, here]) -> Response:
        if not visit.confirmed:
            return _confirm_first(visit, f"{HOME}/uygulama")
        one = account_of(signin, visit)
        try:
            signin.steps.count_set_up(one, visit.act)
            codes = signin.changes.set_app(
                one,
                visit.value("secret"),
                visit.value("code"),
                visit.act,
                visit.lang,
                visit.session.token_sha256,
            )
        except Refusal as refusal:
            return _app_page(signin, visit, refusal)
        return visit.draw("signin/spare_codes.html", codes=codes, **Onwards(HOME).values)

    @routes.post("/uygulama/sil", openapi_extra=mine)
    def remove_app(visit: Annotated[Visit, here]) -> Response:
        if not visit.confirmed:
            return _confirm_first(visit)
        try:
            signin.changes.remove_app(
                account_of(signin, visit), visit.act, visit.lang, visit.session.token_sha256
            )
        except Refusal as refusal:
            return _page(signin, visit, refusal)
        return visit.go(HOME, done="app_removed")

    @routes.post("/yedek-kodlar", openapi_extra=mine)
    def renew_spare_codes(visit: Annotated[Visit, here]) -> Response:
        if not visit.confirmed:
            return _confirm_first(visit)
        codes = signin.changes.renew_spare_codes(
            account_of(signin, visit), visit.act, visit.lang, visit.session.token_sha256
        )
        return visit.draw("signin/spare_codes.html", codes=codes, **Onwards(HOME).values)

    @routes.post("/oturumlar/kapat", openapi_extra=mine)
    def end_sessions(visit: Annotated[Visit, here]) -> Response:
        """One that is named, else all others."""
        named = visit.value("session")
        if not named:
            signin.sessions.end_others(visit.session, visit.act)
            return visit.go(HOME, done="sessions_ended")
        for one in signin.sessions.open_ones(visit.session, visit.act.at):
            if one.token_sha256.hex() == named:
                signin.sessions.end(one, visit.act)
        return visit.go(HOME, done="session_ended")

    return routes


def _confirm_first(visit: Visit, path: str = HOME) -> Response:
    return visit.go(f"{CONFIRM}?next={path}")


def _page(signin: SignIn, visit: Visit, refusal: Refusal | None = None, at: str = "") -> Response:
    one = account_of(signin, visit)
    with signin.store.reading() as records:
        password = records.passwords.find(one.holder)
        app = records.authenticators.find(one.holder)
        identities = records.identities.of_holder(one.holder)
        values: dict[str, Any] = {
            "identity_since": identities[0].made_at if identities else None,
            "password_set_at": None if password is None else password.set_at,
            "app_since": None if app is None else app.confirmed_at,
            "passkeys": records.passkeys.of_holder(one.holder),
            "spare_left": len(records.codes.waiting(one.holder, "spare", visit.act.at)),
        }
    sessions = signin.sessions.open_ones(visit.session, visit.act.at)
    return visit.draw(
        "signin/account.html",
        refusal=refusal,
        at=at,
        account=one,
        sessions=[
            (found, found.token_sha256.hex(), found.token_sha256 == visit.session.token_sha256)
            for found in sessions
        ],
        **values,
    )


def _app_page(signin: SignIn, visit: Visit, refusal: Refusal | None = None) -> Response:
    setup = signin.authenticators.offer(account_of(signin, visit), visit.value("secret"))
    at = "code" if refusal is not None else ""
    return visit.draw("signin/app.html", refusal=refusal, at=at, setup=setup)
