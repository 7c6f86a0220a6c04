"""Commands about chambers, members, programmes and runs."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from muhur.clock import system_now
from muhur.commands.shared import (
    CommandRefused,
    HomeOption,
    ends_with_refusals,
    opened,
    out,
    read_day,
    read_input,
)
from registry.document import LONGEST_NAME, SignerName, TextRefused, clean_text
from registry.istanbul import shown
from registry.lists.catalogue import read_programmes
from registry.lists.imports import add_runs, import_members, import_programmes, run_of
from registry.lists.member_list import read_members
from registry.lists.run_list import read_runs

ChamberOption = Annotated[str, typer.Option("--chamber", help="Oda kodu, ör. EMO · Chamber code")]
FileArgument = Annotated[
    Path, typer.Argument(help="CSV veya XLSX, - standart girdi · CSV or XLSX, - for stdin")
]


@ends_with_refusals
def members_import(file: FileArgument, chamber: ChamberOption, home: HomeOption = None) -> None:
    """Bir Odanın üye listesini al · Import a chamber's member list (CSV)."""
    found = opened(home)
    with found.store.reading() as records:
        known = records.chambers.named(chamber)
    if known is None:
        raise CommandRefused("chamber.unknown", chamber=chamber)
    with found.store.writing(known.code) as records:
        counts = import_members(records, known, read_members(read_input(file), known), system_now())
    out.print(
        f"{known.abbr_tr}: {counts.added} üye eklendi, {counts.changed} güncellendi, {counts.same} aynı."
    )


@ends_with_refusals
def programmes_import(file: FileArgument, home: HomeOption = None) -> None:
    """Eğitim programlarını al · Import training programmes (CSV)."""
    found = opened(home)
    with found.store.writing() as records:
        codes = {one.code for one in records.chambers.all()}
        counts = import_programmes(records, read_programmes(read_input(file), codes), now=system_now())
    out.print(f"{counts.added} program eklendi, {counts.changed} güncellendi, {counts.same} aynı.")


@ends_with_refusals
def runs_add(
    programme: Annotated[str, typer.Argument(help="Eğitim kodu, ör. EMO-YG-01 · Programme code")],
    no: Annotated[str, typer.Argument(help="Açılış no, ör. 2026-1 · Number of the run")],
    start: Annotated[str, typer.Option(help="Başlangıç, YYYY-AA-GG · First day")],
    end: Annotated[str, typer.Option(help="Bitiş, YYYY-AA-GG · Last day")],
    branch: Annotated[str | None, typer.Option(help="Şube · Branch")] = None,
    place: Annotated[str | None, typer.Option(help="Yer · Place")] = None,
    capacity: Annotated[int | None, typer.Option(help="Kontenjan · Places")] = None,
    total: Annotated[
        int | None,
        typer.Option(help="Toplam ders birimi, her satırı bağlar · Total of units, binds every row"),
    ] = None,
    state: Annotated[str, typer.Option(help="planlandi, acik, tamamlandi, iptal")] = "acik",
    home: HomeOption = None,
) -> None:
    """Açılan bir eğitim ekle · Add a training run."""
    found = opened(home)
    run = run_of(
        programme, no, read_day(start), read_day(end), branch, place, system_now(),
        state=state, capacity=capacity, scheduled_units=total,
    )  # fmt: skip
    with found.store.writing() as records:
        add_runs(records, [run])
    out.print(f"Eklendi · added: {run.code}")


@ends_with_refusals
def runs_import(file: FileArgument, home: HomeOption = None) -> None:
    """Açılan eğitimleri al · Import training runs (CSV: program; no; baslangic; bitis; sube; yer)."""
    found = opened(home)
    with found.store.writing() as records:
        runs = read_runs(read_input(file), system_now())
        add_runs(records, runs)
    out.print(f"{len(runs)} açılan eğitim eklendi · runs added")


@ends_with_refusals
def runs_list(home: HomeOption = None) -> None:
    """Açılan eğitimleri göster · List training runs."""
    with opened(home).store.reading() as records:
        for run in records.programmes.runs():
            out.print(f"{run.code:24} {shown(run.start_on)} - {shown(run.end_on)}  {run.branch or ''}")


@ends_with_refusals
def chambers_list(home: HomeOption = None) -> None:
    """Odaları göster · List the chambers."""
    with opened(home).store.reading() as records:
        for chamber in records.chambers.all():
            names = ", ".join(signer.name for signer in chamber.signers)
            out.print(f"{chamber.no:2} {chamber.code:14} {chamber.name_tr}  [dim]{names}[/]")


@ends_with_refusals
def chambers_signers(
    chamber: Annotated[str, typer.Argument(help="Oda kodu · Chamber code")],
    baskan: Annotated[str, typer.Option(help="Yönetim Kurulu Başkanı · Chair of the board")],
    yazman: Annotated[
        str | None, typer.Option(help="Yönetim Kurulu Yazmanı · Secretary of the board")
    ] = None,
    home: HomeOption = None,
) -> None:
    """Belgelerde adı yazılacak imzacıları belirle · Set whose names stand on documents."""
    with opened(home).store.writing() as records:
        known = records.chambers.named(chamber)
        if known is None:
            raise CommandRefused("chamber.unknown", chamber=chamber)
        records.chambers.set_signers(known.code, _signers(baskan, yazman))
    out.print("Kaydedildi · saved")


def _signers(baskan: str, yazman: str | None) -> Iterable[SignerName]:
    named = [("baskan", baskan)] + ([("yazman", yazman)] if yazman else [])
    try:
        return [SignerName(clean_text(name, LONGEST_NAME), role) for role, name in named]
    except TextRefused as error:
        raise CommandRefused("chamber.signer") from error
