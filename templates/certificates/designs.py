"""The certificate designs that there are, and what each version promises of its PDF.

A version is a folder ``<family>/v<N>`` with a page for each kind and, unless it is the first, ``design.json``.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CERTIFICATES = Path(__file__).resolve().parent
DESIGNS = frozenset({"birlik/v1", "birlik/v2"})


class DesignUnknown(ValueError):
    """The credential names a design version that this installation does not have."""

    code = "design.unknown"


@dataclass(frozen=True, slots=True)
class Design:
    """A design version: its name, whether its PDF counts only when sealed, and the names of its attachments."""

    name: str
    sealed: bool
    attachments: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where its files lie."""
        return CERTIFICATES / self.name


def design_of(payload: Mapping[str, object]) -> Design:
    """The design that a credential's payload names; raises ``DesignUnknown``."""
    document = payload.get("document")
    name = document.get("design") if isinstance(document, Mapping) else None
    if not isinstance(name, str) or name not in DESIGNS:
        raise DesignUnknown("the credential names no known design")
    return _read(name)


@cache
def _read(name: str) -> Design:
    path = CERTIFICATES / name / "design.json"
    # The first version is from before sheets were sealed.
    said = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return Design(name, bool(said.get("sealed", False)), tuple(said.get("attachments", ["credential.jwt"])))
