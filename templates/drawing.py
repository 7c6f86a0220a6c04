"""Draw the sheet of a signed credential: payload and compact JWT in, PDF/A-3a and PDF/UA-1 bytes out.

Pure: the same payload, compact text and design version give the same bytes in every process (DESIGN
section 3, "PDF"), so a verifier can draw a sheet again and compare. No clock, no key, no table.

One compiler per thread, because a shared one raises "Already borrowed". Never fork after the first drawing
(the child hangs); start worker processes by spawn.
"""

import json
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from templates import qr_symbol
from templates.certificates.designs import DESIGNS, Design, DesignUnknown, design_of
from templates.certificates.sheet import PayloadUnfit, Sheet, sheet_of, upper

if TYPE_CHECKING:
    from typst import Compiler

__all__ = [
    "DESIGNS",
    "DesignUnknown",
    "PayloadUnfit",
    "compiler",
    "coverage",
    "design_of",
    "draw",
    "draw_as",
    "draw_picture",
    "draw_picture_as",
    "unprintable",
]

_HERE = Path(__file__).resolve().parent
_local = threading.local()


def draw(payload: Mapping[str, object], compact: str, proof: bytes | None = None) -> bytes:
    """The PDF of a credential, one A4 sheet, with ``compact`` attached as ``credential.jwt``.

    ``payload`` is the decoded JWT payload (docs/spec/credential.md); its signature is the caller's affair, as is what
    ``proof`` shows: the text (UTF-8) that a design which carries the log's proof attaches as ``credential.tlog-proof``.
    Safe to call from several threads. Raises ``DesignUnknown``, ``PayloadUnfit`` (a printed field is absent,
    malformed or longer than 300 characters, or there is no proof to attach) and ``qr_symbol.SymbolTooLarge``.
    """
    return draw_as(design_of(payload), payload, compact, proof)


def draw_as(design: Design, payload: Mapping[str, object], compact: str, proof: bytes | None = None) -> bytes:
    """As ``draw``, in a design that need not be the one that the payload names: to look at a new one."""
    if design.carries_proof and proof is None:
        raise PayloadUnfit("a sheet of this design carries a proof of the log")
    sheet = sheet_of(payload, coverage())
    pdf = compiler().compile(
        input=design.page(sheet.kind),
        root=design.root,
        format="pdf",
        sys_inputs=_inputs(design, sheet, compact, proof or b""),
        pdf_standards=["a-3a", "ua-1"],  # ISO 19005-3 level A, ISO 14289-1
        timestamp=sheet.awarded,
    )
    if not isinstance(pdf, bytes):
        raise PayloadUnfit("the sheet takes more than one page")
    return pdf


def draw_picture(payload: Mapping[str, object], compact: str, ppi: float = 110) -> bytes:
    """The same sheet as PNG, to be looked at on a screen; it proves nothing. Raises as ``draw`` does."""
    return draw_picture_as(design_of(payload), payload, compact, ppi)


def draw_picture_as(design: Design, payload: Mapping[str, object], compact: str, ppi: float = 110) -> bytes:
    """As ``draw_picture``, in any design."""
    sheet = sheet_of(payload, coverage())
    png = compiler().compile(
        input=design.page(sheet.kind),
        root=design.root,
        format="png",
        ppi=ppi,
        sys_inputs=_inputs(design, sheet, compact),
        timestamp=sheet.awarded,
    )
    if not isinstance(png, bytes):
        raise PayloadUnfit("the sheet takes more than one page")
    return png


def _inputs(design: Design, sheet: Sheet, compact: str, proof: bytes = b"") -> dict[str, str]:
    symbol = qr_symbol.svg(qr_symbol.matrix(*sheet.qr_segments))
    attached = {"proof": proof.decode("utf-8")} if design.carries_proof else {}
    return {"sheet": json.dumps(sheet.values), "qr": symbol, "compact": compact, **attached, **design.inputs}


def unprintable(text: str) -> str:
    """The characters of a text, or of its upper case, that the vendored fonts lack; empty for a printable one."""
    return "".join(sorted({char for char in text + upper(text) if char not in coverage()}))


def compiler() -> "Compiler":
    """The calling thread's own compiler."""
    found: Compiler | None = getattr(_local, "compiler", None)
    if found is None:
        found = _local.compiler = _new_compiler()
    return found


def _new_compiler() -> "Compiler":
    """A compiler that knows the vendored fonts only, so that no machine draws with others."""
    import typst

    folder = [_HERE / "fonts"]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folder)
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


@cache
def coverage() -> frozenset[str]:
    """Every character that all vendored fonts can show."""
    listed = json.loads((_HERE / "fonts" / "coverage.json").read_text(encoding="utf-8"))
    return frozenset(chr(point) for first, last in listed["ranges"] for point in range(first, last + 1))
