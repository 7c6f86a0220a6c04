"""Generated sets: the same for one seed, taken up again after a stop, and never in a real register."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from muhur.installation import Home
from muhur.sets import build as building
from muhur.sets.build import KINDS, SetRefused, build
from muhur.settings import Settings
from registry.tables.every import metadata
from tests.support.register import NOW, counts

URL = "http://localhost:8000"
SMALL = KINDS["report"].scaled(100)


def rows(home: Home, table: str) -> list[tuple[object, ...]]:
    with home.store.engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(sa.select(metadata.tables[table])))


def test_one_seed_gives_one_set_also_when_it_was_interrupted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = build(Settings(home=tmp_path / "whole"), SMALL, URL, NOW, lambda *step: None)

    def stop(step: str, done: int, total: int) -> None:
        if done == 9:
            raise KeyboardInterrupt

    settings = Settings(home=tmp_path / "stopped")
    with pytest.raises(KeyboardInterrupt):
        build(settings, SMALL, URL, NOW, stop)
    resumed = build(settings, SMALL, URL, NOW, lambda *step: None)
    for table in ("members", "programmes", "trainers", "runs", "participations"):
        assert rows(whole, table) == rows(resumed, table)
    whole.store.close()
    resumed.store.close()


def test_a_real_register_is_refused(home: Home) -> None:
    before = counts(home.store)
    with pytest.raises(SetRefused, match=r"sets\.not_specimen"):
        build(home.settings, SMALL, URL, NOW, lambda *step: None)
    assert counts(home.store) == before


def test_shares_add_up_whatever_they_are() -> None:
    from muhur.sets.plan import shared_out

    assert shared_out(7, [1, 1, 1]) == [2, 3, 2]
    assert sum(shared_out(20_180, [0.3, 2.5, 1.1, 9])) == 20_180
    assert building.KINDS["report"].scaled(1) == building.KINDS["report"]
