"""How a log asks its witnesses for their signatures; each has its time, and one that is away holds nobody up for long."""

import re
from collections.abc import Callable, Sequence

import httpx
import structlog

from keys.log_note import MAX_NOTE, LogNoteRefused, NoteSignature, read_signatures
from muhur.witness.known import KnownWitness
from muhur.witness.submission import submission_bytes

TIMEOUT_SECONDS = 5.0
_SIZE = re.compile(rb"(0|[1-9][0-9]{0,18})\n")
# The consistency proof from a smaller size to that of the checkpoint.
ProofFrom = Callable[[int], Sequence[bytes]]


class _Unanswered(Exception):
    """The witness gave no signature."""


def ask(
    witnesses: Sequence[KnownWitness], checkpoint: bytes, size: int, last: int, proof_from: ProofFrom
) -> list[NoteSignature]:
    """What the witnesses answer to a checkpoint of ``size``; ``last`` is the size that they probably saw last.

    Who is away, answers something else, or saw a larger log is left out and told in the log of this program.
    """
    found: list[NoteSignature] = []
    with httpx.Client(trust_env=False, follow_redirects=False, timeout=TIMEOUT_SECONDS) as client:
        for one in witnesses:
            try:
                found += _ask_one(client, one, checkpoint, size, last, proof_from)
            except (httpx.HTTPError, httpx.InvalidURL, LogNoteRefused, _Unanswered) as error:
                structlog.get_logger().warning("witness_away", witness=one.key.name, why=str(error)[:200])
    return found


def _ask_one(
    client: httpx.Client, one: KnownWitness, checkpoint: bytes, size: int, last: int, proof_from: ProofFrom
) -> tuple[NoteSignature, ...]:
    status, body = _post(client, one, submission_bytes(last, proof_from(last), checkpoint))
    old = int(found[1]) if status == 409 and (found := _SIZE.fullmatch(body)) is not None else last
    if old != last and old <= size:
        # It saw another size than we thought: it says which, and is asked once more.
        status, body = _post(client, one, submission_bytes(old, proof_from(old), checkpoint))
    if status != 200:
        raise _Unanswered(f"HTTP {status}: {body[:40]!r}")
    return read_signatures(body)


def _post(client: httpx.Client, one: KnownWitness, body: bytes) -> tuple[int, bytes]:
    with client.stream(
        "POST", f"{one.url}/add-checkpoint", content=body, headers={"accept-encoding": "identity"}
    ) as answer:
        found = bytearray()
        for part in answer.iter_raw():
            found += part
            if len(found) > MAX_NOTE:
                raise _Unanswered("a longer answer than any")
    return answer.status_code, bytes(found)
