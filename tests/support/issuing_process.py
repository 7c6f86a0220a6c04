"""Issues one list in a process of its own: HOME RUN LIST [DATABASE_URL]. Says ``go``, then each committed count."""

import sys
from pathlib import Path

from issuer.issue import issue_list
from tests.support.register import reopened, request


def main() -> None:
    folder, run, path, *url = sys.argv[1:]
    home = reopened(Path(folder), url[0] if url else None)
    asked = request(run, Path(path).read_bytes(), board_decision=None)
    print("go", flush=True)
    issue_list(home.store, asked, home.open_key, progress=lambda done, total: print(done, flush=True))
    print("end", flush=True)


if __name__ == "__main__":
    main()
