"""``muhur seals …``: from a provider's certificate with its key in an HSM to a document that verifies."""

import os
from datetime import timedelta
from pathlib import Path

import pkcs11
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from keys.hsm import _MODULES
from keys.seal_certificate import LEVELS
from keys.trust_bundle import open_bundle
from muhur.installation import Home, renew_bundle
from muhur.sealing.sheets import sheets_of
from registry.refusal import Refusal
from tests.support.commands import RUN, Desk
from tests.support.softhsm import PIN, SoftHsm

P256, RSA = ec.generate_private_key(ec.SECP256R1()), rsa.generate_private_key(65537, 3072)
ROOT = ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def made_hsm(tmp_path_factory: pytest.TempPathFactory) -> SoftHsm:
    found = SoftHsm(tmp_path_factory.mktemp("hsm"))
    found.put("p256", "a1", P256)
    found.put("rsa", "a2", RSA)
    return found


@pytest.fixture
def hsm(made_hsm: SoftHsm, monkeypatch: pytest.MonkeyPatch) -> SoftHsm:
    monkeypatch.setenv("MUHUR_HSM_MODULE", str(made_hsm.module))
    return made_hsm


def certified(
    desk: Desk,
    folder: Path,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey = P256,
    *,
    ca: bool = False,
    days: int = 400,
) -> Path:
    """A file with a certificate from a provider for ``key``, and the provider's own behind it."""
    whole = b""
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Deneme ESHS")])
    for name, public, authority in (("Oda", key, ca), ("Deneme ESHS", ROOT, True)):
        made = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
            .issuer_name(issuer)
            .public_key(public.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(desk.now - timedelta(days=600))
            .not_valid_after(desk.now + timedelta(days=4000 if authority and not ca else days))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .sign(ROOT, hashes.SHA256())
        )
        whole += made.public_bytes(serialization.Encoding.PEM)
    path = folder / "seal.pem"
    path.write_bytes(whole)
    return path


def opened(desk: Desk, module: Path) -> Home:
    settings = desk.home.settings.model_copy(update={"hsm_module": module})
    return Home(settings, desk.home.store, desk.home.facts)


def bundle_of(desk: Desk) -> dict[str, tuple[str, ...]]:
    bundle = open_bundle(desk.home.bundle() or "", desk.home.anchor(), desk.now + timedelta(minutes=1))
    return {one.code: tuple(seal.fingerprint for seal in one.seals) for one in bundle.chambers}


def seals_of(desk: Desk, chamber: str) -> list[dict[str, str]]:
    return [one for one in desk.ask("seals", "list") if one["chamber"] == chamber]


@pytest.mark.parametrize("name", ["p256", "rsa"])
def test_a_chamber_whose_key_is_in_an_hsm_seals_what_verifies(
    desk: Desk, hsm: SoftHsm, tmp_path: Path, name: str
) -> None:
    file = certified(desk, tmp_path, P256 if name == "p256" else RSA)
    added = ("--certificate", file, "--signer", hsm.uri(f"object={name}"), "--level", "guvenli_emuhur")
    (seal,) = desk.ask("seals", "add", "EMO", *added)
    assert (seal["level"], seal["chamber"]) == ("guvenli_emuhur", "EMO")
    assert seal["fingerprint"] in bundle_of(desk)["EMO"], "the bundle is renewed with it"
    said = desk.run("seals", "list").stdout
    assert said.count("güvenli elektronik mühür") == 1 and said.count("oda imzası") == 25
    assert "seal.exists" in desk.run("seals", "add", "EMO", *added, "--json", expect=1).stdout

    (number,) = desk.issued(1)
    home = opened(desk, hsm.module)
    with home.store.reading() as records:
        recorded = records.credentials.by_belge_no(number)
    assert recorded is not None
    path = tmp_path / "sheet.pdf"
    path.write_bytes(sheets_of(home).sheet(recorded, desk.now).pdf)
    verdict = desk.ask("verify", path)
    assert verdict["outcome"] == "genuine"
    (step,) = [one for one in verdict["steps"] if one["name"] == "seal"]
    assert "güvenli elektronik mühür" in str(step)

    (second,) = [one for one in desk.issued(2) if one != number]
    with home.store.reading() as records:
        other = records.credentials.by_belge_no(second)
    assert other is not None
    hsm.take_out()
    try:
        with pytest.raises(Refusal, match=r"vault\.hsm_unreachable"):
            sheets_of(home).sheet(other, desk.now)
        with home.store.reading() as records:
            assert records.sealed.find(other.id) is None, "nothing is kept"
        assert desk.ask("verify", path)["outcome"] == "genuine", "verifying goes on"
        assert sheets_of(home).sheet(recorded, desk.now).pdf == path.read_bytes()
    finally:
        hsm.put_back()
    assert sheets_of(home).sheet(other, desk.now).pdf


