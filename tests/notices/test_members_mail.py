"""Everything that happens to a member's document, and every question about the member, is told by mail."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from issuer.batches.steps import approve, submit
from issuer.batches.successors import prepare_renewal, prepare_replacement
from issuer.events.bulk import carry_out_list
from issuer.events.notices import notices_of
from issuer.events.order import Order
from issuer.events.single import Means, reinstate, revoke, suspend, visa
from issuer.issue import issue_list
from issuer.report import IssueReport
from muhur.installation import Home
from registry.access import APPROVER, OFFICER, REGISTRAR
from registry.document import BoardDecision
from registry.notices.requests import decide_request, make_request
from registry.notices.telling import EVENTS
from registry.people import membership
from registry.people.asking import ask, own_record
from templates.notices.wording import TEXTS
from tests.support.outbox import leave, text_of, waiting
from tests.support.people import act_of, act_of_member, isil
from tests.support.register import NOW, ROOT, TODAY, passing, reopened, request

ADDRESS = "isil@example.org"
RUN = "EMO-YG-01/2026-1"
DECISION = BoardDecision("40/34", TODAY)
OFFICER_ACT, APPROVER_ACT = act_of(OFFICER, login="hazirlayan"), act_of(APPROVER, login="onaylayan")


@pytest.fixture
def reached(either_home: Home) -> Home:
    """EMO 101742 has an address; nobody else has one."""
    membership.change_contact(either_home.store, act_of(), "EMO", "101742", email=ADDRESS, province=None)
    return either_home


def subjects(home: Home) -> list[str]:
    """The mails to the member since the last look."""
    found = leave(home, NOW + timedelta(days=400))
    assert {one.recipient for one in found} <= {ADDRESS}
    return [text_of(home, one)[0] for one in found]


def approved(home: Home, made: IssueReport) -> str:
    assert made.batch_id is not None
    submit(home.store, OFFICER_ACT, made.batch_id)
    (row,) = approve(home.store, APPROVER_ACT, made.batch_id, issue=True, open_key=home.open_key).rows
    return str(row.belge_no)


def test_the_life_of_a_document_by_mail(reached: Home) -> None:
    home = reached
    means = Means(home.store, home.open_key, notices_of(home.facts.public_url))
    (row,) = issue_list(home.store, request(RUN, passing([isil(home)])), home.open_key).rows
    number = str(row.belge_no)
    assert subjects(home) == [f"Belgeniz düzenlendi: {number}"]
    reason = {"reason_code": "disiplin", "decision": DECISION}
    suspend(means, APPROVER_ACT, number, **reason)
    assert subjects(home) == [f"Belgeniz askıya alındı: {number}"]
    reinstate(means, APPROVER_ACT, number, decision=DECISION)
    assert subjects(home) == [f"Belgenizin askısı kaldırıldı: {number}"]
    next_year = NOW + timedelta(days=100)
    visa(means, act_of(APPROVER, at=next_year), number, visa_year=2027)
    assert subjects(home) == [f"Belgenizin vizesi işlendi: {number}"]
    renewed = approved(home, prepare_renewal(home.store, OFFICER_ACT, number, decision=DECISION))
    assert sorted(subjects(home)) == [f"Belgeniz düzenlendi: {renewed}", f"Belgeniz yenilendi: {renewed}"]
    corrected = approved(home, prepare_replacement(home.store, OFFICER_ACT, renewed, decision=DECISION))
    assert sorted(subjects(home)) == [
        f"Belgeniz düzenlendi: {corrected}",
        f"Belgenizin yerine yenisi verildi: {corrected}",
    ]
    revoke(means, APPROVER_ACT, corrected, **reason)
    assert subjects(home) == [f"Belgeniz iptal edildi: {corrected}"]


def test_a_list_of_events_is_told_too_and_without_the_reason(reached: Home) -> None:
    home = reached
    (row,) = issue_list(home.store, request(RUN, passing([isil(home)])), home.open_key).rows
    leave(home, NOW)
    means = Means(home.store, home.open_key, notices_of(home.facts.public_url))
    order = Order("suspend", "yaniltici_kullanim", "Gizli açıklama", DECISION)
    carry_out_list(means, APPROVER_ACT, [(2, str(row.belge_no))], order, dry_run=True)
    assert waiting(home, NOW) == []
    carry_out_list(means, APPROVER_ACT, [(2, str(row.belge_no))], order)
    (one,) = waiting(home, NOW)
    assert (one.template, one.recipient) == ("document.suspended", ADDRESS)
    said = json.dumps(dict(one.facts), ensure_ascii=False) + str(text_of(home, one))
    assert "Gizli" not in said and "yaniltici" not in said


def test_u6_by_mail(reached: Home) -> None:
    home = reached
    asking = act_of(REGISTRAR, "MMO")
    numbers = ["101742", "050001", "9999999"]
    ask(home.store, asking, "EMO", numbers, purpose="Ortak proje onayı")
    (one,) = waiting(home, NOW)
    subject, body = text_of(home, one)
    assert (subject, one.recipient) == ("Uzmanlık kaydınız sorgulandı", ADDRESS)
    assert "Makina Mühendisleri Odası, 22.11.2026 tarihinde uzmanlık kaydınızı sorguladı." in body
    assert "Gerekçe: Ortak proje onayı" in body
    assert "Elektrik Mühendisleri Odası" in body
    # The same question of the same day is one mail, though each is a record; another purpose is another mail.
    ask(home.store, asking, "EMO", ["101742"], purpose="Ortak proje onayı")
    assert len(waiting(home, NOW)) == 1
    ask(home.store, asking, "EMO", ["101742"], purpose="Saha denetimi")
    ask(home.store, act_of(REGISTRAR, "IMO"), "EMO", ["101742"], purpose="Saha denetimi")
    tomorrow = NOW + timedelta(days=1)
    ask(home.store, act_of(REGISTRAR, "MMO", at=tomorrow), "EMO", ["101742"], purpose="Saha denetimi")
    assert len(waiting(home, tomorrow)) == 4
    with home.store.reading("EMO") as records:
        assert len(records.accesses.of_members("EMO", [isil(home).id], 50)) == 5
    # The own chamber's look is no access by another.
    own_record(home.store, act_of(), "EMO", "101742")
    ask(home.store, act_of(), "EMO", ["101742"], purpose="Oda içi sorgu")
    assert len(waiting(home, tomorrow)) == 4


@pytest.mark.slow
def test_the_same_question_twice_at_once_is_one_mail(reached: Home) -> None:
    other = reopened(reached.settings.home, reached.settings.database_url)
    gate = Barrier(2, timeout=60)

    def both(home: Home) -> None:
        for place in range(8):
            gate.wait()
            ask(home.store, act_of(REGISTRAR, "MMO"), "EMO", ["101742"], purpose=f"Proje {place}")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(both, [reached, other]))
    other.store.close()
    assert len(waiting(reached, NOW)) == 8


def test_a_request_and_its_answer(reached: Home) -> None:
    home, member = reached, act_of_member(isil(reached))
    with home.store.writing("EMO") as records:
        made = make_request(records, member, isil(home).id, kind="itiraz", text="Notum yanlış.")
    assert subjects(home) == ["Başvurunuz alındı"]
    with home.store.writing("EMO") as records:
        decide_request(records, act_of(), made.id, granted=False, answer="İnceledik, doğru.")
    (one,) = waiting(home, NOW)
    subject, body = text_of(home, one)
    assert subject == "Başvurunuz sonuçlandı"
    assert "22.11.2026 tarihinde sonuçlandı: reddedildi." in body and "İnceledik, doğru." in body


def _placeholders(text: list[str]) -> set[str]:
    return {one.removesuffix("_en") for one in re.findall(r"{(\w+)}", " ".join(text))}


def test_every_notice_has_both_languages_with_the_same_facts() -> None:
    for name, texts in TEXTS.items():
        assert set(texts) == {"tr", "en"}, name
        assert _placeholders(texts["tr"]) == _placeholders(texts["en"]), name
        assert all(len(text) == 2 and "\n" not in text[0] for text in texts.values()), name
    assert set(EVENTS) < set(TEXTS)


def test_every_notice_is_told_by_someone() -> None:
    """A text that no module names would never be sent."""
    rooms = [path for room in ("registry", "issuer", "muhur") for path in (ROOT / room).rglob("*.py")]
    named = "".join(path.read_text(encoding="utf-8") for path in rooms)
    assert {name for name in TEXTS if f'"{name}"' not in named} == set()
