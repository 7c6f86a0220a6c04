"""Acts on keys when the machine stops, is killed, or two come at once: before or after, and nothing between."""

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from muhur.installation import Home
from muhur.key_life import keeping as key_keeping
from muhur.transparency.signing import attach
from tests.operation.test_key_keeping import HOUR, RUN, act, chamber, events, keys_of, signer_of, vouched
from tests.support.failing import Crash, CrashingStore
from tests.support.living import issued
from tests.support.register import NOW, ROOT, contents


@pytest.mark.parametrize("after_commit", [False, True])
def test_a_machine_that_stops_leaves_before_or_after(either_home: Home, *, after_commit: bool) -> None:
    home = either_home
    (old,) = keys_of(home)
    issued(home, 1, RUN)
    before = contents(home.store)
    store = CrashingStore(home.settings.registry_url, 1, after_commit=after_commit)
    attach(store, home.log())
    with pytest.raises(Crash):
        key_keeping.rotate(replace(home, store=store), chamber(home), act("ayse"), act("mehmet"))
    store.close()
    if not after_commit:
        assert contents(home.store) == before and [one.kid for one in keys_of(home)] == [old.kid]
    told = {key.kid: key.state for key in vouched(home).values()}
    assert told == {key.kid: key.state for key in keys_of(home)}
    assert set(told.values()) == ({"active", "retired"} if after_commit else {"active"})
    assert events(home, old) == (["introduce", "retire"] if after_commit else ["introduce"])
    # Either way it can be done (again).
    again = key_keeping.rotate(home, chamber(home), act("ayse", NOW + HOUR), act("mehmet", NOW + HOUR))
    assert signer_of(home, issued(home, 1, "EMO-YG-01/2026-2", NOW + 2 * HOUR)[0]) == again.new.kid


_KILLED = """
import sys
from dataclasses import replace
from muhur.transparency.signing import attach
from muhur.key_life import keeping as key_keeping
from tests.operation.test_key_keeping import act
from tests.support.failing import KilledStore
from tests.support.register import reopened
home = reopened(__import__("pathlib").Path(sys.argv[1]), sys.argv[2] or None)
store = KilledStore(home.settings.registry_url, 1, after_commit=False)
attach(store, home.log())
key_keeping.compromise(replace(home, store=store), sys.argv[3], act("x").at, act("x"))
"""


def test_killed_in_the_middle_nothing_is_half_done(either_home: Home) -> None:
    home = either_home
    (old,) = keys_of(home)
    before = contents(home.store)
    url = home.settings.database_url or ""
    words = [sys.executable, "-c", _KILLED, str(home.settings.home), url, old.kid]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == -9, ended.stderr
    assert contents(home.store) == before
    assert [one.state for one in keys_of(home)] == ["active"]
    assert vouched(home)[old.kid].state == "active"


def test_of_two_who_rotate_one_waits(either_home: Home) -> None:
    """Both change the same keys; each finds what the other has left."""
    home, found = either_home, list[BaseException | str]()

    def rotate(at: timedelta) -> None:
        try:
            made = key_keeping.rotate(home, chamber(home), act("ayse", NOW + at), act("mehmet", NOW + at))
            found.append(made.new.kid)
        except BaseException as error:
            found.append(error)

    both = [threading.Thread(target=rotate, args=(hours * HOUR,)) for hours in (1, 1)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    kids = [one for one in found if isinstance(one, str)]
    assert len(kids) == 2, found
    assert sorted(one.state for one in keys_of(home)) == ["active", "retired", "retired"]
    assert {key.kid: key.state for key in vouched(home).values()} == {
        key.kid: key.state for key in keys_of(home)
    }
