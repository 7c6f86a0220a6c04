"""``muhur init``, ``muhur serve``, ``muhur db upgrade``."""

import gc
from pathlib import Path
from typing import Annotated

import typer

from muhur import installation
from muhur.clock import system_now
from muhur.commands.shared import HomeOption, ends_with_refusals, err, opened, out, settings_for
from muhur.settings import Settings
from registry.lists.catalogue import read_chambers
from registry.store import Store

DATA = Path(installation.__file__).parent.parent / "registry" / "data"


@ends_with_refusals
def init(
    public_url: Annotated[
        str | None, typer.Option(help="Genel adres, sonra değişmez · Public address, fixed for good")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Boş ve gerçek bir kurulum oluştur · Make an empty, real installation."""
    settings = settings_for(home, public_url=public_url)
    union, chambers = read_chambers((DATA / "chambers.json").read_bytes())
    now = system_now()
    made = installation.create(
        settings,
        public_url=settings.public_url or "",
        specimen=False,
        union=union,
        chambers=chambers,
        keys_from=(now - installation.KEY_LEAD).replace(microsecond=0),
        now=now,
    )
    out.print(f"Kurulum hazır · installation ready: [bold]{settings.home}[/]")
    out.print(f"  {len(chambers)} oda, adres · address: {made.facts.public_url}")
    out.print(f"  Güven çıpası · trust anchor: {settings.anchor_path}")
    beside = settings.vault_passphrase is None and settings.vault_passphrase_file is None
    out.print("\nSırada · next:")
    for place, (turkish, english) in enumerate(_next_steps(settings, beside=beside), start=1):
        out.print(f"  {place}. {turkish}", markup=False)
        out.print(f"     {english}", markup=False, style="dim")


def _next_steps(settings: Settings, *, beside: bool) -> list[tuple[str, str]]:
    """What an operator must do before the first document, in order."""
    steps = [
        (
            "Güven çıpasını ikinci bir yoldan yayımlayınız (basınız, başka bir sitede duyurunuz).",
            "Publish the trust anchor by a second way (print it, put it on another site).",
        ),
        (
            (
                "İmzacıları, programları ve üyeleri giriniz: `muhur chambers signers`, `muhur programmes import`,"
                " `muhur members import`."
            ),
            "Enter signers, programmes and members.",
        ),
        (
            "Her gece yedek aldırınız: `muhur backup KLASÖR --keep 14`; `muhur restore` ile bir kez deneyiniz.",
            "Have a backup made every night, and try the restore once.",
        ),
        (
            "Önüne https koyup `muhur serve` ile sununuz; örnekler deploy/ klasöründedir (docs/operate/small.md).",
            "Serve behind https; examples lie in deploy/ (docs/operate/small.md).",
        ),
        ("`muhur doctor` ile denetleyiniz.", "Examine it by `muhur doctor`."),
    ]
    if beside:
        move = (
            (
                f"Kasa parolasını anahtarlardan ayrı bir yere taşıyınız: {settings.passphrase_path}. Yeni yerini"
                " MUHUR_VAULT_PASSPHRASE_FILE ile gösteriniz, bir kopyasını kasada saklayınız: kaybolursa anahtarlar açılmaz."
            ),
            (
                "Move the vault's passphrase away from the keys, name its place by MUHUR_VAULT_PASSPHRASE_FILE, keep a copy"
                " in a safe: if it is lost no key opens."
            ),
        )
        steps.insert(0, move)
    return steps


@ends_with_refusals
def serve(
    home: HomeOption = None,
    host: Annotated[str | None, typer.Option(help="Dinlenecek adres · Address to listen on")] = None,
    port: Annotated[int | None, typer.Option(help="Dinlenecek kapı · Port to listen on")] = None,
) -> None:
    """Doğrulama sayfasını ve API'yi sun · Serve the verification page and the API."""
    run_server(home, host, port)


def run_server(home: Path | None, host: str | None, port: int | None) -> None:
    """Serve an installation until stopped."""
    import uvicorn

    from muhur.app import build_app
    from muhur.job_list import worker_of
    from muhur.operation import logs
    from muhur.operation.metrics import Metrics

    found = opened(home)
    settings = settings_for(home, host=host, port=port)
    warn_of_ageing_trust(found)
    logs.configure(settings)
    metrics = Metrics()
    worker = worker_of(found, system_now, metrics) if settings.worker_inside else None
    app = build_app(found, system_now, worker, metrics)
    # What the start has made stays for good: out of the way of collections, which else halt a request for 0.1 s.
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app, host=settings.host, port=settings.port, log_config=None, access_log=False, server_header=False
    )


def warn_of_ageing_trust(home: installation.Home) -> None:
    """Tell the operator in time; a serving process never opens the vault itself."""
    if installation.bundle_is_ageing(home, system_now()) or installation.bundle_lacks_log(home):
        err.print(
            "[yellow]Güven listesi yenilenmeli: `muhur trust renew` · the trust list should be renewed[/]"
        )


@ends_with_refusals
def db_upgrade(home: HomeOption = None) -> None:
    """Veritabanı şemasını bu sürüme getir · Bring the database schema to this version."""
    store = Store(settings_for(home).registry_url)
    store.upgrade()
    out.print(f"Şema · schema: {store.schema_revision()}")
