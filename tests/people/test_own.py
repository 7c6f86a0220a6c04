"""What members see and decide alone, on both engines."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
import sqlalchemy as sa

from muhur.installation import Home
from registry.access import AccessRefused
from registry.member import Member
from registry.people import membership, own
from registry.people.asking import access_line, ask
from registry.people.own import PUBLIC_LIST, OwnRefused
from registry.people.public_list import ListRefused, recommended
from registry.people.reminders import Reminder, reminders_of, sentence
from registry.store import OWNER
from registry.tables.access import audit_events
from registry.tables.chambers import chambers
from registry.tables.members import members, person_links
from tests.support.people import act_of, act_of_member, isil, run, suspend
from tests.support.register import NOW, TODAY, members_of

YG = "Yüksek Gerilim İşletme Sorumluluğu"
LAST_DAY = date(2031, 11, 22)


def other_self(home: Home) -> Member:
    """The same person's entry in MMO."""
    return membership.register(
        home.store, act_of(chamber="MMO"), "MMO", sicil_no="7", given_name="Işıl İnci", family_name="Öztürk"
    )


def person_of(home: Home, one: Member) -> UUID | None:
    with home.store.reading(one.chamber_code) as records:
        found = records.members.by_id(one.chamber_code, one.id)
    assert found is not None
    return found.person_id


def test_u5_my_specialization(authorised: Home) -> None:
    found = own.specialization(authorised.store, act_of_member(isil(authorised)))
    assert [line.sentence() for line in found.areas] == [
        "Yüksek Gerilim İşletme Sorumluluğu · Yetkili · Geçerlilik Bitişi 22.11.2031 · 2026 vizesi işlendi"
    ]


def test_u6_who_asked_about_me(authorised: Home) -> None:
    ask(authorised.store, act_of(chamber="MMO"), "EMO", ["101742"], purpose="Ortak proje onayı")
    later = act_of(chamber="MMO", at=NOW + timedelta(days=1))
    ask(authorised.store, later, "EMO", ["101742"], purpose="Saha denetimi")
    found, names = own.accesses(authorised.store, act_of_member(isil(authorised)))
    assert [access_line(one, names) for one in found] == [
        "23.11.2026 · Makina Mühendisleri Odası · Saha denetimi",
        "22.11.2026 · Makina Mühendisleri Odası · Ortak proje onayı",
    ]
    assert own.accesses(authorised.store, act_of_member(isil(authorised)), page=2)[0] == []
    someone = next(one for one in members_of(authorised, "EMO") if one.sicil_no == "050001")
    assert own.accesses(authorised.store, act_of_member(someone))[0] == []


def due(home: Home, today: date) -> list[Reminder]:
    with home.store.reading("EMO") as records:
        return list(reminders_of(records, "EMO", today))


def test_u7_an_end_that_comes_near(authorised: Home) -> None:
    (one,) = due(authorised, LAST_DAY - timedelta(days=90))
    assert sentence(one.days_left) == "Belgenizin süresi 90 gün sonra dolacaktır."
    assert sentence(one.days_left, "en") == "Your document expires in 90 days."
    assert (one.member_id, one.belge_no) == (isil(authorised).id, "EMO-2026-YB-000123-Y")
    act = act_of_member(isil(authorised), at=NOW)
    (document,) = own.documents(authorised.store, act)
    assert document.days_left == (LAST_DAY - TODAY).days


def test_reminders_come_once_a_step_also_to_a_worker_that_was_off(authorised: Home) -> None:
    keys = {}
    for days in range(100, -2, -1):
        for one in due(authorised, LAST_DAY - timedelta(days=days)):
            assert one.days_left == days
            keys.setdefault(one.once_key, []).append(days)
    assert keys == {
        "reminder:EMO-2026-YB-000123-Y:90": list(range(90, 83, -1)),
        "reminder:EMO-2026-YB-000123-Y:30": list(range(30, 23, -1)),
        "reminder:EMO-2026-YB-000123-Y:7": list(range(7, 0, -1)),
    }
    assert sentence(0) == "Belgenizin süresi bugün dolacaktır."
    suspend(authorised)
    assert due(authorised, LAST_DAY - timedelta(days=90)) == []


def test_two_entries_of_one_person_are_linked_by_the_person(authorised: Home) -> None:
    here, there = isil(authorised), other_self(authorised)
    code, until = own.start_link(authorised.store, act_of_member(here))
    assert code.startswith("EMO-") and until == NOW + timedelta(minutes=15)
    with authorised.store.engine.connect() as connection:
        assert code not in str(connection.execute(sa.select(person_links)).one())
    assert own.documents(authorised.store, act_of_member(there)) == []
    typed = code.lower().replace("-", " ").replace("emo ", "emo-")
    assert own.confirm_link(authorised.store, act_of_member(there, minutes=15), typed) == "EMO"
    assert person_of(authorised, here) == person_of(authorised, there) is not None
    for one in (here, there):
        (document,) = own.documents(authorised.store, act_of_member(one))
        assert document.line.proof.belge_no == "EMO-2026-YB-000123-Y"
        seen, names = own.accesses(authorised.store, act_of_member(one))
        assert access_line(seen[0], names).endswith("Kayıtların kişi tarafından bağlanması")
    # A crash before the second half: the same member may confirm again, nobody else.
    run(authorised, sa.update(members).where(members.c.id == there.id).values(person_id=None))
    own.confirm_link(authorised.store, act_of_member(there), code)
    assert person_of(authorised, here) == person_of(authorised, there)
    own.unlink(authorised.store, act_of_member(there))
    assert own.documents(authorised.store, act_of_member(there)) == []
    assert len(own.documents(authorised.store, act_of_member(here))) == 1
    with pytest.raises(OwnRefused, match=r"own\.not_linked"):
        own.unlink(authorised.store, act_of_member(there))
    with authorised.store.engine.connect() as connection:
        actions = list(connection.execute(sa.select(audit_events.c.action)).scalars())
    assert actions.count("link.confirmed") == 4 and actions.count("link.ended") == 1


