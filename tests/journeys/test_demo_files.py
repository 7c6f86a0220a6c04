"""Every file of a demonstration answers what ``demo.json`` says, through the procedure and the command line."""

import asyncio
import json
from collections import Counter
from datetime import datetime
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader as PypdfReader

from muhur.desk import ServerDesk
from muhur.installation import Home
from tests.journeys.machinery import Demo, muhur, muhur_json
from verifier.desk import PdfRead
from verifier.paper import read
from verifier.paper.reader import pdf_read
from verifier.presented import from_bytes, from_text
from verifier.verify import verify

PARTS = 4


async def _read_here(data: bytes) -> PdfRead:
    found = read.read(data)
    return pdf_read(found)


def _says(entry: dict[str, Any], answer: dict[str, Any], exit_code: int) -> None:
    for name in ("outcome", "standing", "credential_genuine"):
        assert answer[name] == entry[name], entry["file"]
    assert exit_code == entry["exit_code"], entry["file"]
    assert set(entry["reasons"]) <= set(answer["reasons"])
    if not entry["reasons"]:
        assert answer["reasons"] == []


def test_the_demonstration_is_as_large_as_promised(demo: Demo) -> None:
    assert len(demo.genuine) >= 150
    standings = Counter(one["standing"] for one in demo.genuine)
    assert standings["valid"] > 140 and standings["expired"] >= 1 and standings["not_yet_valid"] >= 1
    assert {one["kind"] for one in demo.genuine} == {"katilim", "basari", "yetki"}
    assert len({one["belge_no"].split("-")[0] for one in demo.genuine}) >= 6
    assert len({one["url"] for one in demo.genuine}) == len(demo.genuine)
    reasons = {reason for one in demo.files for reason in one["reasons"]}
    assert {"credential.signature", "issuer.unknown", "pdf.page_differs"} <= reasons


@pytest.mark.parametrize("part", range(PARTS))
def test_every_file_answers_as_the_manifest_says(demo: Demo, demo_home: Home, part: int) -> None:
    now = datetime.fromisoformat(demo.manifest["expected_at"])

    async def all_of_them() -> None:
        server = ServerDesk(demo_home)
        server.load(now)
        for place, entry in enumerate(demo.files[part::PARTS]):
            desk = await server.open(now)
            reader = desk.read_pdf if place % 10 == 0 else _read_here
            given = from_bytes(demo.path(entry).read_bytes())
            verdict = await verify(given, type(desk)(desk.trust, reader, desk.draw, desk.look_up), now)
            _says(entry, verdict.as_json(), verdict.exit_code)
            if entry["exit_code"] == 0:
                assert verdict.page == "original" and len(verdict.steps) == 10
        server.close()

    asyncio.run(all_of_them())


@pytest.mark.parametrize("part", range(PARTS))
def test_every_qr_decodes_from_150_dpi_and_verifies(demo: Demo, demo_home: Home, part: int) -> None:
    now = datetime.fromisoformat(demo.manifest["expected_at"])

    async def all_of_them() -> None:
        server = ServerDesk(demo_home)
        server.load(now)
        for entry in demo.genuine[part::PARTS]:
            page = pypdfium2.PdfDocument(demo.path(entry))[0]
            picture = page.render(scale=150 / 72).to_pil()
            found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
            assert len(found) == 1, entry["file"]
            text = found[0].text
            assert text.startswith(f"{entry['url']}#") and entry["url"].startswith(f"{demo.url}/v/")
            verdict = await verify(from_text(text), await server.open(now), now)
            assert (verdict.outcome, verdict.standing) == ("genuine", entry["standing"])
            assert verdict.credential is not None and verdict.credential["belge_no"] == entry["belge_no"]
        server.close()

    asyncio.run(all_of_them())


def _sample(demo: Demo) -> list[dict[str, Any]]:
    forged = [one for one in demo.files if not one["file"].startswith("pdf/")]
    other = [one for one in demo.genuine if one["standing"] != "valid"][:3]
    kinds = [demo.of(kind=kind, standing="valid") for kind in ("katilim", "basari", "yetki")]
    return forged + other + kinds


