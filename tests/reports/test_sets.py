"""Generated sets: the same for one seed, taken up again after a stop, and never in a real register."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from keys.envelope import open_envelope
from keys.keyring import verification_key
from keys.strict_json import parse
from muhur.commands.install import DATA
from muhur.installation import Home
from muhur.sets import build as building
from muhur.sets.build import KINDS, SetRefused, build
from muhur.sets.training import plan
from muhur.settings import Settings
from registry.chamber import SigningKey
from registry.credential import TYP, document_of
from registry.sicil_chain import first_broken, unmatched
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


def test_a_part_of_a_set_gives_nobody_a_document_who_took_no_part() -> None:
    """In a fiftieth fewer take part in what ends in a document than the set has documents."""
    size = KINDS["capacity"].scaled(50).size
    chambers = [line.split(",")[0] for line in (DATA / "tablo1.csv").read_text().splitlines()[1:-1]]
    planned = plan(size, DATA / "tablo1.csv", chambers, KINDS["capacity"].certified_weight)
    held = [run for of_chamber in planned.runs.values() for run in of_chamber]
    assert size.signed < sum(run.documents for run in held) < size.documents
    assert all(run.documents <= run.people for run in held)


@pytest.mark.slow
def test_every_document_of_the_capacity_set_is_in_order_and_a_tenth_is_signed(
    empty_url: str, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path / "home", database_url=empty_url)
    small = KINDS["capacity"].scaled(1000)
    home = build(settings, small, URL, NOW, lambda *step: None)
    build(settings, small, URL, NOW, lambda *step: None)
    with home.store.reading() as records:
        found = records.credentials.all()
        assert len(found) == small.size.documents == 1000
        assert sum(row[3] for row in records.reports.documents(None)) == 1000
        for chamber in records.chambers.all():
            chain = records.sicil.chain(chamber.code)
            assert first_broken(chain) is None
            assert unmatched(chain, records.credentials.hashes_of_chamber(chamber.code)) == []
        keys = {key.kid: key for key in records.trust.signing_keys()}
        lists = {(head.chamber_code, head.number) for head in records.status_lists.heads()}
    assert {one.chamber_code for one in found} <= {code for code, _ in lists}
    assert sum(_verifies(one.compact, keys) for one in found) == small.size.signed == 100
    # What is not signed still has the shape and size of what is.
    sizes = sorted(len(one.compact) for one in found)
    assert sizes[0] > 2000 and sizes[-1] < 4000
    for one in found:
        assert document_of(parse(open_envelope(one.compact, typ=TYP).payload)).belge_no == one.belge_no
    home.store.close()


def _verifies(compact: str, keys: dict[str, SigningKey]) -> bool:
    envelope = open_envelope(compact, typ=TYP)
    key = keys[envelope.kid]
    public = verification_key(
        kid=key.kid, owner="", purpose=key.purpose, jwk=key.jwk, valid_from=key.valid_from
    )
    return public.holds(envelope.signing_input, envelope.signature)
