"""JSON doors by which people are invited: users by the administrator, members by the registrar."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel

from registry.accounts.invitations import MEMBER_RIGHT, USER_RIGHT, Invitation, invite_member, invite_user
from registry.act import Act
from registry.doors import API, Door, needs
from registry.store import Store

LoginPath = Annotated[str, Path(max_length=64, description="Login of a user")]
SicilPath = Annotated[str, Path(max_length=20, description="Number in the chamber's sicil")]


class InvitationMade(BaseModel):
    """An invitation. The link is shown this once."""

    url: str
    expires_at: datetime
    mailed: bool

    @classmethod
    def of(cls, one: Invitation) -> "InvitationMade":
        """From the flow."""
        return cls(url=one.url, expires_at=one.expires_at, mailed=one.mailed)


def router(*, store: Store, public_url: str, door: Door) -> APIRouter:
    """Invitations of the caller's own chamber; whoever is foreign is not found."""
    routes = APIRouter(prefix=API, tags=["access"], route_class=door.route)
    here = Depends(door.act)

    @routes.post(
        "/users/{login}/invitations",
        status_code=201,
        summary="Invite a user; the answer alone holds the link",
        openapi_extra=needs(USER_RIGHT, secret=True),
    )
    def user(login: LoginPath, act: Annotated[Act, here]) -> InvitationMade:
        code = act.caller.own_chamber()
        return InvitationMade.of(invite_user(store, public_url, code, login, act))

    @routes.post(
        "/members/{sicil_no}/invitations",
        status_code=201,
        summary="Invite a member; the answer alone holds the link",
        openapi_extra=needs(MEMBER_RIGHT, secret=True),
    )
    def member(sicil_no: SicilPath, act: Annotated[Act, here]) -> InvitationMade:
        code = act.caller.own_chamber()
        return InvitationMade.of(invite_member(store, public_url, code, sicil_no, act))

    return routes
