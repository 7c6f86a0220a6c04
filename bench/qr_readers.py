"""Who reads the pictures: our server's reader, zxing-cpp and zbar as they are, and the check page in Chromium.

A reader gets grey pictures and says for each the texts that it found.
"""

import base64
import io
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, Route, sync_playwright

from verifier.paper import codes

Read = Callable[[Sequence[Image.Image]], list[list[str]]]
STATIC = Path(__file__).resolve().parents[1] / "templates" / "static"
CHROMIUM = "/usr/bin/chromium"
_SITE = "http://bench.invalid/"
_ZBAR_FOUND = (0, 4)  # 4: no code in any of the files
_PART = 500


def server(pictures: Sequence[Image.Image]) -> list[list[str]]:
    """The server's reader of photos and scans."""
    return [codes.texts(picture) for picture in pictures]


def zxing_cpp(pictures: Sequence[Image.Image]) -> list[list[str]]:
    """The library of the server's reader, asked once."""
    only = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2])
    return [[one.text for one in zxingcpp.read_barcodes(picture, formats=only)] for picture in pictures]


def zbar(pictures: Sequence[Image.Image]) -> list[list[str]]:
    """The program ``zbarimg``, which many scanners on desktops are made with."""
    found: list[list[str]] = [[] for _ in pictures]
    with tempfile.TemporaryDirectory() as folder:
        for first in range(0, len(pictures), _PART):
            names = []
            for number, picture in enumerate(pictures[first : first + _PART], first):
                names.append(f"{folder}/{number}.pgm")
                picture.save(names[-1])
            command = ["zbarimg", "-q", "--xml", "-Sdisable", "-Sqrcode.enable", *names]
            ended = subprocess.run(command, capture_output=True, check=False)
            if ended.returncode not in _ZBAR_FOUND:
                raise SystemExit(ended.stderr.decode())
            if not ended.stdout.strip():
                continue
            space = {"z": "http://zbar.sourceforge.net/2008/barcode"}
            for source in ET.fromstring(ended.stdout).iterfind("z:source", space):
                number = int(Path(source.attrib["href"].removeprefix("file://")).stem)
                found[number] = [str(data.text) for data in source.iterfind(".//z:data", space)]
    return found


@contextmanager
def browser() -> Iterator[dict[str, Read]]:
    """``camera``: one frame of the check page's camera; ``photo``: its reading of photos; ``native`` where Chromium has a detector."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page()
        page.route(f"{_SITE}**", _serve)
        page.goto(_SITE)
        page.evaluate(_PREPARE)
        readers: dict[str, Read] = {
            "camera": lambda pictures: [_ask(page, "frame", one) for one in pictures],
            "photo": lambda pictures: [_ask(page, "photo", one) for one in pictures],
        }
        if page.evaluate("Boolean(window.native)"):
            readers["native"] = lambda pictures: [_ask(page, "detector", one) for one in pictures]
        yield readers
        chromium.close()


def there_is_zbar() -> bool:
    """Whether ``zbarimg`` is installed (Debian: zbar-tools)."""
    return shutil.which("zbarimg") is not None


_PREPARE = """async () => {
    const { nativeReader, vendoredReader } = await import("/barcode-reader.js");
    const { codesInPhoto } = await import("/photo.js");
    const places = { script: "/vendor/zxing-wasm/reader.js", wasm: "/vendor/zxing-wasm/zxing_reader.wasm" };
    window.vendored = await vendoredReader(places);
    window.native = await nativeReader();
    const drawn = async (file) => {
        const picture = await createImageBitmap(file);
        const canvas = Object.assign(document.createElement("canvas"), { width: picture.width, height: picture.height });
        canvas.getContext("2d", { willReadFrequently: true }).drawImage(picture, 0, 0);
        return canvas;
    };
    window.ways = {
        frame: async (file) => window.vendored(await drawn(file)),
        detector: async (file) => window.native(await drawn(file)),
        photo: (file) => codesInPhoto(file, window.vendored),
    };
}"""


def _ask(page: Page, way: str, picture: Image.Image) -> list[str]:
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=1)
    given = [way, base64.b64encode(data.getvalue()).decode()]
    found: list[str] = page.evaluate(
        """async ([way, data]) => {
            const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
            return window.ways[way](new Blob([bytes], { type: "image/png" }));
        }""",
        given,
    )
    return found


def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(_SITE)
    if not name:
        route.fulfill(body="<!doctype html><title>bench</title>", content_type="text/html")
    else:
        route.fulfill(path=STATIC / name)
