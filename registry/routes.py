"""Public records that credentials point to: status lists and achievements (programmes)."""

from contextlib import AbstractContextManager
from typing import Any, Protocol

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from registry.records.registry_records import Records
from registry.refusal import Refusal


class OpenRecords(Protocol):
    """A read-only transaction."""

    def __call__(self) -> AbstractContextManager[Records]:
        """Open it."""
        ...


class NotPublished(Refusal):
    """Nothing is published at this address."""


def router(*, open_records: OpenRecords, public_url: str) -> APIRouter:
    """Routes over ``open_records``; sync on purpose: they read the database."""
    routes = APIRouter(tags=["trust"])

    @routes.get("/status/{slug}/{number}", summary="A chamber's status list (W3C Bitstring Status List, JWT)")
    def status_list(slug: str, number: int) -> Response:
        with open_records() as records:
            code = next((one.code for one in records.chambers.all() if one.slug == slug), None)
            in_range = code is not None and 0 < number < 2**31
            compact = records.trust.status_list(code, number) if code is not None and in_range else None
        if compact is None:
            raise NotPublished("request.not_found")
        headers = {"Cache-Control": "max-age=60", "Access-Control-Allow-Origin": "*"}
        return Response(compact, media_type="application/vc+jwt", headers=headers)

    @routes.get("/egitimler/{code}", summary="A training programme as Open Badges Achievement")
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

    return routes
