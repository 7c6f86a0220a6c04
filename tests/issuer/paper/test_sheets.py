"""The original of a document, on both engines: sealed once and then always the same file."""

import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from issuer.issue import issue_list
from issuer.paper.sheets import Sheet, Sheets, tidied
from muhur.installation import Home
from muhur.job_list import jobs_of
from muhur.sealing.sheets import forgetting, sheets_of
from muhur.transparency.signing import sign_newest
from registry.access import ADMINISTRATOR, APPROVER
from registry.log.proof import read_proof
from registry.people import membership, privacy
from registry.records.audit import AuditFilter
from registry.records.credentials import RecordedCredential
from registry.refusal import Refusal
from registry.tables.sealing import sealed_pdfs
from tests.support.living import issued
from tests.support.people import act_of
from tests.support.register import NOW, ROOT, TODAY, members_of, passing, request
from tests.templates.sheet_reading import attachments

LATER = NOW + timedelta(days=3)


@pytest.fixture
def recorded(either_home: Home) -> RecordedCredential:
    """A document of EMO's first member."""
    members = members_of(either_home, "EMO")[:1]
    issue_list(either_home.store, request("EMO-YG-01/2026-1", passing(members)), either_home.open_key)
    with either_home.store.reading("EMO") as records:
        (one,) = [one for one in records.credentials.all() if one.chamber_code == "EMO"]
    return one


@pytest.fixture
def sheets(either_home: Home) -> Sheets:
    return sheets_of(either_home)


def rows(home: Home) -> int:
    with home.store.engine.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(sealed_pdfs)).scalar_one()


def files(home: Home) -> list[Path]:
    return [one for one in (home.settings.home / "sealed").rglob("*") if one.is_file()]


def test_sealed_once_and_the_same_ever_after(
    either_home: Home, sheets: Sheets, recorded: RecordedCredential
) -> None:
    first = sheets.sheet(recorded, NOW)
    # Another process, another day: nothing is drawn, sealed or opened any more.
    again = replace(
        sheets_of(either_home),
        draw=lambda *_: pytest.fail("drawn"),
        open_seal=lambda *_: pytest.fail("opened"),
    )
    assert again.sheet(recorded, LATER) == first
    with either_home.store.reading("EMO") as records:
        row = records.sealed.find(recorded.id)
    assert row is not None
    assert (row.sha256, row.size, row.form, row.sealed_at) == (first.sha256, len(first.pdf), "B-B", NOW)
    assert row.fingerprint == sheets.open_seal(_chamber(either_home), NOW).certificate.fingerprint
    with either_home.store.reading("MMO") as records:
        if either_home.store.engine.dialect.name == "postgresql":
            assert records.sealed.find(recorded.id) is None, "another chamber's"


def _chamber(home: Home) -> object:
    with home.store.reading() as records:
        return records.chambers.find("EMO")


def test_two_at_once_give_one_original(
    either_home: Home, sheets: Sheets, recorded: RecordedCredential
) -> None:
    """Both have drawn before either has written down its file."""
    both, found = threading.Barrier(2, timeout=30), []

    def draw(payload: Mapping[str, Any], compact: str, proof: bytes | None) -> bytes:
        drawn = sheets.draw(payload, compact, proof)
        both.wait()
        return drawn

    def ask() -> None:
        found.append(replace(sheets, draw=draw).sheet(recorded, NOW))

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2 and found[0] == found[1]
    assert rows(either_home) == len(files(either_home)) == 1


def test_a_sheet_waits_until_the_log_is_signed_over_its_document(
    either_home: Home, sheets: Sheets, recorded: RecordedCredential
) -> None:
    home = either_home
    signing, home.store.open_signing = home.store.open_signing, lambda _records: None
    number = issued(home, 1, "EMO-YG-01/2026-2")[0]
    with home.store.reading() as records:
        later = records.credentials.by_belge_no(number)
    assert later is not None
    with pytest.raises(Refusal, match=r"log\.waiting"):
        sheets.sheet(later, NOW)
    assert rows(home) == 0 and files(home) == []
    # What was signed before has its sheet meanwhile.
    assert sheets.sheet(recorded, NOW).pdf.startswith(b"%PDF-")
    home.store.open_signing = signing
    checkpoint = sign_newest(home.store, home.log())
    pdf = sheets.sheet(later, NOW).pdf
    proof = read_proof(attachments(pdf)["credential.tlog-proof"][0])
    assert proof.checkpoint == checkpoint == home.log().copy.read()


