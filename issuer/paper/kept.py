"""The store of sealed PDFs: each file under its SHA-256, in a folder or an S3-compatible bucket.

A file is put there before its row is written: a crash between leaves a file that no row names, which the tidying
job takes away. The other order could lose an original for good.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from issuer.paper.sealing import SealingRefused

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

# Below whatever prefix of the bucket.
_OURS = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})\.pdf", re.ASCII)
_CONNECT, _ANSWER = timedelta(seconds=5), timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of the store, and when it was put there."""

    sha256: bytes
    since: datetime


@dataclass(frozen=True, slots=True)
class Bucket:
    """How an S3-compatible service is reached. ``endpoint`` None: AWS itself."""

    url: str
    endpoint: str | None
    region: str
    access_key_id: str | None
    secret_access_key: str | None


class Kept:
    """Sealed PDFs in a folder (made if need be) or a bucket. Safe between threads."""

    def __init__(self, place: Path | Bucket) -> None:
        self._folder = None if isinstance(place, Bucket) else place
        if isinstance(place, Bucket):
            self._store: LocalStore | S3Store = _bucket(place)
        else:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._store = LocalStore(place)

    def put(self, data: bytes) -> bytes:
        """Keep a file for good once this returns; returns its SHA-256. In a folder it is on the disk, name and all.

        The same file again changes nothing.
        """
        digest = hashlib.sha256(data).digest()
        path = _path(digest)
        try:
            with _reached():
                self._store.put(path, data)
        except FileNotFoundError as error:
            # There is no such bucket.
            raise SealingRefused("seal.store_unreachable") from error
        if self._folder is not None:
            _sync(self._folder / path)
        return digest

    def get(self, sha256: bytes) -> bytes | None:
        """The file, or None when it is not there or no longer what it was."""
        try:
            with _reached():
                data = bytes(self._store.get(_path(sha256)).bytes())
        except FileNotFoundError:
            return None
        return data if hashlib.sha256(data).digest() == sha256 else None

    def listed(self) -> Iterator[KeptFile]:
        """All that is there; whatever has another form of name is not ours."""
        with _reached():
            for part in self._store.list():
                for one in part:
                    found = _OURS.fullmatch(one["path"])
                    if found is not None:
                        yield KeptFile(bytes.fromhex(found[1]), one["last_modified"])

    def forget(self, sha256: bytes) -> None:
        """Take a file away, if it is there."""
        try:
            with _reached():
                self._store.delete(_path(sha256))
        except FileNotFoundError:
            return


def _bucket(place: Bucket) -> S3Store:
    given: S3Config = {"region": place.region}
    # What is not given the service's own surroundings tell, such as the role of a machine.
    if place.endpoint is not None:
        given["endpoint"] = place.endpoint
    if place.access_key_id is not None and place.secret_access_key is not None:
        given |= {"access_key_id": place.access_key_id, "secret_access_key": place.secret_access_key}
    options: ClientConfig = {
        "allow_http": (place.endpoint or "").startswith("http://"),
        "connect_timeout": _CONNECT,
        "timeout": _ANSWER,
    }
    # Somebody waits for the PDF: it is refused rather than tried for minutes.
    again: RetryConfig = {"max_retries": 2, "retry_timeout": _ANSWER}
    return S3Store.from_url(place.url, config=given, client_options=options, retry_config=again)


@contextmanager
def _reached() -> Iterator[None]:
    """A store that is away is a refusal with a sentence."""
    try:
        yield
    except BaseError as error:
        raise SealingRefused("seal.store_unreachable") from error


def _path(sha256: bytes) -> str:
    name = sha256.hex()
    # A folder of a million files is slow to list on most disks.
    return f"{name[:2]}/{name}.pdf"


def _sync(path: Path) -> None:
    for one in (path, path.parent, path.parent.parent):
        handle = os.open(one, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
