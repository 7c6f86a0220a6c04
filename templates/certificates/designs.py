"""The certificate designs that there are, and what each version promises of its PDF.

A version is a folder ``<family>/v<N>``. A base has a page and ``design.json``; a look is a ``design.json`` on a base
(``templates/certificates/look.py``). The very first version is older than both.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from templates.certificates.look import LookUnfit, look_of, said_in

CERTIFICATES = Path(__file__).resolve().parent
FIRST = "birlik/v1"
BASES = frozenset({FIRST, "birlik/v2", "birlik/v3", "cagdas/v1", "cagdas/v2", "yalin/v1", "yalin/v2"})
LOOKS = frozenset(
    f"{family}/{version}"
    for family in ("birlik-tr-en", "cagdas-tr-en", "yalin-tr-en", "emo")
    for version in ("v1", "v2")
)
DESIGNS = BASES | LOOKS
CREDENTIAL, PROOF = "credential.jwt", "credential.tlog-proof"


class DesignUnknown(ValueError):
    """The credential names a design version that this installation does not have."""

    code = "design.unknown"


@dataclass(frozen=True, slots=True)
class Design:
    """A design version: its name, whether its PDF counts only when sealed, and the names of its attachments.

    ``folder``: its own files; ``base``: where its pages lie. ``inside``: how far from the left, top, right and bottom
    edge of the sheet its text stays, in mm. ``inputs``: what its pages take in besides the sheet. ``called``: its name for
    people, by language.
    """

    name: str
    sealed: bool
    attachments: tuple[str, ...]
    folder: Path
    base: Path
    parts: str = ""
    inside: tuple[float, float, float, float] = (21, 21, 21, 21)
    inputs: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """What the pages may read: the first version its own folder, the others the shared parts too."""
        return CERTIFICATES if self.parts else self.base

    def page(self, kind: str) -> Path:
        """The file that draws a kind; the first version has one for each."""
        return self.base / ("page.typ" if self.parts else f"{kind}.typ")

    @property
    def look(self) -> dict[str, object]:
        """Colours, languages, sentences and pictures as its pages take them in; empty for the first version."""
        found: dict[str, object] = json.loads(self.inputs.get("look", "{}"))
        return found

    @property
    def carries_proof(self) -> bool:
        """True when the log's proof of the document's issue is attached beside its credential."""
        return PROOF in self.attachments

    @property
    def languages(self) -> tuple[str, ...]:
        """What it is written in: ``tr``, or ``tr`` and ``en``."""
        found = self.look.get("languages")
        return tuple(map(str, found)) if isinstance(found, list) else ("tr",)


def design_of(payload: Mapping[str, object]) -> Design:
    """The design that a credential's payload names; raises ``DesignUnknown``."""
    document = payload.get("document")
    name = document.get("design") if isinstance(document, Mapping) else None
    if not isinstance(name, str) or name not in DESIGNS:
        raise DesignUnknown("the credential names no known design")
    return named(name)


@cache
def named(name: str) -> Design:
    """One of ``DESIGNS``; raises ``DesignUnknown``."""
    if name not in DESIGNS:
        raise DesignUnknown("no such design")
    return designed(CERTIFICATES / name)


def designed(folder: Path) -> Design:
    """The design of any folder, listed or not, to be looked at before it is used. Raises ``LookUnfit``."""
    folder = folder.resolve()
    name = f"{folder.parent.name}/{folder.name}"
    if folder == CERTIFICATES / FIRST:
        return Design(
            name,
            sealed=False,
            attachments=(CREDENTIAL,),
            folder=folder,
            base=folder,
            called={"tr": "Birlik, ilk sürüm", "en": "Union, first version"},
        )
    said = said_in(folder)
    if said.base and said.base not in BASES - {FIRST}:
        raise LookUnfit(f"base: no design {said.base} that a look can stand on")
    ground = CERTIFICATES / said.base if said.base else folder
    base = said_in(ground).values if said.base else said.values
    if CERTIFICATES not in ground.parents:
        raise LookUnfit(f"a base lies in {CERTIFICATES.name}/")
    return Design(
        name,
        sealed=bool(base.get("sealed", False)),
        attachments=tuple(base.get("attachments", [CREDENTIAL])),
        folder=folder,
        base=ground,
        parts=str(base["parts"]),
        inside=tuple(base["inside"]),
        inputs={"look": json.dumps(look_of(said.values, base, folder))},
        called=said.values.get("name", {"tr": name, "en": name}),
    )
