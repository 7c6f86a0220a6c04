"""A build of the demonstration that was stopped between two steps goes on where it stood, and does nothing twice."""

from datetime import timedelta
from typing import Any

import pytest

from muhur.demonstration import desk_work, waiting
from muhur.installation import Home
from registry.store import OWNER
from tests.support.register import NOW, counts, members_of
from tests.support.register import people as invented


class Stopped(BaseException):
    """The process ends here."""


@pytest.fixture
def people(home: Home) -> dict[str, list[Any]]:
    more = invented("EMO", 8, 71001)
    with home.store.writing(OWNER) as records:
        records.members.add(more)
    return {"EMO": more, "MMO": members_of(home, "MMO")}


def stop_at(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, after: bool) -> None:
    real = getattr(module, name)

    def stopped(*args: Any, **kwargs: Any) -> Any:
        if after:
            real(*args, **kwargs)
        raise Stopped

    monkeypatch.setattr(module, name, stopped)


def states(home: Home) -> dict[str, list[str]]:
    found = {}
    for code in ("EMO", "MMO"):
        with home.store.reading(code) as records:
            found[code] = sorted(one.state for one in records.batches.newest(code))
            found[code] += ["open"] * len(records.open_lists.unsaved(code))
    return found


WHOLE = {"EMO": ["onay_bekliyor", "open"], "MMO": ["taslak"]}


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["add_runs", "open_file", "save", "return_"])
def test_lists_that_wait(
    home: Home, people: dict[str, list[Any]], monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    with monkeypatch.context() as patched:
        stop_at(patched, waiting, step, after=after)
        with pytest.raises(Stopped):
            waiting.leave_waiting(home, people, NOW)
    for later in (NOW, NOW + timedelta(hours=1)):
        waiting.leave_waiting(home, people, later)
        assert states(home) == WHOLE
    with home.store.reading("MMO") as records:
        (returned,) = records.batches.newest("MMO")
    assert returned.decided_note == waiting.NOTE


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("step", ["make_request", "change_contact", "set_consent"])
def test_what_people_did(
    home: Home, people: dict[str, list[Any]], monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    with monkeypatch.context() as patched:
        stop_at(patched, desk_work, step, after=after)
        with pytest.raises(Stopped):
            desk_work.lay_out(home, people, NOW)
    desk_work.lay_out(home, people, NOW)
    done = counts(home.store)
    desk_work.lay_out(home, people, NOW)
    assert counts(home.store) == done
    assert (done["member_requests"], done["consents"]) == (1, len(desk_work.LISTED))
