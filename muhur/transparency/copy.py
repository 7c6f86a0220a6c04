"""The newest checkpoint this home has seen, as a file outside the database that a crash leaves whole.

Whatever is published is kept first. So a database that was rolled back, or restored from an old backup, shows: it is
smaller than what was told to the world, and the log signs nothing over it (``muhur/log_signing.py``).
"""

import fcntl
import os
from pathlib import Path

from keys.log_checkpoint import LogPolicy, open_checkpoint
from keys.log_note import MAX_NOTE, LogNoteRefused
from keys.vault import write_whole

FILE = "checkpoint"


class LogCopy:
    """The copy of one home; safe between threads and processes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._newest: tuple[int, bytes] | None = None

    def read(self) -> bytes | None:
        """The kept checkpoint, unchecked; None where none was kept yet."""
        try:
            with (self._folder / FILE).open("rb") as file:
                return file.read(MAX_NOTE + 1)
        except FileNotFoundError:
            return None

    def keep(self, checkpoint: bytes, policy: LogPolicy) -> None:
        """Keep a checkpoint that its log signed, if it is larger than the one kept; raises ``LogNoteRefused``.

        Kept is what was larger, also if the two contradict each other: then nothing more is signed.
        """
        size = open_checkpoint(checkpoint, policy).checkpoint.size
        if self._newest is not None and (size < self._newest[0] or checkpoint == self._newest[1]):
            return
        self._folder.mkdir(mode=0o700, exist_ok=True)
        handle = os.open(self._folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            there = self._size(policy)
            if there is None or there < size:
                write_whole(self._folder / FILE, checkpoint)
                self._newest = size, checkpoint
        finally:
            os.close(handle)

    def _size(self, policy: LogPolicy) -> int | None:
        kept = self.read()
        try:
            return None if kept is None else open_checkpoint(kept, policy).checkpoint.size
        except LogNoteRefused:
            # Another log's, or damaged: what signs refuses over it until somebody has looked.
            return 2**63
