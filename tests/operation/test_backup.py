"""Backup and restore: from an empty folder, on both engines and across, while being written to, damaged, killed."""

import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from issuer.issue import issue_list
from muhur.app import build_app
from muhur.installation import INCOMPLETE, Home, InstallationRefused, open_home
from muhur.operation.backup import LAST_BACKUP, back_up, forget_older, read_manifest
from muhur.operation.restore import check, restore
from muhur.settings import Settings
from registry.records.archive import ArchiveRefused, neutral_type
from registry.tables.every import metadata
from tests.journeys.machinery import Site, muhur, muhur_json
from tests.support.register import NOW, PUBLIC_URL, contents, counts, members_of, passing, request

LATER = NOW + timedelta(days=3, hours=1)


@pytest.fixture
def issued(either_home: Home) -> list[str]:
    """Verification codes of a few documents of the installation."""
    members = members_of(either_home, "MMO")[:4]
    report = issue_list(
        either_home.store, request("MMO-MT-01/2026-1", passing(members)), either_home.open_key
    )
    assert report.count("issued") == 4
    with either_home.store.reading() as records:
        return [one.verification_code for one in records.credentials.all()]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a place where nothing is yet."""
    home = tmp_path / "new" / "home"
    if request.param == "sqlite":
        yield Settings(home=home, vault_passphrase_file=tmp_path / "apart.passphrase")
        return
    server = request.getfixturevalue("postgresql_server")
    name = server.create()
    yield Settings(
        home=home, database_url=server.url(name), vault_passphrase_file=tmp_path / "apart.passphrase"
    )
    server.drop(name)


def verdicts(home: Home, codes: list[str]) -> list[dict]:
    with Site.over(build_app(home, lambda: LATER), PUBLIC_URL) as site:
        return [site.get(f"/v/{code}/verdict").json() for code in codes]


def test_from_an_empty_folder_on_either_engine(
    either_home: Home, issued: list[str], empty: Settings, tmp_path: Path
) -> None:
    before = verdicts(either_home, issued)
    assert {(one["outcome"], one["standing"]) for one in before} == {("genuine", "valid")}
    shutil.copy(either_home.settings.passphrase_path, empty.passphrase_path)
    path, made = back_up(either_home, tmp_path / "backup.zip", NOW, with_passphrase=False)
    assert path.stat().st_mode & 0o777 == 0o600
    proof = restore(path, empty, LATER)
    assert proof.whole and proof.entries == 4 and proof.age == timedelta(days=3, hours=1)
    assert proof.rows == sum(counts(either_home.store).values())
    assert made.rows == counts(either_home.store)

    back = open_home(empty)
    try:
        assert back.facts == either_home.facts
        assert contents(back.store) == contents(either_home.store)
        assert verdicts(back, issued) == before
        everything = [empty.home, *empty.home.rglob("*")]
        assert not [one for one in everything if one.stat().st_mode & 0o077]
        assert not (empty.home / "vault.passphrase").exists()
        # The keys came back too: the restored installation issues the next number.
        members = members_of(back, "MMO")[4:6]
        more = issue_list(back.store, request("MMO-MT-01/2026-1", passing(members)), back.open_key)
        assert more.count("issued") == 2
        numbers = sorted(str(row.belge_no)[:18] for row in more.rows if row.belge_no)
        assert numbers == ["MMO-2026-YB-000005", "MMO-2026-YB-000006"]
    finally:
        back.store.close()


def test_every_table_and_column_can_be_copied() -> None:
    for table in metadata.sorted_tables:
        assert table.primary_key.columns, f"{table.name}: no order to read its rows in"
        for column in table.columns:
            assert neutral_type(column), column


def test_every_table_of_the_database_is_copied(store, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    import sqlalchemy as sa

    there = set(sa.inspect(store.engine).get_table_names()) - {"alembic_version"}
    assert there == set(metadata.tables)


def test_a_backup_while_issuing_goes_on_is_of_one_moment(either_home: Home, tmp_path: Path) -> None:
    """Documents and their sicil entries are committed together, so a copy of one moment has both or neither."""
    members = members_of(either_home, "MMO")
    began, stop = threading.Event(), threading.Event()

    def issue() -> None:
        for member in members:
            issue_list(
                either_home.store, request("MMO-MT-01/2026-1", passing([member])), either_home.open_key
            )
            began.set()
            if stop.is_set():
                return

    writing = threading.Thread(target=issue)
    writing.start()
    try:
        assert began.wait(60)
        for place in range(3):
            path, made = back_up(either_home, tmp_path / f"{place}.zip", NOW, with_passphrase=False)
            proof = restore(path, Settings(home=tmp_path / f"home{place}"), NOW)
            assert proof.whole
            assert proof.entries == made.rows["credentials"] == made.rows["sicil_entries"] > 0
    finally:
        stop.set()
        writing.join()


def test_the_passphrase_comes_only_when_asked_for(home: Home, tmp_path: Path) -> None:
    plain, _ = back_up(home, tmp_path / "plain.zip", NOW, with_passphrase=False)
    whole, _ = back_up(home, tmp_path / "whole.zip", NOW, with_passphrase=True)
    secret = home.settings.passphrase_path.read_bytes().strip()
    with zipfile.ZipFile(plain) as archive:
        assert not any("passphrase" in name for name in archive.namelist())
        assert not any(secret in archive.read(name) for name in archive.namelist())
        assert "home/anchor.jwk" in archive.namelist()
        keys = [name for name in archive.namelist() if name.endswith(".pem")]
        # Each chamber has one for documents, one for proofs and one for its seal; the union an anchor, one for tokens, its seal authority.
        assert len(keys) == 76
        assert all(b"ENCRYPTED PRIVATE KEY" in archive.read(name) for name in keys)
        assert not any("sqlite" in name or LAST_BACKUP in name for name in archive.namelist())
    with zipfile.ZipFile(whole) as archive:
        assert archive.read("home/vault.passphrase").strip() == secret
    home.settings.passphrase_path.unlink()
    with pytest.raises(ArchiveRefused) as refused:
        back_up(home, tmp_path / "none.zip", NOW, with_passphrase=True)
    assert refused.value.code == "backup.no_passphrase_file"
    assert sorted(one.name for one in tmp_path.glob("none*")) == []


def _rewritten(source: Path, target: Path, change: dict[str, bytes | None]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = change.get(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, added in change.items():
            if name not in old.namelist() and added is not None:
                new.writestr(name, added)
    return target


def test_a_damaged_backup_writes_nothing(home: Home, tmp_path: Path) -> None:
    good, made = back_up(home, tmp_path / "good.zip", NOW, with_passphrase=False)
    members = next(one.path for one in made.parts if one.table == "members")
    with zipfile.ZipFile(good) as archive:
        text = archive.read(members)
        manifest = json.loads(archive.read("manifest.json"))
    key = next(one.path for one in made.parts if one.path.endswith(".pem"))
    outside = {**manifest, "parts": [{**manifest["parts"][0], "path": "home/../../outside"}]}
    newer = {**manifest, "schema": "9999"}
    other = {**manifest, "version": 99}
    cases: dict[str, tuple[dict[str, bytes | None], str]] = {
        "row": ({members: text.replace("Gülşen".encode(), "Gülden".encode())}, "backup.damaged"),
        "cut": ({members: text[:-50]}, "backup.damaged"),
        "missing": ({key: None}, "backup.damaged"),
        "added": ({"home/keys/emo/zzz.pem": b"x"}, "backup.damaged"),
        "outside": ({"manifest.json": json.dumps(outside).encode()}, "backup.unreadable"),
        "newer": ({"manifest.json": json.dumps(newer).encode()}, "backup.newer"),
        "other": ({"manifest.json": json.dumps(other).encode()}, "backup.unreadable"),
        "nothing": ({"manifest.json": None}, "backup.unreadable"),
        "list": ({"manifest.json": b"[]"}, "backup.unreadable"),
    }
    for name, (change, code) in cases.items():
        bad = _rewritten(good, tmp_path / f"{name}.zip", change)
        with pytest.raises(ArchiveRefused) as refused:
            restore(bad, Settings(home=tmp_path / "new"), NOW)
        assert refused.value.code == code, name
        assert not (tmp_path / "new").exists()
    whole = good.read_bytes()
    for name, data in {"empty": b"", "text": b"not a zip", "half": whole[: len(whole) // 2]}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(ArchiveRefused) as refused:
            check(tmp_path / name)
        assert refused.value.code == "backup.unreadable"
    flipped = bytearray(whole)
    flipped[len(whole) // 2] ^= 0xFF
    (tmp_path / "flipped").write_bytes(flipped)
    with pytest.raises(ArchiveRefused):
        check(tmp_path / "flipped")
    with pytest.raises(ArchiveRefused):
        read_manifest(tmp_path / "absent")
    assert check(good).rows == made.rows


def test_a_target_that_is_not_empty_is_left_alone(home: Home, tmp_path: Path) -> None:
    path, _ = back_up(home, tmp_path / "backup.zip", NOW, with_passphrase=False)
    before = sorted(home.settings.home.rglob("*"))
    with pytest.raises(ArchiveRefused) as refused:
        restore(path, Settings(home=home.settings.home), NOW)
    assert refused.value.code == "restore.not_empty"
    assert sorted(home.settings.home.rglob("*")) == before
    assert counts(home.store)["installation"] == 1


def test_a_database_that_is_not_empty_is_left_alone(either_home: Home, tmp_path: Path) -> None:
    path, _ = back_up(either_home, tmp_path / "backup.zip", NOW, with_passphrase=False)
    before = contents(either_home.store)
    new = Settings(home=tmp_path / "new", database_url=either_home.settings.registry_url)
    with pytest.raises(ArchiveRefused) as refused:
        restore(path, new, NOW)
    assert refused.value.code == "restore.database_not_empty"
    assert contents(either_home.store) == before and not new.home.exists()


def test_a_backup_never_overwrites(home: Home, tmp_path: Path) -> None:
    path, _ = back_up(home, tmp_path / "backup.zip", NOW, with_passphrase=False)
    whole = path.read_bytes()
    with pytest.raises(ArchiveRefused) as refused:
        back_up(home, path, NOW, with_passphrase=False)
    assert refused.value.code == "backup.exists" and path.read_bytes() == whole
    with pytest.raises(ArchiveRefused) as refused:
        back_up(home, tmp_path / "none" / "backup.zip", NOW, with_passphrase=False)
    assert refused.value.code == "backup.unwritable"


def test_a_folder_keeps_the_newest(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    for day in range(3):
        back_up(home, folder, NOW + timedelta(days=day), with_passphrase=False)
    assert len(forget_older(folder, 2)) == 1
    assert sorted(one.name for one in folder.iterdir()) == [
        "muhur-20261123T090000Z.zip",
        "muhur-20261124T090000Z.zip",
        "notes.txt",
    ]


_KILLED = """
import os, sys
from datetime import datetime
from pathlib import Path
from muhur.settings import Settings
import muhur.operation.restore as restores, registry.records.archive as archive

