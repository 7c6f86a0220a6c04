"""A batch of earlier paper on the desk's pages: looked at, sent, approved, signed."""

import pytest

from issuer.reissuing.paper import Reissue, prepare_reissue
from muhur.installation import Home
from registry.access import Caller
from tests.support.callers import act_of, user
from tests.support.desk import desk
from tests.support.papers import NUMBER, PROGRAMME, entered, held, paper
from tests.support.register import TODAY


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