def test_the_command_answers_as_the_manifest_says(demo: Demo) -> None:
    sample = _sample(demo)
    assert len(sample) >= 12
    for entry in sample:
        ended = muhur("verify", demo.path(entry), "--json", home=demo.home, expect=entry["exit_code"])
        answer = json.loads(ended.stdout)
        _says(entry, answer, ended.returncode)
        assert set(answer) == {
            "outcome", "standing", "reasons", "steps", "credential", "credential_genuine", "page", "as_of", "message",
            "successor",
            "seal",
            "log",
        }  # fmt: skip


def test_the_command_says_the_verdict_first_and_in_words(demo: Demo) -> None:
    entry = demo.of(belge_no="EMO-2026-YB-000123-Y")
    said = muhur("verify", demo.path(entry), home=demo.home).stdout.decode().splitlines()
    assert said[0] == "Bu belge geçerlidir." and said[1] == "This document is valid."
    shown = muhur("verify", "EMO-2026-YB-000123-Y", home=demo.home).stdout.decode()
    assert "I*** İ*** Ö***" in shown and "Öztürk" not in shown


def test_standard_input_and_texts_are_judged_like_files(demo: Demo) -> None:
    entry = demo.of(belge_no="EMO-2026-YB-000123-Y")
    assert (
        muhur_json("verify", "-", home=demo.home, stdin=demo.path(entry).read_bytes())["page"] == "original"
    )
    assert muhur_json("verify", entry["url"], home=demo.home)["outcome"] == "genuine"
    assert muhur_json("verify", demo.code(entry).lower(), home=demo.home)["outcome"] == "genuine"
    assert muhur_json("verify", "EMO-2026-YB-000132-Y", home=demo.home, expect=1)["reasons"] == [
        "number.check_character"
    ]
    assert muhur_json("verify", "-", home=demo.home, stdin=b"", expect=3)["reasons"] == ["input.empty"]
    assert muhur_json("verify", "a\x01b", home=demo.home, expect=3)["outcome"] == "cannot_tell"


@pytest.mark.parametrize("at", ["2026-11-22T23:59:59+03:00", "2027-11-22", "2019-01-01T00:00:00Z"])
def test_the_day_can_be_given(demo: Demo, at: str) -> None:
    entry = demo.of(belge_no="EMO-2026-YB-000123-Y")
    answer = muhur_json("verify", entry["url"], "--now", at, home=demo.home, expect=None)
    assert answer["standing"] == {"2019": None, "2026": "valid", "2027": "visa_missing"}[at[:4]]
    # Before its issue a document that names its day is a forgery of that day.
    assert ("credential.future" in answer["reasons"]) == at.startswith("2019")


def test_every_page_carries_the_specimen_mark_and_no_citizen_number(demo: Demo) -> None:
    for kind in ("katilim", "basari", "yetki"):
        text = PypdfReader(demo.path(demo.of(kind=kind))).pages[0].extract_text()
        assert "ÖRNEK" in text
        assert "TC Kimlik" not in text and "T.C. Kimlik" not in text


def test_building_again_changes_no_document(demo: Demo) -> None:
    before = {one["file"]: demo.path(one).read_bytes() for one in demo.genuine}
    muhur("demo", "--no-serve", home=demo.home)
    again = json.loads((demo.home / "demo.json").read_text(encoding="utf-8"))
    assert [one["file"] for one in again["files"]] == [one["file"] for one in demo.files]
    assert all((demo.home / name).read_bytes() == data for name, data in before.items())


def test_a_document_of_another_demonstration_is_never_genuine(demo: Demo, tmp_path_factory: Any) -> None:
    """Same address, same people, other keys: the register and the trust are another installation's."""
    other = tmp_path_factory.mktemp("other") / "home"
    muhur("demo", "--no-serve", "--public-url", demo.url, home=other)
    entry = demo.of(belge_no="EMO-2026-YB-000123-Y")
    answer = muhur_json("verify", demo.path(entry), home=other, expect=1)
    assert (answer["outcome"], answer["reasons"]) == ("not_genuine", ["issuer.unknown"])
