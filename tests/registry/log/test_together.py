"""A log as it lives: it grows, signs, witnesses follow it, and documents show their entries under any later checkpoint."""

import random
from datetime import UTC, datetime, timedelta

from keys.log_checkpoint import Checkpoint, cosign, open_checkpoint, sign_checkpoint, with_cosignatures
from registry.log.event import Issued, Opening, opening, read_opening
from registry.log.merkle import EMPTY_ROOT, check_consistency
from registry.log.proof import TlogProof, proof_bytes, read_proof
from tests.keys.log_keys import LOG, ORIGIN, POLICY, WITNESS_KEYS, private
from tests.registry.log.grown import Log

START = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_a_log_its_witnesses_and_its_documents() -> None:
    chance, log = random.Random(5), Log()
    issued: list[Opening] = []
    seen = [(0, EMPTY_ROOT) for _ in WITNESS_KEYS]
    for step in range(12):
        now = START + timedelta(seconds=step)
        new = [
            opening(chance.randbytes(32), Issued(now, chance.randbytes(32)))
            for _ in range(chance.randrange(90))
        ]
        log.add([one.entry for one in new])
        issued += new
        checkpoint = Checkpoint(ORIGIN, log.size, log.root)
        lines = []
        for at in chance.sample(range(3), 2):  # one of three is always away, and catches up later
            size, root = seen[at]
            assert check_consistency(size, log.size, root, log.root, log.tree.consistency_proof(size))
            seen[at] = (log.size, log.root)
            lines.append(cosign(checkpoint, WITNESS_KEYS[at], private(11 + at), int(now.timestamp())))
        note = with_cosignatures(sign_checkpoint(checkpoint, LOG, private(1)), lines, POLICY)
        for index in chance.sample(range(log.size), min(5, log.size)):
            one = issued[index]
            data = proof_bytes(TlogProof(index, log.tree.inclusion_proof(index), note.data, one.packed))
            read = read_proof(data)
            opened = open_checkpoint(read.checkpoint, POLICY).checkpoint
            assert read.extra is not None
            shown, event = read_opening(read.extra)
            assert read.proves(shown.entry, opened.size, opened.root)
            assert (shown, event.at <= now) == (one, True)
            assert not read.proves(issued[index - 1].entry, opened.size, opened.root) or log.size == 1
