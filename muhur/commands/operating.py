"""``muhur worker``, ``muhur backup``, ``muhur restore``, ``muhur doctor``."""

import signal
import threading
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from muhur.clock import system_now
from muhur.commands.shared import (
    NO,
    USAGE,
    HomeOption,
    JsonOption,
    ends_with_refusals,
    err,
    opened,
    out,
    print_json,
    settings_for,
)
from muhur.job_list import worker_of
from muhur.operation import backup as backups
from muhur.operation import doctor as doctors
from muhur.operation import logs
from muhur.operation import restore as restores
from muhur.operation.checks import Examined
from registry.istanbul import written


@ends_with_refusals
def worker(
    once: Annotated[
        bool, typer.Option("--once", help="Her işi bir kez yap ve bit · Run every job once and end")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Zamanı gelen işleri yap: durum listeleri, iletiler · Run the jobs that time makes due."""
    found = opened(home)
    logs.configure(found.settings)
    made = worker_of(found, system_now)
    if once:
        ended = made.run_due(system_now())
        if as_json:
            print_json([{**asdict(one), "at": one.at.isoformat()} for one in ended])
        else:
            for one in ended:
                out.print(f"{one.name:24} {one.outcome}", markup=False)
        if any(one.outcome == "failed" for one in ended):
            raise typer.Exit(NO)
        return
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    made.start()
    ending.wait()
    made.stop()


@ends_with_refusals
def doctor(
    quick: Annotated[
        bool, typer.Option("--quick", help="Kayıt zincirlerini okuma · Leave out the sicil chains")
    ] = False,
    reach: Annotated[
        bool, typer.Option("--reach", help="Genel adresi de sor · Ask the public address too")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Kurulumu denetle: ne yanlış, nasıl düzelir · Examine the installation: what is wrong, how to mend it."""
    given = Examined(settings_for(home), system_now())
    made = doctors.examine(given, quick=quick, reach=reach)
    code = doctors.exit_code(made)
    if as_json:
        print_json({"exit_code": code, "checks": [one.as_json() for one in made]})
    else:
        for one in made:
            out.print(f"{_SIGNS[one.result]} {one.check.tr} · {one.check.en}")
            for finding in one.findings:
                said = finding.sentences
                for part, sign in (("what", " "), ("mend", "→")):
                    out.print(f"    {sign} {said[part]['tr']}", markup=False)
                    out.print(f"      {said[part]['en']}", markup=False, style="dim")
    if code:
        raise typer.Exit(code)


_SIGNS = {
    "ok": "[green]✓[/]",
    "warning": "[yellow]![/]",
    "fault": "[bold red]✗[/]",
    "unknown": "[yellow]?[/]",
    "skipped": "[dim]-[/]",
}


@ends_with_refusals
def backup(
    target: Annotated[Path, typer.Argument(help="Dosya veya klasör · File or folder to write to")],
    with_passphrase: Annotated[
        bool, typer.Option("--with-passphrase", help="Kasa parolasını da koy · Put the passphrase in too")
    ] = False,
    keep: Annotated[
        int | None,
        typer.Option(min=1, help="Klasörde en yeni N yedeği bırak · Keep the newest N in the folder"),
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Kütüğün ve anahtarların yedeğini al · Back up the register and the keys."""
    if not target.suffix and not target.exists():
        # A name without an ending is a folder, there already or not.
        target.mkdir(parents=True)
    if keep is not None and not target.is_dir():
        err.print("--keep: bir klasör gerekli · needs a folder", markup=False)
        raise typer.Exit(USAGE)
    path, made = backups.back_up(opened(home), target, system_now(), with_passphrase=with_passphrase)
    forgotten = [] if keep is None else backups.forget_older(target, keep)
    if as_json:
        print_json({"file": str(path), "rows": made.rows, "deleted": [str(one) for one in forgotten]})
        return
    files = sum(one.table is None for one in made.parts)
    out.print(f"Yedek alındı ve geri okundu · backed up and read again: {path}", markup=False)
    out.print(f"  {sum(made.rows.values())} kayıt · rows, {files} dosya · files, şema · schema {made.schema}")
    if with_passphrase:
        out.print(
            "  [yellow]Kasa parolası bu dosyadadır: dosyayı alan, Odalar adına imza atabilir.\n"
            "  The vault's passphrase is in this file: whoever gets it can sign as a chamber.[/]"
        )
    else:
        out.print(
            "  Kasa parolası bu dosyada değildir; ayrı saklayınız: onsuz anahtarlar açılmaz.\n"
            "  The vault's passphrase is not in it; keep it elsewhere: without it no key opens."
        )


@ends_with_refusals
def restore(
    file: Annotated[Path, typer.Argument(help="Yedek dosyası · The backup file")],
    only_check: Annotated[
        bool, typer.Option("--check", help="Yalnız denetle, yazma · Only check it, write nothing")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Yedeği boş bir yere geri yükle ve kanıtla · Restore a backup into an empty place, and prove it."""
    if only_check:
        manifest = restores.check(file)
        if as_json:
            print_json(manifest.as_json())
        else:
            rows = sum(manifest.rows.values())
            out.print(f"Yedek sağlam · the backup is whole: {written(manifest.at)}, {rows} kayıt · rows")
        return
    settings = settings_for(home)
    proof = restores.restore(file, settings, system_now())
    if as_json:
        print_json(
            {
                "home": str(settings.home),
                "at": written(proof.manifest.at),
                "age_seconds": int(proof.age.total_seconds()),
                "rows": proof.manifest.rows,
                "entries": proof.entries,
                "broken": proof.broken,
                "unmatched": list(proof.unmatched),
                "trail": proof.trail,
                "trust": proof.trust,
                "passphrase": proof.passphrase_present,
            }
        )
    else:
        _print_proof(proof, settings.home)
    if not proof.whole:
        raise typer.Exit(NO)


def _print_proof(proof: restores.Proof, home: Path) -> None:
    good, bad = "[green]✓[/]", "[bold red]✗[/]"
    out.print(f"Geri yüklendi · restored: {home}", markup=False)
    out.print(
        f"  {good} {len(proof.manifest.parts)} parçanın özeti tutuyor · every part has its hash\n"
        f"  {good} {len(proof.manifest.rows)} tabloda {proof.rows} kayıt, yedektekiyle aynı · rows as in the backup"
    )
    if proof.broken or proof.unmatched:
        places = ", ".join(f"{chamber}: {place}" for chamber, place in proof.broken.items())
        out.print(f"  {bad} Kayıt zinciri bozuk · broken chain: {places} {', '.join(proof.unmatched)}")
    else:
        out.print(f"  {good} Kayıt zinciri tutarlı. ({proof.entries} kayıt) · the chain holds")
    if proof.trail:
        places = ", ".join(f"{chamber}: {place}" for chamber, place in proof.trail.items())
        out.print(f"  {bad} Denetim izi bozuk · broken audit trail: {places}")
    else:
        out.print(f"  {good} Denetim izi tutarlı · the audit trail holds")
    if proof.trust is None:
        out.print(f"  {good} Güven paketi bu çıpayla açılıyor · the trust bundle opens under this anchor")
    else:
        out.print(f"  {bad} Güven paketi açılmıyor · the trust bundle does not open: {proof.trust}")
    age = _age(proof.age)
    out.print(
        f"  [yellow]Yedek {age[0]} önce alınmış. Sonra düzenlenen belgeler bu kütükte yoktur; yeniden düzenlemeden önce\n"
        "  son numaraları verilmiş belgelerle karşılaştırınız.\n"
        f"  The backup is {age[1]} old. Documents issued since are not in it: compare the last numbers before issuing.[/]"
    )
    if not proof.passphrase_present:
        out.print(
            "  [yellow]Kasa parolası yedekte yok: dosyasını MUHUR_VAULT_PASSPHRASE_FILE ile gösteriniz.\n"
            "  The passphrase is not in the backup: name its file by MUHUR_VAULT_PASSPHRASE_FILE.[/]"
        )


def _age(age: timedelta) -> tuple[str, str]:
    if age.days:
        return f"{age.days} gün", f"{age.days} days"
    hours, rest = divmod(int(age.total_seconds()), 3600)
    return (f"{hours} saat", f"{hours} hours") if hours else (f"{rest // 60} dakika", f"{rest // 60} minutes")
