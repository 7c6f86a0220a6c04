"""The newest status lists this home has held: in memory, and as files that a crash leaves whole.

With them the server still judges, and still serves the lists, while its database is away. A list is only ever replaced
by a newer one of its address, so that a database rolled back to yesterday does not bring yesterday's lists back. One
dated in the future, signed by a clock that was wrong, is not held: it would keep out every list until its day.
"""

import fcntl
import os
import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from keys.envelope import EnvelopeRefused, open_envelope
from keys.strict_json import JsonRefused, parse
from keys.trust_bundle import SKEW
from keys.vault import write_whole
from registry.records.registry_records import Records
from registry.records.status_lists import PublishedList
from registry.routes import ListTexts
from verifier.status_list import TYP, GivenList, Mark

TOKEN_TYP = "statuslist+jwt"  # noqa: S105 - a type, no secret
_NAME = re.compile(r"([a-z0-9-]{1,64})-([1-9][0-9]{0,8})\.jwt", re.ASCII)
_JWT_CLAIMS = {"iss", "sub", "iat", "exp", "version", "lists"}
# A folder of lists holds a few for each chamber; a folder of other things is not read to its end.
MAX_FILES = 2000
MAX_LIST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Copy:
    """One list and how new it says it is. Whether it may be relied on is the verifier's to tell."""

    url: str
    mark: Mark
    compact: str
    token_compact: str | None = None

    def is_over(self, other: "Copy") -> bool:
        """True if it is the newer one; neither its time nor its version may go back."""
        return self.mark > other.mark and self.mark[1] >= other.mark[1]

    def is_of_the_future(self, now: datetime) -> bool:
        """True if no right clock can have signed it yet."""
        return self.mark[0] > (now + SKEW).timestamp()


def copy_of(compact: str, token_compact: str | None = None) -> Copy | None:
    """A list read as far as its address and age, its signature unchecked; None for anything else."""
    try:
        claims = parse(open_envelope(compact, typ=TYP).payload)
    except (EnvelopeRefused, JsonRefused):
        return None
    match claims:
        case {"id": str() as url, "iat": int() as iat, "version": int() as version}:
            return Copy(url, (iat, version), compact, token_compact)
    return None


def bare_list(compact: str) -> dict[str, Any]:
    """What a list says, without signature and JWT claims."""
    claims = parse(open_envelope(compact, typ=TYP).payload)
    return {name: value for name, value in claims.items() if name not in _JWT_CLAIMS}


class StatusCopies:
    """The copies of one home; safe to share between threads, and between processes through its folder."""

    def __init__(self, folder: Path, public_url: str) -> None:
        self._folder = folder
        self._prefix = f"{public_url}/status/"
        self._copies: dict[str, Copy] = {}
        self._published: dict[str, tuple[int, object]] = {}
        self._lock = threading.Lock()

    def find(self, url: str) -> GivenList | None:
        """The copy for a check; the newest ever seen is itself."""
        copy = self._copies.get(url)
        return None if copy is None else GivenList(copy.compact, copy.mark)

    def seen(self, url: str) -> Mark | None:
        """How new the newest list of this address was."""
        copy = self._copies.get(url)
        return None if copy is None else copy.mark

    def texts(self, slug: str, number: int) -> ListTexts | None:
        """The copy as it is served."""
        copy = self._copies.get(f"{self._prefix}{slug}/{number}")
        return None if copy is None else ListTexts(copy.mark[1], copy.compact, copy.token_compact)

    def all(self) -> list[Copy]:
        """Every copy by its address."""
        return [self._copies[url] for url in sorted(self._copies)]

    def load(self, now: datetime) -> None:
        """Take in what the folder holds; damaged files are passed over."""
        for path in sorted(self._folder.glob("*.jwt"))[:MAX_FILES]:
            named = _NAME.fullmatch(path.name)
            compact = None if named is None else _read(path)
            if named is None or compact is None:
                continue
            copy = copy_of(compact, _read(path.with_suffix(".token.jwt")))
            if copy is not None and copy.url == f"{self._prefix}{named[1]}/{named[2]}":
                self._take(copy, now)

    def refresh(self, records: Records, now: datetime) -> None:
        """Take in what the register has published since the last time, and write it to the folder."""
        newer = []
        for head in records.status_lists.heads():
            url = f"{self._prefix}{head.slug}/{head.number}"
            if self._published.get(url) == (head.version, head.signed_at):
                continue
            found = records.status_lists.find(head.chamber_code, head.number)
            copy = None if found is None else _published(found)
            if copy is not None and copy.is_of_the_future(now):
                continue
            self._published[url] = (head.version, head.signed_at)
            if copy is not None and copy.url == url and self._take(copy, now):
                newer.append((f"{head.slug}-{head.number}", copy))
        if newer:
            self._write(newer, now)

    def _take(self, copy: Copy, now: datetime) -> bool:
        if copy.is_of_the_future(now):
            return False
        with self._lock:
            held = self._copies.get(copy.url)
            if held is not None and not copy.is_over(held):
                return False
            self._copies[copy.url] = copy
            return True

    def _write(self, newer: Iterable[tuple[str, Copy]], now: datetime) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        with _alone(self._folder):
            for name, copy in newer:
                path = self._folder / f"{name}.jwt"
                there = None if (compact := _read(path)) is None else copy_of(compact)
                # Another process of this home may have been quicker with a newer one.
                kept = there if there is not None and there.url == copy.url else None
                if kept is not None and not copy.is_over(kept) and not kept.is_of_the_future(now):
                    continue
                if copy.token_compact is not None:
                    write_whole(path.with_suffix(".token.jwt"), copy.token_compact.encode())
                # Last, so that the file which is judged by never is newer than what stands beside it.
                write_whole(path, copy.compact.encode())


def _published(found: PublishedList) -> Copy | None:
    return copy_of(found.compact, found.token_compact)


def _read(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return file.read(MAX_LIST + 1).decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def given_lists(path: Path) -> dict[str, Copy]:
    """Lists in a file or a folder of files, the newest of each address; anything else in the folder is passed over."""
    paths = sorted(path.iterdir())[:MAX_FILES] if path.is_dir() else [path]
    found: dict[str, Copy] = {}
    for each in paths:
        compact = _read(each) if each.is_file() else None
        copy = None if compact is None else copy_of(compact)
        if copy is not None and (copy.url not in found or copy.is_over(found[copy.url])):
            found[copy.url] = copy
    return found
