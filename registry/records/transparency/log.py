"""Records of the transparency log: entries are gathered, and appended as the last act of their transaction.

So a document exists with its entry or not at all, and two writers never grow the log from the same size: whoever
appends holds the head until the commit. docs/decisions/0016.
"""

import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from registry.log.event import NONCE_BYTES, Event, Issued, KeyChanged, Opening, StatusChanged, opening
from registry.log.growth import grow
from registry.log.merkle import EMPTY_ROOT
from registry.log.proof import TlogProof
from registry.log.tree import Tree, TreeRefused
from registry.records.rows import among, insert_rows
from registry.records.transparency.log_tree import LogHead, LogTiles
from registry.tables.documents import credentials, sicil_entries
from registry.tables.log import log_head, log_openings, log_starts
from registry.tables.members import members

_ONE_ROW = 1
_CHUNK = 500

# Signs the head that follows the held one, over its tree; None: not here and now, somebody with the key follows.
SignHead = Callable[[LogHead, LogHead, Tree], bytes | None]


@dataclass(frozen=True, slots=True)
class StoredOpening:
    """What opens the entry ``seq``, and what it is about."""

    seq: int
    kind: str
    credential_id: UUID | None
    opening: Opening


class LogRecords:
    """The log's entries, tiles and head inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._added: list[dict[str, Any]] = []
        self.tiles = LogTiles(connection)
        # The checkpoint that this transaction signed; it counts once the transaction has committed.
        self.signed: bytes | None = None

    def add(
        self,
        event: Event,
        *,
        chamber_code: str | None = None,
        credential_id: UUID | None = None,
        member_id: UUID | None = None,
        nonce: bytes | None = None,
        opened: bool = True,
    ) -> None:
        """Tell the log of ``event``; ``nonce`` None draws one. Not ``opened``: nobody can ever show what it says."""
        self._added.append(
            {
                "kind": _KINDS.get(type(event), "trust"),
                "chamber_code": chamber_code,
                "credential_id": credential_id,
                "member_id": member_id,
                "opening": opening(nonce or secrets.token_bytes(NONCE_BYTES), event),
                "opened": opened,
            }
        )

    def add_changes(
        self, chamber_code: str, changes: Sequence[tuple[UUID, UUID, str, bool]], at: datetime
    ) -> None:
        """Status events by (credential, member, change, whether the member is erased), all of one chamber.

        The entry of an erased member's document is made without an opening: nothing may lead from it to the document.
        """
        digests = self._digests({one for one, *_ in changes})
        for credential_id, member_id, change, erased in changes:
            self.add(
                StatusChanged(at.replace(microsecond=0), digests[credential_id], change),
                chamber_code=chamber_code,
                credential_id=credential_id,
                member_id=member_id,
                opened=not erased,
            )

    def _digests(self, ids: Collection[UUID]) -> dict[UUID, bytes]:
        every, found = sorted(ids), {}
        for start in range(0, len(every), _CHUNK):
            chosen = sa.select(credentials.c.id, credentials.c.sha256).where(
                among(self._connection, credentials.c.id, every[start : start + _CHUNK])
            )
            found.update({row.id: row.sha256 for row in self._connection.execute(chosen)})
        return found

    def write(self, open_signing: Callable[[], SignHead | None] | None = None) -> None:
        """Append what was added; the store calls it at the end of the transaction. Without anything added, nothing.

        ``open_signing`` is asked before the head is held, for opening a key takes a while; None: no key at hand. Only from here to the commit do others wait. A crash before the commit leaves the log as it was.
        """
        if not self._added:
            return
        added, self._added = self._added, []
        sign = None if open_signing is None else open_signing()
        head = self._held()
        self.tiles.load_edge(head.size)
        openings: list[Opening] = [one.pop("opening") for one in added]
        grown = grow(
            head.size,
            head.root,
            [one.entry for one in openings],
            read_tile=self.tiles.tile,
            read_bundle=self.tiles.bundle,
        )
        self.tiles.write(grown.tiles, grown.bundles)
        rows = [
            {**one, "seq": seq, "nonce": opened.nonce, "event": opened.event}
            for seq, (one, opened) in enumerate(zip(added, openings, strict=True), head.size)
            if one.pop("opened")
        ]
        insert_rows(self._connection, log_openings, rows)
        moved = LogHead(grown.size, grown.root, head.signed_size, head.checkpoint)
        self._move(head, moved, sign)

    def sign_newest(self, sign: SignHead) -> bytes | None:
        """Sign the head as it is, if that was not done; the newest checkpoint, or None where none could be signed."""
        head = self._held()
        if head.checkpoint is not None and head.signed_size == head.size:
            # Signed already; what it continues is looked at all the same.
            sign(head, head, self.tree(head.size))
            return head.checkpoint
        self._move(head, head, sign)
        return self.signed

    def publish(self, size: int, root: bytes, checkpoint: bytes) -> None:
        """Show a checkpoint that was signed over the first ``size`` entries, now or when the log had no more.

        Where somebody published a larger one meanwhile that stays. Raises ``TreeRefused`` for another tree's.
        """
        head = self._held()
        if size < head.signed_size:
            return
        if size > head.size or self.tree(head.size).root_at(size) != root:
            raise TreeRefused("the checkpoint is not of this log")
        values = {"signed_size": size, "checkpoint": checkpoint}
        self._connection.execute(log_head.update().where(log_head.c.size == head.size).values(values))

    def _move(self, held: LogHead, head: LogHead, sign: SignHead | None) -> None:
        self.signed = None if sign is None else sign(held, head, self.tree(head.size))
        values: dict[str, Any] = {"size": head.size, "root": head.root}
        if self.signed is not None:
            values |= {"signed_size": head.size, "checkpoint": self.signed}
        if (head.size, head.root) == (held.size, held.root) and self.signed is None:
            return
        # Compare and swap: the row is held, so anything else that moved it is a fault of ours.
        moved = self._connection.execute(
            log_head.update()
            .where(log_head.c.size == held.size, log_head.c.root == held.root)
            .values(**values)
        )
        if moved.rowcount != 1:
            raise TreeRefused("the head was moved by another while it was held")

    def head(self) -> LogHead:
        """The head as it is now; of a log without entries the empty tree."""
        return self._head(sa.select(log_head)) or LogHead(0, EMPTY_ROOT, 0, None)

    def _held(self) -> LogHead:
        """The head, held until the transaction ends (SQLite already has one writer alone)."""
        chosen = sa.select(log_head).with_for_update()
        if (found := self._head(chosen)) is None:
            dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
            first = {"id": _ONE_ROW, "size": 0, "root": EMPTY_ROOT, "signed_size": 0, "checkpoint": None}
            self._connection.execute(dialect.insert(log_head).values(first).on_conflict_do_nothing())
            found = self._head(chosen)
            assert found is not None
        return found

    def _head(self, chosen: sa.Select[Any]) -> LogHead | None:
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else LogHead(row.size, row.root, row.signed_size, row.checkpoint)

    def tree(self, size: int) -> Tree:
        """The tree of the first ``size`` entries, read by its tiles."""
        return Tree(size, self.tiles.tile)

    def issued(self, verification_code: str) -> StoredOpening | None:
        """What opens the entry of a document's issue, by its code."""
        chosen = (
            sa.select(log_openings)
            .join(credentials, credentials.c.id == log_openings.c.credential_id)
            .where(credentials.c.verification_code == verification_code, log_openings.c.kind == "issued")
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else _stored(row)

    def proof_of(self, credential_id: UUID) -> TlogProof | None:
        """The proof of a document's issue; None where no entry of it can be opened, or it is not signed yet.

        Raises ``TreeRefused`` where what is stored is not the tree that was signed.
        """
        chosen = sa.select(log_openings).where(
            log_openings.c.credential_id == credential_id, log_openings.c.kind == "issued"
        )
        row = self._connection.execute(chosen).one_or_none()
        return None if row is None else self.proof(_stored(row))

    def proof(self, found: StoredOpening) -> TlogProof | None:
        """The proof of an entry against the newest signed checkpoint; None as long as that does not hold it."""
        head = self.head()
        if head.checkpoint is None or found.seq >= head.signed_size:
            return None
        self.tiles.load_path(found.seq, head.signed_size)
        path = self.tree(head.signed_size).inclusion_proof(found.seq)
        return TlogProof(found.seq, path, head.checkpoint, found.opening.packed)

    def openings(self) -> Iterator[StoredOpening]:
        """Everything that opens an entry, in the order of the entries."""
        options = {"stream_results": True, "yield_per": _CHUNK}
        chosen = sa.select(log_openings).order_by(log_openings.c.seq)
        for row in self._connection.execute(chosen, execution_options=options):
            yield _stored(row)

    def without_entry(self) -> list[str]:
        """Numbers of documents issued since there is a log that have no entry, the first few; erased members' aside."""
        start = sa.func.coalesce(log_starts.c.sicil_seq, 0)
        entered = sicil_entries.c
        chosen = (
            sa.select(credentials.c.belge_no)
            .join(
                sicil_entries,
                sa.and_(
                    entered.chamber_code == credentials.c.chamber_code,
                    entered.belge_no == credentials.c.belge_no,
                    entered.event == "belge_islendi",
                ),
            )
            .join(members, members.c.id == credentials.c.member_id)
            .outerjoin(log_starts, log_starts.c.chamber_code == credentials.c.chamber_code)
            .outerjoin(
                log_openings,
                sa.and_(log_openings.c.credential_id == credentials.c.id, log_openings.c.kind == "issued"),
            )
            .where(entered.seq > start, log_openings.c.seq.is_(None), members.c.erased_at.is_(None))
            .order_by(credentials.c.belge_no)
            .limit(10)
        )
        return list(self._connection.execute(chosen).scalars())


_KINDS = {Issued: "issued", StatusChanged: "status", KeyChanged: "key"}


def _stored(row: Any) -> StoredOpening:
    return StoredOpening(row.seq, row.kind, row.credential_id, Opening(row.nonce, row.event))
