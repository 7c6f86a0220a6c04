"""The QR symbol of a document: a web address, then a signed statement as digits (DESIGN section 3, "QR").

Two explicit segments, byte and numeric (ISO/IEC 18004), so that the digits take 3 1/3 bits each. The mask
pattern is fixed: any of the eight is a legal choice, and scoring all of them is most of an encoder's work.
"""

from collections.abc import Sequence
from typing import Final

MASK_PATTERN = 2
MAX_MODULES = 69
QUIET_ZONE = 4
_NUMERIC: Final = 1  # mode indicators of ISO/IEC 18004
_BYTE: Final = 4
_MAX_VERSION = (MAX_MODULES - 17) // 4


class SymbolTooLarge(ValueError):
    """The text needs more than 69 modules a side (version 13 at level M), too fine for the printed size."""

    code = "qr.too_large"


def matrix(prefix: str, digits: str) -> tuple[tuple[bool, ...], ...]:
    """The square symbol of ``prefix + digits``: level M, smallest version, no quiet zone; True is dark.

    ``prefix`` is ASCII, ``digits`` decimal digits only (``ValueError`` otherwise). Raises ``SymbolTooLarge``.
    """
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.exceptions import DataOverflowError
    from qrcode.main import QRCode
    from qrcode.util import QRData

    if not (digits.isascii() and digits.isdecimal()):
        raise ValueError("the second segment holds decimal digits only")
    symbol = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=MASK_PATTERN, border=0)
    symbol.add_data(QRData(prefix.encode("ascii"), mode=_BYTE), optimize=0)
    symbol.add_data(QRData(digits.encode("ascii"), mode=_NUMERIC), optimize=0)
    try:
        version = symbol.best_fit()
    except (DataOverflowError, ValueError) as refused:
        raise SymbolTooLarge("no QR version holds the text") from refused
    if version > _MAX_VERSION:
        raise SymbolTooLarge(f"version {version} is above {_MAX_VERSION}")
    symbol.make(fit=False)
    return tuple(tuple(bool(dark) for dark in row) for row in symbol.modules)


def address(url: str) -> tuple[tuple[bool, ...], ...]:
    """The symbol of a web address alone, for a screen: level M, smallest version, no quiet zone."""
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    symbol = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=MASK_PATTERN, border=0)
    symbol.add_data(url.encode("ascii"), optimize=0)
    symbol.make(fit=True)
    return tuple(tuple(bool(dark) for dark in row) for row in symbol.modules)


def path(modules: Sequence[Sequence[bool]]) -> str:
    """SVG path data of all dark runs, row by row, one unit a module, the quiet zone left free around."""
    data = []
    for y, row in enumerate(modules):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                data.append(f"M{start + QUIET_ZONE} {y + QUIET_ZONE}h{x - start}v1H{start + QUIET_ZONE}z")
            x += 1
    return "".join(data)


def svg(modules: Sequence[Sequence[bool]]) -> str:
    """The symbol with its quiet zone as an SVG picture that holds exactly one path."""
    side = len(modules) + 2 * QUIET_ZONE
    size = f'width="{side}" height="{side}" viewBox="0 0 {side} {side}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><path d="{path(modules)}" fill="#000"/></svg>'
