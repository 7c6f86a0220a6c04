"""What pages are made of besides their HTML: static files, the service worker, the manifest, the page without a network."""

import hashlib

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from templates.installable import manifest, service_worker
from templates.joined import ENTRIES, joined, squeezed
from templates.rendering import SCANNING, STATIC, PageInstallation, Pages

# Told with every file of a version: the service worker keeps files of its own version only.
VERSION = "Muhur-Version"
_FOR_A_YEAR = "public, max-age=31536000, immutable"


class Static(StaticFiles):
    """Static files, kept for a year where asked for by the present version.

    Asked for by another version (an old page, or another server in the minutes of an update) they are not kept, so
    that no address ever stands for two contents. The scripts of pages are whole: each one file of one version.
    """

    def __init__(self, version: str) -> None:
        super().__init__(directory=STATIC)
        self._version = version
        styles = {
            one.name: squeezed(one.read_text(encoding="utf-8"), version) for one in STATIC.glob("*.css")
        }
        self._made = {name: text.encode() for name, text in styles.items()}
        self._made |= {name: joined(name).encode() for name in ENTRIES}

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file with its cache header."""
        if scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(405)
        versioned = scope.get("query_string", b"") == f"v={self._version}".encode()
        if versioned and path in self._made:
            kind = "text/css" if path.endswith(".css") else "text/javascript"
            response = Response(self._made[path], media_type=kind)
        else:
            response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = _FOR_A_YEAR if versioned else "no-cache"
        response.headers[VERSION] = self._version
        return response


def router(*, looks: PageInstallation, pages: Pages) -> APIRouter:
    """Routes beside ``/static``."""
    routes = APIRouter(include_in_schema=False)
    worker = service_worker(looks.asset_version)
    embed = (STATIC / "embed.js").read_bytes()
    etag = f'"{hashlib.sha256(worker.encode()).hexdigest()[:16]}"'
    described = manifest(looks.asset_version, specimen=looks.specimen)

    @routes.get("/sw.js")
    async def worker_file() -> Response:
        headers = {"Cache-Control": "no-cache", "ETag": etag, VERSION: looks.asset_version}
        return Response(worker, media_type="text/javascript", headers=headers)

    @routes.get("/embed.js")
    async def embedded() -> Response:
        # Other sites name it without a version: a mended one reaches them within an hour.
        headers = {"Cache-Control": "public, max-age=3600", "Cross-Origin-Resource-Policy": "cross-origin"}
        return Response(embed, media_type="text/javascript", headers=headers)

    @routes.get("/manifest.webmanifest")
    async def manifest_file() -> JSONResponse:
        headers = {"Cache-Control": "no-cache"}
        return JSONResponse(described, media_type="application/manifest+json", headers=headers)

    @routes.get("/cevrimdisi", response_class=HTMLResponse)
    async def offline_page(lang: str = "tr") -> HTMLResponse:
        headers = {**SCANNING, "Cache-Control": "no-cache", VERSION: looks.asset_version}
        return HTMLResponse(pages.offline(lang), headers=headers)

    return routes
