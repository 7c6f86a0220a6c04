"""Secrets that the register must be able to read again, sealed so that a copy of the register alone reads none.

AES-256-GCM under a key of the vault (``secrets/<purpose>.key``), bound to whose secret it is.
"""

import secrets
import threading
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.vault import VaultRefused
from keys.wrapped_key import checked_passphrase, read_or_make

_NONCE = 12


class SealedSecrets:
    """Seals and opens the secrets of one purpose. The key stays in memory once opened; safe to share between threads."""

    def __init__(self, folder: Path, passphrase: str, purpose: str) -> None:
        self._path = folder / "secrets" / f"{purpose}.key"
        self._passphrase = checked_passphrase(passphrase)
        self._key: bytes | None = None
        self._lock = threading.Lock()

    def seal(self, secret: bytes, owner: str) -> bytes:
        """``secret`` as the register keeps it."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self._opened()).encrypt(nonce, secret, owner.encode())

    def open(self, sealed: bytes, owner: str) -> bytes:
        """The secret again; raises ``VaultRefused`` vault.sealed if it was altered or is another's."""
        try:
            return AESGCM(self._opened()).decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.encode())
        except (InvalidTag, ValueError) as error:
            raise VaultRefused("vault.sealed", f"no secret of {self._path.stem}") from error

    def _opened(self) -> bytes:
        with self._lock:
            if self._key is None:
                self._key = read_or_make(self._path, self._passphrase)
            return self._key
