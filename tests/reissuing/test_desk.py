"""A batch of earlier paper on the desk's pages: looked at, sent, approved, signed."""

import re

import pytest

from issuer.reissuing.pages import PAPER, RENEWALS
from issuer.reissuing.paper import Reissue, prepare_reissue
from muhur.installation import Home
from registry.access import Caller
from tests.reissuing.test_granted import WANTED, asked, holder
from tests.support.callers import act_of, user
from tests.support.desk import desk
from tests.support.living import issued
from tests.support.papers import NUMBER, PROGRAMME, entered, held, paper
from tests.support.register import TODAY, counts


@pytest.fixture
def people(home: Home) -> tuple[Caller, Caller]:
    """An officer and an approver of EMO."""
    return user(home, "EMO", "officer", login="egitim.emo"), user(home, "EMO", "approver", login="onay.emo")


def test_a_batch_of_earlier_paper_is_approved_on_its_page(home: Home, people: tuple[Caller, Caller]) -> None:
    officer, approver = people
    entered(home, paper())
    made = prepare_reissue(home.store, act_of(officer), Reissue(PROGRAMME, [NUMBER, "YG-0"]))
    page = f"/oda/listeler/{made.batch_id}"
    with desk(home) as visits:
        one = visits(officer)
        assert "Devralınan belgelerin yeniden düzenlenmesi" in one.open("/oda/listeler")
        one.open(page)
        assert one.status == 200
        assert NUMBER in one.text
        # No decision is asked for, no list can be opened, and nothing leads to a training that was not held.
        assert "decision.number" not in one.page
        assert f"{page}/duzenle" not in one.page
        assert "/oda/acilislar/EMO-YG-01/" not in one.page
        assert "Onaylanmış devralınan belge bulunamadı: YG-0." in one.open(f"{page}?show=refused")
        one.open(page)
        one.send(f"{page}/gonder", version=one.version)
        assert "Onay bekliyor" in one.text
        two = visits(approver)
        two.open(page)
        assert two.get(f"{page}/ornek/0.png").content.startswith(b"\x89PNG")
        two.send(f"{page}/onayla", version=two.version)
        assert two.status == 200, two.text
        two.until(page, "imzalandı.", "Yayında")
        made_zip = two.get(f"{page}/belgeler.zip?ticket=x")
        assert made_zip.status_code == 200
        assert made_zip.headers["content-disposition"] == (
            'attachment; filename="belgeler-EMO-YG-01-devralinan.zip"'
        )
        assert made_zip.headers["cache-control"] == "no-store"
    paper_after = held(home)
    assert (paper_after.ended_on, paper_after.ended_reason) == (TODAY, "yerine_belge_verildi")


def test_a_list_is_renewed_on_its_page(home: Home) -> None:
    numbers = issued(home, 2)
    renewing = {
        "numbers": f"{numbers[0]}\n{numbers[1]}\nMMO-2026-YB-000999-X",
        "decision.number": "51/9",
        "decision.on": "2026-11-20",
        "valid_from": "2027-03-01",
    }
    officer = user(home, "MMO", "officer", login="egitim.mmo")
    with desk(home) as visits:
        one = visits(officer)
        one.open("/oda/belgeler")
        assert "/oda/belgeler/yenile" in one.page
        one.open(RENEWALS)
        before = counts(home.store)
        one.send(RENEWALS, **renewing, step="look")
        assert "2 belge hazırlanacak, 1 satır olmaz." in one.text
        assert "Henüz hiçbir şey yazılmadı." in one.text
        assert counts(home.store)["batches"] == before["batches"]
        one.send(RENEWALS, **renewing, step="csv")
        assert one.page.startswith("\ufeffsatir;belge_no;")
        one.open(RENEWALS)
        one.send(RENEWALS, **renewing, step="do")
        assert "2 belge hazırlandı, 1 satır olmadı." in one.text
        (batch,) = set(re.findall(r"/oda/listeler/([0-9a-f-]{36})", one.page))
        assert "Yenileme" in one.open(f"/oda/listeler/{batch}")
        # The same list again prepares nothing twice.
        one.open(RENEWALS)
        one.send(RENEWALS, **renewing, step="do")
        assert "0 belge hazırlandı, 3 satır olmadı." in one.text
        one.open(RENEWALS)
        one.send(RENEWALS, numbers="", step="look")
        assert one.status == 422


def test_earlier_paper_is_reissued_on_its_page(home: Home, people: tuple[Caller, Caller]) -> None:
    officer, approver = people
    entered(home, paper())
    with desk(home) as visits:
        one = visits(officer)
        one.open("/oda/devralinan")
        assert "/oda/devralinan/imzali" in one.page
        one.open(PAPER)
        one.send(PAPER, programme=PROGRAMME, numbers="", step="look")
        assert "1 belge hazırlanacak, 0 satır olmaz." in one.text
        assert NUMBER in one.text
        one.send(PAPER, programme=PROGRAMME, numbers=f"{NUMBER}\nYG-0", step="do")
        assert "1 belge hazırlandı, 1 satır olmadı." in one.text
        assert "Onaylanmış devralınan belge bulunamadı: YG-0." in one.text
        (batch,) = set(re.findall(r"/oda/listeler/([0-9a-f-]{36})", one.page))
        assert NUMBER in one.open(f"/oda/listeler/{batch}")
        two = visits(approver)
        two.open("/oda/devralinan")
        assert "/oda/devralinan/imzali" not in two.page


def test_what_was_granted_is_carried_out_on_its_page(home: Home) -> None:
    (number,) = issued(home, 1)
    request = asked(home, wanted=WANTED)
    officer = user(home, "MMO", "officer", login="egitim.mmo")
    page = f"/oda/talepler/{request}/yerine-getir"
    with desk(home) as visits:
        one = visits(officer)
        one.open("/oda/talepler?state=kabul")
        assert page in one.page
        one.open(page)
        assert "Aydın Şen" in one.text
        assert "1 belge hazırlanacak, 0 satır olmaz." in one.text
        assert holder(home).family_name != "Aydın Şen"
        one.send(page, **{"decision.number": "51/9", "decision.on": "2026-11-20"})
        assert number in one.text
        assert "1 belge hazırlandı, 0 satır olmadı." in one.text
        assert "Yerine getir" not in one.text
    assert holder(home).family_name == "Aydın Şen"
