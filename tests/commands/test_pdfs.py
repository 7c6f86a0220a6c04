"""``muhur pdf`` and ``muhur pdfs``: the same sealed file each time, a run laid out for a mail merge, a stopped job goes on."""

import csv
import io
import os
import pickle
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from issuer.paper.sealing import SealingRefused
from issuer.paper.sheets import Sheets
from muhur.problems import sentences_of
from muhur.sealing.runs import _seal_some
from muhur.sealing.sheets import refusal_of
from registry.store import OWNER
from registry.tables.sealing import sealed_pdfs
from templates.drawing import DesignUnknown, PayloadUnfit
from templates.qr_symbol import SymbolTooLarge
from tests.support.commands import RUN, Desk
from tests.support.register import ROOT, people


def issued(desk: Desk, count: int) -> list[str]:
    with desk.home.store.writing(OWNER) as records:
        records.members.add(people("EMO", count, first_sicil=60001))
    return desk.issued(4 + count)[4:]


def originals(desk: Desk) -> set[bytes]:
    with desk.home.store.reading() as records:
        return set(records.sealed.hashes())


def test_a_document_has_one_original(desk: Desk, tmp_path: Path) -> None:
    (number,) = desk.issued(1)
    for name in ("once.pdf", "again.pdf"):
        desk.run("pdf", number, "--output", tmp_path / name)
    once = (tmp_path / "once.pdf").read_bytes()
    assert once == (tmp_path / "again.pdf").read_bytes()
    assert len(originals(desk)) == 1
    assert desk.ask("verify", tmp_path / "once.pdf")["standing"] == "valid"


def test_a_run_is_handed_over_in_the_turkish_alphabet(desk: Desk, tmp_path: Path) -> None:
    issued(desk, 6)
    told = desk.ask("pdfs", RUN, "--output", tmp_path / "run.zip", "--workers", 2)
    assert (told["documents"], told["sealed"], told["handed_over"], told["refused"]) == (10, 10, 10, {})
    with ZipFile(tmp_path / "run.zip") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    lines = list(csv.reader(io.StringIO(files.pop("liste.csv").decode("utf-8-sig")), delimiter=";"))
    assert [line[1] for line in lines[1:]] == sorted(files)
    # All are called Aydın here. Ç comes behind C and before D, I before İ.
    twice = ("Ayşe", "Çağrı", "Deniz", "Gülşen")
    assert [line[3] for line in lines[1:]] == [*(one for one in twice for _ in range(2)), "Işıl", "İpek"]
    # Handed over again, into a folder: the same files, and nothing is sealed a second time.
    told = desk.ask("pdfs", RUN, "--output", tmp_path / "folder")
    assert (told["sealed"], told["handed_over"]) == (0, 10)
    assert {name: (tmp_path / "folder" / name).read_bytes() for name in files} == files
    assert desk.ask("verify", tmp_path / "folder" / min(files))["reasons"] == []


def test_a_document_that_cannot_be_sealed_is_named_and_stops_no_other(desk: Desk, tmp_path: Path) -> None:
    numbers = desk.issued(2)
    with desk.home.store.reading() as records:
        (key,) = [one for one in records.sealed.keys() if one.owner_slug == "emo"]
    (desk.home.settings.keys_folder / f"{key.signer_uri.removeprefix('file:')}.pem").unlink()
    told = desk.ask("pdfs", RUN, "--output", tmp_path / "folder", expect=1)
    assert set(told["refused"]) == set(numbers)
    assert set(told["refused"].values()) == {"vault.missing"}
    assert originals(desk) == set()
    listed = (tmp_path / "folder" / "liste.csv").read_text(encoding="utf-8-sig")
    assert (
        listed.count("vault.missing: İmza anahtarı dosyası bulunamadı. · A signing key file is missing.") == 2
    )


