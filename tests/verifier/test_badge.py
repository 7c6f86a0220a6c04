"""Baked badges: drawn by us, read in a process of its own, judged like the credential inside; hostile ones told."""

import asyncio
import io
import json
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from registry.credential import payload_of
from registry.forms.baked import KEYWORD, NAMESPACE, PNG, bake_png, bake_svg, text_chunk
from registry.forms.in_json import enveloped
from templates.badges.drawn import draw_badge
from tests.verifier.test_photo import READ_PHOTO
from tests.verifier.workshop import House
from verifier.desk import BadgeRead
from verifier.paper import badge
from verifier.paper.reader import BadgeReader
from verifier.presented import BadgeFile, PhotoFile, from_bytes
from verifier.verdict import Verdict

READ_BADGE = BadgeReader()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1"/></svg>'


def plain_png() -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (2, 2)).save(data, "PNG")
    return data.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def with_chunks(*chunks: bytes) -> bytes:
    """A whole PNG with these behind its header."""
    png = plain_png()
    return png[:33] + b"".join(chunks) + png[33:]


def svg(inside: str, head: str = "", root: str = "") -> bytes:
    return (
        f'{head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{NAMESPACE}"{root}>{inside}</svg>'
    ).encode()


def element(compact: str, more: str = "") -> str:
    return f'<openbadges:credential verify="{compact}"{more}></openbadges:credential>'


def judged(house: House, data: bytes) -> Verdict:
    given = from_bytes(data)
    assert isinstance(given, BadgeFile), given
    return house.judge(given, desk=house.desk(read_badge=READ_BADGE))


@pytest.mark.parametrize("kind", ["katilim", "basari", "yetki"])
def test_our_badges_are_pictures_that_verify(house: House, kind: str) -> None:
    document, compact = house.issue(house.fresh(kind, verification_code="5" * 16))
    payload = payload_of(document)
    png, drawn = draw_badge(payload, "png"), draw_badge(payload, "svg")
    assert Image.open(io.BytesIO(bake_png(png, compact))).size == (800, 800)
    assert draw_badge(payload, "png") == png and draw_badge(payload, "svg") == drawn
    for baked in (bake_png(png, compact), bake_svg(drawn, compact)):
        verdict = judged(house, baked)
        assert verdict.is_valid and verdict.credential is not None
        assert verdict.credential["belge_no"] == document.belge_no
        assert "resimde görünenler karşılaştırılmadı" in verdict.steps[0].text[0]
    # Who sees the picture learns what the document is and not whose.
    assert document.holder_name.encode() not in drawn and document.sicil_no.encode() not in drawn


def test_the_code_in_the_picture_is_left_when_a_network_drops_the_rest(house: House) -> None:
    png = draw_badge(house.payload, "png")
    again = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").resize((600, 600)).save(again, "JPEG", quality=85)
    given = from_bytes(again.getvalue())
    assert isinstance(given, PhotoFile)
    assert house.judge(given, desk=house.desk(read_photo=READ_PHOTO)).is_valid


def test_longest_texts_and_the_specimen_mark_fit() -> None:
    made = House("https://ornek-dogrulama.example.org", specimen=True)
    long = " ".join(["Yükseköğretim"] * 15)[:200]
    document, _ = made.issue(made.fresh(area=None, programme_name=long, chamber_name=long), record=False)
    payload = payload_of(document)
    assert draw_badge(payload, "png").startswith(PNG)
    assert draw_badge(payload, "svg").startswith(b"<svg")


def test_an_enveloped_credential_in_a_badge_is_read_too(house: House) -> None:
    text = json.dumps(enveloped(house.compact))
    for baked in (bake_png(plain_png(), text), bake_svg(SVG, text)):
        assert judged(house, baked).is_valid


def test_the_wrong_credential_is_refused_for_its_own_reason(house: House) -> None:
    broken = house.compact[:-4] + ("AAAA" if not house.compact.endswith("AAAA") else "BBBB")
    for baked in (bake_png(plain_png(), broken), bake_svg(SVG, broken)):
        verdict = judged(house, baked)
        assert (verdict.outcome, verdict.reasons) == ("not_genuine", ["credential.signature"])
    unsigned = judged(house, bake_svg(SVG, json.dumps(house.payload)))
    assert (unsigned.outcome, unsigned.reasons) == ("cannot_tell", ["credential.unsigned"])


