"""The doctor on a sound installation, and on one that was broken in each way it knows."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from issuer.issue import issue_list
from muhur.installation import INCOMPLETE, Home, open_to_others
from muhur.key_life import keeping as key_keeping
from muhur.operation import checks
from muhur.operation.backup import back_up
from muhur.operation.checks import Examined
from muhur.operation.doctor import CHECKS, Checked, examine, exit_code
from muhur.sealing.sheets import sheets_of
from muhur.settings import Settings
from muhur.transparency.signing import attach
from registry.access import system
from registry.act import Act
from tests.journeys.machinery import free_port, muhur, muhur_json
from tests.support.register import NOW, PUBLIC_URL, contents, members_of, passing, request
from tests.support.tampering import without_triggers


@pytest.fixture
def sound(either_home: Home, tmp_path: Path) -> Home:
    """An installation with documents, a backup, and its passphrase elsewhere."""
    members = members_of(either_home, "MMO")[:3]
    issue_list(either_home.store, request("MMO-MT-01/2026-1", passing(members)), either_home.open_key)
    back_up(either_home, tmp_path / "backup.zip", NOW, with_passphrase=False)
    apart = tmp_path / "apart.passphrase"
    either_home.settings.passphrase_path.rename(apart)
    settings = either_home.settings.model_copy(update={"vault_passphrase_file": apart})
    return Home(settings, either_home.store, either_home.facts)


def made(home: Home | Settings, now: datetime = NOW, *, quick: bool = False) -> list[Checked]:
    settings = home.settings if isinstance(home, Home) else home
    return examine(Examined(settings, now), quick=quick, reach=False)


def codes(found_by: list[Checked]) -> set[str]:
    found = {one.code for each in found_by for one in each.findings}
    # What depends on the machine and on the server of the tests.
    return found - {
        "disk_low",
        "database_setting",
        "database_checksums",
        "database_superuser",
        "database_old",
    }


def test_a_sound_installation_has_nothing_wrong(sound: Home) -> None:
    before = contents(sound.store)
    found = made(sound)
    assert codes(found) == set()
    assert [one.check.code for one in found if one.result == "skipped"] == ["address"]
    assert contents(sound.store) == before, "it writes nothing"


def test_settings_that_lose_records_are_named(sound: Home) -> None:
    """The test server runs without fsync, as no register should."""
    given = Examined(sound.settings, NOW, sound)
    said = {str(one.facts["name"]) for one in checks.database(given) if one.code == "database_setting"}
    postgresql = sound.store.engine.dialect.name == "postgresql"
    assert said == ({"fsync", "full_page_writes", "synchronous_commit"} if postgresql else set())
    if postgresql:
        assert exit_code(made(sound)) == 1
        with sound.store.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE members NO FORCE ROW LEVEL SECURITY")
        (finding,) = checks.row_security(given)
        assert finding.facts == {"tables": "members"}


def _key(home: Home, slug: str, purpose: str = "credential") -> Path:
    """The file of a chamber's key."""
    with home.store.reading() as records:
        keys = [*records.trust.signing_keys(), *records.sealed.keys()]
    (uri,) = [one.signer_uri for one in keys if (one.owner_slug, one.purpose) == (slug, purpose)]
    return home.settings.keys_folder / (uri.removeprefix("file:") + ".pem")


def _lose_a_key(home: Home) -> None:
    _key(home, "emo").unlink()


def _swap_keys(home: Home) -> None:
    _key(home, "emo").write_bytes(_key(home, "mmo").read_bytes())


def _give_up_a_key(home: Home) -> None:
    with home.store.reading() as records:
        (key,) = [
            one
            for one in records.trust.signing_keys()
            if (one.owner_slug, one.purpose) == ("emo", "credential")
        ]
    attach(home.store, home.log())  # the passphrase lies elsewhere now
    key_keeping.compromise(home, key.kid, NOW - timedelta(days=1), Act(system("test"), NOW))


def _end_a_seal(home: Home) -> None:
    with home.store.writing() as records:
        (key,) = [one for one in records.sealed.keys() if one.owner_slug == "emo"]
        records.sealed.end_key(key.fingerprint, NOW - timedelta(days=1))


def _seal_ends_soon(home: Home) -> None:
    with home.store.writing() as records:
        (key,) = [one for one in records.sealed.keys() if one.owner_slug == "emo"]
        records.sealed.end_key(key.fingerprint, NOW + timedelta(days=60))


def _sealed(home: Home) -> Path:
    with home.store.reading() as records:
        sheet = sheets_of(home).sheet(records.credentials.all()[0], NOW)
    name = sheet.sha256.hex()
    return home.settings.home / "sealed" / name[:2] / f"{name}.pdf"


def _other_anchor(home: Home) -> None:
    text = home.settings.anchor_path.read_text()
    with home.store.reading() as records:
        other = next(key for key in records.trust.signing_keys() if key.purpose == "credential").jwk
    with home.store.reading() as records:
        anchor = next(key for key in records.trust.signing_keys() if key.purpose == "trust").jwk
    home.settings.anchor_path.write_text(
        text.replace(anchor["x"], other["x"]).replace(anchor["y"], other["y"])
    )


