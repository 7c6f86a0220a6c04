"""Files against the reader itself: without end, without bottom, without sense."""

import io
import random
import zlib

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pypdf import PdfReader, PdfWriter

from issuer.paper.sealing import seal_pdf
from tests.vectors.forged.kinds import Original, add, differs, refused, untold
from tests.vectors.forged.tools import Change, dictionary, on_page, on_root, page_of, redrawn
from tests.verifier import pdf_files as files
from tests.verifier.workshop import NOW

BROKEN, LIMITS, NONE = untold("pdf.unreadable"), untold("pdf.limits"), refused("pdf.no_credential")


def _encrypted(password: str) -> "object":
    def make(o: Original) -> bytes:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(o.drawn)))
        writer.encrypt(password)
        made = io.BytesIO()
        writer.write(made)
        return made.getvalue()

    return make


add("encrypted", "Encrypted.", _encrypted("x"), untold("pdf.encrypted"))
add("encrypted.open", "Encrypted, with no password to open it.", _encrypted(""), untold("pdf.encrypted"))
add("parser.header", "A header and nothing else.", lambda _: b"%PDF-1.7\n", BROKEN)
add(
    "parser.noise",
    "Noise behind a header.",
    lambda _: b"%PDF-1.7\n" + random.Random(7).randbytes(40_000),
    BROKEN,
)
add("parser.brackets", "Opening brackets alone.", lambda _: b"%PDF-1.7\n" + b"<<" * 100_000, BROKEN)
add("parser.deep-arrays", "Arrays 200,000 deep.", lambda _: files.deep_arrays(), BROKEN)
add(
    "parser.cycle", "Objects that refer to each other in a circle.", lambda _: files.reference_cycle(), BROKEN
)
add(
    "parser.xref-loop", "A cross-reference table that comes before itself.", lambda _: files.prev_loop(), NONE
)
add("parser.names-loop", "A name tree that is its own child.", lambda _: files.names_cycle(), NONE)
add("parser.names-fan", "A name tree of 2**28 paths.", lambda _: files.names_fan(), NONE)
add("parser.size", "/Size 9999999999.", lambda _: files.huge_size(), LIMITS)
add("parser.objects", "150,000 objects without an index.", lambda _: files.unindexed_objects(), BROKEN)
add("parser.one-name", "One attachment 150,000 times.", lambda _: files.repeated_name(), LIMITS)
add("bomb.credential", "A credential of 400 MB in 400 kB.", lambda _: files.zlib_bomb(400), LIMITS)
add("bomb.double", "A credential of a gigabyte in 2 kB, packed twice.", lambda _: files.nested_bomb(), LIMITS)
add(
    "bomb.slow", "A credential that is unpacked slowly and is large.", lambda _: files.slow_and_wide(), LIMITS
)


def _object_streams(depth: int) -> bytes:
    """Object streams that each lie in the next one."""
    streams = [
        b"<< /Type /ObjStm /N 1 /First 4 /Extends %d 0 R /Length 12 >>\nstream\n%d 0 << /A 1 >>\nendstream"
        % (number + 1, number + 1)
        for number in range(3, 3 + depth)
    ]
    return files.objects(
        b"<< /Type /Catalog /Pages 2 0 R /Names 3 0 R >>", b"<< /Kids [] /Count 0 >>", *streams
    )


add("parser.object-streams", "Object streams nested 2,000 deep.", lambda _: _object_streams(2000), NONE)


def _heavy_page(block: bytes, times: int, *, twice: bool) -> Change:
    def change(writer: BasePdfFileWriter) -> None:
        data = files.packed(block, times)
        stream = generic.StreamObject(
            dictionary(Filter=["/FlateDecode"] * (2 if twice else 1)),
            encoded_data=zlib.compress(data, 9) if twice else data,
        )
        page_of(writer)[generic.pdf_name("/Contents")] = writer.add_object(stream)

    return change


def _many_pages(writer: BasePdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    page = dictionary(Type="/Page", MediaBox=[0, 0, 842, 595], Parent=writer.root.raw_get("/Pages"))
    for _ in range(3000):
        pages["/Kids"].append(writer.add_object(page))
    pages[generic.pdf_name("/Count")] = generic.NumberObject(3001)
    writer.update_container(pages)


def _deep(writer: BasePdfFileWriter) -> None:
    inner: generic.PdfObject = generic.ArrayObject()
    for _ in range(400):
        inner = generic.ArrayObject([inner])
    on_root(Deep=inner)(writer)


def _wide(writer: BasePdfFileWriter) -> None:
    on_root(Wide=generic.ArrayObject([generic.NumberObject(1)] * 200_000))(writer)


# Around a genuine credential, so that the reader goes all the way.
_INSIDE: dict[str, tuple[str, Change]] = {
    "huge-page": ("a page of five metres", on_page(MediaBox=[0, 0, 14_400, 14_400])),
    "3000-pages": ("3,000 pages more", _many_pages),
    "page-bomb": ("a page that unpacks to 400 MB", _heavy_page(b"0 0 1 1 re f\n" * 80_000, 400, twice=False)),
    "page-double": ("a page that unpacks to a gigabyte, packed twice", _heavy_page(bytes(1 << 20), 1024, twice=True)),
    "deep": ("arrays 400 deep", _deep),
    "wide": ("an array of 200,000 numbers", _wide),
}  # fmt: skip


# What they get unsealed, and rightly sealed; else the page differs.
_BOMB = (("not_genuine", "not_compared", True, ("pdf.limits", "pdf.unsealed")),
         ("cannot_tell", "not_compared", True, ("pdf.limits",)))  # fmt: skip
_ANSWERS = {"page-bomb": _BOMB, "page-double": _BOMB, "wide": (LIMITS, LIMITS), "deep": (differs("pdf.content", "pdf.unsealed"), differs("pdf.content", "pdf.limits")),
            "3000-pages": (differs("pdf.page_differs", "pdf.unsealed"), differs("pdf.page_differs", "pdf.seal_adds"))}  # fmt: skip
_PAGE = "pdf.page_differs"


def _inside(name: str, what: str, change: Change) -> None:
    unsealed, sealed = _ANSWERS.get(name, (differs(_PAGE, "pdf.unsealed"), differs(_PAGE)))
    add(
        f"reader.{name}",
        f"Around the genuine credential, {what}.",
        lambda o: redrawn(o.drawn, change),
        unsealed,
    )
    add(f"reader.{name}.insider", f"Rightly sealed, {what}.",
        lambda o: seal_pdf(redrawn(o.drawn, change), o.house.emo_seal, NOW), sealed, again=name == "wide")  # fmt: skip


for _name, (_what, _change) in _INSIDE.items():
    _inside(_name, _what, _change)
