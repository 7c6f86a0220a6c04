"""Lists of documents on the desk's pages without JavaScript: from a file to signed documents, word for word."""

import csv
import io
import re
import zipfile
from datetime import timedelta

import openpyxl
import pytest

from muhur.installation import Home
from registry.access import Caller
from tests.support.batches import submitted
from tests.support.callers import user
from tests.support.desk import Visitor, desk
from tests.support.register import NOW, class_list, members_of, passing, row

RUN = "MMO-MT-01/2026-1"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def people(home: Home) -> tuple[Caller, Caller]:
    """An officer and an approver of MMO."""
    return user(home, "MMO", "officer", login="egitim.mmo"), user(home, "MMO", "approver", login="onay.mmo")


def o1(home: Home) -> bytes:
    """25 people: 22 pass, two marks are too low, one attendance is."""
    members = members_of(home, "MMO")[:25]
    rows = [row(one, 24, 24, "85") for one in members[:22]]
    rows += [
        row(members[22], 24, 24, "69,5"),
        row(members[23], 24, 24, "40"),
        row(members[24], 7999, 10000, "90"),
    ]
    for one in rows[:24]:
        one.update(devam="10000", toplam="10000")
    return class_list(rows)


def handed_in(visitor: Visitor, data: bytes, name: str = "liste.csv", run: str = RUN) -> str:
    """Hand a file in; returns the address of the list under work."""
    visitor.open(f"/oda/listeler/yeni?run={run}")
    visitor.send("/oda/listeler/yeni", files={"file": (name, data)}, run=run)
    return visitor.path.partition("?")[0]