def _alter_an_entry(home: Home) -> None:
    without_triggers(home.store, "sicil_entries", "UPDATE sicil_entries SET actor = 'x' WHERE seq = 2")


def _lose_a_document(home: Home) -> None:
    without_triggers(
        home.store,
        "credentials",
        "DELETE FROM credentials WHERE belge_no >= 'MMO-2026-YB-000002' AND belge_no < 'MMO-2026-YB-000003'",
    )


def _no_signers(home: Home) -> None:
    with home.store.writing("EMO") as records:
        records.chambers.set_signers("EMO", [])


def _alter_a_record(home: Home) -> None:
    without_triggers(
        home.store,
        "audit_events",
        "UPDATE audit_events SET action = 'x' WHERE chamber_code = 'MMO' AND seq = 2",
    )


BROKEN: dict[str, tuple[Callable[[Home], object], set[str], int]] = {
    "home": (lambda home: home.settings.home.chmod(0o755), {"home_open_to_others"}, 1),
    "key file": (
        lambda home: _key(home, "emo").chmod(0o644),
        {"home_open_to_others", "private_key_unusable"},
        1,
    ),
    "no passphrase": (lambda home: home.settings.passphrase_path.unlink(), {"passphrase_unreadable"}, 1),
    "open passphrase": (
        lambda home: home.settings.passphrase_path.chmod(0o644),
        {"home_open_to_others", "passphrase_unreadable"},
        1,
    ),
    "wrong passphrase": (
        lambda home: home.settings.passphrase_path.write_text("another passphrase\n"),
        {"private_key_unusable", "seal_key_unusable"},
        1,
    ),
    "lost key": (_lose_a_key, {"private_key_unusable"}, 1),
    "swapped key": (_swap_keys, {"private_key_unusable"}, 1),
    "lost seal key": (lambda home: _key(home, "emo", "seal").unlink(), {"seal_key_unusable"}, 1),
    "swapped seal key": (
        lambda home: _key(home, "emo", "seal").write_bytes(_key(home, "mmo", "seal").read_bytes()),
        {"seal_key_unusable"},
        1,
    ),
    "no key": (_give_up_a_key, {"key_none"}, 1),
    "no seal": (_end_a_seal, {"seal_none"}, 1),
    "a seal that ends soon": (_seal_ends_soon, {"seal_ending"}, 0),
    "lost sheet": (lambda home: _sealed(home).unlink(), {"sealed_missing"}, 1),
    "altered sheet": (lambda home: _sealed(home).write_bytes(b"%PDF-"), {"sealed_missing"}, 1),
    "other anchor": (_other_anchor, {"trust_unusable"}, 1),
    "no anchor": (lambda home: home.settings.anchor_path.unlink(), {"home_missing"}, 1),
    "incomplete": (lambda home: (home.settings.home / INCOMPLETE).touch(), {"home_incomplete"}, 1),
    "chain": (_alter_an_entry, {"chain_broken"}, 1),
    "document": (_lose_a_document, {"documents_unmatched", "intents_open"}, 1),
    "list": (
        lambda home: without_triggers(home.store, "status_lists", "DELETE FROM status_lists"),
        {"status_list_missing"},
        1,
    ),
    "audit record": (_alter_a_record, {"audit_broken"}, 1),
    "no backup": (lambda home: (home.settings.home / "last-backup.json").unlink(), {"backup_none"}, 0),
    "no signers": (_no_signers, {"signers_missing"}, 0),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_named(sound: Home, name: str) -> None:
    break_it, wanted, code = BROKEN[name]
    break_it(sound)
    later = NOW + timedelta(hours=2) if name == "document" else NOW
    found = made(sound, later)
    assert codes(found) == wanted
    if sound.store.engine.dialect.name == "sqlite":
        assert exit_code(found) == code


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        (NOW + timedelta(hours=25), set()),
        (NOW + timedelta(hours=26), {"backup_old", "status_list_old"}),
        (NOW + timedelta(days=201), {"backup_old", "status_list_old", "trust_ageing"}),
        (NOW + timedelta(days=401), {"backup_old", "status_list_old", "trust_unusable"}),
        (NOW - timedelta(minutes=1), set()),
        (NOW - timedelta(hours=3), {"clock_behind", "trust_unusable"}),
    ],
)
def test_what_time_brings(sound: Home, now: datetime, wanted: set[str]) -> None:
    given = Examined(sound.settings, now, sound)
    timed = (checks.backup, checks.clock, checks.status_lists, checks.trust)
    assert {finding.code for check in timed for finding in check(given)} == wanted


