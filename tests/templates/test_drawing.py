"""A sheet is a function of its credential: same bytes, all its facts, its attachment, its refusals."""

import hashlib
import io
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfReader

from registry.document import SUCCEEDED
from templates.certificates.designs import DESIGNS, FIRST, named
from templates.certificates.sheet import PayloadUnfit, turkish_day, upper
from templates.drawing import DesignUnknown, draw
from tests.templates.sheet_reading import attachments, picture, text
from tests.templates.sheet_samples import KINDS, TITLES, identity, in_design, longest, sample, sparse

ROOT = Path(__file__).resolve().parents[2]
COMPACT = "eyJhbGciOiJFUzI1NiJ9.eyJuYW1lIjoiw5Zybl9layJ9.c2ln-bmF0dXJl"
HIDDEN = ("e-mühür", "T.C.", "Sınav Notu", "Devam")


def root_of(pdf: bytes) -> Any:
    return cast(Any, PdfReader(io.BytesIO(pdf)).trailer["/Root"])


def tags(node: Any) -> list[Any]:
    """Every element under a node of the structure tree, in reading order."""
    children = node.get("/K", [])
    found = []
    for child in children if isinstance(children, list) else [children]:
        element = child.get_object()
        if isinstance(element, dict) and "/S" in element:
            found += [element, *tags(element)]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_screen_reader_finds_one_heading_and_the_described_qr_code(kind: str) -> None:
    found = tags(root_of(draw(sample(kind), COMPACT))["/StructTreeRoot"])
    assert [tag["/S"] for tag in found].count("/H1") == 1
    (figure,) = [tag for tag in found if tag["/S"] == "/Figure"]
    assert "localhost:8000/v/7K2M9QX4T1ZC8RBD" in figure["/Alt"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_credential_gives_the_same_bytes(kind: str) -> None:
    assert draw(sample(kind), COMPACT) == draw(sample(kind), COMPACT)


def test_another_process_gives_the_same_bytes() -> None:
    code = (
        "import hashlib, json, sys; from templates.drawing import draw;"
        "print(hashlib.sha256(draw(json.load(sys.stdin), sys.argv[1])).hexdigest())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, COMPACT],
        input=json.dumps(sample()), cwd=ROOT, env={**os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == hashlib.sha256(draw(sample(), COMPACT)).hexdigest()


def test_importing_the_drawing_room_loads_no_renderer() -> None:
    code = "import sys, templates.drawing; sys.exit('typst' in sys.modules or 'qrcode' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("kind", KINDS)
def test_the_credential_is_the_only_attachment_of_a_design_from_before_the_log(kind: str) -> None:
    pdf = draw(sample(kind), COMPACT)
    assert attachments(pdf) == {"credential.jwt": [COMPACT.encode()]}
    file = root_of(pdf)["/AF"][0].get_object()
    assert file["/AFRelationship"] == "/Source"
    assert file["/EF"]["/F"]["/Subtype"] == "/application/jwt"


CARRYING = sorted(name for name in DESIGNS if named(name).carries_proof)


@pytest.mark.parametrize("design", CARRYING)
def test_the_proof_stands_beside_the_credential_and_changes_nothing_that_is_seen(design: str) -> None:
    proof = "c2sp.org/tlog-proof@v1\nindex 5\n\nbelge.example.org/log\n— imza\n".encode()
    pdf = draw(in_design(sample(), design), COMPACT, proof)
    assert attachments(pdf) == {"credential.jwt": [COMPACT.encode()], "credential.tlog-proof": [proof]}
    told = {
        str(one.get_object()["/UF"]): (
            one.get_object()["/AFRelationship"],
            one.get_object()["/EF"]["/F"]["/Subtype"],
        )
        for one in root_of(pdf)["/AF"]
    }
    assert told == {
        "credential.jwt": ("/Source", "/application/jwt"),
        "credential.tlog-proof": ("/Supplement", "/text/plain"),
    }
    (before,) = (old for old, new in SUCCEEDED.items() if new == design and old != FIRST)
    was = draw(in_design(sample(), before), COMPACT)
    assert text(pdf) == text(was) and picture(pdf).tobytes() == picture(was).tobytes()


@pytest.mark.parametrize("design", CARRYING)
def test_without_a_proof_its_sheet_is_not_drawn(design: str) -> None:
    with pytest.raises(PayloadUnfit, match="proof"):
        draw(in_design(sample(), design), COMPACT)


def test_every_design_that_can_be_chosen_carries_the_proof() -> None:
    assert {named(name).carries_proof for name in DESIGNS - set(SUCCEEDED)} == {True}
    assert not any(named(name).carries_proof for name in SUCCEEDED)
    assert set(SUCCEEDED) | set(SUCCEEDED.values()) == DESIGNS


@pytest.mark.parametrize("kind", KINDS)
def test_what_every_sheet_says(kind: str) -> None:
    words = text(draw(sample(kind), COMPACT))
    number = sample(kind)["credentialSubject"]["licenseNumber"]
    for expected in (
        "TÜRK MÜHENDİS VE MİMAR ODALARI BİRLİĞİ", "Elektrik Mühendisleri Odası", TITLES[kind],
        "GÜLŞEN ÇAĞLAYAN",
        "Elektrik-Elektronik Mühendisi", "Oda Sicil No 101742", "Eğitim Adı",
        "Yüksek Gerilim Tesislerinde İşletme Sorumluluğu Yetkilendirme Eğitimi",
        "Süre", "24 ders saati (45 dk)",
        "02.11.2026 – 05.11.2026", "Yüz yüze", "İstanbul Şubesi", "Uzmanlık Alanı",
        f"Belge No {number}",
        "Veriliş Tarihi", "22.11.2026", "7K2M-9QX4-T1ZC-8RBD", "Ömer Şükrü Güneş", "Yönetim Kurulu Başkanı",
        "Ayşe Gökçe Şahin", "Yönetim Kurulu Yazmanı",
        "elektronik olarak imzalanmıştır (oda imzası)",
        "Doğrulama: localhost:8000 adresinde belge numarasını veya kodu yazınız",
        "ÖRNEK BELGE · gerçek bir kişiye ait değildir",
    ):  # fmt: skip
        assert "".join(expected.split()) in "".join(words.split()), expected
    assert not [word for word in HIDDEN if word in words]


def test_what_the_authorisation_adds() -> None:
    payload = sample("yetki")
    payload["document"]["supportingDocument"] = "KMO-2026-BB-000007-G"
    words = "".join(text(draw(payload, COMPACT)).split())
    for expected in (
        "Geçerlilik Başlangıcı", "Geçerlilik Bitişi", "22.11.2031", "Yönetim Kurulu Karar No", "40/34",
        "Yönetim Kurulu Karar Tarihi", "20.11.2026", "Her yıl vize edilir", "Dayanak Belge",
        "KMO-2026-BB-000007-G",
        "yetkilendirilmiştir",
    ):  # fmt: skip
        assert "".join(expected.split()) in words, expected


def test_expiry_or_none() -> None:
    payload = sample("basari")
    assert "Süresiz" in text(draw(payload, COMPACT))
    payload["validUntil"] = "2029-03-14T20:59:59Z"
    words = text(draw(payload, COMPACT))
    assert "14.03.2029" in words
    assert "Süresiz" not in words


@pytest.mark.parametrize("kind", KINDS)
def test_absent_facts_leave_no_label(kind: str) -> None:
    words = text(draw(sparse(kind), COMPACT))
    for absent in (
        "Süre ",
        "Eğitim Yeri",
        "Eğitim Tarihleri",
        "Dayanak",
        "Vize",
        "Karar No",
        "ÖRNEK",
        "Başkanı",
    ):
        assert absent not in words
    assert "None" not in words


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_names_itself(kind: str) -> None:
    reader = PdfReader(io.BytesIO(draw(sample(kind), COMPACT)))
    assert reader.metadata is not None
    assert reader.metadata.title == f"{TITLES[kind]} {sample(kind)['credentialSubject']['licenseNumber']}"
    assert root_of(draw(sample(kind), COMPACT))["/Lang"] == "tr"
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.timestamp() == 1795338000
    assert len(reader.pages) == 1


def test_turkish_capitals_and_days() -> None:
    payload = sample()
    payload["credentialSubject"]["identifier"][0] = identity("name", "Işıl i\u0307pek ığdır Çiğdem")
    assert "IŞIL İPEK IĞDIR ÇİĞDEM" in text(draw(payload, COMPACT))
    assert upper("Işıl İnci") == "IŞIL İNCİ"
    assert upper("gülşen çağlayan") == "GÜLŞEN ÇAĞLAYAN"


def test_days_are_days_in_istanbul() -> None:
    payload = sample()
    payload["awardedDate"] = "2026-11-22T21:30:00Z"
    assert "23.11.2026" in text(draw(payload, COMPACT))
    from datetime import UTC, datetime

    assert turkish_day(datetime(2015, 7, 1, 21, 0, tzinfo=UTC)) == "02.07.2015"


@pytest.mark.parametrize("kind", KINDS)
def test_markup_prints_literally(kind: str) -> None:
    nasty = '#x *y* $a$ \\b @c <d> "e" [f] {g} _h_ `i` =j //k /*l*/ -m ~n #let(1) \\u{41}'
    payload = sample(kind)
    payload["credentialSubject"]["achievement"]["name"] = nasty
    payload["credentialSubject"]["role"] = nasty
    payload["document"]["place"] = nasty
    payload["document"]["signers"][0]["name"] = "#panic() *X*"
    words = "".join(text(draw(payload, COMPACT)).split())
    assert words.count("".join(nasty.split())) == 3
    assert "#panic()*X*" in words


def test_control_direction_and_foreign_characters_draw() -> None:
    payload = sample()
    payload["credentialSubject"]["role"] = (
        "a\x00b\u202ec\u200fd\ud7ff\ue000 \U0001f600 Ж 中 \u0301 \ufffe\tx\ny"
    )
    payload["credentialSubject"]["identifier"][0] = identity("name", "Şükrü \u202eGüneş\u202c")
    words = text(draw(payload, COMPACT))
    assert "ŞÜKRÜ GÜNEŞ" in words
    assert "abcd" in words


@pytest.mark.parametrize("unit", ["Uzun metin ", "w", "ğ"])
@pytest.mark.parametrize("kind", KINDS)
def test_three_hundred_characters_draw_on_one_page(kind: str, unit: str) -> None:
    long = (unit * 300)[:300].strip()
    payload = sample(kind)
    payload["name"] = payload["issuer"]["name"] = long
    subject = payload["credentialSubject"]
    subject["role"] = subject["achievement"]["name"] = subject["achievement"]["specialization"] = long
    subject["identifier"][0] = identity("name", long)
    assert len(PdfReader(io.BytesIO(draw(payload, COMPACT))).pages) == 1


@pytest.mark.parametrize("design", ["birlik/v0", "../birlik/v1", "birlik/v1/", "", None, 1, ["birlik/v1"]])
def test_an_unknown_design_is_refused(design: object) -> None:
    payload = sample()
    payload["document"]["design"] = design
    with pytest.raises(DesignUnknown) as refused:
        draw(payload, COMPACT)
    assert refused.value.code == "design.unknown"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), "https://host/x/7K2M9QX4T1ZC8RBD"),
        (("id",), "https://user@host/v/7K2M9QX4T1ZC8RBD"),
        (("name",), "x" * 301),
        (("name",), "\u202e"),
        (("awardedDate",), "yesterday"),
        (("awardedDate",), "2026-11-22T09:00:00"),
        (("document", "kind"), "../yetki"),
        (("document", "qr"), "not base64!"),
        (("document", "qr"), ""),
        (("document", "lessonHours"), -1),
        (("document", "signers"), {}),
        (("document", "signers"), "baskan"),
        (("credentialSubject", "identifier"), []),
    ],
)
def test_an_unfit_payload_is_refused(path: tuple[str, ...], value: object) -> None:
    payload = sample()
    holder = payload
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    if value == {}:
        assert draw(payload, COMPACT)  # an empty value reads as absent
        return
    with pytest.raises(PayloadUnfit) as refused:
        draw(payload, COMPACT)
    assert refused.value.code == "design.payload_unfit"


def test_two_threads_draw_side_by_side() -> None:
    payloads = [sample(kind) for kind in KINDS] + [longest("yetki")]
    expected = [draw(payload, COMPACT) for payload in payloads]
    wrong: list[object] = []

    def work() -> None:
        try:
            for turn in range(10):
                at = turn % len(payloads)
                if draw(payloads[at], COMPACT) != expected[at]:
                    wrong.append(at)
        except BaseException as failure:
            wrong.append(failure)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
