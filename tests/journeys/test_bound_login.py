"""An operator's whole way on PostgreSQL under a login that owns the tables and is bound by every policy."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from muhur.settings import Settings
from registry.store import Store
from tests.journeys.machinery import muhur, muhur_json
from tests.support.bound import bound_database
from tests.support.postgresql import PostgresqlServer
from tests.support.register import DATA

pytestmark = pytest.mark.postgresql
MEMBERS = "sicil_no;ad;soyad\n101742;Işıl İnci;Öztürk\n101743;Ömer;Şahin\n"
CLASS = "sicil_no;ad;soyad;devam;toplam;teorik_not\n101742;Işıl İnci;Öztürk;24;24;88\n101743;Ömer;Şahin;24;24;70\n"
RUNS = (
    "program;no;baslangic;bitis;sube;yer\n"
    "EMO-YG-01;2025-1;2025-03-03;2025-03-06;Ankara Şubesi;Ankara\n"
    "MMO-MT-01;2025-1;2025-03-03;2025-03-06;;\n"
)


@pytest.fixture
def database(postgresql_server: PostgresqlServer) -> Iterator[str]:
    with bound_database(postgresql_server) as url:
        yield url


def test_from_init_to_a_document_and_its_end(database: str, tmp_path: Path) -> None:
    home, under = tmp_path / "home", {"MUHUR_DATABASE_URL": database}

    def run(*words: object, stdin: str | None = None, expect: int = 0) -> str:
        sent = None if stdin is None else stdin.encode()
        return muhur(*words, home=home, stdin=sent, expect=expect, **under).stdout.decode()

    run("init", "--public-url", "http://localhost:8000")
    assert run("programmes", "import", DATA / "programmes.csv").startswith("70 program eklendi")
    assert run("programmes", "import", DATA / "programmes.csv").startswith(
        "0 program eklendi, 0 güncellendi, 70"
    )
    for chamber in ("EMO", "MMO"):
        run("chambers", "signers", chamber, "--baskan", "Ömer Şükrü Güneş")
    assert "2 üye eklendi" in run("members", "import", "-", "--chamber", "EMO", stdin=MEMBERS)
    assert "2 açılan eğitim" in run("runs", "import", "-", stdin=RUNS)
    # All of a list or nothing of it, also where the chambers differ.
    both = RUNS.replace(";2025-1;", ";2025-2;").replace("MMO-MT-01;2025-2", "MMO-MT-01;2025-1")
    run("runs", "import", "-", stdin=both, expect=1)
    assert "2025-2" not in run("runs", "list")
    run("runs", "add", "EMO-YG-01", "3", "--start", "2025-03-03", "--end", "2025-03-06")
    words = (
        "--by",
        "egitim",
        "--approved-by",
        "baskan",
        "--decision",
        "40/34",
        "--decision-date",
        "2025-03-20",
    )
    issued = muhur_json("issue", "EMO-YG-01/2025-1", "-", *words, home=home, stdin=CLASS.encode(), **under)
    numbers = [row["belge_no"] for row in issued["rows"]]
    assert len(numbers) == 2
    assert muhur_json("verify", numbers[0], home=home, **under)["standing"] == "valid"
    run("worker", "--once")
    assert "Kayıt zinciri tutarlı. (4 kayıt)" in run("sicil", "check")
    found = muhur_json("doctor", home=home, expect=None, **under)
    results = {one["check"]: one["result"] for one in found["checks"]}
    assert results["row_security"] == results["chains"] == "ok", found
    store = Store(Settings(home=home, database_url=database).registry_url)
    with store.reading("MMO") as records:
        assert records.credentials.all() == []
    store.close()
