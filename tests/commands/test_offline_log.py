"""A sheet, a trust bundle and status lists on a machine without a network: the full verdict, the log's proof included."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from muhur.cli import app
from muhur.sealing.sheets import sheets_of
from tests.support.commands import Desk
from tests.support.no_network import no_network


@pytest.fixture
def taken(desk: Desk, tmp_path: Path) -> tuple[Path, tuple[str, ...]]:
    """What is taken along: the sealed sheet, and the options that name bundle, anchor and lists."""
    (number,) = desk.issued(1)
    with desk.home.store.reading() as records:
        recorded = records.credentials.by_belge_no(number)
    assert recorded is not None
    sheet, bundle, lists = tmp_path / "sheet.pdf", tmp_path / "trust.jws", tmp_path / "lists"
    sheet.write_bytes(sheets_of(desk.home).sheet(recorded, desk.now).pdf)
    desk.run("trust", "export", "--output", bundle, "--status", lists)
    anchor = desk.home.settings.anchor_path
    return sheet, ("--trust", str(bundle), "--anchor", str(anchor), "--status", str(lists))


def offline(what: Path, tmp_path: Path, *options: str, expect: int) -> Any:
    """The answer of the command where there is no installation, under a guard that fails whoever reaches for the net."""
    asked = ["verify", str(what), "--offline", *options, "--home", str(tmp_path / "nothing"), "--json"]
    with no_network() as touched:
        done = CliRunner().invoke(app, asked, catch_exceptions=False)
    assert touched == []
    assert done.exit_code == expect, done.output
    return json.loads(done.stdout)


def test_the_full_verdict_without_a_network(taken: tuple[Path, tuple[str, ...]], tmp_path: Path) -> None:
    sheet, options = taken
    verdict = offline(sheet, tmp_path, *options, expect=0)
    assert [step["name"] for step in verdict["steps"]] == [
        "read", "issuer", "signature", "key", "claims", "page", "seal", "log", "status", "standing",
    ]  # fmt: skip
    assert {step["result"] for step in verdict["steps"]} == {"pass"}
    assert verdict["log"]["witnesses"] == [] and 0 < verdict["log"]["index"] < verdict["log"]["size"]


def test_another_byte_of_the_file_is_another_file(
    taken: tuple[Path, tuple[str, ...]], tmp_path: Path
) -> None:
    sheet, options = taken
    data = sheet.read_bytes()
    for at in (len(data) // 3, len(data) // 2):
        sheet.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert offline(sheet, tmp_path, *options, expect=1)["outcome"] == "not_genuine"


def test_the_words_of_the_step_are_printed(desk: Desk, taken: tuple[Path, tuple[str, ...]]) -> None:
    said = desk.run("verify", taken[0]).stdout
    assert "şeffaflık günlüğünün" in said and "entry" in said
