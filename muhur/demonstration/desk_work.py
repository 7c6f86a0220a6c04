"""What people did before somebody first looks: a member's request, members on the public list.

Doing it again changes nothing, and goes on with what a stopped build has left undone.
"""

from datetime import datetime

from muhur.demonstration.people import Person
from muhur.installation import Home
from registry.access import MEMBER, REGISTRAR, USER, Caller
from registry.act import Act
from registry.member import Member
from registry.notices.requests import DUZELTME, make_request
from registry.people.membership import change_contact
from registry.people.own import PUBLIC_LIST, set_consent

STORY = "EMO", "101742"
# Who agreed to stand on the public list, and where they are.
LISTED = (("EMO", 3, "Ankara"), ("EMO", 4, "İstanbul"), ("EMO", 5, "İzmir"), ("MMO", 3, "Bursa"))


def lay_out(home: Home, people: dict[str, list[Person]], now: datetime) -> None:
    """Lay it all out at ``now``."""
    member = _member(home, *STORY)
    act = Act(Caller(MEMBER, str(member.id), member.chamber_code, frozenset({MEMBER})), now)
    with home.store.writing(member.chamber_code) as records:
        if not records.requests.of_member(member.chamber_code, member.id):
            make_request(records, act, member.id, kind=DUZELTME, text="Unvanım belgede eksik görünüyor.")
    for code, place, province in LISTED:
        _listed(home, code, people[code][place].sicil_no, province, now)


def _listed(home: Home, code: str, sicil_no: str, province: str, now: datetime) -> None:
    member = _member(home, code, sicil_no)
    if member.listed_since is not None:
        return
    registrar = Act(Caller(USER, f"sicil.{code.lower()}", code, frozenset({REGISTRAR})), now)
    change_contact(home.store, registrar, code, sicil_no, email=None, province=province)
    act = Act(Caller(MEMBER, str(member.id), code, frozenset({MEMBER})), now)
    set_consent(home.store, act, PUBLIC_LIST, given=True)


def _member(home: Home, code: str, sicil_no: str) -> Member:
    with home.store.reading(code) as records:
        return records.members.find(code, [sicil_no])[sicil_no]
