"""Pseudonyms of persons in the audit trail: HMAC-SHA-256 under a key that changes every year.

A year's key is 32 random bytes, encrypted under the vault's passphrase, in ``pseudonyms/<year>.key`` of the
vault's folder. Whoever has it can find the records of a known person; destroying it makes that year's records
anonymous for good (a mark ``<year>.forgotten`` stays, so that no new key takes its place).
"""

import hashlib
import hmac
from pathlib import Path

from keys.vault import write_whole
from keys.wrapped_key import checked_passphrase, make_folder, read_or_make

# What stands in place of a person when there is no key.
NOBODY = "-"


class Pseudonyms:
    """The yearly keys of one installation. Keys stay in memory once opened."""

    def __init__(self, folder: Path, passphrase: str) -> None:
        self._folder = folder / "pseudonyms"
        self._passphrase = checked_passphrase(passphrase)
        self._opened: dict[int, bytes] = {}

    def of(self, text: str, year: int) -> str:
        """The pseudonym of ``text`` in ``year``: the year and 32 hex digits; ``-`` for a forgotten year."""
        if self._is_forgotten(year):
            self._opened.pop(year, None)
            return NOBODY
        key = self._opened.get(year) or self._opened.setdefault(
            year, read_or_make(self._path(year), self._passphrase)
        )
        return f"{year}:{hmac.digest(key, text.encode(), hashlib.sha256).hex()[:32]}"

    def years(self) -> list[int]:
        """Years with a key, oldest first."""
        return sorted(int(path.stem) for path in self._folder.glob("*.key"))

    def forget(self, year: int) -> bool:
        """Destroy a year's key; False if it had been forgotten before. Copies in backups must go too."""
        if self._is_forgotten(year):
            return False
        make_folder(self._folder)
        # The mark first: a crash in between leaves a key that nothing uses, and the next call removes it.
        write_whole(self._folder / f"{year}.forgotten", b"")
        self._path(year).unlink(missing_ok=True)
        self._opened.pop(year, None)
        return True

    def _is_forgotten(self, year: int) -> bool:
        forgotten = (self._folder / f"{year}.forgotten").exists()
        if forgotten:
            self._path(year).unlink(missing_ok=True)
        return forgotten

    def _path(self, year: int) -> Path:
        return self._folder / f"{year:04d}.key"
