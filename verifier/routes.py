"""The public doors of verification for programs: the document's files and the JSON API."""

import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from keys.strict_json import JsonRefused, parse
from registry import verification_code
from registry.credential import bare_credential, payload_of
from registry.doors import UNCACHED, problems
from registry.forms.in_json import enveloped
from registry.refusal import Refusal
from verifier.described import BINARY, COMPACT, CREDENTIAL, ENVELOPED, JUDGED, document_answers
from verifier.desk import Desk
from verifier.examine import examine_credential
from verifier.known import Key, NotRecorded, Recorded, Unreachable
from verifier.limits import Limits
from verifier.presented import (
    MAX_FILE,
    ByCode,
    ByNumber,
    CredentialText,
    Presented,
    Unreadable,
    from_bytes,
    from_number,
    from_text,
)
from verifier.verdict import Verdict
from verifier.verify import verify


class RequestRefused(Refusal):
    """The request itself could not be read."""


SheetOf = Callable[[str], Awaitable[tuple[bytes, str] | None]]
BadgeForm = Literal["png", "svg"]
BadgeOf = Callable[[Mapping[str, Any], str, BadgeForm], Awaitable[bytes | None]]
# As it stands on the page, without a signature; the JWT wrapped in JSON; or with a proof inside.
JsonForm = Literal["bare", "enveloped", "proof"]
ProofOf = Callable[[Mapping[str, Any], str], Awaitable[dict[str, Any]]]
_CHECKED_AGAIN = {"Cache-Control": "no-cache"}
# Above any text that is judged, and small enough to be parsed at once.
MAX_JSON = 2 * 1024 * 1024


def router(
    *,
    open_desk: Callable[[datetime], Awaitable[Desk]],
    sheet_of: SheetOf,
    badge_of: BadgeOf,
    proof_of: ProofOf,
    now: Callable[[], datetime],
    limits: Limits,
    judged: Callable[[Verdict], None] = lambda _verdict: None,
) -> APIRouter:
    """Routes that judge documents; ``open_desk`` gives what a verification at a time needs.

    ``sheet_of`` gives the original PDF of a verification code and its SHA-256 in hex, None where it cannot be drawn;
    ``badge_of`` the baked badge of a payload and its compact JWT, likewise; ``proof_of`` their credential with a proof
    inside, or it raises a refusal.

    ``judged`` hears every verdict that is given.
    """
    routes = APIRouter()

    async def judge(presented: Presented, request: Request) -> Verdict:
        count(limits, request, presented)
        at = now()
        verdict = await verify(presented, await open_desk(at), at)
        judged(verdict)
        return verdict

    async def recorded_payload(code: str, request: Request) -> tuple[dict[str, Any], str]:
        """Payload and compact text behind a code, examined like any other credential."""
        limits.look_up(request)
        presented = by_code(code)
        if isinstance(presented, Unreadable):
            raise RequestRefused("document.not_found")
        at = now()
        desk = await open_desk(at)
        match await desk.look_up(Key("code", presented.code)):
            case Recorded(compact):
                document = examine_credential(compact, desk.trust, at).document
                if document is None:
                    raise RequestRefused("document.not_found")
                return payload_of(document), compact
            case NotRecorded():
                raise RequestRefused("document.not_found")
            case Unreachable():
                raise RequestRefused("record.unreachable")

    @routes.get(
        "/v/{code}.json",
        tags=["document"],
        summary="The credential as JSON: bare, enveloped, or with a proof inside",
        response_class=Response,
        responses=document_answers("application/vc+ld+json", CREDENTIAL, "application/vc", ENVELOPED)
        | problems(400),
    )
    async def document_json(code: str, request: Request, form: JsonForm = "bare") -> JSONResponse:
        payload, compact = await recorded_payload(code, request)
        if form == "enveloped":
            return JSONResponse(enveloped(compact), media_type="application/vc", headers=_CHECKED_AGAIN)
        if form == "proof":
            proven = await proof_of(payload, compact)
            return JSONResponse(proven, media_type="application/vc+ld+json", headers=_CHECKED_AGAIN)
        return JSONResponse(
            bare_credential(payload), media_type="application/vc+ld+json", headers=_CHECKED_AGAIN
        )

    @routes.get(
        "/v/{code}.jwt",
        tags=["document"],
        summary="The signed credential (compact JWT)",
        response_class=Response,
        responses=document_answers("text/plain", COMPACT),
    )
    async def document_jwt(code: str, request: Request) -> PlainTextResponse:
        _, compact = await recorded_payload(code, request)
        return PlainTextResponse(compact, headers=_CHECKED_AGAIN)

    @routes.get(
        "/v/{code}.pdf",
        tags=["document"],
        summary="The document as PDF",
        response_class=Response,
        responses=document_answers("application/pdf", BINARY)
        | problems(501)
        | {304: {"description": "Unchanged since that ETag"}},
    )
    async def document_pdf(code: str, request: Request) -> Response:
        payload, _ = await recorded_payload(code, request)
        belge_no = str(payload["credentialSubject"]["licenseNumber"])
        found = await sheet_of(str(payload["id"]).rpartition("/")[2])
        if found is None:
            raise RequestRefused("document.not_drawn")
        pdf, sha256 = found
        etag = f'"{sha256[:32]}"'
        headers = {
            "Cache-Control": "no-cache",
            "ETag": etag,
            "Content-Disposition": f'inline; filename="{belge_no}.pdf"',
        }
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        return Response(pdf, media_type="application/pdf", headers=headers)

    async def badge(code: str, request: Request, form: BadgeForm, kind: str) -> Response:
        payload, compact = await recorded_payload(code, request)
        found = await badge_of(payload, compact, form)
        if found is None:
            raise RequestRefused("document.not_drawn")
        belge_no = str(payload["credentialSubject"]["licenseNumber"])
        headers = {**_CHECKED_AGAIN, "Content-Disposition": f'attachment; filename="{belge_no}.{form}"'}
        return Response(found, media_type=kind, headers=headers)

    @routes.get(
        "/v/{code}/rozet.png",
        tags=["document"],
        summary="The document as badge, a PNG with the signed credential baked in",
        response_class=Response,
        responses=document_answers("image/png", BINARY) | problems(501),
    )
    async def badge_png(code: str, request: Request) -> Response:
        return await badge(code, request, "png", "image/png")

    @routes.get(
        "/v/{code}/rozet.svg",
        tags=["document"],
        summary="The document as badge, an SVG with the signed credential baked in",
        response_class=Response,
        responses=document_answers("image/svg+xml", BINARY) | problems(501),
    )
    async def badge_svg(code: str, request: Request) -> Response:
        return await badge(code, request, "svg", "image/svg+xml")

    @routes.get(
        "/v/{code}/verdict",
        tags=["verify"],
        summary="Today's verdict on a document, as JSON",
        responses=JUDGED,
    )
    async def document_verdict(code: str, request: Request) -> JSONResponse:
        return JSONResponse((await judge(by_code(code), request)).as_json(), headers=UNCACHED)

    @routes.post(
        "/api/v1/verify",
        tags=["verify"],
        summary="Judge a PDF, credential, QR text or document number",
        openapi_extra={"requestBody": _REQUEST_BODY},
        responses=JUDGED | problems(400, 413, 503),
    )
    async def verify_api(request: Request) -> JSONResponse:
        return JSONResponse((await judge(await _presented(request), request)).as_json(), headers=UNCACHED)

    return routes