def test_a_wrong_pin_is_tried_once_for_a_whole_run(
    desk: Desk, hsm: SoftHsm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the processes of the run begin: each would try by itself."""
    file = certified(desk, tmp_path)
    desk.run(
        "seals", "add", "EMO", "--certificate", file, "--signer", hsm.uri("object=p256"), "--level", LEVELS[2]
    )
    numbers = desk.issued(3)
    _MODULES.pop(hsm.module, None)
    pkcs11.lib(str(hsm.module)).reinitialize()
    hsm.set_pin("00000000")
    monkeypatch.setattr("muhur.sealing.runs.ProcessPoolExecutor", None)
    try:
        told = desk.ask("pdfs", RUN, "--output", tmp_path / "folder", expect=1)
        assert told["refused"] == dict.fromkeys(numbers, "vault.hsm_pin")
        assert len(list((desk.home.settings.keys_folder).glob("refused-pin-*"))) == 1
    finally:
        hsm.set_pin(PIN)


def test_certificates_that_cannot_seal_are_refused(desk: Desk, hsm: SoftHsm, tmp_path: Path) -> None:
    weak = rsa.generate_private_key(65537, 1024)
    other = ec.generate_private_key(ec.SECP256R1())
    before = bundle_of(desk)

    def code(file: Path, key: str = "object=p256", *more: object) -> str:
        options = ("--certificate", file, "--signer", hsm.uri(key), "--level", "gelismis_emuhur", *more)
        return desk.ask("seals", "add", "EMO", *options, expect=1)["code"]

    assert code(certified(desk, tmp_path, days=-1)) == "seal.certificate"
    assert code(certified(desk, tmp_path, ca=True)) == "seal.certificate"
    assert code(certified(desk, tmp_path, weak)) == "seal.certificate"
    assert code(certified(desk, tmp_path, other)) == "seal.possession"
    assert code(certified(desk, tmp_path), "object=baska") == "seal.possession"
    stranger = tmp_path / "stranger.pem"
    stranger.write_bytes(certified(desk, tmp_path, other).read_bytes())
    assert code(certified(desk, tmp_path), "object=p256", "--chain", stranger) == "seal.certificate"
    noise = tmp_path / "noise.pem"
    noise.write_bytes(b"-----BEGIN nothing")
    assert code(noise) == "seal.certificate"
    file = certified(desk, tmp_path)
    os.environ.pop("MUHUR_HSM_MODULE")
    assert code(file) == "vault.hsm_module"
    assert bundle_of(desk) == before


def test_a_seal_is_made_listed_and_ended(desk: Desk) -> None:
    assert desk.ask("seals", "make", "--all") == [], "each chamber has one from the start"
    (first,) = seals_of(desk, "EMO")
    wrong = desk.ask("seals", "end", first["fingerprint"][:4], "--on", desk.today, expect=1)
    assert wrong["code"] == "seal.not_found"
    late = desk.today + timedelta(days=5000)
    assert desk.ask("seals", "end", first["fingerprint"], "--on", late, expect=1)["code"] == "seal.window"
    yesterday = desk.today - timedelta(days=1)
    (ended,) = desk.ask("seals", "end", first["fingerprint"][:16], "--on", yesterday)
    assert ended["valid_until"].startswith(yesterday.isoformat())
    again = desk.ask("seals", "end", first["fingerprint"], "--on", desk.today, expect=1)
    assert again["code"] == "seal.window", "a window is not opened again"
    (made,) = desk.ask("seals", "make", "EMO")
    assert bundle_of(desk)["EMO"] == (first["fingerprint"], made["fingerprint"])
    authorities = [one for one in desk.ask("seals", "list") if one["purpose"] == "seal-authority"]
    assert len(authorities) == 1


def test_acts_on_seals_leave_a_record_with_who_did_them(desk: Desk) -> None:
    (old,) = [one for one in desk.ask("seals", "list") if one["chamber"] == "EMO"]
    desk.ask("seals", "end", old["fingerprint"], "--on", desk.today)
    (made,) = desk.ask("seals", "make", "EMO")
    acts = {one["action"]: one for one in desk.ask("audit", "list") if one["action"].startswith("seals.")}
    assert {name: one["target"] for name, one in acts.items()} == {
        "seals.ended": old["fingerprint"],
        "seals.made": made["fingerprint"],
    }
    assert {(one["actor"], one["facts"]["owner"]) for one in acts.values()} == {("operator", "emo")}
    assert desk.ask("audit", "check")


def test_an_ended_seal_whose_key_is_lost_stays_vouched_for(desk: Desk) -> None:
    """What it has sealed stays genuine; a row that no bundle vouched for gets in by no way."""
    (first,) = seals_of(desk, "EMO")
    key = desk.home.settings.keys_folder / (first["signer"].removeprefix("file:") + ".pem")
    key.rename(key.with_suffix(".away"))
    yesterday = desk.today - timedelta(days=1)
    desk.run("seals", "end", first["fingerprint"], "--on", yesterday)
    assert bundle_of(desk)["EMO"] == (first["fingerprint"],)
    with desk.home.store.writing() as records:
        known = next(one for one in records.sealed.keys() if one.fingerprint == first["fingerprint"])
        records.sealed.end_key(first["fingerprint"], known.valid_until + timedelta(minutes=1))
    with pytest.raises(Refusal, match=r"seal\.possession"):
        renew_bundle(desk.home, desk.now + timedelta(days=1))


def test_a_document_is_sealed_again_as_a_recorded_act(desk: Desk) -> None:
    (number,) = desk.issued(1)
    home = desk.home
    with home.store.reading() as records:
        recorded = records.credentials.by_belge_no(number)
    assert recorded is not None
    before = sheets_of(home).sheet(recorded, desk.now)
    desk.user("onaylayan", "approver")
    told = desk.ask("seals", "again", number, "--by", "onaylayan")
    assert told["sha256"] != before.sha256.hex()
    after = sheets_of(home).sheet(recorded, desk.now)
    assert after.sha256.hex() == told["sha256"]
    (event,) = [
        one
        for one in desk.ask("audit", "list", "--chamber", "EMO")
        if one["action"] == "documents.sealed_again"
    ]
    assert event["facts"] == {"before": before.sha256.hex(), "after": told["sha256"]}
    assert desk.ask("seals", "again", number, "--by", "baskasi", expect=1)["code"] == "access.no_such_user"
    assert desk.ask("seals", "again", "EMO-2026-YB-999999-X", "--by", "onaylayan", expect=1)


def test_wrong_usage_is_told(desk: Desk, tmp_path: Path) -> None:
    assert desk.ask("seals", "make", expect=2)["code"] == "seal.which"
    assert desk.ask("seals", "make", "EMO", "--all", expect=2)["code"] == "seal.which"
    options = ("--certificate", tmp_path, "--signer", "file:x", "--level", "e-muhur")
    assert desk.ask("seals", "add", "EMO", *options, expect=2)["code"] == "seal.level"
