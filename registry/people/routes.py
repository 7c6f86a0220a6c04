"""JSON doors of the chamber desk over members and specialization, of the auditor, and the public list."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query

from registry.act import Act
from registry.doors import API, Door, needs, problems
from registry.istanbul import day_of
from registry.people import asking, membership, privacy, shapes, union
from registry.people.membership import Came
from registry.people.public_list import recommended
from registry.store import Store

PAGE = 50
SicilPath = Annotated[str, Path(pattern=shapes.SICIL, description="Oda sicil no")]
ChamberPath = Annotated[str, Path(pattern=shapes.CHAMBER, description="Chamber code")]
AreaQuery = Annotated[str | None, Query(min_length=1, max_length=300, description="Area of specialization")]
AfterQuery = Annotated[
    str | None, Query(pattern=shapes.SICIL, description="Last sicil no of the page before")
]


def router(*, store: Store, door: Door, forget: privacy.Forget) -> APIRouter:
    """Members of the caller's own chamber; other chambers' by question only."""
    routes = APIRouter(prefix=API, tags=["members"], route_class=door.route)
    act_of = Depends(door.act)

    @routes.get("/members", openapi_extra=needs("members:read"), summary="Search members by name")
    def search(
        act: Annotated[Act, act_of],
        text: Annotated[str, Query(max_length=100, description="Part of a name")] = "",
        after: AfterQuery = None,
        limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
    ) -> shapes.MemberPage:
        found = membership.search(store, act.caller.own_chamber(), text, limit, after)
        shown = [shapes.MemberShown.of(one) for one in found]
        return shapes.MemberPage(members=shown, after=found[-1].sicil_no if len(found) == limit else None)

    @routes.get("/members/{sicil_no}", openapi_extra=needs("members:read"), summary="One member")
    def show(sicil_no: SicilPath, act: Annotated[Act, act_of]) -> shapes.MemberDetail:
        one, names, events = membership.detail(store, act, act.caller.own_chamber(), sicil_no)
        return shapes.MemberDetail(
            **dict(shapes.MemberShown.of(one)),
            names=[shapes.PastNameShown.of(past) for past in names],
            events=[shapes.EventShown.of(event) for event in events],
        )

    @routes.post("/members", openapi_extra=needs("members:write"), status_code=201, summary="Enter a member")
    def enter(body: shapes.NewMember, act: Annotated[Act, act_of]) -> shapes.MemberShown:
        came = None
        if body.from_chamber is not None:
            came = Came(body.from_chamber, body.from_sicil_no or "")
        given = body.model_dump(exclude={"from_chamber", "from_sicil_no"})
        one = membership.register(store, act, act.caller.own_chamber(), came=came, **given)
        return shapes.MemberShown.of(one)

    @routes.put("/members/{sicil_no}/name", openapi_extra=needs("members:write"), summary="Change a name")
    def rename(sicil_no: SicilPath, body: shapes.NewName, act: Annotated[Act, act_of]) -> shapes.MemberShown:
        one = membership.rename(store, act, act.caller.own_chamber(), sicil_no, **body.model_dump())
        return shapes.MemberShown.of(one)

    @routes.put(
        "/members/{sicil_no}/status", openapi_extra=needs("members:write"), summary="Change the state"
    )
    def status(
        sicil_no: SicilPath, body: shapes.NewStatus, act: Annotated[Act, act_of]
    ) -> shapes.MemberShown:
        code = act.caller.own_chamber()
        one = membership.change_status(
            store, act, code, sicil_no, status=body.status, on=body.effective_on, note=body.note
        )
        return shapes.MemberShown.of(one)

    @routes.put(
        "/members/{sicil_no}/contact", openapi_extra=needs("members:write"), summary="E-mail and province"
    )
    def contact(
        sicil_no: SicilPath, body: shapes.NewContact, act: Annotated[Act, act_of]
    ) -> shapes.MemberShown:
        one = membership.change_contact(
            store, act, act.caller.own_chamber(), sicil_no, email=body.email, province=body.province
        )
        return shapes.MemberShown.of(one)

    @routes.post(
        "/members/{sicil_no}/transfer", openapi_extra=needs("members:write"), summary="To another chamber"
    )
    def transfer(
        sicil_no: SicilPath, body: shapes.Transfer, act: Annotated[Act, act_of]
    ) -> shapes.MemberShown:
        code = act.caller.own_chamber()
        one = membership.transfer(
            store, act, code, sicil_no, to_chamber=body.to_chamber, on=body.effective_on, note=body.note
        )
        return shapes.MemberShown.of(one)

    @routes.post(
        "/members/{sicil_no}/merge",
        openapi_extra=needs("members:write"),
        summary="Wrong entry into the right",
    )
    def merge(sicil_no: SicilPath, body: shapes.Merge, act: Annotated[Act, act_of]) -> shapes.MemberShown:
        code = act.caller.own_chamber()
        one = membership.merge(store, act, code, sicil_no, body.into, names_differ=body.names_differ)
        return shapes.MemberShown.of(one)

    @routes.post(
        "/members/{sicil_no}/erasure", openapi_extra=needs("members:erase"), summary="Erase personal data"
    )
    def erase(sicil_no: SicilPath, body: shapes.Erasure, act: Annotated[Act, act_of]) -> shapes.Erased:
        code = act.caller.own_chamber()
        done = privacy.erase(store, act, code, sicil_no, decision=body.decision, forget=forget)
        return shapes.Erased(sicil_no=done.sicil_no, rows=done.rows)

    @routes.get(
        "/members/{sicil_no}/specialization",
        openapi_extra=needs("specialization:read"),
        summary="What an own member is authorised to do",
    )
    def specialization(
        sicil_no: SicilPath, act: Annotated[Act, act_of], area: AreaQuery = None
    ) -> shapes.OwnAnswer:
        found = asking.own_record(store, act, act.caller.own_chamber(), sicil_no, area=area)
        return shapes.OwnAnswer.about(found)

    @routes.post(
        "/specialization/ask",
        openapi_extra=needs("specialization:ask"),
        responses=problems(429),
        summary="Ask about members of any chamber, by sicil no and purpose",
    )
    def ask(body: shapes.Question, act: Annotated[Act, act_of]) -> shapes.Answers:
        found = asking.ask(store, act, body.chamber, body.sicil_numbers, purpose=body.purpose, area=body.area)
        return shapes.Answers(chamber=body.chamber, answers=[shapes.AreasOnly.about(one) for one in found])

    @routes.get(
        "/authorised",
        tags=["public"],
        responses=problems(401, 422, 503),
        summary="Members who agreed to be named",
    )
    def authorised(
        act: Annotated[Act, act_of],
        area: AreaQuery = None,
        province: Annotated[str | None, Query(min_length=1, max_length=40, description="İl")] = None,
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
    ) -> shapes.RecommendedPage:
        found, more = recommended(store, day_of(act.at), area=area, province=province, page=page)
        return shapes.RecommendedPage(members=[shapes.RecommendedShown.of(one) for one in found], more=more)

    @routes.get(
        "/chambers/{code}/members",
        openapi_extra=needs("union:members"),
        summary="A chamber's members, masked",
    )
    def masked(
        code: ChamberPath,
        act: Annotated[Act, act_of],
        after: AfterQuery = None,
        limit: Annotated[int, Query(ge=1, le=200)] = PAGE,
    ) -> shapes.MaskedPage:
        return union.masked(store, act, code, after, limit)

    return routes