def test_an_original_that_is_lost_is_said_and_not_made_anew(desk: Desk, tmp_path: Path) -> None:
    numbers = desk.issued(2)
    assert desk.ask("pdfs", RUN, "--output", tmp_path / "folder")["handed_over"] == 2
    before = originals(desk)
    with desk.home.store.reading() as records:
        recorded = records.credentials.by_belge_no(numbers[0])
        assert recorded is not None
        lost = records.sealed.find(recorded.id)
    assert lost is not None
    (path,) = (desk.home.settings.home / "sealed").rglob(f"{lost.sha256.hex()}.pdf")
    path.unlink()
    told = desk.ask("pdfs", RUN, "--output", tmp_path / "again", expect=1)
    assert (told["documents"], told["sealed"], told["handed_over"]) == (2, 0, 1)
    assert told["refused"] == {numbers[0]: "seal.missing"}
    listed = (tmp_path / "again" / "liste.csv").read_text(encoding="utf-8-sig")
    assert f"seal.missing: {numbers[0]} belgesinin mühürlü dosyası deposunda bulunamadı." in listed
    assert originals(desk) == before
    said = desk.run("pdfs", RUN, "--output", tmp_path / "again", expect=1).stderr
    assert f"{numbers[0]}: {numbers[0]} belgesinin mühürlü dosyası" in said


def test_why_is_said_with_its_facts(desk: Desk, tmp_path: Path) -> None:
    """The worker that was refused is another process."""
    numbers = desk.issued(2)
    with desk.home.store.reading() as records:
        (key,) = [one for one in records.sealed.keys() if one.owner_slug == "emo"]
    desk.run("seals", "end", key.fingerprint, "--on", desk.today - timedelta(days=1))
    said = desk.run("pdfs", RUN, "--output", tmp_path / "folder", expect=1).stderr
    for number in numbers:
        assert f"{number}: EMO için bu tarihte geçerli bir mühür sertifikası yok." in said
    assert "EMO has no seal certificate that is valid at this time." in said


def test_a_place_that_takes_nothing_is_refused_before_anything_is_sealed(desk: Desk, tmp_path: Path) -> None:
    desk.issued(1)
    for place in (tmp_path / "none" / "x.zip", Path("/proc/x.zip"), Path("/proc/folder")):
        told = desk.ask("pdfs", RUN, "--output", place, expect=1)
        assert told["code"] == "file.unwritable"
    assert originals(desk) == set()


def test_a_fault_of_sealing_is_not_told_as_a_missing_document(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (number,) = desk.issued(1)

    def faulty(*_: object) -> None:
        raise KeyError("fault")

    monkeypatch.setattr(Sheets, "made", faulty)
    with pytest.raises(KeyError, match="fault"):
        _seal_some(desk.home.settings, desk.now, [number])
    (answer,) = _seal_some(desk.home.settings, desk.now, ["EMO-2026-YB-999999-X"])
    assert isinstance(answer, tuple) and answer[1].code == "document.not_found"


@pytest.mark.parametrize("error", [DesignUnknown("x/v9"), PayloadUnfit("name"), SymbolTooLarge("1")])
def test_what_cannot_be_drawn_has_a_sentence(error: DesignUnknown | PayloadUnfit | SymbolTooLarge) -> None:
    assert f"çizilemedi ({error.code})" in sentences_of(refusal_of(error))[0]


def test_a_refusal_keeps_its_facts_between_processes() -> None:
    one = pickle.loads(pickle.dumps(SealingRefused("seal.expired", owner="EMO")))
    assert (type(one), one.code, one.facts) == (SealingRefused, "seal.expired", {"owner": "EMO"})


@pytest.mark.slow
def test_a_killed_job_goes_on(desk: Desk, tmp_path: Path) -> None:
    issued(desk, 16)
    home = desk.home.settings.home
    command = [sys.executable, "-m", "muhur.cli", "pdfs", RUN, "--output", tmp_path / "out", "--home", home]
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True) as job:
        for _ in range(600):
            if originals(desk) or job.poll() is not None:
                break
            time.sleep(0.05)
        os.killpg(job.pid, signal.SIGKILL)
    begun = originals(desk)
    assert begun
    told = desk.ask("pdfs", RUN, "--output", tmp_path / "out", "--workers", 2)
    assert told["sealed"] == 20 - len(begun)
    assert begun <= originals(desk) and len(originals(desk)) == 20
    with desk.home.store.writing(OWNER) as records:
        rows = records.sealed._connection.execute(sealed_pdfs.select()).all()
    kept = {path.stem for path in (home / "sealed").rglob("*.pdf")}
    assert {row.sha256.hex() for row in rows} <= kept
    assert len(list((tmp_path / "out").glob("*.pdf"))) == 20
