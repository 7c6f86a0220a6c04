"""One total for a class, one repeat exam, programmes without a document, titles of a chamber's own."""

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from issuer.issue import issue_list
from issuer.report import IssueReport
from issuer.rules import RuleRefused, total_reasons
from muhur.installation import Home
from muhur.problems import problem_of
from registry.ids import uuid7
from registry.lists.catalogue import read_chambers, read_programmes
from registry.programme import Run
from registry.store import OWNER
from registry.tables.training import programmes, runs
from templates.drawing import draw
from tests.support.register import (
    DATA,
    NOW,
    TODAY,
    class_list,
    contents,
    members_of,
    payload_document,
    request,
    row,
)

RUN, PRACTICE, KATILIM = "MMO-MT-01/2026-1", "MMO-EY-01/2026-1", "IMO-TB-01/2026-1"
CODES = {one.code for one in read_chambers((DATA / "chambers.json").read_bytes())[1]}
PROGRAMMES = {one.code: one for one in read_programmes((DATA / "programmes.csv").read_bytes(), CODES)}
SOME_RUN = Run(uuid7(NOW), "MMO-MT-01", "1", TODAY, TODAY)


def issue(home: Home, rows: list[dict[str, str]], run: str = RUN, **given: Any) -> IssueReport:
    return issue_list(home.store, request(run, class_list(rows), **given), home.open_key)


def change(home: Home, table: Any, code: str, **values: Any) -> None:
    column = table.c.code if table is programmes else table.c.programme_code
    with home.store.engine.begin() as connection:
        connection.execute(sa.update(table).where(column == code).values(**values))


def test_one_of_one_does_not_pass_in_a_class_of_twenty_four(either_home: Home) -> None:
    members = members_of(either_home, "MMO")[:4]
    rows = [row(one, mark="85") for one in members[:3]] + [row(members[3], 1, 1, "85")]
    found = issue(either_home, rows)
    assert [one.result for one in found.rows] == ["issued"] * 3 + ["refused"]
    assert [one.tr for one in found.rows[3].reasons] == ["Toplam (1) bu açılışın toplamından (24) farklı."]
    with either_home.store.reading() as records:
        run = records.programmes.find_run("MMO-MT-01", "2026-1")
        assert run is not None and len(records.programmes.participations(run.id)) == 3


def test_nor_in_a_second_list_of_that_class(home: Home) -> None:
    members = members_of(home, "MMO")[:4]
    issue(home, [row(one, mark="85") for one in members[:3]])
    (found,) = issue(home, [row(members[3], 1, 1, "85")]).rows
    assert [one.code for one in found.reasons] == ["row.total_differs"]


def test_the_total_of_the_run_binds_every_row(home: Home) -> None:
    change(home, runs, "MMO-MT-01", scheduled_units=24)
    first, second = members_of(home, "MMO")[:2]
    found = issue(home, [row(first, 1, 1, "85"), row(second, 20, 24, "85")])
    assert [one.result for one in found.rows] == ["refused", "issued"]


def test_the_total_of_an_asynchronous_run_binds_too(home: Home) -> None:
    first, second = members_of(home, "IMO")[:2]
    rows = [row(first, 1, 1), row(second, 1080, 1200)]
    change(home, runs, "IMO-TB-01", scheduled_units=1200)
    assert [one.result for one in issue(home, rows, KATILIM).rows] == ["refused", "issued"]


def test_a_list_brings_no_more_than_the_runs_places(either_home: Home) -> None:
    change(either_home, runs, "MMO-MT-01", capacity=2)
    members = members_of(either_home, "MMO")[:4]
    found = issue(either_home, [row(one, mark="85") for one in members[:3]])
    assert [one.result for one in found.rows] == ["issued", "issued", "refused"]
    assert [one.tr for one in found.rows[2].reasons] == ["Açılışın kontenjanı (2) dolu."]
    again = issue(either_home, [row(one, mark="85") for one in (members[3], members[0])])
    assert [one.result for one in again.rows] == ["refused", "already_issued"]


def test_a_whole_list_may_be_corrected_while_nobody_has_a_document(home: Home) -> None:
    members = members_of(home, "MMO")[:3]
    assert issue(home, [row(one, 1, 24, "85") for one in members]).count("refused") == 3
    assert issue(home, [row(one, 36, 36, "85") for one in members]).count("issued") == 3


@given(
    st.lists(st.integers(1, 4), max_size=8),
    st.lists(st.integers(1, 4), max_size=8),
    st.sampled_from([None, 2]),
)
def test_whatever_passes_has_one_total(listed: list[int], recorded: list[int], of_run: int | None) -> None:
    run = replace(SOME_RUN, scheduled_units=of_run)
    wrong = total_reasons(PROGRAMMES["MMO-MT-01"], run, listed, recorded)
    passing = {one for one in listed if one not in wrong}
    assert len(passing) <= 1
    if of_run is not None:
        assert passing <= {of_run}
    elif len(set(recorded)) == 1:
        assert passing <= set(recorded)
    if len(set(listed)) == 1 and not recorded and of_run is None:
        assert passing == set(listed)
    assert all(one.tr and one.en for one in wrong.values())


