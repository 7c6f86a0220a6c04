"""Commands about trainers, runs that change, and approvals in advance."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

import typer

from muhur.clock import system_now
from muhur.commands.catalogue import ChamberOption, FileArgument, counted
from muhur.commands.shared import (
    CommandRefused,
    HomeOption,
    JsonOption,
    ends_with_refusals,
    opened,
    out,
    print_json,
    read_input,
    tell,
)
from muhur.installation import Home
from registry.access import SYSTEM, Caller
from registry.act import Act
from registry.istanbul import day_of, shown
from registry.lists.trainer_list import read_trainers
from registry.training import approvals, catalogue, pool
from registry.training.approvals import View

ActorOption = Annotated[str, typer.Option("--actor", help="Kim yapıyor · Who does it")]
ApprovalArgument = Annotated[UUID, typer.Argument(help="Sürekli onayın kimliği · Id of the approval")]
_STATES = {
    "prepared": "onay bekliyor",
    "in_force": "yürürlükte",
    "superseded": "eski sürüm için",
    "ended": "sona erdi",
}


def _act(home: Home, chamber: str, actor: str) -> Act:
    with home.store.reading() as records:
        known = records.chambers.named(chamber)
    if known is None:
        raise CommandRefused("chamber.unknown", chamber=chamber)
    return Act(Caller(SYSTEM, actor, known.code), system_now())


@ends_with_refusals
def trainers_import(
    file: FileArgument, chamber: ChamberOption, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """Eğitici havuzunu al · Import trainers (CSV, XLSX: ad_soyad; profil; egiticilerin_egitimi)."""
    found = opened(home)
    counts = pool.take_in(found.store, _act(found, chamber, "cli"), read_trainers(read_input(file)))
    said = f"{counts.added} eğitici eklendi, {counts.changed} güncellendi, {counts.same} aynı."
    tell(said, counted(counts), as_json=as_json)


@ends_with_refusals
def trainers_list(chamber: ChamberOption, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Eğitici havuzunu göster · List trainers."""
    found = opened(home)
    trainers = pool.listed(found.store, _act(found, chamber, "cli"))
    if as_json:
        print_json(
            [
                {
                    "id": str(one.id),
                    "full_name": one.full_name,
                    "profile": one.profile,
                    "tot_done": one.tot_done,
                    "active": one.active,
                }
                for one in trainers
            ]
        )
        return
    for one in trainers:
        done = {True: "eğiticilerin eğitimi var", False: "yok", None: "bilinmiyor"}[one.tot_done]
        out.print(f"{one.full_name:40} {one.profile:14} {done}")


@ends_with_refusals
def programmes_change(
    programme: Annotated[str, typer.Argument(help="Eğitim kodu · Programme code")],
    chamber: ChamberOption,
    title: Annotated[
        str | None, typer.Option(help="Belge başlığı, boşsa türün adı · Title of its documents")
    ] = None,
    accredited_by: Annotated[str | None, typer.Option(help="Akredite eden · Who accredits it")] = None,
    seminar: Annotated[
        bool | None,
        typer.Option("--seminar/--no-seminar", help="Tablo 1'de sayılmaz · Not counted in Tablo 1"),
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Listenin söylemediğini değiştir · Change what the programme list does not say; a new version."""
    found = opened(home)
    act = _act(found, chamber, "cli")
    known, _ = catalogue.shown(found.store, act, programme)
    new = replace(
        known,
        title=known.title if title is None else title or None,
        accredited_by=known.accredited_by if accredited_by is None else accredited_by or None,
        counts_in_tablo1=known.counts_in_tablo1 if seminar is None else not seminar,
    )
    one = catalogue.change(found.store, act, new, version=known.version)
    said = f"{one.code}: {one.version}. sürüm · version {one.version}"
    tell(said, {"programme": one.code, "version": one.version}, as_json=as_json)


@ends_with_refusals
def programmes_close(
    programme: Annotated[str, typer.Argument(help="Eğitim kodu · Programme code")],
    chamber: ChamberOption,
    reopen: Annotated[bool, typer.Option("--reopen", help="Yeniden aç · Open it again")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Programı yeni eğitimlere kapat · Open no more runs of a programme."""
    found = opened(home)
    one = catalogue.set_active(found.store, _act(found, chamber, "cli"), programme, active=reopen)
    said = f"{one.code}: {'açık · open' if one.active else 'kapalı · closed'}"
    tell(said, {"programme": one.code, "active": one.active}, as_json=as_json)


@ends_with_refusals
def approvals_add(
    programme: Annotated[str, typer.Argument(help="Eğitim kodu, ör. IMO-TB-01 · Programme code")],
    actor: ActorOption,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Sürekli onay hazırla · Prepare a standing approval of an asynchronous programme."""
    found = opened(home)
    act = _act(found, programme.partition("-")[0], actor)
    _tell(approvals.prepare(found.store, act, programme), as_json=as_json)


@ends_with_refusals
def approvals_approve(
    approval: ApprovalArgument,
    actor: ActorOption,
    chamber: ChamberOption,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Başkasının hazırladığını onayla · Approve what another person prepared."""
    found = opened(home)
    _tell(approvals.approve(found.store, _act(found, chamber, actor), approval), as_json=as_json)


@ends_with_refusals
def approvals_end(
    approval: ApprovalArgument,
    actor: ActorOption,
    chamber: ChamberOption,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Sürekli onayı sona erdir · End a standing approval."""
    found = opened(home)
    _tell(approvals.end(found.store, _act(found, chamber, actor), approval), as_json=as_json)


@ends_with_refusals
def approvals_list(chamber: ChamberOption, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Sürekli onayları göster · List standing approvals."""
    found = opened(home)
    views = approvals.listed(found.store, _act(found, chamber, "cli"))
    if as_json:
        print_json([_json(view) for view in views])
        return
    for view in views:
        _tell(view, as_json=False)


def _tell(view: View, *, as_json: bool) -> None:
    one, state = view
    day = shown(day_of(one.prepared_at))
    said = f"{one.id}  {one.programme_code:16} {one.programme_version}. sürüm  {day}  {_STATES[state]}"
    tell(said, _json(view), as_json=as_json)


def _json(view: View) -> dict[str, object]:
    one, state = view
    return {
        "id": str(one.id),
        "programme": one.programme_code,
        "version": one.programme_version,
        "state": state,
        "prepared_by": one.prepared_by,
        "approved_by": one.approved_by,
    }
