"""``muhur privacy …``: personal data exported, erased, and ended when their time is over (KVKK)."""

import json
from pathlib import Path
from typing import Annotated

import typer

from keys.vault import write_whole
from muhur.clock import system_now
from muhur.commands.people import ChamberOption, SicilArgument, begun
from muhur.commands.shared import (
    HomeOption,
    JsonOption,
    ends_with_refusals,
    opened,
    out,
    print_json,
    require_writable,
)
from muhur.sealing.sheets import forgetting
from registry.people import membership, privacy

DecisionOption = Annotated[str, typer.Option("--decision", help="Dayanak karar · What it rests on")]


@ends_with_refusals
def privacy_erase(
    sicil_no: SicilArgument,
    chamber: ChamberOption,
    decision: DecisionOption,
    yes: Annotated[bool, typer.Option("--yes", help="Sormadan · Without asking")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Eski bir üyenin kişisel verilerini sil · Erase a former member's personal data."""
    found, code, act = begun(home, chamber)
    if not yes and not typer.confirm(f"{code} {sicil_no}: geri alınamaz · cannot be undone", err=True):
        raise typer.Exit(1)
    done = privacy.erase(
        found.store, act, code, sicil_no, decision=decision, forget=forgetting(found.settings)
    )
    if as_json:
        print_json({"chamber": code, "sicil_no": sicil_no, "rows": done.rows})
        return
    out.print(f"Silindi · erased: {code} {sicil_no}")
    for name, count in done.rows.items():
        out.print(f"  {name:24} {count}")


@ends_with_refusals
def privacy_retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Yalnız say · Only count")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Süresi dolan kayıtları sil, tutanağını yaz · End what has outlived its time, with a proof report."""
    report = privacy.retain(opened(home).store, system_now(), delete=not dry_run)
    if as_json:
        print_json(report)
        return
    for one in report["classes"]:
        out.print(f"{one['class']:16} {one['before']:>9} → {one['after']:>9}  ({one['outlived']})")
    if not dry_run:
        out.print(f"sha256 {report['sha256']}")


@ends_with_refusals
def privacy_export(
    sicil_no: SicilArgument,
    chamber: ChamberOption,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Dosya · File to write")] = None,
    home: HomeOption = None,
) -> None:
    """Bir üye hakkında tutulan her şeyi ver · Export everything held about a member."""
    found, code, act = begun(home, chamber)
    if output is not None:
        require_writable(output)
    with found.store.reading(code) as records:
        one = membership.entry(records, code, sicil_no)
    held = privacy.export(found.store, act, one)
    if output is None:
        print_json(held)
        return
    # Nobody else may read it, from its first byte on.
    write_whole(output, (json.dumps(held, ensure_ascii=False, indent=1) + "\n").encode())
    out.print(str(output))
