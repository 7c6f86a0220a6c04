"""Draws the badge of a credential as SVG or PNG; the credential itself is baked into it elsewhere (``registry/forms/baked.py``)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from templates import qr_symbol
from templates.certificates.sheet import sheet_of
from templates.drawing import compiler, coverage

_TEMPLATES: Final = Path(__file__).resolve().parent.parent
# Of 400 points a side: 800 pixels, sharp on a phone, and its QR code of some three pixels a module still read.
_PPI: Final = 144
_UNION: Final = "TMMOB"
_MARKED: Final = "ÖRNEK · gerçek bir kişiye ait değildir"


def draw_badge(payload: Mapping[str, object], form: Literal["svg", "png"]) -> bytes:
    """The badge of a payload (docs/spec/credential.md): the same payload gives the same bytes.

    It says what the document is and not whose. Blocking; safe to call from several threads. Raises ``PayloadUnfit``.
    """
    sheet = sheet_of(payload, coverage())
    said = sheet.values
    address = sheet.qr_segments[0].removesuffix("#")
    values = {
        **{name: said[name] for name in ("kind", "title", "chamber", "number", "specimen", "address")},
        "subject": said["area"] or said["programme"],
        "union": _UNION,
        "marked": _MARKED,
    }
    drawn = compiler().compile(
        input=_TEMPLATES / "badges" / "badge.typ",
        root=_TEMPLATES,
        format=form,
        ppi=_PPI if form == "png" else None,
        sys_inputs={"badge": json.dumps(values), "qr": qr_symbol.svg(qr_symbol.address(address))},
        timestamp=sheet.awarded,
    )
    assert isinstance(drawn, bytes), "a badge is one page"
    return drawn
