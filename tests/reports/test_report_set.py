"""The figures of the union's own report, on the set generated from it, whole, on each engine (story D1)."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from muhur.app import build_app
from muhur.installation import Home
from muhur.sets.build import KINDS, SetRefused, build
from muhur.settings import Settings
from registry.access import OFFICER, Caller, system
from registry.act import Act
from registry.reports.catalogue import REPORTS, ReportRefused, Request, ask
from registry.reports.spoken import spoken
from registry.reports.table import HIDDEN, Report, csv_of
from tests.journeys.machinery import Site
from tests.support.browsing import cookie_of
from tests.support.callers import auditor, client
from tests.support.postgresql import PostgresqlServer
from tests.support.register import DATA, NOW, counts

URL = "http://localhost:8000"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    folder, url = tmp_path_factory.mktemp("sets") / "home", None
    if request.param == "postgresql":
        server: PostgresqlServer = request.getfixturevalue("postgresql_server")
        url = server.url(server.create())
    steps: list[tuple[str, int, int]] = []
    home = build(
        Settings(home=folder, database_url=url), KINDS["report"], URL, NOW, lambda *step: steps.append(step)
    )
    assert steps[-1] == ("training", 24, 24)
    yield home
    home.store.close()


def union(home: Home, name: str) -> Report:
    return ask(home.store, Act(system("test"), NOW), Request(name))


def own(home: Home, name: str, chamber: str = "EMO") -> Report:
    caller = Caller("user", "sorumlu", chamber, frozenset({OFFICER}))
    return ask(home.store, Act(caller, NOW), Request(name, chamber, own=True))


def first(report: Report) -> str:
    return report.summary[0][0]


def test_the_set_has_the_size_it_says(made: Home) -> None:
    found = counts(made.store)
    sizes = {name: found[name] for name in ("chambers", "programmes", "runs", "participations", "trainers")}
    assert sizes == {
        "chambers": 24,
        "programmes": 1046,
        "runs": 20_180,
        "participations": 400_000,
        "trainers": 676,
    }
    assert found["members"] == 60_000


def test_tablo_1_is_byte_equal_to_the_reports(made: Home) -> None:
    report = union(made, "tablo1")
    assert csv_of(report) == (DATA / "tablo1.csv").read_bytes()
    fmo = next(row for row in report.rows if row[0] == "FMO")
    # An empty cell is blank, not 0.
    assert fmo == ("FMO", "FMO", 16, None, None, 16)


def test_d1_the_auditor_downloads_tablo_1(made: Home) -> None:
    """ "CSV olarak indir": byte for byte the table of the report."""
    with client(made, caller=auditor(made)) as site:
        answer = site.get("/api/v1/union/reports/tablo1", params={"form": "csv"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"] == 'attachment; filename="tablo1.csv"'
    assert answer.content == (DATA / "tablo1.csv").read_bytes()


def test_the_figures_are_the_reports(made: Home) -> None:
    assert first(union(made, "forms")) == "Uygulamalı %23,8 · Yüz yüze %46,2 · Çevrimiçi %30,0"
    assert first(union(made, "certification")) == "Belgelendirme oranı: 537/1046 → %51,3"
    assert union(made, "certification").summary[0][1].endswith(": 537/1046 → 51.3 %")
    english = spoken(union(made, "forms"), "en")
    assert [row[1] for row in english.rows] == ["Practical", "Face to face", "Online", "Total"]
    assert [row[3] for row in english.rows] == ["23.8 %", "46.2 %", "30.0 %", "100.0 %"]
    assert spoken(english, "tr") is english
    assert first(union(made, "assessment")) == "Ölçme ve değerlendirme oranı: 210/1046 → %20,1"
    assert first(union(made, "training-of-trainers")) == "317/582 → %54,5, 265 kalan"
    assert first(union(made, "runs")) == (
        "Açılan eğitim 20.180, yıllık ortalama 1.009; katılımcı 400.000; açılış başına 19,8"
    )
    trainers = union(made, "trainers")
    assert first(trainers) == "563 (%83,3) · 71 (%10,5) · 22 (%3,3) · 20 (%3,0), Toplam 676"
    assert trainers.notes[0][0] == "raporda %84/%10/%3/%3"


def test_years_add_up(made: Home) -> None:
    report = union(made, "years")
    assert [row[0] for row in report.rows[:-1]] == [str(year) for year in range(2006, 2026)]
    assert report.rows[-1][1:3] == (20_180, 400_000)
    assert sum(row[1] for row in report.rows[:-1] if isinstance(row[1], int)) == 20_180


def test_invented_splits_are_labelled(made: Home) -> None:
    for name in ("certification", "assessment", "runs"):
        notes = [turkish for turkish, _ in union(made, name).notes]
        assert any("Odalara göre dağılım örnek veridir" in note for note in notes), name
        assert any(note.startswith("örnek veri") for note in notes), name


def test_a_chamber_sees_its_own_share_and_the_parts_add_up(made: Home) -> None:
    assert [row[0] for row in own(made, "tablo1").rows] == ["EMO"]
    assert own(made, "tablo1").rows[0] == ("EMO", "EMO", 8, 46, 10, 64)
    total = 0
    for code in ("BMO", "CMO", "EMO", "FMO", "HKMO", "IMO", "KMO", "MADENMO", "METEOROLOJIMO", "MMO", "MO"):
        ((*_, joined, _each),) = own(made, "runs", code).rows
        total += int(str(joined))
    whole = {row[0]: row for row in union(made, "runs").rows}
    assert total + int(str(whole["TMO"][3])) + int(str(whole["ZMO"][3])) == 400_000


def test_small_groups_of_trainers_are_hidden_outside_their_chamber(made: Home) -> None:
    for code in ("BMO", "EMO", "MO", "ZMO"):
        inside = own(made, "trainers", code)
        outside = ask(made.store, Act(system("test"), NOW), Request("trainers", code))
        assert inside.hidden == 0
        for shown, true in zip(outside.rows, inside.rows, strict=True):
            assert shown[2] in (HIDDEN, true[2])
            assert true[2] is None or int(str(true[2])) >= 5 or shown[2] == HIDDEN


def test_every_report_answers_for_the_union_and_for_a_chamber(made: Home) -> None:
    for name, kind in REPORTS.items():
        own(made, name)
        if kind.own_only:
            with pytest.raises(ReportRefused, match=r"report\.own_chamber_only"):
                union(made, name)
        else:
            assert union(made, name).name == name


def test_asking_leaves_a_record(made: Home) -> None:
    before = counts(made.store)["audit_events"]
    union(made, "tablo1")
    own(made, "tablo1")
    assert counts(made.store)["audit_events"] == before + 2


def test_building_again_changes_nothing_and_other_data_is_refused(made: Home) -> None:
    before = counts(made.store)
    build(made.settings, KINDS["report"], URL, NOW, lambda *step: None)
    assert counts(made.store) == before
    with pytest.raises(SetRefused, match=r"sets\.other_data"):
        build(made.settings, KINDS["capacity"].scaled(100), URL, NOW, lambda *step: None)


def test_the_command_prints_the_same_bytes(made: Home) -> None:
    program = Path(sys.executable).parent / "muhur"
    environment = {"PATH": "/usr/bin:/bin", "MUHUR_HOME": str(made.settings.home)}
    environment["PYTHONPATH"] = str(DATA.parents[1])
    if made.settings.database_url is not None:
        environment["MUHUR_DATABASE_URL"] = made.settings.database_url
    done = subprocess.run(
        [program, "report", "tablo1", "--csv"], env=environment, capture_output=True, check=True
    )
    assert done.stdout == (DATA / "tablo1.csv").read_bytes()


def test_the_auditors_pages_show_the_reports_figures(made: Home) -> None:
    with Site.over(build_app(made, lambda: NOW), URL) as site:
        cookie = cookie_of(made, auditor(made))
        table = site.get("/denetim/raporlar/tablo-1.csv", cookies=cookie)
        assert table.content == (DATA / "tablo1.csv").read_bytes()
        for address, figures in (
            ("tablo-1", ("1.046", "249", "483", "314")),
            ("egitim-bicimleri", ("Uygulamalı %23,8 · Yüz yüze %46,2 · Çevrimiçi %30,0",)),
            ("belgelendirme-orani", ("Belgelendirme oranı: 537/1046 → %51,3",)),
            ("olcme-ve-degerlendirme-orani", ("210/1046 → %20,1",)),
            (
                "egitici-profili",
                ("563 (%83,3) · 71 (%10,5) · 22 (%3,3) · 20 (%3,0), Toplam 676", "raporda %84/%10/%3/%3"),
            ),
            ("egiticilerin-egitimi", ("317/582 → %54,5, 265 kalan",)),
            ("acilan-egitimler", ("20.180", "1.009", "400.000", "19,8")),
        ):
            page = site.get(f"/denetim/raporlar/{address}", cookies=cookie).text
            for figure in figures:
                assert figure in page, (address, figure)
