"""What a witness saw last of each log: a file for each, changed by one process at a time, whole after a crash.

A witness that forgot could sign two trees of one size. So a checkpoint is on the disk before its signature leaves, and
looking and keeping are one step: nobody else looks in between.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from keys.log_note import MAX_NOTE
from keys.vault import write_whole


@dataclass(frozen=True, slots=True)
class Held:
    """The file of one log, while nobody else may change it."""

    path: Path

    def read(self) -> bytes | None:
        """The checkpoint seen last, as its log signed it; None the first time."""
        try:
            with self.path.open("rb") as file:
                return file.read(MAX_NOTE + 1)
        except FileNotFoundError:
            return None

    def keep(self, checkpoint: bytes) -> None:
        """Keep a newer one; once this returns it is on the disk."""
        write_whole(self.path, checkpoint)

    def keep_contradiction(self, checkpoint: bytes) -> None:
        """Keep, beside it, one that its log signed and that contradicts it."""
        write_whole(self.path.with_suffix(".contradicts"), checkpoint)


class Seen:
    """The files of one witness. Safe between threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def held(self, origin: str) -> Iterator[Held]:
        """Hold what was seen of a log; whoever asks meanwhile waits."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The name is chosen by whoever runs the log, so it is no name of a file.
        name = hashlib.sha256(origin.encode()).hexdigest()
        handle = os.open(self._folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield Held(self._folder / f"{name}.checkpoint")
        finally:
            os.close(handle)
