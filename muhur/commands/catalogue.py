"""Commands about chambers, members, programmes and runs."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from muhur.clock import system_now
from muhur.commands.shared import (
    CommandRefused,
    HomeOption,
    JsonOption,
    ends_with_refusals,
    opened,
    out,
    print_json,
    read_day,
    read_input,
    tell,
)
from registry.chamber import Chamber
from registry.document import LONGEST_NAME, SignerName, TextRefused, clean_text
from registry.istanbul import shown
from registry.lists.catalogue import read_programmes
from registry.lists.imports import Counts, import_calendar, import_catalogue, import_members, run_of
from registry.lists.member_list import read_members
from registry.lists.run_list import read_runs

ChamberOption = Annotated[str, typer.Option("--chamber", help="Oda kodu, ör. EMO · Chamber code")]
FileArgument = Annotated[
    Path, typer.Argument(help="CSV veya XLSX, - standart girdi · CSV or XLSX, - for stdin")
]


@ends_with_refusals
def members_import(
    file: FileArgument, chamber: ChamberOption, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """Bir Odanın üye listesini al · Import a chamber's member list (CSV)."""
    found = opened(home)
    with found.store.reading() as records:
        known = records.chambers.named(chamber)
    if known is None:
        raise CommandRefused("chamber.unknown", chamber=chamber)
    with found.store.writing(known.code) as records:
        counts = import_members(records, known, read_members(read_input(file), known), system_now())
    said = f"{known.abbr_tr}: {counts.added} üye eklendi, {counts.changed} güncellendi, {counts.same} aynı."
    tell(said, {"chamber": known.code, **counted(counts)}, as_json=as_json)


@ends_with_refusals
def programmes_import(file: FileArgument, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Eğitim programlarını al · Import training programmes (CSV)."""
    found = opened(home)
    with found.store.writing() as records:
        codes = {one.code for one in records.chambers.all()}
        counts = import_catalogue(records, read_programmes(read_input(file), codes), now=system_now())
    said = f"{counts.added} program eklendi, {counts.changed} güncellendi, {counts.same} aynı."
    tell(said, counted(counts), as_json=as_json)


def counted(counts: Counts) -> dict[str, int]:
    """How many rows of a list were new, changed or known, for programs."""
    return {"added": counts.added, "changed": counts.changed, "same": counts.same}


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
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Açılan bir eğitim ekle · Add a training run."""
    found = opened(home)
    run = run_of(
        programme, no, read_day(start), read_day(end), branch, place, system_now(),
        state=state, capacity=capacity, scheduled_units=total,
    )  # fmt: skip
    with found.store.writing() as records:
        import_calendar(records, [run])
    tell(f"Eklendi · added: {run.code}", {"run": run.code}, as_json=as_json)


@ends_with_refusals
def runs_import(file: FileArgument, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Açılan eğitimleri al · Import training runs (CSV: program; no; baslangic; bitis; sube; yer)."""
    found = opened(home)
    with found.store.writing() as records:
        runs = read_runs(read_input(file), system_now())
        import_calendar(records, runs)
    said = f"{len(runs)} açılan eğitim eklendi · runs added"
    tell(said, {"added": len(runs), "runs": [one.code for one in runs]}, as_json=as_json)


@ends_with_refusals
def runs_list(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Açılan eğitimleri göster · List training runs."""
    with opened(home).store.reading() as records:
        runs = records.programmes.runs()
    if as_json:
        print_json(
            [
                {
                    "run": one.code,
                    "start_on": one.start_on.isoformat(),
                    "end_on": one.end_on.isoformat(),
                    "branch": one.branch,
                    "place": one.place,
                    "state": one.state,
                }
                for one in runs
            ]
        )
        return
    for run in runs:
        out.print(f"{run.code:24} {shown(run.start_on)} - {shown(run.end_on)}  {run.branch or ''}")


@ends_with_refusals
def chambers_list(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Odaları göster · List the chambers."""
    with opened(home).store.reading() as records:
        chambers = records.chambers.all()
    if as_json:
        print_json([_chamber_json(one) for one in chambers])
        return
    for chamber in chambers:
        names = ", ".join(signer.name for signer in chamber.signers)
        out.print(f"{chamber.no:2} {chamber.code:14} {chamber.name_tr}  [dim]{names}[/]")


@ends_with_refusals
def chambers_signers(
    chamber: Annotated[str, typer.Argument(help="Oda kodu · Chamber code")],
    baskan: Annotated[str, typer.Option(help="Yönetim Kurulu Başkanı · Chair of the board")],
    yazman: Annotated[
        str | None, typer.Option(help="Yönetim Kurulu Yazmanı · Secretary of the board")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Belgelerde adı yazılacak imzacıları belirle · Set whose names stand on documents."""
    found = opened(home)
    with found.store.reading() as records:
        known = records.chambers.named(chamber)
    if known is None:
        raise CommandRefused("chamber.unknown", chamber=chamber)
    signers = list(_signers(baskan, yazman))
    with found.store.writing(known.code) as records:
        records.chambers.set_signers(known.code, signers)
    tell("Kaydedildi · saved", _chamber_json(replace(known, signers=tuple(signers))), as_json=as_json)


def _chamber_json(one: Chamber) -> dict[str, object]:
    return {
        "no": one.no,
        "code": one.code,
        "name_tr": one.name_tr,
        "name_en": one.name_en,
        "signers": [{"name": signer.name, "role": signer.role} for signer in one.signers],
    }


def _signers(baskan: str, yazman: str | None) -> Iterable[SignerName]:
    named = [("baskan", baskan)] + ([("yazman", yazman)] if yazman else [])
    try:
        return [SignerName(clean_text(name, LONGEST_NAME), role) for role, name in named]
    except TextRefused as error:
        raise CommandRefused("chamber.signer") from error
