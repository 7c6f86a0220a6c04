"""Memberships on both engines: names, states, transfers and merges, each with its event, entry and audit record."""

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from registry.lists.imports import Counts, ImportRefused, import_members
from registry.lists.member_list import read_members
from registry.member import MEMBERSHIP_EVENTS, Member
from registry.people import membership
from registry.people.membership import Came, MemberRefused
from registry.people.provinces import PROVINCES, province_named
from registry.sicil_chain import content_hash, first_broken, unbound
from registry.store import OWNER, Store
from registry.tables.access import audit_events
from registry.tables.members import member_names, members, membership_events
from registry.turkish import sort_key, upper
from tests.support.people import act_of, add_chambers
from tests.support.register import NOW, TODAY

ACT = act_of()


@pytest.fixture
def register(store: Store) -> Store:
    """The register with one member of EMO: 101742 Işıl İnci Öztürk."""
    add_chambers(store)
    membership.register(
        store, ACT, "EMO", sicil_no="101742", given_name="Işıl İnci", family_name="Öztürk", province="ankara"
    )
    return store


def member(store: Store, sicil_no: str = "101742", chamber: str = "EMO") -> Member:
    with store.reading(chamber) as records:
        return records.members.find(chamber, {sicil_no})[sicil_no]


def events(store: Store, sicil_no: str = "101742") -> list[str]:
    with store.reading("EMO") as records:
        return [one.event for one in records.membership.events_of("EMO", [member(store, sicil_no).id])]


def require_sound_chain(store: Store, chamber: str = "EMO") -> list[str]:
    """The events of a sound chain; every membership event is bound to an entry."""
    with store.reading(chamber) as records:
        chain = records.sicil.chain(chamber)
        assert first_broken(chain) is None
        assert unbound(chain, MEMBERSHIP_EVENTS, records.membership.content_hashes(chamber)) == []
        return [one.event for one in chain]


def audited(store: Store) -> list[str]:
    with store.engine.connect() as connection:
        return sorted(connection.execute(sa.select(audit_events.c.action)).scalars())


def test_an_entry_has_its_event_its_sicil_entry_and_its_audit_record(register: Store) -> None:
    found = member(register)
    assert (found.full_name, found.title, found.status) == (
        "Işıl İnci Öztürk",
        "Elektrik Mühendisi",
        "aktif",
    )
    assert found.province == "Ankara"
    assert events(register) == ["uye_kaydi"]
    assert require_sound_chain(register) == ["uye_kaydi"]
    assert audited(register) == ["membership.registered"]
    with register.engine.connect() as connection:
        row = connection.execute(sa.select(audit_events)).one()
    assert row.chamber_code == "EMO" and row.actor == "sicil"
    assert "101742" not in str(row) and "ztürk" not in str(row) and str(found.id) not in str(row)


def test_a_name_that_ended_is_kept_with_its_day(register: Store) -> None:
    before = member(register)
    membership.rename(
        register, ACT, "EMO", "101742", given_name="Işıl", family_name="Öz", reason="ad_degisikligi"
    )
    after = member(register)
    assert (after.id, after.full_name) == (before.id, "Işıl Öz")
    with register.reading("EMO") as records:
        (past,) = records.membership.names_of("EMO", [before.id])
        assert [one.full_name for one in records.members.search("EMO", "isil oz")] == ["Işıl Öz"]
    assert (past.given_name, past.family_name, past.reason) == ("Işıl İnci", "Öztürk", "ad_degisikligi")
    assert past.ended_at == NOW
    assert require_sound_chain(register) == ["uye_kaydi", "ad_degisti"]
    assert audited(register) == ["membership.registered", "membership.renamed"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"given_name": "", "family_name": "Öz", "reason": "bilgi_hatasi"}, "member.text"),
        ({"given_name": "A\u202eB", "family_name": "Öz", "reason": "bilgi_hatasi"}, "member.text"),
        ({"given_name": "Ş" * 101, "family_name": "Öz", "reason": "bilgi_hatasi"}, "member.text"),
        ({"given_name": "Işıl İnci", "family_name": "Öztürk", "reason": "bilgi_hatasi"}, "member.same"),
        ({"given_name": "Işıl", "family_name": "Öz", "reason": "canı istedi"}, "member.name_reason"),
    ],
)
def test_a_rename_that_is_refused_changes_nothing(register: Store, given: dict[str, str], code: str) -> None:
    before = member(register)
    with pytest.raises(MemberRefused, match=code):
        membership.rename(register, ACT, "EMO", "101742", **given)
    assert member(register) == before
    assert events(register) == ["uye_kaydi"]


