"""The trust that names another log or none, a register that gives a proof, and a sheet that carries one."""

from dataclasses import replace

from issuer.paper.sealing import seal_pdf
from keys.log_checkpoint import LogPolicy
from registry.credential import payload_of
from registry.document import CURRENT_DESIGN, Document
from templates.drawing import draw
from tests.keys.log_keys import LOG_ONLY
from tests.support.log_proofs import proof_of
from tests.verifier.workshop import NOW, House, facts_of
from verifier.known import Key, Known, LookUp, Recorded
from verifier.trust import Trust

LOGGED_CODE = "3M8Q5Z7V2R4T6W9X"


def trusting(house: House, policy: LogPolicy | None = LOG_ONLY) -> Trust:
    """The trust of a house whose bundle names this log."""
    assert isinstance(house.trust, Trust)
    return replace(house.trust, bundle=replace(house.trust.bundle, log=policy))


def proving(document: Document, compact: str, proof: bytes | None) -> LookUp:
    """A register that holds one document, with this proof."""

    async def ask(_key: Key) -> Known:
        return Recorded(compact, facts_of(document), proof)

    return ask


def fresh_logged(house: House, **changes: object) -> Document:
    """A document of the design whose sheets carry the log's proof."""
    return house.fresh_sealed(**{"design": CURRENT_DESIGN, "verification_code": LOGGED_CODE, **changes})


def logged_pdf(house: House, proof: bytes | None = None) -> bytes:
    """The original of a recorded document, or one with another ``proof`` in its place."""
    document, compact = house.issue(fresh_logged(house))
    proof = proof or proof_of(compact, document.awarded_at)
    return seal_pdf(draw(payload_of(document), compact, proof), house.emo_seal, NOW)
