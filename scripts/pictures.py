"""Take the pictures of the README: one document of each kind and the verdict page, wide and on a phone."""

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

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


def main() -> None:
    """Build, serve, look."""
    PICTURES.mkdir(parents=True, exist_ok=True)
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
