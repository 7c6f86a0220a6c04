"""Requests of members, daily quotas with their alarm, and who is told of an event."""

from datetime import timedelta

import pytest

from muhur.installation import Home
from registry.ids import uuid7
from registry.notices.quotas import DOCUMENTS, alarm_of_refusal, spend
from registry.notices.requests import decide_request, make_request
from registry.records.asked.outbox import Webhook
from registry.records.asked.quotas import Quota
from registry.refusal import Refusal
from registry.tables.members import members
from tests.notices.acting import act, approver, member
from tests.support.register import NOW, TODAY, members_of


def isil_of(home: Home, email: str | None = "isil@example.org") -> object:
    (found,) = [one for one in members_of(home, "EMO") if one.sicil_no == "101742"]
    with home.store.engine.begin() as connection:
        connection.execute(members.update().where(members.c.id == found.id), {"email": email})
    return found


def waiting(home: Home) -> list[tuple[str, str]]:
    with home.store.reading("EMO") as records:
        return sorted(
            (one.template, one.recipient) for one in records.outbox.due("EMO", NOW + timedelta(days=1))
        )


def test_a_request_is_answered_once_and_the_member_is_told(either_home: Home) -> None:
    isil = isil_of(either_home)
    mine = member(isil.id)
    with either_home.store.writing("EMO") as records:
        made = make_request(
            records,
            mine,
            isil.id,
            kind="ad_degisikligi",
            text="Evlendim.",
            wanted={"family_name": "Öztürk Şen"},
        )
    assert made.due_on == TODAY + timedelta(days=30)
    with either_home.store.writing("EMO") as records:
        decided = decide_request(records, approver(), made.id, granted=True, answer="Kimliğiniz görüldü.")
    assert decided.state == "kabul"
    with pytest.raises(Refusal) as refused, either_home.store.writing("EMO") as records:
        decide_request(records, approver("ikinci"), made.id, granted=False, answer="Hayır.")
    assert refused.value.code == "petition.decided"
    assert waiting(either_home) == [
        ("request.decided", "isil@example.org"),
        ("request.made", "isil@example.org"),
    ]


def test_a_request_of_another_chamber_is_not_there(either_home: Home) -> None:
    isil = isil_of(either_home)
    with either_home.store.writing("EMO") as records:
        made = make_request(records, member(isil.id), isil.id, kind="itiraz", text="Katılmıyorum.")
    with pytest.raises(Refusal) as refused, either_home.store.writing("MMO") as records:
        decide_request(records, approver(chamber="MMO"), made.id, granted=True, answer="Olur.")
    assert refused.value.code == "access.not_found"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"kind": "sikayet", "text": "x"}, "petition.kind"),
        ({"kind": "itiraz", "text": "   "}, "petition.text"),
        ({"kind": "itiraz", "text": "x" * 2001}, "petition.text"),
        ({"kind": "ad_degisikligi", "text": "x"}, "petition.wanted"),
        ({"kind": "itiraz", "text": "x", "wanted": {"family_name": "Şen"}}, "petition.wanted"),
        ({"kind": "duzeltme", "text": "x", "wanted": {"title": "a\u202eb"}}, "petition.wanted"),
        ({"kind": "itiraz", "text": "x", "belge_no": "EMO-2026-YB-000999-Y"}, "document.not_found"),
    ],
)
def test_a_request_that_cannot_be_made_says_why(home: Home, given: dict[str, object], code: str) -> None:
    isil = isil_of(home)
    with pytest.raises(Refusal) as refused, home.store.writing("EMO") as records:
        make_request(records, member(isil.id), isil.id, **given)
    assert refused.value.code == code


def test_a_quota_warns_a_person_and_then_holds(either_home: Home) -> None:
    quota = Quota("EMO", DOCUMENTS, 100, "guvenlik@example.org", "user:yonetici", NOW)
    with either_home.store.writing("EMO") as records:
        chamber = records.chambers.find("EMO")
        assert chamber is not None
        records.quotas.set(quota)
        spend(records, chamber, DOCUMENTS, 79, NOW)
    assert waiting(either_home) == []
    with either_home.store.writing("EMO") as records:
        spend(records, chamber, DOCUMENTS, 1, NOW)
        spend(records, chamber, DOCUMENTS, 20, NOW)
    assert waiting(either_home) == [("quota.near", "guvenlik@example.org")]
    with pytest.raises(Refusal) as refused, either_home.store.writing("EMO") as records:
        spend(records, chamber, DOCUMENTS, 1, NOW)
    assert refused.value.code == "quota.exceeded"
    with either_home.store.writing("EMO") as records:
        alarm_of_refusal(records, "EMO", DOCUMENTS, NOW)
        alarm_of_refusal(records, "EMO", DOCUMENTS, NOW)
        assert records.quotas.used("EMO", DOCUMENTS, TODAY) == 100
    assert [one[0] for one in waiting(either_home)] == ["quota.near", "quota.reached"]
    # A new day in Istanbul begins anew.
    with either_home.store.writing("EMO") as records:
        spend(records, chamber, DOCUMENTS, 1, NOW + timedelta(hours=12))


def test_webhooks_belong_to_their_chamber(either_home: Home) -> None:
    one = Webhook(
        uuid7(NOW), "EMO", "https://lms.example.org/", "whsec_AA==", ("document.issued",), True, NOW, "user:y"
    )
    with either_home.store.writing("EMO") as records:
        records.outbox.add_webhook(one)
    with either_home.store.writing("MMO") as records:
        assert records.outbox.webhooks("MMO") == []
        assert not records.outbox.end_webhook("MMO", one.id)
    with either_home.store.writing("EMO") as records:
        assert records.outbox.end_webhook("EMO", one.id)
    assert act("x").actor == "user:x"
