"""Does something to a list in a process of its own: HOME ACTION DECISION LIST [DATABASE_URL].

Says ``go``, then each committed count.
"""

import sys
from datetime import date
from pathlib import Path

from issuer.events.bulk import carry_out_list
from issuer.events.order import Order
from registry.document import BoardDecision
from tests.support.acts import act_of, means_of
from tests.support.register import reopened


def main() -> None:
    folder, action, decision, path, *url = sys.argv[1:]
    home = reopened(Path(folder), url[0] if url else None)
    given = list(enumerate(Path(path).read_text().split(), start=2))
    reason = "talep" if action == "suspend" else None
    order = Order(action, reason, decision=BoardDecision(decision, date(2026, 11, 21)))
    print("go", flush=True)
    carry_out_list(
        means_of(home), act_of(), given, order, progress=lambda done, total: print(done, flush=True)
    )
    print("end", flush=True)


if __name__ == "__main__":
    main()