_REQUEST_BODY = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            }
        },
        "application/json": {
            "schema": {
                "oneOf": [
                    {
                        "type": "object",
                        "properties": {name: {"type": kind}},
                        "required": [name],
                        "additionalProperties": False,
                    }
                    for name, kind in (
                        ("credential", "string"),
                        ("credential", "object"),
                        ("qr", "string"),
                        ("number", "string"),
                    )
                ]
                + [
                    {
                        "type": "object",
                        "description": "The whole view, if the holder's sicil no is right.",
                        "properties": {"number": {"type": "string"}, "sicil_no": {"type": "string"}},
                        "required": ["number", "sicil_no"],
                        "additionalProperties": False,
                    }
                ]
            }
        },
    },
}


def by_code(text: str) -> ByCode | Unreadable:
    """A verification code that stands in an address."""
    try:
        return ByCode(verification_code.parse(text))
    except verification_code.CodeRefused as error:
        return Unreadable(error.code, refused=True)


def count(limits: Limits, request: Request, presented: Presented) -> None:
    """Count what is looked up; a document number more strictly than what nobody can guess."""
    limits.look_up(request)
    if isinstance(presented, ByNumber):
        limits.number(request)


async def _presented(request: Request) -> Presented:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        async with request.form(max_files=1, max_fields=1) as form:
            upload = form.get("file")
            if upload is None or isinstance(upload, str):
                raise RequestRefused("request.unreadable")
            return from_bytes(await upload.read(MAX_FILE + 1))
    if kind != "application/json":
        raise RequestRefused("request.unreadable")
    sent = await request.body()
    if len(sent) > MAX_JSON:
        raise RequestRefused("request.too_large")
    try:
        body: Any = parse(sent)
    except JsonRefused as error:
        raise RequestRefused("request.unreadable") from error
    match body:
        case {"credential": str() as text, **rest} if not rest:
            found = from_text(text)
            return found if not isinstance(found, ByCode) else CredentialText(text)
        case {"credential": dict() as value, **rest} if not rest:
            return from_text(json.dumps(value))
        case {"qr": str() as text, **rest} if not rest:
            return from_text(text)
        case {"number": str() as text, **rest} if not rest:
            return from_number(text)
        case {"number": str() as text, "sicil_no": str() as sicil_no, **rest} if not rest:
            return from_number(text, sicil_no)
    raise RequestRefused("request.unreadable")
