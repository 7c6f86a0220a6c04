"""PINs that a token refused, remembered beyond the process: tokens lock themselves after a few wrong ones.

Beside the keys lies a file a token, with what tells the PIN again and not the PIN: a salted scrypt under the vault's
passphrase. Whoever logs in holds the file, so of several processes one tries.
"""

import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "refused-pin-"
_SALT, _HASH = 16, 32


class RefusedPins:
    """What is remembered in ``folder``. Where nothing can be written there, nothing is."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self._folder, self._secret = folder, secret

    @contextmanager
    def of(self, token: str) -> Iterator["RefusedPin"]:
        """The PIN that ``token`` refused last, held against other processes until this ends."""
        path = self._folder / f"{PREFIX}{hashlib.sha256(token.encode()).hexdigest()[:16]}"
        handle = None
        with suppress(OSError):
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            if handle is not None:
                fcntl.flock(handle, fcntl.LOCK_EX)
            yield RefusedPin(handle, self._secret)
        finally:
            if handle is not None:
                os.close(handle)


class RefusedPin:
    """One that may be there."""

    def __init__(self, handle: int | None, secret: bytes) -> None:
        self._handle, self._secret = handle, secret

    def is_it(self, pin: str) -> bool:
        """Whether this is the PIN that was refused."""
        held = b"" if self._handle is None else os.pread(self._handle, _SALT + _HASH, 0)
        return len(held) == _SALT + _HASH and hmac.compare_digest(held[_SALT:], self._hash(pin, held[:_SALT]))

    def remember(self, pin: str) -> None:
        """The token refused it."""
        salt = secrets.token_bytes(_SALT)
        self._write(salt + self._hash(pin, salt))

    def forget(self) -> None:
        """The token took another one."""
        self._write(b"")

    def _hash(self, pin: str, salt: bytes) -> bytes:
        return hashlib.scrypt(self._secret + b"\0" + pin.encode(), salt=salt, n=2**14, r=8, p=1, dklen=_HASH)

    def _write(self, data: bytes) -> None:
        if self._handle is None or (not data and os.fstat(self._handle).st_size == 0):
            return
        # A disk that is full: this process remembers by itself.
        with suppress(OSError):
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, data, 0)
            os.fsync(self._handle)
