"""Public doors of the transparency log (docs/spec/log.md sections 4 to 6): checkpoint, tiles, and a document's proof."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from registry import verification_code
from registry.doors import problems
from registry.log.proof import proof_bytes
from registry.log.tiles import FULL, LEVEL_BITS, PathRefused, Tile, read_path
from registry.records.registry_records import Records
from registry.routes import NotPublished

_OPEN = {"Access-Control-Allow-Origin": "*"}
_SOON = {**_OPEN, "Cache-Control": "max-age=5"}
# A tile of a signed tree never changes.
_FOREVER = {**_OPEN, "Cache-Control": "public, max-age=31536000, immutable"}
_TEXT = "text/plain; charset=utf-8"
_AS_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"description": "As described", "content": {"text/plain": {"schema": {"type": "string"}}}}
}
_AS_BYTES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "As described",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def router(
    *,
    open_records: Callable[[], AbstractContextManager[Records]],
    keep: Callable[[Records, bytes], None],
    look_up: Callable[[Request], None],
) -> APIRouter:
    """Routes over read-only transactions. ``keep`` keeps a checkpoint outside the database before it is shown.

    ``look_up`` counts one look-up of the caller, and refuses too many.
    """
    routes = APIRouter()

    @routes.get(
        "/log/checkpoint",
        tags=["trust"],
        summary="The log's newest signed checkpoint (C2SP tlog-checkpoint)",
        response_class=Response,
        responses=_AS_TEXT | problems(404, 503),
    )
    def checkpoint() -> Response:
        with open_records() as records:
            newest = records.log.head().checkpoint
            if newest is None:
                raise NotPublished("request.not_found")
            keep(records, newest)
        return Response(newest, media_type=_TEXT, headers=_SOON)

    @routes.get(
        "/log/{path:path}",
        tags=["trust"],
        summary="A tile or an entry bundle of the log (C2SP tlog-tiles)",
        response_class=Response,
        responses=_AS_BYTES | problems(404, 503),
    )
    def tile(path: str) -> Response:
        try:
            wanted = read_path(path)
        except PathRefused as refused:
            raise NotPublished("request.not_found") from refused
        level = wanted.level if isinstance(wanted, Tile) else 0
        with open_records() as records:
            # Only of the tree that was signed: until then nobody may ask for what has grown.
            size = records.log.head().signed_size >> LEVEL_BITS * level
            if size < wanted.index * FULL + wanted.width:
                raise NotPublished("request.not_found")
            tiles = records.log.tiles
            content = tiles.tile(wanted) if isinstance(wanted, Tile) else tiles.bundle(wanted)
        return Response(content, media_type="application/octet-stream", headers=_FOREVER)

    @routes.get(
        "/v/{code}.tlog-proof",
        tags=["document"],
        summary="The proof that the log holds the document's issue (C2SP tlog-proof)",
        response_class=Response,
        responses=_AS_TEXT | problems(404, 429, 503),
    )
    def document_proof(code: str, request: Request) -> Response:
        look_up(request)
        try:
            typed = verification_code.parse(code)
        except verification_code.CodeRefused as refused:
            raise NotPublished("document.not_found") from refused
        with open_records() as records:
            found = records.log.issued(typed)
            proof = None if found is None else records.log.proof(found)
            if proof is None:
                raise NotPublished("document.not_found")
            keep(records, proof.checkpoint)
        return Response(proof_bytes(proof), media_type=_TEXT, headers={"Cache-Control": "no-cache"})

    return routes
