"""Take the pictures of the README and of docs/designs.md.

One document of each kind, the verdict page, wide and on a phone, and specimens of every certificate design;
``python scripts/pictures.py designs`` draws the specimens alone.
"""

import io
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from registry.document import SUCCEEDED
from templates.certificates.designs import BASES, LOOKS, named
from templates.certificates.specimens import COMPACT, FORMS
from templates.drawing import draw_picture_as

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
CHROMIUM = "/usr/bin/chromium"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _render(pdf: Path, name: str) -> None:
    command = ["pdftoppm", "-png", "-singlefile", "-r", "110", str(pdf), str(PICTURES / name)]
    subprocess.run(command, check=True)


def _documents(home: Path) -> str:
    """Render one document of each kind; returns the address of the yetki."""
    files = json.loads((home / "demo.json").read_text(encoding="utf-8"))["files"]
    chosen = {
        "katilim": "IMO-2026-KB-004217-P",
        "basari": "MMO-2026-BB-000815-T",
        "yetki": "EMO-2026-YB-000123-Y",
    }
    addresses = {}
    for kind, belge_no in chosen.items():
        of_kind = [one for one in files if one.get("kind") == kind]
        one = next((file for file in of_kind if file["belge_no"] == belge_no), of_kind[0])
        _render(home / one["file"], kind)
        addresses[kind] = one["url"]
    return str(addresses["yetki"])


def draw_designs() -> None:
    """All kinds of every base side by side, one authorisation of every look, and the longest values of each."""
    (PICTURES / "designs").mkdir(parents=True, exist_ok=True)
    for name in sorted(BASES - set(SUCCEEDED)):
        _keep(name, "usual", [_specimen(name, kind, "usual", 62) for kind in ("katilim", "basari", "yetki")])
        _keep(name, "longest", [_specimen(name, "yetki", "longest", 92)])
    for name in sorted(LOOKS - set(SUCCEEDED)):
        _keep(name, "usual", [_specimen(name, "yetki", "usual", 92)])


def _specimen(name: str, kind: str, form: str, ppi: int) -> Image.Image:
    design = named(name)
    return Image.open(io.BytesIO(draw_picture_as(design, FORMS[form](kind), COMPACT, ppi)))


def _keep(name: str, form: str, sheets: list[Image.Image]) -> None:
    wide = sum(sheet.width for sheet in sheets) + 12 * (len(sheets) - 1)
    whole = Image.new("RGB", (wide, sheets[0].height), "#d9dbe0")
    for at, sheet in enumerate(sheets):
        whole.paste(sheet, (at * (sheet.width + 12), 0))
    few = whole.quantize(128, dither=Image.Dither.NONE)
    few.save(PICTURES / "designs" / f"{name.replace('/', '-')}-{form}.png", optimize=True)


def main() -> None:
    """Build, serve, look."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    draw_designs()
    if sys.argv[1:] == ["designs"]:
        return
    port = _free_port()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        muhur = [sys.executable, "-m", "muhur.cli"]
        common = ["--home", str(home), "--port", str(port)]
        public = ["--public-url", "http://localhost:8000"]
        subprocess.run([*muhur, "demo", *common, *public, "--no-serve"], check=True)
        server = subprocess.Popen([*muhur, "serve", *common])
        try:
            address = _documents(home).replace("localhost:8000", f"localhost:{port}")
            _wait(port)
            _photograph(address)
        finally:
            server.terminate()
            server.wait()


def _wait(port: int) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=1)
        except OSError:
            time.sleep(0.1)
        else:
            return


def _photograph(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        for name, width, height in (("verdict", 1280, 860), ("verdict-phone", 390, 844)):
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(address)
            page.wait_for_timeout(600)
            page.screenshot(path=PICTURES / f"{name}.png")
            page.goto(address.partition("/v/")[0] + "/")
            page.wait_for_timeout(300)
            page.screenshot(path=PICTURES / f"{name.replace('verdict', 'check')}.png")
        browser.close()


if __name__ == "__main__":
    main()
