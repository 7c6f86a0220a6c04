"""``muhur verify`` and the commands about keys and trust."""

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from keys.keyring import VerificationKey
from keys.trust_bundle import open_bundle
from muhur import installation
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
    read_input,
    read_time,
    require_writable,
)
from muhur.desk import ask_entered, ask_register, draw_again
from muhur.installation import Home
from muhur.problems import problem_of
from muhur.status_copies import StatusCopies, given_lists
from registry.forms.linked_data import LinkedData
from registry.refusal import Refusal
from verifier.desk import Desk
from verifier.forms.hashing import BoundedHash
from verifier.known import AskEntered, LookUp, Unreachable, WhenEntered, entered_offline, offline
from verifier.look_up import Bounded, BoundedLookUp
from verifier.paper.reader import BadgeReader, PdfReader, PhotoReader
from verifier.presented import MAX_FILE, Presented, from_bytes, from_text
from verifier.status_list import MAX_AGE, GivenList, StatusLists
from verifier.trust import NoTrust, Trust, open_trust
from verifier.verdict import Verdict
from verifier.verify import verify as judge

_SIGNS = {"pass": "[green]✓[/]", "fail": "[bold red]✗[/]", "could_not_check": "[yellow]?[/]"}


@ends_with_refusals
def verify(
    what: Annotated[
        str, typer.Argument(help="Dosya, numara, kod, karekod metni, - · File, number, code, QR text, -")
    ],
    as_json: JsonOption = False,
    no_register: Annotated[
        bool, typer.Option("--offline", help="Kütüğe sormadan · Without asking the register")
    ] = False,
    trust_file: Annotated[
        Path | None, typer.Option("--trust", help="Güven paketi (trust export) · Trust bundle file")
    ] = None,
    status: Annotated[
        Path | None, typer.Option("--status", help="Durum listesi: dosya veya klasör · Status list or folder")
    ] = None,
    anchor: Annotated[
        str | None, typer.Option("--anchor", help="Güven çıpası: JWK dosyası veya metni · Trust anchor")
    ] = None,
    at: Annotated[str | None, typer.Option("--now", help="Şu ana göre denetle · Judge at this time")] = None,
    home: HomeOption = None,
) -> None:
    """Bir belgeyi denetle · Judge a document (exit 0 genuine and valid, 1 no, 3 could not tell)."""
    now = system_now() if at is None else read_time(at)
    verdict = asyncio.run(
        _judge(_presented(what), home, trust_file, anchor, now, status, no_register=no_register)
    )
    if as_json:
        print_json(verdict.as_json())
    else:
        _print_verdict(verdict)
    raise typer.Exit(verdict.exit_code)


def _presented(what: str) -> Presented:
    if what == "-":
        return from_bytes(sys.stdin.buffer.read(MAX_FILE + 1))
    path = Path(what)
    try:
        is_file = path.is_file()
    except (OSError, ValueError):
        is_file = False
    if is_file:
        return from_bytes(read_input(path, MAX_FILE))
    if (
        path.suffix.lower() in (".pdf", ".jwt", ".json", ".txt", ".png", ".svg")
        and "#" not in what
        and "://" not in what
    ):
        raise CommandRefused("file.missing", path=path)
    return from_text(what)


async def _judge(
    presented: Presented,
    folder: Path | None,
    trust_file: Path | None,
    anchor_text: str | None,
    now: datetime,
    status: Path | None,
    *,
    no_register: bool,
) -> Verdict:
    home = None
    try:
        home = opened(folder)
    except Refusal as refusal:
        # A verdict all the same: what the bundle and the register would have said could not be checked.
        if trust_file is None:
            err.print(f"[yellow]{problem_of(refusal).tr}[/]\n[dim]{problem_of(refusal).en}[/]")
    pinned = None if anchor_text is None else read_anchor(anchor_text)
    if pinned is None and home is not None:
        pinned = home.anchor()
    compact = None
    if trust_file is not None:
        compact = read_input(trust_file).decode("ascii", errors="replace").strip()
    elif home is not None:
        compact = home.bundle()
    # Trust is a matter of today, whatever day the document is judged for.
    trust = open_trust(compact, pinned, system_now())
    look_up: LookUp = offline
    same = isinstance(trust, Trust) and home is not None and trust.bundle.public_url == home.facts.public_url
    ask_when: AskEntered = entered_offline
    closing: list[Bounded[Any, Any]] = []
    if home is not None and not no_register and (same or isinstance(trust, NoTrust)):
        store = home.store
        limit = home.settings.look_up_seconds
        look_up = bounded = BoundedLookUp(lambda key: ask_register(store, key), limit_seconds=limit)
        ask_when = asking = Bounded[str, WhenEntered](
            lambda code: ask_entered(store, code), Unreachable(), limit_seconds=limit
        )
        closing = [bounded, asking]
    lists = _status_lists(status, home, max(now, system_now()))
    hashing = BoundedHash(LinkedData(trust.bundle.public_url if isinstance(trust, Trust) else ""))
    try:
        read = PdfReader()
        desk = Desk(
            trust,
            read,
            draw_again,
            look_up,
            lists,
            read_photo=PhotoReader(),
            look_alike=read.likeness,
            ask_entered=ask_when,
            read_badge=BadgeReader(),
            hash_proven=hashing,
        )
        return await judge(presented, desk, now)
    finally:
        hashing.close()
        for one in closing:
            one.close()


