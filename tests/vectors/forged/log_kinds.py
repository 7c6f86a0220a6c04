"""Sheets that carry the log's proof: another's, a cut one, one that no log signed, or none; by whoever holds the seal."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.writer import BasePdfFileWriter

from issuer.paper.sealing import seal_pdf
from registry.credential import payload_of
from registry.document import CURRENT_DESIGN, Document
from registry.log.event import StatusChanged
from templates.drawing import draw
from tests.keys.log_keys import public
from tests.support.log_proofs import digest, proof_of
from tests.vectors.forged.kinds import Original, add, differs, not_original
from tests.vectors.forged.tools import Change, embedded, redrawn
from tests.verifier.workshop import NOW, House

# A document and its credential, to the proof that its sheet carries.
Made = Callable[[Document, str], bytes]


@cache
def _carrying(house: House) -> tuple[Document, str]:
    """A recorded document of the design whose sheets carry the proof."""
    made = house.fresh_sealed(design=CURRENT_DESIGN, verification_code="6P9S3W7Y1N4Q8T2V")
    return house.issue(made)


def _drawn(house: House, made: Made) -> bytes:
    document, compact = _carrying(house)
    return draw(payload_of(document), compact, made(document, compact))


def _right(document: Document, compact: str) -> bytes:
    return proof_of(compact, document.awarded_at)


def _sealed(made: Made) -> Callable[[Original], bytes]:
    return lambda o: seal_pdf(_drawn(o.house, made), o.house.emo_seal, NOW)


def _unsigned(document: Document, compact: str) -> bytes:
    proof = _right(document, compact)
    return proof[: proof.rindex(b"\n\n") + 2]


_PROOFS: dict[str, tuple[str, str, Made]] = {
    "of-another": ("the proof of another document", "log.event",
                   lambda d, _: proof_of("e30.e30.e30", d.awarded_at)),
    "of-its-revocation": ("the proof of another event of this document", "log.event",
                          lambda d, c: proof_of(c, d.awarded_at,
                                                event=StatusChanged(d.awarded_at, digest(c), "revoke"))),
    "of-another-day": ("an entry of a day after the award", "log.time",
                       lambda d, c: proof_of(c, d.awarded_at + timedelta(days=1))),
    "backdated": ("an entry of eleven minutes after the award", "log.time",
                  lambda d, c: proof_of(c, d.awarded_at + timedelta(minutes=11))),
    "cut": ("a proof without its end", "log.malformed", lambda d, c: _right(d, c)[:-9]),
    "cut-path": ("a proof without its last hash", "log.inclusion",
                 lambda d, c: _without_last_hash(_right(d, c))),
    "empty": ("an empty proof", "log.malformed", lambda _d, _c: b""),
    "words": ("words in place of a proof", "log.malformed", lambda _d, _c: "günlükte vardır".encode()),
    "carriage-returns": ("a proof with other line ends", "log.malformed",
                         lambda d, c: _right(d, c).replace(b"\n", b"\r\n")),
    "place": ("the proof of the place beside it", "log.inclusion",
              lambda d, c: _right(d, c).replace(b"index 5", b"index 4")),
    "larger": ("a proof for a larger log than was signed", "log.signature",
               lambda d, c: _right(d, c).replace(b"\n13\n", b"\n14\n")),
    "unsigned": ("a proof whose checkpoint nobody signed", "log.malformed", _unsigned),
    "other-key": ("a proof signed in the log's name by a stranger", "log.unsigned",
                  lambda d, c: proof_of(c, d.awarded_at, key=public(2), number=2)),
    "other-log": ("the proof of another log", "log.origin",
                  lambda d, c: proof_of(c, d.awarded_at, key=public(1, "baska.example.org/log"))),
}  # fmt: skip


def _without_last_hash(proof: bytes) -> bytes:
    head, _, checkpoint = proof.partition(b"\n\n")
    return head.rpartition(b"\n")[0] + b"\n\n" + checkpoint


for _name, (_what, _code, _made) in _PROOFS.items():
    add(f"log.{_name}", f"Rightly sealed, with {_what}.", _sealed(_made), not_original(_code))
add("log.unsealed", "The sheet with its right proof, not sealed.",
    lambda o: _drawn(o.house, _right), not_original("pdf.unsealed"))  # fmt: skip
add("log.of-another.unsealed", "Not sealed, with the proof of another document.",
    lambda o: _drawn(o.house, _PROOFS["of-another"][2]), not_original("pdf.unsealed", "log.event"))  # fmt: skip


def _changed(change: Change) -> Callable[[Original], bytes]:
    """Drawn anew with other attachments, and rightly sealed."""
    return lambda o: seal_pdf(redrawn(_drawn(o.house, _right), change), o.house.emo_seal, NOW)


def _without_proof(writer: BasePdfFileWriter) -> None:
    tree = writer.root["/Names"]["/EmbeddedFiles"]
    tree[pdf_name("/Names")] = generic.ArrayObject(list(tree["/Names"])[:2])
    writer.update_container(tree)


add("log.missing", "Rightly sealed, without the proof that its design carries.",
    _changed(_without_proof), differs("pdf.attachments"))  # fmt: skip
add("log.twice", "Rightly sealed, with two proofs.",
    _changed(embedded("credential.tlog-proof", b"x")), differs("pdf.attachments"))  # fmt: skip
add("log.and-more", "Rightly sealed, with a third attachment beside its proof.",
    _changed(embedded("not.txt", b"x")), differs("pdf.attachments"))  # fmt: skip
add("log.in-an-older-design", "Rightly sealed, a sheet from before the log with a proof attached.",
    lambda o: seal_pdf(redrawn(o.drawn, embedded("credential.tlog-proof", _right(o.document, o.compact))),
                       o.house.emo_seal, NOW), differs("pdf.attachments"))  # fmt: skip
