"""The shipped catalogue, and member, programme and run lists into the register."""

from datetime import date
from typing import Any

import pytest

from registry.chamber import Chamber
from registry.lists.catalogue import CatalogueRefused, read_chambers, read_programmes
from registry.lists.csv_text import ListRefused
from registry.lists.imports import (
    Counts,
    ImportRefused,
    add_runs,
    import_members,
    import_programmes,
    run_of,
)
from registry.lists.member_list import MemberListRefused, read_members
from registry.lists.run_list import read_runs
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.store import OWNER, Store
from tests.support.register import DATA, NOW

UNION, CHAMBERS = read_chambers((DATA / "chambers.json").read_bytes())
CODES = {one.code for one in CHAMBERS}
PROGRAMMES_CSV = (DATA / "programmes.csv").read_bytes()
MMO = Chamber(
    "MMO", 17, "MMO", "Makina Mühendisleri Odası", "x", "did:web:x:odalar:mmo", "mmo", ("Makina Mühendisi",)
)
HEADER = "code,chamber_code,name_tr,form,delivery,hours,belge_turu,assessed,attendance_threshold_pct,pass_mark,validity_type,validity_years,annual_visa,specialization_area\n"
GOOD = {
    "code": "EMO-X-01",
    "chamber_code": "EMO",
    "name_tr": "Ad",
    "form": "yuz_yuze",
    "delivery": "sinif",
    "hours": "8",
    "belge_turu": "basari",
    "assessed": "yes",
    "attendance_threshold_pct": "",
    "pass_mark": "",
    "validity_type": "suresiz",
    "validity_years": "",
    "annual_visa": "",
    "specialization_area": "",
}


def test_the_twenty_four_chambers() -> None:
    assert len(CHAMBERS) == len(CODES) == 24
    assert len({one.slug for one in CHAMBERS}) == len({one.no for one in CHAMBERS}) == 24
    assert UNION.slug == "tmmob"
    assert all(one.code.isascii() and one.code.isupper() and one.professions for one in CHAMBERS)


def test_the_seventy_programmes() -> None:
    found = {one.code: one for one in read_programmes(PROGRAMMES_CSV, CODES)}
    assert len(found) == 70
    assert (found["IMO-TB-01"].delivery, found["IMO-TB-01"].attendance_threshold_pct) == ("asenkron", 90)
    assert found["OMO-OA-01"].pass_mark == 60
    assert (found["EMO-YG-01"].validity_years, found["EMO-YG-01"].annual_visa) == (5, True)
    assert found["TMO-TB-01"].practice_exam and not found["MMO-BK-01"].practice_exam


def programme(**changed: str) -> Any:
    row = ",".join({**GOOD, **changed}[name] for name in HEADER.strip().split(","))
    return read_programmes((HEADER + row + "\n").encode(), CODES)


def test_defaults_follow_the_delivery() -> None:
    assert programme()[0].attendance_threshold_pct == 80
    assert programme(delivery="asenkron")[0].attendance_threshold_pct == 90
    assert programme()[0].pass_mark == 70
    assert programme(form="uygulamali")[0].practice_exam
    assert not programme(form="uygulamali", belge_turu="katilim", assessed="no")[0].practice_exam


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"chamber_code": "XXX"}, "programme.cell"),
        ({"form": "karma"}, "programme.cell"),
        ({"delivery": "posta"}, "programme.cell"),
        ({"belge_turu": "diploma"}, "programme.cell"),
        ({"hours": "-1"}, "programme.cell"),
        ({"hours": ""}, "programme.cell"),
        ({"hours": "2001"}, "programme.cell"),
        ({"hours": "٨"}, "programme.cell"),
        ({"assessed": "belki"}, "programme.cell"),
        ({"attendance_threshold_pct": "101"}, "programme.cell"),
        ({"pass_mark": "70.5"}, "programme.cell"),
        ({"validity_type": "sabit_sure"}, "programme.cell"),
        ({"validity_type": "sabit_sure", "validity_years": "51"}, "programme.cell"),
        ({"name_tr": ""}, "programme.cell"),
        ({"name_tr": "x" * 201}, "programme.cell"),
        ({"name_tr": "Ad\u202e"}, "programme.cell"),
        ({"specialization_area": "Alan\u200b"}, "programme.cell"),
        ({"code": "MMO-X-01"}, "programme.cell"),
        ({"code": "EMO-Ş-01"}, "programme.cell"),
        ({"code": "EMO-" + "X" * 40}, "programme.cell"),
        ({"assessed": "no"}, "programme.not_assessed"),
        ({"assessed": "no", "belge_turu": "yetki"}, "programme.not_assessed"),
    ],
)
def test_a_bad_programme_row(changed: dict[str, str], code: str) -> None:
    with pytest.raises(CatalogueRefused) as refused:
        programme(**changed)
    assert refused.value.code == code
    assert refused.value.facts["line"] == 2


