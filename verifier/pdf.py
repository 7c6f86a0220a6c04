"""Reading an uploaded PDF: a process of its own with limits, and a bound on how many run at once."""

import asyncio
import json
import sys

from verifier.verify import PdfRead

WALL_SECONDS = 10
AT_ONCE = 2
WAITING = 16


class PdfReader:
    """Reads PDFs one process a file. Uploads stay in memory and in the pipe; nothing is written."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._limit = waiting
        self._places = asyncio.Semaphore(at_once)
        self._waiting = 0

    async def __call__(self, data: bytes) -> PdfRead:
        """What the file carries; never raises for a hostile file."""
        if self._waiting >= self._limit:
            return PdfRead(None, "pdf.busy")
        answer = await self._asked(data)
        if answer is None:
            return PdfRead(None, "pdf.limits")
        return PdfRead(answer.get("credential"), answer.get("code"))

    async def words(self, data: bytes) -> str:
        """The text of the first page; empty where it cannot be had now."""
        if self._waiting >= self._limit:
            return ""
        answer = await self._asked(data, "words")
        return "" if answer is None else answer["words"]

    async def _asked(self, data: bytes, *words: str) -> dict[str, str] | None:
        self._waiting += 1
        try:
            async with self._places:
                return await _read(data, *words)
        finally:
            self._waiting -= 1


async def _read(data: bytes, *words: str) -> dict[str, str] | None:
    """The answer of a process over ``data``; None if it was ended."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-m",
        "verifier.pdf_child",
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
        return None
    answer: dict[str, str] = json.loads(output)
    return answer
