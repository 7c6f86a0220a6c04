"""Traps of the web framework, tried on the installed version and looked for in the real application."""

import asyncio
import inspect
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from muhur import installation
from muhur.app import build_app
from muhur.commands.install import DATA
from muhur.settings import read_settings
from registry.doors import RIGHT
from registry.lists.catalogue import read_chambers

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def real_app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    settings = read_settings(
        home=tmp_path_factory.mktemp("home"),
        database_url=f"sqlite:///{tmp_path_factory.mktemp('data')}/registry.sqlite3",
        vault_passphrase="long enough for a test",
    )
    union, chambers = read_chambers((DATA / "chambers.json").read_bytes())
    home = installation.create(
        settings, public_url="https://belge.example.org", specimen=True, union=union, chambers=chambers[:1],
        keys_from=NOW, now=NOW,
    )  # fmt: skip
    return build_app(home, lambda: NOW)


def ask(app: Any, method: str, address: str) -> httpx.Response:
    """One request to the application, in this process."""

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, address)

    return asyncio.run(asked())


def routes_of(routes: Any) -> Iterator[APIRoute]:
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            inner = getattr(route, "original_router", None) or getattr(route, "router", None)
            if inner is not None:
                yield from routes_of(inner.routes)


def is_page(route: APIRoute) -> bool:
    """A page of people with a session: ``tests/access/test_pages.py`` asks for each."""
    return type(route).__name__ == "PageRoute"


def dependants(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for inner in dependant.dependencies:
        yield from dependants(inner)


def late(app: FastAPI) -> list[str]:
    """Dependencies that yield and would finish after the answer has left."""
    found = []
    for route in routes_of(app.routes):
        for one in dependants(route.dependant):
            call = one.call
            yields = inspect.isgeneratorfunction(call) or inspect.isasyncgenfunction(call)
            if yields and one.scope != "function":
                found.append(route.path)
    return found


def test_a_function_scoped_dependency_commits_before_the_answer() -> None:
    order: list[str] = []

    def records() -> Iterator[str]:
        yield "records"
        order.append("commit")

    app = FastAPI()

    @app.get("/")
    def handler(found: Annotated[str, Depends(records, scope="function")]) -> str:
        order.append("handler")
        return found

    async def told(scope: Any, receive: Any, send: Any) -> None:
        async def sending(message: Any) -> None:
            if message["type"] == "http.response.start":
                order.append("response")
            await send(message)

        await app(scope, receive, sending)

    assert ask(told, "GET", "/").status_code == 200
    assert order == ["handler", "commit", "response"]
    assert late(app) == []


def test_the_watch_sees_a_late_dependency() -> None:
    def records() -> Iterator[str]:
        yield "records"

    app = FastAPI()

    @app.get("/")
    def handler(found: Annotated[str, Depends(records)]) -> str:
        return found

    inside = APIRouter()

    @inside.get("/inside")
    def other(found: Annotated[str, Depends(records)]) -> str:
        return found

    app.include_router(inside)
    assert sorted(late(app)) == ["/", "/inside"]


def test_the_application_has_no_late_dependency(real_app: FastAPI) -> None:
    assert len(list(routes_of(real_app.routes))) >= 14, "the walk no longer sees the routes"
    assert late(real_app) == []


def test_future_annotations_are_still_a_trap() -> None:
    """Why routes.py may not have them: a dependency known only inside the function becomes a query parameter."""
    source = """
from __future__ import annotations
from typing import Annotated
from fastapi import APIRouter, Depends

def router(*, open_records):
    Records = Annotated[str, Depends(open_records)]
    routes = APIRouter()

    @routes.get("/")
    def handler(found: Records) -> str:
        return found

    return routes
"""
    answers = {}
    for name, text in (
        ("with", source),
        ("without", source.replace("from __future__ import annotations", "")),
    ):
        space: dict[str, Any] = {"__name__": name}
        exec(compile(text, name, "exec", dont_inherit=True), space)
        app = FastAPI()
        try:
            app.include_router(space["router"](open_records=lambda: "records"))
            answers[name] = ask(app, "GET", "/").status_code
        except Exception:
            answers[name] = 500
    assert answers["without"] == 200
    assert answers["with"] != 200, "the trap is gone: the rule on future annotations may be dropped"


def test_no_dependency_became_a_parameter(real_app: FastAPI) -> None:
    for path, methods in real_app.openapi()["paths"].items():
        for method in methods.values():
            names: dict[str, set[str]] = {place: set() for place in ("path", "query", "header", "cookie")}
            for one in method.get("parameters", []):
                names[one["in"]].add(one["name"])
            assert names["path"] == set(re.findall(r"{(\w+)}", path)), path
            assert not names["query"] & {"act", "records", "store", "door", "request", "found"}, path
            assert not names["cookie"], path
    for route in routes_of(real_app.routes):
        # A required query parameter is one that somebody described, not a dependency gone astray.
        required = [
            one.name
            for one in route.dependant.query_params
            if one.field_info.is_required() and not one.field_info.description
        ]
        assert required == [], route.path


def test_every_door_is_documented(real_app: FastAPI, page: Callable[[str], str]) -> None:
    written = set(re.findall(r"(GET|POST|PUT|PATCH|DELETE) (/[^\s`?]*)", page("docs/operate/api.md")))
    real = {
        (method, re.sub(r":\w+}", "}", route.path)) for route in routes_of(real_app.routes) if not is_page(route)
        for method in (route.methods or set()) - {"HEAD"}
    }  # fmt: skip
    assert real - written == set()
    assert written - real <= {("GET", "/openapi.json")}


def test_reading_doors_have_no_body_and_write_nothing(real_app: FastAPI) -> None:
    writing = {
        (route.path, method)
        for route in routes_of(real_app.routes)
        for method in (route.methods or set()) - {"GET", "HEAD"}
        if RIGHT not in (route.openapi_extra or {}) and not is_page(route)
    }
    judging = {"/dogrula", "/api/v1/verify", "/api/v1/verify/numbers", "/api/v1/verify/numbers.csv"}
    judging |= {"/dogrula/rapor.pdf", "/toplu"}
    # Whoever follows a document has no account: the mailed code is what they show.
    watching = {f"/api/v1/watches{end}" for end in ("", "/confirm", "/end")}
    watching |= {"/v/{code}/takip", "/takip/onay/{token}", "/takip/son/{token}"}
    assert writing == {(path, "POST") for path in {*judging, *watching, "/oauth/token"}}


def test_faults_of_a_request_are_problems(real_app: FastAPI) -> None:
    for method, address in (
        ("GET", "/nowhere"),
        ("POST", "/v/0000000000000000"),
        ("GET", "/v/0000000000000000.jwt"),
        ("GET", "/status/bmo/1"),
        ("GET", "/odalar/nobody/did.json"),
        ("GET", "/egitimler/none"),
    ):
        answer = ask(real_app, method, address)
        assert answer.status_code in (404, 405), address
        assert answer.headers["content-type"] == "application/problem+json", address
        body = answer.json()
        assert body["status"] == answer.status_code, address
        assert body["message"]["tr"] == body["title"], address
