"""A chamber whose member is authorised, as the stories tell it."""

import pytest

from muhur.installation import Home
from tests.support.people import authorise


@pytest.fixture
def authorised(either_home: Home) -> Home:
    """EMO 101742 holds EMO-2026-YB-000123-Y; EMO has declared its earlier documents complete."""
    authorise(either_home)
    return either_home