def test_bagli_programmes_need_no_assessment() -> None:
    assert programme(assessed="no", belge_turu="yetki", validity_type="bagli")[0].validity_type == "bagli"


def test_a_programme_twice() -> None:
    row = ",".join(GOOD.values())
    with pytest.raises(CatalogueRefused) as refused:
        read_programmes(f"{HEADER}{row}\n{row}\n".encode(), CODES)
    assert refused.value.code == "programme.twice"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"union":{}}', b"\xff", b'{"union":1,"chambers":2}'])
def test_an_unreadable_list_of_chambers(data: bytes) -> None:
    with pytest.raises(CatalogueRefused) as refused:
        read_chambers(data)
    assert refused.value.code == "chambers.unreadable"


MEMBERS = "sicil;ad;soyad;unvan;durum;oda\n000001;Ay;Şen;Mimar;aktif;MMO\n000002;Ali;Can;;;\n"


def test_a_member_list() -> None:
    first, second = read_members(MEMBERS.encode(), MMO)
    assert (first.sicil_no, first.title, first.status) == ("000001", "Mimar", "aktif")
    assert (second.title, second.status) == (None, None)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("000003;Ay;Şen;Mimar;aktif;EMO", "member.other_chamber"),
        ("A3;Ay;Şen;Mimar;aktif;", "member.sicil"),
        ("12345678;Ay;Şen;Mimar;aktif;", "member.sicil"),
        ("٣;Ay;Şen;Mimar;aktif;", "member.sicil"),
        (";Ay;Şen;Mimar;aktif;", "member.sicil"),
        ("000001;Ay;Şen;Mimar;aktif;", "member.twice"),
        ("000003;Ay;Şen;Mimar;emekli;", "member.status"),
        ("000003;;Şen;Mimar;aktif;", "member.name"),
        ("000003;Ay\u200b;Şen;Mimar;aktif;", "member.name"),
        ("000003;Ay;" + "ş" * 301 + ";Mimar;aktif;", "member.name"),
        ("000003;" + "x" * 501 + ";Şen;Mimar;aktif;", "row.cell_too_long"),
        ("000003;Ay;Şen;Mimar;aktif;;;fazla", "row.too_many_cells"),
    ],
)
def test_a_bad_member_row_is_named_by_its_line(row: str, code: str) -> None:
    with pytest.raises(MemberListRefused) as refused:
        read_members((MEMBERS + row + "\n").encode(), MMO)
    assert (refused.value.code, refused.value.facts["line"]) == (code, 4)


def with_chambers(records: Records) -> None:
    records.chambers.add(
        [
            Chamber(
                one.code,
                one.no,
                one.abbr_tr,
                one.name_tr,
                one.name_en,
                f"did:x:{one.slug}",
                one.slug,
                one.professions,
            )
            for one in CHAMBERS
        ]
    )


def test_a_bad_row_leaves_nothing_behind(store: Store) -> None:
    with store.writing(OWNER) as records:
        with_chambers(records)
    with pytest.raises(MemberListRefused), store.writing(OWNER) as records:
        import_members(records, MMO, read_members((MEMBERS + "x;y;z\n").encode(), MMO), NOW)
    with store.reading() as records:
        assert records.members.count() == 0


def test_the_same_member_list_twice_changes_nothing(store: Store) -> None:
    with store.writing(OWNER) as records:
        with_chambers(records)
        entries = read_members(MEMBERS.encode(), MMO)
        assert import_members(records, MMO, entries, NOW) == Counts(2, 0, 0)
        before = records.members.find("MMO", ["000001", "000002"])
        assert import_members(records, MMO, entries, NOW) == Counts(0, 0, 2)
        assert records.members.find("MMO", ["000001", "000002"]) == before
        changed = read_members(MEMBERS.replace("Şen", "Şen Ak").encode(), MMO)
        assert import_members(records, MMO, changed, NOW) == Counts(0, 1, 1)
        after = records.members.find("MMO", ["000001"])["000001"]
    assert (after.id, after.family_name) == (before["000001"].id, "Şen Ak")
    with store.reading() as records:
        assert [one.sicil_no for one in records.members.search("MMO", "sen ak")] == ["000001"]


