"""Pictures of documents for the measurement of their symbols: whole sheets as drawn, and symbols of other makings."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pypdfium2
from PIL import Image
from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import QRData

from bench.qr_damage import PAPER
from registry import verification_code
from registry.belge_no import KIND_LETTERS, BelgeNo
from registry.credential import payload_of
from templates import drawing, qr_symbol
from templates.certificates.sheet import sheet_of
from tests.verifier.workshop import House

ROOT = Path(__file__).resolve().parents[1]
# Where the symbol with its quiet zone stands on the sheet, in mm, and what is looked at around it.
LEFT, TOP, SIDE, AROUND = 228.5, 145.5, 38.0, 15.0
LEVELS = {"L": constants.ERROR_CORRECT_L, "M": constants.ERROR_CORRECT_M, "Q": constants.ERROR_CORRECT_Q}
_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document: the text of its symbol in two segments, the modules of a side, and its PDF once drawn."""

    prefix: str
    digits: str
    payload: dict[str, Any]
    compact: str
    modules: int

    @property
    def text(self) -> str:
        """What a reader must say."""
        return self.prefix + self.digits


def sheets(each: int, seed: int = 20261122) -> list[Sheet]:
    """Different documents, ``each`` of 61, 65 and 69 modules, really signed; the first of 69 is the longest there is."""
    chance, house = Random(seed), House()
    kept: dict[int, list[Sheet]] = {61: [], 65: [], 69: [_longest(house)]}
    for number in range(1, 5000):
        one = _sheet(house, number, *_person(chance), chance)
        if len(kept.get(one.modules, [None] * each)) < each:
            kept[one.modules].append(one)
        if all(len(group) == each for group in kept.values()):
            break
    return [one for group in kept.values() for one in group]


def _sheet(house: House, number: int, name: str, subject: str, kind: str, chance: Random) -> Sheet:
    document = house.fresh(
        kind,
        belge_no=str(BelgeNo("EMO", 2026, kind, number)),
        verification_code=verification_code.from_bits(chance.getrandbits(80)),
        holder_name=name,
        programme_name=subject,
        area=subject,
        sicil_no=str(chance.randrange(1000, 200_000)),
        design="birlik/v2",
    )
    complete, compact = house.issue(document, record=False)
    payload = payload_of(complete)
    segments = sheet_of(payload, drawing.coverage()).qr_segments
    return Sheet(*segments, payload, compact, len(qr_symbol.matrix(*segments)))


def _longest(house: House) -> Sheet:
    name = "Abdurrahman Şükrü Çağlayangil Büyükkaraoğlanoğlu Öztürkmenoğlu"
    subject = "Yüksek Gerilim Tesislerinde İşletme Sorumluluğu ve Dağıtım Şebekelerinde Denetim"
    return _sheet(house, 999_999, name, subject, "yetki", Random(0))


def _person(chance: Random) -> tuple[str, str, str]:
    first, last, programmes = (
        _rows("muhur/demonstration/data/names_first.csv"),
        _rows("muhur/demonstration/data/names_last.csv"),
        _rows("registry/data/programmes.csv"),
    )
    given = " ".join(one["name"] for one in chance.sample(first, chance.choice((1, 1, 2))))
    family = " ".join(one["surname"] for one in chance.sample(last, chance.choice((1, 1, 1, 2))))
    programme = chance.choice([one for one in programmes if one["belge_turu"] in KIND_LETTERS])
    # An area may be as long as the name of a training.
    subject = programme[chance.choice(("specialization_area", "name_tr"))] or programme["name_tr"]
    return f"{given} {family}", subject, programme["belge_turu"]


@cache
def _rows(path: str) -> list[dict[str, str]]:
    with (ROOT / path).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def whole_page(pdf: bytes, dpi: float) -> Image.Image:
    """The sheet as a scanner sees it, grey."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")


def corner(page: Image.Image, dpi: float) -> Image.Image:
    """The symbol of a sheet with what stands around it."""
    edges = (LEFT - AROUND, TOP - AROUND, LEFT + SIDE + AROUND, TOP + SIDE + AROUND)
    return page.crop(tuple(round(edge * dpi / _INCH) for edge in edges))


@cache
def matrix(prefix: str, digits: str, level: str) -> tuple[tuple[bool, ...], ...]:
    """The symbol of a text at any level, smallest version, as templates/qr_symbol.py makes it at level M."""
    symbol = QRCode(error_correction=LEVELS[level], mask_pattern=qr_symbol.MASK_PATTERN, border=0)
    symbol.add_data(QRData(prefix.encode("ascii"), mode=4), optimize=0)
    symbol.add_data(QRData(digits.encode("ascii"), mode=1), optimize=0)
    symbol.make(fit=True)
    return tuple(tuple(bool(dark) for dark in row) for row in symbol.modules)


def printed(modules: tuple[tuple[bool, ...], ...], side: float, dpi: float) -> Image.Image:
    """A symbol of ``side`` mm with its quiet zone, on paper, anti-aliased as a renderer does it."""
    count = len(modules) + 2 * qr_symbol.QUIET_ZONE
    fine = Image.new("L", (count, count), 255)
    for y, row in enumerate(modules):
        for x, dark in enumerate(row):
            if dark:
                fine.putpixel((x + qr_symbol.QUIET_ZONE, y + qr_symbol.QUIET_ZONE), 0)
    dots = side * dpi / _INCH
    whole = round(dots)
    symbol = fine.resize((count * 8, count * 8), Image.Resampling.NEAREST).resize(
        (whole, whole), Image.Resampling.BOX
    )
    edge = round(AROUND / 2 * dpi / _INCH)
    paper = Image.new("L", (whole + 2 * edge, whole + 2 * edge), PAPER)
    paper.paste(symbol, (edge, edge))
    return paper


def budgets(per_budget: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    """Texts of several lengths for symbols of other makings; what they say is chance."""
    chance = Random(seed)
    for _ in range(per_budget):
        code = verification_code.from_bits(chance.getrandbits(80))
        yield f"https://belge.tmmob.org.tr/v/{code}#", "".join(chance.choices("0123456789", k=700))
