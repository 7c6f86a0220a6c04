"""Remarks on rows that become documents all the same: what officer and approver should know before they go on."""

from datetime import date

from issuer.issue import issue_list
from muhur.installation import Home
from registry.ids import uuid7
from registry.programme import Run
from registry.store import OWNER
from registry.turkish import upper
from tests.support.callers import user
from tests.support.desk import desk
from tests.support.register import NOW, class_list, members_of, passing, request, row

RUN = "MMO-MT-01/2026-1"
LATER = "MMO-MT-01/2026-2"


def test_whoever_holds_a_valid_yetki_of_the_area_is_pointed_out(home: Home) -> None:
    """To the officer on the row and to the approver; the list can be issued all the same."""
    officer = user(home, "MMO", "officer", login="egitim.mmo")
    approver = user(home, "MMO", "approver", login="onay.mmo")
    members = members_of(home, "MMO")[:3]
    held = issue_list(home.store, request(RUN, passing(members[:1])), home.open_key).rows[0].belge_no
    with home.store.writing(OWNER) as records:
        records.programmes.add_run(
            Run(uuid7(NOW), "MMO-MT-01", "2026-2", date(2026, 11, 2), date(2026, 11, 6))
        )
    rows = [row(one, mark="85") for one in members]
    rows[1]["ad"] = rows[1]["ad"].translate(str.maketrans("çğışöüÇĞİŞÖÜ", "cgisouCGISOU"))
    rows[2]["soyad"] = upper(rows[2]["soyad"])
    assert rows[1]["ad"] != members[1].given_name
    already = f"zaten var: {held} (bitişi: "
    with desk(home) as visits:
        one, two = visits(officer), visits(approver)
        # A renewal takes its place: nothing to point out.
        one.open(f"/oda/listeler/yeni?run={LATER}")
        one.send(
            "/oda/listeler/yeni", files={"file": ("l.csv", class_list(rows))},
            run=LATER, purpose="yenileme",
        )  # fmt: skip
        assert "Düzenlenecek 1" in one.text and already not in one.text
        one.open(f"/oda/listeler/yeni?run={LATER}")
        one.send("/oda/listeler/yeni", files={"file": ("l.csv", class_list(rows))}, run=LATER)
        work = one.path.partition("?")[0]
        assert "Düzenlenecek 3" in one.text and "Dikkat edilecek 2" in one.text
        assert one.text.count(already) == 1
        one.open(f"{work}?show=noted")
        assert one.text.count(already) == 1
        assert f"Belgeye sicildeki ad soyad yazılır: {members[1].full_name}." in one.text
        assert members[2].full_name not in one.text
        assert already in one.get(f"{work}/rapor.csv").content.decode("utf-8-sig")
        one.send(
            work, version=one.version, then="send", decision__number="49/112", decision__day="2026-11-20"
        )
        batch = one.path.partition("?")[0]
        two.open(batch)
        assert "Bu listedeki 1 üyenin aynı alanda geçerli bir yetki belgesi zaten var." in two.text
        assert two.text.count(already) == 1
        two.send(f"{batch}/onayla", version=two.version)
        assert "3 belge düzenlendi ve imzalandı." in two.until(batch, "imzalandı.", "Yayında")
        assert already not in two.text
