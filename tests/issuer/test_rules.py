"""The rules of each kind of document, on evidence alone."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuer.rules import (
    RuleRefused,
    check_board_decision,
    cut_rate,
    eligibility,
    shown_mark,
    validity,
)
from muhur.problems import problem_of
from registry.document import BoardDecision, TextRefused
from registry.lists.catalogue import read_programmes
from registry.member import Member
from registry.programme import Participation, Programme
from tests.support.register import DATA, TODAY

PROGRAMMES = {
    one.code: one
    for one in read_programmes(
        (DATA / "programmes.csv").read_bytes(),
        {line.split(",")[1] for line in (DATA / "programmes.csv").read_text().splitlines()},
    )
}
MEMBER = Member(UUID(int=1), "MMO", "050001", "Ayşe", "Aydın", "Makina Mühendisi")


def evidence(
    attended: int = 24, scheduled: int = 24, theory: int | None = 8500, practice: int | None = None
) -> Participation:
    return Participation(UUID(int=2), MEMBER.id, attended, scheduled, theory, practice)


def sentences(code: str, found: Participation, member: Member = MEMBER) -> list[str]:
    return [reason.tr for reason in eligibility(PROGRAMMES[code], member, found, TODAY)]


@pytest.mark.parametrize(
    ("code", "found", "expected"),
    [
        ("IMO-TB-01", evidence(1080, 1200), []),
        ("IMO-TB-01", evidence(1079, 1200), ["Katılım belgesi düzenlenemez: izleme oranı %89,91, gereken en az %90."]),
        ("IMO-YD-01", evidence(8, 10), []),
        ("IMO-YD-01", evidence(7999, 10000), ["Katılım belgesi düzenlenemez: devam oranı %79,99, gereken en az %80."]),
        ("MMO-BK-01", evidence(24, 24), []),
        ("MMO-BK-01", evidence(23, 24), ["Katılım belgesi düzenlenemez: devam oranı %95,83, gereken en az %100."]),
        ("CMO-CG-01", evidence(theory=7000), []),
        ("CMO-CG-01", evidence(theory=6999), ["Başarı belgesi düzenlenemez: sınav notu 69,99, geçme notu 70."]),
        ("CMO-CG-01", evidence(theory=6950), ["Başarı belgesi düzenlenemez: sınav notu 69,5, geçme notu 70."]),
        ("CMO-CG-01", evidence(theory=None), ["Sınav notu yazılmamış: “teorik_not”."]),
        ("OMO-OA-01", evidence(theory=6000), []),
        ("OMO-OA-01", evidence(theory=5999), ["Başarı belgesi düzenlenemez: sınav notu 59,99, geçme notu 60."]),
    ],
)  # fmt: skip
def test_thresholds_are_met_exactly_and_never_by_rounding(
    code: str, found: Participation, expected: list[str]
) -> None:
    assert sentences(code, found) == expected


@pytest.mark.parametrize("code", ["TMO-TB-01", "MMO-EY-01"])
def test_an_assessed_uygulamali_programme_needs_both_exams(code: str) -> None:
    assert PROGRAMMES[code].practice_exam
    assert sentences(code, evidence(theory=7000, practice=7000)) == []
    assert sentences(code, evidence(theory=9900, practice=None)) == ["Sınav notu yazılmamış: “uygulama_not”."]
    (low,) = sentences(code, evidence(theory=9900, practice=6999))
    assert "uygulama sınavı notu 69,99" in low
    (low,) = sentences(code, evidence(theory=6999, practice=9900))
    assert "teorik sınav notu 69,99" in low


def test_an_uygulamali_programme_without_assessment_asks_for_no_exam() -> None:
    assert not PROGRAMMES["MMO-BK-01"].practice_exam
    assert sentences("MMO-BK-01", evidence(theory=None)) == []


def test_all_reasons_are_told_at_once() -> None:
    left = replace(MEMBER, status="ayrilmis")
    codes = [
        one.code for one in eligibility(PROGRAMMES["MMO-EY-01"], left, evidence(1, 24, 1000, 2000), TODAY)
    ]
    assert codes == ["rule.attendance_low", "rule.mark_low", "rule.mark_low", "rule.not_active"]


@pytest.mark.parametrize(
    ("status", "shown"), [("askida", "askıda"), ("ayrilmis", "ayrılmış"), ("vefat", "vefat")]
)
def test_a_yetki_belgesi_needs_active_membership(status: str, shown: str) -> None:
    member = replace(MEMBER, status=status)
    assert sentences("MMO-MT-01", evidence(), member) == [
        f"Yetki belgesi düzenlenemez: üyelik 22.11.2026 tarihinde etkin değil ({shown})."
    ]
    assert sentences("MMO-LP-01", evidence(), member) == []
    assert sentences("MMO-BK-01", evidence(), member) == []


def test_only_a_yetki_belgesi_needs_a_board_decision() -> None:
    with pytest.raises(RuleRefused) as refused:
        check_board_decision(PROGRAMMES["EMO-YG-01"], None, TODAY)
    sentence = "Yetki belgesi için Yönetim Kurulu karar numarası ve tarihi gereklidir."
    assert problem_of(refused.value).tr == sentence
    check_board_decision(PROGRAMMES["CMO-CG-01"], None, TODAY)
    check_board_decision(PROGRAMMES["IMO-TB-01"], None, TODAY)


def test_the_board_decides_on_the_day_of_issue_at_the_latest() -> None:
    programme = PROGRAMMES["EMO-YG-01"]
    check_board_decision(programme, BoardDecision("40/34", TODAY), TODAY)
    with pytest.raises(RuleRefused) as refused:
        check_board_decision(programme, BoardDecision("40/34", date(2026, 11, 23)), TODAY)
    assert refused.value.code == "rule.board_decision_future"


def test_a_yetki_programme_without_an_area_cannot_issue() -> None:
    programme = replace(PROGRAMMES["EMO-YG-01"], area=None)
    with pytest.raises(RuleRefused) as refused:
        check_board_decision(programme, BoardDecision("40/34", TODAY), TODAY)
    assert refused.value.code == "rule.area_missing"


@pytest.mark.parametrize("number", ["40/34", "59/2", "1/1", "999/9999"])
def test_board_decision_numbers(number: str) -> None:
    assert BoardDecision(number, TODAY).number == number


@pytest.mark.parametrize(
    "number", ["", "40", "40-34", "1000/1", "1/10000", "40/34 ", " 40/34", "٤٠/٣٤", "40/34\n", "a/1"]
)
def test_what_is_no_board_decision_number(number: str) -> None:
    with pytest.raises(TextRefused):
        BoardDecision(number, TODAY)


@pytest.mark.parametrize(
    ("code", "first_day", "last_day"),
    [
        ("EMO-YG-01", date(2026, 11, 22), date(2031, 11, 22)),
        ("EMO-YG-01", date(2028, 2, 29), date(2033, 2, 28)),
        ("EMO-YG-01", date(2027, 2, 28), date(2032, 2, 28)),
        ("MO-KB-01", date(2026, 1, 1), date(2029, 1, 1)),
        ("EMO-SM-01", date(2027, 1, 1), date(2027, 12, 31)),
        ("EMO-SM-01", date(2026, 12, 31), date(2026, 12, 31)),
        ("CMO-CG-01", date(2026, 11, 22), None),
    ],
)
def test_the_last_valid_day(code: str, first_day: date, last_day: date | None) -> None:
    assert validity(PROGRAMMES[code], first_day) == last_day


def test_four_years_from_a_leap_day_is_a_leap_day() -> None:
    programme = replace(PROGRAMMES["EMO-YG-01"], validity_years=4)
    assert validity(programme, date(2028, 2, 29)) == date(2032, 2, 29)


@pytest.mark.parametrize(
    ("support_until", "last_day"),
    [
        (date(2029, 3, 14), date(2029, 3, 14)),
        (date(2031, 11, 23), date(2031, 11, 22)),
        (None, date(2031, 11, 22)),
    ],
)
def test_a_bound_document_ends_with_its_years_or_its_support(
    support_until: date | None, last_day: date
) -> None:
    assert validity(PROGRAMMES["MADENMO-LS-01"], TODAY, support_until) == last_day


@pytest.mark.parametrize(
    ("attended", "scheduled", "shown"),
    [(1079, 1200, "89,91"), (1080, 1200, "90,00"), (2, 3, "66,66"), (0, 7, "0,00"), (7, 7, "100,00"), (1, 10_000, "0,01")],
)  # fmt: skip
def test_rates_are_cut(attended: int, scheduled: int, shown: str) -> None:
    assert cut_rate(attended, scheduled) == shown


@pytest.mark.parametrize(
    ("hundredths", "shown"),
    [(6950, "69,5"), (7000, "70"), (6905, "69,05"), (10_000, "100"), (0, "0"), (5, "0,05")],
)
def test_marks_as_people_write_them(hundredths: int, shown: str) -> None:
    assert shown_mark(hundredths) == shown


@given(
    st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))),
    st.integers(1, 100),
)
def test_a_shown_rate_below_the_threshold_means_refused_and_the_other_way_round(
    units: tuple[int, int], required: int
) -> None:
    programme: Programme = replace(PROGRAMMES["IMO-YD-01"], attendance_threshold_pct=required)
    shown = cut_rate(*units)
    refused = bool(eligibility(programme, MEMBER, evidence(*units), TODAY))
    assert refused == (int(shown.replace(",", "")) < required * 100)
