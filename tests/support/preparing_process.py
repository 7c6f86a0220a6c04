"""Takes one step of a batch in a process of its own: HOME STEP STOP RUN LIST BATCH [DATABASE_URL].

STOP is ``before`` or ``after``: the process is killed at that side of the step's commit; ``-`` lets it end. BATCH is
``-`` for ``prepare``. Says ``go`` when it begins and ``end`` when it is done.
"""

import sys
from pathlib import Path
from uuid import UUID

from issuer.batches.preparation import Preparation, edit, prepare
from issuer.batches.steps import submit
from tests.support.batches import officer
from tests.support.failing import KilledStore
from tests.support.register import DECISION, reopened


def main() -> None:
    folder, step, stop, run, path, batch, *url = sys.argv[1:]
    home = reopened(Path(folder), url[0] if url else None)
    store = home.store
    if stop != "-":
        store = KilledStore(home.settings.registry_url, 1, after_commit=stop == "after")
    act = officer(chamber=run.partition("-")[0])
    asked = Preparation(run, Path(path).read_bytes(), DECISION)
    print("go", flush=True)
    if step == "prepare":
        prepare(store, act, asked)
    elif step == "edit":
        edit(store, act, UUID(batch), asked)
    else:
        submit(store, act, UUID(batch))
    print("end", flush=True)


if __name__ == "__main__":
    main()
