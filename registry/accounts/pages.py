"""The chamber's settings: users, the right to approve lent for some days, and programs that call the interface."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from registry.access import ADMINISTRATOR, APPROVER, CHAMBER_ROLES, ROLE_NAMES, SCOPES
from registry.accounts import delegations, programs, trail, users
from registry.accounts.routes import NewDelegation, NewProgram, NewRoles, NewUser
from registry.doors import PageDoor, needs
from registry.ids import read_uuid
from registry.records.audit import AuditFilter
from registry.refusal import Refusal
from registry.store import Store
from registry.visit import Visit

USERS, DELEGATIONS, PROGRAMS = "/oda/kullanicilar", "/oda/vekalet", "/oda/baglantilar"
TRAIL_PAGE = 50


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Pages of the visitor's own chamber."""
    routes = APIRouter(route_class=door.route)
    here = Depends(door.visit)

    def users_page(visit: Visit, refusal: Refusal | None = None, at: str = "") -> Response:
        with store.reading(visit.act.caller.own_chamber()) as records:
            found = records.users.all(visit.act.caller.own_chamber())
        roles = [(one, ROLE_NAMES[one][visit.lang == "en"]) for one in CHAMBER_ROLES]
        return visit.draw(
            "desk/users.html", refusal=refusal, at=at, users=found, roles=roles, role_names=dict(roles)
        )

    @routes.get(USERS, openapi_extra=needs(users.RIGHT))
    def all_users(visit: Annotated[Visit, here]) -> Response:
        return users_page(visit)

    @routes.post(USERS, openapi_extra=needs(users.RIGHT))
    def new_user(visit: Annotated[Visit, here]) -> Response:
        try:
            body = visit.take(NewUser)
            chamber = visit.act.caller.own_chamber()
            users.add_user(
                store, chamber, body.login, body.full_name, frozenset(body.roles), body.email, visit.act
            )
        except Refusal as refusal:
            return users_page(visit, refusal, _field_of(refusal))
        return visit.go(USERS, done="user_added")

    @routes.post(f"{USERS}/{{login}}/roller", openapi_extra=needs(users.RIGHT))
    def roles(login: str, visit: Annotated[Visit, here]) -> Response:
        try:
            wanted = frozenset(visit.take(NewRoles).roles)
            users.set_roles(store, visit.act.caller.own_chamber(), login, wanted, visit.act)
        except Refusal as refusal:
            return users_page(visit, refusal)
        return visit.go(USERS, done="user_roles")

    @routes.post(f"{USERS}/{{login}}/durum", openapi_extra=needs(users.RIGHT))
    def active(login: str, visit: Annotated[Visit, here]) -> Response:
        try:
            on = visit.value("active") == "1"
            users.set_active(store, visit.act.caller.own_chamber(), login, visit.act, active=on)
        except Refusal as refusal:
            return users_page(visit, refusal)
        return visit.go(USERS, done="user_on" if on else "user_off")

    def delegations_page(visit: Visit, refusal: Refusal | None = None) -> Response:
        chamber = visit.act.caller.own_chamber()
        with store.reading(chamber) as records:
            found = records.users.delegations(chamber)
            people = [one for one in records.users.all(chamber) if one.active]
        own_only = ADMINISTRATOR not in visit.act.caller.roles
        lenders = [
            one
            for one in people
            if APPROVER in one.roles and (not own_only or one.login == visit.act.caller.id)
        ]
        # Nobody lends to himself, and who manages users never approves.
        takers = [
            one for one in people if one.login != visit.act.caller.id and ADMINISTRATOR not in one.roles
        ]
        names = {one.login: one.full_name for one in people}
        return visit.draw(
            "desk/delegations.html",
            refusal=refusal,
            delegations=found,
            borrowers=takers,
            lenders=lenders,
            names=names,
        )

    @routes.get(DELEGATIONS, openapi_extra=needs(delegations.RIGHT))
    def all_delegations(visit: Annotated[Visit, here]) -> Response:
        return delegations_page(visit)

    @routes.post(DELEGATIONS, openapi_extra=needs(delegations.RIGHT))
    def lend(visit: Annotated[Visit, here]) -> Response:
        try:
            body = visit.take(NewDelegation)
            delegations.lend(
                store,
                visit.act.caller.own_chamber(),
                body.lender,
                body.borrower,
                body.from_on,
                body.until_on,
                visit.act,
            )
        except Refusal as refusal:
            return delegations_page(visit, refusal)
        return visit.go(DELEGATIONS, done="delegation_made")

    @routes.post(f"{DELEGATIONS}/{{delegation_id}}/sona-erdir", openapi_extra=needs(delegations.RIGHT))
    def end(delegation_id: UUID, visit: Annotated[Visit, here]) -> Response:
        delegations.end(store, visit.act.caller.own_chamber(), delegation_id, visit.act)
        return visit.go(DELEGATIONS, done="delegation_ended")

    def programs_page(visit: Visit, refusal: Refusal | None = None, **made: Any) -> Response:
        chamber = visit.act.caller.own_chamber()
        with store.reading(chamber) as records:
            found = records.programs.all(chamber)
            feeds = records.training.newest_feed_items(chamber)
        values = {"secret": "", "client_id": "", **made}
        return visit.draw(
            "desk/programs.html", refusal=refusal, programs=found, scopes=SCOPES, feeds=feeds, **values
        )

    @routes.get(PROGRAMS, openapi_extra=needs(programs.RIGHT))
    def all_programs(visit: Annotated[Visit, here]) -> Response:
        return programs_page(visit)

    @routes.post(PROGRAMS, openapi_extra=needs(programs.RIGHT))
    def new_program(visit: Annotated[Visit, here]) -> Response:
        try:
            body = visit.take(NewProgram)
            chamber = visit.act.caller.own_chamber()
            made, secret = programs.add_program(store, chamber, body.name, frozenset(body.scopes), visit.act)
        except Refusal as refusal:
            return programs_page(visit, refusal)
        # Shown once, in the answer itself: a page to come back to would have to keep the secret.
        return programs_page(visit, secret=secret, client_id=made.id)

    @routes.post(f"{PROGRAMS}/{{client_id}}/kapat", openapi_extra=needs(programs.RIGHT))
    def end_program(client_id: str, visit: Annotated[Visit, here]) -> Response:
        programs.revoke_program(store, visit.act.caller.own_chamber(), client_id, visit.act)
        return visit.go(PROGRAMS, done="program_ended")

    @routes.get("/oda/denetim-izi", openapi_extra=needs(trail.OWN_RIGHT))
    def own_trail(visit: Annotated[Visit, here]) -> Response:
        names = ("actor", "action", "outcome")
        kept = {name: text for name in names if (text := visit.query.get(name, "").strip()[:120])}
        wanted = AuditFilter(
            visit.act.caller.own_chamber(),
            actor=kept.get("actor"),
            action=kept.get("action"),
            outcome=kept.get("outcome"),
        )
        found = trail.read_trail(
            store,
            wanted,
            visit.act,
            before=read_uuid(visit.query.get("before", "")),
            limit=TRAIL_PAGE,
            masked=False,
        )
        after = found[-1].id if len(found) == TRAIL_PAGE else None
        return visit.draw("desk/trail.html", entries=found, after=after, kept=kept)

    return routes


def _field_of(refusal: Refusal) -> str:
    return {
        "user.exists": "login",
        "user.login": "login",
        "account.name": "full_name",
        "user.roles": "roles",
        "user.roles_apart": "roles",
    }.get(refusal.code, "")
