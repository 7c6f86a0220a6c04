"""PDFs of many documents as they are handed over: in the order of a mail merge, in a folder or a ZIP, with a list.

Names begin with the holder's place in the Turkish alphabet, so that every file manager keeps it; ``liste.csv`` names
the holder of each file.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from registry.istanbul import ISTANBUL
from registry.lists.csv_text import inert

LIST = "liste.csv"
HEAD = ("no", "dosya", "sicil_no", "ad", "soyad", "belge_no")
# What file systems take, in bytes.
LONGEST_NAME = 255
_DRAFT = ".new"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


class Named(Protocol):
    """A document with its holder."""

    @property
    def belge_no(self) -> str:
        """The document's number."""
        ...

    @property
    def sicil_no(self) -> str:
        """The holder's number in the chamber's sicil."""
        ...

    @property
    def given_name(self) -> str:
        """The holder's given name."""
        ...

    @property
    def family_name(self) -> str:
        """The holder's family name."""
        ...


def name_of(number: int, total: int, one: Named) -> str:
    """The name of the ``number``-th of ``total`` files."""
    width = max(3, len(str(total)))
    end = f" {one.belge_no}.pdf"
    # As long as a draft of it still fits.
    room = LONGEST_NAME - len(_DRAFT) - len(end.encode())
    begin = _cut(f"{number:0{width}d} {one.given_name} {one.family_name}", room)
    return _NOT_IN_NAMES.sub("_", begin + end)


def _cut(text: str, room: int) -> str:
    """As many whole letters as ``room`` bytes hold."""
    kept = text.encode()[:room].decode(errors="ignore")
    while kept and unicodedata.combining(text[len(kept) : len(kept) + 1] or " "):
        kept = kept[:-1]
    return kept.rstrip()


def line_of(number: int, place: str, one: Named) -> list[str]:
    """A line of the list; ``place`` is the file's name, or why there is none."""
    return [str(number), place, one.sicil_no, one.given_name, one.family_name, one.belge_no]


def list_of(lines: Sequence[Sequence[str]]) -> bytes:
    """The list as a CSV that a Turkish Excel opens."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerows([inert(cell) for cell in line] for line in (HEAD, *lines))
    return text.getvalue().encode("utf-8-sig")


def entry_of(name: str, at: datetime, *, packed: bool = True) -> ZipInfo:
    """An entry of a ZIP; PDFs are packed inside already, packing them again gains a few percent."""
    entry = ZipInfo(name, at.astimezone(ISTANBUL).timetuple()[:6])
    entry.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
    # Owner reads and writes, others read.
    entry.external_attr = 0o644 << 16
    return entry


class Target(Protocol):
    """Where files are handed over."""

    def write(self, name: str, data: bytes) -> None:
        """Put a file there."""
        ...


class _Folder:
    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, name: str, data: bytes) -> None:
        """Whole, or under a name that tells that it is not."""
        draft = self._path / f"{name}{_DRAFT}"
        draft.write_bytes(data)
        draft.rename(self._path / name)


class _Zip:
    def __init__(self, archive: ZipFile, at: datetime) -> None:
        self._archive, self._at = archive, at

    def write(self, name: str, data: bytes) -> None:
        """Put a file into the archive."""
        self._archive.writestr(entry_of(name, self._at, packed=False), data)


def try_target(path: Path) -> None:
    """Raise ``OSError`` if nothing could be laid there: to be known before the work is done, not after."""
    if path.suffix.lower() == ".zip":
        if path.is_dir():
            raise IsADirectoryError(path)
        probe = _draft_of(path)
    else:
        path.mkdir(parents=True, exist_ok=True)
        probe = path / (LIST + _DRAFT)
    probe.open("ab").close()
    probe.unlink()


def _draft_of(path: Path) -> Path:
    return path.with_name(path.name + _DRAFT)


@contextmanager
def target_at(path: Path, at: datetime) -> Iterator[Target]:
    """The folder ``path``, made if need be, or the file if its name ends in ``.zip``: whole, or not there."""
    if path.suffix.lower() != ".zip":
        path.mkdir(parents=True, exist_ok=True)
        yield _Folder(path)
        return
    draft = _draft_of(path)
    try:
        with ZipFile(draft, "w", ZIP_STORED) as archive:
            yield _Zip(archive, at)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
