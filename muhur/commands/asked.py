"""``muhur requests``, ``muhur shares``, ``muhur watches``: what members and employers asked for."""

from typing import Annotated, Any
from uuid import UUID

import typer

from issuer.reissuing.granted import RIGHT, CarriedOut, carried_out_json, carry_out
from issuer.reissuing.lists import RESULTS, sentences
from muhur.clock import system_now
from muhur.commands.access import operator_act
from muhur.commands.acting import acting, chamber_named, read_id
from muhur.commands.catalogue import ChamberOption
from muhur.commands.issuing import read_decision
from muhur.commands.living import ByOption, DecisionDateOption, DecisionOption, DryRunOption
from muhur.commands.shared import (
    AtOption,
    HomeOption,
    JsonOption,
    UsageRefused,
    ends_with_refusals,
    issuing_time,
    opened,
    out,
    print_json,
)
from muhur.problems import sentences_of
from registry.istanbul import day_of, shown
from registry.notices.requests import decide_request
from registry.notices.shares import end_share
from registry.people.membership import entry
from registry.records.asked.requests import ACIK, KABUL, RET, MemberRequest
from registry.records.registry_records import Records

RequestArgument = Annotated[str, typer.Argument(help="Başvurunun kimliği · Id of the request")]
SicilArgument = Annotated[str, typer.Argument(help="Oda sicil no · Number in the chamber's sicil")]


