"""Public key material: the DID document of each chamber and the trust bundle."""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse, Response

from keys.did import did_document
from keys.keyring import COMPROMISED, INTRODUCED, PURPOSE_CREDENTIAL
from keys.trust_bundle import TrustBundle


def _answers(content_type: str, schema: dict[str, Any], *statuses: int) -> dict[int | str, dict[str, Any]]:
    """``responses`` of a route: what it answers, and the problems it refuses with."""
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refusals = {404: "No such chamber", 503: "There is no trust list"}
    told: dict[int | str, dict[str, Any]] = {
        one: {"description": refusals[one], "content": problem} for one in statuses
    }
    return {200: {"description": "As described", "content": {content_type: {"schema": schema}}}, **told}


_DID = {
    "type": "object",
    "required": ["@context", "id", "verificationMethod", "assertionMethod"],
    "properties": {
        "id": {"type": "string", "pattern": "^did:web:"},
        "verificationMethod": {
            "type": "array",
            "items": {"type": "object", "required": ["id", "type", "controller"]},
        },
        "assertionMethod": {"type": "array", "items": {"type": "string"}},
    },
}
_ISSUER = {
    "type": "object",
    "required": ["issuer", "jwks"],
    "properties": {"issuer": {"type": "string"}, "jwks": {"type": "object", "required": ["keys"]}},
}
_KEYS_HEADERS = {"Cache-Control": "max-age=300", "Access-Control-Allow-Origin": "*"}
_BUNDLE = {"type": "object", "required": ["bundle"], "properties": {"bundle": {"type": "string"}}}


def router(*, bundle: Callable[[], tuple[str, TrustBundle]]) -> APIRouter:
    """Routes; ``bundle`` gives the current bundle as compact JWS and opened, or raises a refusal."""
    routes = APIRouter(tags=["trust"])

    @routes.get(
        "/odalar/{slug}/did.json",
        summary="DID document of a chamber (did:web)",
        response_class=Response,
        responses=_answers("application/did+json", _DID, 404, 503),
    )
    async def did_json(slug: str) -> JSONResponse:
        _, opened = bundle()
        for chamber in opened.chambers:
            if chamber.did.rpartition(":")[2] == slug:
                document = did_document(chamber.did, chamber.keys)
                return JSONResponse(document, media_type="application/did+json", headers=_KEYS_HEADERS)
        raise HTTPException(404)

    @routes.get(
        "/.well-known/jwt-vc-issuer/odalar/{slug}",
        summary="A chamber's keys as SD-JWT VC names them (JWT VC Issuer Metadata)",
        responses=_answers("application/json", _ISSUER, 404, 503),
    )
    async def jwt_vc_issuer(slug: str) -> JSONResponse:
        _, opened = bundle()
        for chamber in opened.chambers:
            if chamber.did.rpartition(":")[2] == slug:
                keys = [
                    {**dict(key.jwk), "kid": key.kid, "alg": key.alg, "use": "sig"}
                    for key in chamber.keys
                    # Whoever reads them knows of no state: one that signs nothing yet, or was stolen, is not named.
                    if key.purpose == PURPOSE_CREDENTIAL and key.state not in (INTRODUCED, COMPROMISED)
                ]
                told = {"issuer": f"{opened.public_url}/odalar/{slug}", "jwks": {"keys": keys}}
                return JSONResponse(told, headers=_KEYS_HEADERS)
        raise HTTPException(404)

    @routes.get(
        "/trust/bundle.json",
        summary="The trust bundle (a JWS by the TMMOB anchor)",
        responses=_answers("application/json", _BUNDLE, 503),
    )
    async def bundle_json() -> JSONResponse:
        compact, _ = bundle()
        headers = {"Cache-Control": "max-age=60", "Access-Control-Allow-Origin": "*"}
        return JSONResponse({"bundle": compact}, headers=headers)

    return routes
