"""Records of the ways of signing in, on both engines: what counts once counts once, also for two at once."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from muhur.installation import Home
from muhur.signin.refused import SignInRefused
from muhur.signin.throttle import Throttle, asking_bounds, source_of
from registry.access import system
from registry.accounts.codes import CHALLENGE, INVITATION, LINK, code_of, draw_code, hash_of
from registry.accounts.holder import Holder
from registry.accounts.outlived import purge
from registry.ids import uuid7
from registry.records.accounts.identities import Identity
from registry.records.accounts.passkeys import Passkey
from registry.store import NO_CHAMBER
from tests.support.callers import act_of
from tests.support.register import NOW, counts

AYSE = Holder("user", "ayse.emo", "EMO")
UNION = Holder("user", "denetci", None)


def at_once(work: Callable[[], bool], n: int = 6) -> list[bool]:
    gate, found = threading.Barrier(n), []

    def run() -> None:
        gate.wait()
        found.append(work())

    threads = [threading.Thread(target=run) for _ in range(n)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


@pytest.mark.parametrize("holder", [AYSE, UNION])
def test_a_code_is_used_by_one_of_many_at_once(either_home: Home, holder: Holder) -> None:
    store, scope, text = either_home.store, holder.chamber_code or NO_CHAMBER, draw_code()
    with store.writing(scope) as records:
        records.codes.add(code_of(text, LINK, holder, NOW, "test", {"next": "/uye"}))

    def use() -> bool:
        with store.writing(scope) as records:
            return records.codes.use(hash_of(text, LINK), LINK, NOW)

    assert sorted(at_once(use)) == [False] * 5 + [True]


def test_a_time_step_is_used_by_one_of_many_at_once(either_home: Home) -> None:
    store = either_home.store
    with store.writing("EMO") as records:
        records.authenticators.set(AYSE, b"sealed", 10, NOW)

    def use() -> bool:
        with store.writing("EMO") as records:
            return records.authenticators.use(AYSE, 11)

    assert sorted(at_once(use)) == [False] * 5 + [True]
    with store.writing("EMO") as records:
        assert not records.authenticators.use(AYSE, 10)
        assert records.authenticators.use(AYSE, 12)


def test_no_try_slips_through_beside_another(either_home: Home) -> None:
    throttle, act = Throttle(either_home.store), act_of(system("test"))

    def ask() -> bool:
        try:
            throttle.count(act, asking_bounds(act, "198.51.100.7", "isil@ornek.org"))
        except SignInRefused:
            return False
        return True

    assert sorted(at_once(ask, 8)) == [False] * 3 + [True] * 5


def test_a_code_counts_for_its_purpose_until_it_ends(either_home: Home) -> None:
    store = either_home.store
    codes = {purpose: draw_code() for purpose in (LINK, INVITATION)}
    with store.writing("EMO") as records:
        for purpose, text in codes.items():
            records.codes.add(code_of(text, purpose, AYSE, NOW, "test"))
    link = codes[LINK]
    with store.reading() as records:
        assert records.codes.find(hash_of(link.upper(), LINK), LINK, NOW) is not None
        assert records.codes.find(hash_of(link, LINK), INVITATION, NOW) is None
        assert records.codes.find(hash_of(link, LINK), LINK, NOW + timedelta(minutes=30)) is None
    with store.writing("EMO") as records:
        assert records.codes.end(AYSE, LINK) == 1
        assert records.codes.find(hash_of(link, LINK), LINK, NOW) is None
        assert len(records.codes.waiting(AYSE, INVITATION, NOW)) == 1


def test_challenges_are_told_apart_by_every_letter() -> None:
    assert hash_of("aB-1", CHALLENGE) != hash_of("ab1", CHALLENGE)
    assert hash_of("O1il-2", LINK) == hash_of("0111 2", LINK)


def test_passkeys_and_identities_belong_to_their_holder(either_home: Home) -> None:
    store = either_home.store
    made = Passkey(uuid7(NOW), "user", AYSE.id, "EMO", b"id", b"attested", 0, "Ofis", NOW)
    with store.writing("EMO") as records:
        records.passkeys.add(made)
        records.identities.add(Identity("https://op.example", "sub", "user", AYSE.id, "EMO", NOW))
    other = Holder("member", AYSE.id, "EMO")
    with store.writing("EMO") as records:
        assert records.passkeys.of_holder(other) == []
        assert not records.passkeys.rename(other, made.id, "x")
        assert records.passkeys.remove(other) == records.identities.remove(other) == 0
        assert records.passkeys.find(b"id") == made
        found = records.identities.find("https://op.example", "sub")
        assert found is not None and found.owner == AYSE
        assert records.identities.find("https://op.example/", "sub") is None


def test_what_is_over_is_removed_after_a_month(either_home: Home) -> None:
    store = either_home.store
    for holder in (AYSE, UNION):
        with store.writing(holder.chamber_code or NO_CHAMBER) as records:
            records.codes.add(code_of(draw_code(), LINK, holder, NOW, "test"))
    Throttle(store).count(act_of(system("test")), asking_bounds(act_of(system("test")), "198.51.100.7"))
    purge(store, NOW + timedelta(days=29))
    assert (counts(store)["one_time_codes"], counts(store)["tries"]) == (2, 1)
    purge(store, NOW + timedelta(days=32))
    assert (counts(store)["one_time_codes"], counts(store)["tries"]) == (0, 0)


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        (None, ""),
    ],
)
def test_sources_are_counted_as_customers_have_them(host: str | None, counted: str) -> None:
    assert source_of(host) == counted
