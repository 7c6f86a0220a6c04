"""Seal keys in an HSM or token (PKCS#11), named by an URI of RFC 7512.

``pkcs11:token=Oda;object=muhur?pin-source=/run/keys/hsm.pin``, with ``id`` (percent-encoded) or ``object`` or both. The
module is the one that the settings name, whatever else stands in ``module-path``: a row of the database loads no code.
The PIN is read from its file when it is needed and stands nowhere else.
"""

import hashlib
import re
import stat
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, unquote_to_bytes

import pkcs11
from pkcs11.exceptions import (
    MultipleObjectsReturned,
    MultipleTokensReturned,
    NoSuchKey,
    PinExpired,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
)

from keys.refused_pins import RefusedPins
from keys.vault import VaultRefused

_PATH, _QUERY = ("token", "object", "id", "type"), ("module-path", "pin-source")
_PARTS = re.compile(r"[;?&]")
# Another try with it would bring the token nearer to locking itself.
_WRONG = (PinIncorrect, PinInvalid, PinLenRange)
_PIN = (PinIncorrect, PinInvalid, PinLenRange, PinLocked, PinExpired)
_NOT_ONE = (NoSuchKey, MultipleObjectsReturned, MultipleTokensReturned)
# PKCS11Error, and what loading a module that is not there raises.
_BROKEN = (RuntimeError, OSError)


@dataclass(frozen=True, slots=True)
class KeyName:
    """A private key on a token: its label, its id or both, and the file with the token's PIN."""

    token: str
    label: str | None
    id: bytes | None
    pin_file: Path


def key_name(uri: str, module: Path | None) -> KeyName:
    """What stands behind ``pkcs11:``; raises ``VaultRefused`` vault.uri, or vault.hsm_module for another module."""
    path, _, query = uri.partition("?")
    found: dict[str, str] = {}
    for part in _PARTS.split(f"{path};{query}".strip(";")):
        name, equals, value = part.partition("=")
        if not equals or name in found or name not in (*_PATH, *_QUERY):
            # A PIN in the URI (pin-value) would stand in the database: it is no part of ours.
            raise VaultRefused("vault.uri", "a part of the key's URI is not understood")
        found[name] = value
    named = {name: unquote(value) for name, value in found.items() if name != "id"}
    if module is None or ("module-path" in named and Path(named["module-path"]) != module):
        raise VaultRefused("vault.hsm_module", "no such PKCS#11 module is set")
    pin = named.get("pin-source", "").removeprefix("file:")
    if not named.get("token") or not pin.startswith("/") or named.get("type", "private") != "private":
        raise VaultRefused("vault.uri", "the URI names no token, or no file with its PIN")
    if not (named.get("object") or found.get("id")):
        raise VaultRefused("vault.uri", "the URI names no key")
    identity = unquote_to_bytes(found["id"]) if found.get("id") else None
    return KeyName(named["token"], named.get("object") or None, identity, Path(pin))


class HsmSigner:
    """A key that stays on its token: P-256 gives r||s, RSA PKCS #1 v1.5, both over SHA-256. Safe between threads."""

    def __init__(self, uri: str, module: Path | None, refused: RefusedPins) -> None:
        self._name, self._refused = key_name(uri, module), refused
        assert module is not None
        self._module = _module(module)

    def sign(self, message: bytes) -> bytes:
        """Raises ``VaultRefused``: vault.hsm_unreachable, vault.hsm_pin, vault.missing."""
        return self._module.sign(self._name, message, self._refused)


class _Module:
    """A PKCS#11 module in this process: a session a token, and one signature at a time.

    To begin again ends the sessions of all its tokens, so all of them go by one lock.
    """

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._lock = threading.Lock()
        self._sessions: dict[str, Any] = {}
        self._keys: dict[KeyName, Any] = {}
        self._refused_pins: dict[str, bytes] = {}

    def sign(self, name: KeyName, message: bytes, refused: RefusedPins) -> bytes:
        """As ``HsmSigner``; what broke is made anew once: the token was taken out, restarted, or ended the session."""
        with self._lock:
            try:
                return self._sign(name, message, refused)
            except _BROKEN:
                self._begin_again()
            try:
                return self._sign(name, message, refused)
            except _BROKEN as error:
                raise VaultRefused("vault.hsm_unreachable", f"no token {name.token}") from error

    def _sign(self, name: KeyName, message: bytes, refused: RefusedPins) -> bytes:
        try:
            key = self._keys.get(name) or self._found(name, refused)
        except _PIN as error:
            raise VaultRefused("vault.hsm_pin", f"the token {name.token} refuses the PIN") from error
        except _NOT_ONE as error:
            raise VaultRefused("vault.missing", f"not one such key on {name.token}") from error
        if key.key_type == pkcs11.KeyType.EC:
            digest = hashlib.sha256(message).digest()
            return bytes(key.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))
        return bytes(key.sign(message, mechanism=pkcs11.Mechanism.SHA256_RSA_PKCS))

    def _found(self, name: KeyName, refused: RefusedPins) -> Any:
        session = self._sessions.get(name.token) or self._opened(name, refused)
        key = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=name.label, id=name.id)
        self._keys[name] = key
        return key

    def _opened(self, name: KeyName, refused: RefusedPins) -> Any:
        pin = _pin(name.pin_file)
        known = hashlib.sha256(pin.encode()).digest()
        with refused.of(name.token) as before:
            if known == self._refused_pins.get(name.token) or before.is_it(pin):
                # A token locks itself after a few wrong ones: the same is not tried again, by whatever process.
                raise PinIncorrect
            try:
                session = pkcs11.lib(self._path).get_token(token_label=name.token).open(user_pin=pin)
            except _WRONG:
                self._refused_pins[name.token] = known
                before.remember(pin)
                raise
            before.forget()
        self._sessions[name.token] = session
        return session

    def _begin_again(self) -> None:
        self._sessions.clear()
        self._keys.clear()
        try:
            # Many modules tell of tokens that came only after they began again.
            pkcs11.lib(self._path).reinitialize()
        except _BROKEN:
            pkcs11.unload(self._path)


_MODULES: dict[Path, _Module] = {}
_MODULES_LOCK = threading.Lock()


def _module(path: Path) -> _Module:
    """The module as this process knows it: its sessions outlast a signer."""
    with _MODULES_LOCK:
        return _MODULES.setdefault(path, _Module(path))


def _pin(path: Path) -> str:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise VaultRefused("vault.permissions", "others may read the file with the token's PIN")
        return path.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise VaultRefused("vault.hsm_pin", "the file with the token's PIN cannot be read") from error
