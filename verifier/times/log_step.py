"""The step of the log in a verification: which proof counts, and that none is asked for where there is none."""

from verifier.examine import Examined
from verifier.known import Known, Recorded
from verifier.original import Looked, with_log
from verifier.times.logged import check_logged
from verifier.trust import NoTrust, Trust


def with_log_step(
    looked: Looked, examined: Examined, known: Known, trust: Trust | NoTrust, proof: bytes | None
) -> Looked:
    """Step 9, by the proof in the file, else by the register's for this very credential; not taken without any."""
    if isinstance(trust, NoTrust) or examined.document is None or examined.compact is None:
        return looked
    policy = trust.bundle.log
    own = isinstance(known, Recorded) and known.compact == examined.compact
    if proof is None and policy is not None and isinstance(known, Recorded) and own:
        proof = known.proof
    if proof is None:
        return looked
    return with_log(looked, check_logged(proof, examined.compact, examined.document.awarded_at, policy))
