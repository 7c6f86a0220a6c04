"""What the log tells: an event in one spelling, and the entry that stands for it without telling it.

An entry is SHA-256 over a random nonce and the event: no names, nothing to guess. Who has nonce and event, its
``Opening``, can show what the entry means; once both are erased, nobody can. docs/spec/log.md section 2.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from registry.istanbul import read as read_instant
from registry.istanbul import written

NONCE_BYTES = 32
# Actions of registry/lifecycle.py on a document that was issued.
STATUS_CHANGES = ("suspend", "reinstate", "revoke", "replace", "renew", "visa")
KEY_CHANGES = ("introduce", "activate", "retire", "compromise")


class EventRefused(ValueError):
    """The bytes are no event of this log, or not in its one spelling."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A credential was issued; SHA-256 over its compact JWT. ``at`` is UTC, in whole seconds."""

    at: datetime
    credential_sha256: bytes


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Something happened to an issued credential: one of ``STATUS_CHANGES``."""

    at: datetime
    credential_sha256: bytes
    change: str


@dataclass(frozen=True, slots=True)
class KeyChanged:
    """Something happened to a key of ``owner``, a DID: one of ``KEY_CHANGES``; its RFC 7638 thumbprint."""

    at: datetime
    key_sha256: bytes
    owner: str
    change: str


@dataclass(frozen=True, slots=True)
class TrustPublished:
    """The union published a trust bundle; SHA-256 over its compact JWS."""

    at: datetime
    bundle_sha256: bytes


Event = Issued | StatusChanged | KeyChanged | TrustPublished

_TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_HASH = "[0-9a-f]{64}"
_DID = "did:web:[A-Za-z0-9.%:_-]{1,200}"
_KINDS: dict[str, tuple[Callable[..., Event], dict[str, str]]] = {
    "issued": (Issued, {"at": _TIME, "credential_sha256": _HASH}),
    "status": (
        StatusChanged,
        {"at": _TIME, "change": "|".join(STATUS_CHANGES), "credential_sha256": _HASH},
    ),
    "key": (
        KeyChanged,
        {"at": _TIME, "change": "|".join(KEY_CHANGES), "key_sha256": _HASH, "owner": _DID},
    ),
    "trust": (TrustPublished, {"at": _TIME, "bundle_sha256": _HASH}),
}
_NAMES = {make: name for name, (make, _) in _KINDS.items()}


def _form(kind: str, members: dict[str, str]) -> re.Pattern[str]:
    # No value needs an escape and every name is known: the pattern is the whole reader, and has one spelling.
    given = sorted([*((name, f"(?P<{name}>{value})") for name, value in members.items()), ("event", kind)])
    return re.compile("{" + ",".join(f'"{name}":"{value}"' for name, value in given) + "}", re.ASCII)


_FORMS = {kind: _form(kind, members) for kind, (_, members) in _KINDS.items()}


def event_bytes(event: Event) -> bytes:
    """The event as canonical JSON (RFC 8785); raises ``EventRefused`` for values that no event has."""
    values = {name: _written(getattr(event, name)) for name in event.__dataclass_fields__}
    named = {**values, "event": _NAMES[type(event)]}
    data = json.dumps(named, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    read_event(data)
    return data


def _written(value: datetime | bytes | str) -> str:
    match value:
        case datetime():
            return written(value)
        case bytes():
            return value.hex()
    return value


def read_event(data: bytes) -> Event:
    """The event of its bytes; raises ``EventRefused`` for anything but the spelling of ``event_bytes``."""
    if not data.isascii():
        raise EventRefused("not an event: not ASCII")
    text = data.decode("ascii")
    for kind, form in _FORMS.items():
        if (found := form.fullmatch(text)) is not None:
            return _KINDS[kind][0](**{name: _read(name, value) for name, value in found.groupdict().items()})
    raise EventRefused("not an event of this log in its one spelling")


def _read(name: str, value: str) -> Any:
    if name == "at":
        try:
            instant = read_instant(value)
        except ValueError as error:
            raise EventRefused("no such time") from error
        # Later versions of Python read 24:00:00 as the day after.
        if written(instant) != value:
            raise EventRefused("a time has one spelling")
        return instant
    return bytes.fromhex(value) if name.endswith("_sha256") else value


@dataclass(frozen=True, slots=True)
class Opening:
    """What shows the meaning of an entry: its nonce, 32 random bytes of its own, and the event in bytes."""

    nonce: bytes
    event: bytes

    @property
    def entry(self) -> bytes:
        """The entry in the log, 32 bytes: SHA-256 over nonce and event."""
        return hashlib.sha256(self.nonce + self.event).digest()

    @property
    def packed(self) -> bytes:
        """Both as the ``extra`` of a proof carries them: the event after the nonce."""
        return self.nonce + self.event


def opening(nonce: bytes, event: Event) -> Opening:
    """The opening of an event under its nonce; raises ``EventRefused`` for a nonce of another length."""
    if len(nonce) != NONCE_BYTES:
        raise EventRefused(f"a nonce has {NONCE_BYTES} bytes")
    return Opening(nonce, event_bytes(event))


def read_opening(packed: bytes) -> tuple[Opening, Event]:
    """Nonce and event of a proof's ``extra``; raises ``EventRefused``. Nothing says yet that the log holds it."""
    found = Opening(packed[:NONCE_BYTES], packed[NONCE_BYTES:])
    return found, read_event(found.event)
