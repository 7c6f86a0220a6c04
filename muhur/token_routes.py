"""``POST /oauth/token``: access tokens for programs (OAuth 2.0 client credentials, RFC 6749 sections 2.3.1, 4.4, 5)."""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from muhur.problems import problem
from muhur.tokens import Tokens
from registry.access import AccessRefused

_FORM = "application/x-www-form-urlencoded"
_FIELDS = ("grant_type", "scope", "client_id", "client_secret")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+( [\x21\x23-\x5b\x5d-\x7e]+)*", re.ASCII)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            _FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "scope": {
                            "type": "string",
                            "description": "Scopes, separated by spaces; default all given",
                        },
                        "client_id": {"type": "string", "description": "Unless HTTP Basic is used"},
                        "client_secret": {"type": "string"},
                    },
                }
            }
        },
    }
}
_ERROR = {
    "type": "object",
    "required": ["error"],
    "properties": {"error": {"type": "string"}, "error_description": {"type": "string"}},
}
_TOKEN = {
    "type": "object",
    "required": ["access_token", "token_type", "expires_in", "scope"],
    "properties": {
        "access_token": {"type": "string"},
        "token_type": {"type": "string", "enum": ["Bearer"]},
        "expires_in": {"type": "integer", "description": "Seconds"},
        "scope": {"type": "string"},
    },
}
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The token", "content": {"application/json": {"schema": _TOKEN}}},
    400: {"description": "RFC 6749 section 5.2", "content": {"application/json": {"schema": _ERROR}}},
    401: {"description": "The program is not known", "content": {"application/json": {"schema": _ERROR}}},
}
_UNSTORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def router(*, tokens: Tokens, now: Callable[[], datetime], refused: Callable[[str, str], None]) -> APIRouter:
    """Routes; ``refused`` hears of every refusal as action and code."""
    routes = APIRouter(tags=["access"])

    @routes.post(
        "/oauth/token",
        summary="An access token for a program",
        openapi_extra=_BODY,
        responses=_RESPONSES,
        response_class=JSONResponse,
    )
    async def token(request: Request) -> Response:
        basic = request.headers.get("authorization")
        try:
            fields = _read(request.headers.get("content-type", ""), await request.body())
            client_id, secret = _client(fields, basic)
            scope = _scope(fields)
            given = await run_in_threadpool(tokens.for_program, client_id, secret, scope, now())
        except AccessRefused as refusal:
            await run_in_threadpool(refused, "POST /oauth/token", refusal.code)
            return _error(refusal.code, asked_by_header=basic is not None)
        return JSONResponse(
            {
                "access_token": given.compact,
                "token_type": "Bearer",
                "expires_in": given.seconds,
                "scope": " ".join(given.scopes),
            },
            headers=_UNSTORED,
        )

    return routes


def _read(content_type: str, body: bytes) -> dict[str, str]:
    """The form's fields; a field that stands twice is refused, one without a value counts as left out."""
    if content_type.partition(";")[0].strip().lower() != _FORM:
        raise AccessRefused("oauth.invalid_request")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=20, errors="strict")
    except ValueError as error:
        raise AccessRefused("oauth.invalid_request") from error
    known = [(name, value) for name, value in pairs if name in _FIELDS]
    if len(dict(known)) != len(known):
        raise AccessRefused("oauth.invalid_request")
    return {name: value for name, value in known if value}


def _scope(fields: dict[str, str]) -> str | None:
    if "grant_type" not in fields:
        raise AccessRefused("oauth.invalid_request")
    if fields["grant_type"] != "client_credentials":
        raise AccessRefused("oauth.unsupported_grant_type")
    scope = fields.get("scope")
    if scope is not None and _SCOPE.fullmatch(scope) is None:
        raise AccessRefused("oauth.invalid_scope")
    return scope


def _client(fields: dict[str, str], basic: str | None) -> tuple[str, str]:
    """Client id and secret, from HTTP Basic or the form, never both."""
    if basic is None:
        if "client_id" not in fields or "client_secret" not in fields:
            raise AccessRefused("oauth.invalid_client")
        return fields["client_id"], fields["client_secret"]
    scheme, _, packed = basic.partition(" ")
    if scheme.lower() != "basic":
        raise AccessRefused("oauth.invalid_client")
    if "client_secret" in fields:
        raise AccessRefused("oauth.invalid_request")
    try:
        name, _, secret = base64.b64decode(packed.strip(), validate=True).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise AccessRefused("oauth.invalid_client") from error
    client_id = unquote_plus(name)
    if fields.get("client_id", client_id) != client_id:
        raise AccessRefused("oauth.invalid_request")
    return client_id, unquote_plus(secret)


def _error(code: str, *, asked_by_header: bool) -> Response:
    """RFC 6749 section 5.2: 400, or 401 with the scheme that was used."""
    found = problem(code)
    headers = dict(_UNSTORED)
    if found.status == 401 and asked_by_header:
        headers["WWW-Authenticate"] = 'Basic realm="muhur"'
    body = {"error": code.partition(".")[2], "error_description": found.en}
    return JSONResponse(body, status_code=found.status, headers=headers)
