"""Earlier paper: every row judged with its reason, two persons, exactly what was prepared, chained in the sicil."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from muhur.installation import Home
from registry.access import ADMINISTRATOR
from registry.inherited.paper_list import read_papers
from registry.inherited.taking import approve, declare_complete, end, prepare, send_back
from registry.lists.csv_text import ListRefused
from registry.people import membership, privacy
from registry.refusal import Refusal
from registry.sicil_chain import first_broken
from registry.store import OWNER
from registry.tables.inherited import inherited_documents
from tests.notices.acting import approver, officer
from tests.support.people import act_of
from tests.support.register import NOW, TODAY, members_of

HEAD = "Sicil No;Ad;Soyad;Belge No;Tür;Alan;Eğitim;Veriliş Tarihi;Bitiş Tarihi;Karar No;Karar Tarihi;Tarama SHA256\n"
ISIL = "101742;Işıl İnci;Öztürk;{no};Yetki Belgesi;Yüksek Gerilim İşletme Sorumluluğu;YG;{on};{until};40/34;01.02.2024;{scan}\n"


def listed(*rows: str) -> bytes:
    return (HEAD + "".join(rows)).encode("cp1254")


def isil(no: str = "YG-2024/118", on: str = "15.02.2024", until: str = "15.02.2029", scan: str = "") -> str:
    return ISIL.format(no=no, on=on, until=until, scan=scan)


def entered(home: Home, data: bytes) -> object:
    with home.store.writing("EMO") as records:
        return prepare(records, officer(), data).batch_id


def test_an_earlier_document_counts_once_another_person_approved_it(either_home: Home) -> None:
    store = either_home.store
    batch_id = entered(either_home, listed(isil(scan="ab" * 32)))
    (member,) = [one for one in members_of(either_home, "EMO") if one.sicil_no == "101742"]
    with store.reading("EMO") as records:
        assert records.inherited.of_members("EMO", [member.id]) == []
    with store.writing("EMO") as records:
        assert approve(records, approver(), batch_id) == 1
    with store.reading("EMO") as records:
        (found,) = records.inherited.of_members("EMO", [member.id])
        chain = records.sicil.chain("EMO")
        audit = records.audit
    assert found.in_force(TODAY)
    assert (found.number, found.kind, found.area) == (
        "YG-2024/118",
        "yetki",
        "Yüksek Gerilim İşletme Sorumluluğu",
    )
    assert found.scan_sha256 == bytes.fromhex("ab" * 32)
    assert [one.event for one in chain] == ["devralinan_islendi"]
    assert first_broken(chain) is None
    assert audit is not None
    assert not found.in_force(date(2029, 2, 16))


def test_who_prepared_may_not_approve(either_home: Home) -> None:
    batch_id = entered(either_home, listed(isil()))
    with pytest.raises(Refusal) as refused, either_home.store.writing("EMO") as records:
        approve(records, approver("hazirlayan"), batch_id)
    assert refused.value.code == "lifecycle.four_eyes"
    with pytest.raises(Refusal) as refused, either_home.store.writing("EMO") as records:
        approve(records, officer("baskasi"), batch_id)
    assert refused.value.code == "lifecycle.role"


def test_a_row_changed_behind_the_approval_is_refused(either_home: Home) -> None:
    batch_id = entered(either_home, listed(isil()))
    with either_home.store.engine.begin() as connection:
        connection.execute(sa.update(inherited_documents).values(valid_until=date(2039, 1, 1)))
    with pytest.raises(Refusal) as refused, either_home.store.writing("EMO") as records:
        approve(records, approver(), batch_id)
    assert refused.value.code == "inherited.changed"


def test_a_batch_of_another_chamber_is_not_there(either_home: Home) -> None:
    batch_id = entered(either_home, listed(isil()))
    with pytest.raises(Refusal) as refused, either_home.store.writing("MMO") as records:
        approve(records, approver(chamber="MMO"), batch_id)
    assert refused.value.code == "access.not_found"


def test_a_returned_list_can_be_entered_anew(either_home: Home) -> None:
    batch_id = entered(either_home, listed(isil()))
    with pytest.raises(Refusal) as refused, either_home.store.writing("EMO") as records:
        send_back(records, approver(), batch_id, "  ")
    assert refused.value.code == "lifecycle.note_missing"
    with either_home.store.writing("EMO") as records:
        send_back(records, approver(), batch_id, "Taramalar eksik.")
    again = entered(either_home, listed(isil()))
    with either_home.store.writing("EMO") as records:
        assert approve(records, approver(), again) == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (isil(on="15.02.2027"), "paper.future"),
        (isil(on="32.02.2024"), "paper.cell"),
        (isil(on=f"15.02.{10**20}"), "paper.cell"),
        (isil(until="01.01.2020"), "paper.order"),
        (isil(scan="xyz"), "paper.scan"),
        (isil().replace("40/34", "kırk"), "paper.decision"),
        (isil().replace("01.02.2024", "01.03.2024"), "paper.decision"),
        (isil().replace("Yüksek Gerilim İşletme Sorumluluğu", ""), "paper.area"),
        (isil().replace("Yetki Belgesi", "Diploma"), "paper.kind"),
        (isil().replace("101742", "999999"), "paper.sicil_unknown"),
        (isil().replace("Öztürk", "Özkan"), "paper.name_differs"),
        (isil().replace("YG-2024/118", ""), "paper.missing"),
    ],
)
def test_a_row_that_cannot_be_taken_says_why(home: Home, row: str, code: str) -> None:
    with home.store.writing("EMO") as records:
        report = prepare(records, officer(), listed(row, isil("YG-2024/119")))
    first, second = report.rows
    assert code in [fault.code for fault in first.faults]
    assert all(fault.tr and fault.en for fault in first.faults)
    assert second.faults == []
    assert report.taken == 1


def test_the_same_number_is_taken_once(home: Home) -> None:
    with home.store.writing("EMO") as records:
        report = prepare(records, officer(), listed(isil(), isil()))
        assert [len(row.faults) for row in report.rows] == [0, 1]
    with home.store.writing("EMO") as records:
        (row,) = prepare(records, officer(), listed(isil())).rows
    assert [fault.code for fault in row.faults] == ["paper.known"]


def test_rows_without_a_number_are_not_called_the_same(home: Home) -> None:
    with home.store.writing("EMO") as records:
        report = prepare(records, officer(), listed(isil(no=""), isil(no="")))
    assert [[fault.code for fault in row.faults] for row in report.rows] == [["paper.missing"]] * 2


def test_the_erased_get_no_document(home: Home) -> None:
    membership.change_status(home.store, act_of(), "EMO", "101742", status="ayrilmis", on=TODAY)
    privacy.erase(home.store, act_of(ADMINISTRATOR), "EMO", "101742", decision="Karar 1/1")
    with home.store.writing("EMO") as records:
        report = prepare(records, officer(), listed(isil().replace("Işıl İnci;Öztürk", ";")))
    (row,) = report.rows
    assert [fault.code for fault in row.faults] == ["paper.sicil_unknown"]


@pytest.mark.slow
def test_two_at_once_enter_a_number_once(either_home: Home) -> None:
    home, gate = either_home, Barrier(2, timeout=60)

    def enter(_number: int) -> list[str]:
        gate.wait()
        with home.store.writing("EMO") as records:
            (row,) = prepare(records, officer(), listed(isil())).rows
            time.sleep(0.3)
        return [fault.code for fault in row.faults]

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(enter, range(2))) == [[], ["paper.known"]]


def test_a_dry_run_writes_nothing(home: Home) -> None:
    with home.store.writing("EMO") as records:
        report = prepare(records, officer(), listed(isil()), dry_run=True)
    assert report.taken == 1
    assert report.batch_id is None
    with home.store.reading("EMO") as records:
        assert records.inherited.batches("EMO") == []


def test_ending_an_earlier_document(either_home: Home) -> None:
    batch_id = entered(either_home, listed(isil()))
    with either_home.store.writing("EMO") as records:
        approve(records, approver(), batch_id)
    for number, on, reason, code in (
        ("YG-1", TODAY, "diger", "access.not_found"),
        ("YG-2024/118", TODAY + timedelta(days=1), "diger", "inherited.day"),
        ("YG-2024/118", date(2020, 1, 1), "diger", "inherited.day"),
        ("YG-2024/118", TODAY, "sebepsiz", "lifecycle.reason_missing"),
    ):
        with pytest.raises(Refusal) as refused, either_home.store.writing("EMO") as records:
            end(records, approver(), number, on, reason)
        assert refused.value.code == code
    with either_home.store.writing("EMO") as records:
        assert not end(records, approver(), "YG-2024/118", TODAY, "bilgi_hatasi").in_force(TODAY)
    with pytest.raises(Refusal) as refused, either_home.store.writing("EMO") as records:
        end(records, approver(), "YG-2024/118", TODAY, "bilgi_hatasi")
    assert refused.value.code == "inherited.ended"


def test_a_chamber_declares_its_records_complete_only_when_nothing_waits(either_home: Home) -> None:
    batch_id = entered(either_home, listed(isil()))
    with pytest.raises(Refusal) as refused, either_home.store.writing("EMO") as records:
        declare_complete(records, approver())
    assert refused.value.code == "inherited.waiting"
    with either_home.store.writing("EMO") as records:
        approve(records, approver(), batch_id)
        assert declare_complete(records, approver()) == TODAY
    with either_home.store.reading("EMO") as records:
        assert records.chambers.backfill_complete_on("EMO") == TODAY
        assert records.chambers.backfill_complete_on("MMO") is None


def test_an_unknown_batch_is_not_there(home: Home) -> None:
    with pytest.raises(Refusal) as refused, home.store.writing(OWNER) as records:
        approve(records, approver(), uuid4())
    assert refused.value.code == "access.not_found"


@given(st.binary(max_size=400))
def test_any_file_is_judged_or_refused(data: bytes) -> None:
    try:
        rows = read_papers(HEAD.encode() + data, NOW.date())
    except ListRefused:
        return
    assert all(row.faults or (row.number and row.kind and row.issued_on) for row in rows)
