"""Whether the transparency log holds the issue of exactly this document, by the proof that came with it. Pure.

Step 9 of the procedure (docs/spec/verdict.md); the proof is that of docs/spec/log.md section 6 (C2SP tlog-proof). A
document without a proof is worth what it was: then the step is not taken.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from keys.log_checkpoint import LogPolicy, Opened, open_checkpoint
from keys.log_note import LogNoteRefused
from registry.istanbul import shown_moment, written
from registry.log.event import EventRefused, Issued, read_opening
from registry.log.proof import ProofRefused, TlogProof, read_proof
from verifier.verdict import Step, failed, passed, unchecked

# Between a document's ``awardedDate`` and the time of its entry; more was dated back or ahead.
MOST_APART = timedelta(minutes=10)
LOG = "log"


@dataclass(frozen=True, slots=True)
class Logged:
    """The step, and where it passed what the verdict tells as ``log``."""

    step: Step
    told: Mapping[str, object] | None = None


def check_logged(proof: bytes, compact: str, awarded_at: datetime, policy: LogPolicy | None) -> Logged:
    """Judge a proof for the credential ``compact``; nothing handed in raises.

    ``policy`` is the trust bundle's: None in a bundle that names no log, under which nothing can be told. Signature
    and inclusion come before what the entry says: only they authenticate it.
    """
    if policy is None:
        return Logged(unchecked(LOG, "log.unknown"))
    try:
        read = read_proof(proof)
        opened = open_checkpoint(read.checkpoint, policy)
    except ProofRefused:
        return Logged(failed(LOG, "log.malformed"))
    except LogNoteRefused as refused:
        return Logged(failed(LOG, refused.code))
    if read.extra is None:
        # What stands at the place cannot be said without the nonce.
        return Logged(failed(LOG, "log.malformed"))
    if not read.proves(hashlib.sha256(read.extra).digest(), opened.checkpoint.size, opened.checkpoint.root):
        return Logged(failed(LOG, "log.inclusion"))
    return _of_event(read, read.extra, opened, compact, awarded_at)


def _of_event(read: TlogProof, extra: bytes, opened: Opened, compact: str, awarded_at: datetime) -> Logged:
    """What the entry says, once the log is known to hold it."""
    try:
        _, event = read_opening(extra)
    except EventRefused:
        return Logged(failed(LOG, "log.event"))
    digest = hashlib.sha256(compact.encode()).digest()
    if not isinstance(event, Issued) or event.credential_sha256 != digest:
        return Logged(failed(LOG, "log.event"))
    date = _shown(event.at)
    if abs(event.at - awarded_at) > MOST_APART:
        return Logged(failed(LOG, "log.time", date=date, issued=_shown(awarded_at)))
    witnesses = [one.witness for one in opened.cosignatures]
    told = {
        "index": read.index,
        "size": opened.checkpoint.size,
        "at": written(event.at),
        "witnesses": witnesses,
    }
    seen = {"witnesses": str(len(witnesses))} if witnesses else {}
    return Logged(passed(LOG, index=str(read.index), date=date, **seen), told)


def _shown(instant: datetime) -> str:
    """Day and time in Istanbul; an instant at either end of time has none there, and is shown as it is written."""
    try:
        return shown_moment(instant)
    except OverflowError:
        return written(instant)