def test_the_catalogue_twice_changes_nothing_and_a_new_rule_is_taken(store: Store) -> None:
    programmes = read_programmes(PROGRAMMES_CSV, CODES)
    with store.writing(OWNER) as records:
        with_chambers(records)
        assert import_programmes(records, programmes, now=NOW) == Counts(70, 0, 0)
    with store.writing(OWNER) as records:
        assert import_programmes(records, programmes, now=NOW) == Counts(0, 0, 70)
        assert sorted(records.programmes.all(), key=lambda one: one.code) == sorted(
            programmes, key=lambda one: one.code
        )
        stricter = read_programmes(PROGRAMMES_CSV.replace(b"yes,80,60", b"yes,80,65"), CODES)
        assert import_programmes(records, stricter, now=NOW) == Counts(0, 1, 69)
        found = records.programmes.find("OMO-OA-01")
    assert found is not None and found.pass_mark == 65


RUNS = "program;no;baslangic;bitis;sube;yer\nEMO-YG-01;2026-1;02.11.2026;2026-11-06;İzmir Şubesi;İzmir\nEMO-YG-01;2026-2;2026-12-01;04.12.2026;;\n"


def test_a_list_of_runs(store: Store) -> None:
    with store.writing(OWNER) as records:
        with_chambers(records)
        import_programmes(records, read_programmes(PROGRAMMES_CSV, CODES), now=NOW)
        add_runs(records, read_runs(RUNS.encode(), NOW))
    with store.reading() as records:
        first = records.programmes.find_run("EMO-YG-01", "2026-1")
        assert [one.code for one in records.programmes.runs()] == ["EMO-YG-01/2026-2", "EMO-YG-01/2026-1"]
        assert records.programmes.find_run("EMO-YG-01", "2026-3") is None
    assert first is not None
    assert (first.start_on, first.end_on, first.branch) == (
        date(2026, 11, 2),
        date(2026, 11, 6),
        "İzmir Şubesi",
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("EMO-YG-01;2026-2", "EMO-XX-01;2026-2", "programme.unknown"),
        ("EMO-YG-01;2026-2", "EMO-YG-01;2026-1", "run.exists"),
        ("2026-2", "2026/2", "run.no"),
        ("2026-2", "", "run.no"),
        ("04.12.2026", "30.11.2026", "run.dates"),
        ("04.12.2026", "31.11.2026", "programme.cell"),
        ("04.12.2026", "yarın", "programme.cell"),
        ("04.12.2026", f"04.12.{10**20}", "programme.cell"),
        ("İzmir Şubesi", "\u202eİzmir", "run.text"),
    ],
)
def test_a_bad_list_of_runs_leaves_nothing_behind(store: Store, old: str, new: str, code: str) -> None:
    with store.writing(OWNER) as records:
        with_chambers(records)
        import_programmes(records, read_programmes(PROGRAMMES_CSV, CODES), now=NOW)
    with pytest.raises(Refusal) as refused, store.writing(OWNER) as records:
        add_runs(records, read_runs(RUNS.replace(old, new).encode(), NOW))
    assert refused.value.code == code
    with store.reading() as records:
        assert records.programmes.runs() == []


def test_run_numbers_are_short_and_plain() -> None:
    for no in ("-1", "a b", "x" * 21, "1\n", "ı"):
        with pytest.raises(ImportRefused):
            run_of("EMO-YG-01", no, NOW.date(), NOW.date(), None, None, NOW)


def test_a_row_with_too_many_or_too_long_cells_is_named() -> None:
    for cell, code in (("x" * 501, "row.cell_too_long"), ("x;x", "row.too_many_cells")):
        with pytest.raises(Refusal) as refused:
            read_runs(f"program;no;baslangic;bitis;sube\nA;1;2026-01-01;2026-01-02;{cell}\n".encode(), NOW)
        assert (refused.value.code, refused.value.facts["line"]) == (code, 2)
    with pytest.raises(CatalogueRefused) as refused_row:
        programme(name_tr="x" * 501)
    assert refused_row.value.code == "row.cell_too_long"


def test_list_faults_come_through() -> None:
    with pytest.raises(ListRefused):
        read_members(b"ad;soyad\nA;B\n", MMO)
