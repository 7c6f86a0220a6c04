"""``muhur notices``, ``quotas``, ``delegations``: the operator's hand on the service."""

from datetime import timedelta
from uuid import uuid4

import pytest

from registry.ids import uuid7
from registry.notices.message import MAIL, WEBHOOK, Message
from tests.support.commands import Desk

AT = ("--chamber", "EMO")


def message(desk: Desk, recipient: str, channel: str = MAIL) -> Message:
    return Message(uuid7(desk.now), "EMO", channel, recipient, "document.issued", {"belge_no": "EMO-1"})


def given_up(desk: Desk, *messages: Message) -> list[str]:
    """Messages that their receivers refused until nobody tried any more."""
    with desk.home.store.writing("EMO") as records:
        records.outbox.add(messages, desk.now)
        for _ in range(9):
            for one in records.outbox.due("EMO", desk.now + timedelta(days=30)):
                records.outbox.failed(one, "SMTP 550", desk.now)
    return [str(one.id) for one in messages]


def due(desk: Desk) -> set[str]:
    with desk.home.store.reading("EMO") as records:
        return {str(one.id) for one in records.outbox.due("EMO", desk.now + timedelta(minutes=5))}


def test_messages_that_were_given_up_are_tried_again(desk: Desk) -> None:
    hook = str(uuid4())
    mail, delivery = given_up(desk, message(desk, "isil@example.org"), message(desk, hook, WEBHOOK))
    assert due(desk) == set()
    found = {one["id"]: one for one in desk.ask("notices", "list", *AT, "--state", "failed")}
    assert set(found) == {mail, delivery}
    assert (found[mail]["recipient"], found[mail]["last_error"]) == ("i***@example.org", "SMTP 550")
    assert (found[delivery]["recipient"], found[delivery]["channel"]) == (hook, "webhook")
    assert "EMO-1" not in desk.run("notices", "list", *AT).output
    assert desk.ask("notices", "retry", mail, *AT) == {"messages": 1}
    assert due(desk) == {mail}
    # One that waits already is named: none of the call is touched.
    refused = desk.ask("notices", "retry", mail, delivery, *AT, expect=1)
    assert refused["code"] == "outbox.not_failed"
    assert due(desk) == {mail}
    assert desk.ask("notices", "retry", "--all", *AT) == {"messages": 1}
    assert due(desk) == {mail, delivery}
    assert {one["tries"] for one in desk.ask("notices", "list", *AT, "--state", "waiting")} == {0}
    assert desk.ask("notices", "retry", "--all", *AT) == {"messages": 0}


def test_what_was_sent_shows_no_address(desk: Desk) -> None:
    one = message(desk, "isil@example.org")
    with desk.home.store.writing("EMO") as records:
        records.outbox.add([one], desk.now)
        records.outbox.sent(one.id, desk.now)
    (line,) = desk.ask("notices", "list", *AT)
    assert (line["state"], line["recipient"]) == ("sent", "-")
    assert desk.ask("notices", "retry", one.id, *AT, expect=1)["code"] == "outbox.not_failed"
    assert desk.ask("notices", "list", "--chamber", "MMO") == []


@pytest.mark.parametrize(
    ("words", "code", "expect"),
    [
        (("notices", "retry"), "outbox.which", 2),
        (("notices", "retry", "x", "--all"), "outbox.which", 2),
        (("notices", "retry", "x"), "access.not_found", 1),
        (("notices", "list", "--state", "lost"), "outbox.state", 2),
        (("quotas", "set", "tea", "5"), "quota.unknown", 1),
        (("quotas", "set", "documents", "1000001"), "quota.per_day", 1),
        (("quotas", "set", "documents", "5", "--alarm", "adres"), "address.email", 1),
        (("delegations", "end", "x"), "access.not_found", 1),
        (("delegations", "end", str(uuid4())), "access.not_found", 1),
    ],
)
def test_what_cannot_be_asked(desk: Desk, words: tuple[str, ...], code: str, expect: int) -> None:
    assert desk.ask(*words, *AT, expect=expect)["code"] == code


def test_a_quota_is_set_shown_and_holds(desk: Desk) -> None:
    before = {one["what"]: one["per_day"] for one in desk.ask("quotas", "show", *AT)}
    assert before == {"documents": 20_000, "foreign_queries": 2_000}
    made = desk.ask("quotas", "set", "documents", 2, *AT, "--alarm", "guvenlik@example.org")
    assert made == {"what": "documents", "per_day": 2, "alarm_email": "guvenlik@example.org"}
    desk.issued(2)
    shown = {one["what"]: one for one in desk.ask("quotas", "show", *AT)}
    assert (shown["documents"]["used_today"], shown["documents"]["per_day"]) == (2, 2)
    assert "2/2" in desk.run("quotas", "show", *AT).output
    assert {one["template"] for one in desk.ask("notices", "list", *AT)} >= {"quota.near"}
    assert "quota.set" in [one["action"] for one in desk.ask("audit", "list", "--chamber", "EMO")]


def test_the_right_to_approve_is_lent_and_taken_back(desk: Desk) -> None:
    desk.user("omer", "approver")
    desk.user("deniz", "registrar")
    until = (desk.today + timedelta(days=7)).isoformat()
    made = desk.ask("delegations", "lend", "omer", "deniz", *AT, "--until", until)
    assert (made["from_on"], made["until_on"], made["ended_at"]) == (desk.today.isoformat(), until, None)
    assert [one["id"] for one in desk.ask("delegations", "list", *AT)] == [made["id"]]
    with desk.home.store.reading("EMO") as records:
        assert records.users.lenders_to("EMO", "deniz", desk.today) == ("omer",)
    ended = desk.ask("delegations", "end", made["id"], *AT)
    assert ended["ended_at"] is not None
    with desk.home.store.reading("EMO") as records:
        assert records.users.lenders_to("EMO", "deniz", desk.today) == ()
    assert "bitti · ended" in desk.run("delegations", "list", *AT).output
    refused = desk.ask("delegations", "lend", "deniz", "omer", *AT, "--until", until, expect=1)
    assert refused["code"] == "delegation.approver"
    late = (desk.today + timedelta(days=93)).isoformat()
    refused = desk.ask("delegations", "lend", "omer", "deniz", *AT, "--until", late, expect=1)
    assert refused["code"] == "delegation.days"
