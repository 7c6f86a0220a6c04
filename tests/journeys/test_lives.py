"""What becomes of a document, on a copy of the demonstration: through commands, while a server runs over it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from muhur.app import build_app
from muhur.clock import system_now
from muhur.installation import open_home
from muhur.settings import Settings
from registry.istanbul import day_of
from registry.standing import visa_year_due
from tests.journeys.machinery import Demo, Site, muhur, muhur_json

REVOKED, VISA, WRONG, RIGHT = (
    "EMO-2025-YB-000077-8", "EMO-2025-YB-000078-6", "MMO-2026-YB-000042-U", "MMO-2026-YB-000043-S",
)  # fmt: skip
STORY = "EMO-2026-YB-000123-Y"


def verdict(site: Site, **asked: str) -> Any:
    return site.post("/api/v1/verify", json=asked).json()


def code_of(home: Path, belge_no: str) -> str:
    manifest = json.loads((home / "demo.json").read_text(encoding="utf-8"))
    entry = next(one for one in manifest["files"] if one.get("belge_no") == belge_no)
    return str(entry["url"]).rpartition("/")[2]


@pytest.fixture(scope="module")
def copied(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration once more, to change it."""
    home = tmp_path_factory.mktemp("life") / "home"
    shutil.copytree(demo.home, home)
    for login, role in (("ayse.onay", "approver"), ("can.egitim", "officer")):
        muhur("users", "add", login, "--name", "Deneme", "--role", role, "--chamber", "EMO", home=home)
    return home


@pytest.fixture(scope="module")
def running(demo: Demo, copied: Path) -> Iterator[Site]:
    """A server over the copy that runs while commands change it from processes of their own."""
    with Site.over(build_app(open_home(Settings(home=copied)), system_now), demo.url) as site:
        yield site


def test_o7_the_visa_is_recorded(copied: Path, running: Site) -> None:
    due = str(visa_year_due(day_of(system_now()), (3, 31)))
    assert verdict(running, number=VISA)["standing"] == "visa_missing"
    said = muhur("visa", VISA, "--year", due, "--by", "can.egitim", home=copied).stdout.decode()
    assert said.startswith(f"{VISA}: vize işlendi")
    answer = verdict(running, number=VISA)
    assert (answer["standing"], answer["message"]["tr"]) == ("valid", "Bu belge geçerlidir.")
    again = muhur("visa", VISA, "--year", due, "--by", "can.egitim", home=copied, expect=1)
    assert f"{due} yılı vizesi zaten işlenmiş." in again.stderr.decode()


def test_a_suspension_and_a_revocation_are_seen_at_once_by_a_running_server(
    copied: Path, running: Site
) -> None:
    """O4's second half: suspended, the document is no proof of anything any more."""
    code, day = code_of(copied, STORY), day_of(system_now()).strftime("%d.%m.%Y")
    words = ("--decision", "51/7", "--decision-date", day, "--by", "ayse.onay")
    assert verdict(running, number=STORY)["standing"] == "valid"
    muhur("suspend", STORY, "--reason", "talep", *words, home=copied)
    assert running.get(f"/v/{code}/verdict").json()["standing"] == "suspended"
    assert f"Bu belge {day} tarihinde askıya alınmıştır." in running.get(f"/v/{code}").text
    muhur("reinstate", STORY, *words, home=copied)
    assert running.get(f"/v/{code}/verdict").json()["standing"] == "valid"
    dry = muhur_json("revoke", STORY, "--reason", "talep", *words, "--dry-run", home=copied)
    assert (dry["standing"], dry["dry_run"]) == ("revoked", True)
    assert running.get(f"/v/{code}/verdict").json()["standing"] == "valid"
    refused = muhur("revoke", STORY, "--reason", "talep", "--by", "ayse.onay", home=copied, expect=1)
    assert "Yetki belgesi için Yönetim Kurulu karar numarası ve tarihi gereklidir." in refused.stderr.decode()
    muhur("revoke", STORY, "--reason", "talep", *words, home=copied)
    answer = verdict(running, qr=f"http://localhost:{running.get('/').url.port}/v/{code}")
    assert answer["message"]["tr"] == f"Bu belge {day} tarihinde iptal edilmiştir."
    officer = muhur("revoke", VISA, "--reason", "talep", *words[:-1], "can.egitim", home=copied, expect=1)
    assert "documents:decide" in officer.stderr.decode()


def test_a_list_with_a_report(copied: Path, tmp_path: Path) -> None:
    path, report = tmp_path / "liste.csv", tmp_path / "rapor.csv"
    path.write_bytes(f"Belge No\n{VISA}\n{REVOKED}\nXXX-1\n".encode("cp1254"))
    words = ("revoke", "--list", path, "--reason", "talep", "--decision", "51/8", "--decision-date",
             day_of(system_now()).isoformat(), "--by", "ayse.onay")  # fmt: skip
    dry = muhur_json(*words, "--dry-run", home=copied)
    assert dry["counts"] == {"done": 0, "already": 0, "would": 1, "refused": 2}
    done = muhur(*words, "--report", report, home=copied).stdout.decode()
    assert done.startswith("1 belge: iptal edildi")
    assert "Bu belge 03.10.2026 tarihinde iptal edilmiş; iptal kesindir." in done
    assert (
        report.read_bytes()
        .decode("utf-8-sig")
        .splitlines()[3]
        .startswith("4;XXX-1;;yapılmadı;Belge numarası hatalı.")
    )
    assert muhur_json(*words, home=copied)["counts"] == {"done": 0, "already": 1, "would": 0, "refused": 2}
    both = muhur("revoke", VISA, *words[1:], home=copied, expect=2)
    assert "Ya bir belge numarası ya da bir liste" in both.stderr.decode()
