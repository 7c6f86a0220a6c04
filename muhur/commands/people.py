"""``muhur members …``, ``muhur specialization …``, ``muhur privacy …``: the operator's hand on people."""

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
    require_writable,
)
from muhur.installation import Home
from registry.act import Act
from registry.istanbul import day_of, shown
from registry.member import Member
from registry.people import asking, membership, privacy
from registry.people.asking import Asked
from registry.people.membership import Came
from registry.people.privacy import shown_name
from registry.people.specialization import ANSWERS

ChamberOption = Annotated[str, typer.Option("--chamber", help="Oda kodu, ör. EMO · Chamber code")]
SicilArgument = Annotated[str, typer.Argument(help="Oda sicil no · Number in the chamber's sicil")]
NoteOption = Annotated[str | None, typer.Option("--note", help="Karar veya yazı no · Decision or letter")]
OnOption = Annotated[str | None, typer.Option("--on", help="Tarih, YYYY-AA-GG · Day, today if left out")]
DecisionOption = Annotated[str, typer.Option("--decision", help="Dayanak karar · What it rests on")]


def _begun(home: Path | None, chamber: str) -> tuple[Home, str, Act]:
    found = opened(home)
    with found.store.reading() as records:
        code = chamber_of(records, chamber)
    return found, code, operator_act(found, system_now(), code)


def _line(found: Member) -> str:
    one = shown_name(found)
    return f"{one.sicil_no:10} {one.full_name} · {one.title} · {one.status}"


@ends_with_refusals
def members_show(sicil_no: SicilArgument, chamber: ChamberOption, home: HomeOption = None) -> None:
    """Bir üyeyi geçmişiyle göster · Show a member with the history."""
    found, code, act = _begun(home, chamber)
    one, names, events = membership.detail(found.store, act, code, sicil_no)
    out.print(_line(one), markup=False)
    for past in names:
        out.print(f"  {shown(day_of(past.ended_at))} · {past.given_name} {past.family_name}", markup=False)
    for event in events:
        states = " → ".join(state for state in (event.before, event.after) if state)
        out.print(f"  {shown(event.effective_on)} · {event.event} {states}".rstrip(), markup=False)


@ends_with_refusals
def members_search(
    text: Annotated[str, typer.Argument(help="Adın bir parçası · Part of a name")],
    chamber: ChamberOption,
    home: HomeOption = None,
) -> None:
    """Adıyla üye ara · Search members by name."""
    found, code, _ = _begun(home, chamber)
    for one in membership.search(found.store, code, text, 100):
        out.print(_line(one), markup=False)


@ends_with_refusals
def members_rename(
    sicil_no: SicilArgument,
    chamber: ChamberOption,
    given: Annotated[str, typer.Option("--given", help="Ad · Given name")],
    family: Annotated[str, typer.Option("--family", help="Soyad · Family name")],
    reason: Annotated[str, typer.Option("--reason", help="ad_degisikligi, bilgi_hatasi")] = "ad_degisikligi",
    home: HomeOption = None,
) -> None:
    """Adını değiştir; eski adı saklanır · Change a name; the earlier one is kept."""
    found, code, act = _begun(home, chamber)
    one = membership.rename(
        found.store, act, code, sicil_no, given_name=given, family_name=family, reason=reason
    )
    out.print(_line(one), markup=False)


@ends_with_refusals
def members_status(
    sicil_no: SicilArgument,
    status: Annotated[str, typer.Argument(help="aktif, askida, ayrilmis, vefat")],
    chamber: ChamberOption,
    on: OnOption = None,
    note: NoteOption = None,
    home: HomeOption = None,
) -> None:
    """Üyelik durumunu değiştir · Change the state of a membership."""
    found, code, act = _begun(home, chamber)
    day = day_of(act.at) if on is None else read_day(on)
    one = membership.change_status(found.store, act, code, sicil_no, status=status, on=day, note=note)
    out.print(_line(one), markup=False)


@ends_with_refusals
def members_contact(
    sicil_no: SicilArgument,
    chamber: ChamberOption,
    email: Annotated[str | None, typer.Option("--email", help="E-posta · E-mail")] = None,
    province: Annotated[str | None, typer.Option("--province", help="İl · Province")] = None,
    home: HomeOption = None,
) -> None:
    """E-posta ve ilini yaz; verilmeyen silinir · Set e-mail and province; what is left out is removed."""
    found, code, act = _begun(home, chamber)
    one = membership.change_contact(found.store, act, code, sicil_no, email=email, province=province)
    out.print(_line(one), markup=False)


@ends_with_refusals
def members_merge(
    wrong: Annotated[str, typer.Argument(help="Yanlış kaydın sicil no'su · The wrong entry")],
    right: Annotated[str, typer.Argument(help="Doğru kaydın sicil no'su · The right entry")],
    chamber: ChamberOption,
    names_differ: Annotated[
        bool, typer.Option("--names-differ", help="Adlar farklı, kişi aynı · Names differ, one person")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Yanlış kaydı doğrusuyla birleştir · Lead a wrong entry to the right one."""
    found, code, act = _begun(home, chamber)
    one = membership.merge(found.store, act, code, wrong, right, names_differ=names_differ)
    out.print(f"{wrong} → {_line(one)}", markup=False)


@ends_with_refusals
def members_transfer(
    sicil_no: SicilArgument,
    chamber: ChamberOption,
    to: Annotated[str, typer.Option("--to", help="Gittiği Oda · The other chamber")],
    new_no: Annotated[str, typer.Option("--new-sicil", help="Oradaki sicil no · Number there")],
    on: OnOption = None,
    note: NoteOption = None,
    home: HomeOption = None,
) -> None:
    """Üyeyi başka Odaya naklet; belgeleri eski kaydında kalır · Transfer to another chamber.

    The new entry comes first: stopped between the two, the command is run again with the same words.
    """
    found, code, act = _begun(home, chamber)
    _, there, act_there = _begun(home, to)
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
    out.print(_line(known), markup=False)


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
    found, code, act = _begun(home, chamber)
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
    found, code, _ = _begun(home, chamber)
    _, _, act = _begun(home, asking_chamber)
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


@ends_with_refusals
def privacy_erase(
    sicil_no: SicilArgument,
    chamber: ChamberOption,
    decision: DecisionOption,
    yes: Annotated[bool, typer.Option("--yes", help="Sormadan · Without asking")] = False,
    home: HomeOption = None,
) -> None:
    """Eski bir üyenin kişisel verilerini sil · Erase a former member's personal data."""
    found, code, act = _begun(home, chamber)
    if not yes and not typer.confirm(f"{code} {sicil_no}: geri alınamaz · cannot be undone"):
        raise typer.Exit(1)
    done = privacy.erase(found.store, act, code, sicil_no, decision=decision)
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
    import json

    found, code, act = _begun(home, chamber)
    if output is not None:
        require_writable(output)
    with found.store.reading(code) as records:
        one = membership.entry(records, code, sicil_no)
    held = privacy.export(found.store, act, one)
    if output is None:
        print_json(held)
        return
    output.write_text(json.dumps(held, ensure_ascii=False, indent=1) + "\n")
    output.chmod(0o600)
    out.print(str(output))
