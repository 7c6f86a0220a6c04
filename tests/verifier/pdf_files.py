"""PDF files to hand in: originals of the house, and what an attacker or an accident makes of them."""

import io
import zlib
from dataclasses import replace

from pypdf import PdfReader, PdfWriter

from registry.credential import payload_of
from templates.drawing import draw
from tests.verifier.workshop import House


def original(house: House) -> bytes:
    return draw(payload_of(house.document), house.compact)


def with_files(*files: tuple[str, bytes], password: str | None = None) -> bytes:
    """A plain PDF of one empty page with these attachments."""
    writer = PdfWriter()
    writer.add_blank_page(842, 595)
    for name, content in files:
        writer.add_attachment(name, content)
    if password is not None:
        writer.encrypt(password)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def other_page(house: House) -> bytes:
    """Story İ4: the genuine credential in a page that shows another surname."""
    false = replace(house.document, holder_name="Işıl İnci Özkan")
    return draw(payload_of(false), house.compact)


def changed_data(house: House) -> bytes:
    """The credential inside was changed too: the page is drawn from the changed data."""
    false = replace(house.document, holder_name="Işıl İnci Özkan")
    payload = payload_of(false)
    return draw(payload, house.raw(payload, secret=house.thief))


def resaved(data: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def updated(data: bytes) -> bytes:
    """An incremental update that changes the title: the first revision stays byte for byte."""
    writer = PdfWriter(PdfReader(io.BytesIO(data)), incremental=True)
    writer.add_metadata({"/Title": "Başka"})
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def second_attachment(data: bytes, name: str, content: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.add_attachment(name, content)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def objects(*bodies: bytes, trailer: bytes = b"", tail: bytes = b"") -> bytes:
    """A PDF written by hand from numbered objects; object 1 is the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\n" % (len(bodies) + 1, trailer)
    return out + b"startxref\n%d\n%%%%EOF\n" % start + tail


def with_stream(packed: bytes, filters: bytes = b"/FlateDecode", name: bytes = b"credential.jwt") -> bytes:
    """``credential.jwt`` as a stream of these packed bytes."""
    stream = b"<< /Type /EmbeddedFile /Length %d /Filter %s >>\nstream\n" % (len(packed), filters)
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(credential.jwt) 3 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        b"<< /Type /Filespec /F (%s) /UF (%s) /EF << /F 4 0 R >> >>" % (name, name),
        stream + packed + b"\nendstream",
    )


def zlib_bomb(megabytes: int) -> bytes:
    """A small file whose attachment unpacks to this many megabytes."""
    return with_stream(packed(bytes(1024 * 1024), megabytes))


def packed(block: bytes, times: int) -> bytes:
    """``block`` so many times, deflated (RFC 1950) without ever being there unpacked."""
    squeezer = zlib.compressobj(9, wbits=-15)
    once = squeezer.compress(block) + squeezer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(times):
        check = zlib.adler32(block, check)
    return b"\x78\xda" + once * times + b"\x03\x00" + check.to_bytes(4, "big")


def nested_bomb() -> bytes:
    """Two Flate layers: a few kilobytes that unpack to a gigabyte."""
    return with_stream(zlib.compress(packed(bytes(1024 * 1024), 1024), 9), b"[/FlateDecode /FlateDecode]")


def names_cycle() -> bytes:
    """A name tree that is its own child."""
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 3 0 R >> >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        b"<< /Kids [3 0 R 3 0 R] >>",
    )


def names_fan(depth: int = 28) -> bytes:
    """A name tree of two children a level: few objects, 2**depth paths."""
    levels = [b"<< /Kids [%d 0 R %d 0 R] >>" % (number + 1, number + 1) for number in range(3, 3 + depth)]
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 3 0 R >> >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        *levels,
        b"<< /Names [(a) 2 0 R] >>",
    )


def reference_cycle() -> bytes:
    return objects(b"2 0 R", b"3 0 R", b"2 0 R")


def deep_arrays(depth: int = 200_000) -> bytes:
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R /Names " + b"[" * depth + b"]" * depth + b" >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
    )


def huge_size() -> bytes:
    return b"%PDF-1.7\ntrailer\n<< /Size 9999999999 /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


def prev_loop() -> bytes:
    made = objects(b"<< /Type /Catalog >>", trailer=b"/Prev 21")
    return made.replace(b"/Prev 21", b"/Prev %d" % made.index(b"xref\n"))


def active_content() -> bytes:
    """Everything that a viewer might run or fetch; the reader must touch none of it."""
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 3 0 R /AA << /WC 3 0 R >> /AcroForm << /XFA 4 0 R >> "
        b"/Names << /JavaScript << /Names [(a) 3 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        b"<< /S /URI /URI (http://evil.example/beacon) /Next << /S /Launch /F (/bin/sh) >> >>",
        b"<< /Length 9 >>\nstream\n<xdp:xdp>\nendstream",
    )


def external_file() -> bytes:
    """``credential.jwt`` as an address instead of a file."""
    return objects(
        b"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Names [(credential.jwt) 3 0 R] >> >> >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        b"<< /Type /Filespec /FS /URL /F (http://evil.example/credential.jwt) /UF (credential.jwt) >>",
    )


def slow_and_wide() -> bytes:
    """60 kB of ASCII85 in Flate: about five seconds and more memory than the reader may have."""
    return with_stream(zlib.compress(b"!" * (60 * 1024 * 1024) + b"~>", 9), b"[/FlateDecode /ASCII85Decode]")


def repeated_name(times: int = 150_000) -> bytes:
    return objects(
        b"<< /Type /Catalog /Names << /EmbeddedFiles << /Names [ "
        + b"(credential.jwt) 2 0 R " * times
        + b"] >> >> >>",
        b"<< /Type /Filespec /EF << /F 3 0 R >> >>",
        b"<< /Length 1 >>\nstream\nx\nendstream",
    )


def unindexed_objects(count: int = 150_000) -> bytes:
    bodies = b"".join(b"%d 0 obj\n<<>>\nendobj\n" % number for number in range(1, count))
    return b"%PDF-1.7\n" + bodies + b"trailer\n<</Root 1 0 R/Size 9>>\nstartxref\n0\n%%EOF\n"
