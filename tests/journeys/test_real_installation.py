"""A real, empty installation: from ``muhur init`` to one document, checked at home and in an empty home."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from muhur.app import build_app
from muhur.clock import system_now
from muhur.installation import open_home
from muhur.settings import Settings
from registry.istanbul import day_of
from tests.journeys.machinery import Demo, Site, csv_bytes, muhur, muhur_json

DATA = Path(__file__).parent.parent.parent / "registry" / "data"
URL = "https://dogrula.example.org"


@dataclass(frozen=True)
class Made:
    home: Path
    belge_no: str
    pdf: Path
    qr: str
    jwt: str
    bundle: Path
    anchor: Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Follows the documentation step by step."""
    folder = tmp_path_factory.mktemp("real")
    home, today = folder / "home", day_of(system_now()).isoformat()
    said = muhur("init", "--public-url", URL, home=home).stdout.decode()
    assert URL in said and "24 oda" in said and "MUHUR_VAULT_PASSPHRASE_FILE" in said
    assert "1. Kasa parolasını" in said and "6. `muhur doctor`" in said
    assert home.stat().st_mode & 0o077 == 0 and (home / "vault.passphrase").stat().st_mode & 0o077 == 0
    assert all(key.stat().st_mode & 0o077 == 0 for key in (home / "keys").rglob("*"))
    muhur("init", "--public-url", URL, home=home, expect=1)  # a second time is refused
    assert (
        "70 program eklendi"
        in muhur("programmes", "import", DATA / "programmes.csv", home=home).stdout.decode()
    )
    members = folder / "uyeler.csv"
    members.write_bytes(csv_bytes(
        ("Sicil No", "Ad", "Soyad", "Unvan", "Durum"),
        ("101742", "Işıl İnci", "Öztürk", "Elektrik-Elektronik Mühendisi", "aktif")))  # fmt: skip
    assert (
        "1 üye eklendi" in muhur("members", "import", members, "--chamber", "EMO", home=home).stdout.decode()
    )
    muhur(
        "chambers",
        "signers",
        "EMO",
        "--baskan",
        "Ömer Şükrü Güneş",
        "--yazman",
        "Ayşe Gökçe Şahin",
        home=home,
    )
    muhur(
        "runs",
        "add",
        "EMO-YG-01",
        "2026-1",
        "--start",
        today,
        "--end",
        today,
        "--place",
        "İstanbul",
        home=home,
    )
    results = folder / "liste.csv"
    results.write_bytes(csv_bytes(
        ("sicil_no", "ad", "soyad", "devam", "toplam", "teorik_not"),
        ("101742", "IŞIL İNCİ", "ÖZTÜRK", 24, 24, "85,5")))  # fmt: skip
    people = ("--by", "egitim", "--approved-by", "baskan")
    words = ("issue", "EMO-YG-01/2026-1", results, *people, "--decision", "40/34", "--decision-date", today)
    dry = muhur_json(*words, "--dry-run", home=home)
    assert dry["counts"]["would_issue"] == 1 and dry["rows"][0]["belge_no"] is None
    refused = muhur("issue", "EMO-YG-01/2026-1", results, *people, home=home, expect=1)
    assert "Yönetim Kurulu karar numarası ve tarihi gereklidir." in refused.stderr.decode()
    early = muhur(*words, "--at", "2025-01-01", home=home, expect=1)
    assert "yalnız ÖRNEK kurulumda" in early.stderr.decode()
    issued = muhur_json(*words, home=home)
    assert issued["counts"]["issued"] == 1
    belge_no = issued["rows"][0]["belge_no"]
    pdf, bundle = folder / "belge.pdf", folder / "trust.jwt"
    muhur("pdf", belge_no, "-o", pdf, home=home)
    muhur("trust", "export", "-o", bundle, home=home)
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=150 / 72).to_pil()
    qr = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)[0].text
    jwt = PdfReader(pdf).attachments["credential.jwt"][0].decode()
    return Made(home, belge_no, pdf, qr, jwt, bundle, home / "anchor.jwk")


def test_the_number_is_the_first_of_its_kind(made: Made) -> None:
    assert made.belge_no.startswith("EMO-2") and "-YB-000001-" in made.belge_no
    assert made.qr.startswith(f"{URL}/v/")


def test_no_specimen_mark_anywhere(made: Made) -> None:
    text = PdfReader(made.pdf).pages[0].extract_text()
    assert "ÖRNEK" not in text and "IŞIL İNCİ ÖZTÜRK" in text
    with Site.over(build_app(open_home(Settings(home=made.home)), system_now), URL) as site:
        page = site.get(made.qr.removeprefix(URL).partition("#")[0])
        assert "Bu belge geçerlidir." in page.text and "ÖRNEK" not in page.text
        assert page.headers["strict-transport-security"].startswith("max-age=")


def test_every_door_says_valid_at_home(made: Made, tmp_path: Path) -> None:
    jwt = tmp_path / "credential.jwt"
    jwt.write_text(made.jwt)
    code = made.qr.partition("#")[0].rpartition("/")[2]
    for what in (made.belge_no, code, made.pdf, jwt, made.jwt, made.qr, made.qr.partition("#")[0]):
        answer = muhur_json("verify", what, home=made.home)
        assert (answer["outcome"], answer["standing"], answer["reasons"]) == ("genuine", "valid", [])


