"""Signers and stores that fail at a chosen moment, and one that remembers what it signed."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from issuer.sealing import ChamberKey
from keys.algorithms import b64url, from_b64url
from keys.envelope import Signer
from muhur.installation import Home
from registry.chamber import Chamber
from registry.records.registry_records import Records
from registry.store import NO_CHAMBER, Scope, Store


class Crash(BaseException):
    """The machine stops here; no ``except Exception`` of the product may swallow it."""


class CrashingSigner:
    """Signs, remembers, and stops the machine in place of signature number ``stop_at`` (from 1)."""

    def __init__(self, inner: Signer, stop_at: int | None = None) -> None:
        self._inner = inner
        self._stop_at = stop_at
        self.signed: list[tuple[bytes, bytes]] = []

    def sign(self, message: bytes) -> bytes:
        if self._stop_at is not None and len(self.signed) + 1 >= self._stop_at:
            raise Crash(f"signature {self._stop_at}")
        signature = self._inner.sign(message)
        self.signed.append((message, signature))
        return signature

    def compacts(self) -> set[str]:
        """The credentials among what was signed, as compact JWS."""
        found = set()
        for message, signature in self.signed:
            head, dot, _ = message.partition(b".")
            if dot and head.startswith(b"eyJ") and b'"typ":"JWT"' in from_b64url(head.decode()):
                found.add(f"{message.decode()}.{b64url(signature)}")
        return found


class WrongSigner:
    """A device that answers, but not with a signature of the key it stands for."""

    def sign(self, message: bytes) -> bytes:
        return bytes(63) + b"\x01"


def opening_with(home: Home, wrap: Callable[[Signer], Signer]) -> Callable[[Chamber, datetime], ChamberKey]:
    """The home's ``open_key`` with the signer wrapped."""

    def open_key(chamber: Chamber, at: datetime) -> ChamberKey:
        key = home.open_key(chamber, at)
        return replace(key, signer=wrap(key.signer))

    return open_key


class CrashingStore(Store):
    """Stops the machine at writing transaction ``stop_at`` (from 1): just before or just after its commit."""

    def __init__(self, url: str, stop_at: int, *, after_commit: bool) -> None:
        super().__init__(url)
        self._stop_at = stop_at
        self._after_commit = after_commit
        self._count = 0

    @contextmanager
    def writing(self, scope: Scope | str = NO_CHAMBER) -> Iterator[Records]:
        self._count += 1
        stops = self._count == self._stop_at
        with super().writing(scope) as records:
            yield records
            if stops and not self._after_commit:
                self._stop("before")
        if stops:
            self._stop("after")

    def _stop(self, where: str) -> None:
        raise Crash(f"{where} commit {self._stop_at}")


class KilledStore(CrashingStore):
    """The same by ``kill -9`` of the process that it is used in."""

    def _stop(self, where: str) -> None:
        os.kill(os.getpid(), signal.SIGKILL)