def test_states_have_dated_events(register: Store) -> None:
    on = date(2026, 10, 3)
    membership.change_status(register, ACT, "EMO", "101742", status="askida", on=on, note="Karar 12/4")
    membership.change_status(register, ACT, "EMO", "101742", status="aktif", on=TODAY)
    with register.reading("EMO") as records:
        _, suspended, back = records.membership.events_of("EMO", [member(register).id])
    assert (suspended.before, suspended.after, suspended.effective_on) == ("aktif", "askida", on)
    assert suspended.note == "Karar 12/4"
    assert (back.before, back.after) == ("askida", "aktif")
    require_sound_chain(register)
    for change, code in (
        ({"status": "aktif", "on": TODAY}, "member.same"),
        ({"status": "emekli", "on": TODAY}, "member.status_unknown"),
        ({"status": "vefat", "on": date(2026, 11, 23)}, "member.day_ahead"),
    ):
        with pytest.raises(MemberRefused, match=code):
            membership.change_status(register, ACT, "EMO", "101742", **change)  # type: ignore[arg-type]


def test_a_transfer_closes_one_entry_and_opens_another(register: Store) -> None:
    membership.transfer(register, ACT, "EMO", "101742", to_chamber="BMO", on=TODAY)
    there = membership.register(
        register,
        act_of(chamber="BMO"),
        "BMO",
        sicil_no="7",
        given_name="Işıl İnci",
        family_name="Öztürk",
        came=Came("EMO", "101742"),
    )
    assert member(register).status == "ayrilmis"
    with register.reading("BMO") as records:
        (came,) = records.membership.events_of("BMO", [there.id])
    assert (came.event, came.before, came.after) == ("nakil", "EMO/101742", "aktif")
    assert events(register) == ["uye_kaydi", "nakil"]
    require_sound_chain(register)
    require_sound_chain(register, "BMO")
    with pytest.raises(MemberRefused, match=r"member\.left"):
        membership.transfer(register, ACT, "EMO", "101742", to_chamber="BMO", on=TODAY)
    with pytest.raises(MemberRefused, match=r"member\.transfer_chamber"):
        membership.transfer(register, ACT, "EMO", "101742", to_chamber="EMO", on=TODAY)


def test_a_wrong_entry_leads_to_the_right_one(register: Store) -> None:
    for sicil_no, family in (("101743", "ÖZTÜRK"), ("101744", "Öztürk"), ("5", "Özkan")):
        membership.register(
            register, ACT, "EMO", sicil_no=sicil_no, given_name="Işıl İnci", family_name=family
        )
    right, wrong, wronger = (member(register, no).id for no in ("101742", "101743", "101744"))
    membership.merge(register, ACT, "EMO", "101744", "101743")
    membership.merge(register, ACT, "EMO", "101743", "101742")
    assert member(register, "101743").merged_into == right
    # Never more than one step, so that a view needs one look.
    assert member(register, "101744").merged_into == right
    with register.reading("EMO") as records:
        assert set(records.membership.entries_of("EMO", right)) == {right, wrong, wronger}
        assert membership.entry(records, "EMO", "101744").sicil_no == "101742"
        assert records.members.count_by_status("EMO") == {"aktif": 2}
    for one, other, code in (
        ("101742", "101743", "member.merged"),
        ("101743", "101742", "member.merged"),
        ("101742", "101742", "member.merge_itself"),
        ("5", "101742", "member.merge_names"),
        ("101742", "404", "member.not_found"),
    ):
        with pytest.raises(MemberRefused, match=code):
            membership.merge(register, ACT, "EMO", one, other)
    membership.merge(register, ACT, "EMO", "5", "101742", names_differ=True)
    with pytest.raises(MemberRefused, match=r"member\.merged"):
        membership.rename(register, ACT, "EMO", "5", given_name="A", family_name="B", reason="bilgi_hatasi")
    assert require_sound_chain(register)[-1] == "kayit_birlestirildi"


def test_entries_of_two_chambers_are_never_merged(register: Store) -> None:
    membership.register(
        register, act_of(chamber="MMO"), "MMO", sicil_no="9", given_name="Işıl İnci", family_name="Öztürk"
    )
    with pytest.raises(MemberRefused, match=r"member\.not_found"):
        membership.merge(register, ACT, "EMO", "9", "101742")
    assert member(register, "9", "MMO").merged_into is None


