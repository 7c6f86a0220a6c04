"""Checkpoints and cosignatures: a real one, one spelling, the quorum, and whatever may be altered."""

import hashlib
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.log_checkpoint import (
    MAX_NUMBER,
    Checkpoint,
    Cosignature,
    LogPolicy,
    cosign,
    open_checkpoint,
    read_checkpoint,
    sign_checkpoint,
    with_cosignatures,
)
from keys.log_note import (
    WITNESS_KEY,
    LogNoteRefused,
    Note,
    NoteKey,
    NoteSignature,
    read_note,
    read_signatures,
    read_vkey,
)
from tests.keys.log_keys import LOG, ORIGIN, POLICY, WITNESS_KEYS, WITNESSES, private, public

# A log of Certificate Transparency with its witnesses, 2026; the first line is of a kind that is not read here.
REAL = """arche2025h1.staging.ct.transparency.dev
1432088532
U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbdQ3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcqoXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— witness1.smartit.nu/witness1 pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==
— witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==
"""
REAL_POLICY = LogPolicy(
    "arche2025h1.staging.ct.transparency.dev",
    (
        read_vkey(
            "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
        ),
    ),
    (
        read_vkey("remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"),
        read_vkey("witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv"),
        read_vkey("witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO"),
    ),
    quorum=3,
)
# The example of C2SP tlog-checkpoint.
PUBLISHED = b"example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

ROOT = hashlib.sha256(b"some tree").digest()
CHECKPOINT = Checkpoint(ORIGIN, 300, ROOT)
AT = 1_795_338_000
SIGNED = sign_checkpoint(CHECKPOINT, LOG, private(1))
COSIGNED = [cosign(CHECKPOINT, key, private(11 + at), AT + at) for at, key in enumerate(WITNESS_KEYS)]
WHOLE = with_cosignatures(SIGNED, COSIGNED, POLICY)


def refusal(note: Note | bytes, policy: LogPolicy = POLICY) -> str:
    with pytest.raises(LogNoteRefused) as refused:
        open_checkpoint(note if isinstance(note, bytes) else note.data, policy)
    return refused.value.code


def test_a_real_checkpoint_with_real_witnesses() -> None:
    opened = open_checkpoint(REAL.encode(), REAL_POLICY)
    assert opened.checkpoint.size == 1_432_088_532
    assert [one.witness for one in opened.cosignatures] == [key.name for key in REAL_POLICY.witnesses]
    assert {one.at for one in opened.cosignatures} == {0x6A122120}
    # The fourth witness is a stranger to this policy, and a stranger's line may hold anything.
    other = REAL.replace("2AQqhwAAAAB", "2AQqhwAAAAC")
    assert open_checkpoint(other.encode(), REAL_POLICY) == opened
    assert refusal(REAL.replace("1432088532", "1432088531").encode(), REAL_POLICY) == "log.signature"
    assert (
        refusal(REAL.replace("2net5wAAAABqEiEg", "2net5wAAAABqEiEh").encode(), REAL_POLICY) == "log.signature"
    )


def test_the_published_body() -> None:
    found = read_checkpoint(PUBLISHED)
    assert (found.origin, found.size, found.root.hex()[:8]) == (
        "example.com/behind-the-sofa",
        20_852_163,
        "0ac5186a",
    )
    assert found.text == PUBLISHED


def test_what_was_made_opens() -> None:
    opened = open_checkpoint(WHOLE.data, POLICY)
    assert opened.checkpoint == CHECKPOINT
    assert opened.cosignatures == tuple(Cosignature(name, AT + at) for at, name in enumerate(WITNESSES))
    alone = open_checkpoint(SIGNED.data, replace(POLICY, quorum=0))
    assert (alone.checkpoint, alone.cosignatures) == (CHECKPOINT, ())


def test_the_cosigned_message_is_the_one_of_the_specification() -> None:
    message = b"cosignature/v1\ntime %d\n" % AT + CHECKPOINT.text
    assert COSIGNED[0].value == AT.to_bytes(8, "big") + private(11).sign(message)
    assert COSIGNED[0].line.decode().startswith(f"— {WITNESSES[0]} ")


