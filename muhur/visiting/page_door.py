"""The wiring of pages: session to visitor, the right a page asks for, the origin of a form, and the audit record.

The rules are those of the JSON doors (``muhur/door.py``); only how a visitor is known and how a refusal looks differ.
"""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from muhur.door import Guard, problem_status
from muhur.problems import problem_of
from muhur.signin.onwards import Onwards
from muhur.tokens import Tokens
from muhur.visiting.forms import CSRF, RequestRefused, field_sentences, read_form, require_own_page
from muhur.visiting.navigation import home_of, places_of
from muhur.visiting.sessions import Sessions, Visitor
from registry.access import ANYONE, AccessRefused, Caller
from registry.doors import NOT_RECORDED, RIGHT, UNCACHED, PageDoor
from registry.refusal import Refusal
from registry.visit import FormUnfit, ProofWanted, Visit
from templates.rendering import language_of
from templates.screens import Screens

SIGN_IN = "/giris"
# Other sites learn no address either way; within the site a form must be able to say where it comes from.
_UNCACHED = {**UNCACHED, "Referrer-Policy": "same-origin"}


class Faults(dict[str, str]):
    """Sentences by field; a field without one has the empty text, so that templates may simply ask."""

    def __missing__(self, _field: str) -> str:
        return ""


class PageGuard:
    """What all pages of one application share."""

    def __init__(
        self,
        *,
        guard: Guard,
        sessions: Sessions,
        tokens: Tokens,
        screens: Screens,
        public_url: str,
        now: Callable[[], datetime],
        waiting: Callable[[Caller], Mapping[str, int]] = lambda _caller: {},
    ) -> None:
        self.waiting = waiting
        self.guard, self.sessions, self.tokens, self.screens = guard, sessions, tokens, screens
        self.public_url, self.now = public_url, now

    def draw(
        self,
        visit: Visit,
        template: str,
        status: int,
        refusal: Refusal | None,
        at: str,
        values: Mapping[str, Any],
    ) -> Response:
        """A template with what every page of a visitor says."""
        words = self.screens.words(template.partition("/")[0], visit.lang)
        faults = Faults()
        summary = code = ""
        if refusal is not None:
            found = problem_of(refusal)
            summary, code = (found.en if visit.lang == "en" else found.tr), found.code
            status = found.status if status == 200 else status
            if isinstance(refusal, FormUnfit):
                faults, summary = Faults(field_sentences(refusal, words)), words["form_summary"]
            elif at:
                faults = Faults({at: summary})
        done = words.get(f"done_{visit.query.get('done', '')}", "")
        text = self.screens.draw(
            template,
            visit.lang,
            visit=visit,
            person=visit.person,
            visitor=visit.act.caller,
            may=visit.may,
            places=places_of(visit.act.caller, visit.path, self.waiting(visit.act.caller)),
            home=home_of(visit.act.caller),
            path=visit.path,
            csrf=visit.csrf,
            given=visit.value,
            given_all=visit.values,
            sent=lambda name: name in visit.given,
            posted=bool(visit.given),
            today=visit.act.at,
            done=done,
            problem=summary,
            problem_code=code,
            faults=faults,
            **values,
        )
        return HTMLResponse(text, status_code=status, headers=_UNCACHED)

    def visit(self, request: Request, visitor: Visitor | None) -> Visit:
        """The visit of a request before its form is read; without a session that of anyone."""
        at = self.now()
        caller = ANYONE if visitor is None else visitor.caller
        session = None if visitor is None else visitor.session
        asked = request.query_params.get("lang")
        lang = session.lang if session is not None and asked is None else language_of(asked)
        return Visit(
            act=self.tokens.act(caller, at),
            lang=lang,
            path=request.url.path,
            person="" if visitor is None else visitor.person,
            query=dict(request.query_params),
            given={},
            files={},
            confirmed_at=None if session is None else session.confirmed_at,
            csrf="" if session is None else session.csrf,
            draw_with=self.draw,
            redirect=lambda path: RedirectResponse(path, status_code=303, headers=_UNCACHED),
            session=session,
        )


