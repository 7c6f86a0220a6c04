"""Names and places of files that are handed over."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest

from issuer.paper.delivery import LONGEST_NAME, name_of, target_at, try_target
from tests.support.register import NOW


@dataclass(frozen=True)
class Holder:
    given_name: str
    family_name: str
    belge_no: str = "EMO-2026-YB-000123-7"
    sicil_no: str = "60001"


@pytest.mark.parametrize("ending", ["folder", "run.zip"])
def test_a_name_of_the_longest_holder_is_a_name_that_a_disk_takes(tmp_path: Path, ending: str) -> None:
    one = Holder("ĞÜŞİÖÇğüşı" * 6, "çöışüğÇÖİŞ" * 6)
    name = name_of(7, 1000, one)
    assert len(name.encode()) <= LONGEST_NAME - len(".new")
    assert name.startswith("0007 ĞÜŞİÖÇ") and name.endswith(f" {one.belge_no}.pdf")
    assert f"{one.given_name} {one.family_name}".startswith(name[5 : -len(f" {one.belge_no}.pdf")])
    with target_at(tmp_path / ending, NOW) as target:
        target.write(name, b"%PDF-")
    short = Holder("Çağrı", "Aydın")
    assert name_of(1, 9, short) == "001 Çağrı Aydın EMO-2026-YB-000123-7.pdf"


def test_a_letter_is_not_cut_apart() -> None:
    """In either form of Unicode, at whatever byte the room ends."""
    for more in range(4):
        one = Holder("a" * more + unicodedata.normalize("NFD", "ğü" * 60), "Ş")
        kept = name_of(1, 9, one)[4 : -len(f" {one.belge_no}.pdf")]
        whole = unicodedata.normalize("NFC", kept)
        assert set(whole) <= set("ağü"), "no letter has lost its mark"
        assert unicodedata.normalize("NFC", one.given_name).startswith(whole)


def test_a_place_that_takes_nothing_is_told_before(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "folder.zip").mkdir()
    for place in ("none/run.zip", "file/run.zip", "file", "file/folder", "folder.zip"):
        with pytest.raises(OSError, match=r"file|folder|none"):
            try_target(tmp_path / place)
    try_target(tmp_path / "run.zip")
    try_target(tmp_path / "new" / "folder")
    assert [path.name for path in (tmp_path / "new" / "folder").iterdir()] == []
    assert not (tmp_path / "run.zip").exists()
