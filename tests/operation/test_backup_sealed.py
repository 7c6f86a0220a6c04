"""Sealed PDFs in a backup: the same files come back, and one that goes while it is made does not end it."""

from pathlib import Path

import pytest

from issuer.issue import issue_list
from muhur.installation import Home, open_home
from muhur.operation import backup
from muhur.operation.backup import back_up
from muhur.operation.restore import restore
from muhur.sealing.sheets import sheets_of
from muhur.settings import Settings
from tests.support.register import NOW, members_of, passing, request


def original(home: Home) -> bytes:
    with home.store.reading() as records:
        (found,) = records.credentials.all()
    return sheets_of(home).sheet(found, NOW).pdf


def test_originals_come_back(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issue_list(home.store, request("MMO-MT-01/2026-1", passing(members_of(home, "MMO")[:1])), home.open_key)
    sheet = original(home)
    loose = home.settings.home / "sealed" / "00" / f"{'0' * 64}.pdf"
    loose.parent.mkdir()
    loose.write_bytes(b"%PDF-")
    listed = backup.home_files

    def then_gone(*given: object, **more: object) -> list[object]:
        found = list(listed(*given, **more))  # type: ignore[arg-type]
        loose.unlink()
        return found

    monkeypatch.setattr(backup, "home_files", then_gone)
    path, made = back_up(home, tmp_path / "backup.zip", NOW, with_passphrase=True)
    assert sum(one.path.startswith("home/sealed/") for one in made.parts) == 1
    new = Settings(home=tmp_path / "new")
    assert restore(path, new, NOW).whole
    back = open_home(new)
    try:
        assert original(back) == sheet, "the same file, not one sealed anew"
    finally:
        back.store.close()
