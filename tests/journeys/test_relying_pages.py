"""Pages of those who rely on documents: share links, following a document, lists, reports; without JavaScript."""

import io
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import openpyxl
import pypdf
import pytest

from issuer.events.single import suspend
from issuer.issue import issue_list
from muhur.installation import Home
from registry.document import BoardDecision
from registry.tables.members import members
from templates.notices.wording import worded
from tests.journeys.machinery import Site
from tests.journeys.test_site import sound
from tests.notices.test_doors import approver, means
from tests.support.callers import client, member
from tests.support.register import NOW, TODAY, members_of, passing, request
from verifier.relying.number_list import numbers_of

RUN, SICIL = "EMO-YG-01/2026-1", "101742"


def issued(home: Home) -> dict[str, Any]:
    (isil,) = [one for one in members_of(home, "EMO") if one.sicil_no == SICIL]
    issue_list(home.store, request(RUN, passing([isil])), home.open_key)
    with home.store.reading("EMO") as records:
        found = next(one for one in records.credentials.all() if one.member_id == isil.id)
    return {"number": found.belge_no, "code": found.verification_code, "id": isil.id}


def words(html: str) -> str:
    body = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


# share links


def shared(home: Home, number: str, *fields: str) -> str:
    with client(home, caller=member(home, "EMO", SICIL)) as site:
        made = site.post("/api/v1/self/shares", json={"belge_no": number, "days": 7, "fields": list(fields)})
    return str(made.json()["url"]).removeprefix(home.facts.public_url)


def test_u4_what_a_share_link_opens(either_home: Home) -> None:
    """Story Ü4: the mark is seen by the link; after its end "Belge bulunamadı", and the document goes on."""
    document = issued(either_home)
    path = shared(either_home, document["number"], "mark", "attendance")
    with client(either_home) as site:
        page = sound(site.get(path))
        assert page.headers["cache-control"] == "no-store"
        said = words(page.text)
        for sentence in (
            "Bu belge geçerlidir.",
            "Işıl İnci Öztürk",
            "Üyenin paylaştığı belge",
            "Bu paylaşım bağlantısı 29.11.2026 12:00 tarihine kadar açıktır.",
            "Sona eren yalnız bağlantıdır, belge değil",
            "Geçerlilik Bitişi",
            "Sınav Notu",
            "Devam Oranı %100,00",
        ):
            assert sentence in said, sentence
        # The link ends; the document's own address would not.
        assert document["code"] not in page.text
        assert document["code"] not in sound(site.get(f"/api/v1{path.replace('/p/', '/shares/')}")).text
        english = words(sound(site.get(f"{path}?lang=en")).text)
        assert "Only the link ends then, not the document" in english
    with client(either_home, now=lambda: NOW + timedelta(days=7)) as site:
        ended = sound(site.get(path))
        assert ended.status_code == 404
        assert "<h1>Belge bulunamadı</h1>" in ended.text
        assert "Bu, belgenin geçersiz olduğu anlamına gelmez." in words(ended.text)
        assert sound(site.get("/p/nonesuch")).text.replace("/p/nonesuch", path) == ended.text
        judged = site.post("/api/v1/verify", json={"number": document["number"]}).json()
        assert judged["standing"] == "valid"


def test_the_mark_of_the_repeat_exam_is_the_one_that_is_shown(home: Home) -> None:
    """Also where it is 0: what was better before does not count any more."""
    document = issued(home)
    with home.store.writing("EMO") as records:
        found = records.credentials.by_code(document["code"])
        assert found is not None
        taken = records.programmes.participation(found.run_id, found.member_id)
        assert taken is not None
        repeated = replace(taken, theory_repeat_mark=0, practice_repeat_mark=7000)
        records.programmes.record_participations(found.run_id, [repeated])
    path = shared(home, document["number"], "mark")
    with client(home) as site:
        disclosed = site.get(f"/api/v1{path.replace('/p/', '/shares/')}").json()["disclosed"]
    assert disclosed["mark"] == {"theory": 0.0, "practice": 70.0}


