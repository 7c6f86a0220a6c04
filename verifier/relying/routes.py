"""The public doors of those who rely on documents: lists of numbers, share links, watches."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, File, Request, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from registry.act import Act
from registry.doors import API, UNCACHED, Door, problems
from registry.store import Store
from verifier.described import DISCLOSING
from verifier.desk import Desk
from verifier.limits import Limits
from verifier.presented import ByCode, Presented
from verifier.relying import watching
from verifier.relying.number_list import MAX_LIST, check_numbers, numbers_of, results_csv
from verifier.relying.sharing import OpenedShare, open_share, shared_view
from verifier.verdict import Verdict
from verifier.verify import verify

_WATCHING = problems(400, 401, 404, 413, 422, 429, 503)


class NumberAnswer(BaseModel):
    """The answer to one number."""

    given: str
    code: str
    tr: str
    en: str
    name: str = Field(description="Masked: the first letter of each part.")
    title: str
    about: str
    valid_until: str


class NumberAnswers(BaseModel):
    """The answers in the order of the numbers."""

    checked_at: datetime
    results: list[NumberAnswer]


class Numbers(BaseModel):
    """Numbers to check."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"numbers": ["EMO-2026-YB-000123-Y"]}]}
    )
    numbers: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(min_length=1, max_length=500)


class WatchRequest(BaseModel):
    """Who wants to be told when the document behind ``code`` changes."""

    model_config = ConfigDict(extra="forbid")
    code: str = Field(min_length=1, max_length=64, description="The document's verification code.")
    email: str = Field(min_length=3, max_length=254)
    lang: Literal["tr", "en"] = "tr"


class WatchToken(BaseModel):
    """The code that was mailed."""

    model_config = ConfigDict(extra="forbid")
    token: str = Field(min_length=1, max_length=80)


class Done(BaseModel):
    """It was done, or there was nothing to do."""

    done: bool = True


def router(
    *,
    store: Store,
    door: Door,
    open_desk: Callable[[datetime], Awaitable[Desk]],
    now: Callable[[], datetime],
    public_url: str,
    limits: Limits,
) -> APIRouter:
    """Routes that need no sign-in; ``open_desk`` gives what a verification at a time needs."""
    routes = APIRouter(prefix=API, tags=["relying parties"], route_class=door.route)

    async def answer(presented: Presented) -> Verdict:
        at = now()
        return await verify(presented, await open_desk(at), at)

    async def judge(presented: Presented, request: Request) -> Verdict:
        limits.look_up(request)
        return await answer(presented)

    @routes.post(
        "/verify/numbers",
        summary="Check a list of document numbers (JSON)",
        responses=problems(400, 401, 413, 422, 429, 503),
    )
    async def verify_numbers(body: Numbers, request: Request) -> NumberAnswers:
        limits.listed(request, len(body.numbers))
        results = await check_numbers(body.numbers, answer)
        answers = [NumberAnswer.model_validate(one, from_attributes=True) for one in results]
        return NumberAnswers(checked_at=now(), results=answers)

    @routes.post(
        "/verify/numbers.csv",
        summary="Check a list of document numbers (CSV in, CSV out)",
        response_class=Response,
        responses={
            200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
            **problems(400, 401, 413, 422, 429, 503),
        },
    )
    async def verify_numbers_csv(file: Annotated[UploadFile, File()], request: Request) -> Response:
        numbers = await run_in_threadpool(numbers_of, await file.read(MAX_LIST + 1))
        limits.listed(request, len(numbers))
        results = await check_numbers(numbers, answer)
        headers = {**UNCACHED, "Content-Disposition": 'attachment; filename="sonuclar.csv"'}
        return Response(results_csv(results), media_type="text/csv; charset=utf-8", headers=headers)

    def shared(token: str) -> OpenedShare:
        return open_share(store, token, now())

    @routes.get(
        "/shares/{token}",
        summary="What a member's share link opens: the verdict and the chosen fields",
        responses={
            200: {"content": {"application/json": {"schema": DISCLOSING}}},
            **problems(401, 404, 422, 429, 503),
        },
    )
    async def share(
        opened: Annotated[OpenedShare, Depends(shared, scope="function")], request: Request
    ) -> JSONResponse:
        verdict = await judge(ByCode(opened.code), request)
        disclosed = {"until": opened.until.isoformat(), **opened.disclosed}
        return JSONResponse({**shared_view(verdict), "disclosed": disclosed}, headers=UNCACHED)

    @routes.post(
        "/watches",
        status_code=202,
        responses=_WATCHING,
        summary="Be told when a document changes (by its code)",
    )
    async def watch(body: WatchRequest, request: Request, act: Annotated[Act, Depends(door.act)]) -> Done:
        limits.number(request)
        given = {"code": body.code, "email": body.email, "lang": body.lang}
        await watching.begin(store, act, lambda one: judge(one, request), public_url, **given)
        return Done()

    @routes.post(
        "/watches/confirm", responses=_WATCHING, summary="Confirm a watch with the code that was mailed"
    )
    def watch_confirm(body: WatchToken, act: Annotated[Act, Depends(door.act)]) -> Done:
        watching.confirm(store, act, body.token)
        return Done()

    @routes.post("/watches/end", responses=_WATCHING, summary="End a watch with the code that was mailed")
    def watch_end(body: WatchToken, act: Annotated[Act, Depends(door.act)]) -> Done:
        watching.end(store, act, body.token)
        return Done()

    return routes
