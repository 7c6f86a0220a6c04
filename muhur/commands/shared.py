"""What every command shares: options, output, and how a refusal ends a command."""

import functools
import json
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
from rich.console import Console

from muhur.clock import system_now
from muhur.installation import Home, InstallationRefused, open_home
from muhur.problems import REFUSALS, AnyRefusal, problem_of
from muhur.settings import Settings, read_settings
from registry import istanbul
from registry.istanbul import ISTANBUL
from registry.lists.csv_text import MAX_BYTES
from registry.refusal import Refusal

OK, NO, USAGE, CANNOT_TELL = 0, 1, 2, 3
P = ParamSpec("P")
R = TypeVar("R")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Kurulum klasörü · Folder of the installation", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Makine okur çıktı · Machine-readable output")]
AtOption = Annotated[
    str | None, typer.Option("--at", help="Benzetilmiş zaman, yalnız ÖRNEK · Simulated time, ÖRNEK only")
]


class CommandRefused(Refusal):
    """A command's input cannot be used."""


class UsageRefused(CommandRefused):
    """The options do not go together; nothing was looked at."""


def settings_for(home: Path | None, **given: Any) -> Settings:
    """Settings with the command line's options over the environment."""
    return read_settings(home=home, **given)


def opened(home: Path | None) -> Home:
    """The opened installation."""
    return open_home(settings_for(home))


def read_time(text: str) -> datetime:
    """A day (09:00 in Istanbul) or an instant with zone, as given on the command line."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandRefused("clock.unreadable", value=text) from error
    if len(text) == 10:
        return datetime.combine(found.date(), time(9), ISTANBUL).astimezone(UTC)
    return found.replace(tzinfo=ISTANBUL).astimezone(UTC) if found.tzinfo is None else found.astimezone(UTC)


def read_day(text: str) -> date:
    """A day as 22.11.2026 or 2026-11-22; raises ``CommandRefused``."""
    try:
        return istanbul.read_day(text)
    except ValueError as error:
        raise CommandRefused("clock.unreadable", value=text[:40]) from error


def require_writable(path: Path) -> None:
    """Refuse before the work is done, not after."""
    try:
        path.open("ab").close()
    except OSError as error:
        raise CommandRefused("file.unwritable", path=path) from error


def issuing_time(home: Home, at: str | None) -> datetime:
    """Now, or the simulated time that only an ÖRNEK installation accepts."""
    if at is None:
        return system_now()
    if not home.facts.specimen:
        raise InstallationRefused("clock.simulated")
    return read_time(at)


def read_input(path: Path, limit: int = MAX_BYTES) -> bytes:
    """A file's bytes, ``-`` for standard input; at most one byte more than ``limit`` is read."""
    if str(path) == "-":
        return sys.stdin.buffer.read(limit + 1)
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise CommandRefused("file.missing", path=path) from error


def print_json(value: object) -> None:
    """One JSON value on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def tell(text: str, value: object, *, as_json: bool) -> None:
    """What a command did: a line for people, or its facts as JSON."""
    if as_json:
        print_json(value)
    else:
        out.print(text, markup=False)


def ends_with_refusals(command: Callable[P, R]) -> Callable[P, R]:
    """A refusal ends the command with exit 1 (wrong usage 2) and its sentence in both languages; a fault still crashes."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except REFUSALS as refusal:
            if kwargs.get("as_json"):
                print_json(problem_of(refusal).as_json())
            print_refusal(refusal)
            raise typer.Exit(USAGE if isinstance(refusal, UsageRefused) else NO) from None

    return run


def print_refusal(refusal: AnyRefusal) -> None:
    """Its sentence in both languages, on the error output."""
    found = problem_of(refusal)
    err.print(f"[bold red]✗[/] {_plain(found.tr)}\n  [dim]{_plain(found.en)}[/]")


def _plain(text: str) -> str:
    return text.replace("[", "\\[")
