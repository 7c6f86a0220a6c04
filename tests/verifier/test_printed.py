"""A sheet that differs: the facts it no longer shows are named, and nothing more follows from that."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from registry.credential import payload_of
from templates.drawing import draw
from tests.verifier import pdf_files as files
from tests.verifier.test_pdf import FILES
from tests.verifier.workshop import House
from verifier.paper import likeness
from verifier.paper.reader import PdfReader
from verifier.presented import from_bytes
from verifier.printed import changed_fields


def said(house: House, data: bytes) -> tuple[str, str]:
    verdict = house.judge(from_bytes(data), desk=house.desk(look_alike=PdfReader().likeness))
    assert (verdict.outcome, verdict.reasons[0]) == ("not_genuine", "pdf.page_differs")
    return verdict.message


def test_i4_the_name_is_named(house: House) -> None:
    turkish, english = said(house, files.other_page(house))
    assert turkish == (
        "PDF görünümü imzalı veriyle uyuşmuyor: Ad Soyad. Yalnız aşağıda gösterilen imzalı bilgilere güveniniz."
    )
    assert english.startswith("The PDF differs from the signed data: Ad Soyad. ")


def test_a_page_with_every_fact_differs_without_a_name(house: House) -> None:
    for data in (files.original(house) + b"\n", files.resaved(files.original(house))):
        assert said(house, data)[0].startswith("PDF görünümü imzalı veriyle uyuşmuyor. Yalnız")


def test_an_empty_page_or_one_that_cannot_be_read_names_nothing(house: House) -> None:
    empty = files.with_files(("credential.jwt", house.compact.encode()))
    assert said(house, empty)[0].startswith("PDF görünümü imzalı veriyle uyuşmuyor. Yalnız")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"sicil_no": "000001"}, ": Oda Sicil No"),
        ({"valid_until": date(2036, 11, 22)}, ": Geçerlilik Bitişi"),
        ({"programme_name": "Bambaşka Bir Eğitim"}, ": Eğitim Adı"),
        ({"holder_name": "Ali Veli", "sicil_no": "000001"}, ": Ad Soyad, Oda Sicil No"),
    ],
)
def test_each_fact_has_its_name(house: House, changes: dict[str, object], named: str) -> None:
    false = replace(house.document, **changes)
    sheets = [draw(payload_of(one), house.compact) for one in (house.document, false)]
    found = likeness.likeness(likeness.joined(*sheets))
    drawn, presented = found["drawn"], found["presented"]
    assert changed_fields(house.document, drawn, presented) == named
    assert changed_fields(house.document, drawn, drawn) == ""
    # What the drawn sheet does not show either is not missed.
    assert changed_fields(house.document, presented, presented) == ""


@pytest.mark.parametrize("name", FILES)
def test_no_file_breaks_the_look_at_a_page(house: House, name: str) -> None:
    found = likeness.likeness(likeness.joined(files.original(house), FILES[name][0](house)))
    assert set(found) == {"drawn", "presented", "apart", "spread", "content"}
    assert len(found["presented"]) <= likeness.MAX_WORDS


def test_pages_are_looked_at_in_a_process_with_limits(house: House) -> None:
    reader, own = PdfReader(), files.original(house)
    same = asyncio.run(reader.likeness(own, own))
    assert house.document.belge_no in same.drawn == same.presented
    assert same.apart == 0 and same.same
    other = asyncio.run(reader.likeness(own, files.other_page(house)))
    assert other.apart > 16 and not other.same
    for nothing in (
        asyncio.run(reader.likeness(own, b"not a pdf")),
        asyncio.run(PdfReader(waiting=0).likeness(own, own)),
    ):
        assert (nothing.drawn, nothing.apart) == ("", None)
