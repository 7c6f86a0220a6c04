"""A chamber whose member is authorised, as the stories tell it."""

import pytest
import sqlalchemy as sa

from issuer.issue import issue_list
from muhur.installation import Home
from registry.store import OWNER
from registry.tables.chambers import chambers
from tests.support.people import isil, run
from tests.support.register import TODAY, passing, request


@pytest.fixture
def authorised(either_home: Home) -> Home:
    """EMO 101742 holds EMO-2026-YB-000123-Y; EMO has declared its earlier documents complete."""
    with either_home.store.writing(OWNER) as records:
        records.credentials.continue_serials_after("EMO", 2026, "yetki", 122)
    issue_list(
        either_home.store, request("EMO-YG-01/2026-1", passing([isil(either_home)])), either_home.open_key
    )
    run(either_home, sa.update(chambers).where(chambers.c.code == "EMO").values(backfill_complete_on=TODAY))
    return either_home
