"""``muhur log audit``: a log replayed from outside, and held against what was seen before and against a register."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from keys.log_checkpoint import LogPolicy
from keys.log_note import read_vkey
from keys.trust_bundle import open_bundle
from muhur.clock import system_now
from muhur.commands.shared import (
    CommandRefused,
    HomeOption,
    JsonOption,
    UsageRefused,
    ends_with_refusals,
    opened,
    out,
    print_json,
    read_input,
)
from muhur.commands.verifying import read_anchor
from muhur.installation import Home

if TYPE_CHECKING:
    from muhur.transparency.audit import Audited, LogSource


@ends_with_refusals
def log_audit(
    url: Annotated[str, typer.Argument(help="Günlüğün adresi, ör. https://…/log · Address of the log")],
    state: Annotated[
        Path, typer.Option("--state", help="Son görülenin saklandığı dosya · Where what was seen is kept")
    ] = Path("log-audit.checkpoint"),
    trust_file: Annotated[
        Path | None, typer.Option("--trust", help="Güven paketi (trust export) · Trust bundle file")
    ] = None,
    anchor: Annotated[
        str | None, typer.Option("--anchor", help="Güven çıpası: JWK dosyası veya metni · Trust anchor")
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option("--key", help="Günlüğün anahtarı (log show) · Verifier key of the log")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bir günlüğü dışarıdan baştan hesapla · Replay a log from outside; with --home, compare it with the register."""
    # Only who audits loads what speaks to servers.
    from muhur.transparency.audit import LogSource, audit_again, client, compare, prefix_of

    own = None if home is None else opened(home)
    policy = _policy(key or [], trust_file, anchor, own)
    if not state.parent.is_dir():
        raise CommandRefused("file.missing", path=state.parent)
    with client() as asking:
        source = LogSource(prefix_of(url), asking)
        found = audit_again(source, policy, state)
    openings = None
    if own is not None:
        with own.store.reading(snapshot=True) as records:
            openings = compare(records, found)
    told = _told(source, found, openings)
    if as_json:
        print_json(told)
        return
    out.print(f"Tutuyor · holds: {told['origin']}", markup=False)
    out.print(f"kayıt · entries {told['size']}, önce · before {told['seen']}", markup=False)
    out.print(f"kök · root {told['root']}", markup=False)
    read = f"{told['bundles']} + {told['tiles']}"
    out.print(
        f"parça · bundles + tiles {read}, {told['bytes']} B, tanık · witnesses {len(told['witnesses'])}"
    )
    if openings is not None:
        out.print(f"kütük aynı · the register agrees: {openings} olay · events", markup=False)


def _policy(keys: list[str], trust_file: Path | None, anchor: str | None, own: Home | None) -> LogPolicy:
    """Whom the log is believed by: keys given, else a trust bundle's, else those of the home."""
    if keys:
        return _of_keys(keys)
    found = None
    if trust_file is not None:
        pinned = None if own is None else own.anchor()
        if anchor is not None:
            pinned = read_anchor(anchor)
        if pinned is not None:
            compact = read_input(trust_file).decode("ascii", errors="replace").strip()
            found = open_bundle(compact, pinned, system_now()).log
    elif own is not None:
        with own.store.reading() as records:
            found = own.log().policy(records)
    if found is None:
        raise UsageRefused("log.no_trust")
    return found


def _of_keys(texts: list[str]) -> LogPolicy:
    try:
        keys = tuple(map(read_vkey, texts))
        return LogPolicy(keys[0].name, keys)
    except ValueError as error:
        raise UsageRefused("log.key_unreadable") from error


def _told(source: "LogSource", found: "Audited", openings: int | None) -> dict[str, Any]:
    checkpoint = found.opened.checkpoint
    return {
        "origin": checkpoint.origin,
        "size": checkpoint.size,
        "root": base64.b64encode(checkpoint.root).decode("ascii"),
        "seen": found.seen,
        "bundles": source.bundles,
        "tiles": source.tiles,
        "bytes": source.read,
        "witnesses": [one.witness for one in found.opened.cosignatures],
        "register": None if openings is None else {"openings": openings},
    }
