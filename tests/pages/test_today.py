"""The desk's first page: what waits for each role, and what to do first."""

import re
from datetime import UTC, datetime

from issuer.batches.steps import return_
from muhur.installation import Home
from tests.support.batches import approver, prepared, submitted
from tests.support.callers import act_of, user
from tests.support.desk import desk
from tests.support.living import issued
from tests.support.register import members_of, passing


def count_of(page: str, path: str) -> str:
    """The number beside an entry of the navigation."""
    found = re.search(rf'<a href="{path}"[^>]*><span>[^<]*</span>(?:<span class="count">(\d+)</span>)?', page)
    assert found is not None, path
    return found[1] or ""


def test_each_role_sees_what_waits_for_it(home: Home) -> None:
    officer, other = user(home, "MMO", "officer"), user(home, "MMO", "approver")
    submitted(home, act_of(officer))
    back = submitted(home, act_of(officer), run="MMO-KL-01/2026-1")
    return_(home.store, approver(), back, "23. satıra bakınız.")
    prepared(home, act_of(officer), run="MMO-AS-01/2026-1")
    with desk(home) as visits:
        one, two = visits(officer), visits(other)
        one.open("/oda")
        assert "Geri çevrilen listeler (1)" in one.text
        assert "“23. satıra bakınız.”" in one.text
        assert "taslak liste onaya gönderilmedi" in one.text
        assert "Onayınızı bekleyen" not in one.text
        assert count_of(one.page, "/oda/listeler") == "1"
        one.open("/oda/listeler/yeni?run=MMO-MT-01/2026-1")
        one.send("/oda/listeler/yeni", files={"file": ("l.csv", passing(members_of(home, "MMO")[:1]))},
                 run="MMO-MT-01/2026-1")  # fmt: skip
        work = one.path
        one.open("/oda")
        assert "liste üzerinde çalışılıyor" in one.text
        assert f'href="{work}"' in one.page
        two.open("/oda")
        assert "Onayınızı bekleyen listeler (1)" in two.text
        assert "Geri çevrilen" not in two.text
        assert count_of(two.page, "/oda/listeler") == "1"


def test_nobody_is_asked_to_approve_what_they_prepared(home: Home) -> None:
    both = user(home, "MMO", "officer", "approver")
    submitted(home, act_of(both))
    with desk(home) as visits:
        one = visits(both)
        assert "Onayınızı bekleyen" not in one.open("/oda")
        assert count_of(one.page, "/oda/listeler") == ""


def test_an_empty_day_says_what_to_do(home: Home) -> None:
    with desk(home) as visits:
        officer = visits(user(home, "MMO", "officer"))
        assert "Bugün sizi bekleyen bir iş yok." in officer.open("/oda")
        assert "Excel listesini yükleyiniz." in officer.text
        assert "İlk adımlar" not in officer.text
        registrar = visits(user(home, "MMO", "registrar"))
        assert "Üye talepleri burada görünür." in registrar.open("/oda")
        new = visits(user(home, "PEYZAJMO", "officer"))
        assert "İlk adımlar" in new.open("/oda")
        assert "Bekliyor Üyeler" in new.text
        assert "Tamam Bir açılan eğitim" in new.text


def test_documents_without_their_visa_and_near_their_end_are_counted(home: Home) -> None:
    issued(home, 3, "EMO-YG-01/2026-1")
    with desk(home) as visits:
        one = visits(user(home, "EMO", "approver"))
        assert "vizesi yapılmamış" not in one.open("/oda")
    later = datetime(2027, 4, 5, 9, 0, tzinfo=UTC)
    with desk(home, lambda: later) as visits:
        one = visits(user(home, "EMO", "approver"))
        one.open("/oda")
        assert "3 belgenin vizesi yapılmamış" in one.text
    nearly = datetime(2031, 11, 2, 9, 0, tzinfo=UTC)
    with desk(home, lambda: nearly) as visits:
        one = visits(user(home, "EMO", "approver"))
        one.open("/oda")
        assert "3 belgenin süresi 30 gün içinde doluyor" in one.text
