"""The backup: one zip file with the register, the files of the home and a manifest of what must be in it.

The register is read in one snapshot, then the files: a key is written before its row, so no row lacks its key.
Written under another name, read back, synced and renamed: a crash leaves no archive, never half of one.
"""

import contextlib
import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import IO, Any

from keys.vault import write_whole
from muhur.installation import Home
from muhur.settings import Settings
from registry.istanbul import read, written
from registry.records.archive import ArchiveRefused, snapshot

FORMAT, FORMAT_VERSION = "muhur-backup", 1
MANIFEST = "manifest.json"
LAST_BACKUP = "last-backup.json"
# Whatever is made again by itself, or belongs to this machine, stays out.
_LEFT_OUT = re.compile(
    r"last-backup\.json|incomplete-restore|.*\.passphrase|.*\.new|.*\.sqlite3.*|muhur-.*\.zip|refused-pin-.*"
)
_ARCHIVE = re.compile(r"muhur-\d{8}T\d{6}Z\.zip", re.ASCII)
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """One member of the archive; ``table`` is set for a table of the register, ``rows`` counts it."""

    path: str
    sha256: str
    size: int
    table: str | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds and where it comes from. ``at`` is when its snapshot was opened, in UTC."""

    at: datetime
    program: str
    schema: str
    engine: str
    public_url: str
    specimen: bool
    passphrase: bool
    parts: tuple[Part, ...]

    @property
    def rows(self) -> dict[str, int]:
        """Rows by table, in loading order."""
        return {one.table: one.rows or 0 for one in self.parts if one.table is not None}

    def as_json(self) -> dict[str, Any]:
        """As it stands in the archive."""
        named = {**asdict(self), "at": written(self.at)}
        return {"format": FORMAT, "version": FORMAT_VERSION, **named}


def back_up(home: Home, target: Path, now: datetime, *, with_passphrase: bool) -> tuple[Path, Manifest]:
    """Write the archive to the file ``target``, or under a name with the time in that folder."""
    path = target / f"muhur-{now:%Y%m%dT%H%M%SZ}.zip" if target.is_dir() else target
    if path.exists():
        raise ArchiveRefused("backup.exists", path=path)
    draft = path.with_name(path.name + ".new")
    try:
        # Owner only from the first byte: it holds names, codes and keys.
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        raise ArchiveRefused("backup.unwritable", path=path) from error
    with contextlib.ExitStack() as ending:
        ending.callback(lambda: draft.unlink(missing_ok=True))
        file = ending.enter_context(os.fdopen(handle, "w+b"))
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            made = _fill(archive, home, now, with_passphrase=with_passphrase)
        file.flush()
        check_parts(draft, made)
        os.fsync(file.fileno())
        draft.rename(path)
    _sync_folder(path.parent)
    note = {"at": written(now), "file": str(path.absolute()), "rows": made.rows}
    write_whole(home.settings.home / LAST_BACKUP, (json.dumps(note) + "\n").encode())
    return path, made


def last_backup_at(settings: Settings) -> datetime | None:
    """When this home was last backed up, as far as it knows."""
    try:
        return read(json.loads((settings.home / LAST_BACKUP).read_text(encoding="utf-8"))["at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def forget_older(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest ``keep`` archives that ``muhur backup`` named in ``folder``; returns the deleted."""
    archives = sorted(path for path in folder.iterdir() if _ARCHIVE.fullmatch(path.name))
    older = archives[: max(0, len(archives) - keep)]
    for path in older:
        path.unlink()
    return older


def _fill(archive: zipfile.ZipFile, home: Home, now: datetime, *, with_passphrase: bool) -> Manifest:
    parts: list[Part] = []
    with snapshot(home.store) as register:
        for place, table in enumerate(register.tables):
            path = f"register/{place:03d}-{table.name}.jsonl"
            with archive.open(path, "w", force_zip64=True) as part:
                written_part = _Hashed(part)
                rows = -1  # the line of columns is no row
                for line in table.lines:
                    written_part.write(line + b"\n")
                    rows += 1
            parts.append(Part(path, written_part.sha256.hexdigest(), written_part.size, table.name, rows))
        revision = register.revision
    for name, file in home_files(home.settings, with_passphrase=with_passphrase):
        try:
            data = file.read_bytes()
        except FileNotFoundError:
            # A sealed file without a row was taken away meanwhile; the snapshot names none that is not there.
            continue
        archive.writestr(f"home/{name}", data)
        parts.append(Part(f"home/{name}", hashlib.sha256(data).hexdigest(), len(data)))
    made = Manifest(
        at=now.replace(microsecond=0),
        program=version("muhur"),
        schema=revision,
        engine=home.store.engine.dialect.name,
        public_url=home.facts.public_url,
        specimen=home.facts.specimen,
        passphrase=with_passphrase,
        parts=tuple(parts),
    )
    archive.writestr(MANIFEST, json.dumps(made.as_json(), ensure_ascii=False, indent=1) + "\n")
    return made


class _Hashed:
    """Counts and hashes what is written through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self.sha256.update(data)
        self.size += len(data)


def home_files(settings: Settings, *, with_passphrase: bool) -> Iterator[tuple[str, Path]]:
    """Files of the home by their name in the archive, in order; keys as encrypted as they are."""
    roots = [settings.home]
    if settings.keys_folder.is_symlink():
        roots.append(settings.keys_folder)
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file() and not _LEFT_OUT.fullmatch(path.name):
                inside = settings.home if root is settings.home else settings.keys_folder.parent
                yield path.relative_to(inside).as_posix(), path
    if with_passphrase:
        if not settings.passphrase_path.is_file():
            raise ArchiveRefused("backup.no_passphrase_file", path=settings.passphrase_path)
        yield "vault.passphrase", settings.passphrase_path


def read_manifest(path: Path) -> Manifest:
    """The manifest of an archive; raises ``ArchiveRefused`` backup.unreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = json.loads(archive.read(MANIFEST))
        if (found.pop("format"), found.pop("version")) != (FORMAT, FORMAT_VERSION):
            raise ArchiveRefused("backup.unreadable", path=path)
        parts = tuple(Part(**one) for one in found.pop("parts"))
        if any(_unsafe(one.path) for one in parts):
            raise ArchiveRefused("backup.unreadable", path=path)
        return Manifest(at=datetime.fromisoformat(found.pop("at")), parts=parts, **found)
    except (
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
    ) as error:
        raise ArchiveRefused("backup.unreadable", path=path) from error


def _unsafe(name: str) -> bool:
    """True for a name that would be written outside the home."""
    path = PurePosixPath(name)
    return (
        path.is_absolute() or ".." in path.parts or path.parts[0] not in ("home", "register") or "\\" in name
    )


# What reading a part of a damaged archive may raise.
_DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)


def check_parts(path: Path, manifest: Manifest) -> None:
    """Read every part again and compare its hash; raises ``ArchiveRefused`` backup.damaged with the part."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(archive.namelist())
            if names != sorted([MANIFEST, *(one.path for one in manifest.parts)]):
                raise ArchiveRefused("backup.damaged", part=MANIFEST)
            for one in manifest.parts:
                hashed = hashlib.sha256()
                try:
                    with archive.open(one.path) as part:
                        while chunk := part.read(_CHUNK):
                            hashed.update(chunk)
                except _DAMAGED as error:
                    raise ArchiveRefused("backup.damaged", part=one.path) from error
                if hashed.hexdigest() != one.sha256:
                    raise ArchiveRefused("backup.damaged", part=one.path)
    except (OSError, zipfile.BadZipFile) as error:
        raise ArchiveRefused("backup.unreadable", path=path) from error


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
