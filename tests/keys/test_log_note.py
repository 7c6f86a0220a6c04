"""Signed notes: published keys and notes, one spelling, and keys that would vouch for anything."""

import base64
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.algorithms import KeyRefused
from keys.log_note import (
    LOG_KEY,
    MAX_NOTE,
    MAX_SIGNATURES,
    WITNESS_KEY,
    LogNoteRefused,
    NoteSignature,
    is_name,
    note_key,
    read_note,
    read_signatures,
    read_vkey,
    signatures_of,
)
from tests.keys.log_keys import LOG, ORIGIN, WITNESS_KEYS, private, public
from tests.keys.wycheproof import cctv

# The examples of C2SP signed-note and of the Go package sumdb/note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE = """This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
"""
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO = """If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
"""
# Its text holds empty lines; nobody gave its key.
POEM = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""
LINE = EXAMPLE.split("\n")[2]


@pytest.mark.parametrize(("vkey", "text"), [(EXAMPLE_KEY, EXAMPLE), (GO_KEY, GO)])
def test_published_notes_hold_under_their_keys(vkey: str, text: str) -> None:
    key, note = read_vkey(vkey), read_note(text.encode())
    assert (key.vkey, key.use, key.key_id.hex()) == (vkey, LOG_KEY, vkey.split("+")[1])
    assert note.data == text.encode()
    (line,) = signatures_of([key], note.signatures).values()
    assert key.holds(note.text, line.value)
    assert not key.holds(note.text + b"\n", line.value)
    assert not LOG.holds(note.text, line.value)


def test_a_text_may_have_empty_lines() -> None:
    note = read_note(POEM.encode())
    assert note.text.endswith("\n\ned è subito sera.\n".encode())
    assert [one.name for one in note.signatures] == ["quasimodo.example/salvatore"]
    assert note.data == POEM.encode()


def test_a_key_reads_back_and_its_use_is_part_of_its_id() -> None:
    keys = [LOG, *WITNESS_KEYS, public(1, ORIGIN, WITNESS_KEY)]
    assert [read_vkey(key.vkey) for key in keys] == keys
    assert len({key.key_id for key in keys}) == len(keys)


def key_text(use: int, encoded: bytes, name: str = "a") -> str:
    import hashlib

    key_id = hashlib.sha256(name.encode() + b"\n" + bytes([use]) + encoded).digest()[:4].hex()
    return f"{name}+{key_id}+{base64.b64encode(bytes([use]) + encoded).decode()}"


GOOD = private(5).public_key().public_bytes_raw()
NAME, ID, MATERIAL = EXAMPLE_KEY.split("+")


@pytest.mark.parametrize(
    "text",
    [
        "", "+", "++", "a+b", EXAMPLE_KEY + "\n", " " + EXAMPLE_KEY, EXAMPLE_KEY + "=", EXAMPLE_KEY[:-1],
        f"{NAME}+{ID.upper()}+{MATERIAL}", f"{NAME}+530d903b+{MATERIAL}", f"{NAME}x+{ID}+{MATERIAL}",
        f"{NAME}+{ID}0+{MATERIAL}", f"{NAME}+{ID[:-1]}+{MATERIAL}", f"{NAME}+{ID}+{MATERIAL[:-1]}l",
        f"+{ID}+{MATERIAL}", f"{NAME}+{ID}+", f"{NAME}+{ID}+AA==", "x" * 600 + EXAMPLE_KEY,
        key_text(0x02, GOOD), key_text(0x05, GOOD), key_text(0x06, GOOD), key_text(0x00, GOOD), key_text(0x01, GOOD[:31]),
        key_text(0x01, GOOD + b"\0"), key_text(0x01, GOOD, "a b"), key_text(0x01, GOOD, "a\u2003b"), key_text(0x01, GOOD, "a\nb"),
        key_text(0x01, GOOD, "x" * 256), key_text(0x01, GOOD, "ö" * 128),
        key_text(0x01, bytes(32)), key_text(0x04, b"\1" + bytes(31)), key_text(0x01, b"\xff" * 32),
    ],
)  # fmt: skip
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(KeyRefused):
        read_vkey(text)


def test_ed25519_is_judged_as_strictly_as_the_cctv_vectors_ask() -> None:
    found = cctv("ed25519vectors.json")
    refused = accepted = 0
    for case in found:
        flags = set(case["flags"] or [])
        try:
            key = note_key(ORIGIN, LOG_KEY, bytes.fromhex(case["key"]))
        except KeyRefused:
            assert flags & {"low_order_A", "non_canonical_A"}, case["number"]
            refused += 1
            continue
        assert not flags & {"low_order_A", "non_canonical_A"}, case["number"]
        held = key.holds(case["msg"].encode(), bytes.fromhex(case["sig"]))
        # RFC 8032 without the cofactor: a residue of small order and a second spelling of R are no signature.
        assert held == (not flags & {"low_order_residue", "non_canonical_R"}), case["number"]
        accepted += held
    assert (len(found), refused, accepted) == (914, 526, 86)


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "\n\n", "\n\n\n", "text\n", "text\n\n", "\n\n" + LINE + "\n", EXAMPLE[:-1], EXAMPLE + "\n", EXAMPLE + " ",
        EXAMPLE + "x\n", EXAMPLE.replace("\n", "\r\n"), EXAMPLE.replace("an example", "an\0example"),
        EXAMPLE.replace("an example", "an\texample"), EXAMPLE.replace("an example", "an\x1fexample"),
        EXAMPLE.replace("\n\n", "\n"), EXAMPLE.replace("— ", "—"), EXAMPLE.replace("— ", "- "), EXAMPLE.replace("— ", " — "),
        EXAMPLE.replace("— ", "—  "), EXAMPLE.replace("foo Uw", "foo  Uw"), EXAMPLE.replace("foo Uw", "f o Uw"),
        EXAMPLE.replace("foo Uw", "f+o Uw"), EXAMPLE.replace("foo Uw", "f\u00a0o Uw"), EXAMPLE.replace("foo Uw", "f\u2028o Uw"),
        EXAMPLE.replace("aQM=", "aQM"), EXAMPLE.replace("aQM=", "aQM=="), EXAMPLE.replace("aQM=", "aQN="),
        EXAMPLE.replace("aQM=", "aQM= "), EXAMPLE.replace("aQM=", "a-M="), EXAMPLE.replace("aQM=", "aQM=\n—"),
        "text\n\n— a AAAAAA==\n", "text\n\n— a \n", "text\n\n— a\n", "text\n\n—  AAAAAAA=\n", "text\n\n— a ٠AAAAA==\n",
        "text\n\n" + "— a AAAAAAA=\n" * (MAX_SIGNATURES + 1), "x" * MAX_NOTE + EXAMPLE,
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(LogNoteRefused) as refused:
        read_note(text.encode())
    assert refused.value.code == "log.malformed"


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    for wrong in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80"):
        with pytest.raises(LogNoteRefused):
            read_note(EXAMPLE.encode().replace(b"example m", wrong))
        with pytest.raises(LogNoteRefused):
            read_signatures(LINE.encode().replace(b"foo", wrong) + b"\n")


def test_sixteen_long_signatures_are_read() -> None:
    lines = b"".join(NoteSignature(f"w{at}", bytes(4), bytes(2428)).line for at in range(16))
    assert len(read_note(b"text\n\n" + lines).signatures) == 16
    assert (
        len(read_note(b"text\n\n" + b"\xe2\x80\x94 a AAAAAAA=\n" * MAX_SIGNATURES).signatures)
        == MAX_SIGNATURES
    )
    with pytest.raises(LogNoteRefused):
        read_signatures(lines * 2)


def test_a_stranger_may_share_a_name_or_an_id() -> None:
    value = bytes(64)
    strangers = [NoteSignature(LOG.name, bytes(4), value), NoteSignature("x", LOG.key_id, value)]
    assert signatures_of([LOG], strangers) == {}
    own = NoteSignature(LOG.name, LOG.key_id, value)
    assert signatures_of([LOG], [*strangers, own, *strangers]) == {LOG: own}
    with pytest.raises(LogNoteRefused) as refused:
        signatures_of([LOG], [own, *strangers, own])
    assert refused.value.code == "log.signature"


@given(st.text(max_size=40))
def test_a_name_stands_in_a_line_and_a_key(name: str) -> None:
    if not is_name(name):
        with pytest.raises(KeyRefused):
            note_key(name, LOG_KEY, GOOD)
        return
    key = note_key(name, LOG_KEY, GOOD)
    assert read_vkey(key.vkey) == key
    line = NoteSignature(name, key.key_id, bytes(64))
    assert read_signatures(line.line) == (line,)


@given(st.binary(max_size=120))
def test_any_bytes_are_refused_or_are_the_note(tail: bytes) -> None:
    for data in (tail, b"text\n\n\xe2\x80\x94 a " + base64.b64encode(tail) + b"\n", EXAMPLE.encode() + tail):
        with suppress(LogNoteRefused):
            assert read_note(data).data == data
