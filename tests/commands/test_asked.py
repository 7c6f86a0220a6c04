"""``muhur requests``, ``shares``, ``watches``: what members and employers asked for, from the desk's side."""

from uuid import uuid4

import pytest

from registry.access import ANYONE
from registry.act import Act
from registry.notices.requests import make_request
from registry.notices.shares import make_share
from registry.notices.watches import confirm_watch, make_watch
from registry.standing import VALID
from tests.notices.acting import member
from tests.support.commands import Desk
from tests.support.register import members_of

AT = ("--chamber", "EMO")


def holder(desk: Desk) -> tuple[Act, object]:
    one = members_of(desk.home, "EMO")[0]
    return member(one.id, at=desk.now), one.id


def asked(desk: Desk, **wanted: str) -> str:
    act, key = holder(desk)
    with desk.home.store.writing("EMO") as records:
        made = make_request(records, act, key, kind="ad_degisikligi", text="Evlendim.", wanted=wanted)
    return str(made.id)


def test_a_request_from_the_list_to_the_corrected_document(desk: Desk) -> None:
    (old,) = desk.issued(1)
    request = asked(desk, family_name="Aydın Şen")
    (listed,) = desk.ask("requests", "list", *AT, "--state", "acik")
    assert (listed["id"], listed["sicil_no"], listed["wanted"]) == (
        request,
        "050001",
        {"family_name": "Aydın Şen"},
    )
    carry_out = ("requests", "carry-out", request, *AT, "--by", "ayse", *desk.decision)
    assert desk.ask(*carry_out, expect=1)["code"] == "petition.not_granted"
    decided = desk.ask(
        "requests", "decide", request, *AT, "--by", "omer", "--grant", "--answer", "Kimlik görüldü."
    )
    assert (decided["state"], decided["decided_by"]) == ("kabul", "user:omer")
    tried = desk.ask(*carry_out, "--dry-run")
    assert tried["corrections"]["rows"][0]["result"] == "would_issue"
    done = desk.ask(*carry_out)
    assert (done["family_name"], done["entry_changed"]) == ("Aydın Şen", True)
    (batch,) = done["corrections"]["batches"]
    assert batch["state"] == "onay_bekliyor"
    refused = desk.ask("batch", "approve", batch["id"], "--by", "ayse", "--issue", expect=1)
    assert refused["code"] == "lifecycle.four_eyes"
    issued = desk.ask("batch", "approve", batch["id"], "--by", "omer", "--issue")
    assert issued["rows"][0]["name"] == "Ayşe Aydın Şen"
    assert desk.ask("verify", old, expect=1)["standing"] == "replaced"
    assert "kayıt zaten böyle" in desk.run(*carry_out).output


def test_a_request_is_refused(desk: Desk) -> None:
    request = asked(desk, family_name="Şen")
    words = ("requests", "decide", request, *AT, "--by", "omer", "--answer", "Belge eksik.")
    desk.run(*words, expect=2)
    assert desk.ask(*words, "--refuse")["state"] == "ret"
    assert desk.ask(*words, "--grant", expect=1)["code"] == "petition.decided"
    assert desk.ask("requests", "list", *AT, "--state", "acik") == []
    assert "Belge eksik." in str(desk.ask("requests", "list", *AT))
    assert desk.ask("requests", "list", *AT, "--state", "yok", expect=2)["code"] == "petition.state"


def test_roles_are_asked_for_where_there_are_users(desk: Desk) -> None:
    request = asked(desk, family_name="Şen")
    desk.user("ayse", "officer")
    desk.user("sicil", "registrar")
    words = ("requests", "decide", request, *AT, "--grant", "--answer", "Görüldü.", "--by")
    assert desk.ask(*words, "ayse", expect=1)["code"] == "access.no_such_user"
    assert desk.ask(*words, "sicil")["state"] == "kabul"
    words = ("requests", "carry-out", request, *AT, "--by")
    assert desk.ask(*words, "sicil", expect=1)["code"] == "access.no_such_user"
    assert desk.ask(*words, "ayse")["entry_changed"]


def test_a_share_link_is_ended_for_a_member(desk: Desk) -> None:
    (number,) = desk.issued(1)
    act, key = holder(desk)
    with desk.home.store.writing("EMO") as records:
        made, _ = make_share(records, act, key, number, days=7, fields=["mark"])
    (link,) = desk.ask("shares", "list", "050001", *AT)
    assert (link["id"], link["belge_no"], link["open"]) == (str(made.id), number, True)
    # Another member's link is not there.
    refused = desk.ask("shares", "end", "050002", made.id, *AT, expect=1)
    assert refused["code"] == "share.unknown"
    assert desk.ask("shares", "end", "050001", made.id, *AT) == {"id": str(made.id), "open": False}
    assert desk.ask("shares", "end", "050001", made.id, *AT, expect=1)["code"] == "share.unknown"
    (link,) = desk.ask("shares", "list", "050001", *AT)
    assert not link["open"]
    assert "kapalı · closed" in desk.run("shares", "list", "050001", *AT).output
    actions = [one["action"] for one in desk.ask("audit", "list", "--chamber", "EMO")]
    assert actions.count("share.ended") == 1
    assert "shares.listed" in actions


def test_followers_are_counted_without_addresses(desk: Desk) -> None:
    first, second = desk.issued(2)
    with desk.home.store.writing("EMO") as records:
        for number, email in ((first, "a@example.org"), (first, "b@example.org"), (second, "c@example.org")):
            found = records.credentials.by_belge_no(number)
            assert found is not None
            make_watch(
                records, Act(ANYONE, desk.now), found, email=email, lang="tr", standing=VALID,
                public_url="https://example.org",
            )  # fmt: skip
        for mail in records.outbox.due("EMO", desk.now):
            if mail.recipient in ("a@example.org", "b@example.org"):
                confirm_watch(records, mail.facts["token"], desk.now)
    (count,) = desk.ask("watches", "count", *AT)
    assert count == {"chamber": "EMO", "documents": 1, "confirmed": 2, "unconfirmed": 1}
    whole = desk.run("watches", "count").output
    assert "EMO" in whole and "MMO" in whole
    assert "example.org" not in whole


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("requests", "decide", str(uuid4()), "--by", "x", "--grant", "--answer", "x"), "access.not_found"),
        (("requests", "carry-out", "x", "--by", "x"), "access.not_found"),
        (("shares", "list", "999999"), "member.not_found"),
    ],
)
def test_what_is_not_there(desk: Desk, words: tuple[str, ...], code: str) -> None:
    assert desk.ask(*words, *AT, expect=1)["code"] == code