def _status_lists(path: Path | None, home: Home | None, now: datetime) -> StatusLists | None:
    """The lists given, else those of the home; either way nothing older than the home has seen is believed."""
    if path is None and home is None:
        return None
    copies = None
    if home is not None:
        copies = StatusCopies(home.settings.status_folder, home.facts.public_url)
        copies.load(now)
    if path is None:
        return None if copies is None or home is None else StatusLists(copies.find, home.settings.status_ttl)
    if not path.exists():
        raise CommandRefused("file.missing", path=path)
    given = given_lists(path)

    def find(url: str) -> GivenList | None:
        found = given.get(url)
        return (
            None if found is None else GivenList(found.compact, None if copies is None else copies.seen(url))
        )

    return StatusLists(find, MAX_AGE if home is None else home.settings.status_ttl)


def read_anchor(text: str) -> VerificationKey:
    """An anchor given as JWK text or as the name of a file."""
    is_text = text.lstrip().startswith("{")
    return installation.read_anchor(text if is_text else read_input(Path(text)).decode(errors="replace"))


def _print_verdict(verdict: Verdict) -> None:
    turkish, english = verdict.message
    colour = "green" if verdict.is_valid else "yellow" if verdict.exit_code == 3 else "red"
    out.print(f"[bold {colour}]{turkish}[/]\n[dim]{english}[/]")
    if verdict.credential is not None:
        view = verdict.credential
        what = view["area"] or view["programme"]["name"]
        out.print(f"\n  {view['title']} · {view['belge_no']}".replace("[", "\\["))
        out.print(f"  {view['name']} · {view['chamber']['name_tr']}".replace("[", "\\["))
        out.print(
            f"  {what} · {view['valid_from']} - {view['valid_until'] or 'Süresiz'}\n".replace("[", "\\[")
        )
    for number, step in enumerate(verdict.steps, start=1):
        out.print(f"  {number} {_SIGNS[step.result]} {step.text[0]} [dim]· {step.text[1]}[/]")


@ends_with_refusals
def trust_export(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Dosya · File to write")] = None,
    status: Annotated[
        Path | None,
        typer.Option("--status", help="Durum listelerinin yazılacağı klasör · Folder for status lists"),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Güven paketini ver: bunsuz kurulumlar da denetleyebilsin · Export the trust bundle."""
    found = opened(home)
    compact = found.bundle() or ""
    open_bundle(compact, found.anchor(), system_now())
    if status is not None:
        _write_lists(found, status)
    if output is None:
        sys.stdout.write(compact + "\n")
    else:
        require_writable(output)
        output.write_text(compact + "\n")
        out.print(f"{output}\nÇıpa · anchor: {found.settings.anchor_path}")


def _write_lists(found: Home, folder: Path) -> None:
    """The chambers' own signed lists, one file each; a folder of them is what ``verify --status`` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    with found.store.reading() as records:
        for head in records.status_lists.heads():
            published = records.status_lists.find(head.chamber_code, head.number)
            if published is not None:
                (folder / f"{head.slug}-{head.number}.jwt").write_text(published.compact)


@ends_with_refusals
def trust_renew(home: HomeOption = None) -> None:
    """Güven paketini yeniden imzala · Sign a new trust bundle with the anchor key."""
    installation.renew_bundle(opened(home), system_now())
    out.print("Yenilendi · renewed")