def test_a_link_without_fields_shows_the_document_alone(home: Home) -> None:
    document = issued(home)
    path = shared(home, document["number"])
    with client(home) as site:
        said = words(site.get(path).text)
    assert "Sınav Notu" not in said
    assert "Devam Oranı" not in said
    assert "Işıl İnci Öztürk" in said


# following a document


def mailed(home: Home, template: str) -> list[tuple[str, str]]:
    with home.store.reading("EMO") as records:
        due = records.outbox.due("EMO", NOW + timedelta(days=1))
    return [
        worded(one.template, one.lang, one.facts, home.facts.public_url)
        for one in due
        if one.template == template
    ]


def link_in(body: str, path: str, home: Home) -> str:
    found = re.search(rf"{re.escape(home.facts.public_url)}({path}\S+)", body)
    assert found, body
    return found[1]


def test_following_a_document_from_the_form_to_the_end(either_home: Home) -> None:
    document = issued(either_home)
    form = f"/v/{document['code']}/takip"
    with client(either_home) as site:
        assert (
            f'href="{form}?lang=tr">Bu belge değişirse bana haber ver</a>'
            in site.get(f"/v/{document['code']}").text
        )
        assert "Onay bağlantısı gönder" in words(sound(site.get(form)).text)
        wrong = sound(site.post(form, data={"email": "adres", "lang": "tr"}))
        assert wrong.status_code == 422
        assert 'value="adres"' in wrong.text
        assert "E-posta adresi okunamadı." in words(wrong.text)
        asked = site.post(form, data={"email": "ik@sirket.example", "lang": "tr"})
        assert (asked.status_code, asked.headers["location"]) == (303, f"{form}?lang=tr&asked=1")
        assert "E-postanıza bakınız" in words(sound(site.get(asked.headers["location"])).text)
        # Asked again the answer is the same, and no second mail goes out.
        again = site.post(form, data={"email": "ik@sirket.example", "lang": "tr"})
        assert again.headers["location"] == asked.headers["location"]
        ((subject, body),) = mailed(either_home, "watch.confirm")
        assert document["number"] in subject
        confirm, end = link_in(body, "/takip/onay/", either_home), link_in(body, "/takip/son/", either_home)
        # A program that looks at mails opens links; that alone confirms nothing.
        assert f"{document['number']} numaralı belgenin durumu değişirse" in words(
            sound(site.get(confirm)).text
        )
        suspend(
            means(either_home),
            approver(),
            document["number"],
            reason_code="disiplin",
            decision=BoardDecision("40/34", TODAY),
        )
        assert mailed(either_home, "watch.changed") == []
        done = site.post(confirm, data={"lang": "tr"})
        assert done.status_code == 303
        assert "Takip başladı" in words(sound(site.get(done.headers["location"])).text)
        from issuer.events.single import reinstate

        reinstate(means(either_home), approver(), document["number"], decision=BoardDecision("40/35", TODAY))
        ((subject, body),) = mailed(either_home, "watch.changed")
        assert link_in(body, "/takip/son/", either_home) == end, "every message ends it by the same link"
        assert "e-posta adresiniz silinecek" in words(sound(site.get(end)).text)
        assert sound(site.get(f"{end[:-1]}é")).status_code == 404, "a secret of any letters"
        ended = site.post(end, data={"lang": "tr"})
        assert "Takip bitti" in words(sound(site.get(ended.headers["location"])).text)
        for link in (end, confirm):
            gone = sound(site.get(link))
            assert gone.status_code == 404
            assert "Bu takip bulunamadı" in words(gone.text)
            assert site.post(link, data={"lang": "tr"}).status_code == 404
    with either_home.store.engine.connect() as connection:
        assert "ik@sirket" not in str(connection.exec_driver_sql("SELECT email FROM watches").all())


