"""What the journeys share: the real command line, an installation on disk, its application over HTTP."""

import csv
import io
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal

MUHUR = Path(sys.executable).with_name("muhur")


def csv_bytes(*rows: tuple[object, ...], encoding: str = "cp1254") -> bytes:
    """A list as Turkish offices save it."""
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode(encoding)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
    return port


def clean_environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MUHUR_")}
    return {**kept, "NO_COLOR": "1", "COLUMNS": "200"}


def muhur(
    *words: object, home: Path | None = None, stdin: bytes | None = None, expect: int | None = 0,
    **settings: str,
) -> subprocess.CompletedProcess[bytes]:  # fmt: skip
    """The command as a person runs it; ``expect`` is the exit code that must come back."""
    command = [str(MUHUR), *map(str, words)]
    if home is not None:
        command += ["--home", str(home)]
    ended = subprocess.run(
        command,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=120,
        env={**clean_environment(), **settings},
    )
    assert b"Traceback" not in ended.stderr, ended.stderr.decode()
    if expect is not None:
        assert ended.returncode == expect, (ended.stdout + ended.stderr).decode()
    return ended


def muhur_json(*words: object, home: Path | None = None, expect: int | None = 0, **more: Any) -> Any:
    return json.loads(muhur(*words, "--json", home=home, expect=expect, **more).stdout)


@dataclass(frozen=True)
class Demo:
    """A demonstration on disk, as ``muhur demo --no-serve`` leaves it."""

    home: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.home / "demo.json").read_text(encoding="utf-8"))
        return found

    @property
    def files(self) -> list[dict[str, Any]]:
        return list(self.manifest["files"])

    @property
    def genuine(self) -> list[dict[str, Any]]:
        return [one for one in self.files if one["file"].startswith("pdf/")]

    def of(self, **facts: Any) -> dict[str, Any]:
        """The first genuine file with these facts."""
        return next(one for one in self.genuine if all(one[name] == value for name, value in facts.items()))

    def path(self, entry: dict[str, Any]) -> Path:
        return self.home / str(entry["file"])

    def code(self, entry: dict[str, Any]) -> str:
        return str(entry["url"]).rpartition("/")[2]


class Site:
    """An ASGI application asked over httpx, from tests that are not asynchronous."""

    def __init__(self, portal: BlockingPortal, client: httpx.AsyncClient) -> None:
        self._portal, self._client = portal, client

    @classmethod
    @contextmanager
    def over(cls, app: Any, url: str, headers: dict[str, str] | None = None) -> Iterator["Site"]:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        with start_blocking_portal() as portal:
            client = httpx.AsyncClient(transport=transport, base_url=url, headers=headers, timeout=60)
            try:
                yield cls(portal, client)
            finally:
                portal.call(client.aclose)

    def ask(self, method: str, path: str, **given: Any) -> httpx.Response:
        cookies = given.pop("cookies", None)
        if cookies:
            # As a header, so that no cookie stays with the client for the next caller.
            pairs = "; ".join(f"{name}={value}" for name, value in cookies.items())
            given["headers"] = {**(given.get("headers") or {}), "cookie": pairs}

        async def send() -> httpx.Response:
            answer = await self._client.request(method, path, **given)
            self._client.cookies.clear()
            return answer

        return self._portal.call(send)

    def get(self, path: str, **given: Any) -> httpx.Response:
        return self.ask("GET", path, **given)

    def post(self, path: str, **given: Any) -> httpx.Response:
        return self.ask("POST", path, **given)

    def put(self, path: str, **given: Any) -> httpx.Response:
        return self.ask("PUT", path, **given)


@dataclass
class Server:
    """``muhur serve`` as a process that can be stopped."""

    demo: Demo
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [str(MUHUR), "serve", "--home", str(self.demo.home), "--port", str(self.demo.port)]
        self.process = subprocess.Popen(command, env=clean_environment(), stderr=subprocess.DEVNULL)
        for _ in range(300):
            if self.answers():
                return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"{self.demo.url}/readyz", timeout=2).close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(20)
            self.process = None
