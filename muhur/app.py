"""The web application of one opened installation, put together from the rooms' routes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartParser
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Match, Mount

import keys.routes
import muhur.operation.routes
import registry.people.public_pages
import registry.routes
from keys.trust_bundle import TrustRefused
from muhur import site_files, token_routes
from muhur.desk import ServerDesk
from muhur.door import Guard, describe, door_of
from muhur.http import MAX_BODY, BodyBound, HeadAsGet, SecurityHeaders, TextBound, wants_page
from muhur.installation import Home
from muhur.jobs import Worker
from muhur.json_doors import json_doors, means_of
from muhur.look_up_limits import LookUpLimits
from muhur.operation.check_counts import CheckCounts
from muhur.operation.metrics import CONTENT_TYPE, Metrics
from muhur.operation.observed import Observed
from muhur.page_doors import page_doors
from muhur.problems import Problem, problem, problem_of
from muhur.public_doors import public_doors
from muhur.sealing.sheets import Paper
from muhur.status_copies import bare_list
from muhur.tokens import Tokens
from registry.credential import CONTEXT_PATH
from registry.doors import wait_of
from registry.refusal import Refusal
from registry.store import PUBLIC
from registry.visit import Visit
from templates.rendering import (
    CONTENT_SECURITY_POLICY,
    PageInstallation,
    Pages,
    asset_version,
    language_of,
)
from verifier.described import VERDICT
from verifier.verdict import Verdict

# Uploads stay in memory, as the privacy notice says: by default larger ones would go to a temporary file.
MultiPartParser.spool_max_size = MAX_BODY
CONTEXT_FILE = Path(registry.routes.__file__).parent / "data" / "muhur-v1.jsonld"


def build_app(
    home: Home, now: Callable[[], datetime], worker: Worker | None = None, metrics: Metrics | None = None
) -> FastAPI:
    """The application over an opened home; ``now`` is the clock of every request.

    ``worker`` runs in the background between the application's start and end.
    """
    metrics = metrics or Metrics()
    desk = ServerDesk(home, metrics)
    desk.load(now())
    checks = CheckCounts(home.store, now, metrics.ran)

    def judged(verdict: Verdict) -> None:
        metrics.judged(verdict)
        checks.judged(verdict)

    looks = _looks_of(home)
    pages = Pages(looks)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if worker is not None:
            worker.start()
        checks.start()
        yield
        await asyncio.to_thread(checks.stop)
        if worker is not None:
            # In a thread: a job under way may need a few seconds.
            await asyncio.to_thread(worker.stop)
        desk.close()

    app = FastAPI(
        title="Mühür",
        description="TMMOB belge doğrulama · document verification",
        version="1",
        lifespan=lifespan,
        redoc_url=None,
        docs_url=None,
    )

    def require_ready() -> None:
        desk.bundle()
        with home.store.reading() as records:
            records.trust.bundle_version()

    tokens = Tokens(home)
    limits = LookUpLimits(home.settings)
    paper = Paper(home, now, desk.draw_kept)
    for router in public_doors(
        home, desk=desk, paper=paper, tokens=tokens, limits=limits, looks=looks, now=now, judged=judged
    ):
        app.include_router(router)
    app.include_router(keys.routes.router(bundle=desk.bundle))
    app.include_router(
        registry.routes.router(
            open_records=lambda: home.store.reading(PUBLIC),
            public_url=home.facts.public_url,
            copy_of=desk.copies.texts,
            bare_list=bare_list,
        )
    )
    app.include_router(registry.people.public_pages.router(store=home.store, pages=pages, now=now))
    guard = Guard(home, now, tokens)
    door = door_of(guard)
    app.include_router(token_routes.router(tokens=tokens, now=now, refused=guard.record_stranger))
    for router in json_doors(home, door, desk, limits, now):
        app.include_router(router)
    means = means_of(home)
    for router in page_doors(
        home, guard=guard, tokens=tokens, means=means, paper=paper, looks=looks, now=now
    ):
        app.include_router(router)
    describe(app, {"Verdict": VERDICT})
    context = CONTEXT_FILE.read_bytes()

    @app.get(CONTEXT_PATH, include_in_schema=False)
    async def json_ld_context() -> Response:
        headers = {"Cache-Control": "max-age=86400", "Access-Control-Allow-Origin": "*"}
        return Response(context, media_type="application/ld+json", headers=headers)

    app.include_router(
        muhur.operation.routes.router(
            ready=require_ready,
            measured=metrics.text,
            content_type=CONTENT_TYPE,
            metrics_token=home.settings.metrics_token,
        )
    )
    app.include_router(site_files.router(looks=looks, pages=pages))
    app.mount("/static", site_files.Static(looks.asset_version), name="static")
    _handle_problems(app, pages)
    _surround(app, pages, metrics, https=home.facts.public_url.startswith("https:"))
    return app


def _surround(app: FastAPI, pages: Pages, metrics: Metrics, *, https: bool) -> None:
    """The layers around every answer, the innermost first."""

    def page_of(found: Problem) -> str:
        return pages.problem("tr", found.status, found.tr, found.en)

    app.add_middleware(HeadAsGet)
    app.add_middleware(BodyBound, page=page_of)
    app.add_middleware(TextBound, page=page_of)
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(SecurityHeaders, policy=CONTENT_SECURITY_POLICY, https=https)
    app.add_middleware(Observed, metrics=metrics)


def _looks_of(home: Home) -> PageInstallation:
    public_url, specimen = home.facts.public_url, home.facts.specimen
    anchor = home.settings.anchor_path.read_text()
    return PageInstallation(
        public_url=public_url,
        specimen=specimen,
        anchor_jwk_json=anchor,
        asset_version=asset_version(public_url, str(specimen), anchor),
        provider=home.settings.oidc_name if home.settings.oidc_issuer else "",
        mails=home.settings.smtp_url is not None,
    )


def _methods_at(app: FastAPI, request: Request) -> list[str]:
    """Every method of this address (RFC 9110 section 15.5.6), whichever route answers it."""
    asked = {"type": "http", "path": request.scope["path"], "root_path": "", "headers": []}
    routes = [one for one in app.router.routes if not isinstance(one, Mount)]
    found = [
        method
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if any(one.matches({**asked, "method": method})[0] is Match.FULL for one in routes)
    ] or ["GET"]  # nothing but the mounted files
    return ["GET", "HEAD", *found[1:]] if found[0] == "GET" else found


def _handle_problems(app: FastAPI, pages: Pages) -> None:
    def answer(request: Request, found: Problem) -> Response:
        if wants_page(request.headers.get("accept", ""), request.url.path):
            # Whoever is signed in has chosen a language.
            visit: Visit | None = getattr(request.state, "visit", None)
            lang = language_of(request.query_params.get("lang")) if visit is None else visit.lang
            sentence = found.en if lang == "en" else found.tr
            return HTMLResponse(pages.problem(lang, found.status, sentence, ""), status_code=found.status)
        return JSONResponse(found.as_json(), status_code=found.status, media_type="application/problem+json")

    async def refusal(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refusal | TrustRefused)
        answered = answer(request, problem_of(error))
        if answered.status_code == 401 and isinstance(error, Refusal):
            # RFC 6750 section 3: nothing is said of the error to who brought no token.
            fault = ', error="invalid_token"' if error.facts.get("presented") else ""
            answered.headers["WWW-Authenticate"] = f'Bearer realm="muhur"{fault}'
        if answered.status_code == 429 and isinstance(error, Refusal):
            answered.headers.update(wait_of(error))
        return answered

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        codes = {404: "request.not_found", 405: "request.method", 413: "request.too_large"}
        answered = answer(request, problem(codes.get(error.status_code, "request.unreadable")))
        answered.headers.update(error.headers or {})
        if error.status_code == 405:
            answered.headers["Allow"] = ", ".join(_methods_at(app, request))
        return answered

    async def unreadable(request: Request, _error: Exception) -> Response:
        return answer(request, problem("request.unreadable"))

    app.add_exception_handler(Refusal, refusal)
    app.add_exception_handler(TrustRefused, refusal)
    app.add_exception_handler(HTTPException, http_error)
    app.add_exception_handler(RequestValidationError, unreadable)
