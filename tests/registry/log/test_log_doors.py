"""What the log's doors give out is checked by whoever asks, with the pure core and with nothing of ours."""

import base64
import hashlib
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from keys.log_checkpoint import LogPolicy, open_checkpoint
from keys.log_note import read_vkey
from muhur.app import build_app
from muhur.installation import Home
from registry.log.event import Issued, read_opening
from registry.log.proof import read_proof
from registry.log.tiles import tiles_written
from tests.registry.log.test_kept_log import entries, openings, root_over
from tests.support.living import issued, recorded
from tests.support.register import NOW


@pytest.fixture
def client(home: Home) -> Iterator[TestClient]:
    return TestClient(build_app(home, lambda: NOW), base_url="https://dogrula.example.org")


def policy(home: Home) -> LogPolicy:
    with home.store.reading() as records:
        found = home.log().policy(records)
    assert found is not None
    # As somebody else has it: from the text alone.
    return LogPolicy(found.origin, tuple(read_vkey(key.vkey) for key in found.log_keys))


def test_a_documents_proof_holds(home: Home, client: TestClient) -> None:
    found = recorded(home, issued(home, 3)[1])
    answer = client.get(f"/v/{found.verification_code}.tlog-proof")
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/plain; charset=utf-8"
    proof = read_proof(answer.content)
    opening, event = read_opening(proof.extra or b"")
    assert event == Issued(found.awarded_at, hashlib.sha256(found.compact.encode()).digest())
    checkpoint = open_checkpoint(proof.checkpoint, policy(home)).checkpoint
    assert checkpoint.origin == "dogrula.example.org/log"
    assert proof.proves(opening.entry, checkpoint.size, checkpoint.root)
    assert entries(home)[proof.index] == opening.entry


def test_the_tiles_give_the_root_of_the_checkpoint(home: Home, client: TestClient) -> None:
    issued(home, 30)
    served = client.get("/log/checkpoint")
    assert served.headers["content-type"] == "text/plain; charset=utf-8"
    checkpoint = open_checkpoint(served.content, policy(home)).checkpoint
    assert home.log().copy.read() == served.content
    size = checkpoint.size
    assert size == len(openings(home)) < 256
    tile = client.get(f"/log/tile/0/000.p/{size}")
    assert "immutable" in tile.headers["cache-control"]
    leaves = [tile.content[at : at + 32] for at in range(0, len(tile.content), 32)]
    assert root_over(leaves) == checkpoint.root
    bundle = client.get(f"/log/tile/entries/000.p/{size}").content
    assert bundle == b"".join(b"\x00\x20" + one for one in entries(home))
    narrower = client.get(f"/log/tile/0/000.p/{size - 5}").content
    assert narrower == tile.content[: 32 * (size - 5)]
    assert [one.width for one in tiles_written(0, size)] == [size]


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/0/0", "tile/0/000.p/256", "tile/9/000.p/1", "tile/entries/001.p/1", "x", ""]
)
def test_what_the_signed_log_does_not_have_is_not_found(home: Home, client: TestClient, path: str) -> None:
    assert client.get(f"/log/{path}").status_code == 404


def test_a_document_without_an_entry_has_no_proof(client: TestClient) -> None:
    for code in ("0" * 16, "nothing"):
        assert client.get(f"/v/{code}.tlog-proof").status_code == 404


def test_what_is_not_signed_yet_is_not_shown(home: Home, client: TestClient) -> None:
    before = client.get("/log/checkpoint").content
    size = int(before.split(b"\n")[1])
    home.store.open_signing = lambda _records: None
    found = recorded(home, issued(home, 1)[0])
    assert client.get("/log/checkpoint").content == before
    assert client.get(f"/log/tile/0/000.p/{size + 1}").status_code == 404
    assert client.get(f"/v/{found.verification_code}.tlog-proof").status_code == 404
    root = base64.b64decode(before.split(b"\n")[2])
    assert root_over([hashlib.sha256(b"\x00" + one).digest() for one in entries(home)[:size]]) == root
