"""Pseudonyms of persons in the audit trail: HMAC-SHA-256 under a key that changes every year.

A year's key is 32 random bytes, encrypted under the vault's passphrase, in ``pseudonyms/<year>.key`` of the
vault's folder. Whoever has it can find the records of a known person; destroying it makes that year's records
anonymous for good (a mark ``<year>.forgotten`` stays, so that no new key takes its place).
"""

import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from keys.vault import MIN_PASSPHRASE, VaultRefused, write_whole

_SALT, _NONCE = 16, 12
# What stands in place of a person when there is no key.
NOBODY = "-"


class Pseudonyms:
    """The yearly keys of one installation. Keys stay in memory once opened."""

    def __init__(self, folder: Path, passphrase: str) -> None:
        if len(passphrase) < MIN_PASSPHRASE:
            raise VaultRefused(
                "vault.passphrase", f"the passphrase needs at least {MIN_PASSPHRASE} characters"
            )
        self._folder = folder / "pseudonyms"
        self._passphrase = passphrase.encode()
        self._opened: dict[int, bytes] = {}

    def of(self, text: str, year: int) -> str:
        """The pseudonym of ``text`` in ``year``: the year and 32 hex digits; ``-`` for a forgotten year."""
        if self._is_forgotten(year):
            self._opened.pop(year, None)
            return NOBODY
        key = self._opened.get(year) or self._opened.setdefault(year, self._key(year))
        return f"{year}:{hmac.digest(key, text.encode(), hashlib.sha256).hex()[:32]}"

    def years(self) -> list[int]:
        """Years with a key, oldest first."""
        return sorted(int(path.stem) for path in self._folder.glob("*.key"))

    def forget(self, year: int) -> bool:
        """Destroy a year's key; False if it had been forgotten before. Copies in backups must go too."""
        if self._is_forgotten(year):
            return False
        self._make_folder()
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

    def _make_folder(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)

    def _key(self, year: int) -> bytes:
        path = self._path(year)
        if not path.exists():
            self._create(path)
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise VaultRefused("vault.permissions", f"others may read the key file {path.name}")
        sealed = path.read_bytes()
        salt, nonce, body = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :]
        try:
            return AESGCM(self._wrapping(salt)).decrypt(nonce, body, path.name.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultRefused("vault.passphrase", f"the passphrase does not open {path.name}") from error

    def _create(self, path: Path) -> None:
        self._make_folder()
        salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
        body = AESGCM(self._wrapping(salt)).encrypt(nonce, secrets.token_bytes(32), path.name.encode())
        own = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        write_whole(own, salt + nonce + body)
        try:
            # Of two processes that make the year's first key at once, one wins and both read it.
            os.link(own, path)
        except FileExistsError:
            pass
        finally:
            own.unlink()

    def _wrapping(self, salt: bytes) -> bytes:
        return Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(self._passphrase)
