"""Migrations follow each other, are listed for operators, and make exactly the tables the code knows."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from registry.store import NEWEST_MIGRATION, Store
from registry.tables.every import metadata


def test_migrations_follow_each_other_and_are_listed(root: Path, page: Callable[[str], str]) -> None:
    files = sorted((root / "registry" / "migrations" / "versions").glob("*.py"))
    assert files
    before = None
    for place, path in enumerate(files, start=1):
        assert path.name.startswith(f"{place:04d}_"), f"{path.name} is not the next number"
        text = path.read_text(encoding="utf-8")
        revision = re.search(r"^revision(?:: \w+)? = \"([^\"]+)\"", text, re.MULTILINE)
        down = re.search(r"^down_revision[^=]* = (None|\"[^\"]+\")", text, re.MULTILINE)
        assert revision is not None, path.name
        assert down is not None, path.name
        assert (None if down[1] == "None" else down[1].strip('"')) == before, path.name
        before = revision[1]
    assert before == NEWEST_MIGRATION
    listed = re.findall(r"^\| `(\d{4}_\w+)` \|", page("docs/operate/install.md"), re.MULTILINE)
    assert listed == [path.stem for path in files]


def test_migrations_make_the_tables_of_the_code(empty_url: str) -> None:
    store = Store(empty_url)
    store.upgrade()
    store.upgrade()
    assert store.schema_revision() == NEWEST_MIGRATION
    store.require_current_schema()
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        # Constraints by name, which the comparison above does not see everywhere.
        found = sa.inspect(connection)
        for table in metadata.sorted_tables:
            uniques = {one["name"] for one in found.get_unique_constraints(table.name)}
            wanted = {str(one.name) for one in table.constraints if isinstance(one, sa.UniqueConstraint)}
            assert wanted <= uniques, table.name
    store.close()


def test_init_makes_an_installation_on_either_engine(empty_url: str, tmp_path: Path) -> None:
    """The commands of docs/operate/install.md, with the database named by the setting."""
    program = Path(sys.executable).parent / "muhur"
    environment = {
        "PATH": "/usr/bin:/bin",
        "MUHUR_HOME": str(tmp_path / "home"),
        "MUHUR_DATABASE_URL": empty_url,
    }

    def muhur(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [program, *words], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    assert muhur("init", "--public-url", "https://belge.example.org").returncode == 0
    assert (tmp_path / "home" / "anchor.jwk").exists()
    assert not (tmp_path / "home" / "registry.sqlite3").exists() or empty_url.startswith("sqlite")
    again = muhur("init", "--public-url", "https://belge.example.org")
    assert again.returncode == 1
    assert "Bu klasörde zaten bir kurulum var" in again.stderr
    assert muhur("sicil", "check").stdout.strip() == "Kayıt zinciri tutarlı. (0 kayıt)"
    assert muhur("db", "upgrade").returncode == 0