def page_door_of(pages: PageGuard) -> PageDoor:
    """The door that the wiring hands to each ``pages.py``."""

    class PageRoute(APIRoute):
        """Knows the session, asks for the marked right, and sees to the audit record."""

        def __init__(self, path: str, endpoint: Callable[..., Any], **given: Any) -> None:
            given["include_in_schema"] = False
            given["response_model"] = None
            super().__init__(path, endpoint, **given)

        def get_route_handler(self) -> Callable[[Request], Any]:
            return _guarded(pages, self, super().get_route_handler())

    return PageDoor(visit=_visit, route=PageRoute)


def _visit(request: Request) -> Visit:
    visit: Visit = request.state.visit
    return visit


def _guarded(
    pages: PageGuard, route: APIRoute, handle: Callable[[Request], Awaitable[Response]]
) -> Callable[[Request], Awaitable[Response]]:
    marks = route.openapi_extra or {}
    right: str | None = marks.get(RIGHT)
    recorded = None if NOT_RECORDED in marks else right

    async def answer(request: Request) -> Response:
        action = f"{request.method} {route.path_format}"
        token = request.cookies.get(pages.sessions.cookie)
        visitor = await run_in_threadpool(pages.sessions.find, token, pages.now())
        visit = pages.visit(request, visitor)
        request.state.visit = visit
        if request.method != "GET":
            visit.given, visit.files = await read_form(request)
            require_own_page(request, pages.public_url)
        if right is not None and visitor is None:
            if _is_asked_by_script(request):
                raise AccessRefused("access.sign_in")
            return _signed_out(pages, visit, request)
        try:
            if right is not None:
                visit.act.caller.require(right)
                if request.method != "GET" and not _is_ours(visit):
                    raise RequestRefused("page.foreign_form")
            return await _recorded(pages, visit, recorded, action, await handle(request))
        except (Refusal, HTTPException, RequestValidationError) as error:
            if isinstance(error, RequestValidationError):
                # A page reads its fields itself: it is a part of the path that is none.
                error = RequestRefused("request.not_found")
            code = error.code if isinstance(error, Refusal) else f"http.{error.status_code}"
            if right is not None and problem_status(code) < 500:
                await run_in_threadpool(pages.guard.record_refusal, visit.act, action, code)
            if not isinstance(error, Refusal):
                raise
            if _is_asked_by_script(request):
                raise error from None
            return _problem(pages, visit, request, error)

    return answer


def _is_asked_by_script(request: Request) -> bool:
    """True for a script of ours: it shows a problem's sentence in the page that it belongs to."""
    return "application/json" in request.headers.get("accept", "")


def _is_ours(visit: Visit) -> bool:
    """True if the form carries the session's key."""
    return hmac.compare_digest(visit.value(CSRF).encode(), visit.csrf.encode())


async def _recorded(
    pages: PageGuard, visit: Visit, right: str | None, action: str, response: Response
) -> Response:
    """The answer, once its audit record is stored: no record, no success."""
    # What a visitor sees tells of people: no browser and no proxy keeps it, whatever a page answers with.
    response.headers.setdefault("Cache-Control", "no-store")
    if right is None or response.status_code >= 400 or visit.act.recorded:
        return response
    await run_in_threadpool(pages.guard.record, visit.act, action)
    return response


def _signed_out(pages: PageGuard, visit: Visit, request: Request) -> Response:
    """To the sign-in page and back; a posted form is kept in the page, so that nothing typed is lost."""
    if request.method == "GET":
        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{SIGN_IN}?{urlencode({'next': here})}", status_code=303, headers=_UNCACHED)
    return _kept(pages, visit, request, "signin/expired.html", 401)


def _kept(pages: PageGuard, visit: Visit, request: Request, template: str, status: int) -> Response:
    """A page on which the sent form waits until its sender has shown who they are."""
    kept = Onwards.interrupted(visit, request.headers.get("referer", ""))
    return pages.draw(visit, template, status, None, "", kept.values)


def _problem(pages: PageGuard, visit: Visit, request: Request, refusal: Refusal) -> Response:
    """A refusal that no page took up: its sentence, and a way on."""
    if isinstance(refusal, ProofWanted):
        return _kept(pages, visit, request, "signin/prove_first.html", 403)
    template = "open/denied.html" if refusal.code == "access.denied" else "open/problem.html"
    return pages.draw(visit, template, 200, refusal, "", {})
