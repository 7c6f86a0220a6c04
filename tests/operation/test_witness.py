"""A witness signs what continues everything it signed before, whatever is asked, by whom, how often and where it is cut."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import muhur.witness.seen
from keys.log_checkpoint import Checkpoint, LogPolicy, open_checkpoint, sign_checkpoint
from keys.log_note import LOG_KEY, Note, note_key, read_note, read_signatures
from muhur.witness.seen import Seen
from muhur.witness.submission import (
    MAX_SUBMISSION,
    SubmissionRefused,
    read_submission,
    submission_bytes,
)
from muhur.witness.witness import Witness
from tests.keys.log_keys import LOG, LOG_ONLY, ORIGIN, WITNESS_KEYS, private, public
from tests.registry.log.grown import Log, log_of
from tests.support.failing import Crash

AT = 1_795_338_000
POLICY = LogPolicy(ORIGIN, (LOG,), WITNESS_KEYS[:1], quorum=1)


def entries(count: int, other: int = 0) -> list[bytes]:
    return [bytes([other]) + number.to_bytes(31, "big") for number in range(count)]


def signed(log: Log, number: int = 1) -> bytes:
    key = LOG if number == 1 else public(number)
    return sign_checkpoint(Checkpoint(ORIGIN, log.size, log.root), key, private(number)).data


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(WITNESS_KEYS[0], private(11), {ORIGIN: LOG_ONLY}, Seen(tmp_path / "seen"))


def ask(
    witness: Witness, log: Log, old: int, proof: Sequence[bytes] | None = None, number: int = 1
) -> tuple[int, bytes]:
    path = log.tree.consistency_proof(old) if proof is None else proof
    answer = witness.add(submission_bytes(old, path, signed(log, number)), AT)
    assert (answer.content_type == "text/x.tlog.size") is (answer.status == 409)
    return answer.status, answer.body


def accepted(log: Log, answer: tuple[int, bytes]) -> bool:
    """Whether the answer is a signature under which whoever knows the witness believes the checkpoint."""
    status, body = answer
    if status != 200:
        return False
    note = read_note(signed(log))
    opened = open_checkpoint(Note(note.text, (*note.signatures, *read_signatures(body))).data, POLICY)
    assert [one.at for one in opened.cosignatures] == [AT]
    return True


@pytest.mark.parametrize("sizes", [(1,), (1, 2, 3), (255, 256, 257), (7, 300), (300, 300, 301)])
def test_a_log_that_grows_is_signed_at_each_size(witness: Witness, sizes: tuple[int, ...]) -> None:
    old = 0
    for size in sizes:
        log = log_of(entries(size))
        assert accepted(log, ask(witness, log, old))
        old = size


def test_the_same_may_be_asked_again(witness: Witness) -> None:
    log = log_of(entries(20))
    assert accepted(log, ask(witness, log, 0))
    assert accepted(log, ask(witness, log, 20))
    # Who does not know what it saw asks from nothing, and is told.
    assert ask(witness, log, 0) == (409, b"20\n")


def test_an_empty_log_is_signed(witness: Witness) -> None:
    log = Log()
    assert accepted(log, ask(witness, log, 0))
    grown = log_of(entries(3))
    assert accepted(grown, ask(witness, grown, 0))


def test_each_refusal_has_its_status_and_leaves_what_was_seen(witness: Witness, tmp_path: Path) -> None:
    ten, twenty = log_of(entries(10)), log_of(entries(20))
    assert accepted(ten, ask(witness, ten, 0))
    fork, other_twenty = log_of(entries(10, 1)), log_of(entries(20, 1))
    proof = twenty.tree.consistency_proof(10)
    assert ask(witness, twenty, 9) == (409, b"10\n")
    assert ask(witness, twenty, 0) == (409, b"10\n")
    assert ask(witness, fork, 10) == (409, b"10\n")
    assert ask(witness, other_twenty, 10)[0] == 422
    assert ask(witness, twenty, 10, proof[:-1])[0] == 422
    assert ask(witness, twenty, 10, (*proof, bytes(32)))[0] == 422
    assert ask(witness, twenty, 10, ())[0] == 422
    assert ask(witness, ten, 10, (bytes(32),))[0] == 422
    assert ask(witness, ten, 11, ())[0] == 400
    assert ask(witness, log_of(entries(5)), 5)[0] == 409
    assert ask(witness, twenty, 10, number=2)[0] == 403
    right = submission_bytes(10, proof, signed(twenty))
    for changed in (
        right[:-1],
        b"",
        b"old 10",
        right.replace(b"old 10", b"old 010"),
        b"x" + right,
        right + b"x",
    ):
        assert witness.add(changed, AT).status in (400, 403)
    stranger = note_key("a.example/log", LOG_KEY, LOG.encoded)
    elsewhere = sign_checkpoint(Checkpoint("a.example/log", 1, bytes(32)), stranger, private(1)).data
    assert witness.add(submission_bytes(0, (), elsewhere), AT).status == 404
    # What contradicts it is kept; and the log goes on from what was seen.
    assert [path.read_bytes() for path in (tmp_path / "seen").glob("*.contradicts")] == [signed(fork)]
    assert accepted(twenty, ask(witness, twenty, 10))


def test_a_signature_that_does_not_hold_is_refused(witness: Witness) -> None:
    log = log_of(entries(4))
    note = read_note(signed(log))
    (one,) = note.signatures
    broken = Note(note.text, (type(one)(one.name, one.key_id, bytes(64)),)).data
    assert witness.add(submission_bytes(0, (), broken), AT).status == 403


@given(data=st.binary(max_size=400))
def test_nothing_handed_in_raises(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    witness = Witness(
        WITNESS_KEYS[0], private(11), {ORIGIN: LOG_ONLY}, Seen(tmp_path_factory.getbasetemp() / "x")
    )
    assert witness.add(data, AT).status == 400
    assert witness.add(b"old 0\n\n" + data, AT).status == 400


@given(
    old=st.integers(0, 2**63 - 1),
    proof=st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    checkpoint=st.binary(max_size=200),
)
def test_a_submission_reads_back(old: int, proof: list[bytes], checkpoint: bytes) -> None:
    read = read_submission(submission_bytes(old, proof, checkpoint))
    assert (read.old, list(read.proof), read.checkpoint) == (old, proof, checkpoint)


def test_a_submission_has_its_limits() -> None:
    for data in (
        b"x" * (MAX_SUBMISSION + 1),
        submission_bytes(0, [bytes(32)] * 64, b"x"),
        submission_bytes(0, [bytes(31)], b"x"),
        submission_bytes(2**63, [], b"x"),
        b"old 1\nAAAA=\n\nx",
    ):
        with pytest.raises(SubmissionRefused):
            read_submission(data)


@pytest.mark.parametrize("written", [False, True])
def test_a_crash_while_keeping_signs_nothing_that_is_forgotten(
    witness: Witness, monkeypatch: pytest.MonkeyPatch, written: bool
) -> None:
    """Cut before or after the checkpoint is on the disk: the signature never left, and the log can ask again."""
    ten, twenty = log_of(entries(10)), log_of(entries(20))
    assert accepted(ten, ask(witness, ten, 0))
    whole = muhur.witness.seen.write_whole

    def cut(path: Path, data: bytes) -> None:
        if written:
            whole(path, data)
        raise Crash("here")

    monkeypatch.setattr(muhur.witness.seen, "write_whole", cut)
    with pytest.raises(Crash):
        ask(witness, twenty, 10)
    monkeypatch.setattr(muhur.witness.seen, "write_whole", whole)
    assert ask(witness, log_of(entries(20, 1)), 20 if written else 10)[0] in (409, 422)
    assert accepted(twenty, ask(witness, twenty, 20 if written else 10))


def test_of_many_at_once_one_tree_alone_is_signed(witness: Witness) -> None:
    base = log_of(entries(10))
    assert accepted(base, ask(witness, base, 0))
    forks = []
    for number in range(8):
        fork = log_of(entries(10))
        fork.add(entries(10, number + 1))
        forks.append(fork)
    answers: dict[int, int] = {}
    together = threading.Barrier(len(forks))

    def one(number: int) -> None:
        together.wait()
        answers[number] = ask(witness, forks[number], 10)[0]

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(forks))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [200] + [409] * 7


def test_what_was_kept_and_changed_is_a_fault_and_signs_nothing(witness: Witness, tmp_path: Path) -> None:
    log = log_of(entries(10))
    assert accepted(log, ask(witness, log, 0))
    (kept,) = (tmp_path / "seen").glob("*.checkpoint")
    kept.write_bytes(b"x")
    with pytest.raises(ValueError, match="signature"):
        ask(witness, log, 10)
