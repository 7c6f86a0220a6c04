"""Symmetric keys of an installation: 32 random bytes in a file, encrypted under the vault's passphrase.

Made at the first need. Of two processes that make the same key at once, one wins and both read it.
"""

import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from keys.vault import MIN_PASSPHRASE, VaultRefused, write_whole

_SALT, _NONCE = 16, 12


def checked_passphrase(passphrase: str) -> bytes:
    """The passphrase as bytes; raises ``VaultRefused`` for one that is too short."""
    if len(passphrase) < MIN_PASSPHRASE:
        raise VaultRefused("vault.passphrase", f"the passphrase needs at least {MIN_PASSPHRASE} characters")
    return passphrase.encode()


def read_or_make(path: Path, passphrase: bytes) -> bytes:
    """The key of a file; raises ``VaultRefused`` if others may read it or the passphrase does not open it."""
    if not path.exists():
        _make(path, passphrase)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise VaultRefused("vault.permissions", f"others may read the key file {path.name}")
    sealed = path.read_bytes()
    salt, nonce, body = sealed[:_SALT], sealed[_SALT : _SALT + _NONCE], sealed[_SALT + _NONCE :]
    try:
        return AESGCM(_wrapping(salt, passphrase)).decrypt(nonce, body, path.name.encode())
    except (InvalidTag, ValueError) as error:
        raise VaultRefused("vault.passphrase", f"the passphrase does not open {path.name}") from error


def make_folder(folder: Path) -> None:
    """The owner's alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def _make(path: Path, passphrase: bytes) -> None:
    make_folder(path.parent)
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    body = AESGCM(_wrapping(salt, passphrase)).encrypt(nonce, secrets.token_bytes(32), path.name.encode())
    own = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    write_whole(own, salt + nonce + body)
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()


def _wrapping(salt: bytes, passphrase: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**14, r=8, p=1).derive(passphrase)