def test_an_altered_or_added_event_is_noticed(register: Store) -> None:
    membership.change_status(register, ACT, "EMO", "101742", status="askida", on=TODAY)
    with register.reading("EMO") as records:
        chain = records.sicil.chain("EMO")
        kept = records.membership.events_of("EMO", [member(register).id])
    altered = replace(kept[1], effective_on=date(2026, 1, 1))
    hashes = dict(enumerate((content_hash(one.row()) for one in kept), start=1))
    assert unbound(chain, MEMBERSHIP_EVENTS, hashes) == []
    assert unbound(chain, MEMBERSHIP_EVENTS, {**hashes, 2: content_hash(altered.row())}) == [2]
    assert unbound(chain, MEMBERSHIP_EVENTS, {1: hashes[2], 2: hashes[1]}) == [1, 2]
    assert unbound(chain, MEMBERSHIP_EVENTS, {2: hashes[2]}) == [1]
    assert unbound(chain, MEMBERSHIP_EVENTS, {**hashes, 3: hashes[1]}) == [3]


@pytest.mark.parametrize("table", [membership_events, member_names])
def test_histories_cannot_be_altered(register: Store, table: sa.Table) -> None:
    membership.rename(register, ACT, "EMO", "101742", given_name="A", family_name="B", reason="bilgi_hatasi")
    for statement in (table.update().values(actor="x"), table.delete()):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), register.engine.begin() as connection:
            connection.execute(statement)


def test_a_list_writes_history_too(register: Store) -> None:
    with register.reading() as records:
        emo = records.chambers.find("EMO")
    assert emo is not None
    text = "sicil_no;ad;soyad;durum\n101742;Işıl;Öztürk;askıda\n8;Ali;Çelik;aktif\n"
    for expected in (Counts(1, 1, 0), Counts(0, 0, 2)):
        with register.writing("EMO") as records:
            assert import_members(records, emo, read_members(text.encode(), emo), NOW) == expected
    assert events(register) == ["uye_kaydi", "ad_degisti", "durum_degisti"]
    assert events(register, "8") == ["uye_kaydi"]
    with register.reading("EMO") as records:
        (past,) = records.membership.names_of("EMO", [member(register).id])
    assert (past.given_name, past.reason) == ("Işıl İnci", "liste")
    assert len(require_sound_chain(register)) == 4


def test_a_list_does_not_bring_an_erased_person_back(register: Store) -> None:
    with register.writing(OWNER) as records, register.reading("EMO") as read:
        emo = read.chambers.find("EMO")
        records.members._connection.execute(members.update().values(erased_at=NOW))
    assert emo is not None
    text = "sicil_no;ad;soyad\n101742;Işıl;Öztürk\n"
    with pytest.raises(ImportRefused, match=r"member\.erased"), register.writing("EMO") as records:
        import_members(records, emo, read_members(text.encode(), emo), NOW)


def test_pages_of_a_search_follow_each_other_in_turkish_order(register: Store) -> None:
    names = ["Uçar", "Şahin", "Söğüt", "İnan", "Irmak", "Çelik", "Cömert", "Cömert"]
    for place, family in enumerate(names):
        membership.register(register, ACT, "EMO", sicil_no=str(place), given_name="Ali", family_name=family)
    seen: list[str] = []
    after = None
    while True:
        with register.reading("EMO") as records:
            page = records.members.search("EMO", "ALİ", 3, after)
        seen += [one.family_name for one in page]
        if len(page) < 3:
            break
        after = page[-1]
    assert seen == ["Cömert", "Cömert", "Çelik", "Irmak", "İnan", "Söğüt", "Şahin", "Uçar"]


def test_the_provinces() -> None:
    assert len(PROVINCES) == len(set(PROVINCES)) == 81
    assert PROVINCES[:3] == ("Adana", "Adıyaman", "Afyonkarahisar")
    assert PROVINCES.index("Iğdır") < PROVINCES.index("Isparta") < PROVINCES.index("İstanbul")
    assert list(PROVINCES) == sorted(PROVINCES, key=sort_key)
    assert all(province_named(upper(one)) == one for one in PROVINCES)
    assert province_named("istanbul") == province_named("ISTANBUL") == "İstanbul"
    assert province_named("Paris") is None


@given(st.dictionaries(st.text("abc", min_size=1), st.none() | st.integers(-(2**40), 2**40) | st.text()))
def test_the_hash_of_a_row_tells_rows_apart(row: dict[str, object]) -> None:
    first = content_hash(row)
    assert first == content_hash(dict(reversed(row.items())))
    assert first != content_hash({**row, "d": 1})
