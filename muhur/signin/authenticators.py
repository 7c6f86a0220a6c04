"""Authenticator apps: codes of six digits that change every half minute (TOTP, RFC 6238), and spare codes on paper."""

import base64
import re
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from keys.sealed_secrets import SealedSecrets
from keys.vault import VaultRefused
from muhur.installation import Home, read_passphrase
from muhur.signin.accounts import Account
from muhur.signin.refused import SignInRefused
from registry.access import USER
from registry.accounts.codes import SPARE, code_of, draw_code, hash_of
from registry.accounts.holder import Holder
from registry.act import Act
from registry.records.registry_records import Records

STEP_SECONDS = 30
# One step to either side: the clock of a telephone is not ours.
_STEPS = (-1, 0, 1)
SPARE_CODES, _SPARE_LENGTH = 8, 16
ISSUER = "Mühür"


@dataclass(frozen=True, slots=True)
class Secret:
    """What the holder's app is told: the secret as it is typed, and the address that its QR code holds.

    ``sealed`` is the same for the form, which brings it back with a first code: nothing is stored until then.
    """

    typed: str
    uri: str
    sealed: str


class Authenticators:
    """Secrets of apps, sealed under a key of the vault. Safe to share between threads."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._sealed: SealedSecrets | None = None
        self._lock = threading.Lock()

    def offer(self, account: Account, sealed: str = "") -> Secret:
        """A new secret for an app, or that of a form that came back with a wrong code."""
        holder = account.holder
        secret = self._open(_bytes(sealed), holder) if sealed else secrets.token_bytes(20)
        plain = base64.b32encode(secret).decode()
        name = holder.id if holder.kind == USER else account.full_name
        uri = _totp(secret).get_provisioning_uri(name, ISSUER)
        typed = " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))
        return Secret(typed, uri, sealed or self._seal(secret, holder).hex())

    def confirm(self, records: Records, holder: Holder, sealed: str, typed: str, act: Act) -> list[str]:
        """The first code was shown: the app counts. Returns new spare codes; raises ``SignInRefused`` signin.code."""
        kept = _bytes(sealed)
        step = _step_of(self._open(kept, holder), typed, act.at)
        if step is None:
            raise SignInRefused("signin.code")
        records.authenticators.set(holder, kept, step, act.at)
        return draw_spare_codes(records, holder, act)

    def accepts(self, records: Records, holder: Holder, typed: str, at: datetime) -> bool:
        """True for a code of the holder's app or a spare one. Either is used up by it."""
        spare = records.codes.find(hash_of(typed, SPARE), SPARE, at)
        if spare is not None and spare.owner == holder:
            return records.codes.use(spare.code_sha256, SPARE, at)
        found = records.authenticators.find(holder)
        step = None if found is None else _step_of(self._open(found.sealed, holder), typed, at)
        return step is not None and records.authenticators.use(holder, step)

    def give(self, records: Records, holder: Holder, secret: bytes, act: Act) -> None:
        """An app that nobody has to confirm: of an account of the demonstration."""
        records.authenticators.set(holder, self._seal(secret, holder), 0, act.at)

    def code_now(self, records: Records, holder: Holder, at: datetime) -> str:
        """What the holder's app shows now; only a demonstration may ask."""
        found = records.authenticators.find(holder)
        if found is None:
            raise SignInRefused("signin.no_app")
        # One that was used up is no use: the next one is accepted already.
        step = min(max(_step(at), found.last_step + 1), _step(at) + 1)
        return _code(self._open(found.sealed, holder), step)

    def _seal(self, secret: bytes, holder: Holder) -> bytes:
        try:
            return self._secrets().seal(secret, holder.name)
        except VaultRefused as error:
            raise SignInRefused(error.code) from error

    def _open(self, sealed: bytes, holder: Holder) -> bytes:
        try:
            return self._secrets().open(sealed, holder.name)
        except VaultRefused as error:
            raise SignInRefused(error.code) from error

    def _secrets(self) -> SealedSecrets:
        with self._lock:
            if self._sealed is None:
                settings = self._home.settings
                self._sealed = SealedSecrets(settings.keys_folder, read_passphrase(settings), "totp")
            return self._sealed


def draw_spare_codes(records: Records, holder: Holder, act: Act) -> list[str]:
    """New spare codes in place of earlier ones, in groups of four; shown once."""
    records.codes.end(holder, SPARE)
    drawn = [draw_code(_SPARE_LENGTH) for _ in range(SPARE_CODES)]
    for one in drawn:
        records.codes.add(code_of(one, SPARE, holder, act.at, act.actor))
    return ["-".join(one[start : start + 4] for start in range(0, _SPARE_LENGTH, 4)) for one in drawn]


def _step(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def _step_of(secret: bytes, typed: str, at: datetime) -> int | None:
    """The time step whose code was typed; None if it is none of these times."""
    digits = re.sub(r"\s", "", typed).encode()
    steps = (_step(at) + aside for aside in _STEPS)
    return next((one for one in steps if constant_time.bytes_eq(_code(secret, one).encode(), digits)), None)


def _code(secret: bytes, step: int) -> str:
    return _totp(secret).generate(step * STEP_SECONDS).decode()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, 6, SHA1(), STEP_SECONDS)  # noqa: S303 - what every app understands; collisions do not matter


def _bytes(sealed: str) -> bytes:
    try:
        return bytes.fromhex(sealed)
    except ValueError as error:
        raise SignInRefused("vault.sealed") from error
