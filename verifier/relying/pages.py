"""The public pages of those who rely on documents: a list of numbers, a member's share link, following a document."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Protocol

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from registry.act import Act
from registry.doors import UNCACHED, wait_of
from registry.notices.watches import CONFIRM_PATH, END_PATH
from registry.refusal import Refusal
from registry.store import Store
from verifier.desk import Desk
from verifier.limits import TOO_MANY, Limits
from verifier.presented import ByCode, Presented
from verifier.relying import watching
from verifier.relying.number_list import (
    MAX_LIST,
    NumberResult,
    check_numbers,
    numbers_of,
    results_csv,
)
from verifier.relying.sharing import OpenedShare, open_share, shared_view
from verifier.verdict import Verdict
from verifier.verify import verify

CONFIRM, END = "confirm", "end"
LINKS = {CONFIRM: CONFIRM_PATH, END: END_PATH}


class RelyingPages(Protocol):
    """The pages this room needs drawn."""

    def numbers(
        self,
        lang: str,
        *,
        text: str = "",
        results: Sequence[NumberResult] = (),
        at: datetime | None = None,
        refusal: Refusal | None = None,
    ) -> str:
        """A list of numbers, and today's answers."""
        ...

    def share(self, lang: str, verdict: Mapping[str, object], opened: OpenedShare, *, path: str) -> str:
        """What a share link opens."""
        ...

    def share_ended(self, lang: str, *, path: str) -> str:
        """A link that opens nothing, or nothing any more."""
        ...

    def watch(
        self,
        lang: str,
        *,
        code: str,
        belge_no: str,
        email: str = "",
        refusal: Refusal | None = None,
        asked: bool = False,
    ) -> str:
        """Ask to be told when a document changes; ``asked`` once it was."""
        ...

    def watch_link(
        self,
        lang: str,
        *,
        step: str = "",
        path: str = "/",
        belge_no: str = "",
        done: bool = False,
        unknown: bool = False,
    ) -> str:
        """A mailed link: ``step`` is ``confirm`` or ``end``; ``done`` once it was; ``unknown`` if there is none."""
        ...


