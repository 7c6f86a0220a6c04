"""Publishing where a log has witnesses: sign, have it witnessed, and only then show it.

Until then the checkpoint before is the newest one that anybody sees: what is shown has its quorum.
"""

from dataclasses import replace

from keys.log_checkpoint import LogPolicy, open_checkpoint, with_cosignatures
from keys.log_note import LogNoteRefused, read_note
from muhur.transparency.signing import LogRefused, LogSigning
from muhur.witness.asking import ask
from registry.store import Store


def publish(store: Store, signing: LogSigning) -> bytes:
    """The newest checkpoint, over the whole log, with the signatures of its witnesses.

    Raises ``LogRefused``: log.no_key, log.behind, log.differs, and log.unwitnessed where the quorum is not reached; the
    one before stays the newest then. Nobody else is held up while the witnesses are asked.
    """
    with store.reading(snapshot=True) as records:
        head, trusted = records.log.head(), signing.trusted(records)
        if trusted is None:
            raise LogRefused("log.no_key")
        if head.checkpoint is not None and head.signed_size == head.size and _count(head.checkpoint, trusted):
            return head.checkpoint
        opened = signing.opened(records)
        if opened is None:
            raise LogRefused("log.no_key")
        tree = records.log.tree(head.size)
        signed = signing.sign(head, head, tree, *opened)
        # It leaves the house with the question: a log that forgot it could sign another.
        signing.keep(records, signed)
        answers = ask(signing.witnesses, signed, head.size, head.signed_size, tree.consistency_proof)
    witnessed = with_cosignatures(read_note(signed), answers, trusted).data
    if not _count(witnessed, trusted):
        have = len(open_checkpoint(witnessed, replace(trusted, quorum=0)).cosignatures)
        raise LogRefused("log.unwitnessed", have=have, quorum=trusted.quorum)
    with store.writing() as records:
        records.log.publish(head.size, head.root, witnessed)
    return witnessed


def _count(checkpoint: bytes, trusted: LogPolicy) -> bool:
    """Whether a checkpoint of ours is one that whoever has the trust bundle accepts."""
    try:
        open_checkpoint(checkpoint, trusted)
    except LogNoteRefused:
        return False
    return True
