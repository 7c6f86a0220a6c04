"""A batch whose documents have their intents, and the sealing of it, a chunk ahead of the register."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from issuer.batches.content import Own
from issuer.draft import IssueFacts, draft
from issuer.intents import allocation_of
from issuer.sealing import ChamberKey, seal_document
from registry.chamber import Chamber
from registry.document import Document
from registry.records.credentials import IssueIntent
from registry.records.preparing.batches import Batch, Draft

CHUNK = 100

OpenKey = Callable[[Chamber, datetime], ChamberKey]
Sealed = tuple[Draft, IssueIntent, Document, str]


@dataclass(slots=True)
class Begun:
    """A batch whose intents are stored: what is left to seal and commit."""

    batch: Batch
    drafts: list[Draft]
    facts: IssueFacts
    now: datetime
    open_key: OpenKey
    key: ChamberKey | None = None
    work: list[tuple[Draft, Own, IssueIntent]] = field(default_factory=list)


def sealed_ahead(begun: Begun) -> Iterator[list[Sealed]]:
    """The work in sealed chunks, at least one: while the register takes one in, the next is sealed beside it."""
    chunks = [begun.work[start : start + CHUNK] for start in range(0, max(len(begun.work), 1), CHUNK)]
    with ThreadPoolExecutor(1, "sealing") as beside:
        following = beside.submit(_seal, begun, chunks[0])
        for chunk in chunks[1:]:
            sealed, following = following.result(), beside.submit(_seal, begun, chunk)
            yield sealed
        yield following.result()


def _seal(begun: Begun, chunk: list[tuple[Draft, Own, IssueIntent]]) -> list[Sealed]:
    sealed: list[Sealed] = []
    for one, own, intent in chunk:
        assert begun.key is not None
        document = draft(begun.facts, own.member, allocation_of(intent, begun.facts), own.facts)
        sealed.append((one, intent, *seal_document(document, begun.key)))
    return sealed
