"""``muhur demo``: a complete, populated ÖRNEK installation, served."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from muhur.clock import system_now
from muhur.commands.install import run_server
from muhur.commands.shared import HomeOption, ends_with_refusals, err, out, settings_for
from muhur.installation import Home, InstallationRefused, open_home
from muhur.settings import DEFAULT_HOME
from registry.access import ROLE_NAMES

_STEPS = {"issue": "Belgeler düzenleniyor · issuing", "draw": "PDF'ler çiziliyor · drawing"}


@ends_with_refusals
def demo(
    home: HomeOption = None,
    port: Annotated[int | None, typer.Option(help="Kapı · Port")] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Sunmadan dur · Stop before serving")] = False,
    public_url: Annotated[str | None, typer.Option(help="Genel adres · Public address")] = None,
) -> None:
    """Dolu bir ÖRNEK kurulum oluştur ve sun · Make a populated ÖRNEK installation and serve it."""
    from muhur.demonstration import build

    settings = settings_for(home, port=port)
    now = system_now()
    if build.is_complete(settings):
        made = open_home(settings)
        if not made.facts.specimen:
            raise InstallationRefused("installation.exists", home=settings.home)
        build.write_manifest(made, now)
    else:
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
        with Progress(*columns, TimeElapsedColumn(), console=err) as bar:
            tasks = {step: bar.add_task(text, total=None) for step, text in _STEPS.items()}
            made = build.build(
                settings,
                public_url or f"http://localhost:{settings.port}",
                now,
                lambda step, done, total: bar.update(tasks[step], completed=done, total=total),
            )
    _print_guide(made)
    if no_serve:
        return
    out.print(f"\n[bold]Açınız · open:[/] {made.facts.public_url}/   (Ctrl+C durdurur · stops)")
    run_server(home, None, port)


def _print_guide(home: Home) -> None:
    folder = home.settings.home
    manifest = json.loads((folder / "demo.json").read_text(encoding="utf-8"))
    files = manifest["files"]
    genuine = [one for one in files if one["file"].startswith("pdf/")]
    out.print(f"\n[bold]ÖRNEK kurulum hazır · demonstration ready[/]  {folder}")
    out.print(
        f"  {len(genuine)} belge · documents in {folder}/pdf, {len(files) - len(genuine)} in {folder}/forged"
    )
    out.print("  demo.json: her dosyanın beklenen sonucu · the expected answer for every file\n")
    for standing in ("valid", "expired", "not_yet_valid"):
        one = next((file for file in genuine if file["standing"] == standing), None)
        if standing == "valid":
            one = next((file for file in genuine if file["belge_no"].endswith("YB-000123-Y")), one)
        if one is not None:
            out.print(f"  {standing:14} {one['belge_no']:24} {one['url']}")
    _print_accounts(home)
    program, option = _program(), _home_option(home)
    out.print("\n[bold]Deneyiniz · try:[/]")
    out.print(f"  {program} verify {folder}/pdf/{genuine[-1]['belge_no']}.pdf{option}")
    out.print(f"  {program} verify {folder}/forged/degistirilmis-sayfa.pdf{option}")
    story = next((one for one in manifest["lists"] if one["run"].startswith("MMO-MT-01/")), None)
    if story is not None:
        counts = story["counts"]
        out.print(
            f"\n  {story['run']}: {sum(counts.values())} kişi, {counts['issued']} belge, "
            f"{counts['refused']} gerekçeli ret · reasons in {folder}/{story['report']}"
        )


def _print_accounts(home: Home) -> None:
    from muhur.demonstration import accounts

    path = home.settings.home / accounts.FILE
    drawn = accounts.read_accounts(path)
    if not drawn:
        return
    out.print(f"\n[bold]Giriş · sign in:[/] {home.facts.public_url}/giris   ({path})")
    for one in accounts.ACCOUNTS:
        who = f"{one.chamber_code or 'TMMOB'} · {ROLE_NAMES[one.role][0]}"
        out.print(f"  {one.login:14} {drawn[one.login].password}  {who}", markup=False)
        out.print(f"  {'':14} {one.try_tr} · {one.try_en}", markup=False, style="dim")
    out.print(
        f"  İkinci adımın kodu · the code of the second step: {_program()} users code onay.emo{_home_option(home)}",
        markup=False,
    )


def _program() -> str:
    """The command as it was called."""
    muhur = Path(sys.argv[0])
    return str(muhur.relative_to(Path.cwd()) if muhur.is_relative_to(Path.cwd()) else muhur)


def _home_option(home: Home) -> str:
    folder = home.settings.home
    return "" if folder == DEFAULT_HOME else f" --home {folder}"
