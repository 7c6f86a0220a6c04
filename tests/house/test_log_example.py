"""The example of docs/spec/log.md is real: judged by our code, and by a few lines that share nothing with it."""

import base64
import hashlib
import inspect
import json
import re
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from keys import log_checkpoint, log_note
from keys.log_checkpoint import LogPolicy, open_checkpoint
from keys.log_note import LogNoteRefused, read_vkey
from registry.log.event import KEY_CHANGES, STATUS_CHANGES, Issued, read_opening
from registry.log.proof import read_proof
from registry.log.tiles import Tile, tiles_written

PAGE = "docs/spec/log.md"
Fenced = Callable[[str, str], str]


@pytest.fixture
def proof(fenced: Fenced) -> bytes:
    return fenced(PAGE, "text proof").encode()


@pytest.fixture
def vkeys(fenced: Fenced) -> list[str]:
    return fenced(PAGE, "text keys").split()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def test_the_proof_shows_the_credential(proof: bytes, vkeys: list[str], fenced: Fenced) -> None:
    log, *witnesses = map(read_vkey, vkeys)
    read = read_proof(proof)
    opened = open_checkpoint(read.checkpoint, LogPolicy(log.name, (log,), tuple(witnesses), 2))
    assert read.extra is not None
    opening, event = read_opening(read.extra)
    compact = "".join(fenced("docs/spec/credential.md", "jwt credential").split())
    assert isinstance(event, Issued)
    assert event.credential_sha256 == sha256(compact.encode())
    assert read.proves(opening.entry, opened.checkpoint.size, opened.checkpoint.root)
    assert (read.index, opened.checkpoint.size) == (261, 300)
    assert [one.at - int(event.at.timestamp()) for one in opened.cosignatures] == [1, 2]


def test_the_parts_are_the_ones_on_the_page(proof: bytes, fenced: Fenced) -> None:
    extra = read_proof(proof).extra
    assert extra is not None
    nonce, event = bytes.fromhex(fenced(PAGE, "text nonce")), fenced(PAGE, "json event").strip().encode()
    assert extra == nonce + event
    assert sha256(extra).hex() == fenced(PAGE, "text entry").strip()
    assert sha256(b"\0" + sha256(extra)).hex() == fenced(PAGE, "text leaf").strip()
    payload = json.loads(fenced("docs/spec/credential.md", "json payload"))
    assert json.loads(event)["at"] == payload["awardedDate"]
    assert Tile(0, 1, 44) in set(tiles_written(0, 300))


def test_a_few_independent_lines_agree(proof: bytes, vkeys: list[str]) -> None:
    head, body, signatures = proof.decode().split("\n\n")
    _, extra, index, *path = head.split("\n")
    entry = sha256(base64.b64decode(extra.split(" ")[1]))
    # Entry 261 of 300 is number 5 of the 44 behind the first 256: one right turn at the top, then 32 of 44, then 5 of 32.
    found, place = sha256(b"\0" + entry), int(index.split(" ")[1]) - 256
    for level, sibling in enumerate(map(base64.b64decode, path[:5])):
        found = sha256(b"\1" + (sibling + found if place >> level & 1 else found + sibling))
    found = sha256(b"\1" + found + base64.b64decode(path[5]))  # the 12 behind the 32
    found = sha256(b"\1" + base64.b64decode(path[6]) + found)  # the first 256
    text = f"{body}\n".encode()
    assert body.split("\n") == ["belge.example.org/log", "300", base64.b64encode(found).decode()]
    for line, vkey in zip(signatures.splitlines(), vkeys, strict=True):
        _, name, value = line.split(" ")
        vkey_name, key_id, material = vkey.split("+", 2)
        use, key = base64.b64decode(material)[:1], base64.b64decode(material)[1:]
        data = base64.b64decode(value)
        assert (name, data[:4].hex()) == (vkey_name, key_id)
        assert sha256(name.encode() + b"\n" + use + key)[:4] == data[:4]
        message = text
        if use == b"\4":
            message = b"cosignature/v1\ntime %d\n" % int.from_bytes(data[4:12], "big") + text
        Ed25519PublicKey.from_public_bytes(key).verify(data[-64:], message)


def test_a_changed_example_is_refused(proof: bytes, vkeys: list[str]) -> None:
    log, *witnesses = map(read_vkey, vkeys)
    policy = LogPolicy(log.name, (log,), tuple(witnesses), 2)
    with pytest.raises(LogNoteRefused):
        open_checkpoint(read_proof(proof.replace(b"\n300\n", b"\n301\n")).checkpoint, policy)
    read = read_proof(proof.replace(b"index 261", b"index 262"))
    opened = open_checkpoint(read.checkpoint, policy)
    assert read.extra is not None
    assert not read.proves(sha256(read.extra), opened.checkpoint.size, opened.checkpoint.root)


def test_the_page_lists_every_code_and_every_change(page: Callable[[str], str]) -> None:
    text = page(PAGE)
    codes = set(re.findall(r"^\| `(log\.\w+)` \| \S.*\. \| \S.*\. \|$", text, re.MULTILINE))
    raised = set()
    for module in (log_note, log_checkpoint):
        raised |= set(re.findall(r'"(log\.\w+)"', inspect.getsource(module)))
    assert codes == raised
    for change in (*STATUS_CHANGES, *KEY_CHANGES):
        assert f"`{change}`" in text