@ends_with_refusals
def requests_list(
    chamber: ChamberOption,
    state: Annotated[str | None, typer.Option(help="acik, kabul, ret")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Üye başvurularını göster, süresi önce dolan başta · List members' requests, the earliest due first."""
    if state not in (None, ACIK, KABUL, RET):
        raise UsageRefused("petition.state")
    found = opened(home)
    code = chamber_named(found, chamber)
    act = operator_act(found, system_now(), code)
    with found.store.writing(code) as records:
        rows = [_request_json(records, one) for one in records.requests.of_chamber(code, state)]
        records.audit.add(act, "requests.listed", chamber_code=code, facts={"requests": len(rows)})
    if as_json:
        print_json(rows)
        return
    for row in rows:
        wanted = ", ".join(row["wanted"].values())
        out.print(
            f"{row['id']}  {row['state']:6} {row['due_on']}  {row['sicil_no']}  {row['kind']}  {wanted}"
            f"\n    {row['text']}",
            markup=False,
        )


@ends_with_refusals
def requests_decide(
    request: RequestArgument,
    chamber: ChamberOption,
    by: ByOption,
    granted: Annotated[bool, typer.Option("--grant/--refuse", help="Kabul ya da ret · Grant or refuse")],
    answer: Annotated[str, typer.Option(help="Üyeye yanıt · Answer to the member")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Başvuruyu karara bağla · Answer a request; what is granted is carried out by a step of its own."""
    found = opened(home)
    code = chamber_named(found, chamber)
    act = acting(found, code, by, "requests:decide", system_now())
    with found.store.writing(code) as records:
        done = decide_request(records, act, read_id(request), granted=granted, answer=answer)
        told = _request_json(records, done)
    if as_json:
        print_json(told)
    else:
        out.print(f"{done.id}: {done.state}", markup=False)


@ends_with_refusals
def requests_carry_out(
    request: RequestArgument,
    chamber: ChamberOption,
    by: ByOption,
    decision: DecisionOption = None,
    decision_date: DecisionDateOption = None,
    dry_run: DryRunOption = False,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Kabul edileni yerine getir: kaydı değiştir, belgelerin düzeltmesini hazırla · Carry out what was granted."""
    found = opened(home)
    code = chamber_named(found, chamber)
    act = acting(found, code, by, RIGHT, issuing_time(found, at))
    made = read_decision(decision, decision_date)
    done = carry_out(found.store, act, read_id(request), decision=made, dry_run=dry_run)
    if as_json:
        print_json(carried_out_json(done, sentences_of))
    else:
        _print_carried_out(done, dry_run=dry_run)


def _print_carried_out(done: CarriedOut, *, dry_run: bool) -> None:
    tried = " (deneme, hiçbir şey yazılmadı)" if dry_run else ""
    state = "kayıt değişti · entry changed" if done.changed else "kayıt zaten böyle · entry is so already"
    out.print(f"{done.member.sicil_no} {done.member.full_name}: {state}{tried}", markup=False)
    for row in done.corrections.rows:
        why = "".join(f"  {turkish} · {english}" for _, turkish, english in sentences(row, sentences_of))
        out.print(f"  {row.belge_no}  {RESULTS[row.result][0]} · {RESULTS[row.result][1]}{why}", markup=False)
    for batch in done.corrections.batches:
        out.print(f"Toplu iş · batch: {batch.id}  {batch.state}  {batch.content['run']}", markup=False)


@ends_with_refusals
def shares_list(
    sicil_no: SicilArgument, chamber: ChamberOption, as_json: JsonOption = False, home: HomeOption = None
) -> None:
    """Üyenin paylaşım bağlantılarını göster · List a member's share links."""
    found, now = opened(home), system_now()
    code = chamber_named(found, chamber)
    act = operator_act(found, now, code)
    with found.store.writing(code) as records:
        one = entry(records, code, sicil_no)
        links = records.sharing.shares_of(code, one.id)
        numbers = {link.credential_id: _number(records, link.credential_id) for link in links}
        records.audit.add(
            act, "shares.listed", chamber_code=code, target_kind="member", target=act.person(str(one.id))
        )
    if as_json:
        print_json(
            [
                {
                    "id": str(link.id),
                    "belge_no": numbers[link.credential_id],
                    "fields": list(link.fields),
                    "made_at": link.made_at.isoformat(),
                    "expires_at": link.expires_at.isoformat(),
                    "ended_at": None if link.ended_at is None else link.ended_at.isoformat(),
                    "open": link.open_at(now),
                }
                for link in links
            ]
        )
        return
    for link in links:
        state = "açık · open" if link.open_at(now) else "kapalı · closed"
        until = shown(day_of(link.expires_at))
        out.print(f"{link.id}  {numbers[link.credential_id]}  {until}  {state}", markup=False)


@ends_with_refusals
def shares_end(
    sicil_no: SicilArgument,
    share: Annotated[str, typer.Argument(help="Bağlantının kimliği · Id of the link")],
    chamber: ChamberOption,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Üyenin isteğiyle bir paylaşım bağlantısını kapat · End a share link, on the member's request."""
    found = opened(home)
    code = chamber_named(found, chamber)
    share_id = read_id(share)
    with found.store.writing(code) as records:
        act = operator_act(found, system_now(), code)
        end_share(records, act, entry(records, code, sicil_no).id, share_id)
    if as_json:
        print_json({"id": str(share_id), "open": False})
    else:
        out.print(f"{share_id}: kapatıldı · ended", markup=False)


@ends_with_refusals
def watches_count(
    chamber: Annotated[
        str | None, typer.Option("--chamber", help="Yalnız bu Oda · This chamber only")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """İzlenen belgeleri say · Count the documents that employers follow; nobody's address."""
    found = opened(home)
    named = None if chamber is None else chamber_named(found, chamber)
    with found.store.reading() as records:
        codes = [one.code for one in records.chambers.all()] if named is None else [named]
        counts = [records.sharing.count_watches(code) for code in codes]
    rows: list[dict[str, Any]] = [
        {
            "chamber": one.chamber_code,
            "documents": one.documents,
            "confirmed": one.confirmed,
            "unconfirmed": one.unconfirmed,
        }
        for one in counts
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        out.print(
            f"{row['chamber']:14} {row['documents']} belge · documents  {row['confirmed']} izleyen · followers"
            f"  {row['unconfirmed']} onay bekleyen · unconfirmed",
            markup=False,
        )


def _number(records: Records, credential_id: UUID) -> str | None:
    found = records.credentials.by_id(credential_id)
    return None if found is None else found.belge_no


def _request_json(records: Records, one: MemberRequest) -> dict[str, Any]:
    member = records.members.by_id(one.chamber_code, one.member_id)
    return {
        "id": str(one.id),
        "state": one.state,
        "kind": one.kind,
        "sicil_no": "" if member is None else member.sicil_no,
        "belge_no": None if one.credential_id is None else _number(records, one.credential_id),
        "text": one.text,
        "wanted": one.wanted,
        "made_at": one.made_at.isoformat(),
        "due_on": one.due_on.isoformat(),
        "answer": one.answer,
        "decided_by": one.decided_by,
        "decided_at": None if one.decided_at is None else one.decided_at.isoformat(),
    }