def router(
    *,
    store: Store,
    open_desk: Callable[[datetime], Awaitable[Desk]],
    now: Callable[[], datetime],
    anyone: Callable[[], Act],
    limits: Limits,
    pages: RelyingPages,
    public_url: str,
) -> APIRouter:
    """Pages without sign-in; ``anyone`` gives the act of a visitor who is not known."""
    routes = APIRouter(include_in_schema=False)

    async def judge(presented: Presented) -> Verdict:
        at = now()
        return await verify(presented, await open_desk(at), at)

    @routes.get("/toplu", response_class=HTMLResponse)
    async def numbers_page(lang: str = "tr") -> HTMLResponse:
        return HTMLResponse(pages.numbers(lang))

    @routes.post("/toplu", response_class=HTMLResponse)
    async def numbers_form(
        request: Request,
        numbers: Annotated[str, Form()] = "",
        file: Annotated[UploadFile | None, File()] = None,
        csv: Annotated[str, Form()] = "",
        lang: Annotated[str, Form()] = "tr",
    ) -> Response:
        data = b"" if file is None else await file.read(MAX_LIST + 1)
        try:
            given = data or numbers.encode("utf-8", "replace")
            listed = await run_in_threadpool(numbers_of, given)
            limits.listed(request, len(listed))
        except Refusal as refusal:
            status = 429 if refusal.code == TOO_MANY else 422
            drawn = pages.numbers(lang, text=numbers, refusal=refusal)
            return HTMLResponse(drawn, status_code=status, headers={**UNCACHED, **wait_of(refusal)})
        at = now()
        results = await check_numbers(listed, judge)
        if csv:
            headers = {**UNCACHED, "Content-Disposition": 'attachment; filename="sonuclar.csv"'}
            return Response(results_csv(results), media_type="text/csv; charset=utf-8", headers=headers)
        drawn = pages.numbers(lang, text="\n".join(listed), results=results, at=at)
        return HTMLResponse(drawn, headers=UNCACHED)

    @routes.get("/p/{token}", response_class=HTMLResponse)
    async def share(token: str, request: Request, lang: str = "tr") -> HTMLResponse:
        limits.look_up(request)
        try:
            opened = await run_in_threadpool(open_share, store, token, now())
        except Refusal as refusal:
            if refusal.code != "share.unknown":
                raise
            return HTMLResponse(
                pages.share_ended(lang, path=request.url.path), status_code=404, headers=UNCACHED
            )
        verdict = await judge(ByCode(opened.code))
        drawn = pages.share(lang, shared_view(verdict), opened, path=request.url.path)
        return HTMLResponse(drawn, headers=UNCACHED)

    @routes.get("/v/{code}/takip", response_class=HTMLResponse)
    async def watch_page(code: str, request: Request, lang: str = "tr", asked: bool = False) -> HTMLResponse:
        limits.look_up(request)
        found, belge_no, _ = await watching.require_document(code, judge)
        return HTMLResponse(pages.watch(lang, code=found, belge_no=belge_no, asked=asked), headers=UNCACHED)

    @routes.post("/v/{code}/takip", response_class=HTMLResponse)
    async def watch_form(
        code: str,
        request: Request,
        email: Annotated[str, Form()] = "",
        lang: Annotated[str, Form()] = "tr",
    ) -> Response:
        limits.number(request)
        spoken = "en" if lang == "en" else "tr"
        found, belge_no, standing = await watching.require_document(code, judge)
        try:
            await watching.enter(store, anyone(), public_url, found, standing, email=email[:254], lang=spoken)
        except Refusal as refusal:
            if refusal.code != "address.email":
                raise
            drawn = pages.watch(lang, code=found, belge_no=belge_no, email=email[:254], refusal=refusal)
            return HTMLResponse(drawn, status_code=422, headers=UNCACHED)
        onwards = f"/v/{found}/takip?lang={spoken}&asked=1"
        return RedirectResponse(onwards, status_code=303, headers=UNCACHED)

    def mailed(lang: str, step: str, token: str, *, done: bool = False) -> HTMLResponse:
        try:
            belge_no = "" if done else watching.number_of(store, token)
        except Refusal as refusal:
            return unknown(lang, refusal)
        path = f"{LINKS[step]}{token}"
        drawn = pages.watch_link(lang, step=step, path=path, belge_no=belge_no, done=done)
        return HTMLResponse(drawn, headers=UNCACHED)

    def unknown(lang: str, refusal: Refusal) -> HTMLResponse:
        if refusal.code != "watch.unknown":
            raise refusal
        return HTMLResponse(pages.watch_link(lang, unknown=True), status_code=404, headers=UNCACHED)

    def onwards(lang: str, step: str, token: str) -> Response:
        spoken = "en" if lang == "en" else "tr"
        return RedirectResponse(
            f"{LINKS[step]}{token}?lang={spoken}&done=1", status_code=303, headers=UNCACHED
        )

    # Opening a link does nothing yet: programs that look at mails open them too.
    @routes.get("/takip/onay/{token}", response_class=HTMLResponse)
    def confirm_page(token: str, lang: str = "tr", done: bool = False) -> HTMLResponse:
        return mailed(lang, CONFIRM, token, done=done)

    @routes.post("/takip/onay/{token}", response_class=HTMLResponse)
    def confirm(token: str, lang: Annotated[str, Form()] = "tr") -> Response:
        try:
            watching.confirm(store, anyone(), token)
        except Refusal as refusal:
            return unknown(lang, refusal)
        return onwards(lang, CONFIRM, token)

    @routes.get("/takip/son/{token}", response_class=HTMLResponse)
    def end_page(token: str, lang: str = "tr", done: bool = False) -> HTMLResponse:
        return mailed(lang, END, token, done=done)

    @routes.post("/takip/son/{token}", response_class=HTMLResponse)
    def end(token: str, lang: Annotated[str, Form()] = "tr") -> Response:
        try:
            watching.end(store, anyone(), token)
        except Refusal as refusal:
            return unknown(lang, refusal)
        return onwards(lang, END, token)

    return routes