def test_a_code_that_does_not_count_links_nothing(authorised: Home) -> None:
    here, there = isil(authorised), other_self(authorised)
    third = members_of(authorised, "IMO")[0]
    old, _ = own.start_link(authorised.store, act_of_member(here))
    code, _ = own.start_link(authorised.store, act_of_member(here))
    neighbour = members_of(authorised, "EMO")[0]
    for caller, given, minutes, refused in (
        (there, old, 0, "own.link_code"),
        (there, code, 16, "own.link_code"),
        (there, code.replace("EMO", "IMO"), 0, "own.link_code"),
        (there, "YOK-1234-1234-1234", 0, "own.link_code"),
        (there, "", 0, "own.link_code"),
        (neighbour, code, 0, "own.link_same_chamber"),
    ):
        with pytest.raises(OwnRefused) as error:
            own.confirm_link(authorised.store, act_of_member(caller, minutes=minutes), given)
        assert error.value.code == refused, given
    own.confirm_link(authorised.store, act_of_member(there), code)
    with pytest.raises(OwnRefused, match=r"own\.link_code"):
        own.confirm_link(authorised.store, act_of_member(third), code)
    assert person_of(authorised, third) is None


def test_a_third_chamber_joins_and_two_groups_do_not(authorised: Home) -> None:
    here, there = isil(authorised), other_self(authorised)
    third, fourth = members_of(authorised, "IMO")[0], members_of(authorised, "TMO")[0]
    for giver, taker in pairwise((here, there, third)):
        code, _ = own.start_link(authorised.store, act_of_member(giver))
        own.confirm_link(authorised.store, act_of_member(taker), code)
    assert len({person_of(authorised, one) for one in (here, there, third)}) == 1
    lone = members_of(authorised, "OMO")[0]
    code, _ = own.start_link(authorised.store, act_of_member(lone))
    own.confirm_link(authorised.store, act_of_member(fourth), code)
    code, _ = own.start_link(authorised.store, act_of_member(lone))
    with pytest.raises(OwnRefused, match=r"own\.linked_elsewhere"):
        own.confirm_link(authorised.store, act_of_member(here), code)


def names(home: Home, **given: object) -> list[tuple[str, str]]:
    found, _ = recommended(home.store, TODAY, **given)  # type: ignore[arg-type]
    return [(one.full_name, one.line.proof.belge_no) for one in found]


def test_only_who_agreed_is_recommended_and_only_while(authorised: Home) -> None:
    act, one = act_of_member(isil(authorised)), ("Işıl İnci Öztürk", "EMO-2026-YB-000123-Y")
    membership.change_contact(
        authorised.store, act_of(), "EMO", "101742", email="isil@example.org", province="İSTANBUL"
    )
    assert names(authorised) == []
    own.set_consent(authorised.store, act, PUBLIC_LIST, given=True)
    for given in ({}, {"area": YG.upper()}, {"province": "istanbul"}, {"area": YG, "province": "İstanbul"}):
        assert names(authorised, **given) == [one], given
    for given in ({"area": "Asansör"}, {"province": "Ankara"}, {"page": 2}):
        assert names(authorised, **given) == []
    with pytest.raises(ListRefused):
        names(authorised, province="Atlantis")
    run(authorised, sa.update(members).where(members.c.sicil_no == "101742").values(status="askida"))
    assert names(authorised) == []
    run(authorised, sa.update(members).where(members.c.sicil_no == "101742").values(status="aktif"))
    later = act_of_member(isil(authorised), minutes=1)
    own.set_consent(authorised.store, later, PUBLIC_LIST, given=False)
    assert names(authorised) == []
    with authorised.store.reading("EMO") as records:
        given_words = [c.given for c in records.accesses.consents_of("EMO", [isil(authorised).id])]
    assert given_words == [True, False]
    own.set_consent(authorised.store, act, PUBLIC_LIST, given=True)
    suspend(authorised)
    assert names(authorised) == []
    with pytest.raises(OwnRefused):
        own.set_consent(authorised.store, act, "reklam", given=True)


def test_a_merged_entry_stays_recommended_under_the_right_one(authorised: Home) -> None:
    own.set_consent(authorised.store, act_of_member(isil(authorised)), PUBLIC_LIST, given=True)
    right = membership.register(
        authorised.store, act_of(), "EMO", sicil_no="5", given_name="Işıl İnci", family_name="Öztürk"
    )
    own.set_consent(authorised.store, act_of_member(right), PUBLIC_LIST, given=True)
    membership.merge(authorised.store, act_of(), "EMO", "101742", "5")
    assert names(authorised, area=YG) == [("Işıl İnci Öztürk", "EMO-2026-YB-000123-Y")]
    # Who signed in under the wrong number acts for the right entry.
    own.set_consent(authorised.store, act_of_member(isil(authorised)), PUBLIC_LIST, given=False)
    assert names(authorised, area=YG) == []


def test_who_is_gone_sees_nothing(authorised: Home) -> None:
    one = isil(authorised)
    run(authorised, sa.update(members).where(members.c.id == one.id).values(erased_at=NOW))
    for act in (act_of_member(one), act_of_member(replace(one, chamber_code="MMO"))):
        with pytest.raises(AccessRefused, match=r"access\.not_found"):
            own.documents(authorised.store, act)
    with authorised.store.writing(OWNER) as records:
        assert records.chambers.find("EMO") is not None
    run(authorised, sa.update(chambers).values(backfill_complete_on=None))
