"""The tlog-proof: its one spelling, what it proves, and what it refuses."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.log.merkle import MAX_SIZE
from registry.log.proof import MAX_EXTRA, MAX_PROOF, ProofRefused, TlogProof, proof_bytes, read_proof
from tests.registry.log.grown import log_of
from tests.registry.log.slow_tree import some_entries

ENTRIES = some_entries(300)
LOG = log_of(ENTRIES)
NOTE = "example.com/log\n300\nAAAA\n\n— example.com/log AAAAAAA=\n".encode()
# The example of C2SP tlog-proof; its checkpoint is cut there.
PUBLISHED = """c2sp.org/tlog-proof@v1
extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

— example.com/fancylog hI2DJw==
""".encode()


def proof(index: int, extra: bytes | None = b"what it means") -> TlogProof:
    return TlogProof(index, LOG.tree.inclusion_proof(index), NOTE, extra)


def test_the_published_form() -> None:
    read = read_proof(PUBLISHED)
    assert (read.index, len(read.path), read.extra) == (73_894, 2, b"age-v1.2.1-darwin-arm64.tar.gz")
    assert base64.b64encode(read.path[0]) == b"gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ="
    assert read.checkpoint.startswith(b"example.com/fancylog\n109482\n")
    assert proof_bytes(read) == PUBLISHED
    assert (
        proof_bytes(TlogProof(0, (), b"checkpoint\n")) == b"c2sp.org/tlog-proof@v1\nindex 0\n\ncheckpoint\n"
    )


@pytest.mark.parametrize("index", [0, 1, 255, 256, 299])
def test_a_proof_shows_its_entry_and_no_other(index: int) -> None:
    read = read_proof(proof_bytes(proof(index)))
    assert read == proof(index)
    assert read.proves(ENTRIES[index], LOG.size, LOG.root)
    assert not read.proves(ENTRIES[index - 1], LOG.size, LOG.root)
    assert not read.proves(ENTRIES[index], LOG.size - 1, LOG.tree.root_at(LOG.size - 1))
    assert not read.proves(ENTRIES[index], index, LOG.root)
    assert not read.proves(ENTRIES[index], LOG.size, bytes(32))
    assert not TlogProof(index ^ 1, read.path, NOTE).proves(ENTRIES[index], LOG.size, LOG.root)


GOOD = proof_bytes(proof(299)).decode()
HASH = GOOD.split("\n")[3]


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "\n\n", GOOD.replace("@v1", "@v2"), GOOD.replace("@v1", "@v1 "), " " + GOOD, "\ufeff" + GOOD,
        GOOD.replace("\n", "\r\n"), GOOD.replace("index 299", "index 0299"), GOOD.replace("index 299", "index +299"),
        GOOD.replace("index 299", "index -1"), GOOD.replace("index 299", "index 2_9"), GOOD.replace("index 299", "index "),
        GOOD.replace("index 299", "index 299 "), GOOD.replace("index 299", "index  299"), GOOD.replace("index 299", "index ٢"),
        GOOD.replace("index 299", f"index {MAX_SIZE}"), GOOD.replace("index 299", "index " + "9" * 5000),
        GOOD.replace("index 299", "Index 299"), GOOD.replace("index 299\n", ""), GOOD.replace("index 299", "index 299\nindex 299"),
        GOOD.replace("extra ", "extra  "), GOOD.replace("extra ", "extra"), GOOD.replace("extra ", "extra\t"),
        GOOD.replace("extra ", "extra " + "AA" * MAX_EXTRA), GOOD.replace("extra ", "extra AAAA\nextra "),
        GOOD.replace("extra ", "extra \nextra "), GOOD.replace(HASH, HASH[:-1]), GOOD.replace(HASH, HASH + "="),
        GOOD.replace(HASH, HASH[:-2] + "B="), GOOD.replace(HASH, HASH + " "), GOOD.replace(HASH, " " + HASH),
        GOOD.replace(HASH, "AAAA"), GOOD.replace(HASH, HASH[:10] + "-_" + HASH[12:]), GOOD.replace(HASH, HASH[:20] + "\n" + HASH[20:]),
        GOOD.replace(HASH, "\n".join([HASH] * 64)), GOOD.replace(HASH, HASH + HASH), GOOD.partition("\n\n")[0],
        GOOD.partition("\n\n")[0] + "\n\n", GOOD[:-1], GOOD + "x", GOOD + "A\n" * MAX_PROOF,
        "extra AAAA\n" + GOOD, GOOD.replace("c2sp.org/tlog-proof@v1\n", ""),
    ],
)  # fmt: skip
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(ProofRefused):
        read_proof(text.encode())


def test_an_extra_is_there_or_its_line_is_not() -> None:
    with pytest.raises(ProofRefused):
        read_proof(GOOD.replace(GOOD.split("\n")[1], "extra ").encode())
    without = GOOD.replace(GOOD.split("\n")[1] + "\n", "")
    assert read_proof(without.encode()).extra is None
    assert read_proof(proof_bytes(proof(3, b"x" * MAX_EXTRA))).extra == b"x" * MAX_EXTRA


@pytest.mark.parametrize(
    "wrong",
    [
        TlogProof(-1, (), NOTE),
        TlogProof(MAX_SIZE, (), NOTE),
        TlogProof(0, (bytes(31),), NOTE),
        TlogProof(0, (bytes(32),) * 64, NOTE),
        TlogProof(0, (), b"no end of line"),
        TlogProof(0, (), b""),
        TlogProof(0, (), NOTE, b""),
        TlogProof(0, (), NOTE, bytes(MAX_EXTRA + 1)),
    ],
)
def test_values_without_a_spelling_are_not_written(wrong: TlogProof) -> None:
    with pytest.raises(ProofRefused):
        proof_bytes(wrong)


@given(
    st.integers(0, MAX_SIZE - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple),
    st.none() | st.binary(min_size=1, max_size=200),
)
def test_a_proof_reads_back(index: int, path: tuple[bytes, ...], extra: bytes | None) -> None:
    one = TlogProof(index, path, NOTE, extra)
    assert read_proof(proof_bytes(one)) == one


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_one_byte_changed_is_refused_or_proves_nothing_else(at: int, other: int) -> None:
    data = bytearray(GOOD.encode())
    at %= GOOD.encode().index(b"\n\n")
    data[at] ^= other
    with suppress(ProofRefused):
        read = read_proof(bytes(data))
        assert proof_bytes(read) == bytes(data)
        # The extra is not authenticated by the proof: what it opens is compared with the entry.
        assert read.extra != proof(299).extra or not read.proves(ENTRIES[299], LOG.size, LOG.root)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_are_the_proof(tail: bytes) -> None:
    for data in (tail, b"c2sp.org/tlog-proof@v1\nindex 0\n" + tail):
        with suppress(ProofRefused):
            assert proof_bytes(read_proof(data)) == data
