"""``muhur keys …``: the life of a key by hand, in a file and in an HSM, and the drills."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from typer.testing import CliRunner

from keys.envelope import open_envelope
from muhur.cli import app
from muhur.clock import system_now
from muhur.installation import Home
from muhur.key_life import drills as key_drills
from muhur.key_life.drill_site import Site
from tests.support.commands import Desk
from tests.support.living import recorded
from tests.support.softhsm import SoftHsm

RUNNER = CliRunner()
P256 = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def made_hsm(tmp_path_factory: pytest.TempPathFactory) -> SoftHsm:
    found = SoftHsm(tmp_path_factory.mktemp("hsm"))
    found.put("oda", "b1", P256)
    return found


@pytest.fixture
def hsm(made_hsm: SoftHsm, monkeypatch: pytest.MonkeyPatch) -> SoftHsm:
    monkeypatch.setenv("MUHUR_HSM_MODULE", str(made_hsm.module))
    return made_hsm


def states(desk: Desk, chamber: str = "emo") -> dict[str, str]:
    return {
        one["kid"]: one["state"]
        for one in desk.ask("keys", "list")
        if f":{chamber}#" in one["kid"] and one["purpose"] == "credential"
    }


def code_of(desk: Desk, *words: object) -> str:
    return str(desk.ask(*words, expect=1)["code"])


def test_the_life_of_a_key_in_a_file(desk: Desk) -> None:
    ((old, state),) = states(desk).items()
    assert state == "active"
    made = desk.ask("keys", "introduce", "EMO", "--by", "ayse")
    kid, name = made["kid"], made["kid"].rpartition("#")[2]
    assert states(desk)[kid] == "proposed" and name in desk.run("keys", "list").stdout
    assert code_of(desk, "keys", "confirm", name, "--by", "ayse") == "key.two_persons"
    assert desk.ask("keys", "confirm", name, "--by", "mehmet")["state"] == "introduced"
    assert desk.ask("keys", "activate", name, "--by", "ayse")["state"] == "active"
    assert desk.ask("keys", "retire", old, "--by", "ayse")["state"] == "retired"
    assert states(desk) == {old: "retired", kid: "active"}
    assert code_of(desk, "keys", "retire", kid, "--by", "ayse") == "key.last"
    done = desk.ask(
        "keys", "rotate", "EMO", "--by", "ayse", "--confirmed-by", "mehmet", "--overlap-days", "3"
    )
    assert [one["kid"] for one in done["old"]] == [kid] and done["old"][0]["state"] == "overlap"
    since = desk.now.isoformat()
    found = desk.ask("keys", "compromise", name, "--since", since, "--by", "ayse")
    assert (found["state"], found["lost"]) == ("compromised", [])
    assert states(desk) == {old: "retired", kid: "compromised", done["new"]["kid"]: "active"}
    desk.run("trust", "renew")
    assert desk.run("log", "check").stdout.startswith("Tutuyor")


def test_people_of_a_chamber_with_users(desk: Desk) -> None:
    desk.user("onay.emo", "approver")
    desk.user("yonetici.emo", "administrator")
    desk.user("sicil.emo", "registrar")
    for nobody in ("sicil.emo", "baska"):
        assert code_of(desk, "keys", "introduce", "EMO", "--by", nobody) == "access.no_such_user"
    kid = desk.ask("keys", "introduce", "EMO", "--by", "yonetici.emo")["kid"]
    assert desk.ask("keys", "confirm", kid, "--by", "onay.emo")["state"] == "introduced"


def test_options_that_do_not_go_together(desk: Desk) -> None:
    assert (
        desk.ask("keys", "introduce", "EMO", "--by", "a", "--signer", "pkcs11:x", expect=2)["code"]
        == "key.brought"
    )
    fire = RUNNER.invoke(app, ["keys", "drill", "fire", "--json"])
    assert (fire.exit_code, json.loads(fire.stdout)["code"]) == (2, "drill.unknown")
    assert (
        code_of(desk, "keys", "block", "zz", "--reason", "lost", "--by", "a", "--chamber", "EMO")
        == "key.thumbprint"
    )
    assert code_of(desk, "keys", "activate", "k-00000000", "--by", "a") == "key.unknown"
    assert code_of(desk, "keys", "rotate", "EMO", "--by", "a") == "key.second_person"
    at = ("--at", "2026-11-22")
    assert code_of(desk, "keys", "introduce", "EMO", "--by", "a", *at) == "clock.simulated"


def test_a_blocked_key_file(desk: Desk, tmp_path: Path) -> None:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    file = tmp_path / "key.pub"
    file.write_bytes(P256.public_key().public_bytes(serialization.Encoding.PEM, form))
    words = ("--reason", "compromised", "--by", "ayse", "--chamber", "EMO")
    digest = desk.ask("keys", "block", file, *words)["thumbprint"]
    assert digest in desk.run("keys", "list").stdout
    assert code_of(desk, "keys", "block", digest, *words) == "key.blocked"
    brought = ("--signer", "file:emo/k-1", "--public", file)
    assert code_of(desk, "keys", "introduce", "EMO", "--by", "a", *brought) == "key.blocked"


def test_weak_keys_from_outside_are_refused_with_the_reason(desk: Desk, tmp_path: Path) -> None:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    file = tmp_path / "key.der"
    for key, why in (
        (rsa.generate_private_key(65537, 1024), "1024 bits"),
        (rsa.generate_private_key(65537, 2048), "yalnız P-256"),
        (ec.derive_private_key(2, ec.SECP256R1()), "herkesçe bilinen"),
    ):
        file.write_bytes(key.public_key().public_bytes(serialization.Encoding.DER, form))
        found = desk.ask(
            "keys", "introduce", "EMO", "--by", "a", "--signer", "file:emo/x", "--public", file, expect=1
        )
        assert found["code"] == "key.weak" and why in found["title"]


def test_a_key_in_an_hsm_signs_documents_that_verify(desk: Desk, hsm: SoftHsm, tmp_path: Path) -> None:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    file = tmp_path / "oda.pub"
    file.write_bytes(P256.public_key().public_bytes(serialization.Encoding.PEM, form))
    brought = ("--signer", hsm.uri("object=oda"), "--public", file)
    done = desk.ask("keys", "rotate", "EMO", "--by", "ayse", "--confirmed-by", "mehmet", *brought)
    home = Home(
        desk.home.settings.model_copy(update={"hsm_module": hsm.module}), desk.home.store, desk.home.facts
    )
    now = system_now()
    (number,) = Desk(home, now + timedelta(minutes=1)).issued(1)
    compact = recorded(home, number).compact
    assert open_envelope(compact, typ="JWT").kid == done["new"]["kid"]
    path = tmp_path / "credential.jwt"
    path.write_text(compact)
    soon = (now + timedelta(minutes=2)).isoformat()
    assert desk.ask("verify", path, "--now", soon)["standing"] == "valid"
    hsm.take_out()
    try:
        assert desk.ask("verify", path, "--now", soon)["standing"] == "valid", "verifying goes on"
        # The device is gone, and with it the key: it can still be declared compromised.
        found = desk.ask("keys", "compromise", done["new"]["kid"], "--since", now.isoformat(), "--by", "ayse")
        assert found["lost"] == [number]
    finally:
        hsm.put_back()


@pytest.mark.parametrize("what", key_drills.DRILLS)
def test_a_drill_prints_what_it_proved(desk: Desk, what: str) -> None:
    ended = RUNNER.invoke(app, ["keys", "drill", what, "--documents", "3", "--json"], catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    report = json.loads(ended.stdout)
    assert report["held"] and len(report["proofs"]) >= 10
    split = {
        one["text"]["en"]: one["found"] for one in report["proofs"] if "documents, " in one["text"]["en"]
    }
    assert len(split) == (6 if what == "compromise" else 4)
    for english, found in split.items():
        assert english.startswith("3 documents") and sum(found.values()) == 3
    said = RUNNER.invoke(app, ["keys", "drill", what, "--documents", "1"], catch_exceptions=False).stdout
    assert said.count("✓") == len(report["proofs"]) and "✗" not in said


def test_a_drill_that_does_not_hold_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(_site: Site, report: key_drills.Report, _now: object) -> None:
        report.prove("Beklenmeyen", "Unexpected", 1, 2)

    monkeypatch.setitem(key_drills.DRILLS, "rotation", wrong)
    ended = RUNNER.invoke(app, ["keys", "drill", "rotation", "--documents", "1"])
    assert ended.exit_code == 1 and "✗ Beklenmeyen: 2" in ended.stdout and "expected: 1" in ended.stdout


def test_a_drill_touches_no_other_installation(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says of a database and keys."""
    monkeypatch.setenv("MUHUR_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.setenv("MUHUR_HOME", str(desk.home.settings.home))
    assert key_drills.run("rotation", 1, system_now()).held
    monkeypatch.delenv("MUHUR_DATABASE_URL")
    assert list(states(desk).values()) == ["active"]
