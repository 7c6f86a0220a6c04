"""How fast and how heavy the public pages are on an old phone: ``python scripts/page_speed.py [--lighthouse FOLDER]``.

Chromium at the profile of Lighthouse's mobile run (150 ms round trip, 1.6 Mb/s, a processor four times slower), over a
fresh demonstration: first contentful paint, requests and bytes, each beside its aim. With ``--lighthouse`` the folder
where ``npm install lighthouse`` was run: its scores for performance, accessibility and best practices too.
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from muhur.app import build_app
from muhur.clock import system_now
from muhur.demonstration import build
from muhur.settings import Settings

CHROMIUM = "/usr/bin/chromium"
NUMBER = "EMO-2026-YB-000123-Y"
MOST_BYTES, MOST_REQUESTS, PAINT_MS, SCORE = 40_000, 5, 1500, 95


def visited(browser: Browser, url: str) -> dict[str, Any]:
    """One first visit: paint in milliseconds, and every request before anything is pressed."""
    context = browser.new_context(viewport={"width": 412, "height": 823}, service_workers="block")
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8},
    )
    line.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.url.startswith("http") else None)
    sizes: dict[str, int] = {}
    page.on("response", lambda one: sizes.__setitem__(one.url, len(one.body())) if one.ok else None)
    page.goto(url, wait_until="networkidle")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    code = sum(size for name, size in sizes.items() if "/fonts/" not in name and "/trust/" not in name)
    return {"paint": paint, "requests": asked, "bytes": code}


def lighthouse(folder: Path, url: str, scratch: Path) -> dict[str, int]:
    """The scores of one run with the mobile profile."""
    out = scratch / "lighthouse.json"
    flags = ["--quiet", "--output=json", f"--output-path={out}", "--chrome-flags=--headless=new --no-sandbox"]
    flags.append("--only-categories=performance,accessibility,best-practices")
    subprocess.run(
        [str(folder / "node_modules" / ".bin" / "lighthouse"), url, *flags],
        check=True, env={**os.environ, "CHROME_PATH": CHROMIUM},
    )  # fmt: skip
    found = json.loads(out.read_text(encoding="utf-8"))
    for audit in found["audits"].values():
        if (
            audit.get("score") is not None
            and audit["score"] < 0.9
            and audit["scoreDisplayMode"] != "informative"
        ):
            print(f"    {audit['id']}: {audit.get('displayValue', '')} ({audit['score']})")
    return {name: round(part["score"] * 100) for name, part in found["categories"].items()}


def main() -> int:
    """Print the table; 1 if an aim is missed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lighthouse", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://localhost:{listener.getsockname()[1]}"
        home = build.build(Settings(home=Path(name) / "home"), url, system_now(), lambda *_: None)
        server = uvicorn.Server(uvicorn.Config(build_app(home, system_now), log_level="warning"))
        threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
        while not server.started:
            time.sleep(0.05)
        with home.store.reading("EMO") as records:
            found = records.credentials.by_belge_no(NUMBER)
        assert found is not None
        missed = measured(url, found.verification_code, asked.lighthouse, Path(name))
        server.should_exit = True
    return 1 if missed else 0


def measured(url: str, code: str, folder: Path | None, scratch: Path) -> list[str]:
    """The pages one by one; returns the aims that were missed."""
    missed = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for path in (f"/v/{code}", "/"):
            runs = [visited(browser, url + path) for _ in range(5)]
            paint = sorted(run["paint"] for run in runs)[2]
            requests, size = len(runs[0]["requests"]), runs[0]["bytes"]
            shown = re.sub(code, "{code}", path)
            print(
                f"{shown:12} paint {paint:.0f} ms (< {PAINT_MS}), {requests} requests, {size} bytes without fonts"
            )
            if paint >= PAINT_MS:
                missed.append(f"{shown} paint")
            if path != "/" and (requests > MOST_REQUESTS or size >= MOST_BYTES):
                missed.append(f"{shown} weight")
        browser.close()
    for path in (f"/v/{code}", "/") if folder is not None else ():
        assert folder is not None
        scores = lighthouse(folder, url + path, scratch)
        print(f"{re.sub(code, '{code}', path):12} Lighthouse {scores} (>= {SCORE})")
        missed += [f"{path} {name}" for name, score in scores.items() if score < SCORE]
    return missed


if __name__ == "__main__":
    sys.exit(main())
