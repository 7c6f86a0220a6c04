"""Seals one document in a process of its own and waits between its file and its row: HOME CODE [DATABASE_URL]."""

import sys
import time
from dataclasses import replace
from pathlib import Path

from issuer.paper.kept import Kept
from muhur.sealing.sheets import sheets_of
from tests.support.register import NOW, reopened


def main() -> None:
    folder, number, *url = sys.argv[1:]
    home = reopened(Path(folder), url[0] if url else None)
    made = sheets_of(home)
    with home.store.reading() as records:
        recorded = records.credentials.by_belge_no(number)
    assert recorded is not None

    class Waiting(Kept):
        """The store of the installation, which says when the file is there and then lets nobody on."""

        def put(self, data: bytes) -> bytes:
            super().put(data)
            print("put", flush=True)
            time.sleep(60)
            raise AssertionError

    replace(made, kept=Waiting(home.settings.home / "sealed")).sheet(recorded, NOW)


if __name__ == "__main__":
    main()