def test_an_empty_home_with_the_bundle_tells_the_signature_not_the_standing(
    made: Made, tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    jwt = tmp_path / "credential.jwt"
    jwt.write_text(made.jwt)
    trust = ("--offline", "--trust", made.bundle, "--anchor", made.anchor)
    for what in (made.pdf, jwt, made.qr):
        answer = muhur_json("verify", what, *trust, home=empty, expect=3)
        assert (answer["outcome"], answer["standing"]) == ("genuine", "unknown")
        assert answer["reasons"] == ["record.offline", "standing.unknown"]
        assert answer["message"]["tr"] == "İmza geçerlidir. Güncel durum sorgulanamadı."
        assert answer["as_of"]
    pdf = muhur_json("verify", made.pdf, *trust, home=empty, expect=3)
    assert pdf["page"] == "original" and pdf["credential"]["name"] == "Işıl İnci Öztürk"
    # the number alone tells nothing without a register
    assert muhur_json("verify", made.belge_no, *trust, home=empty, expect=3)["outcome"] == "cannot_tell"
    # the anchor as text; no anchor at all
    text = made.anchor.read_text()
    assert (
        muhur_json("verify", jwt, *trust[:3], "--anchor", text, home=empty, expect=3)["outcome"] == "genuine"
    )
    none = muhur_json("verify", jwt, *trust[:3], home=empty, expect=3)
    assert (none["outcome"], none["reasons"]) == ("cannot_tell", ["trust.missing"])
    assert not empty.exists(), "checking writes nothing"


def test_offline_dates_can_still_say_no(made: Made, tmp_path: Path) -> None:
    trust = ("--offline", "--trust", made.bundle, "--anchor", made.anchor)
    early = muhur_json("verify", made.qr, *trust, "--now", "2026-01-01", home=tmp_path / "x", expect=1)
    assert (early["outcome"], early["reasons"]) == ("not_genuine", ["credential.future"])
    late = muhur_json("verify", made.qr, *trust, "--now", "2035-01-01", home=tmp_path / "x", expect=1)
    assert (late["outcome"], late["standing"]) == ("genuine", "expired"), "trust is judged as of today"


def test_demo_and_real_never_vouch_for_each_other(made: Made, demo: Demo, tmp_path: Path) -> None:
    entry = demo.of(belge_no="EMO-2026-YB-000123-Y")
    answer = muhur_json("verify", demo.path(entry), home=made.home, expect=1)
    assert (answer["outcome"], answer["reasons"]) == ("not_genuine", ["issuer.unknown"])
    # the demonstration's own bundle under the real anchor, and the real bundle under the demo's
    demo_bundle = tmp_path / "demo.jwt"
    muhur("trust", "export", "-o", demo_bundle, home=demo.home)
    for what, bundle, anchor in (
        (demo.path(entry), demo_bundle, made.anchor),
        (made.pdf, made.bundle, demo.home / "anchor.jwk"),
    ):
        mixed = muhur_json(
            "verify", what, "--offline", "--trust", bundle, "--anchor", anchor, home=tmp_path / "x", expect=3
        )
        assert (mixed["outcome"], mixed["reasons"]) == ("cannot_tell", ["trust.anchor"])
    foreign = muhur_json(
        "verify", demo.path(entry), "--offline", "--trust", made.bundle, "--anchor", made.anchor,
        home=tmp_path / "x", expect=1,
    )  # fmt: skip
    assert foreign["reasons"] == ["issuer.unknown"]


def test_a_damaged_bundle_is_no_trust(made: Made, tmp_path: Path) -> None:
    for text in ("", "x", made.bundle.read_text()[:-8], made.jwt, "\x00" * 100, "{}"):
        path = tmp_path / "bundle"
        path.write_text(text)
        answer = muhur_json(
            "verify",
            made.qr,
            "--offline",
            "--trust",
            path,
            "--anchor",
            made.anchor,
            home=tmp_path / "x",
            expect=3,
        )
        assert answer["outcome"] == "cannot_tell" and answer["reasons"][0].startswith("trust.")


@pytest.mark.parametrize("url", [
    "http://dogrula.example.org", "https://dogrula.example.org/x", "https://a@dogrula.example.org", "ftp://x",
    "https://", "https://doğrula.example.org", "https://DOGRULA.example.org", "",
])  # fmt: skip
def test_an_address_that_cannot_stand_in_documents_is_refused(tmp_path: Path, url: str) -> None:
    ended = muhur("init", "--public-url", url, home=tmp_path / "home", expect=1)
    assert "Genel adres" in ended.stderr.decode()
    assert not (tmp_path / "home" / "anchor.jwk").exists()


def test_the_private_half_never_leaves(made: Made) -> None:
    shown = json.dumps([muhur_json("keys", "list", home=made.home), made.bundle.read_text()])
    assert "PRIVATE" not in shown and '"d"' not in shown
    claims: dict[str, Any] = json.loads(made.anchor.read_text())
    assert set(claims) == {"kty", "crv", "x", "y", "kid"}