@pytest.mark.parametrize(
    "token",
    [
        "x",
        "EMO.x",
        "EMO..",
        "EMO.zz.yy",
        f"EMO.{'0' * 32}.{'0' * 32}",
        "XXX.y",
        "EMO." + "a" * 300,
        ".",
        "%00",
    ],
)
def test_links_that_nobody_was_sent(home: Home, token: str) -> None:
    with client(home) as site:
        for path in ("/takip/onay/", "/takip/son/"):
            assert sound(site.get(f"{path}{token}", headers={"accept": "text/html"})).status_code in (
                404,
                422,
            )
            assert site.post(f"{path}{token}", data={"lang": "tr"}).status_code in (404, 422)


def test_a_document_that_is_not_there_cannot_be_followed(home: Home) -> None:
    with client(home) as site:
        for code in ("0000000000000000", "x"):
            assert site.get(f"/v/{code}/takip", headers={"accept": "text/html"}).status_code == 404
            assert site.post(f"/v/{code}/takip", data={"email": "a@example.org"}).status_code == 404


# lists


def test_a_list_is_typed_or_chosen_in_any_form(home: Home) -> None:
    number = issued(home)["number"]
    book = openpyxl.Workbook()
    for row in (["Belge No", "Ad"], [number, "x"], ["XXX-1", None]):
        book.active.append(row)
    workbook = io.BytesIO()
    book.save(workbook)
    lines = f"Belge No;Ad\n{number};x\nXXX-1;"
    files = {
        "liste.csv": lines.encode("cp1254"),
        "liste.txt": lines.encode("utf-16"),
        "liste.xlsx": workbook.getvalue(),
    }
    with client(home) as site:
        answers = [site.post("/toplu", data={"numbers": lines})]
        answers += [site.post("/toplu", files={"file": (name, data)}) for name, data in files.items()]
        for answer in answers:
            said = words(sound(answer).text)
            assert "1 Geçerli" in said
            assert "1 Belge numarası hatalı" in said
            assert "I*** İ*** Ö***" in said
            assert "Öztürk" not in answer.text


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Aday;Belge No\nAyşe Öz;EMO-2026-YB-000123-Y\nCan;emo 2026 yb 000124 x", ["EMO-2026-YB-000123-Y", "emo 2026 yb 000124 x"]),
        ("Ayşe Öz;05321234567;EMO-2026-YB-000123-Y\nCan;05329876543;", ["EMO-2026-YB-000123-Y"]),
        ("No;Belge\n1;EMO-2026-YB-000123-Y\n2;EMO-2026-KB-000001-Q", ["EMO-2026-YB-000123-Y", "EMO-2026-KB-000001-Q"]),
        ("EMO-2026-YB-000123-Y\nnumaram yok", ["EMO-2026-YB-000123-Y", "numaram yok"]),
        ("12345678901\n05321234567", ["12345678901", "05321234567"]),
    ],
)  # fmt: skip
def test_the_column_of_the_numbers_is_found(text: str, numbers: list[str]) -> None:
    assert numbers_of(text.encode()) == numbers


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"data": {"numbers": " \n "}}, "Listede belge numarası yok."),
        ({"data": {}}, "Listede belge numarası yok."),
        ({"files": {"file": ("a.csv", b"Belge No\n")}}, "Listede belge numarası yok."),
        ({"data": {"numbers": "X-1\n" * 501}}, "500"),
        ({"files": {"file": ("a.xlsx", b"PK\x03\x04 and nothing")}}, "Excel"),
        ({"files": {"file": ("a.csv", b"\xc3\xbc\xff\xfe\x00")}}, "karakter kodlaması"),
        ({"files": {"file": ("a.csv", b"1\n" * 600_000)}}, "en çok 1 MB"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_with_a_way_on(
    home: Home, given: dict[str, Any], sentence: str
) -> None:
    with client(home) as site:
        answer = sound(site.post("/toplu", **given))
    assert answer.status_code == 422
    assert sentence in words(answer.text)
    assert "<textarea" in answer.text


def test_what_a_list_says_is_text(home: Home) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    with client(home) as site:
        page = sound(site.post("/toplu", data={"numbers": f"{hostile}\n=1+1"}))
        table = sound(site.post("/toplu", data={"numbers": f"{hostile}\n=1+1", "csv": "1"}))
    assert hostile not in page.text
    assert b"'=1+1" in table.content, "a cell never starts a formula"


# reports


def text_of(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged"
    assert reader.trailer["/Root"]["/Lang"] in ("tr", "en")
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def asked(site: Site, **given: Any) -> str:
    answer = site.post("/dogrula/rapor.pdf", **given)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    return text_of(answer.content)


def test_the_report_says_when_what_and_every_step(home: Home) -> None:
    document = issued(home)
    with client(home) as site:
        assert f'href="/v/{document["code"]}/rapor.pdf?lang=tr"' in site.get(f"/v/{document['code']}").text
        said = text_of(site.get(f"/v/{document['code']}/rapor.pdf").content)
        steps = site.get(f"/v/{document['code']}/verdict").json()["steps"]
        english = text_of(site.get(f"/v/{document['code']}/rapor.pdf?lang=en").content)
    for sentence in (
        "Doğrulama Raporu",
        "Bu rapor bir oda belgesi değildir ve belgenin yerine geçmez.",
        "22.11.2026 12:00 (Türkiye saati)",
        "Bu belge geçerlidir.",
        "Işıl İnci Öztürk",
        document["number"],
        f"{home.facts.public_url}/v/{document['code']}",
        "Bu tür belge, oda yönetim kurulunun",
    ):
        assert sentence in said, sentence
    for step in steps:
        assert f"{step['n']}. {step['label']['tr']}" in said
        assert step["text"]["tr"] in said
    assert "This report is not a document of a chamber" in english


def test_the_report_of_a_number_hides_what_its_page_hides(home: Home) -> None:
    number = issued(home)["number"]
    with client(home) as site:
        page = site.post("/dogrula", data={"metin": number}).text
        assert '<form action="/dogrula/rapor.pdf" method="post">' in page
        masked = asked(site, data={"metin": number})
        whole = asked(site, data={"metin": number, "sicil_no": SICIL})
        wrong = asked(site, data={"metin": "EMO-2026-YB-000132-Y"})
    assert "I*** İ*** Ö*** (Ad soyad gizlenmiştir)" in masked
    assert "Öztürk" not in masked
    assert SICIL not in masked
    assert "Işıl İnci Öztürk" in whole
    assert "Belge numarası hatalı. Numarayı kontrol ediniz." in wrong
    assert "number.check_character" in wrong


def test_the_report_of_a_file_names_the_file_by_its_hash(home: Home) -> None:
    import hashlib

    document = issued(home)
    with client(home) as site:
        pdf = site.get(f"/v/{document['code']}.pdf").content
        good = asked(site, files={"dosya": ("belge.pdf", pdf)})
        changed = asked(site, files={"dosya": ("belge.pdf", pdf + b"\n")})
        nothing = site.post("/dogrula/rapor.pdf", data={"lang": "tr"})
    for data, said in ((pdf, good), (pdf + b"\n", changed)):
        digest = hashlib.sha256(data).hexdigest()
        assert digest in said.replace(" ", "")
    assert "Bu belge geçerlidir." in good
    assert "PDF'e mühürden sonra ekleme yapılmış" in changed
    assert nothing.status_code == 422
    assert "Rapor için dosyayı yeniden seçiniz" in words(nothing.text)


def test_a_report_can_be_drawn_of_whatever_a_forger_writes(home: Home) -> None:
    """Letters that the fonts do not have, and control characters, stand as marks; nothing fails."""
    with home.store.engine.begin() as connection:
        connection.execute(members.update().where(members.c.sicil_no == SICIL), {"email": None})
    with client(home) as site:
        for text in (
            "漢字" * 30,
            "\u202eabc",
            "#set page()",
            "$x$ *b* _i_ @ref <label>",
            "eyJ.漢.x",
            "{" * 200,
        ):
            assert "Doğrulama Raporu" in asked(site, data={"metin": text})