def test_a_missing_or_altered_file_is_refused_and_never_remade(
    either_home: Home, sheets: Sheets, recorded: RecordedCredential
) -> None:
    pdf = sheets.sheet(recorded, NOW).pdf
    (path,) = files(either_home)
    for damage in (lambda: path.write_bytes(pdf[:-1]), path.unlink):
        damage()
        with pytest.raises(Refusal, match=r"seal\.missing"):
            sheets.sheet(recorded, LATER)
    assert rows(either_home) == 1 and files(either_home) == []
    path.write_bytes(pdf)
    assert sheets.sheet(recorded, LATER).pdf == pdf


def test_sealed_again_is_another_original_and_is_recorded(
    either_home: Home, sheets: Sheets, recorded: RecordedCredential
) -> None:
    first = sheets.sheet(recorded, NOW)
    act = act_of(APPROVER, login="onaylayan", at=NOW + timedelta(hours=1))
    second = sheets.seal_again(recorded, act)
    assert second.sha256 != first.sha256
    assert sheets.sheet(recorded, LATER) == second
    with either_home.store.reading("EMO") as records:
        wanted = AuditFilter(chamber_code="EMO", action="documents.sealed_again")
        (event,) = records.audit.page(wanted, before=None, limit=10)
    assert event.target == recorded.belge_no
    assert event.facts == {"before": first.sha256.hex(), "after": second.sha256.hex()}
    # The replaced file goes in a night, the original does not.
    assert len(files(either_home)) == 2
    assert tidied(either_home.store, sheets.kept, NOW + timedelta(days=400 * 365)) == 1
    assert sheets.sheet(recorded, LATER) == second


def test_an_erased_member_s_row_and_file_go(
    either_home: Home, sheets: Sheets, recorded: RecordedCredential
) -> None:
    sheet = sheets.sheet(recorded, NOW)
    store, sicil = either_home.store, members_of(either_home, "EMO")[0].sicil_no
    membership.change_status(store, act_of(), "EMO", sicil, status="ayrilmis", on=TODAY)
    act = act_of(ADMINISTRATOR)
    done = privacy.erase(
        store, act, "EMO", sicil, decision="KVKK 12/2026", forget=forgetting(either_home.settings)
    )
    assert done.rows["sealed_pdfs"] == 1
    assert rows(either_home) == 0 and files(either_home) == []
    assert sheets.kept.get(sheet.sha256) is None
    # Whoever had found the document before it was erased makes no new file.
    with pytest.raises(Refusal, match=r"document\.not_found"):
        sheets.sheet(recorded, NOW)
    assert rows(either_home) == 0 and files(either_home) == []


def test_a_file_whose_store_was_away_at_the_erasure_goes_in_the_night(
    either_home: Home, sheets: Sheets, recorded: RecordedCredential
) -> None:
    sheets.sheet(recorded, NOW)
    store, sicil = either_home.store, members_of(either_home, "EMO")[0].sicil_no
    membership.change_status(store, act_of(), "EMO", sicil, status="ayrilmis", on=TODAY)
    privacy.erase(store, act_of(ADMINISTRATOR), "EMO", sicil, decision="KVKK 12/2026")
    (job,) = [one for one in jobs_of(either_home) if one.name == "sealed_files"]
    (path,) = files(either_home)
    job.run(NOW - timedelta(days=365 * 400))
    assert path.exists(), "a file that new may be waiting for its row"
    job.run(NOW + timedelta(days=365 * 400))
    assert not path.exists()


def test_killed_between_file_and_row_there_is_no_row(
    either_home: Home, sheets: Sheets, recorded: RecordedCredential
) -> None:
    command = [sys.executable, "-m", "tests.issuer.paper.sealing_process", str(either_home.settings.home)]
    command.append(recorded.belge_no)
    if either_home.settings.database_url is not None:
        command.append(either_home.settings.database_url)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "put\n"
        process.kill()
    assert rows(either_home) == 0 and len(files(either_home)) == 1
    sheet = sheets.sheet(recorded, LATER)
    assert isinstance(sheet, Sheet)
    assert rows(either_home) == 1 and len(files(either_home)) == 2
    assert tidied(either_home.store, sheets.kept, NOW + timedelta(days=365 * 400)) == 1
    assert sheets.sheet(recorded, LATER) == sheet
