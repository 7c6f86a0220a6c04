"""Asking a reader's process about an uploaded file; never more of them at once than the machine should give."""

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from verifier.desk import BadgeRead, PdfRead, PhotoRead
from verifier.original import Likeness, SealRead
from verifier.paper.likeness import joined

AT_ONCE = 2
WAITING = 16
# A little more than the reader gives itself.
WALL_SECONDS = 12.0
_MOST_ANSWERED = 1024 * 1024


class Zygote:
    """The process of ``verifier.paper.zygote``: started when first needed, and again if it has gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self._channel: socket.socket | None = None

    def ask(self, task: str, data: bytes) -> dict[str, Any] | None:
        """What ``task`` found in ``data``; None when the reader came to its limits. Blocks its thread."""
        ours, theirs = socket.socketpair()
        with ours:
            with theirs:
                self._send(task, theirs)
            try:
                return _answer(ours, data)
            except (OSError, ValueError):
                # Ended by the kernel in the middle, or out of time.
                return None

    def _send(self, task: str, channel: socket.socket) -> None:
        with self._lock:
            for attempt in (1, 2):
                try:
                    socket.send_fds(self._running(), [task.encode("ascii")], [channel.fileno()])
                except OSError:
                    self._end()
                    if attempt == 2:
                        raise
                else:
                    return

    def _running(self) -> socket.socket:
        if self._channel is None or self.process is None or self.process.poll() is not None:
            self._end()
            # Each message whole: a name and its socket come together.
            self._channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self.process = subprocess.Popen(
                    [sys.executable, "-I", "-m", "verifier.paper.zygote"],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env={},
                )
        return self._channel

    def _end(self) -> None:
        if self._channel is not None:
            self._channel.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self._channel = self.process = None

    def close(self) -> None:
        """End it; readers that work end by themselves."""
        with self._lock:
            self._end()

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self._end()


def _answer(channel: socket.socket, data: bytes) -> dict[str, Any]:
    ends = time.monotonic() + WALL_SECONDS
    channel.settimeout(WALL_SECONDS)
    channel.sendall(data)
    channel.shutdown(socket.SHUT_WR)
    parts, size = [], 0
    while size <= _MOST_ANSWERED:
        channel.settimeout(max(0.01, ends - time.monotonic()))
        part = channel.recv(65536)
        if not part:
            break
        parts.append(part)
        size += len(part)
    answer: dict[str, Any] = json.loads(b"".join(parts))
    return answer


class _Readers:
    """A bound on how many read at once and how many may wait for it. Uploads stay in memory and the socket."""

    def __init__(self, zygote: Zygote | None, at_once: int, waiting: int) -> None:
        self._zygote = zygote or Zygote()
        self._limit = waiting
        self._waiting = 0
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="read")

    async def ask(self, task: str, data: bytes, *, busy: str, over: str) -> dict[str, Any]:
        """What was found, or one of the codes ``busy`` and ``over``; never raises for a hostile file."""
        if self._waiting >= self._limit:
            return {"code": busy}
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            found = await loop.run_in_executor(self._threads, self._zygote.ask, task, data)
        finally:
            self._waiting -= 1
        return {"code": over} if found is None else found


class PdfReader:
    """Reads PDFs."""

    def __init__(
        self, at_once: int = AT_ONCE, waiting: int = WAITING, *, zygote: Zygote | None = None
    ) -> None:
        self._readers = _Readers(zygote, at_once, waiting)

    async def __call__(self, data: bytes) -> PdfRead:
        """What the file carries."""
        found = await self._readers.ask("read", data, busy="pdf.busy", over="pdf.limits")
        return pdf_read(found)

    async def likeness(self, drawn: bytes, presented: bytes) -> Likeness:
        """How like the two look; with a code of ``UNTOLD`` where that cannot be told now."""
        both = joined(drawn, presented)
        found = await self._readers.ask("likeness", both, busy="pdf.busy", over="pdf.limits")
        if "drawn" not in found:
            return Likeness(code=found["code"])
        apart, spread = found["apart"], found["spread"] or 0
        return Likeness(found["drawn"], found["presented"], apart, found["content"], spread)


def pdf_read(found: dict[str, Any]) -> PdfRead:
    """What a reader's process told of a PDF."""
    proof = found.get("proof")
    return PdfRead(
        found.get("credential"),
        found.get("code"),
        seal_read(found.get("seal")),
        None if proof is None else proof.encode(),
    )


def seal_read(found: dict[str, Any] | None) -> SealRead:
    """The seal as a reader's process told it."""
    if found is None:
        return SealRead("pdf.unsealed")
    if "code" in found:
        return SealRead(found["code"])
    return SealRead(
        None,
        found["fingerprint"],
        datetime.fromisoformat(found["at"]),
        found["form"],
        found["drawn"],
        tuple(found["above"]),
    )


class PhotoReader:
    """Reads the QR codes in photos."""

    def __init__(
        self, at_once: int = AT_ONCE, waiting: int = WAITING, *, zygote: Zygote | None = None
    ) -> None:
        self._readers = _Readers(zygote, at_once, waiting)

    async def __call__(self, data: bytes) -> PhotoRead:
        """The texts of the codes."""
        found = await self._readers.ask("photo", data, busy="photo.busy", over="photo.limits")
        return PhotoRead(tuple(found.get("texts", ())), found.get("code"), found.get("pictures", False))


class BadgeReader:
    """Reads the credential baked into a badge."""

    def __init__(
        self, at_once: int = AT_ONCE, waiting: int = WAITING, *, zygote: Zygote | None = None
    ) -> None:
        self._readers = _Readers(zygote, at_once, waiting)

    async def __call__(self, data: bytes) -> BadgeRead:
        """The text of the credential."""
        found = await self._readers.ask("badge", data, busy="badge.busy", over="badge.limits")
        return BadgeRead(found.get("text"), found.get("code"))
