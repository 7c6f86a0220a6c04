"""The manifest of a design version: SHA-256 of every file that a drawing of it is made from.

A version is frozen once a document was drawn with it, for its sheets are drawn again to check them (DESIGN
section 3). ``python -m templates.certificates.frozen birlik/v1`` writes the manifest of a version that is not
yet in use.
"""

import hashlib
import json
import sys
from pathlib import Path

from templates.certificates.designs import CERTIFICATES, designed

TEMPLATES = Path(__file__).resolve().parents[1]
MANIFEST = "manifest.json"
_ENDINGS = (".typ", ".svg", ".png", ".json")


def digests(design: str) -> dict[str, str]:
    """Path under ``templates/`` -> SHA-256 in hex: the version's files, its base's, the shared parts and the fonts."""
    drawn = designed(CERTIFICATES / design)
    folders = {drawn.folder, drawn.base, CERTIFICATES / drawn.parts if drawn.parts else drawn.base}
    files = [
        path
        for folder in folders
        for path in folder.iterdir()
        if path.suffix in _ENDINGS and path.name != MANIFEST
    ]
    files += [path for path in (TEMPLATES / "fonts").iterdir() if path.suffix in (".ttf", ".json")]
    return {
        path.relative_to(TEMPLATES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(files)
    }


def recorded(design: str) -> dict[str, str]:
    """What the manifest of the version says."""
    text = (TEMPLATES / "certificates" / design / MANIFEST).read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)["sha256"]
    return found


def write(design: str) -> None:
    """Write the manifest. Never for a version in use."""
    text = json.dumps({"design": design, "renderer": "typst 0.15.2", "sha256": digests(design)}, indent=2)
    (TEMPLATES / "certificates" / design / MANIFEST).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(sys.argv[1])
