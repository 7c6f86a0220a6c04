"""The authorization matrix: every door of ``/api/v1`` as every caller, each cell asked of the running application.

Made from the application's own routes: a door added later is in it. What must happen follows from the door's
``x-right`` and the table of rights, never from a list here:

- without a token that counts: 401 ``access.sign_in``;
- without the right: 403 ``access.denied``;
- with the right, another chamber's object: whatever an object that does not exist gives;
- with the right, the own chamber's object: let through (an answer, or a refusal by a rule).

Parameters are filled by name from objects of two chambers (``seeded``), bodies from the OpenAPI document.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from registry.access import APPROVER, RIGHTS
from registry.doors import API
from registry.lifecycle import BY_ACTION
from tests.journeys.machinery import Site
from tests.support.matrix import (
    FOREIGN,
    OWN,
    Route,
    Who,
    World,
    address,
    body_of,
    code_of,
    everybody,
    programs_of,
    seed,
    unknown,
)
from tests.support.samples_of_schema import sample

# Doors for everybody. Anything else below /api/v1 must say which right it needs.
PUBLIC = {
    "POST /api/v1/verify",
    "POST /api/v1/verify/numbers",
    "POST /api/v1/verify/numbers.csv",
    "GET /api/v1/authorised",
    "GET /api/v1/shares/{token}",
    "POST /api/v1/watches",
    "POST /api/v1/watches/confirm",
    "POST /api/v1/watches/end",
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("matrix") / "home")
    made.read_routes()
    yield made
    made.home.store.close()


@pytest.fixture(scope="module")
def site(world: World) -> Iterator[Site]:
    with Site.over(world.app, world.home.facts.public_url) as opened:
        seed(world, opened)
        world.callers = everybody(world)
        yield opened


def test_every_door_says_which_right_it_needs(world: World) -> None:
    unmarked = {one.name for one in world.routes if one.right is None}
    assert unmarked - PUBLIC == set(), "mark it with needs(), or say here that everybody may"
    assert PUBLIC - {one.name for one in world.routes} == set()


def test_every_cell(world: World, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    by_right = {right: programs_of(world, right) for right in {one.right for one in world.routes}}
    world.keep()
    cells: Counter[str] = Counter()
    wrong: list[str] = []
    for route in world.routes:
        world.come_back()
        rows = [*world.callers, *by_right[route.right]]
        # Refused cells change nothing and come first; each that is let through begins from the same state.
        for who in sorted(rows, key=lambda one: expected(route, one) == "through"):
            wish = expected(route, who)
            if wish == "through" and route.method != "GET":
                world.come_back()
            fault = tried(world, site, route, who, wish)
            cells[wish] += 1
            if fault:
                wrong.append(f"{route.name} as {who.name}: {fault}")
    world.come_back()
    with capsys.disabled():
        print(
            f"\nauthorization matrix: {sum(cells.values())} cells of {len(world.routes)} doors {dict(cells)}"
        )
    assert wrong == [], "\n".join(wrong)
    assert sum(cells.values()) > 1000


def expected(route: Route, who: Who) -> str:
    """What the table says of a cell."""
    if route.right is None:
        bad_token = not who.counts and who.headers
        return "401 or through" if bad_token else "through"
    if not who.counts:
        return "401"
    assert who.caller is not None
    if not who.caller.has(route.right):
        return "403"
    foreign = who.caller.chamber_code not in (OWN, None) and not RIGHTS[route.right].any_chamber
    return "foreign" if foreign and route.objects else "through"


def tried(world: World, site: Site, route: Route, who: Who, wish: str) -> str | None:
    """Ask for real; what is wrong with the answer, or None."""
    own = world.seeds[OWN]
    sent = body_of(world, route, own)

    def ask(values: dict[str, str]) -> httpx.Response:
        return site.ask(route.method, address(route, values), headers=who.headers, **sent)

    answer = ask(own)
    got = (answer.status_code, code_of(answer))
    if answer.status_code >= 500:
        return f"{got}"
    match wish:
        case "401":
            return None if got == (401, "access.sign_in") else f"{got} instead of 401"
        case "403":
            return None if got == (403, "access.denied") else f"{got} instead of 403"
        case "401 or through":
            return None if answer.status_code != 403 else f"{got}"
        case "foreign":
            nothing = ask({name: unknown(name) for name in own})
            return wrong_foreign(got, (nothing.status_code, code_of(nothing)))
    if answer.status_code == 401 or got == (403, "access.denied"):
        return f"{got} though it has the right"
    if leaked := shown_of_others(world, route, who, answer):
        return f"shows {leaked} of another chamber"
    there = route.objects and all(own.get(name) for name in route.objects)
    if answer.status_code == 404 and there and not route.path.startswith(f"{API}/self/"):
        return f"{got} for an object that is there"
    return None


def shown_of_others(world: World, route: Route, who: Who, answer: httpx.Response) -> list[str]:
    """Objects of a chamber that is not the caller's, in an answer."""
    if route.method != "GET" or route.right is None or RIGHTS[route.right].any_chamber:
        return []
    if who.caller is None or who.caller.chamber_code is None:
        return []
    others = world.seeds[FOREIGN if who.caller.chamber_code == OWN else OWN]
    telling = [value for name, value in others.items() if name not in ("code", "no", "holder", "sicil_no")]
    return [value for value in telling if value in answer.text]


