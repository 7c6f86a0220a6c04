"""Class lists as offices send them: which rows are refused and why, and what a whole-file fault leaves behind."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from issuer.class_list import read_class_list
from issuer.issue import IssueRefused, issue_list
from issuer.reasons import OF_EARLIER_PAPER, OF_EVIDENCE, SENTENCES, Reason
from issuer.report import RowResult
from muhur.installation import Home
from muhur.problems import problem_of
from registry.istanbul import first_instant
from registry.lists.csv_text import MAX_BYTES, ListRefused
from registry.member import Member
from registry.refusal import Refusal
from registry.store import OWNER
from registry.tables.training import runs
from tests.support.register import (
    class_list,
    contents,
    members_of,
    passing,
    payload_document,
    people,
    request,
    row,
)

RUN = "MMO-MT-01/2026-1"


def results(home: Home, rows: list[dict[str, str]], run: str = RUN, **given: Any) -> list[RowResult]:
    return issue_list(home.store, request(run, class_list(rows), **given), home.open_key).rows


def one(home: Home, changed: dict[str, str], run: str = RUN) -> RowResult:
    """How a list of one good row with some cells changed ends."""
    good = row(members_of(home, run.split("-", maxsplit=1)[0])[0], mark="85", uygulama_not="90")
    (found,) = results(home, [{**good, **changed}], run)
    return found


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"sicil_no": "999999"}, "999999 numaralı sicil MMO kayıtlarında yok."),
        ({"sicil_no": "50001"}, "50001 numaralı sicil MMO kayıtlarında yok; 050001 olmalı mı? Excel baştaki sıfırı silmiş olabilir."),
        ({"sicil_no": "50001", "ad": "Başka"}, "50001 numaralı sicil MMO kayıtlarında yok."),
        ({"oda": "EMO"}, "Satırda başka bir Oda yazılı (EMO); bu eğitim MMO eğitimidir."),
        ({"soyad": "Başka"}, "Listedeki ad soyad (Ayşe Başka) 050001 numaralı sicilin kaydıyla uyuşmuyor."),
        ({"teorik_not": ""}, "Sınav notu yazılmamış: “teorik_not”."),
        ({"teorik_not": "yetmiş"}, "“teorik_not” okunamadı: “yetmiş”. 0 ile 100 arasında bir sayı bekleniyor, örneğin 69,5."),
        ({"teorik_not": "100,01"}, "“teorik_not” okunamadı: “100,01”. 0 ile 100 arasında bir sayı bekleniyor, örneğin 69,5."),
        ({"teorik_not": "-70"}, "“teorik_not” okunamadı: “-70”. 0 ile 100 arasında bir sayı bekleniyor, örneğin 69,5."),
        ({"teorik_not": "7e1"}, "“teorik_not” okunamadı: “7e1”. 0 ile 100 arasında bir sayı bekleniyor, örneğin 69,5."),
        ({"teorik_not": "٨٥"}, "“teorik_not” okunamadı: “٨٥”. 0 ile 100 arasında bir sayı bekleniyor, örneğin 69,5."),
        ({"teorik_not": "69,999"}, "“teorik_not” okunamadı: “69,999”. 0 ile 100 arasında bir sayı bekleniyor, örneğin 69,5."),
        ({"devam": "25"}, "Devam (25) toplamdan (24) büyük olamaz."),
        ({"devam": "0", "toplam": "0"}, "Toplam sıfır olamaz."),
        ({"devam": "-1"}, "“devam” okunamadı: “-1”. Tam sayı bekleniyor."),
        ({"devam": "%90"}, "“devam” okunamadı: “%90”. Tam sayı bekleniyor."),
        ({"toplam": "24,0"}, "“toplam” okunamadı: “24,0”. Tam sayı bekleniyor."),
        ({"toplam": ""}, "“toplam” boş."),
        ({"sicil_no": ""}, "“sicil_no” boş."),
        ({"ad": "", "soyad": ""}, "“ad” boş."),
        ({"devam": "12"}, "Yetki belgesi düzenlenemez: devam oranı %50,00, gereken en az %80."),
        ({"ad": "x" * 501}, "Bir hücre çok uzun."),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_issued(home: Home, changed: dict[str, str], sentence: str) -> None:
    found = one(home, changed)
    assert found.result == "refused"
    assert found.reasons[0].tr == sentence
    with home.store.reading() as records:
        assert records.credentials.all() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"oda": "MMO"},
        {"ad": "AYŞE", "soyad": "AYDIN"},
        {"ad": "ayse", "soyad": "aydin"},
        {"ad": " Ayşe ", "soyad": "Aydın "},
        {"ad": "Ays\u0327e"},
        {"teorik_not": "70"},
        {"teorik_not": "70,0"},
        {"teorik_not": "100"},
        {"teorik_not": "99.99"},
    ],
)
def test_a_row_that_is_issued_all_the_same(home: Home, changed: dict[str, str]) -> None:
    assert one(home, changed).result == "issued"
    with home.store.reading() as records:
        (recorded,) = records.credentials.all()
    assert payload_document(recorded.compact).holder_name == "Ayşe Aydın"


def test_a_person_of_another_chamber_is_unknown_here(home: Home) -> None:
    isil = next(one for one in members_of(home, "EMO") if one.sicil_no == "101742")
    (found,) = results(home, [row(isil, mark="85")])
    assert [reason.code for reason in found.reasons] == ["row.sicil_unknown"]


def test_a_repeated_row_is_processed_once(home: Home) -> None:
    first = row(members_of(home, "MMO")[0], mark="85")
    found = results(home, [first, first])
    assert [one.result for one in found] == ["issued", "refused"]
    assert found[1].reasons[0].tr == "Aynı kişi 2. satırda da var; bu satır yok sayıldı."


@pytest.mark.parametrize("changed", [{"teorik_not": "60"}, {"devam": "23"}, {"soyad": "Aydın Çelik"}])
def test_neither_of_two_conflicting_rows_is_processed(home: Home, changed: dict[str, str]) -> None:
    members = members_of(home, "MMO")
    first, other = row(members[0], mark="85"), row(members[1], mark="85")
    found = results(home, [first, other, {**first, **changed}])
    assert [one.result for one in found] == ["refused", "issued", "refused"]
    assert found[0].reasons[0].tr == "Aynı sicil no 4. satırda başka bilgilerle yazılmış; ikisi de işlenmedi."
    assert found[2].reasons[0].tr == "Aynı sicil no 2. satırda başka bilgilerle yazılmış; ikisi de işlenmedi."


def test_a_row_with_more_cells_than_the_header(home: Home) -> None:
    member = members_of(home, "MMO")[0]
    data = class_list([row(member, mark="85")]).replace(b";85", b";85;90")
    (found,) = issue_list(home.store, request(RUN, data), home.open_key).rows
    assert [reason.code for reason in found.reasons] == ["row.too_many_cells"]


def test_unreadable_rows_leave_no_evidence(home: Home) -> None:
    members = members_of(home, "MMO")
    results(home, [row(members[0], 25, 24, "85"), row(members[1], mark="yetmiş"), row(members[2], mark="10")])
    with home.store.reading() as records:
        run = records.programmes.find_run("MMO-MT-01", "2026-1")
        assert run is not None
        assert {one.member_id for one in records.programmes.participations(run.id)} == {members[2].id}


def test_a_corrected_list_issues_what_the_first_refused(home: Home) -> None:
    member = members_of(home, "MMO")[0]
    assert [one.result for one in results(home, [row(member, mark="69,5")])] == ["refused"]
    assert [one.result for one in results(home, [row(member, mark="70")])] == ["issued"]
    with home.store.reading() as records:
        run = records.programmes.find_run("MMO-MT-01", "2026-1")
        assert run is not None
        (kept,) = records.programmes.participations(run.id)
    assert kept.theory_mark == 7000


def test_every_reason_names_the_row_as_the_file_counts_it(home: Home) -> None:
    members = members_of(home, "MMO")[:3]
    data = class_list([row(one, mark="1") for one in members]).replace(b"\r\n", b"\r\n\r\n", 1)
    assert [one.line for one in issue_list(home.store, request(RUN, data), home.open_key).rows] == [3, 4, 5]


@pytest.mark.parametrize(
    ("run", "given", "code"),
    [
        ("MMO-MT-01/2099-1", {}, "run.unknown"),
        ("MMO-XX-99/2026-1", {}, "programme.unknown"),
        ("MMO-MT-01", {}, "run.code_form"),
        ("", {}, "run.code_form"),
        ("MMO-MT-01/2026-9", {}, "run.not_finished"),
        (RUN, {"chamber_code": "EMO"}, "run.other_chamber"),
        (RUN, {"board_decision": None}, "rule.board_decision_missing"),
        (RUN, {"valid_from": date(2026, 11, 21)}, "issue.valid_from_past"),
        ("MADENMO-LS-01/2026-1", {}, "list.column_missing"),
    ],
)
def test_a_list_refused_as_a_whole_writes_nothing(
    home: Home, run: str, given: dict[str, Any], code: str
) -> None:
    before = contents(home.store)
    with pytest.raises(Refusal) as refused:
        issue_list(home.store, request(run, passing(members_of(home, "MMO")[:2]), **given), home.open_key)
    assert refused.value.code == code
    assert "{" not in problem_of(refused.value).tr
    assert contents(home.store) == before


FILES: dict[str, tuple[Callable[[list[Member]], bytes], str]] = {
    "empty": (lambda members: b"", "list.empty"),
    "too large": (lambda members: b"x" * (MAX_BYTES + 1), "list.too_large"),
    "header only": (lambda members: b"sicil_no;ad;soyad;devam;toplam;not\r\n", "list.no_rows"),
    "no marks": (lambda members: passing(members).replace(b"teorik_not", b"bos"), "list.column_missing"),
    "column twice": (lambda members: passing(members).replace(b"uygulama_not", b"not"), "list.column_twice"),
    "a picture": (lambda members: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "list.encoding"),
    "a broken workbook": (lambda members: b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "list.workbook"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_list_writes_nothing(home: Home, name: str) -> None:
    make, code = FILES[name]
    before = contents(home.store)
    asked = request(RUN, make(members_of(home, "MMO")[:2]))
    with pytest.raises(ListRefused) as refused:
        issue_list(home.store, asked, home.open_key)
    assert refused.value.code == code
    assert contents(home.store) == before


def test_a_practice_column_is_required_where_both_exams_count() -> None:
    data = b"sicil_no;ad;soyad;devam;toplam;not\r\n1;A;B;1;1;70\r\n"
    with pytest.raises(ListRefused) as refused:
        read_class_list(data, marks=True, practice=True)
    assert refused.value.facts["columns"] == "uygulama_not"
    assert read_class_list(data, marks=True, practice=False)[0].theory_mark == 7000


def test_english_headers() -> None:
    data = (
        b"Member No,First Name,Surname,Attendance,Total,Exam Mark,Practical Mark\n050001,Ay,Ay,5,6,70.5,80\n"
    )
    (found,) = read_class_list(data, marks=True, practice=True)
    assert (found.sicil_no, found.attended, found.scheduled) == ("050001", 5, 6)
    assert (found.theory_mark, found.practice_mark) == (7050, 8000)


def test_an_async_run_may_be_issued_before_it_ends_but_not_before_it_begins(home: Home) -> None:
    gulsen = next(one for one in members_of(home, "IMO") if one.sicil_no == "048213")
    data = class_list([row(gulsen, 1200, 1200)])
    too_early = request("IMO-TB-01/2026-1", data, now=first_instant(date(2026, 11, 1)), board_decision=None)
    with pytest.raises(IssueRefused) as refused:
        issue_list(home.store, too_early, home.open_key)
    assert refused.value.code == "run.not_finished"
    during = request("IMO-TB-01/2026-1", data, now=first_instant(date(2026, 11, 3)), board_decision=None)
    assert issue_list(home.store, during, home.open_key).count("issued") == 1


def test_a_classroom_run_may_be_issued_from_its_last_day(home: Home) -> None:
    data = passing(members_of(home, "MMO")[:1])
    with pytest.raises(IssueRefused):
        issue_list(
            home.store, request("MMO-LP-01/2026-1", data, now=first_instant(date(2026, 11, 5))), home.open_key
        )
    report = issue_list(
        home.store, request("MMO-LP-01/2026-1", data, now=first_instant(date(2026, 11, 6))), home.open_key
    )
    assert report.count("issued") == 1


def test_the_day_of_issue_is_the_day_in_istanbul(home: Home) -> None:
    late = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)
    issue_list(home.store, request(RUN, passing(members_of(home, "MMO")[:1]), now=late), home.open_key)
    with home.store.reading() as records:
        (recorded,) = records.credentials.all()
    assert recorded.belge_no.startswith("MMO-2027-YB-000001-")
    assert (recorded.valid_from, recorded.valid_until) == (date(2027, 1, 1), date(2032, 1, 1))


def bound_reasons(home: Home) -> list[RowResult]:
    """Rows of a bound programme and of a renewal, each refused in its own way."""
    member = people("MADENMO", 1)[0]
    with home.store.writing(OWNER) as records:
        records.members.add([member])
    later = request("MMO-LP-01/2026-1", passing(members_of(home, "MMO")[9:10]), valid_from=date(2027, 1, 1))
    elsewhere = request(RUN, passing(members_of(home, "MMO")[9:10]))
    issued = [issue_list(home.store, one, home.open_key).rows[0].belge_no for one in (later, elsewhere)]
    found = []
    for number in ("XXX", "KMO-2026-BB-000007-G", *map(str, issued)):
        named = row(member, dayanak_belge_no=number)
        found += results(home, [named], run="MADENMO-LS-01/2026-1")
    asked = request("MMO-MT-01/2026-1", passing(members_of(home, "MMO")[11:12]), purpose="yenileme")
    return found + issue_list(home.store, asked, home.open_key).rows


def test_every_reason_ends_a_real_row(home: Home) -> None:
    """Each code of ``SENTENCES`` is reached, with every fact that its two sentences name."""
    cases: list[tuple[str, dict[str, str]]] = [
        (RUN, {"ad": ""}),
        (RUN, {"ad": "x" * 501}),
        (RUN, {"sicil_no": "999999"}),
        (RUN, {"sicil_no": "50001"}),
        (RUN, {"oda": "EMO"}),
        (RUN, {"soyad": "Başka"}),
        (RUN, {"devam": "beş"}),
        (RUN, {"devam": "25"}),
        (RUN, {"devam": "0", "toplam": "0"}),
        (RUN, {"teorik_not": "yetmiş"}),
        (RUN, {"teorik_not": ""}),
        (RUN, {"teorik_not": "69,5"}),
        (RUN, {"devam": "12"}),
        ("IMO-TB-01/2026-1", {"devam": "12"}),
        (RUN, {"teorik_not": "", "tekrar_teorik": "70"}),
        (RUN, {"teorik_not": "50", "tekrar_teorik": "60", "ikinci_tekrar": "70"}),
    ]
    ended = [one(home, changed, run) for run, changed in cases]
    first, second, left, foreign, wide, long, third, fourth = members_of(home, "MMO")[:8]
    with home.store.writing(OWNER) as records:
        records.members.change(replace(left, status="ayrilmis"))
        records.members.change(replace(foreign, given_name="ไก่"))
        records.members.change(replace(long, given_name="Ş" * 150))
    good, other = row(first, mark="85"), row(second, mark="85")
    ended += results(home, [good, good])
    ended += results(home, [good])
    ended += results(home, [other, {**other, "devam": "23"}])
    ended += results(home, [other, row(third, 1, 1, "85"), row(fourth, mark="85")])
    ended += results(home, [row(third, 12, 12, "85"), row(fourth, 24, 24, "85")], run="MMO-LP-01/2026-1")
    ended += results(home, [row(left, mark="85"), row(replace(foreign, given_name="ไก่"), mark="85")])
    ended += results(home, [row(replace(long, given_name="Ş" * 150), mark="85")])
    data = class_list([row(wide, mark="85")]).replace(b";85", b";85;90")
    ended += issue_list(home.store, request(RUN, data), home.open_key).rows
    ended += bound_reasons(home)
    with home.store.engine.begin() as connection:
        connection.execute(sa.update(runs).values(capacity=1))
    ended += results(home, [row(members_of(home, "MMO")[20], mark="85")])
    reasons = [reason for result in ended for reason in result.reasons]
    assert {reason.code for reason in reasons} == set(SENTENCES) - OF_EVIDENCE - OF_EARLIER_PAPER
    assert not [reason for reason in reasons if "{" in reason.tr + reason.en]


def test_a_name_too_long_for_the_qr_holds_up_nobody_else(home: Home) -> None:
    first, long, last = members_of(home, "MMO")[:3]
    long = replace(long, given_name="Ş" * 150)
    with home.store.writing(OWNER) as records:
        records.members.change(long)
    found = results(home, [row(one, mark="85") for one in (first, long, last)])
    assert [one.result for one in found] == ["issued", "refused", "issued"]
    assert [reason.code for reason in found[1].reasons] == ["row.does_not_fit"]


def test_a_programme_whose_name_cannot_be_printed_issues_nothing(home: Home) -> None:
    with home.store.writing(OWNER) as records:
        programme = records.programmes.find("MMO-MT-01")
        assert programme is not None
        records.programmes.change(replace(programme, name_tr="ไก่"))
    before = contents(home.store)
    with pytest.raises(IssueRefused) as refused:
        issue_list(home.store, request(RUN, passing(members_of(home, "MMO")[:1])), home.open_key)
    assert refused.value.code == "document.unprintable"
    assert contents(home.store) == before


def test_a_reason_without_its_facts_is_a_fault() -> None:
    with pytest.raises(KeyError):
        _ = Reason("row.sicil_unknown").tr
