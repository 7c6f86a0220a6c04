"""Public key material: the DID document of each chamber and the trust bundle."""

from collections.abc import Callable

from fastapi import APIRouter, HTTPException
from fastapi.responses import JSONResponse

from keys.did import did_document
from keys.trust_bundle import TrustBundle


def router(*, bundle: Callable[[], tuple[str, TrustBundle]]) -> APIRouter:
    """Routes; ``bundle`` gives the current bundle as compact JWS and opened, or raises a refusal."""
    routes = APIRouter(tags=["trust"])

    @routes.get("/odalar/{slug}/did.json", summary="DID document of a chamber (did:web)")
    async def did_json(slug: str) -> JSONResponse:
        _, opened = bundle()
        for chamber in opened.chambers:
            if chamber.did.rpartition(":")[2] == slug:
                document = did_document(chamber.did, chamber.keys)
                headers = {"Cache-Control": "max-age=300", "Access-Control-Allow-Origin": "*"}
                return JSONResponse(document, media_type="application/did+json", headers=headers)
        raise HTTPException(404)

    @routes.get("/trust/bundle.json", summary="The trust bundle (a JWS by the TMMOB anchor)")
    async def bundle_json() -> JSONResponse:
        compact, _ = bundle()
        headers = {"Cache-Control": "max-age=60", "Access-Control-Allow-Origin": "*"}
        return JSONResponse({"bundle": compact}, headers=headers)

    return routes