HOSTILE: dict[str, tuple[Callable[[str], bytes], str]] = {
    "png.two": (lambda one: with_chunks(text_chunk(one), text_chunk(one)), "badge.several_credentials"),
    "png.second-at-the-end": (
        lambda one: bake_png(plain_png(), one)[:-12] + text_chunk(one) + chunk(b"IEND", b""),
        "badge.several_credentials",
    ),
    "png.behind-the-end": (lambda one: bake_png(plain_png(), one) + text_chunk(one), "badge.unreadable"),
    "png.cut": (lambda one: bake_png(plain_png(), one)[:-13], "badge.unreadable"),
    "png.checksum": (
        lambda one: bake_png(plain_png(), one).replace(
            b"openbadgecredential\0\0", b"openbadgecredential\0\1", 1
        ),
        "badge.unreadable",
    ),
    "png.length": (lambda one: PNG + struct.pack(">I", 2**32 - 1) + b"IHDR" + KEYWORD, "badge.unreadable"),
    "png.no-header": (lambda one: PNG + text_chunk(one) + chunk(b"IEND", b""), "badge.unreadable"),
    "png.compressed": (
        lambda one: with_chunks(chunk(b"iTXt", KEYWORD + b"\0\1\0\0\0" + zlib.compress(one.encode()))),
        "badge.form",
    ),
    "png.zip-bomb": (
        lambda one: with_chunks(chunk(b"zTXt", KEYWORD + b"\0\0" + zlib.compress(b"\0" * 50_000_000))),
        "badge.form",
    ),
    "png.latin-text": (lambda one: with_chunks(chunk(b"tEXt", KEYWORD + b"\0" + one.encode())), "badge.form"),
    "png.not-utf-8": (
        lambda one: with_chunks(chunk(b"iTXt", KEYWORD + b"\0\0\0\0\0\xff\xfe")),
        "badge.unreadable",
    ),
    "png.empty": (lambda one: with_chunks(text_chunk("")), "badge.form"),
    "png.too-long": (lambda one: with_chunks(text_chunk("a" * 70_000)), "badge.form"),
    "png.an-address": (
        lambda one: with_chunks(text_chunk("https://dogrula.example.org/v/7K2M9QX4T1ZC8RBD")),
        "badge.form",
    ),
    "png.a-number": (lambda one: with_chunks(text_chunk("EMO-2026-YB-000123-Y")), "badge.form"),
    "png.keyword-elsewhere": (
        lambda one: with_chunks(chunk(b"tEXt", b"Comment\0" + KEYWORD + one.encode())),
        "badge.no_credential",
    ),
    "svg.two": (lambda one: svg(element(one) + element(one)), "badge.several_credentials"),
    "svg.none": (lambda one: SVG, "badge.no_credential"),
    "svg.other-namespace": (
        lambda one: svg(f'<credential xmlns="https://evil.example/" verify="{one}"/>'),
        "badge.no_credential",
    ),
    "svg.deep-inside": (lambda one: svg(f"<g>{element(one)}</g>"), "badge.form"),
    "svg.both": (
        lambda one: svg(f'<openbadges:credential verify="{one}">{{}}</openbadges:credential>'),
        "badge.form",
    ),
    "svg.neither": (lambda one: svg("<openbadges:credential/>"), "badge.form"),
    "svg.more-said": (lambda one: svg(element(one, ' holder="Somebody Else"')), "badge.form"),
    "svg.elements-inside": (
        lambda one: svg("<openbadges:credential><script>1</script></openbadges:credential>"),
        "badge.form",
    ),
    "svg.doctype": (lambda one: svg(element(one), "<!DOCTYPE svg>"), "badge.form"),
    "svg.external-entity": (
        lambda one: svg(
            "<openbadges:credential>&x;</openbadges:credential>",
            '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        ),
        "badge.form",
    ),
    "svg.external-subset": (
        lambda one: svg(element(one), '<!DOCTYPE svg SYSTEM "http://127.0.0.1:9/x.dtd">'),
        "badge.form",
    ),
    "svg.billion-laughs": (
        lambda one: svg(
            "<openbadges:credential>&c;</openbadges:credential>",
            '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>',
        ),
        "badge.form",
    ),
    "svg.unknown-entity": (
        lambda one: svg("<openbadges:credential>&x;</openbadges:credential>"),
        "badge.unreadable",
    ),
    "svg.style-sheet": (
        lambda one: svg(element(one), '<?xml-stylesheet href="http://127.0.0.1:9/"?>'),
        "badge.form",
    ),
    "svg.deep": (lambda one: svg("<g>" * 100 + "</g>" * 100), "badge.limits"),
    "svg.cut": (lambda one: svg(element(one))[:-3], "badge.unreadable"),
    "svg.html-around": (
        lambda one: b"<html><body>" + svg(element(one)) + b"</body></html>",
        "badge.unreadable",
    ),
    "svg.text-behind": (lambda one: svg(element(one)) + svg(element(one)), "badge.unreadable"),
    "svg.an-address": (
        lambda one: svg(element("https://dogrula.example.org/v/7K2M9QX4T1ZC8RBD")),
        "badge.form",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_badges_are_told_and_nothing_is_looked_up(house: House, name: str) -> None:
    make, code = HOSTILE[name]
    verdict = judged(house, make(house.compact))
    assert verdict.reasons == [code]
    refused = code in ("badge.form", "badge.several_credentials")
    assert verdict.outcome == ("not_genuine" if refused else "cannot_tell")
    assert verdict.steps[0].result == ("fail" if refused else "could_not_check")
    assert house.register.asked == []


def test_many_chunks_end() -> None:
    many = with_chunks(*[chunk(b"tEXt", b"a\0b")] * 30_000, text_chunk("x"))
    assert badge.read(many) == {"code": "badge.unreadable"}


def test_a_picture_that_is_no_svg_is_no_badge() -> None:
    for data in (b"<html></html>", b"<", b"<?xml version='1.0'?><note/>"):
        assert not isinstance(from_bytes(data), BadgeFile)
    assert isinstance(from_bytes(plain_png()), PhotoFile)
    assert isinstance(from_bytes(b"\xef\xbb\xbf  " + SVG), BadgeFile)


@given(st.binary(max_size=300), st.integers(0, 200), st.sampled_from(["png", "svg"]))
def test_random_changes_end_in_an_answer(noise: bytes, place: int, form: str) -> None:
    whole = bake_png(plain_png(), "a.b.c") if form == "png" else svg(element("a.b.c"))
    found = badge.read(whole[:place] + noise + whole[place + len(noise) // 2 :])
    assert set(found) in ({"text"}, {"code"})


def test_the_reader_answers_many_at_once() -> None:
    async def ask() -> list[BadgeRead]:
        reader = BadgeReader(at_once=2, waiting=3)
        return await asyncio.gather(*(reader(SVG) for _ in range(6)))

    codes = [one.code for one in asyncio.run(ask())]
    assert codes.count("badge.no_credential") == 3
    assert codes.count("badge.busy") == 3
