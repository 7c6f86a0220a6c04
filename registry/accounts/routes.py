"""JSON doors over users, programs and delegations of the caller's own chamber."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from registry.access import CHAMBER_ROLES, SCOPES
from registry.accounts import delegations, programs, users
from registry.accounts.account import LOGIN, MAX_NAME, Delegation, Program, User
from registry.act import Act
from registry.doors import API, Day, Door, needs
from registry.store import Store

Name = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
Login = Annotated[str, Field(pattern=f"^{LOGIN}$", max_length=64, examples=["zeynep.aydin"])]
LoginPath = Annotated[str, Path(max_length=64, description="Login of a user")]
ClientPath = Annotated[str, Path(max_length=64, description="Client id of a program")]
Roles = Annotated[
    list[Annotated[str, Field(json_schema_extra={"enum": list(CHAMBER_ROLES)})]],
    Field(min_length=1, max_length=len(CHAMBER_ROLES), examples=[["officer"]]),
]


class NewUser(BaseModel):
    """A user to add."""

    model_config = ConfigDict(extra="forbid")

    login: Login
    full_name: Name
    roles: Roles
    email: Annotated[str, Field(max_length=200, pattern=r"^[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+$")] | None = None


class NewRoles(BaseModel):
    """The roles a user is to have."""

    model_config = ConfigDict(extra="forbid")

    roles: Roles


class UserFacts(BaseModel):
    """A user."""

    login: str
    full_name: str
    roles: list[str]
    active: bool
    created_at: datetime

    @classmethod
    def of(cls, one: User) -> "UserFacts":
        """From the record."""
        return cls(
            login=one.login,
            full_name=one.full_name,
            roles=sorted(one.roles),
            active=one.active,
            created_at=one.created_at,
        )


class NewProgram(BaseModel):
    """A program to add."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    scopes: Annotated[
        list[Annotated[str, Field(json_schema_extra={"enum": list(SCOPES)})]],
        Field(min_length=1, max_length=len(SCOPES), examples=[["members:read"]]),
    ]


class ProgramFacts(BaseModel):
    """A program."""

    client_id: str
    name: str
    scopes: list[str]
    active: bool
    created_at: datetime

    @classmethod
    def of(cls, one: Program) -> "ProgramFacts":
        """From the record."""
        return cls(
            client_id=one.id,
            name=one.name,
            scopes=sorted(one.scopes),
            active=one.active,
            created_at=one.created_at,
        )


class AddedProgram(ProgramFacts):
    """A program with its secret, shown this once."""

    client_secret: str


class NewDelegation(BaseModel):
    """The right to approve, lent for some days, both included."""

    model_config = ConfigDict(extra="forbid")

    lender: Login
    borrower: Login
    from_on: Day
    until_on: Day


class DelegationFacts(BaseModel):
    """A delegation."""

    id: UUID
    lender: str
    borrower: str
    from_on: date
    until_on: date
    ended_at: datetime | None

    @classmethod
    def of(cls, one: Delegation) -> "DelegationFacts":
        """From the record."""
        return cls(
            id=one.id,
            lender=one.lender,
            borrower=one.borrower,
            from_on=one.from_on,
            until_on=one.until_on,
            ended_at=one.ended_at,
        )


def router(*, store: Store, door: Door) -> APIRouter:
    """Routes of the caller's own chamber; a foreign user or program is not found."""
    routes = APIRouter(prefix=API, tags=["access"], route_class=door.route)

    @routes.get("/users", summary="Users of the own chamber", openapi_extra=needs(users.RIGHT))
    def list_users(act: Annotated[Act, Depends(door.act)]) -> list[UserFacts]:
        code = act.caller.own_chamber()
        with store.reading(code) as records:
            return [UserFacts.of(one) for one in records.users.all(code)]

    @routes.post("/users", status_code=201, summary="Add a user", openapi_extra=needs(users.RIGHT))
    def add_user(body: NewUser, act: Annotated[Act, Depends(door.act)]) -> UserFacts:
        code = act.caller.own_chamber()
        roles = frozenset(body.roles)
        return UserFacts.of(users.add_user(store, code, body.login, body.full_name, roles, body.email, act))

    @routes.put("/users/{login}/roles", summary="Give a user other roles", openapi_extra=needs(users.RIGHT))
    def set_roles(login: LoginPath, body: NewRoles, act: Annotated[Act, Depends(door.act)]) -> UserFacts:
        code = act.caller.own_chamber()
        return UserFacts.of(users.set_roles(store, code, login, frozenset(body.roles), act))

    @routes.post("/users/{login}/deactivate", summary="Switch a user off", openapi_extra=needs(users.RIGHT))
    def deactivate(login: LoginPath, act: Annotated[Act, Depends(door.act)]) -> UserFacts:
        return UserFacts.of(users.set_active(store, act.caller.own_chamber(), login, act, active=False))

    @routes.post("/users/{login}/activate", summary="Switch a user on", openapi_extra=needs(users.RIGHT))
    def activate(login: LoginPath, act: Annotated[Act, Depends(door.act)]) -> UserFacts:
        return UserFacts.of(users.set_active(store, act.caller.own_chamber(), login, act, active=True))

    @routes.get("/programs", summary="Programs of the own chamber", openapi_extra=needs(programs.RIGHT))
    def list_programs(act: Annotated[Act, Depends(door.act)]) -> list[ProgramFacts]:
        code = act.caller.own_chamber()
        with store.reading(code) as records:
            return [ProgramFacts.of(one) for one in records.programs.all(code)]

    @routes.post(
        "/programs",
        status_code=201,
        summary="Add a program; the answer alone holds its secret",
        openapi_extra=needs(programs.RIGHT, secret=True),
    )
    def add_program(body: NewProgram, act: Annotated[Act, Depends(door.act)]) -> AddedProgram:
        code = act.caller.own_chamber()
        made, secret = programs.add_program(store, code, body.name, frozenset(body.scopes), act)
        return AddedProgram(**ProgramFacts.of(made).model_dump(), client_secret=secret)

    @routes.post("/programs/{client_id}/revoke", summary="End a program", openapi_extra=needs(programs.RIGHT))
    def revoke_program(client_id: ClientPath, act: Annotated[Act, Depends(door.act)]) -> ProgramFacts:
        return ProgramFacts.of(programs.revoke_program(store, act.caller.own_chamber(), client_id, act))

    @routes.get(
        "/delegations", summary="Delegations of the own chamber", openapi_extra=needs(delegations.RIGHT)
    )
    def list_delegations(act: Annotated[Act, Depends(door.act)]) -> list[DelegationFacts]:
        code = act.caller.own_chamber()
        with store.reading(code) as records:
            return [DelegationFacts.of(one) for one in records.users.delegations(code)]

    @routes.post(
        "/delegations",
        status_code=201,
        summary="Lend the right to approve for some days",
        openapi_extra=needs(delegations.RIGHT),
    )
    def lend(body: NewDelegation, act: Annotated[Act, Depends(door.act)]) -> DelegationFacts:
        code = act.caller.own_chamber()
        made = delegations.lend(store, code, body.lender, body.borrower, body.from_on, body.until_on, act)
        return DelegationFacts.of(made)

    @routes.post(
        "/delegations/{delegation_id}/end",
        summary="End a delegation",
        openapi_extra=needs(delegations.RIGHT),
    )
    def end(delegation_id: UUID, act: Annotated[Act, Depends(door.act)]) -> DelegationFacts:
        return DelegationFacts.of(delegations.end(store, act.caller.own_chamber(), delegation_id, act))

    return routes
