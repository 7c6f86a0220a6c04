"""Restoring a backup into an empty place, on either engine, and proving what came back.

While it runs the home holds ``incomplete-restore``, and no command opens such a home. The register comes back in
one transaction. After a crash the same restore may be run again: it clears what the broken one wrote.
"""

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from keys.trust_bundle import TrustRefused, open_bundle
from keys.vault import write_whole
from muhur.installation import INCOMPLETE, Home, InstallationRefused, open_home
from muhur.operation.backup import Manifest, check_parts, read_manifest
from muhur.settings import Settings
from registry.accounts.trail_check import OF_NO_CHAMBER, check_trail
from registry.records.archive import (
    ArchiveRefused,
    TableLines,
    is_empty,
    load,
    make_tables,
    require_known_revision,
)
from registry.sicil_chain import first_broken, unmatched
from registry.store import Store


@dataclass(frozen=True, slots=True)
class Proof:
    """What a restore has shown of the new installation."""

    manifest: Manifest
    age: timedelta
    rows: int
    entries: int
    broken: dict[str, int]
    unmatched: tuple[str, ...]
    trail: dict[str, int]
    trust: str | None
    passphrase_present: bool

    @property
    def whole(self) -> bool:
        """True if chains, documents, audit trail and trust agree."""
        return not (self.broken or self.unmatched or self.trail) and self.trust is None


def check(path: Path) -> Manifest:
    """Read an archive wholly and compare every hash, writing nothing; raises ``ArchiveRefused``."""
    manifest = read_manifest(path)
    require_known_revision(manifest.schema)
    check_parts(path, manifest)
    return manifest


def restore(path: Path, settings: Settings, now: datetime) -> Proof:
    """Bring the archive back into the empty home and database of ``settings``; raises ``ArchiveRefused``."""
    manifest = check(path)
    _require_empty(settings)
    _begin(settings, path)
    store = Store(settings.registry_url)
    try:
        make_tables(store, manifest.schema)
        with zipfile.ZipFile(path) as archive:
            _write_files(archive, manifest, settings)
            load(store, _tables(archive, manifest), manifest.rows)
        store.upgrade()
    finally:
        store.close()
    (settings.home / INCOMPLETE).unlink()
    return _prove(open_home(settings), manifest, now)


def _require_empty(settings: Settings) -> None:
    home = settings.home
    ours = (home / INCOMPLETE).exists()
    if home.exists() and not ours and (not home.is_dir() or any(home.iterdir())):
        raise ArchiveRefused("restore.not_empty", home=home)
    if settings.database_url is not None:
        store = Store(settings.registry_url)
        try:
            if not is_empty(store):
                raise ArchiveRefused("restore.database_not_empty")
        finally:
            store.close()


def _begin(settings: Settings, path: Path) -> None:
    home = settings.home
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.chmod(0o700)
    write_whole(home / INCOMPLETE, f"{path.name}\n".encode())
    for inside in home.iterdir():
        # What a restore that did not end has left.
        if inside.name != INCOMPLETE:
            shutil.rmtree(inside) if inside.is_dir() else inside.unlink()


def _tables(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[TableLines]:
    for one in manifest.parts:
        if one.table is not None:
            with archive.open(one.path) as part:
                yield TableLines(one.table, (line.rstrip(b"\n") for line in part))


def _write_files(archive: zipfile.ZipFile, manifest: Manifest, settings: Settings) -> None:
    for one in manifest.parts:
        if one.table is None:
            target = settings.home / one.path.removeprefix("home/")
            for folder in reversed([*target.relative_to(settings.home).parents][:-1]):
                (settings.home / folder).mkdir(mode=0o700, exist_ok=True)
            write_whole(target, archive.read(one.path))


def _prove(home: Home, manifest: Manifest, now: datetime) -> Proof:
    broken: dict[str, int] = {}
    lost: list[str] = []
    entries = 0
    with home.store.reading() as records:
        for chamber in records.chambers.all():
            chain = records.sicil.chain(chamber.code)
            entries += len(chain)
            lost += unmatched(chain, records.credentials.hashes_of_chamber(chamber.code))
            place = first_broken(chain)
            if place is not None:
                broken[chamber.code] = place
        trail = {
            one.chamber_code or OF_NO_CHAMBER: one.first_wrong
            for one in check_trail(records)
            if one.first_wrong is not None
        }
    try:
        open_bundle(home.bundle() or "", home.anchor(), now)
        trust = None
    except (TrustRefused, InstallationRefused, OSError) as refusal:
        trust = getattr(refusal, "code", "trust.missing")
    given = home.settings.vault_passphrase is not None or home.settings.passphrase_path.is_file()
    home.store.close()
    return Proof(
        manifest,
        now - manifest.at,
        sum(manifest.rows.values()),
        entries,
        broken,
        tuple(lost),
        trail,
        trust,
        given,
    )
