"""PDFs that carry no credential but show a document: judged by the QR code on them, and never taken for the original."""

import io

import pytest
from PIL import Image
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pypdf import PdfWriter

from tests.support.camera import sheet_picture
from tests.vectors.forged.tools import all_of, annotated, dictionary, page_of, painted, redrawn
from tests.verifier import pdf_files as files
from tests.verifier.test_photo import symbol
from tests.verifier.workshop import House
from verifier.paper.reader import PhotoReader
from verifier.presented import PdfFile, from_bytes
from verifier.verdict import Verdict


def scan(picture: Image.Image, dpi: int = 150) -> bytes:
    """What a scanner saves: a picture in a PDF."""
    data = io.BytesIO()
    picture.save(data, "PDF", resolution=dpi, quality=60)
    return data.getvalue()


READ_PHOTO = PhotoReader()


def judged(house: House, data: bytes) -> Verdict:
    given = from_bytes(data)
    assert isinstance(given, PdfFile)
    return house.judge(given, desk=house.desk(read_photo=READ_PHOTO))


@pytest.mark.parametrize("dpi", [100, 300])
def test_a_scan_is_judged_by_its_code_and_called_a_scan(house: House, dpi: int) -> None:
    verdict = judged(house, scan(sheet_picture(files.original(house), dpi), dpi))
    assert verdict.is_valid
    assert verdict.page == "scan"
    assert verdict.credential is not None
    assert verdict.credential["name"] == house.document.holder_name
    assert verdict.steps[0].text == (
        "Bu PDF özgün belge değil, tarama gibi bir görüntüsüdür. Üzerindeki karekod okundu; sayfada yazanlar karşılaştırılmadı. Karekoddaki bilgileri sayfada yazanlarla karşılaştırınız.",
        "This PDF is not the original but a picture of it, such as a scan. The QR code on it was read; what its page says was not compared. Compare what the QR code holds with what the page says.",
    )


def test_a_scan_of_a_changed_page_shows_what_was_signed(house: House) -> None:
    verdict = judged(house, scan(sheet_picture(files.other_page(house), 150)))
    assert (verdict.page, verdict.credential and verdict.credential["name"]) == ("scan", "Işıl İnci Öztürk")


def test_a_scan_with_a_forged_code_is_refused(house: House) -> None:
    forged = house.qr_text(house.qr(c7="Başka Biri"))
    verdict = judged(house, scan(symbol(forged)))
    assert (verdict.outcome, verdict.reasons, verdict.page) == ("not_genuine", ["qr.differs"], "scan")


@pytest.mark.parametrize(
    "picture", [Image.new("L", (900, 600), 255), symbol("https://dogrula.example.com/v/7K2M9QX4T1ZC8RBD")]
)
def test_without_a_code_of_ours_it_is_a_pdf_without_a_credential(house: House, picture: Image.Image) -> None:
    verdict = judged(house, scan(picture))
    assert (verdict.outcome, verdict.reasons, verdict.page) == ("not_genuine", ["pdf.no_credential"], None)
    assert house.register.asked == []


def _without_files(pdf: bytes) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for name in ("/Names", "/AF", "/AcroForm", "/Perms"):
        writer.root_object.pop(name, None)
    for page in writer.pages:
        page.pop("/Annots", None)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


@pytest.mark.parametrize("other", [False, True])
def test_a_sheet_without_its_credential_is_no_scan(house: House, other: bool) -> None:
    """A changed page is known by what is in the file: without that it must not become a scan, and valid."""
    sheet = files.other_page(house) if other else files.original(house)
    verdict = judged(house, _without_files(sheet))
    assert (verdict.outcome, verdict.page, verdict.exit_code) == ("not_genuine", "not_compared", 1)
    assert verdict.reasons == ["pdf.no_credential"] and verdict.credential_genuine is True
    assert verdict.credential is not None and verdict.credential["name"] == house.document.holder_name
    assert verdict.standing == "valid" and "Bu belge geçerlidir." not in verdict.message[0]
    away = house.judge(from_bytes(_without_files(sheet)), desk=house.offline_desk(read_photo=READ_PHOTO))
    assert (away.outcome, away.standing, away.exit_code) == ("not_genuine", None, 1)
    assert "standing" not in [step.name for step in away.steps]


def test_a_scan_with_a_file_in_it_or_a_word_on_it_is_no_scan(house: House) -> None:
    plain = files.resaved(scan(symbol(house.qr_text())))
    assert judged(house, plain).is_valid
    writer = PdfWriter(clone_from=io.BytesIO(plain))
    writer.add_attachment("liste.csv", b"a;b")
    attached = io.BytesIO()
    writer.write(attached)
    for changed in (attached.getvalue(), redrawn(plain, painted(b"0 0 9 9 re f")), redrawn(
        plain, annotated(Subtype="/Stamp", Rect=[0, 0, 9, 9]))):  # fmt: skip
        verdict = judged(house, changed)
        assert (verdict.outcome, verdict.reasons) == ("not_genuine", ["pdf.no_credential"])
        assert verdict.page == "not_compared"


def test_the_unseen_text_of_a_searchable_scan_leaves_it_one(house: House) -> None:
    plain = files.resaved(scan(symbol(house.qr_text())))
    for mode, genuine in ((3, True), (0, False)):
        text = b"BT /F1 9 Tf %d Tr 9 9 Td (Belge) Tj ET" % mode
        assert judged(house, redrawn(plain, all_of(_with_font, painted(text)))).is_valid is genuine


def _with_font(writer: BasePdfFileWriter) -> None:
    font = writer.add_object(dictionary(Type="/Font", Subtype="/Type1", BaseFont="/Helvetica"))
    page = page_of(writer)
    page["/Resources"][generic.pdf_name("/Font")] = dictionary(F1=font)
    writer.update_container(page["/Resources"])


def test_while_the_readers_are_busy_nothing_is_said_of_it(house: House) -> None:
    desk = house.desk(read_photo=PhotoReader(waiting=0))
    verdict = house.judge(from_bytes(scan(symbol(house.qr_text()))), desk=desk)
    assert (verdict.outcome, verdict.reasons) == ("cannot_tell", ["pdf.busy"])


@pytest.mark.parametrize("size", [(1, 1), (1, 14_000), (8_000, 8_000)])
def test_pages_of_odd_sizes_are_told(house: House, size: tuple[int, int]) -> None:
    verdict = judged(house, scan(Image.new("L", size, 255), 72))
    assert verdict.reasons[0] in ("pdf.no_credential", "pdf.limits")