def wrong_foreign(got: tuple[int, str], nothing: tuple[int, str]) -> str | None:
    """Another chamber's object is answered like one that is not there."""
    if got[0] < 300 or got != nothing:
        return f"another chamber's object answers {got}, one that is not there {nothing}"
    return None


# What brings a document from yayında into each state.
STATES: dict[str, tuple[str, ...]] = {
    "yayinda": (),
    "askida": ("suspend",),
    "iptal": ("revoke",),
}


def test_every_state_of_a_document(world: World, site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """Action by state by role, against the table of transitions."""
    steps = {
        one.path.rpartition("/")[2]: one
        for one in world.routes
        if re.fullmatch(rf"POST {API}/documents/\{{belge_no\}}/\w+", one.name)
        and one.path.rpartition("/")[2] in BY_ACTION
    }
    assert set(steps) >= {"suspend", "reinstate", "revoke", "visa"}
    approver = next(one for one in world.callers if one.name == f"{APPROVER} of {OWN}")
    own = world.seeds[OWN]

    def ask(route: Route, who: Who) -> tuple[int, str]:
        sent = body_of(world, route, own)
        answer = site.ask("POST", address(route, own), headers=who.headers, **sent)
        return answer.status_code, code_of(answer) or answer.text

    cells = 0
    wrong: list[str] = []
    for state, way in STATES.items():
        for action, route in steps.items():
            for who in (one for one in world.callers if one.caller is not None and one.counts):
                world.come_back()
                for before in way:
                    got = ask(steps[before], approver)
                    assert got[0] < 300, (before, got)
                fault = wrong_step(route, who, BY_ACTION[action].before, state, ask(route, who))
                cells += 1
                if fault:
                    wrong.append(f"{action} of {state} as {who.name}: {fault}")
    with capsys.disabled():
        print(f"\nstates of a document: {cells} cells")
    assert wrong == [], "\n".join(wrong)


def wrong_step(
    route: Route, who: Who, before: tuple[str, ...], state: str, got: tuple[int, str]
) -> str | None:
    assert who.caller is not None
    assert route.right is not None
    if not who.caller.has(route.right):
        return None if got == (403, "access.denied") else f"{got} instead of 403"
    if who.caller.chamber_code != OWN:
        return None if got[0] == 404 else f"{got} instead of 404"
    if state not in before:
        return None if got[0] == 409 else f"{got} instead of 409"
    return None if got[0] < 300 or got[0] in (409, 422) else f"{got} though the step is open"


def test_the_sampler_fits_its_schemas() -> None:
    schema = {
        "type": "object",
        "required": ["a", "b", "c"],
        "properties": {
            "a": {"type": "string", "pattern": "^[0-9]{3}/[A-Z]$"},
            "b": {"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 5}]},
            "c": {"type": "array", "minItems": 1, "items": {"$ref": "#/components/schemas/D"}},
            "d": {"type": "string"},
        },
    }
    found = sample(schema, {"D": {"enum": ["x", "y"]}}, {})
    assert re.fullmatch("[0-9]{3}/[A-Z]", found["a"].strip())
    assert found == {"a": found["a"], "b": 5, "c": ["x"]}
    assert json.dumps(found)
