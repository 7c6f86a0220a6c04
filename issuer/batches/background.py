"""Signing in the background of a server: whoever approves a long list need not wait with an open request.

Each chunk is a commit point of its own, so a process that ends in between loses nothing: the batch is taken up again
by hand, or by a worker (``issue_due``).
"""

import queue
import threading
from collections.abc import Callable
from uuid import UUID

from issuer.batches.facts import IssueRefused
from issuer.batches.issuing import begun_again, finish, telling_of_quota
from issuer.begun import Begun, OpenKey
from registry.act import Act
from registry.store import Store

Heard = Callable[[UUID, BaseException], None]


class Signing:
    """One thread that signs what was begun, one batch after the other; ``failed`` hears what went wrong.

    ``open_key`` None: this process has no keys and a worker signs.
    """

    def __init__(self, store: Store, open_key: OpenKey | None, failed: Heard) -> None:
        self.open_key = open_key
        self._store, self._failed = store, failed
        self._waiting: queue.Queue[tuple[Act, Begun]] = queue.Queue()
        self._held: set[UUID] = set()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def take(self, act: Act, begun: Begun) -> None:
        """Sign this after what came before it."""
        with self._lock:
            if begun.batch.id in self._held:
                return
            self._held.add(begun.batch.id)
            self._waiting.put((act, begun))
            if self._thread is None:
                # A daemon: a process that ends does not wait for long lists.
                self._thread = threading.Thread(target=self._keep, name="signing", daemon=True)
                self._thread.start()

    def take_up(self, act: Act, batch_id: UUID) -> None:
        """Go on with a batch whose signing was interrupted; raises ``Refusal``."""
        if self.open_key is None:
            raise IssueRefused("issue.by_worker")
        if not self.holds(batch_id):
            with telling_of_quota(self._store, act):
                begun = begun_again(self._store, act, batch_id, None, self.open_key)
            self.take(act, begun)

    def holds(self, batch_id: UUID) -> bool:
        """True while this process signs the batch, or will."""
        with self._lock:
            return batch_id in self._held

    def wait(self) -> None:
        """Until everything taken so far is signed or has failed."""
        self._waiting.join()

    def _keep(self) -> None:
        while True:
            act, begun = self._waiting.get()
            try:
                finish(self._store, act, begun)
            except Exception as fault:  # noqa: BLE001 - the next batch is signed all the same
                self._failed(begun.batch.id, fault)
            finally:
                with self._lock:
                    self._held.discard(begun.batch.id)
                self._waiting.task_done()
