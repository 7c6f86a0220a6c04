"""The second step: a code or a passkey after the password; for the first time, setting one of them up."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from muhur.signin.entering import From
from muhur.signin.onwards import Onwards
from muhur.signin.parts import SignIn
from muhur.signin.refused import SignInRefused
from muhur.signin.second_steps import Halfway
from registry.act import Act
from registry.doors import PageDoor
from registry.refusal import Refusal
from registry.visit import Visit


def router(*, door: PageDoor, signin: SignIn) -> APIRouter:
    """Pages of whoever is halfway in: the form's own code says who that is."""
    routes = APIRouter(prefix="/giris/iki-adim", route_class=door.route)
    here = Depends(door.visit)

    @routes.get("")
    def begin_again(visit: Annotated[Visit, here]) -> Response:
        return visit.go("/giris")

    @routes.post("")
    def step(visit: Annotated[Visit, here], request: Request) -> Response:
        onwards, origin = Onwards.sent(visit), From.of(request)
        try:
            halfway = signin.steps.read(visit.value("step"), visit.act)
        except Refusal as refusal:
            return visit.draw("signin/enter.html", refusal=refusal, **onwards.values)
        try:
            spare, by = _shown(signin, visit, halfway)
        except SignInRefused as refusal:
            return signin.entrance.ask_second(visit, onwards, halfway.account, visit.value("step"), refusal)
        signed_in, token = signin.entrance.let_in(
            visit, origin, halfway.account, f"{halfway.by}+{by}", two_steps=True
        )
        if spare:
            answer = signed_in.draw("signin/spare_codes.html", codes=spare, **onwards.values)
        else:
            answer = onwards.answer(signed_in)
        return signin.entrance.give(answer, token)

    @routes.post("/istek")
    def new_passkey(visit: Annotated[Visit, here]) -> Response:
        halfway = signin.steps.read(visit.value("step"), visit.act)
        if not signin.steps.may_set_up(halfway.account):
            raise SignInRefused("passkey.refused")
        return JSONResponse(signin.passkeys.offer(visit.act, halfway.account))

    return routes


def _shown(signin: SignIn, visit: Visit, halfway: Halfway) -> tuple[list[str], str]:
    """What was shown as the second thing; new spare codes if it was an app's first code. Raises ``SignInRefused``."""
    account, act = halfway.account, visit.act
    if answer := visit.value("passkey"):
        signin.entrance.by_passkey(act, answer, account)
        signin.steps.finish(halfway, act)
        return [], "passkey"
    if not signin.steps.may_set_up(account):
        signin.steps.accept_code(account, visit.value("code"), act)
        signin.steps.finish(halfway, act)
        return [], "code"
    return _set_up(signin, visit, halfway, act)


def _set_up(signin: SignIn, visit: Visit, halfway: Halfway, act: Act) -> tuple[list[str], str]:
    account = halfway.account
    if answer := visit.value("new_passkey"):
        made = signin.passkeys.made(answer, visit.value("name"), account, act)
        signin.steps.finish(halfway, act)
        signin.changes.add_passkey(account, made, act, visit.lang, None)
        return [], "passkey"
    signin.steps.count_set_up(account, act)
    spare = signin.changes.set_app(account, visit.value("secret"), visit.value("code"), act, visit.lang, None)
    return spare, "code"
