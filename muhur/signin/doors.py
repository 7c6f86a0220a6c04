"""The pages of this room, by name: each router is handed the same parts."""

from fastapi import APIRouter

from muhur.door import Guard
from muhur.installation import Home
from muhur.signin import (
    account_pages,
    confirm_pages,
    invited_pages,
    mailed_pages,
    pages,
    provider_pages,
    step_pages,
)
from muhur.signin.parts import sign_in_over
from muhur.tokens import Tokens
from muhur.visiting.sessions import Sessions
from registry.doors import PageDoor


def sign_in_doors(
    home: Home, *, sessions: Sessions, tokens: Tokens, guard: Guard, door: PageDoor
) -> list[APIRouter]:
    """The routers over an opened home."""
    signin = sign_in_over(home, sessions=sessions, tokens=tokens, guard=guard)
    rooms = (pages, step_pages, confirm_pages, mailed_pages, provider_pages, invited_pages, account_pages)
    return [one.router(door=door, signin=signin) for one in rooms]
