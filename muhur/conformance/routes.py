"""The three doors of the W3C CCG VC-API that public suites ask: issue, verify, verify a presentation."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import JSONResponse

from keys.strict_json import JsonRefused, parse
from muhur.conformance.party import Refused, SuiteParty, SuiteRefused

_MAX_BODY = 256 * 1024


def application(party: SuiteParty, now: Callable[[], datetime]) -> FastAPI:
    """A web application of its own: nothing of an installation is reachable here."""
    app = FastAPI(title="Mühür VC-API (test)", docs_url=None, redoc_url=None)
    app.include_router(router(party=party, now=now))
    return app


def router(*, party: SuiteParty, now: Callable[[], datetime]) -> APIRouter:
    """Refusals are 400 with what does not hold; a suite asks for no more."""
    routes = APIRouter()

    def no(error: Exception) -> JSONResponse:
        problem = {"title": type(error).__name__, "detail": str(error)[:300]}
        return JSONResponse({"verified": False, "problemDetails": [problem]}, status_code=400)

    @routes.get("/")
    async def about() -> dict[str, str]:
        return {"issuer": party.did}

    @routes.post("/credentials/issue")
    async def issue(request: Request) -> JSONResponse:
        try:
            body = await _body(request, "credential")
            return JSONResponse(
                {"verifiableCredential": party.issue(body["credential"], now())}, status_code=201
            )
        except (*Refused, SuiteRefused) as error:
            return no(error)

    @routes.post("/credentials/verify")
    async def verify(request: Request) -> JSONResponse:
        try:
            body = await _body(request, "verifiableCredential")
            party.verify(body["verifiableCredential"], now())
        except (*Refused, SuiteRefused) as error:
            return no(error)
        return JSONResponse({"verified": True, "verifiableCredential": body["verifiableCredential"]})

    @routes.post("/presentations/verify")
    async def verify_presentation(request: Request) -> JSONResponse:
        try:
            body = await _body(request, "verifiablePresentation")
            party.verify_presentation(body["verifiablePresentation"], now())
        except (*Refused, SuiteRefused) as error:
            return no(error)
        return JSONResponse({"verified": True})

    return routes


async def _body(request: Request, member: str) -> dict[str, Any]:
    sent = await request.body()
    if len(sent) > _MAX_BODY:
        raise SuiteRefused("too large")
    try:
        body = parse(sent)
    except JsonRefused as error:
        raise SuiteRefused(str(error)) from error
    if not isinstance(body, dict) or member not in body:
        raise SuiteRefused(f"{member} is missing")
    if not set(body) <= {member, "options"} or not isinstance(body.get("options", {}), dict):
        raise SuiteRefused(f"only {member} and options are taken")
    return body
