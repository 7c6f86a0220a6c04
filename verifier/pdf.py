"""Reading an uploaded file: a process of its own with limits, and a bound on how many run at once."""

import asyncio
import json
import sys
from typing import Any

from verifier.verify import PdfRead, PhotoRead

WALL_SECONDS = 10
AT_ONCE = 2
WAITING = 16


class _Reader:
    """Runs one process a file. Uploads stay in memory and in the pipe; nothing is written."""

    def __init__(self, module: str, busy: str, limits: str, at_once: int, waiting: int) -> None:
        self._module, self._busy, self._over = module, busy, limits
        self._limit = waiting
        self._places = asyncio.Semaphore(at_once)
        self._waiting = 0

    async def answer(self, data: bytes) -> dict[str, Any]:
        """What the process found; never raises for a hostile file."""
        if self._waiting >= self._limit:
            return {"code": self._busy}
        return await self.asked(data)

    async def words(self, data: bytes) -> str:
        """The text of a file's first page; empty where it cannot be had now."""
        if self._waiting >= self._limit:
            return ""
        return str((await self.asked(data, "words")).get("words", ""))

    async def asked(self, data: bytes, *words: str) -> dict[str, Any]:
        """The answer of a process over ``data``, in its turn."""
        self._waiting += 1
        try:
            async with self._places:
                return await self._read(data, *words)
        finally:
            self._waiting -= 1

    async def _read(self, data: bytes, *words: str) -> dict[str, Any]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            "-m",
            self._module,
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
        )
        try:
            output, _ = await asyncio.wait_for(process.communicate(data), WALL_SECONDS)
        except TimeoutError:
            output = b""
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0:
            return {"code": self._over}
        answer: dict[str, Any] = json.loads(output)
        return answer


class PdfReader:
    """Reads PDFs."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._reader = _Reader("verifier.pdf_child", "pdf.busy", "pdf.limits", at_once, waiting)

    async def __call__(self, data: bytes) -> PdfRead:
        """What the file carries."""
        answer = await self._reader.answer(data)
        return PdfRead(answer.get("credential"), answer.get("code"))

    async def words(self, data: bytes) -> str:
        """The text of the first page; empty where it cannot be had now."""
        return await self._reader.words(data)


class PhotoReader:
    """Reads the QR codes in photos."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._reader = _Reader("verifier.photo_child", "photo.busy", "photo.limits", at_once, waiting)

    async def __call__(self, data: bytes) -> PhotoRead:
        """The texts of the codes."""
        answer = await self._reader.answer(data)
        return PhotoRead(tuple(answer.get("texts", ())), answer.get("code"))