where, path, home, url = sys.argv[1:5]
room = restores if hasattr(restores, where) else archive

def end(*_, **__):
    os._exit(9)

if where == "_insert" or where == "_copy_in":
    count = [0]
    real = getattr(archive, where)
    def after_a_few(*given):
        count[0] += 1
        real(*given)
        if count[0] == 4:
            os._exit(9)
    archive._insert = archive._copy_in = after_a_few
else:
    setattr(room, where, end)
restores.restore(Path(path), Settings(home=Path(home), database_url=url or None), datetime.fromisoformat(sys.argv[5]))
"""


@pytest.mark.parametrize("where", ["make_tables", "_write_files", "insert", "load"])
def test_a_killed_restore_opens_nowhere_and_is_run_again(
    home: Home, empty: Settings, tmp_path: Path, where: str
) -> None:
    path, _ = back_up(home, tmp_path / "backup.zip", NOW, with_passphrase=True)
    step = ("_insert" if empty.database_url is None else "_copy_in") if where == "insert" else where
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    given = [step, str(path), str(empty.home), empty.database_url or "", NOW.isoformat()]
    ended = subprocess.run([sys.executable, "-c", _KILLED, *given], env=environment, check=False)
    assert ended.returncode == 9
    assert (empty.home / INCOMPLETE).exists()
    with pytest.raises(InstallationRefused) as refused:
        open_home(empty)
    assert refused.value.code == "installation.incomplete"
    assert "yarım kalmış" in muhur("keys", "list", home=empty.home, expect=1).stderr.decode()
    muhur("init", "--public-url", PUBLIC_URL, home=empty.home, expect=1)
    plain = Settings(home=empty.home, database_url=empty.database_url)
    assert restore(path, plain, NOW).whole
    assert not (empty.home / INCOMPLETE).exists()
    back = open_home(plain)
    assert counts(back.store) == counts(home.store)
    back.store.close()


def test_a_crash_while_backing_up_leaves_no_archive(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("muhur.operation.backup.check_parts", full)
    with pytest.raises(OSError, match="No space"):
        back_up(home, tmp_path / "backup.zip", NOW, with_passphrase=False)
    assert list(tmp_path.glob("backup*")) == []
    assert not (home.settings.home / LAST_BACKUP).exists()


def test_an_altered_row_is_told_after_the_restore(home: Home, tmp_path: Path) -> None:
    members = members_of(home, "MMO")[:3]
    issue_list(home.store, request("MMO-MT-01/2026-1", passing(members)), home.open_key)
    with home.store.engine.begin() as connection:
        triggers = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'sicil_entries'"
        ).scalars()
        for name in list(triggers):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE sicil_entries SET actor = 'baskasi' WHERE seq = 2")
    path, _ = back_up(home, tmp_path / "backup.zip", NOW, with_passphrase=False)
    proof = restore(path, Settings(home=tmp_path / "new"), NOW)
    assert not proof.whole and proof.broken == {"MMO": 2}


def test_the_commands(home: Home, tmp_path: Path) -> None:
    folder, new = tmp_path / "backups", tmp_path / "new"
    folder.mkdir()
    said = muhur("backup", folder, home=home.settings.home).stdout.decode()
    assert "Yedek alındı ve geri okundu" in said and "Kasa parolası bu dosyada değildir" in said
    (path,) = folder.iterdir()
    muhur("backup", path, home=home.settings.home, expect=1)
    muhur("backup", tmp_path / "x.zip", "--keep", "2", home=home.settings.home, expect=2)
    assert "Yedek sağlam" in muhur("restore", path, "--check").stdout.decode()
    said = muhur("restore", path, home=new).stdout.decode()
    assert "Kayıt zinciri tutarlı. (0 kayıt)" in said and "MUHUR_VAULT_PASSPHRASE_FILE" in said
    assert "dakika önce alınmış" in said
    refused = muhur_json("restore", path, home=new, expect=1)
    assert refused["code"] == "restore.not_empty"
    found = muhur_json("restore", path, home=tmp_path / "second")
    assert found["trust"] is None and found["rows"]["chambers"] == 24 and found["passphrase"] is False
    whole = muhur("backup", tmp_path / "safe.zip", "--with-passphrase", home=home.settings.home)
    assert "imza atabilir" in whole.stdout.decode()


@pytest.fixture
def bound_url(postgresql_server, migrated_database: str) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """An empty database whose owner is no superuser, so that row-level security binds the login."""
    server, roles = postgresql_server, "muhur_app, muhur_public, muhur_audit"
    name = server.create()
    for statement in (
        "CREATE ROLE bound_owner LOGIN NOSUPERUSER NOBYPASSRLS",
        f"GRANT {roles} TO bound_owner",
        f"ALTER DATABASE {name} OWNER TO bound_owner",
    ):
        server._run(statement)
    yield server.url(name).replace("//muhur@", "//bound_owner@")
    server.drop(name)
    server._run("DROP ROLE bound_owner")


@pytest.mark.postgresql
def test_a_login_that_policies_bind(home: Home, bound_url: str, postgresql_server, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    issue_list(home.store, request("MMO-MT-01/2026-1", passing(members_of(home, "MMO")[:3])), home.open_key)
    path, made = back_up(home, tmp_path / "first.zip", NOW, with_passphrase=True)
    new = Settings(home=tmp_path / "new", database_url=bound_url)
    assert restore(path, new, NOW).whole
    back = open_home(new)
    with back.store.engine.connect() as connection:
        forced = "SELECT count(*) FROM pg_class WHERE relforcerowsecurity"
        assert connection.exec_driver_sql(forced).scalar_one() > 20
        connection.exec_driver_sql("SET ROLE muhur_app")
        assert connection.exec_driver_sql("SELECT count(*) FROM credentials").scalar_one() == 0, "it is bound"
    with pytest.raises(ArchiveRefused) as refused:
        restore(path, replace_home(new, tmp_path / "again"), NOW)
    assert refused.value.code == "restore.database_not_empty"
    _, again = back_up(back, tmp_path / "second.zip", NOW, with_passphrase=False)
    assert again.rows == made.rows and again.rows["credentials"] == 3
    # A table whose rows the auditor may not see ends the backup.
    with back.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP POLICY auditor ON members")
    with pytest.raises(ArchiveRefused) as refused:
        back_up(back, tmp_path / "third.zip", NOW, with_passphrase=False)
    assert (refused.value.code, refused.value.facts) == ("backup.row_security", {"table": "members"})
    back.store.close()


def replace_home(settings: Settings, home: Path) -> Settings:
    return Settings(home=home, database_url=settings.database_url)
