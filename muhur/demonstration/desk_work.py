"""What lies on the desks when somebody first looks: a list that waits for approval, a request, a question, a listed member.

Each is done once; doing it again changes nothing.
"""

from datetime import datetime, timedelta

from issuer.batches.preparation import Preparation, prepare
from issuer.batches.steps import submit
from muhur.demonstration.people import Person
from muhur.installation import Home
from registry.access import MEMBER, OFFICER, REGISTRAR, USER, Caller
from registry.act import Act
from registry.document import BoardDecision
from registry.istanbul import day_of
from registry.lists.csv_text import ListRow
from registry.lists.imports import add_runs, run_of
from registry.member import Member
from registry.notices.requests import DUZELTME, make_request
from registry.people.asking import ask
from registry.people.membership import change_contact
from registry.people.own import PUBLIC_LIST, set_consent

RUN = "EMO-YG-01", "2026-bekleyen"
STORY = "EMO", "101742"
# Who agreed to stand on the public list, and where they are.
LISTED = (("EMO", 3, "Ankara"), ("EMO", 4, "İstanbul"), ("EMO", 5, "İzmir"), ("MMO", 3, "Bursa"))


def lay_out(home: Home, people: dict[str, list[Person]], now: datetime) -> None:
    """Lay it all out at ``now``."""
    with home.store.reading() as records:
        if records.programmes.find_run(*RUN) is not None:
            return
    _waiting_list(home, people["EMO"], now)
    for code, place, province in LISTED:
        _listed(home, code, people[code][place].sicil_no, province, now)
    member = _member(home, *STORY)
    act = Act(Caller(MEMBER, str(member.id), member.chamber_code, frozenset({MEMBER})), now)
    with home.store.writing(member.chamber_code) as records:
        make_request(records, act, member.id, kind=DUZELTME, text="Unvanım belgede eksik görünüyor.")
    registrar = Act(Caller(USER, "sicil.mmo", "MMO", frozenset({REGISTRAR})), now)
    ask(home.store, registrar, STORY[0], [STORY[1]], purpose="Ortak proje onayı")


def _waiting_list(home: Home, people: list[Person], now: datetime) -> None:
    ended = day_of(now) - timedelta(days=2)
    with home.store.writing("EMO") as records:
        add_runs(records, [run_of(*RUN, ended - timedelta(days=3), ended, "Ankara Şubesi", "Ankara", now)])
    rows = [
        ListRow(line, {
            "sicil_no": one.sicil_no, "ad": one.given_name, "soyad": one.family_name, "devam": "24" if line != 4 else "15",
            "toplam": "24", "teorik_not": "86" if line != 6 else "69,5",
        })
        for line, one in enumerate(people[8:16], start=2)
    ]  # fmt: skip
    officer = Act(Caller(USER, "egitim.emo", "EMO", frozenset({OFFICER})), now)
    decision = BoardDecision("41/12", ended)
    report = prepare(home.store, officer, Preparation("/".join(RUN), rows, decision))
    if report.batch_id is not None:
        submit(home.store, officer, report.batch_id)


def _listed(home: Home, code: str, sicil_no: str, province: str, now: datetime) -> None:
    registrar = Act(Caller(USER, f"sicil.{code.lower()}", code, frozenset({REGISTRAR})), now)
    change_contact(home.store, registrar, code, sicil_no, email=None, province=province)
    member = _member(home, code, sicil_no)
    act = Act(Caller(MEMBER, str(member.id), code, frozenset({MEMBER})), now)
    set_consent(home.store, act, PUBLIC_LIST, given=True)


def _member(home: Home, code: str, sicil_no: str) -> Member:
    with home.store.reading(code) as records:
        return records.members.find(code, [sicil_no])[sicil_no]
