"""``muhur members …``, ``muhur specialization …``: the operator's hand on people."""

from pathlib import Path
from typing import Annotated

import typer

from muhur.clock import system_now
from muhur.commands.access import chamber_of, operator_act
from muhur.commands.shared import (
    CommandRefused,
    HomeOption,
    JsonOption,
    ends_with_refusals,
    opened,
    out,
    print_json,
    read_day,
    tell,
)
from muhur.installation import Home
from registry.act import Act
from registry.istanbul import day_of, shown
from registry.member import Member, PastName
from registry.people import asking, membership
from registry.people.asking import Asked
from registry.people.membership import Came
from registry.people.privacy import shown_name
from registry.people.specialization import ANSWERS

ChamberOption = Annotated[str, typer.Option("--chamber", help="Oda kodu, ör. EMO · Chamber code")]
SicilArgument = Annotated[str, typer.Argument(help="Oda sicil no · Number in the chamber's sicil")]
NoteOption = Annotated[str | None, typer.Option("--note", help="Karar veya yazı no · Decision or letter")]
OnOption = Annotated[str | None, typer.Option("--on", help="Tarih, YYYY-AA-GG · Day, today if left out")]


def begun(home: Path | None, chamber: str) -> tuple[Home, str, Act]:
    """The installation, the code of the chamber that is named, and the operator's act in it."""
    found = opened(home)
    with found.store.reading() as records:
        code = chamber_of(records, chamber)
    return found, code, operator_act(found, system_now(), code)


def _line(found: Member) -> str:
    one = shown_name(found)
    return f"{one.sicil_no:10} {one.full_name} · {one.title} · {one.status}"


def _json(found: Member) -> dict[str, object]:
    one = shown_name(found)
    return {
        "chamber": one.chamber_code,
        "sicil_no": one.sicil_no,
        "given_name": one.given_name,
        "family_name": one.family_name,
        "title": one.title,
        "status": one.status,
    }


def _name(past: PastName) -> str:
    return f"{past.given_name} {past.family_name}"


