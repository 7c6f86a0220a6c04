"""``muhur report`` and ``muhur sets``."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from muhur.clock import system_now
from muhur.commands.shared import (
    CommandRefused,
    HomeOption,
    JsonOption,
    ends_with_refusals,
    err,
    opened,
    out,
    print_json,
    read_day,
    settings_for,
)
from registry.access import system
from registry.act import Act
from registry.reports.catalogue import REPORTS, Request, ask
from registry.reports.table import Report, csv_of, json_of, shown
from templates.rendering import load_texts

_STEPS = {
    "training": "Üyeler ve eğitimler · members and training",
    "documents": "Belge satırları · document rows",
    "signing": "İmzalanan belgeler · signing",
}


@ends_with_refusals
def report(
    name: Annotated[
        str | None,
        typer.Argument(
            help="Rapor adı, örneğin tablo1; boşsa hepsi sayılır · Name, such as tablo1; without it all are listed",
            show_default=False,
        ),
    ] = None,
    chamber: Annotated[
        str | None, typer.Option(help="Odanın kendi görünümü · One chamber's own view (code)")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="expiring için gün · Day for expiring: 2026-12-31")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV çıktısı · CSV on standard output")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bir rapor göster · Show a report, of the union or of one chamber."""
    if name is None:
        words = {lang: load_texts("common")[lang] for lang in ("tr", "en")}
        for one in REPORTS:
            out.print(f"{one:22} {words['tr'][f'report_{one}']} [dim]· {words['en'][f'report_{one}']}[/]")
        return
    found = opened(home)
    now: datetime = system_now()
    act = Act(system("cli", chamber), now)
    asked = Request(name, chamber, own=chamber is not None, until=None if until is None else read_day(until))
    made = ask(found.store, act, asked)
    if as_csv:
        sys.stdout.buffer.write(csv_of(made))
        sys.stdout.buffer.flush()
    elif as_json:
        print_json(json_of(made))
    else:
        _print(made)


def _print(made: Report) -> None:
    table = Table(title=" · ".join(made.title), title_justify="left")
    for column in made.columns:
        table.add_column(column.tr)
    for row in made.rows:
        table.add_row(*(shown(cell).replace("[", "\\[") for cell in row))
    out.print(table)
    for turkish, english in (*made.summary, *made.notes):
        out.print(f"{turkish}\n[dim]{english}[/]")


def _set(name: str, home: Path | None, public_url: str, parts: int) -> None:
    from muhur.sets.build import KINDS, build

    if parts < 1:
        raise CommandRefused("sets.parts", parts=parts)
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"))
    with Progress(*columns, TimeElapsedColumn(), console=err) as bar:
        tasks = {step: bar.add_task(text, total=None) for step, text in _STEPS.items()}
        made = build(
            settings_for(home),
            KINDS[name].scaled(parts),
            public_url,
            system_now().astimezone(UTC),
            lambda step, done, total: bar.update(tasks[step], completed=done, total=total),
        )
    out.print(f"Hazır · ready: {made.settings.home}")


_PublicUrl = Annotated[str, typer.Option("--public-url", help="Genel adres · Public address")]
_Parts = Annotated[
    int, typer.Option("--parts", help="Bu kadarda biri · Build only one part in this many, to try it out")
]


@ends_with_refusals
def sets_report(
    home: HomeOption = None, public_url: _PublicUrl = "http://localhost:8000", parts: _Parts = 1
) -> None:
    """Rapor setini üret: raporun sayıları · The set on which the reports give the union's own figures."""
    _set("report", home, public_url, parts)


@ends_with_refusals
def sets_capacity(
    home: HomeOption = None, public_url: _PublicUrl = "http://localhost:8000", parts: _Parts = 1
) -> None:
    """Kapasite setini üret: bir milyon belge · The set of a million documents; minutes and gigabytes."""
    _set("capacity", home, public_url, parts)