def test_o1_from_a_file_to_a_zip(home: Home, people: tuple[Caller, Caller]) -> None:
    officer, approver = people
    with desk(home) as visits:
        one = visits(officer)
        work = handed_in(one, o1(home))
        assert one.status == 200, one.text
        assert re.search(r"Düzenlenecek 22 .*Düzenlenmeyecek 3 .*Listedeki satır 25", one.text)
        # The rows at fault come first, with fields to mend them.
        assert "Yetki belgesi düzenlenemez: sınav notu 69,5, geçme notu 70." in one.text
        assert "devam oranı %79,99, gereken en az %80." in one.text
        assert one.page.count('name="left_out"') == 3
        # O2: word for word, and nothing of the list is lost.
        one.send(work, version=one.version, then="send")
        assert one.status == 422
        assert "Yetki belgesi için Yönetim Kurulu karar numarası ve tarihi gereklidir." in one.text
        assert 'aria-invalid="true"' in one.page.partition('id="decision.number"')[2][:300]
        one.send(
            work, version=one.version, then="send",
            decision__number="49/112", decision__day="20.11.2026",
        )  # fmt: skip
        assert "Liste onaya gönderildi." in one.text
        batch = one.path.partition("?")[0]
        assert "Onay bekliyor" in one.text
        two = visits(approver)
        assert RUN in two.open("/oda/listeler?state=onay_bekliyor")
        two.open(batch)
        assert "49/112, 20.11.2026" in two.text
        assert "Onayladığınızda aşağıdaki 22 belge" in two.text
        assert two.get(f"{batch}/ornek/0.png").content.startswith(b"\x89PNG")
        two.send(f"{batch}/onayla", version=two.version)
        assert "Liste onaylandı." in two.text or "22 belge" in two.text
        said = two.until(batch, "imzalandı.", "Yayında")
        assert "22 belge düzenlendi ve imzalandı." in said
        assert "3 satır için belge düzenlenmedi" in said
        two.open(f"{batch}?show=refused")
        assert two.text.count("belgesi düzenlenemez") == 3
        made = two.get(f"{batch}/belgeler.zip?ticket=abc")
        assert made.headers["content-type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            pdfs = [name for name in names if name.endswith(".pdf")]
            assert len(pdfs) == 22 and names[-1] == "liste.csv"
            assert archive.read(pdfs[0]).startswith(b"%PDF")
            listed = list(
                csv.reader(io.StringIO(archive.read("liste.csv").decode("utf-8-sig")), delimiter=";")
            )
        assert [line[1] for line in listed[1:]] == pdfs
        with home.store.reading() as records:
            order = [f"{one.given_name} {one.family_name}" for one in records.members.search("MMO", "", 100)]
        assert [f"{line[3]} {line[4]}" for line in listed[1:]] == [
            name for name in order if name in {f"{line[3]} {line[4]}" for line in listed[1:]}
        ]
        assert two.get(f"{batch}/paket?ticket=abc").json() == {"done": 22, "total": 22}
        report = two.get(f"{batch}/rapor.csv").content.decode("utf-8-sig")
        assert report.count("düzenlendi") == 22
        # An officer may not export in bulk; the page says who may.
        one.open(batch)
        assert "Oda yöneticisi tek pakette indirebilir." in one.text
        assert one.get(f"{batch}/belgeler.zip").status_code == 403


def test_o3_who_prepared_it_sees_the_sentence_and_cannot_approve(home: Home) -> None:
    both = user(home, "MMO", "officer", "approver", login="ikisi.mmo")
    with desk(home) as visits:
        one = visits(both)
        work = handed_in(one, passing(members_of(home, "MMO")[:2]))
        one.send(
            work, version=one.version, then="send", decision__number="49/112", decision__day="2026-11-20"
        )
        batch = one.path.partition("?")[0]
        assert "Hazırlayan kişi aynı belgeyi onaylayamaz." in one.text
        assert f"{batch}/onayla" not in one.page
        one.send(f"{batch}/onayla", version=one.version)
        assert one.status == 403
        assert "Hazırlayan kişi aynı belgeyi onaylayamaz." in one.text


def test_o8_and_rows_are_mended_in_place(home: Home, people: tuple[Caller, Caller]) -> None:
    officer, approver = people
    members = members_of(home, "MMO")
    with desk(home) as visits:
        one, two = visits(officer), visits(approver)
        work = handed_in(one, passing(members[:1]))
        one.send(
            work, version=one.version, then="send", decision__number="49/112", decision__day="2026-11-20"
        )
        batch = one.path.partition("?")[0]
        two.open(batch)
        two.send(f"{batch}/onayla", version=two.version)
        number = re.findall(r"MMO-2026-YB-\d{6}-\w", two.until(batch, "imzalandı.", "Yayında"))[0]

        rows = [row(member, 24, 24, "85") for member in members[:4]]
        rows[1]["soyad"] = "Yanlış"
        rows[2]["sicil_no"] = rows[2]["sicil_no"].lstrip("0")
        rows[3]["teorik_not"] = "8O"
        work = handed_in(one, class_list(rows))
        assert "1 sicil numarasının başındaki sıfır silinmiş" in one.text
        one.open(f"{work}?show=already")
        assert f"Bu üye için aynı eğitimden düzenlenmiş belge vardır: {number}." in one.text
        # The button is of the form with the rows: what was typed in them goes with it.
        assert 'name="then" value="zeros" form="liste"' in one.page
        one.send(
            f"{work}?show=refused", version=one.version, then="zeros",
            row__5__teorik_not="85", decision__number="49/112", decision__day="2026-11-20",
        )  # fmt: skip
        assert "Baştaki sıfırlar geri kondu" in one.text
        assert members[2].sicil_no not in one.page.partition('<ol class="mend">')[2]
        # Mended and sent in one go: the result is shown first, nothing is sent unseen.
        one.send(
            work, version=one.version, then="send",
            row__3__soyad=members[1].family_name, decision__number="49/112", decision__day="2026-11-20",
        )  # fmt: skip
        assert "henüz gönderilmedi" in one.text
        assert 'value="49/112"' in one.page
        one.send(work, version=one.version, then="mend", left_out="5")
        assert re.search(r"Düzenlenecek 2 .*Zaten düzenlenmiş 1 .*Listedeki satır 3", one.text)
        one.send(work, version=one.version, then="mend", new__sicil_no=members[9].sicil_no,
                 new__ad=members[9].given_name, new__soyad=members[9].family_name,
                 new__devam="24", new__toplam="24", new__teorik_not="90")  # fmt: skip
        assert re.search(r"Düzenlenecek 3 .*Listedeki satır 4", one.text)
        report = one.get(f"{work}/rapor.csv").content.decode("utf-8-sig")
        assert report.count("düzenlenecek") == 3


def test_two_browsers_on_one_list(home: Home, people: tuple[Caller, Caller]) -> None:
    officer, _ = people
    rows = [row(member, 24, 24, "85") for member in members_of(home, "MMO")[:2]]
    rows[0]["soyad"] = "Yanlış"
    with desk(home) as visits:
        one, other = visits(officer), visits(officer)
        work = handed_in(one, class_list(rows))
        other.open(work)
        one.send(work, version=one.version, then="mend", row__2__teorik_not="90")
        other.send(work, version=other.version, then="mend", row__2__soyad="Aydın")
        assert other.status == 409
        assert "Bu listeyi bu arada başkası değiştirdi." in other.text
        # What was typed is still there, and can be sent again.
        assert 'value="Aydın"' in other.page
        other.send(work, version=other.version, then="mend", row__2__soyad="Aydın", row__2__teorik_not="90")
        assert "Düzenlenecek 2" in other.text
        other.open(work)
        other.send(f"{work}/sil")
        assert "Liste silindi." in other.text
        one.send(work, version="9", then="draft")
        assert one.status == 404
        assert "Bu liste artık yok" in one.text


def test_a_returned_list_is_edited_and_sent_again(home: Home, people: tuple[Caller, Caller]) -> None:
    officer, approver = people
    with desk(home) as visits:
        one, two = visits(officer), visits(approver)
        work = handed_in(one, o1(home))
        one.send(
            work, version=one.version, then="send", decision__number="49/112", decision__day="2026-11-20"
        )
        batch = one.path.partition("?")[0]
        two.open(batch)
        late = two.version
        two.send(f"{batch}/cevir", version=two.version, note="")
        assert two.status == 422
        assert "Geri çevirmek için açıklama gereklidir." in two.text
        two.send(f"{batch}/cevir", version=two.version, note="23. satırın notunu\nkontrol ediniz.")
        assert "Liste geri çevrildi" in two.text
        # The back button after a decision: a sentence and the list as it stands.
        two.send(f"{batch}/onayla", version=late)
        assert two.status == 409
        assert "Liste bu arada değişti; güncel hâline yeniden bakınız." in two.text
        one.open(batch)
        assert "23. satırın notunu" in one.text
        one.send(f"{batch}/duzenle")
        assert "Düzenlenmeyecek 3" in one.text
        one.send(work, version=one.version, then="mend", row__24__teorik_not="96,5")
        assert "Düzenlenecek 23" in one.text
        one.send(
            work, version=one.version, then="send", decision__number="49/112", decision__day="2026-11-20"
        )
        assert "Liste onaya gönderildi." in one.text
        assert one.path.partition("?")[0] == batch
        one.send(f"{batch}/vazgec", version=one.version)
        assert "Bu listeden vazgeçildi" in one.text
        one.send(f"{batch}/yeniden")
        assert "Düzenlenecek 23" in one.text


def test_a_batch_of_another_door_is_opened_for_editing(home: Home, people: tuple[Caller, Caller]) -> None:
    officer, approver = people
    batch = f"/oda/listeler/{submitted(home)}"
    with desk(home) as visits:
        one, two = visits(officer), visits(approver)
        two.open(batch)
        two.send(f"{batch}/cevir", version=two.version, note="bakınız")
        one.open(batch)
        one.send(f"{batch}/duzenle")
        assert "Düzenlenecek 3" in one.text
        one.send(
            one.path, version=one.version, then="draft", decision__number="49/112", decision__day="2026-11-20"
        )
        assert "Liste taslak olarak kaydedildi." in one.text


def test_approving_asks_for_proof_again(home: Home, people: tuple[Caller, Caller]) -> None:
    _, approver = people
    batch = f"/oda/listeler/{submitted(home)}"
    times = [NOW]
    with desk(home, lambda: times[-1]) as visits:
        two = visits(approver)
        times.append(NOW + timedelta(minutes=6))
        two.open(batch)
        assert "Kimliğimi doğrula" in two.text
        assert f"{batch}/onayla" not in two.page
        two.send(f"{batch}/onayla", version="2")
        assert two.path == f"/giris/dogrula?next={batch.replace('/', '%2F')}"
        two.open(batch)
        assert "Onay bekliyor" in two.text


def test_a_scheduled_list_waits_and_can_be_called_off(home: Home, people: tuple[Caller, Caller]) -> None:
    officer, approver = people
    with desk(home) as visits:
        one, two = visits(officer), visits(approver)
        work = handed_in(one, passing(members_of(home, "MMO")[:2]))
        one.send(work, version=one.version, then="send", decision__number="49/112", decision__day="2026-11-20",
                 issue_day="2026-12-01")  # fmt: skip
        assert one.status == 422
        assert 'id="issue_time-hata">Bu alan gereklidir.' in one.page
        one.send(work, version=one.version, then="send", decision__number="49/112", decision__day="2026-11-20",
                 issue_day="2026-12-01", issue_time="14:30")  # fmt: skip
        batch = one.path.partition("?")[0]
        assert "01.12.2026 14:30" in one.text
        two.open(batch)
        two.send(f"{batch}/onayla", version=two.version)
        assert "belgeler 01.12.2026 14:30 zamanında düzenlenecek." in two.text
        two.send(f"{batch}/cevir", version=two.version, note="ertelendi")
        assert "Liste geri çevrildi" in two.text


def test_pasted_rows_with_and_without_a_header(home: Home, people: tuple[Caller, Caller]) -> None:
    members = members_of(home, "MMO")[:2]
    lines = [f"{one.sicil_no}\t{one.given_name}\t{one.family_name}\t24\t24\t69,5" for one in members]
    with desk(home) as visits:
        one = visits(people[0])
        for text in ("\n".join(lines), "Sicil No\tAdı\tSoyadı\tDevam\tToplam\tNot\r\n" + "\r\n".join(lines)):
            one.open(f"/oda/listeler/yeni?run={RUN}")
            one.send("/oda/listeler/yeni", run=RUN, rows=text)
            assert "Düzenlenmeyecek 2" in one.text, one.text
        one.open(f"/oda/listeler/yeni?run={RUN}")
        one.send("/oda/listeler/yeni", run=RUN, rows="Ad\tBaşka\nAyşe\tx")
        assert one.status == 422
        assert "Eksik sütun: sicil_no" in one.text
        # The pasted rows stay in their box, tabs and all.
        assert "Ad\tBaşka\nAyşe\tx" in one.page
        one.send("/oda/listeler/yeni", run=RUN, rows="")
        assert "Bu alan gereklidir." in one.text


def test_templates_are_read_back(home: Home, people: tuple[Caller, Caller]) -> None:
    member = members_of(home, "MMO")[0]
    with desk(home) as visits:
        one = visits(people[0])
        book = openpyxl.load_workbook(io.BytesIO(one.get(f"/oda/listeler/sablon.xlsx?run={RUN}").content))
        sheet = book.active
        assert sheet is not None
        header = [cell.value for cell in sheet[1]]
        assert header == ["sicil_no", "ad", "soyad", "devam", "toplam", "teorik_not", "tekrar_teorik"]
        # A sicil no typed into the template stays text: its zeros stay.
        assert sheet["A2"].number_format == "@"
        for place, value in enumerate(
            [member.sicil_no, member.given_name, member.family_name, "24", "24", "90"], 1
        ):
            sheet.cell(2, place).value = value
        file = io.BytesIO()
        book.save(file)
        handed_in(one, file.getvalue(), "sablon.xlsx")
        assert "Düzenlenecek 1" in one.text, one.text
        text = one.get(f"/oda/listeler/sablon.csv?run={RUN}").content.decode("utf-8-sig")
        assert text.strip().split(";") == header


def test_bad_files_have_a_sentence_and_leave_the_form_open(home: Home, people: tuple[Caller, Caller]) -> None:
    bad = {
        "list.workbook": b"PK\x03\x04" + b"x" * 300,
        "list.old_workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 300,
        "list.encoding": b"\x00\x01\x02",
        "list.empty": b"  ",
        "list.no_rows": b"sicil_no;ad;soyad;devam;toplam;teorik_not\n",
        "list.column_missing": b"a;b\n1;2\n",
    }
    with desk(home) as visits:
        one = visits(people[0])
        for code, data in bad.items():
            handed_in(one, data)
            assert one.status == 422, code
            assert code in one.text
            assert 'id="file-hata"' in one.page
            assert "Denetle ve göster" in one.text


def test_a_run_that_cannot_have_a_list_says_so_before_anything_is_handed_in(
    home: Home, people: tuple[Caller, Caller]
) -> None:
    with desk(home) as visits:
        one = visits(people[0])
        one.open("/oda/listeler/yeni?run=MMO-MT-01/2026-9")
        assert "için 04.12.2026 tarihinden önce belge düzenlenemez." in one.text
        assert 'type="file"' not in one.page
        one.open("/oda/listeler/yeni?run=EMO-YG-01/2026-1")
        assert one.status == 404
        one.open("/oda/listeler/yeni")
        assert RUN in one.page


def test_a_refused_form_loses_nothing(home: Home, people: tuple[Caller, Caller]) -> None:
    officer, approver = people
    rows = [row(member, 24, 24, "85") for member in members_of(home, "MMO")[:3]]
    for one_row in rows[:2]:
        one_row["soyad"] = "Yanlış"
    with desk(home) as visits:
        one = visits(officer)
        work = handed_in(one, class_list(rows))
        for wrong in ({"decision__day": "32.13.2026"}, {"decision__day": "01.01.0001"}, {"valid_from": "0001-01-01"},
                      {"issue_day": "01.01.0001", "issue_time": "10:00"}, {"issue_day": "9999-12-31", "issue_time": "10:00"}):  # fmt: skip
            one.open(f"{work}?show=refused&page=²")
            typed = {"decision__number": "49/112", "decision__day": "2026-11-20", **wrong}
            one.send(
                f"{work}?show=refused", version=one.version, then="send", left_out=["2", "²"],
                row__3__soyad="", new__ad="Ali", **typed,
            )  # fmt: skip
            assert one.status == 422, wrong
            assert 'name="left_out" value="2" checked' in one.page
            assert 'name="row.3.soyad" value=""' in one.page
            assert 'name="new.ad" value="Ali"' in one.page
        one.send(
            work, version=one.version, then="send", decision__number="49/112", decision__day="2026-11-20"
        )
        batch = one.path.partition("?")[0]
        assert one.get(f"{batch}/ornek/{10**30}.png").status_code == 404
        two = visits(approver)
        two.open(batch)
        two.send(f"{batch}/cevir", version=two.version, note="x" * 501)
        assert two.status == 422
        assert "x" * 501 in two.page