def test_asynchronous_rows_without_a_total_of_the_run_count_by_themselves() -> None:
    assert total_reasons(PROGRAMMES["IMO-TB-01"], SOME_RUN, [1, 2, 3], [4]) == {}


def test_the_repeat_exam_is_the_last_valid_mark(either_home: Home) -> None:
    up, down, low = members_of(either_home, "MMO")[:3]
    rows = [
        row(up, mark="40", tekrar_teorik="70"),
        row(down, mark="90", tekrar_teorik="69,99"),
        row(low, mark="40", tekrar_teorik="69,5"),
    ]
    found = issue(either_home, rows)
    assert [one.result for one in found.rows] == ["issued", "refused", "refused"]
    assert [one.tr for one in found.rows[2].reasons] == [
        "Yetki belgesi düzenlenemez: sınav notu 69,5, geçme notu 70."
    ]
    with either_home.store.reading() as records:
        run = records.programmes.find_run("MMO-MT-01", "2026-1")
        assert run is not None
        evidence = {one.member_id: one for one in records.programmes.participations(run.id)}
    assert (evidence[up.id].theory_mark, evidence[up.id].theory_repeat_mark) == (4000, 7000)


def test_each_of_two_exams_has_its_repeat(home: Home) -> None:
    first, second = members_of(home, "MMO")[:2]
    rows = [
        row(first, mark="40", uygulama_not="30", tekrar_teorik="80", tekrar_uygulama="75"),
        row(second, mark="90", uygulama_not="30", tekrar_uygulama="60"),
    ]
    found = issue(home, rows, PRACTICE)
    assert [one.result for one in found.rows] == ["issued", "refused"]
    assert "uygulama sınavı notu 60" in found.rows[1].reasons[0].tr


def test_the_repeat_may_come_in_a_later_list_and_only_once(home: Home) -> None:
    (member,) = members_of(home, "MMO")[:1]
    assert issue(home, [row(member, mark="40")]).count("refused") == 1
    assert issue(home, [row(member, mark="40", tekrar_teorik="50")]).count("refused") == 1
    # The first list again says nothing of the repeat: it stays.
    assert "notu 50" in issue(home, [row(member, mark="40")]).rows[0].reasons[0].tr
    (found,) = issue(home, [row(member, mark="40", tekrar_teorik="80")]).rows
    assert [one.code for one in found.reasons] == ["row.second_repeat"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"teorik_not": "", "tekrar_teorik": "70"}, "row.repeat_without_first"),
        ({"tekrar_uygulama": "70"}, "row.repeat_without_first"),
        ({"teorik_not": "50", "tekrar_teorik": "60", "ikinci_tekrar": "70"}, "row.second_repeat"),
        ({"teorik_not": "50", "tekrar_teorik": "101"}, "row.mark_unreadable"),
    ],
)
def test_repeats_that_are_none(home: Home, changed: dict[str, str], code: str) -> None:
    (member,) = members_of(home, "MMO")[:1]
    (found,) = issue(home, [{**row(member, mark="85"), **changed}]).rows
    assert (found.result, code in [one.code for one in found.reasons]) == ("refused", True)


@pytest.mark.parametrize(
    ("table", "values", "code"),
    [
        (programmes, {"kind": "yok"}, "rule.no_document"),
        (runs, {"state": "iptal"}, "run.cancelled"),
        (runs, {"state": "planlandi"}, "run.not_open"),
    ],
)
def test_nothing_comes_from_what_gives_no_document(home: Home, table: Any, values: Any, code: str) -> None:
    change(home, table, "MMO-MT-01", **values)
    before = contents(home.store)
    with pytest.raises(RuleRefused) as refused:
        issue(home, [row(members_of(home, "MMO")[0], mark="85")])
    assert refused.value.code == code and problem_of(refused.value).tr
    assert contents(home.store) == before


@pytest.mark.parametrize(
    ("code", "run", "title"),
    [
        ("MMO-MT-01", RUN, "Uzman Mühendis Belgesi"),
        ("IMO-TB-01", KATILIM, "Katılım Sertifikası"),
        ("IMO-TB-01", KATILIM, "Ş" + "ğ" * 59),
    ],
)
def test_a_title_of_the_chambers_own_is_signed_and_drawn(home: Home, code: str, run: str, title: str) -> None:
    import io

    from pypdf import PdfReader

    from keys.envelope import open_envelope
    from keys.strict_json import parse

    change(home, programmes, code, title=title)
    member = members_of(home, code.split("-", maxsplit=1)[0])[0]
    (found,) = issue(home, [row(member, mark="85")], run).rows
    assert found.belge_no is not None
    with home.store.reading(OWNER) as records:
        recorded = records.credentials.by_belge_no(found.belge_no)
    assert recorded is not None
    document = payload_document(recorded.compact)
    assert (document.title, document.kind) == (title, PROGRAMMES[code].kind)
    sheet = draw(parse(open_envelope(recorded.compact, typ="JWT").payload), recorded.compact, b"proof")
    page = PdfReader(io.BytesIO(sheet)).pages[0].extract_text()
    assert "".join(title.split()) in "".join(page.replace("\u200b", "").split())