@ends_with_refusals
def members_show(
    sicil_no: SicilArgument, chamber: ChamberOption, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """Bir üyeyi geçmişiyle göster · Show a member with the history."""
    found, code, act = begun(home, chamber)
    one, names, events = membership.detail(found.store, act, code, sicil_no)
    if as_json:
        past_names = [
            {"name": _name(past), "ended_at": past.ended_at.isoformat(), "reason": past.reason}
            for past in names
        ]
        happened = [
            {
                "on": event.effective_on.isoformat(),
                "event": event.event,
                "before": event.before,
                "after": event.after,
            }
            for event in events
        ]
        print_json({**_json(one), "earlier_names": past_names, "events": happened})
        return
    out.print(_line(one), markup=False)
    for past in names:
        out.print(f"  {shown(day_of(past.ended_at))} · {_name(past)}", markup=False)
    for event in events:
        states = " → ".join(state for state in (event.before, event.after) if state)
        out.print(f"  {shown(event.effective_on)} · {event.event} {states}".rstrip(), markup=False)


@ends_with_refusals
def members_search(
    text: Annotated[str, typer.Argument(help="Adın bir parçası · Part of a name")],
    chamber: ChamberOption,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Adıyla üye ara · Search members by name."""
    found, code, _ = begun(home, chamber)
    known = membership.search(found.store, code, text, 100)
    if as_json:
        print_json([_json(one) for one in known])
        return
    for one in known:
        out.print(_line(one), markup=False)


@ends_with_refusals
def members_rename(
    sicil_no: SicilArgument,
    chamber: ChamberOption,
    given: Annotated[str, typer.Option("--given", help="Ad · Given name")],
    family: Annotated[str, typer.Option("--family", help="Soyad · Family name")],
    reason: Annotated[str, typer.Option("--reason", help="ad_degisikligi, bilgi_hatasi")] = "ad_degisikligi",
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Adını değiştir; eski adı saklanır · Change a name; the earlier one is kept."""
    found, code, act = begun(home, chamber)
    one = membership.rename(
        found.store, act, code, sicil_no, given_name=given, family_name=family, reason=reason
    )
    tell(_line(one), _json(one), as_json=as_json)


@ends_with_refusals
def members_status(
    sicil_no: SicilArgument,
    status: Annotated[str, typer.Argument(help="aktif, askida, ayrilmis, vefat")],
    chamber: ChamberOption,
    on: OnOption = None,
    note: NoteOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Üyelik durumunu değiştir · Change the state of a membership."""
    found, code, act = begun(home, chamber)
    day = day_of(act.at) if on is None else read_day(on)
    one = membership.change_status(found.store, act, code, sicil_no, status=status, on=day, note=note)
    tell(_line(one), _json(one), as_json=as_json)


@ends_with_refusals
def members_contact(
    sicil_no: SicilArgument,
    chamber: ChamberOption,
    email: Annotated[str | None, typer.Option("--email", help="E-posta · E-mail")] = None,
    province: Annotated[str | None, typer.Option("--province", help="İl · Province")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """E-posta ve ilini yaz; verilmeyen silinir · Set e-mail and province; what is left out is removed."""
    found, code, act = begun(home, chamber)
    one = membership.change_contact(found.store, act, code, sicil_no, email=email, province=province)
    tell(_line(one), _json(one), as_json=as_json)


@ends_with_refusals
def members_merge(
    wrong: Annotated[str, typer.Argument(help="Yanlış kaydın sicil no'su · The wrong entry")],
    right: Annotated[str, typer.Argument(help="Doğru kaydın sicil no'su · The right entry")],
    chamber: ChamberOption,
    names_differ: Annotated[
        bool, typer.Option("--names-differ", help="Adlar farklı, kişi aynı · Names differ, one person")
    ] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Yanlış kaydı doğrusuyla birleştir · Lead a wrong entry to the right one."""
    found, code, act = begun(home, chamber)
    one = membership.merge(found.store, act, code, wrong, right, names_differ=names_differ)
    tell(f"{wrong} → {_line(one)}", _json(one), as_json=as_json)


@ends_with_refusals
def members_transfer(
    sicil_no: SicilArgument,
    chamber: ChamberOption,
    to: Annotated[str, typer.Option("--to", help="Gittiği Oda · The other chamber")],
    new_no: Annotated[str, typer.Option("--new-sicil", help="Oradaki sicil no · Number there")],
    on: OnOption = None,
    note: NoteOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Üyeyi başka Odaya naklet; belgeleri eski kaydında kalır · Transfer to another chamber.

    The new entry comes first: stopped between the two, the command is run again with the same words.
    """
    found, code, act = begun(home, chamber)
    _, there, act_there = begun(home, to)
    day = day_of(act.at) if on is None else read_day(on)
    with found.store.reading(code) as records:
        one = membership.entry(records, code, sicil_no)
    with found.store.reading(there) as records:
        known = records.members.find(there, {new_no}).get(new_no)
    if known is None:
        came = Came(code, sicil_no)
        names = {"given_name": one.given_name, "family_name": one.family_name, "title": one.title}
        known = membership.register(found.store, act_there, there, sicil_no=new_no, came=came, **names)
    elif known.full_name != one.full_name:
        raise CommandRefused("member.exists", sicil_no=new_no)
    membership.transfer(found.store, act, code, sicil_no, to_chamber=there, on=day, note=note)
    tell(_line(known), _json(known), as_json=as_json)


def _print_answer(found: Asked, *, as_json: bool) -> None:
    turkish, english = ANSWERS[found.answer]
    if as_json:
        print_json(
            {
                "sicil_no": found.sicil_no,
                "answer": found.answer,
                "message": {"tr": turkish, "en": english},
                "areas": [line.sentence() for line in found.record.areas],
                "history": [line.sentence() for line in found.record.history],
            }
        )
        return
    out.print(turkish)
    for line in (*found.record.areas, *found.record.completed):
        out.print(f"  {line.sentence()}", markup=False)
    for line in found.record.history:
        out.print(f"  (geçmiş · history) {line.sentence()}", markup=False)


AreaOption = Annotated[str | None, typer.Option("--area", help="Uzmanlık alanı · Area")]


@ends_with_refusals
def specialization_show(
    sicil_no: SicilArgument,
    chamber: ChamberOption,
    area: AreaOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Üyenin uzmanlık kaydını göster · Show a member's specialization record."""
    found, code, act = begun(home, chamber)
    _print_answer(asking.own_record(found.store, act, code, sicil_no, area=area), as_json=as_json)


@ends_with_refusals
def specialization_ask(
    sicil_no: SicilArgument,
    chamber: ChamberOption,
    asking_chamber: Annotated[str, typer.Option("--as", help="Soran Oda · Asking chamber")],
    purpose: Annotated[str, typer.Option("--purpose", help="Gerekçe; üye görür · The member reads it")],
    area: AreaOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Başka Odanın üyesini sor: yalnız alan ve durum · Ask about another chamber's member."""
    found, code, _ = begun(home, chamber)
    _, _, act = begun(home, asking_chamber)
    (answer,) = asking.ask(found.store, act, code, [sicil_no], purpose=purpose, area=area)
    if not answer.known:
        raise CommandRefused("member.not_found")
    turkish, _english = ANSWERS[answer.answer]
    if as_json:
        areas = [line.subject for line in answer.record.authorised]
        print_json({"sicil_no": sicil_no, "answer": answer.answer, "areas": areas})
        return
    out.print(turkish)
    for line in answer.record.authorised:
        out.print(f"  {line.subject}", markup=False)
