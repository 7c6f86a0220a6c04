"""The witnesses that an installation asks for signatures, as its operator names them in a file."""

from dataclasses import dataclass
from pathlib import Path

from keys.algorithms import KeyRefused
from keys.log_note import WITNESS_KEY, NoteKey, read_vkey
from registry.refusal import Refusal

_SCHEMES = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class KnownWitness:
    """A witness of our log: its key, and the prefix of its door."""

    key: NoteKey
    url: str


def read_witnesses(path: Path | None) -> tuple[KnownWitness, ...]:
    """The witnesses of a file, ``<verifier key> <address>`` a line; raises ``Refusal`` log.witness_file."""
    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal("log.witness_file", path=path, line=0) from error
    said = [(number, line) for number, line in enumerate(lines, start=1) if line.strip() and line[0] != "#"]
    return tuple(_witness(path, number, line) for number, line in said)


def _witness(path: Path, number: int, line: str) -> KnownWitness:
    try:
        text, url = line.split()
        key = read_vkey(text)
    except (KeyRefused, ValueError) as error:
        raise Refusal("log.witness_file", path=path, line=number) from error
    if key.use != WITNESS_KEY or not url.startswith(_SCHEMES):
        raise Refusal("log.witness_file", path=path, line=number)
    return KnownWitness(key, url.rstrip("/"))