@pytest.mark.parametrize(
    "text",
    [
        "", "a\n", "a\n1\n", "a\n1\nAAAA\n", "a\n1\n\n", "\n1\n{root}\n", "a b\n1\n{root}\n", "a+b\n1\n{root}\n",
        "a\u00a0b\n1\n{root}\n", "a\n01\n{root}\n", "a\n00\n{root}\n", "a\n+1\n{root}\n", "a\n-1\n{root}\n", "a\n 1\n{root}\n",
        "a\n1 \n{root}\n", "a\n1_0\n{root}\n", "a\n0x1\n{root}\n", "a\n1e3\n{root}\n", "a\n١\n{root}\n", "a\n\n{root}\n",
        f"a\n{MAX_NUMBER + 1}\n{{root}}\n", "a\n" + "9" * 5000 + "\n{root}\n", "a\n1\n{root}", "a\n1\n{root}\n\n", "a\n1\n{root} \n",
        "a\n1\n{root}=\n", "a\n1\n {root}\n", "a\n1\nAAAA{root}\n", "a\r\n1\r\n{root}\r\n", "a\n1\n{root}\nextension\n",
        "a\n1\n{cut}\n", "a\n1\n{stray}\n", "a\n1\n{url}\n", "a\n0\n{root}\n", "x" * 256 + "\n1\n{root}\n",
    ],
)  # fmt: skip
def test_another_spelling_of_a_body_is_refused(text: str) -> None:
    import base64

    spelled = base64.b64encode(bytes([0xFB] * 32)).decode()
    data = text.format(
        root=spelled, cut=spelled[:-1], stray=spelled[:-2] + "t=", url=spelled.replace("+", "-")
    ).encode()
    with pytest.raises(LogNoteRefused) as refused:
        read_checkpoint(data)
    assert refused.value.code == "log.malformed"


def test_sizes_at_both_ends() -> None:
    empty = Checkpoint("a", 0, hashlib.sha256(b"").digest())
    assert read_checkpoint(empty.text) == empty
    largest = Checkpoint("ş", MAX_NUMBER, ROOT)
    assert read_checkpoint(largest.text) == largest
    with pytest.raises(LogNoteRefused):
        read_checkpoint(b"\xff\n1\n" + largest.text.split(b"\n")[2] + b"\n")


def test_each_refusal_has_its_code() -> None:
    assert refusal(WHOLE.data + b"x") == "log.malformed"
    assert refusal(WHOLE, LogPolicy("other.example.org", (public(1, "other.example.org"),))) == "log.origin"
    assert refusal(replace(WHOLE, text=WHOLE.text.replace(b"300", b"301"))) == "log.signature"
    assert refusal(replace(WHOLE, signatures=WHOLE.signatures[1:])) == "log.unsigned"
    assert refusal(WHOLE, LogPolicy(ORIGIN, (public(2),))) == "log.unsigned"
    assert refusal(replace(WHOLE, signatures=WHOLE.signatures[:2])) == "log.witnesses"
    assert refusal(SIGNED) == "log.witnesses"
    assert refusal(replace(WHOLE, signatures=(*WHOLE.signatures, WHOLE.signatures[0]))) == "log.signature"
    assert refusal(replace(WHOLE, signatures=(*WHOLE.signatures, COSIGNED[2]))) == "log.signature"


def test_either_of_two_log_keys_is_enough_and_a_wrong_one_spoils_the_note() -> None:
    policy = LogPolicy(ORIGIN, (public(2), LOG), WITNESS_KEYS, 2)
    assert open_checkpoint(WHOLE.data, policy).checkpoint == CHECKPOINT
    wrong = NoteSignature(ORIGIN, public(2).key_id, bytes(64))
    assert refusal(replace(WHOLE, signatures=(*WHOLE.signatures, wrong)), policy) == "log.signature"
    assert open_checkpoint(replace(WHOLE, signatures=(*WHOLE.signatures, wrong)).data, POLICY)


def test_a_key_counts_for_its_own_use_only() -> None:
    # The log's signature over the same text is no cosignature, and a cosignature is not the log's.
    as_witness = public(1, ORIGIN, WITNESS_KEY)
    log_line = NoteSignature(ORIGIN, as_witness.key_id, SIGNED.signatures[0].value)
    policy = LogPolicy(ORIGIN, (public(2),), (as_witness,), 1)
    both = sign_checkpoint(CHECKPOINT, public(2), private(2))
    assert refusal(replace(both, signatures=(*both.signatures, log_line)), policy) == "log.signature"
    stripped = NoteSignature(ORIGIN, public(11).key_id, COSIGNED[0].value[8:])
    assert refusal(Note(CHECKPOINT.text, (stripped,)), LogPolicy(ORIGIN, (public(11),))) == "log.signature"


@pytest.mark.parametrize("at", [0, MAX_NUMBER + 1, 2**64 - 1])
def test_a_cosignature_says_when(at: int) -> None:
    message = b"cosignature/v1\ntime %d\n" % at + CHECKPOINT.text
    line = NoteSignature(
        WITNESSES[0], WITNESS_KEYS[0].key_id, at.to_bytes(8, "big") + private(11).sign(message)
    )
    assert refusal(replace(WHOLE, signatures=(SIGNED.signatures[0], line))) == "log.signature"
    with pytest.raises(ValueError, match="says when"):
        cosign(CHECKPOINT, WITNESS_KEYS[0], private(11), at)


@pytest.mark.parametrize("cut", [0, 4, 7, 8, 71])
def test_a_cut_cosignature_is_refused(cut: int) -> None:
    if cut:
        line = replace(COSIGNED[0], value=COSIGNED[0].value[:cut])
        assert refusal(replace(WHOLE, signatures=(SIGNED.signatures[0], line))) == "log.signature"
    longer = replace(COSIGNED[0], value=COSIGNED[0].value + bytes(1 + cut))
    assert refusal(replace(WHOLE, signatures=(SIGNED.signatures[0], longer))) == "log.signature"


