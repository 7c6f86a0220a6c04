"""Write PDFs to a folder: one issued document of each kind, and the longest specimens of every certificate design."""

import sys
import tempfile
from pathlib import Path

from muhur.clock import system_now
from muhur.demonstration.build import build
from muhur.settings import Settings
from templates.certificates.designs import DESIGNS, named
from templates.certificates.specimens import COMPACT, PROOF, TITLES, longest
from templates.drawing import draw_as


def main(folder: Path) -> None:
    """Build a demonstration and keep its first PDF of each kind; draw the designs."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        build(Settings(home=home), "http://localhost:8000", system_now(), lambda *_: None)
        for letters in ("KB", "BB", "YB"):
            first = min((home / "pdf").glob(f"*-{letters}-*.pdf"))
            (folder / f"{letters}.pdf").write_bytes(first.read_bytes())
    for name in sorted(DESIGNS):
        for kind in TITLES:
            drawn = draw_as(named(name), longest(kind), COMPACT, PROOF)
            (folder / f"{name.replace('/', '-')}-{kind}.pdf").write_bytes(drawn)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
