"""Pictures of every page in both sizes, from a fresh demonstration: ``make screens`` writes docs/screens/.

The pages of each role stand in ``TOUR``; a page that cannot be opened or is wider than a phone fails the run.
"""

import io
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from muhur.app import build_app
from muhur.clock import system_now
from muhur.demonstration import build
from muhur.installation import Home
from muhur.settings import Settings
from muhur.tokens import Tokens
from muhur.visiting.sessions import Sessions
from registry.access import MEMBER, USER, Caller

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "screens"
SIZES = {"genis": (1280, 900), "telefon": (390, 844)}
# Who looks at what: a login, member:CHAMBER:SICIL, or nobody.
TOUR: dict[str, tuple[str, ...]] = {
    "": (
        "/",
        "/v/{code}",
        "/v/{revoked}",
        "/v/{code}/takip",
        "/toplu",
        "/rehber",
        "/giris",
        "/giris/unuttum",
        "/cevrimdisi",
        "/aydinlatma",
        "/tasarim",
    ),
    "member:EMO:101742": (
        "/uye",
        "/uye/belgeler/EMO-2026-YB-000123-Y",
        "/uye/uzmanlik",
        "/uye/paylasimlar",
        "/uye/erisim",
        "/uye/talepler",
        "/uye/talepler/yeni",
        "/uye/verilerim",
        "/uye/verilerim/dokum",
        "/hesap",
    ),
    "egitim.mmo": (
        "/oda",
        "/oda/listeler",
        "/oda/acilislar",
        "/oda/programlar",
        "/oda/egiticiler",
        "/oda/belgeler",
        "/oda/belgeler/yenile",
        "/oda/devralinan/imzali",
        "/oda/uyeler",
    ),
    "onay.emo": (
        "/oda",
        "/oda/belgeler/EMO-2026-YB-000123-Y",
        "/oda/belgeler/EMO-2026-YB-000123-Y/askiya-al",
        "/oda/belgeler/toplu",
        "/oda/sorgu",
        "/oda/raporlar",
        "/oda/raporlar/duzenlenen-belgeler",
    ),
    "sicil.emo": ("/oda/uyeler/101742", "/oda/uyeler/yeni", "/oda/talepler", "/oda/devralinan"),
    "yonetici.emo": (
        "/oda/kullanicilar",
        "/oda/vekalet",
        "/oda/baglantilar",
        "/oda/bildirim-adresleri",
        "/oda/kotalar",
        "/oda/anahtarlar",
        "/oda/tasarim",
        "/oda/denetim-izi",
    ),
    "denetci.tmmob": (
        "/denetim",
        "/denetim/raporlar",
        "/denetim/raporlar/tablo-1",
        "/denetim/raporlar/yillara-gore",
        "/denetim/tutarlilik",
        "/denetim/iz",
        "/denetim/anahtarlar",
        "/denetim/uyeler",
        "/denetim/uyeler/EMO",
    ),
}


def caller_of(home: Home, who: str) -> Caller:
    """The user or member that a line of the tour names."""
    with home.store.reading() as records:
        if who.startswith("member:"):
            _, code, sicil_no = who.split(":")
            member = records.members.find(code, [sicil_no])[sicil_no]
            return Caller(MEMBER, str(member.id), code, frozenset({MEMBER}))
        user = records.users.with_login(who)
    assert user is not None, who
    return Caller(USER, user.login, user.chamber_code, user.roles)


@contextmanager
def served(folder: Path) -> Iterator[Home]:
    """A demonstration, served as long as the block."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    now = system_now()
    home = build.build(Settings(home=folder), f"http://localhost:{port}", now, lambda *_: None)
    server = uvicorn.Server(uvicorn.Config(build_app(home, system_now), port=port, log_level="error"))
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    yield home
    server.should_exit = True


def codes_of(home: Home) -> dict[str, str]:
    """Verification codes that the tour names."""
    with home.store.reading() as records:
        found = {
            "code": records.credentials.by_belge_no("EMO-2026-YB-000123-Y"),
            "revoked": records.credentials.by_belge_no("EMO-2025-YB-000077-8"),
        }
    return {name: one.verification_code for name, one in found.items() if one is not None}


# Pictures that load when scrolled to are not scrolled to here.
PICTURES_THERE = """async () => {
    const pictures = [...document.images];
    for (const one of pictures) one.loading = "eager";
    await Promise.all(pictures.map((one) => one.decode().catch(() => {})));
}"""


def take(page: Page, name: str) -> None:
    """The whole page as a small PNG."""
    page.evaluate(PICTURES_THERE)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True, animations="disabled")))
    height = min(picture.height, 3 * picture.width if picture.width > 500 else 2600)
    cut = picture.convert("RGB").crop((0, 0, picture.width, height))
    cut.quantize(128, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def main() -> None:
    """Make the pictures anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    faults: list[str] = []
    with (
        tempfile.TemporaryDirectory() as scratch,
        served(Path(scratch) / "home") as home,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        codes, url = codes_of(home), home.facts.public_url
        for who, paths in TOUR.items():
            for size, (width, height) in SIZES.items():
                context = browser.new_context(viewport={"width": width, "height": height}, locale="tr-TR")
                if who:
                    sessions = Sessions(home)
                    caller = caller_of(home, who)
                    token = sessions.begin(
                        caller,
                        Tokens(home).act(caller, system_now()),
                        lang="tr",
                        device="pictures",
                        two_steps=True,
                    )
                    context.add_cookies([{"name": sessions.cookie, "value": token, "url": url}])
                page = context.new_page()
                for path in paths:
                    answer = page.goto(url + path.format(**codes))
                    role = who.partition(":")[0].partition(".")[0]
                    name = f"{path.strip('/').replace('/', '-').replace('{', '').replace('}', '') or 'baslangic'}"
                    if answer is None or answer.status != 200:
                        faults.append(f"{path} as {who or 'anyone'}: {answer and answer.status}")
                        continue
                    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                        faults.append(f"{path} as {who or 'anyone'}: wider than {width}")
                    take(page, f"{role + '-' if path == '/oda' else ''}{name}-{size}")
                context.close()
        browser.close()
    sys.exit("\n".join(faults) or 0)


if __name__ == "__main__":
    main()