@pytest.mark.parametrize(
    ("log_keys", "witnesses", "quorum"),
    [
        ((), WITNESS_KEYS, 0),
        ((public(1, "other"),), (), 0),
        ((LOG, LOG), (), 0),
        ((WITNESS_KEYS[0],), (), 0),
        ((LOG,), (LOG,), 1),
        ((LOG,), (public(12),), 1),
        ((LOG,), (WITNESS_KEYS[0], WITNESS_KEYS[0]), 2),
        ((LOG,), (WITNESS_KEYS[0], public(11, "another", WITNESS_KEY)), 2),
        ((LOG,), (public(1, "witness", WITNESS_KEY),), 1),
        ((LOG,), WITNESS_KEYS, 4),
        ((LOG,), WITNESS_KEYS, -1),
        ((LOG,), (), 1),
    ],
)
def test_a_policy_that_means_less_than_it_says_is_refused(
    log_keys: tuple[NoteKey, ...], witnesses: tuple[NoteKey, ...], quorum: int
) -> None:
    with pytest.raises(ValueError, match=r"key|quorum"):
        LogPolicy(ORIGIN, log_keys, witnesses, quorum)


def test_nobody_signs_for_another() -> None:
    for key, signer in ((public(1, "other"), private(1)), (WITNESS_KEYS[0], private(11)), (LOG, private(2))):
        with pytest.raises(ValueError):
            sign_checkpoint(CHECKPOINT, key, signer)
    for key, signer in ((LOG, private(1)), (WITNESS_KEYS[0], private(12))):
        with pytest.raises(ValueError):
            cosign(CHECKPOINT, key, signer, AT)
    for wrong in (
        Checkpoint(ORIGIN, -1, ROOT),
        Checkpoint(ORIGIN, 0, ROOT),
        Checkpoint(ORIGIN, 1, ROOT[:31]),
    ):
        with pytest.raises(LogNoteRefused):
            sign_checkpoint(wrong, LOG, private(1))
        with pytest.raises(LogNoteRefused):
            cosign(wrong, WITNESS_KEYS[0], private(11), AT)


def test_answers_of_witnesses_are_gathered_in_order_and_wrong_ones_left_out() -> None:
    answer = read_signatures(b"".join(one.line for one in reversed(COSIGNED)))
    assert with_cosignatures(SIGNED, answer, POLICY) == WHOLE
    stranger = replace(COSIGNED[0], name="x")
    broken = replace(COSIGNED[1], value=COSIGNED[1].value[:-1] + b"\0")
    other = cosign(replace(CHECKPOINT, size=301), WITNESS_KEYS[2], private(13), AT)
    found = with_cosignatures(SIGNED, [stranger, broken, other, COSIGNED[0]], POLICY)
    assert found.signatures == (*SIGNED.signatures, COSIGNED[0])
    newer = cosign(CHECKPOINT, WITNESS_KEYS[0], private(11), AT + 60)
    for order in ([newer, *COSIGNED], [*COSIGNED, newer]):
        again = with_cosignatures(WHOLE, order, POLICY)
        assert open_checkpoint(again.data, POLICY).cosignatures[0] == Cosignature(WITNESSES[0], AT + 60)
        assert len(again.signatures) == 4


@given(st.integers(0, 10**6), st.integers(1, 255))
def test_one_byte_changed_is_refused_or_a_stranger_s(at: int, other: int) -> None:
    data = bytearray(WHOLE.data)
    data[at % len(data)] ^= other
    with suppress(LogNoteRefused):
        opened = open_checkpoint(bytes(data), POLICY)
        # Name or key id of one witness changed: then it is a stranger, and two are left.
        assert opened.checkpoint == CHECKPOINT
        assert len(opened.cosignatures) == 2


@given(
    st.integers(1, MAX_NUMBER),
    st.binary(min_size=32, max_size=32),
    st.integers(1, MAX_NUMBER),
    st.integers(0, 3),
)
def test_whatever_is_signed_opens(size: int, root: bytes, at: int, count: int) -> None:
    checkpoint = Checkpoint(ORIGIN, size, root)
    lines = [cosign(checkpoint, key, private(11 + n), at) for n, key in enumerate(WITNESS_KEYS[:count])]
    note = with_cosignatures(sign_checkpoint(checkpoint, LOG, private(1)), lines, POLICY)
    assert read_note(note.data) == note
    opened = open_checkpoint(note.data, replace(POLICY, quorum=count))
    assert opened.checkpoint == checkpoint
    assert [one.at for one in opened.cosignatures] == [at] * count
    if count < 3:
        assert refusal(note, replace(POLICY, quorum=count + 1)) == "log.witnesses"


@given(st.binary(max_size=120))
def test_any_bytes_are_refused(data: bytes) -> None:
    for one in (data, CHECKPOINT.text + data, CHECKPOINT.text + b"\n" + data):
        with pytest.raises(LogNoteRefused):
            open_checkpoint(one, POLICY)
