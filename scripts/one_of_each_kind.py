"""Issue one document of each kind in a throw-away installation and write the PDFs to a folder."""

import sys
import tempfile
from pathlib import Path

from muhur.clock import system_now
from muhur.demonstration.build import build
from muhur.settings import Settings


def main(folder: Path) -> None:
    """Build a demonstration and keep its first PDF of each kind."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        build(Settings(home=home), "http://localhost:8000", system_now(), lambda *_: None)
        for letters in ("KB", "BB", "YB"):
            first = min((home / "pdf").glob(f"*-{letters}-*.pdf"))
            (folder / f"{letters}.pdf").write_bytes(first.read_bytes())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
