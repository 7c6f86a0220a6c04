"""The store of sealed PDFs: the same promises in a folder and in a real S3 service on this machine."""

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from issuer.paper.kept import Bucket, Kept
from issuer.paper.sealing import SealingRefused
from muhur.sealing.sheets import kept_of
from muhur.settings import Settings
from tests.journeys.machinery import free_port

PDF = b"%PDF-1.7 a sealed sheet"
SHA = hashlib.sha256(PDF).digest()
Alter = Callable[[bytes, bytes], None]


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


def client(endpoint: str) -> object:
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="eu-central-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Kept, Alter]:
    """A store, and how to write what is not its hash into it."""
    if request.param == "folder":

        def alter(sha256: bytes, data: bytes) -> None:
            (tmp_path / "kept" / sha256.hex()[:2] / f"{sha256.hex()}.pdf").write_bytes(data)

        return Kept(tmp_path / "kept"), alter
    endpoint, name = request.getfixturevalue("s3"), f"b{os.urandom(4).hex()}"
    s3 = client(endpoint)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    settings = Settings(
        sealed_store=f"s3://{name}/muhur",
        s3_endpoint=endpoint,
        s3_access_key_id="a",
        s3_secret_access_key="b",
    )

    def alter_object(sha256: bytes, data: bytes) -> None:
        s3.put_object(Bucket=name, Key=f"muhur/{sha256.hex()[:2]}/{sha256.hex()}.pdf", Body=data)

    return kept_of(settings), alter_object


def test_a_file_is_put_found_listed_and_forgotten(store: tuple[Kept, Alter]) -> None:
    kept, _ = store
    assert kept.get(SHA) is None and list(kept.listed()) == []
    before = datetime.now(UTC) - timedelta(minutes=1)
    assert kept.put(PDF) == kept.put(PDF) == SHA
    other = kept.put(PDF + b" another")
    assert kept.get(SHA) == PDF
    assert {one.sha256 for one in kept.listed()} == {SHA, other}
    assert all(before < one.since < before + timedelta(minutes=5) for one in kept.listed())
    kept.forget(SHA)
    kept.forget(SHA)
    assert kept.get(SHA) is None and kept.get(other) is not None


def test_an_altered_file_is_not_given_out(store: tuple[Kept, Alter]) -> None:
    kept, alter = store
    kept.put(PDF)
    alter(SHA, PDF + b" ")
    assert kept.get(SHA) is None
    alter(SHA, b"")
    assert kept.get(SHA) is None
    kept.put(PDF)
    assert kept.get(SHA) == PDF


def test_what_is_not_ours_is_not_listed(store: tuple[Kept, Alter], tmp_path: Path) -> None:
    kept, _ = store
    kept.put(PDF)
    if (tmp_path / "kept").is_dir():
        (tmp_path / "kept" / "note.txt").write_text("x")
        (tmp_path / "kept" / "00").mkdir(exist_ok=True)
        (tmp_path / "kept" / "00" / f"{'z' * 64}.pdf").write_text("x")
    assert [one.sha256 for one in kept.listed()] == [SHA]


def test_a_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    Kept(tmp_path / "kept")
    assert (tmp_path / "kept").stat().st_mode & 0o077 == 0


def test_a_service_that_is_away_is_a_refusal() -> None:
    away = Kept(Bucket("s3://b/x", f"http://127.0.0.1:{free_port()}", "eu-central-1", "a", "b"))
    for act in (
        lambda: away.put(PDF),
        lambda: away.get(SHA),
        lambda: away.forget(SHA),
        lambda: list(away.listed()),
    ):
        with pytest.raises(SealingRefused, match=r"seal\.store_unreachable"):
            act()


def test_a_wrong_key_or_bucket_is_a_refusal(s3: str) -> None:
    wrong = Kept(Bucket("s3://no-such-bucket/x", s3, "eu-central-1", "a", "b"))
    with pytest.raises(SealingRefused, match=r"seal\.store_unreachable"):
        wrong.put(PDF)
