"""Public records that credentials point to: status lists and achievements (programmes)."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from registry.doors import problems
from registry.forms.wallet import VCT_PATH, type_metadata
from registry.records.registry_records import Records
from registry.refusal import Refusal

_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9-]{1,64}", re.ASCII)
# Short, so that a revocation shows at once; the list's own times say how long it may be relied on.
_PUBLIC = {"Cache-Control": "max-age=60", "Access-Control-Allow-Origin": "*"}


def _answers(content: dict[str, dict[str, Any]]) -> dict[int | str, dict[str, Any]]:
    told = {kind: {"schema": schema} for kind, schema in content.items()}
    return {200: {"description": "As described", "content": told}, **problems(404, 503)}


_TEXT = {"type": "string"}
_ADDRESSES = _answers(
    {
        "application/json": {
            "type": "object",
            "required": ["status_lists", "lists"],
            "properties": {
                "status_lists": {"type": "array", "items": _TEXT},
                "lists": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["number", "url", "token_url", "version", "signed_at"],
                        "properties": {
                            "number": {"type": "integer"},
                            "url": _TEXT,
                            "token_url": _TEXT,
                            "version": {"type": "integer"},
                            "signed_at": {"type": "string", "format": "date-time"},
                        },
                    },
                },
            },
        }
    }
)
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Unchanged since that ETag"}}
_LIST = _UNCHANGED | _answers(
    {
        "application/vc+jwt": _TEXT,
        "application/json": {
            "type": "object",
            "required": ["type", "issuer", "credentialSubject", "validFrom", "validUntil"],
        },
    }
)
_TOKEN_LIST = _UNCHANGED | _answers({"application/statuslist+jwt": _TEXT})
_ACHIEVEMENT = _answers(
    {
        "application/ld+json": {
            "type": "object",
            "required": ["id", "type", "humanCode", "name"],
            "properties": {
                "id": _TEXT,
                "type": {"const": ["Achievement"]},
                "humanCode": _TEXT,
                "name": _TEXT,
                "specialization": _TEXT,
            },
        }
    }
)


class OpenRecords(Protocol):
    """A read-only transaction."""

    def __call__(self) -> AbstractContextManager[Records]:
        """Open it."""
        ...


class NotPublished(Refusal):
    """Nothing is published at this address."""


@dataclass(frozen=True, slots=True)
class ListTexts:
    """A status list as it is served, in both forms."""

    version: int
    compact: str
    token_compact: str | None


# The newest copy of a list by slug and number, for when the database is away; None where there is none.
FindCopy = Callable[[str, int], ListTexts | None]
# What a signed list says, without signature and JWT claims.
BareList = Callable[[str], dict[str, Any]]


def router(
    *, open_records: OpenRecords, public_url: str, copy_of: FindCopy, bare_list: BareList
) -> APIRouter:
    """Routes over ``open_records``; sync on purpose: they read the database."""
    routes = APIRouter(tags=["trust"])

    def find(slug: str, number: str) -> ListTexts:
        if _SLUG.fullmatch(slug) is None or _NUMBER.fullmatch(number) is None:
            raise NotPublished("request.not_found")
        try:
            with open_records() as records:
                code = next((one.code for one in records.chambers.all() if one.slug == slug), None)
                found = None if code is None else records.status_lists.find(code, int(number))
        except Exception:
            # The list says itself how old it is: an old copy serves better than none.
            if (copy := copy_of(slug, int(number))) is None:
                raise
            return copy
        if found is None:
            raise NotPublished("request.not_found")
        return ListTexts(found.version, found.compact, found.token_compact)

    @routes.get("/status", summary="Every chamber's newest status list, for checks without a network")
    def all_lists() -> JSONResponse:
        with open_records() as records:
            found = [
                (head, records.status_lists.find(head.chamber_code, head.number))
                for head in records.status_lists.heads()
            ]
        lists = [
            {"url": f"{public_url}/status/{head.slug}/{head.number}", "list": one.compact}
            for head, one in found
            if one is not None
        ]
        return JSONResponse({"lists": lists}, headers=_PUBLIC)

    @routes.get("/status/{slug}", summary="The status lists of a chamber", responses=_ADDRESSES)
    def chamber_lists(slug: str) -> JSONResponse:
        with open_records() as records:
            chamber = next((one for one in records.chambers.all() if one.slug == slug), None)
            heads = [] if chamber is None else records.status_lists.heads(chamber.code)
        if chamber is None:
            raise NotPublished("request.not_found")
        address = f"{public_url}/status/{slug}"
        lists = [
            {
                "number": one.number,
                "url": f"{address}/{one.number}",
                "token_url": f"{address}/{one.number}/token",
                "version": one.version,
                "signed_at": one.signed_at.isoformat().replace("+00:00", "Z"),
            }
            for one in heads
        ]
        # Status List Aggregation of the IETF form: the addresses of its tokens.
        body = {"status_lists": [one["token_url"] for one in lists], "lists": lists}
        return JSONResponse(body, headers=_PUBLIC)

    @routes.get(
        "/status/{slug}/{number}",
        summary="A chamber's status list (W3C Bitstring Status List, JWT)",
        response_class=Response,
        responses=_LIST,
    )
    def status_list(slug: str, number: str, request: Request, form: str | None = None) -> Response:
        found = find(slug, number)
        accepted = request.headers.get("accept", "")
        as_json = form == "json" or ("application/json" in accepted and "application/vc+jwt" not in accepted)
        headers = {**_PUBLIC, "Vary": "Accept", "ETag": f'"{found.version}{"-json" if as_json else ""}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        if as_json:
            return JSONResponse(bare_list(found.compact), headers=headers)
        return Response(found.compact, media_type="application/vc+jwt", headers=headers)

    @routes.get(
        "/status/{slug}/{number}/token",
        summary="The same list as IETF Token Status List (JWT)",
        response_class=Response,
        responses=_TOKEN_LIST,
    )
    def status_token(slug: str, number: str, request: Request) -> Response:
        found = find(slug, number)
        if found.token_compact is None:
            raise NotPublished("request.not_found")
        headers = {**_PUBLIC, "ETag": f'"{found.version}"'}
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=304, headers=headers)
        return Response(found.token_compact, media_type="application/statuslist+jwt", headers=headers)

    @routes.get(
        "/egitimler/{code}",
        summary="A training programme as Open Badges Achievement",
        response_class=Response,
        responses=_ACHIEVEMENT,
    )
    def achievement(code: str) -> JSONResponse:
        with open_records() as records:
            programme = records.programmes.find(code) if len(code) <= 40 else None
        if programme is None:
            raise NotPublished("request.not_found")
        body: dict[str, Any] = {
            "id": f"{public_url}/egitimler/{programme.code}",
            "type": ["Achievement"],
            "humanCode": programme.code,
            "name": programme.name_tr,
        }
        if programme.area is not None:
            body["specialization"] = programme.area
        return JSONResponse(body, media_type="application/ld+json")

    @routes.get(
        VCT_PATH,
        summary="The type of our documents in wallets (SD-JWT VC Type Metadata)",
        response_class=Response,
        responses=_answers({"application/json": {"type": "object", "required": ["vct", "name", "claims"]}}),
    )
    async def wallet_type() -> JSONResponse:
        return JSONResponse(type_metadata(public_url), headers={**_PUBLIC, "Cache-Control": "max-age=86400"})

    return routes
