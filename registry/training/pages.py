"""The chamber desk's pages over its programmes, their versions and the approvals in advance."""

from typing import Annotated, Any, get_args
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from registry.doors import PageDoor, needs
from registry.programme import Programme
from registry.refusal import Refusal
from registry.store import Store
from registry.training import approvals, catalogue, runs
from registry.training.routes import NewProgramme, Rules, ValidityType, programme_of
from registry.training.trainer import IN_FORCE, PREPARED
from registry.visit import Visit

PROGRAMMES, STANDING = "/oda/programlar", "/oda/surekli-onaylar"
PAGE = 50
_PLACES = {"programme.title": "title", "programme.standalone": "assessed", "programme.exists": "code"}
_READ, _WRITE = needs("training:read"), needs("training:write")


class ProgrammeForm(Rules):
    """The rules of a programme; a form says them all."""

    validity_type: ValidityType


class NewProgrammeForm(ProgrammeForm, NewProgramme):
    """A programme to add."""


def router(*, store: Store, door: PageDoor) -> APIRouter:
    """Pages of the visitor's own chamber."""
    routes = APIRouter(route_class=door.route)
    here = Depends(door.visit)

    @routes.get(PROGRAMMES, openapi_extra=_READ)
    def programmes(visit: Annotated[Visit, here]) -> Response:
        text = visit.query.get("q", "").strip()[:100]
        every = visit.query.get("closed") == "1"
        found = catalogue.found_by(
            store,
            visit.act,
            text,
            active=None if every else True,
            limit=PAGE + 1,
            offset=(visit.page - 1) * PAGE,
        )
        return visit.draw(
            "desk/programmes.html",
            text=text,
            every=every,
            programmes=found[:PAGE],
            page=visit.page,
            more=len(found) > PAGE,
        )

    @routes.get(f"{PROGRAMMES}/yeni", openapi_extra=_WRITE)
    def new(visit: Annotated[Visit, here]) -> Response:
        return _form(visit, None)

    @routes.post(f"{PROGRAMMES}/yeni", openapi_extra=_WRITE)
    def added(visit: Annotated[Visit, here]) -> Response:
        try:
            body = visit.take(NewProgrammeForm)
            made = catalogue.add(store, visit.act, programme_of(body.code, body))
        except Refusal as refusal:
            return _form(visit, None, refusal)
        return visit.go(f"{PROGRAMMES}/{made.code}", done="programme_added")

    @routes.get(f"{PROGRAMMES}/{{code}}", openapi_extra=_READ)
    def programme(code: str, visit: Annotated[Visit, here]) -> Response:
        return _programme(store, visit, code)

    @routes.get(f"{PROGRAMMES}/{{code}}/degistir", openapi_extra=_WRITE)
    def change_form(code: str, visit: Annotated[Visit, here]) -> Response:
        return _form(visit, catalogue.shown(store, visit.act, code)[0])

    @routes.post(f"{PROGRAMMES}/{{code}}/degistir", openapi_extra=_WRITE)
    def changed(code: str, visit: Annotated[Visit, here]) -> Response:
        try:
            new = programme_of(code, visit.take(ProgrammeForm))
            after = catalogue.change(store, visit.act, new, version=visit.version)
        except Refusal as refusal:
            return _form(visit, catalogue.shown(store, visit.act, code)[0], refusal)
        done = "programme_same" if after.version == visit.version else "programme_changed"
        return visit.go(f"{PROGRAMMES}/{code}", done=done)

    @routes.post(f"{PROGRAMMES}/{{code}}/durum", openapi_extra=_WRITE)
    def opened_or_closed(code: str, visit: Annotated[Visit, here]) -> Response:
        active = visit.value("active") == "1"
        catalogue.set_active(store, visit.act, code, active=active)
        return visit.go(f"{PROGRAMMES}/{code}", done="programme_opened" if active else "programme_closed")

    @routes.post(f"{PROGRAMMES}/{{code}}/surekli-onay", openapi_extra=needs("batches:prepare"))
    def asked(code: str, visit: Annotated[Visit, here]) -> Response:
        try:
            approvals.prepare(store, visit.act, code)
        except Refusal as refusal:
            return _programme(store, visit, code, refusal)
        return visit.go(STANDING, done="standing_prepared")

    @routes.get(STANDING, openapi_extra=needs("batches:read"))
    def standing(visit: Annotated[Visit, here]) -> Response:
        return _standing(store, visit)

    @routes.post(f"{STANDING}/{{approval_id}}/onayla", openapi_extra=needs("standing_approvals:approve"))
    def approved(approval_id: UUID, visit: Annotated[Visit, here]) -> Response:
        if not visit.confirmed:
            return visit.go(visit.prove(STANDING))
        try:
            approvals.approve(store, visit.act, approval_id)
        except Refusal as refusal:
            return _standing(store, visit, refusal)
        return visit.go(STANDING, done="standing_approved")

    @routes.post(f"{STANDING}/{{approval_id}}/bitir", openapi_extra=needs("standing_approvals:approve"))
    def ended(approval_id: UUID, visit: Annotated[Visit, here]) -> Response:
        try:
            approvals.end(store, visit.act, approval_id)
        except Refusal as refusal:
            return _standing(store, visit, refusal)
        return visit.go(STANDING, done="standing_ended")

    return routes


def _form(visit: Visit, known: Programme | None, refusal: Refusal | None = None) -> Response:
    at = ""
    if refusal is not None:
        at = str(refusal.facts.get("field", "")) or _PLACES.get(refusal.code, "")
    return visit.draw("desk/programme_form.html", refusal=refusal, at=at, known=known, **_choices())


def _choices() -> dict[str, Any]:
    fields = ProgrammeForm.model_fields
    names = ("form", "delivery", "kind", "validity_type")
    return {f"{name}_values": get_args(fields[name].annotation) for name in names}


def _programme(store: Store, visit: Visit, code: str, refusal: Refusal | None = None) -> Response:
    known, versions = catalogue.shown(store, visit.act, code)
    watched = (known.kind, known.delivery) == ("katilim", "asenkron")
    held = approvals.listed(store, visit.act, code) if watched and visit.may("batches:read") else []
    return visit.draw(
        "desk/programme.html",
        refusal=refusal,
        programme=known,
        changes=[_changes(before, after) for before, after in zip([None, *versions], versions, strict=False)],
        watched=watched,
        held=held,
        may_ask=watched and not any(state in (PREPARED, IN_FORCE) for _, state in held),
        runs=runs.listed(store, visit.act, programme_code=code, limit=10),
    )


def _changes(before: Any, after: Any) -> dict[str, Any]:
    """What a version changed: rules by name, as they were and as they became."""
    old = {} if before is None else before.facts
    skipped = ("version", "active", "chamber_code", "code")
    changed = {
        name: (old.get(name), value)
        for name, value in after.facts.items()
        if before is not None and name not in skipped and old.get(name) != value
    }
    return {"version": after.version, "from_at": after.from_at, "actor": after.actor, "changed": changed}


def _standing(store: Store, visit: Visit, refusal: Refusal | None = None) -> Response:
    found = approvals.listed(store, visit.act)
    chamber_code = visit.act.caller.own_chamber()
    with store.reading(chamber_code) as records:
        names = {one.code: one.name_tr for one in records.training.all_programmes(chamber_code)}
        people = {f"user:{one.login}": one.full_name for one in records.users.all(chamber_code)}
    return visit.draw(
        "desk/standing.html",
        refusal=refusal,
        approvals=found,
        names=names,
        people=people,
        actor=visit.act.actor,
        prove="" if visit.confirmed else visit.prove(STANDING),
    )
