"""What makes the public pages installable: the service worker of a version, and the manifest."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

STATIC: Final = Path(__file__).parent / "static"
# What the page without a connection is made of. The reader of QR codes is kept once it was loaded.
KEPT: Final = (
    "site.css",
    "check.css",
    "offline-page.js",
    "scanner.js",
    "fonts/BirlikSans.woff2",
    "fonts/BirlikSerif-SemiBold.woff2",
)
THEME: Final = "#14294b"
PAPER: Final = "#faf8f3"


def service_worker(version: str) -> str:
    """The text of ``/sw.js``: it changes whenever a static file does, so that browsers notice."""
    source = (STATIC / "service-worker.js").read_text(encoding="utf-8")
    return source.replace("%VERSION%", version).replace("%FILES%", " ".join(KEPT))


def manifest(version: str, *, specimen: bool) -> dict[str, Any]:
    """The web application manifest (W3C)."""
    icons = [
        {
            "src": f"/static/icons/{name}.png?v={version}",
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, size, purpose in (
            ("seal-192", 192, "any"),
            ("seal-512", 512, "any"),
            ("maskable-512", 512, "maskable"),
        )
    ]
    return {
        "id": "/",
        "name": "Mühür: TMMOB belge doğrulama" + (" (ÖRNEK)" if specimen else ""),
        "short_name": "Mühür",
        "description": "TMMOB odalarının verdiği belgeleri doğrulayınız; karekodu bağlantı olmadan da denetleyiniz.",
        "lang": "tr",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": THEME,
        "icons": icons,
        "shortcuts": [{"name": "Bağlantısız denetim", "url": "/cevrimdisi"}],
    }
