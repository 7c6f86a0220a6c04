"""``muhur issue --by X --approved-by Y``: once the chamber has users, both must be people who may."""

from datetime import timedelta
from pathlib import Path

import pytest

from registry.access import system
from registry.accounts.delegations import lend
from registry.accounts.users import set_active
from registry.act import Act
from tests.support.commands import RUN, Desk
from tests.support.register import counts, members_of, passing


@pytest.fixture
def words(desk: Desk, tmp_path: Path) -> tuple[object, ...]:
    """The command up to its people."""
    path = tmp_path / "liste.csv"
    path.write_bytes(passing(members_of(desk.home, "EMO")[:1]))
    return ("issue", RUN, path, *desk.decision)


def test_without_users_it_is_the_operators_word(desk: Desk, words: tuple[object, ...]) -> None:
    done = desk.ask(*words, "--by", "ayse", "--approved-by", "omer")
    assert done["counts"]["issued"] == 1


def test_one_person_is_not_two(desk: Desk, words: tuple[object, ...]) -> None:
    assert (
        desk.ask(*words, "--by", "ayse", "--approved-by", "ayse", expect=1)["code"] == "lifecycle.four_eyes"
    )
    assert counts(desk.home.store)["credentials"] == 0


def test_with_users_both_must_be_there_and_have_their_roles(desk: Desk, words: tuple[object, ...]) -> None:
    desk.user("ayse", "officer")
    desk.user("omer", "approver")
    desk.user("sicil", "registrar")
    desk.user("baska", "officer", "approver", chamber="MMO")
    gone = desk.user("giden", "officer", "approver")
    set_active(desk.home.store, "EMO", gone, Act(system("test"), desk.now), active=False)
    before = counts(desk.home.store)["credentials"]
    wrong = [
        ("hayalet", "omer"),
        ("ayse", "hayalet"),
        ("giden", "omer"),
        ("ayse", "giden"),
        ("omer", "omer"),
        ("sicil", "omer"),
        ("ayse", "sicil"),
        ("ayse", "ayse"),
        ("baska", "omer"),
        ("ayse", "baska"),
    ]
    for by, approved_by in wrong:
        for more in ((), ("--dry-run",)):
            refused = desk.ask(*words, "--by", by, "--approved-by", approved_by, *more, expect=1)
            assert refused["code"] == "access.no_such_user", (by, approved_by, more)
    assert desk.ask(*words, "--by", "hayalet", expect=1)["code"] == "access.no_such_user"
    assert counts(desk.home.store)["credentials"] == before
    assert desk.ask(*words, "--by", "ayse", "--approved-by", "omer")["counts"]["issued"] == 1


def test_a_borrower_approves_but_not_in_the_place_of_who_prepared(
    desk: Desk, words: tuple[object, ...]
) -> None:
    lender = desk.user("omer", "approver", "officer")
    desk.user("ayse", "officer")
    desk.user("deniz", "registrar")
    act = Act(system("test"), desk.now)
    lend(desk.home.store, "EMO", lender, "deniz", desk.today, desk.today + timedelta(days=7), act)
    refused = desk.ask(*words, "--by", "omer", "--approved-by", "deniz", expect=1)
    assert refused["code"] == "lifecycle.four_eyes"
    assert desk.ask(*words, "--by", "ayse", "--approved-by", "deniz")["counts"]["issued"] == 1


def test_a_batch_asks_for_the_same(desk: Desk, words: tuple[object, ...]) -> None:
    for login, role in (("ayse", "officer"), ("omer", "approver"), ("yonetici", "administrator")):
        desk.user(login, role)
    batch = desk.ask(*words, "--by", "ayse")["batch"]
    assert desk.ask("batch", "approve", batch, "--by", "ayse", expect=1)["code"] == "access.no_such_user"
    for login in ("ayse", "omer", "yonetici"):
        (listed,) = desk.ask("batch", "list", "EMO", "--by", login)
        assert listed["batch"] == batch
    done = desk.ask("batch", "approve", batch, "--by", "omer", "--issue")
    assert done["counts"]["issued"] == 1
