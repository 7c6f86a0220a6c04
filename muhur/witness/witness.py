"""A witness: cosigns a log's checkpoint if it continues every one that it cosigned before (C2SP tlog-witness 1.0.0)."""

from collections.abc import Mapping
from dataclasses import dataclass

from keys.envelope import Signer
from keys.log_checkpoint import Checkpoint, LogPolicy, cosign, open_checkpoint, read_checkpoint
from keys.log_note import LogNoteRefused, NoteKey, read_note
from muhur.witness.seen import Seen
from muhur.witness.submission import Submission, SubmissionRefused, read_submission
from registry.log.merkle import EMPTY_ROOT, check_consistency

TEXT, SIZE = "text/plain; charset=utf-8", "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a request: HTTP status, body and its type."""

    status: int
    body: bytes = b""
    content_type: str = TEXT


@dataclass(frozen=True, slots=True)
class Witness:
    """One witness: its key, what signs with it, the logs that it watches by origin, and what it saw of them."""

    key: NoteKey
    signer: Signer
    logs: Mapping[str, LogPolicy]
    seen: Seen

    def add(self, data: bytes, at: int) -> Answer:
        """Answer a request of ``at`` (seconds since 1970); nothing handed in raises.

        What was kept and cannot be opened any more is a fault: then nothing is signed.
        """
        try:
            given = read_submission(data)
            origin = read_checkpoint(read_note(given.checkpoint).text).origin
        except (SubmissionRefused, LogNoteRefused):
            return Answer(400)
        policy = self.logs.get(origin)
        if policy is None:
            return Answer(404)
        try:
            checkpoint = open_checkpoint(given.checkpoint, policy).checkpoint
        except LogNoteRefused:
            return Answer(403)
        if given.old > checkpoint.size:
            return Answer(400)
        return self._add(given, checkpoint, policy, at)

    def _add(self, given: Submission, checkpoint: Checkpoint, policy: LogPolicy, at: int) -> Answer:
        with self.seen.held(checkpoint.origin) as held:
            kept = held.read()
            was = (
                Checkpoint(checkpoint.origin, 0, EMPTY_ROOT)
                if kept is None
                else open_checkpoint(kept, policy).checkpoint
            )
            if given.old != was.size:
                return _conflict(was)
            if checkpoint.size == was.size and checkpoint.root != was.root:
                # Both are signed by the log: that is proof against it.
                held.keep_contradiction(given.checkpoint)
                return _conflict(was)
            if not check_consistency(was.size, checkpoint.size, was.root, checkpoint.root, given.proof):
                return Answer(422)
            signed = cosign(checkpoint, self.key, self.signer, at)
            if kept is None or checkpoint.size > was.size:
                held.keep(given.checkpoint)
        return Answer(200, signed.line)


def _conflict(was: Checkpoint) -> Answer:
    return Answer(409, b"%d\n" % was.size, SIZE)
