"""Signatures that cover less than they seem to: USF, ISA and SWA attacks (pdf-insecurity.org), without and with the key."""

import re

from tests.vectors.forged.kinds import Original, add, differs, not_original
from tests.vectors.forged.places import gap_of, signed_over, with_ranges

AFTER, FORM = not_original("pdf.changed_after_seal"), not_original("pdf.seal_form")


def _renamed(o: Original, old: bytes, new: bytes) -> bytes:
    start = o.sealed.rindex(old)
    return o.sealed[:start] + new + o.sealed[start + len(old) :]


add("usf.no-range", "No /ByteRange.", lambda o: with_ranges(o.sealed, b""), FORM)
add("usf.null-range", "/ByteRange null.", lambda o: with_ranges(o.sealed, b"/ByteRange null"), FORM)
add("usf.empty-range", "/ByteRange of nothing.", lambda o: with_ranges(o.sealed, b"/ByteRange []"), AFTER)
add(
    "usf.zero-range", "/ByteRange [0 0 0 0].", lambda o: with_ranges(o.sealed, b"/ByteRange [0 0 0 0]"), AFTER
)
add("usf.negative-range", "/ByteRange with a negative length.",
    lambda o: with_ranges(o.sealed, b"/ByteRange [0 -1 5 -1]"), AFTER)  # fmt: skip
add("usf.no-contents", "No /Contents.", lambda o: _renamed(o, b"/Contents <", b"/Contentz <"), FORM)
add("usf.no-type", "The field says that it is a button.", lambda o: _renamed(o, b"/FT /Sig", b"/FT /Btn"),
    differs("pdf.content", "pdf.unsealed"))  # fmt: skip


def _moved(o: Original) -> bytes:
    """The second half of what was signed moves down; in the room between lies another page (SWA).

    Before it a /ByteRange of the attacker's own, at the place of the old cross-reference table one of his.
    """
    gap, data = gap_of(o.sealed), o.sealed
    start = int(re.findall(rb"startxref\n(\d+)", data)[-1])
    previous = int(re.findall(rb"startxref\n(\d+)", data)[-2])
    (page,) = re.findall(rb"^(\d+) 0 obj\n<<[^>]*?/Type /Page\n", data[len(o.drawn) :], re.MULTILINE)[:1] or [
        b"1"
    ]
    kept = data[: gap.first] + b"<" + gap.content[: gap.size].hex().upper().encode() + b">"
    moved = start + 400
    rest = data[data.index(b"/Type /Sig\n", gap.second) : data.index(b"endobj", gap.second)]
    kept += b"\n/ByteRange [0 %d %d %d]\n%sendobj\n" % (gap.first, moved, len(data) - gap.second, rest)
    place = len(kept)
    kept += b"%s 0 obj\n<< /Type /Page /MediaBox [0 0 842 595] >>\nendobj\n" % page
    kept = kept.ljust(start)
    size, root = re.findall(rb"/Size (\d+)\n/Root (\d+) 0 R", data)[-1]
    # What the seal's own table says of the others stays: they lie before the gap.
    table = data[start : data.index(b"trailer", start)]
    table = re.sub(rb"\n%s 1\n\d{10}" % page, b"\n%s 1\n%010d" % (page, place), table)
    kept += table + b"trailer\n<< /Size %s /Root %s 0 R /Prev %d >>\n" % (size, root, previous)
    kept += b"startxref\n%d\n%%%%EOF\n99 0 obj\n<< /X " % start
    return kept.ljust(moved) + data[gap.second :]


add(
    "swa.moved",
    "The signed end moved down, another page in the room that this makes.",
    _moved,
    differs("pdf.page_differs", "pdf.changed_after_seal"),
)


def _signed(o: Original, ranges: list[int], data: bytes | None = None) -> bytes:
    gap = gap_of(o.sealed)
    text = b"/ByteRange [" + b" ".join(b"%d" % one for one in ranges) + b"]"
    data = with_ranges(data or o.sealed, text)
    return signed_over(data, o.house.emo_seal, ranges, gap.second - gap.first - 2)


def _wide(o: Original) -> bytes:
    """The gap has a comment in it, behind the signature's text."""
    gap = gap_of(o.sealed)
    note = b"\n% room for more"
    data = o.sealed[: gap.second] + note + o.sealed[gap.second :]
    start = int(re.findall(rb"startxref\n(\d+)", data)[-1])
    data = data.replace(b"startxref\n%d\n" % start, b"startxref\n%d\n" % (start + len(note)))
    return _signed(o, [0, gap.first, gap.second + len(note), len(data) - gap.second - len(note)], data)


def _not_to_the_end(o: Original) -> bytes:
    gap = gap_of(o.sealed)
    return _signed(o, [0, gap.first, gap.second, len(o.sealed) - gap.second - 6])


def _not_from_the_start(o: Original) -> bytes:
    gap = gap_of(o.sealed)
    return _signed(o, [9, gap.first - 9, gap.second, len(o.sealed) - gap.second])


def _six(o: Original) -> bytes:
    gap = gap_of(o.sealed)
    middle = gap.second + 300
    return _signed(o, [0, gap.first, gap.second, 200, middle, len(o.sealed) - middle])


add("insider.wide-gap", "Rightly sealed, but the signature leaves out more than itself.", _wide, AFTER)
add("insider.short-range", "Rightly sealed, but not to the end of the file.", _not_to_the_end, AFTER)
add("insider.late-range", "Rightly sealed, but not from its first byte.", _not_from_the_start, AFTER)
add("insider.two-gaps", "Rightly sealed, with a second gap.", _six, AFTER)
