"""The folder of a witness: its name, its key, the logs it watches, and what it saw. Nothing of a register is in it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keys.algorithms import KeyRefused, from_b64url
from keys.log_checkpoint import LogPolicy
from keys.log_note import LOG_KEY, WITNESS_KEY, NoteKey, is_name, note_key, read_vkey
from keys.strict_json import JsonRefused, parse
from keys.vault import Vault, write_whole
from muhur.installation import ensure_passphrase, read_passphrase
from muhur.settings import Settings
from muhur.witness.seen import Seen
from muhur.witness.witness import Witness
from registry.refusal import Refusal

FILE = "witness.json"


class WitnessRefused(Refusal):
    """The witness cannot be made or opened."""


@dataclass(frozen=True, slots=True)
class WitnessFolder:
    """A witness as it is kept: its verifier key, where its private key is, and the keys of its logs."""

    settings: Settings
    key: NoteKey
    signer_uri: str
    logs: tuple[NoteKey, ...]

    def watch(self, texts: Iterable[str]) -> "WitnessFolder":
        """The same, watching these logs as well (verifier keys); written to the folder."""
        found = WitnessFolder(
            self.settings, self.key, self.signer_uri, tuple(dict.fromkeys((*self.logs, *_log_keys(texts))))
        )
        found.write()
        return found

    def write(self) -> None:
        """Write it down, whole or not at all."""
        told = {
            "key": self.key.vkey,
            "signer": self.signer_uri,
            "logs": [key.vkey for key in self.logs],
        }
        write_whole(
            self.settings.home / FILE, (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
        )

    def open(self) -> Witness:
        """The witness, able to sign; raises ``VaultRefused``."""
        by_origin: dict[str, list[NoteKey]] = {}
        for key in self.logs:
            by_origin.setdefault(key.name, []).append(key)
        policies = {origin: LogPolicy(origin, tuple(keys)) for origin, keys in by_origin.items()}
        return Witness(
            self.key,
            _vault(self.settings).signer(self.signer_uri),
            policies,
            Seen(self.settings.home / "seen"),
        )


def _vault(settings: Settings) -> Vault:
    return Vault(settings.keys_folder, read_passphrase(settings))


def create(settings: Settings, name: str, logs: Iterable[str]) -> WitnessFolder:
    """Make a witness of this name with a key of its own; raises ``WitnessRefused``."""
    if (settings.home / FILE).exists() or settings.anchor_path.exists():
        raise WitnessRefused("witness.exists", home=settings.home)
    if not is_name(name):
        raise WitnessRefused("witness.name", name=name[:200])
    watched = _log_keys(logs)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.home.chmod(0o700)
    ensure_passphrase(settings)
    uri, jwk = _vault(settings).create_ed25519("witness")
    key = note_key(name, WITNESS_KEY, from_b64url(jwk["x"]))
    made = WitnessFolder(settings, key, uri, watched)
    made.write()
    return made


def open_folder(settings: Settings) -> WitnessFolder:
    """The witness of a folder; raises ``WitnessRefused``."""
    path: Path = settings.home / FILE
    try:
        said: Any = parse(path.read_bytes())
        key, logs = read_vkey(said["key"]), tuple(read_vkey(one) for one in said["logs"])
        uri = str(said["signer"])
    except FileNotFoundError as error:
        raise WitnessRefused("witness.missing", home=settings.home) from error
    except (KeyRefused, JsonRefused, KeyError, TypeError) as error:
        raise WitnessRefused("witness.unreadable", path=path) from error
    return WitnessFolder(settings, key, uri, logs)


def _log_keys(texts: Iterable[str]) -> tuple[NoteKey, ...]:
    try:
        found = tuple(map(read_vkey, texts))
    except KeyRefused as error:
        raise WitnessRefused("witness.log") from error
    if any(key.use != LOG_KEY for key in found):
        raise WitnessRefused("witness.log")
    return found
