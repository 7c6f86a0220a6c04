"""The specialization record as a function: what counts, what is listed, what is history. No database."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.lifecycle import ASKIDA, IPTAL, YAYINDA
from registry.people.specialization import INCOMPLETE, NONE, Proof, assess
from registry.standing import StandingFacts, Successor, standing_of
from tests.support.register import TODAY

YG = "Yüksek Gerilim İşletme Sorumluluğu"
UNTIL = date(2031, 11, 22)
FACTS = StandingFacts(TODAY, UNTIL, 2026, annual_visa=True)
YETKI = Proof("yetki", YG, "YG Eğitimi", "EMO-2026-YB-000123-Y", "EMO", TODAY, FACTS)


def changed(**facts: object) -> Proof:
    return replace(YETKI, facts=replace(FACTS, **facts))  # type: ignore[arg-type]


def test_the_line_of_the_story() -> None:
    (line,) = assess([YETKI], TODAY).areas
    assert line.sentence() == (
        "Yüksek Gerilim İşletme Sorumluluğu · Yetkili · Geçerlilik Bitişi 22.11.2031 · 2026 vizesi işlendi"
    )
    assert line.sentence("en") == f"{YG} · Authorised · Valid until 22.11.2031 · Visa of 2026 entered"
    assert (line.proof.belge_no, line.authorises) == ("EMO-2026-YB-000123-Y", True)


@pytest.mark.parametrize(
    ("proof", "line"),
    [
        (changed(state=ASKIDA, since_on=date(2026, 11, 22)), f"{YG} · Yetki Belgesi · Askıda · 22.11.2026"),
        (
            changed(state=IPTAL, since_on=date(2026, 10, 3)),
            f"{YG} · Yetki Belgesi · İptal edilmiş · 03.10.2026",
        ),
        (changed(valid_until=date(2026, 11, 21)), f"{YG} · Yetki Belgesi · Süresi dolmuş · 21.11.2026"),
        (
            changed(
                state=IPTAL,
                since_on=date(2026, 10, 3),
                successor=Successor("EMO-2026-YB-000124-W", "x", TODAY),
            ),
            f"{YG} · Yetki Belgesi · Yenisiyle değiştirilmiş · 03.10.2026",
        ),
    ],
)
def test_what_has_ended_is_history_with_its_day(proof: Proof, line: str) -> None:
    found = assess([proof], TODAY)
    assert (found.areas, found.completed) == ((), ())
    assert [one.sentence() for one in found.history] == [line]
    assert found.of_area("yuksek gerilim işletme SORUMLULUĞU").answer(complete=True) == NONE
    assert found.answer(complete=False) == INCOMPLETE


def test_what_waits_is_shown_and_authorises_nothing() -> None:
    no_visa = changed(issued_year=2025)
    ahead = changed(valid_from=date(2026, 12, 1))
    for proof, said in (
        (no_visa, f"{YG} · Yetki Belgesi · Vizesi yapılmamış · 2026 yılı vizesi yapılmamıştır"),
        (ahead, f"{YG} · Yetki Belgesi · Geçerlilik başlamadı · 01.12.2026"),
    ):
        found = assess([proof], TODAY)
        assert [one.sentence() for one in found.areas] == [said]
        assert found.answer(complete=True) == NONE


def test_the_visa_of_the_year_before_counts_until_the_grace_ends() -> None:
    old = changed(issued_year=2025, valid_from=date(2025, 5, 1))
    assert assess([old], date(2026, 3, 31)).authorised
    assert not assess([old], date(2026, 4, 1)).authorised


def test_the_last_day_counts() -> None:
    seen = changed(visa_year=2031)
    assert assess([seen], UNTIL).authorised
    assert not assess([seen], UNTIL + timedelta(days=1)).authorised


def test_completed_trainings_stand_below() -> None:
    basari = Proof(
        "basari",
        YG,
        "Topraklama",
        "EMO-2026-BB-000001-X",
        "EMO",
        TODAY,
        replace(FACTS, valid_until=None, annual_visa=False),
    )
    katilim = replace(basari, kind="katilim", area=None, programme_name="Temel Eğitim", belge_no="K")
    found = assess([basari, katilim], TODAY)
    assert [one.proof.kind for one in found.areas] == ["basari"]
    assert {one.sentence() for one in found.completed} == {
        f"{YG} · Başarı Belgesi · Süresiz",
        "Temel Eğitim · Katılım Belgesi · Süresiz",
    }
    assert found.answer(complete=True) == NONE
    assert assess([basari, katilim, YETKI], TODAY).areas[0].proof == YETKI


def test_earlier_paper_counts_and_says_what_it_is() -> None:
    paper = replace(YETKI, belge_no="YG-1998/12", inherited=True, facts=replace(FACTS, annual_visa=False))
    (line,) = assess([paper], TODAY).authorised
    assert line.sentence() == (
        f"{YG} · Yetkili · Geçerlilik Bitişi 22.11.2031 · Oda kaydına göre; Mühür imzası yoktur"
    )
    # The signed one is the proof even where the paper lasts longer.
    longer = replace(paper, facts=replace(paper.facts, valid_until=None))
    assert assess([longer, YETKI], TODAY).areas[0].proof == YETKI


DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
PROOFS = st.builds(
    Proof,
    st.sampled_from(["yetki", "basari", "katilim"]),
    st.sampled_from([None, YG, YG.upper(), "Asansör"]),
    st.just("Eğitim"),
    st.text("0123456789", min_size=1, max_size=3),
    st.just("EMO"),
    DAYS,
    st.builds(
        StandingFacts,
        DAYS,
        st.none() | DAYS,
        st.integers(2019, 2027),
        state=st.sampled_from([YAYINDA, ASKIDA, IPTAL]),
        since_on=DAYS,
        annual_visa=st.booleans(),
        visa_year=st.none() | st.integers(2020, 2027),
    ),
    st.booleans(),
)


@given(st.lists(PROOFS, max_size=12), DAYS)
def test_authorised_means_a_yetki_in_force_and_nothing_is_lost(proofs: list[Proof], today: date) -> None:
    found = assess(proofs, today)
    in_force = [one for one in proofs if standing_of(one.facts, today).in_force]
    areas = {one.area for one in in_force if one.kind == "yetki" and one.area}
    assert {one.upper() for one in areas} == {line.subject.upper() for line in found.authorised}
    assert all(line.proof in in_force and line.proof.kind == "yetki" for line in found.authorised)
    assert len({line.subject.upper() for line in found.areas}) == len(found.areas)
    assert len(found.completed) == sum(one.kind != "yetki" for one in in_force)
    ended = [
        one for one in proofs if standing_of(one.facts, today).code in ("expired", "suspended", "revoked")
    ]
    assert sorted(line.proof.belge_no for line in found.history) == sorted(one.belge_no for one in ended)
    assert found == assess(list(reversed(proofs)), today) or len({p.belge_no for p in proofs}) < len(proofs)
