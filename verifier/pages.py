"""The public pages of verification: check a document, its verdict, and the report of a verdict as PDF."""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Protocol

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from registry.doors import UNCACHED, wait_of
from registry.refusal import Refusal
from templates.rendering import SCANNING
from verifier.desk import Desk
from verifier.limits import TOO_MANY, Limits
from verifier.presented import (
    MAX_FILE,
    ByCode,
    ByNumber,
    Presented,
    from_bytes,
    from_number,
    from_text,
)
from verifier.routes import by_code, count
from verifier.verdict import Verdict
from verifier.verify import verify


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed or chosen, so that the page can ask again: for the report, or with the sicil no."""

    text: str = ""
    sicil_no: str = ""
    is_number: bool = False
    sha256: str = ""
    """Of a file, so that a report says which one it was."""


class PublicPages(Protocol):
    """The pages this room needs drawn."""

    def check(
        self,
        lang: str,
        *,
        text: str = "",
        sicil_no: str = "",
        error: str | None = None,
        refusal: Refusal | None = None,
        at_file: bool = False,
    ) -> str:
        """The page where a document is checked; ``at_file`` if it was a file that could not be."""
        ...

    def verdict(
        self,
        lang: str,
        verdict: Mapping[str, object],
        *,
        code: str | None,
        entry: str,
        asked: Asked | None = None,
    ) -> str:
        """The page of a verdict."""
        ...

    def privacy(self, lang: str) -> str:
        """The privacy notice."""
        ...


class DrawReport(Protocol):
    """Draws the report of a verdict given at ``at``; ``code`` if the document has a page."""

    def __call__(
        self,
        lang: str,
        verdict: Mapping[str, object],
        *,
        code: str | None,
        entry: str,
        sha256: str,
        at: datetime,
    ) -> Awaitable[bytes]:
        """The PDF."""
        ...


def router(
    *,
    open_desk: Callable[[datetime], Awaitable[Desk]],
    now: Callable[[], datetime],
    limits: Limits,
    pages: PublicPages,
    draw_report: DrawReport,
    judged: Callable[[Verdict], None] = lambda _verdict: None,
) -> APIRouter:
    """Pages that judge documents; ``open_desk`` gives what a verification at a time needs."""
    routes = APIRouter(include_in_schema=False)

    async def judge(presented: Presented, request: Request) -> tuple[Verdict, datetime]:
        count(limits, request, presented)
        at = now()
        verdict = await verify(presented, await open_desk(at), at)
        judged(verdict)
        return verdict, at

    @routes.get("/", response_class=HTMLResponse)
    async def check_page(lang: str = "tr", no: str = "") -> HTMLResponse:
        return HTMLResponse(pages.check(lang, text=no[:64]), headers=SCANNING)

    @routes.get("/aydinlatma", response_class=HTMLResponse)
    async def privacy_page(lang: str = "tr") -> HTMLResponse:
        return HTMLResponse(pages.privacy(lang))

    @routes.get("/dogrula", response_class=HTMLResponse)
    async def check_again(lang: str = "tr") -> HTMLResponse:
        # Where the answer to a form stood: reloaded or in the other language it is asked anew.
        return HTMLResponse(pages.check(lang), headers=SCANNING)

    @routes.post("/dogrula", response_class=HTMLResponse)
    async def check_form(
        request: Request,
        metin: Annotated[str, Form()] = "",
        sicil_no: Annotated[str, Form()] = "",
        dosya: Annotated[UploadFile | None, File()] = None,
        lang: Annotated[str, Form()] = "tr",
    ) -> HTMLResponse:
        given = await _given(metin, sicil_no, dosya)
        if given is None:
            drawn = pages.check(lang, text=metin, sicil_no=sicil_no, error="nothing_given")
            return HTMLResponse(drawn, status_code=422, headers={**SCANNING, **UNCACHED})
        presented, entry, asked = given
        try:
            verdict, _ = await judge(presented, request)
        except Refusal as refusal:
            if refusal.code != TOO_MANY:
                raise
            # What was typed stays in the form, to be sent again in a moment.
            drawn = pages.check(lang, text=metin, sicil_no=sicil_no, refusal=refusal, at_file=entry == "file")
            headers = {**SCANNING, **UNCACHED, **wait_of(refusal)}
            return HTMLResponse(drawn, status_code=429, headers=headers)
        code = presented.code if isinstance(presented, ByCode) else None
        drawn = pages.verdict(lang, verdict.as_json(), code=code, entry=entry, asked=asked)
        return HTMLResponse(drawn, headers=UNCACHED)

    @routes.post("/dogrula/rapor.pdf", response_class=Response)
    async def report_again(
        request: Request,
        metin: Annotated[str, Form()] = "",
        sicil_no: Annotated[str, Form()] = "",
        dosya: Annotated[UploadFile | None, File()] = None,
        lang: Annotated[str, Form()] = "tr",
    ) -> Response:
        given = await _given(metin, sicil_no, dosya)
        if given is None:
            return HTMLResponse(
                pages.check(lang, error="no_report_file"), status_code=422, headers={**SCANNING, **UNCACHED}
            )
        presented, entry, asked = given
        verdict, at = await judge(presented, request)
        code = presented.code if isinstance(presented, ByCode) else None
        about: dict[str, Any] = {"code": code, "entry": entry, "sha256": asked.sha256, "at": at}
        return _pdf(await draw_report(lang, verdict.as_json(), **about))

    @routes.get("/v/{code}/rapor.pdf", response_class=Response)
    async def report(code: str, request: Request, lang: str = "tr") -> Response:
        presented = by_code(code)
        verdict, at = await judge(presented, request)
        shown = presented.code if isinstance(presented, ByCode) else None
        about: dict[str, Any] = {"code": shown, "entry": "code", "sha256": "", "at": at}
        return _pdf(await draw_report(lang, verdict.as_json(), **about))

    @routes.get("/v/{code}", response_class=HTMLResponse)
    async def document_page(code: str, request: Request, lang: str = "tr") -> HTMLResponse:
        presented = by_code(code)
        shown = presented.code if isinstance(presented, ByCode) else None
        verdict, _ = await judge(presented, request)
        return HTMLResponse(
            pages.verdict(lang, verdict.as_json(), code=shown, entry="code"), headers=UNCACHED
        )

    return routes


def _pdf(data: bytes) -> Response:
    # One name for every report: a file name travels further than its content.
    headers = {**UNCACHED, "Content-Disposition": 'attachment; filename="dogrulama-raporu.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)


async def _given(text: str, sicil_no: str, file: UploadFile | None) -> tuple[Presented, str, Asked] | None:
    """What a form brought, how the page speaks of it, and what it needs to ask again; None for nothing."""
    data = b"" if file is None else await file.read(MAX_FILE + 1)
    if data or (file is not None and file.filename and not text.strip()):
        return from_bytes(data), "file", Asked(sha256=hashlib.sha256(data).hexdigest())
    if not text.strip():
        return None
    presented = from_text(text)
    is_number = isinstance(presented, ByNumber)
    if isinstance(presented, ByNumber) and sicil_no.strip():
        presented = from_number(presented.belge_no, sicil_no)
    return presented, "number" if is_number else "text", Asked(text, sicil_no.strip()[:20], is_number)
