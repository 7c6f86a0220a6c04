"""The public doors of those who rely on documents: lists of numbers, share links, watches."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, UploadFile
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from registry import verification_code
from registry.act import Act
from registry.doors import API, Door, problems
from registry.notices.shares import ShareRefused, token_hash
from registry.notices.watches import (
    WatchRefused,
    chamber_of_token,
    confirm_watch,
    end_watch,
    make_watch,
)
from registry.programme import Participation
from registry.store import PUBLIC, Store
from verifier.described import DISCLOSING
from verifier.presented import ByCode, Presented
from verifier.relying.number_list import check_numbers, numbers_of, results_csv
from verifier.verdict import Verdict
from verifier.verify import Desk, verify

_UNCACHED = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
MAX_LIST = 1024 * 1024
_WATCHING = problems(400, 401, 404, 413, 422, 503)


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
) -> APIRouter:
    """Routes that need no sign-in; ``open_desk`` gives what a verification at a time needs."""
    routes = APIRouter(prefix=API, tags=["relying parties"], route_class=door.route)

    async def judge(presented: Presented) -> Verdict:
        at = now()
        return await verify(presented, await open_desk(at), at)

    @routes.post(
        "/verify/numbers",
        summary="Check a list of document numbers (JSON)",
        responses=problems(400, 401, 413, 422, 503),
    )
    async def verify_numbers(body: Numbers) -> NumberAnswers:
        results = await check_numbers(body.numbers, judge)
        answers = [
            NumberAnswer(
                given=one.given,
                code=one.code,
                tr=one.tr,
                en=one.en,
                name=one.name,
                title=one.title,
                about=one.about,
                valid_until=one.valid_until,
            )
            for one in results
        ]
        return NumberAnswers(checked_at=now(), results=answers)

    @routes.post(
        "/verify/numbers.csv",
        summary="Check a list of document numbers (CSV in, CSV out)",
        response_class=Response,
        responses={
            200: {"content": {"text/csv": {"schema": {"type": "string"}}}},
            **problems(400, 401, 413, 422, 503),
        },
    )
    async def verify_numbers_csv(file: Annotated[UploadFile, File()]) -> Response:
        results = await check_numbers(numbers_of(await file.read(MAX_LIST)), judge)
        headers = {**_UNCACHED, "Content-Disposition": 'attachment; filename="sonuclar.csv"'}
        return Response(results_csv(results), media_type="text/csv; charset=utf-8", headers=headers)

    def shared(token: str) -> tuple[str, dict[str, Any]]:
        at = now()
        with store.reading(PUBLIC) as records:
            share = records.sharing.share_by_token(token_hash(token)) if len(token) <= 64 else None
            found = None
            if share is not None and share.open_at(at):
                found = records.credentials.by_id(share.credential_id)
        if share is None or found is None:
            raise ShareRefused("share.unknown")
        disclosed: dict[str, Any] = {"until": share.expires_at.isoformat()}
        with store.reading(share.chamber_code) as records:
            evidence = records.programmes.participation(found.run_id, found.member_id)
        if evidence is not None:
            disclosed |= _disclosed(evidence, share.fields)
        return found.verification_code, disclosed

    @routes.get(
        "/shares/{token}",
        summary="What a member's share link opens: the verdict and the chosen fields",
        responses={
            200: {"content": {"application/json": {"schema": DISCLOSING}}},
            **problems(401, 404, 422, 503),
        },
    )
    async def share(
        opened: Annotated[tuple[str, dict[str, Any]], Depends(shared, scope="function")],
    ) -> JSONResponse:
        code, disclosed = opened
        verdict = await judge(ByCode(code))
        return JSONResponse({**verdict.as_json(), "disclosed": disclosed}, headers=_UNCACHED)

    @routes.post(
        "/watches",
        status_code=202,
        responses=_WATCHING,
        summary="Be told when a document changes (by its code)",
    )
    async def watch(body: WatchRequest, act: Annotated[Act, Depends(door.act)]) -> Done:
        try:
            code = verification_code.parse(body.code)
        except verification_code.CodeRefused as error:
            raise WatchRefused("document.not_found") from error
        verdict = await judge(ByCode(code))
        if verdict.outcome != "genuine" or verdict.standing is None:
            raise WatchRefused("document.not_found")
        await _in_thread(_enter_watch, store, act, code, body, verdict.standing, public_url)
        return Done()

    @routes.post(
        "/watches/confirm", responses=_WATCHING, summary="Confirm a watch with the code that was mailed"
    )
    def watch_confirm(body: WatchToken, act: Annotated[Act, Depends(door.act)]) -> Done:
        chamber_code, hashed = chamber_of_token(body.token)
        with store.writing(chamber_code) as records:
            confirm_watch(records, chamber_code, hashed, act.at)
        return Done()

    @routes.post("/watches/end", responses=_WATCHING, summary="End a watch with the code that was mailed")
    def watch_end(body: WatchToken, act: Annotated[Act, Depends(door.act)]) -> Done:
        chamber_code, hashed = chamber_of_token(body.token)
        with store.writing(chamber_code) as records:
            end_watch(records, chamber_code, hashed, act.at)
        return Done()

    return routes


async def _in_thread(function: Callable[..., None], *words: Any) -> None:
    from starlette.concurrency import run_in_threadpool

    await run_in_threadpool(function, *words)


def _enter_watch(
    store: Store, act: Act, code: str, body: WatchRequest, standing: str, public_url: str
) -> None:
    with store.reading(PUBLIC) as records:
        found = records.credentials.by_code(code)
    if found is None:
        raise WatchRefused("document.not_found")
    with store.writing(found.chamber_code) as records:
        make_watch(
            records, act, found, email=body.email, lang=body.lang, standing=standing, public_url=public_url
        )


def _disclosed(evidence: Participation, fields: tuple[str, ...]) -> dict[str, Any]:
    """The evidence a member chose to open; marks out of 100, attendance in units."""
    opened: dict[str, Any] = {}
    if "mark" in fields:
        marks = {
            "theory": evidence.theory_repeat_mark or evidence.theory_mark,
            "practice": evidence.practice_repeat_mark or evidence.practice_mark,
        }
        opened["mark"] = {name: mark / 100 for name, mark in marks.items() if mark is not None}
    if "attendance" in fields:
        opened["attendance"] = {
            "attended": evidence.attended_units,
            "scheduled": evidence.scheduled_units,
        }
    return opened
