"""To the OpenID provider and back, and what becomes of whom it names."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from muhur.signin import accounts
from muhur.signin.accounts import Account
from muhur.signin.confirm_pages import PATH as CONFIRM
from muhur.signin.confirm_pages import account_of
from muhur.signin.entering import From
from muhur.signin.onwards import Onwards
from muhur.signin.parts import SignIn
from muhur.signin.provider import Vouched
from muhur.signin.refused import SignInRefused
from muhur.signin.throttle import asking_bounds
from registry.accounts.holder import Holder
from registry.act import Act
from registry.doors import PageDoor, needs
from registry.records.accounts.identities import Identity
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.visit import Visit

HOME = "/hesap"


def router(*, door: PageDoor, signin: SignIn) -> APIRouter:
    """Links lead there (a form would be held back by the policy on where forms may go)."""
    routes = APIRouter(route_class=door.route)
    here = Depends(door.visit)

    def send(visit: Visit, request: Request, held: dict[str, Any]) -> Response:
        signin.throttle.count(visit.act, asking_bounds(visit.act, From.of(request).source))
        begun = signin.provider.begin(visit.act, visit.lang, held)
        response = visit.go(begun.url)
        signin.sessions.give_beside(response, "provider", begun.browser)
        return response

    @routes.get("/giris/kurum")
    def enter(visit: Annotated[Visit, here], request: Request) -> Response:
        try:
            return send(visit, request, {"next": Onwards.asked(visit).next})
        except Refusal as refusal:
            return visit.draw("signin/enter.html", refusal=refusal, **Onwards.asked(visit).values)

    @routes.get("/hesap/kurum", openapi_extra=needs("account"))
    def link(visit: Annotated[Visit, here], request: Request) -> Response:
        if not visit.confirmed:
            return visit.go(f"{CONFIRM}?next={HOME}/kurum")
        return send(visit, request, {"holder": account_of(signin, visit).holder.name})

    @routes.post("/hesap/kurum/sil", openapi_extra=needs("account"))
    def unlink(visit: Annotated[Visit, here]) -> Response:
        if not visit.confirmed:
            return visit.go(f"{CONFIRM}?next={HOME}")
        account = account_of(signin, visit)
        signin.changes.remove_identity(account, visit.act, visit.lang, visit.session.token_sha256)
        return visit.go(HOME, done="identity_removed")

    @routes.get("/davet/{code}/kurum")
    def take_up(code: str, visit: Annotated[Visit, here], request: Request) -> Response:
        """By an invitation: who one is was proved on its page, which made this link."""
        invited = signin.invitations.read_proved(code, visit.act)
        return send(visit, request, {"invitation": invited.code.code_sha256.hex()})

    @routes.get("/giris/kurum/donus")
    def back(visit: Annotated[Visit, here], request: Request) -> Response:
        browser = request.cookies.get(signin.sessions.beside("provider"), "")
        try:
            vouched = signin.provider.finish(visit.act, visit.query, browser)
            response = _arrived(signin, visit, From.of(request), vouched)
        except SignInRefused as refusal:
            signin.guard.record_refusal(visit.act, "signin.provider", refusal.code)
            response = visit.draw("signin/enter.html", refusal=refusal, **Onwards().values)
        signin.sessions.take_back_beside(response, "provider")
        return response

    return routes


def _arrived(signin: SignIn, visit: Visit, origin: From, vouched: Vouched) -> Response:
    with signin.store.reading() as records:
        known = records.identities.find(vouched.issuer, vouched.subject)
        account = None if known is None else accounts.of_holder(records, known.owner, visit.act.at)
    if "holder" in vouched.held:
        return _linked(signin, visit, vouched, known)
    if "invitation" in vouched.held:
        if known is not None:
            raise SignInRefused("provider.taken")
        invited = signin.invitations.of_hash(bytes.fromhex(vouched.held["invitation"]), visit.act)
        signin.invitations.take_up(
            invited, visit.act, visit.lang, partial(_add, vouched, invited.account.holder, visit.act)
        )
        return signin.entrance.arrive(visit, origin, Onwards(), invited.account, "provider")
    if known is None:
        account = _member_vouched_for(signin, visit, vouched)
    if account is None:
        raise SignInRefused("provider.unknown")
    return signin.entrance.arrive(visit, origin, Onwards(vouched.held.get("next", "")), account, "provider")


def _linked(signin: SignIn, visit: Visit, vouched: Vouched, known: Identity | None) -> Response:
    """To the account of whoever is signed in, if it is still the one that began this."""
    if visit.session is None or Holder.of_caller(visit.act.caller).name != vouched.held["holder"]:
        raise SignInRefused("provider.refused")
    account = account_of(signin, visit)
    if known is not None:
        if known.owner != account.holder:
            raise SignInRefused("provider.taken")
        return visit.go(HOME, done="identity_added")
    identity = _identity(vouched, account.holder, visit.act)
    signin.changes.add_identity(account, identity, visit.act, visit.lang, visit.session.token_sha256)
    return visit.go(HOME, done="identity_added")


def _member_vouched_for(signin: SignIn, visit: Visit, vouched: Vouched) -> Account | None:
    """The member whose chamber and sicil no the provider names, linked from now on."""
    named = signin.provider.member_named(vouched)
    if named is None:
        return None
    with signin.store.reading() as records:
        account = accounts.member_of(records, *named)
        if account is None or records.identities.of_holder(account.holder):
            # Another identity is linked already: that is not ours to change.
            return None
    identity = _identity(vouched, account.holder, visit.act)
    signin.changes.add_identity(account, identity, visit.act, visit.lang, None)
    return account


def _add(vouched: Vouched, holder: Holder, act: Act, records: Records) -> None:
    records.identities.add(_identity(vouched, holder, act))


def _identity(vouched: Vouched, holder: Holder, act: Act) -> Identity:
    return Identity(vouched.issuer, vouched.subject, holder.kind, holder.id, holder.chamber_code, act.at)