def test_messages_that_do_not_leave(sound: Home) -> None:
    stamp = (NOW - timedelta(hours=5)).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.000000")
    zone = "+00:00" if sound.store.engine.dialect.name == "postgresql" else ""
    empty = "NULL"
    with sound.store.engine.begin() as connection:
        for place, failed in enumerate((empty, empty, f"'{stamp}{zone}'")):
            connection.exec_driver_sql(
                "INSERT INTO outbox (id, chamber_code, channel, recipient, template, lang, facts, made_at, due_at, "
                f"tries, failed_at) VALUES ('{place:032x}', 'EMO', 'email', 'x@example.org', 't', 'tr', '{{}}', "
                f"'{stamp}{zone}', '{stamp}{zone}', 0, {failed})"
            )
    given = Examined(sound.settings, NOW, sound)
    late, given_up = checks.outbox(given)
    assert (late.code, late.facts) == ("outbox_late", {"count": 2, "hours": 5})
    assert (given_up.code, given_up.facts) == ("outbox_given_up", {"count": 1})


def test_a_database_that_is_away_or_of_another_version(home: Home, tmp_path: Path) -> None:
    away = home.settings.model_copy(
        update={"database_url": f"postgresql://nobody@127.0.0.1:{free_port()}/none"}
    )
    found = made(away)
    assert {one.code for each in found for one in each.findings} >= {"database_unreachable"}
    assert {one.result for one in found if one.check.needs_home} == {"skipped"}
    with home.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    (finding,) = next(one for one in made(home) if one.check.code == "home").findings
    assert (finding.code, finding.facts["found"]) == ("schema_other", "0001")


def test_a_check_that_cannot_be_made_hides_no_other(sound: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_given: Examined) -> Iterator[object]:
        raise RuntimeError("Gülşen Çağlayan")

    broken = [one if one.code != "clock" else type(one)("clock", "Saat", "Clock", fail) for one in CHECKS]  # type: ignore[arg-type]
    monkeypatch.setattr("muhur.operation.doctor.CHECKS", tuple(broken))
    found = {one.check.code: one for one in made(sound)}
    assert found["clock"].result == "unknown" and found["chains"].result == "ok"
    assert "Gülşen" not in str(found["clock"].as_json())
    if sound.store.engine.dialect.name == "sqlite":
        assert exit_code(found.values()) == 3


def test_a_web_process_without_keys_is_sound(sound: Home) -> None:
    shutil.rmtree(sound.settings.keys_folder)
    sound.settings.passphrase_path.unlink()
    assert codes(made(sound)) == set()


def test_the_passphrase_beside_the_keys_is_named(home: Home) -> None:
    assert "passphrase_beside_keys" in codes(made(home))


def test_the_disk(sound: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    mega = 1024 * 1024
    usage = type(shutil.disk_usage("/"))
    space: list[int] = []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(space[0] * mega, 0, space[1] * mega))
    for total, free, wanted in (
        (10**6, 10**5, []),
        (10**6, 3000, ["disk_low"]),
        (10**4, 1000, ["disk_low"]),
        (10**4, 100, ["disk_full"]),
    ):
        space[:] = total, free
        assert [one.code for one in checks.disk(Examined(sound.settings, NOW))] == wanted


def test_the_command(home: Home, tmp_path: Path) -> None:
    folder = home.settings.home
    found = muhur_json("doctor", home=folder)
    assert found["exit_code"] == 0
    results = {one["check"]: one["result"] for one in found["checks"]}
    assert list(results) == [one.code for one in CHECKS]
    assert results["backup"] == results["passphrase"] == "warning" and results["chains"] == "ok"
    said = muhur("doctor", "--quick", home=folder).stdout.decode()
    assert "Bu kurulumun yedeği alınmamış." in said and "→ `muhur backup KLASÖR`" in said
    assert "Whether" not in said and "- Kayıt zincirleri" in said
    folder.chmod(0o755)
    broken = muhur_json("doctor", home=folder, expect=1)
    (finding,) = next(one for one in broken["checks"] if one["check"] == "permissions")["findings"]
    assert finding["code"] == "home_open_to_others" and str(folder) in finding["mend"]["tr"]
    nothing = muhur("doctor", home=tmp_path / "nothing", expect=1).stdout.decode()
    assert "Burada kurulum yok" in nothing and not (tmp_path / "nothing").exists()


def test_the_public_address_is_asked_only_when_wanted(home: Home) -> None:
    """The installation's address is of a reserved name: nothing answers."""
    found = muhur_json("doctor", "--quick", "--reach", home=home.settings.home)
    address = next(one for one in found["checks"] if one["check"] == "address")
    assert address["result"] == "warning" and PUBLIC_URL in address["findings"][0]["what"]["tr"]


def test_a_credential_lent_by_root_is_not_open_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """systemd gives an account its credential as a file of root, readable through an ACL (shown as group)."""
    secret = tmp_path / "secret"
    secret.write_text("x")
    mine = secret.stat().st_uid
    for account, mode, wanted in (
        (mine, 0o600, False), (mine, 0o440, True), (4242, 0o440, mine != 0), (4242, 0o460, True), (4242, 0o444, True),
    ):  # fmt: skip
        monkeypatch.setattr("muhur.installation.os.geteuid", lambda value=account: value)
        secret.chmod(mode)
        assert open_to_others(secret) is wanted, (account, oct(mode))
