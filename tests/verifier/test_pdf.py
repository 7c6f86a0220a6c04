"""PDFs: only the file drawn from its own credential is an original; hostile files end in a code, not in harm."""

import asyncio
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from registry.credential import payload_of
from templates.drawing import draw
from tests.support.soak import FACTOR
from tests.verifier import pdf_files as files
from tests.verifier.workshop import NOW, House, assert_whole, read_pdf_here
from verifier.paper.reader import PdfReader, Zygote
from verifier.presented import MAX_FILE, PdfFile, Unreadable, from_bytes
from verifier.verify import verify

Make = Callable[[House], bytes]


def _credential(house: House) -> bytes:
    return house.compact.encode()


# (outcome, standing, credential_genuine, page, reasons)
ORIGINAL = ("genuine", "valid", True, "original", [])
DIFFERS = ("not_genuine", "valid", True, "differs", ["pdf.page_differs"])
NONE = ("not_genuine", None, None, None, ["pdf.no_credential"])
SEVERAL = ("not_genuine", None, None, None, ["pdf.several_credentials"])
BROKEN = ("cannot_tell", "unknown", None, None, ["pdf.unreadable"])
LIMITS = ("cannot_tell", "unknown", None, None, ["pdf.limits"])
ENCRYPTED = ("cannot_tell", "unknown", None, None, ["pdf.encrypted"])

FILES: dict[str, tuple[Make, tuple[str, str | None, bool | None, str | None, list[str]]]] = {
    "original": (files.original, ORIGINAL),
    "another page around the genuine credential (İ4)": (files.other_page, DIFFERS),
    "an empty page around the genuine credential": (
        lambda h: files.with_files(("credential.jwt", _credential(h))), DIFFERS),
    "saved again by another program": (lambda h: files.resaved(files.original(h)), DIFFERS),
    "incremental update": (lambda h: files.updated(files.original(h)), DIFFERS),
    "one line break appended": (lambda h: files.original(h) + b"\n", DIFFERS),
    "a second PDF appended": (lambda h: files.original(h) + files.with_files(), None),
    "a GIF before it (polyglot)": (lambda h: b"GIF89a\xff\xff" + files.original(h), DIFFERS),
    "an HTML page before it (polyglot)": (
        lambda h: b"<html><script>1</script><!--\xff" + files.original(h), DIFFERS),
    "a ZIP behind it (polyglot)": (lambda h: files.original(h) + b"PK\x05\x06" + bytes(18), DIFFERS),
    "a blank line before it": (lambda h: b"\n" + files.original(h), DIFFERS),
    "an attachment more": (lambda h: files.second_attachment(files.original(h), "not.txt", b"x"), DIFFERS),
    "changed data": (files.changed_data, ("not_genuine", None, False, "not_compared", ["credential.signature"])),
    "no attachment": (lambda h: files.with_files(), NONE),
    "an attachment of no credential": (lambda h: files.with_files(("liste.csv", b"a;b")), NONE),
    "the credential under another name": (lambda h: files.with_files(("belge.jwt", _credential(h))), NONE),
    "… in capitals": (lambda h: files.with_files(("CREDENTIAL.JWT", _credential(h))), NONE),
    "… with a zero-width space": (lambda h: files.with_files(("credential\u200b.jwt", _credential(h))), NONE),
    "… with a path": (lambda h: files.with_files(("../../credential.jwt", _credential(h))), NONE),
    "… as JSON": (lambda h: files.with_files(("credential.json", b"{}")), NONE),
    "the same credential twice": (
        lambda h: files.with_files(*[("credential.jwt", _credential(h))] * 2), SEVERAL),
    "a second one of the same name": (
        lambda h: files.second_attachment(files.original(h), "credential.jwt", b"x.y.z"), SEVERAL),
    "a second one of another name": (
        lambda h: files.second_attachment(files.original(h), "diger.jwt", b"x.y.z"), SEVERAL),
    "an empty credential": (
        lambda h: files.with_files(("credential.jwt", b"")),
        ("not_genuine", None, False, "not_compared", ["envelope.malformed"])),
    "a trust bundle as credential": (
        lambda h: files.with_files(("credential.jwt", h.bundle_compact.encode())),
        ("not_genuine", None, False, "not_compared", ["envelope.typ"])),
    "bytes that are no text": (lambda h: files.with_files(("credential.jwt", b"\xff.\xfe.\xfd")), BROKEN),
    "cut in the middle": (lambda h: files.original(h)[: len(files.original(h)) // 2], BROKEN),
    "cut at the end": (lambda h: files.original(h)[:-10], BROKEN),
    "five bytes": (lambda h: b"%PDF-", BROKEN),
    "a header only": (lambda h: b"%PDF-1.7\n", BROKEN),
    "random bytes behind a header": (lambda h: b"%PDF-1.7\n" + random.Random(7).randbytes(40_000), BROKEN),
    "nothing but opening brackets": (lambda h: b"%PDF-1.7\n" + b"<<" * 100_000, BROKEN),
    "arrays 200,000 deep": (lambda h: files.deep_arrays(), BROKEN),
    "a catalogue that refers to itself": (lambda h: files.reference_cycle(), BROKEN),
    "a file at an address": (lambda h: files.external_file(), BROKEN),
    "encrypted": (lambda h: files.with_files(("credential.jwt", _credential(h)), password="x"), ENCRYPTED),
    "encrypted with an empty password": (
        lambda h: files.with_files(("credential.jwt", _credential(h)), password=""), ENCRYPTED),
    "70 kB of credential": (lambda h: files.with_files(("credential.jwt", b"x" * 70_000)), LIMITS),
    "4 MB of credential": (
        lambda h: files.with_files(("credential.jwt", random.Random(7).randbytes(4_000_000))), LIMITS),
    "400 MB in 400 kB": (lambda h: files.zlib_bomb(400), LIMITS),
    "a gigabyte in 2 kB": (lambda h: files.nested_bomb(), LIMITS),
    "memory without end": (lambda h: files.slow_and_wide(), LIMITS),
    "/Size 9999999999": (lambda h: files.huge_size(), LIMITS),
    "150,000 objects without an index": (lambda h: files.unindexed_objects(), None),
    "one attachment 150,000 times": (lambda h: files.repeated_name(), None),
    "a name tree in a circle": (lambda h: files.names_cycle(), NONE),
    "a name tree of 2**28 paths": (lambda h: files.names_fan(), NONE),
    "an index that points to itself": (lambda h: files.prev_loop(), NONE),
    "JavaScript, launch, addresses, XFA": (lambda h: files.active_content(), NONE),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_file(house: House, name: str) -> None:
    make, expected = FILES[name]
    verdict = house.judge(from_bytes(make(house)))
    assert_whole(verdict)
    assert (verdict.exit_code == 0) is (name == "original")
    if expected is not None:
        found = (verdict.outcome, verdict.standing, verdict.credential_genuine, verdict.page, verdict.reasons)
        assert found == expected
    if verdict.reasons[:1] and verdict.reasons[0].startswith("pdf.") and verdict.page is None:
        assert verdict.credential is None


def test_story_i4_the_signed_name_is_shown_not_the_page(house: House) -> None:
    """İ4: "Işıl İnci Özkan" on the page; the signed data say Öztürk."""
    verdict = house.judge(from_bytes(files.other_page(house)))
    assert verdict.outcome == "not_genuine" and verdict.credential_genuine is True
    assert verdict.credential is not None and verdict.credential["name"] == "Işıl İnci Öztürk"
    assert verdict.message[0].startswith("PDF görünümü imzalı veriyle uyuşmuyor")
    changed = house.judge(from_bytes(files.changed_data(house)))
    assert changed.credential is None
    assert changed.message[0] == "Belge içeriği imzayla uyuşmuyor. Bu belgeye güvenmeyiniz."


def test_nothing_at_all() -> None:
    assert from_bytes(b"") == Unreadable("input.empty")
    assert from_bytes(b"%PDF-" + bytes(MAX_FILE)) == Unreadable("input.too_large")
    assert from_bytes(b"\xff\xfe\x00\x01") == Unreadable("input.unrecognised")


def test_unknown_design_cannot_be_told_and_is_not_green(house: House) -> None:
    _, compact = house.issue(house.fresh(design="saray/v9", verification_code="6" * 16))
    data = files.with_files(("credential.jwt", compact.encode()))
    verdict = house.judge(from_bytes(data))
    assert (verdict.outcome, verdict.page, verdict.exit_code) == ("cannot_tell", "not_compared", 3)
    assert verdict.reasons == ["page.not_drawn"] and verdict.credential_genuine is True


@pytest.mark.parametrize("qr", [b"\x00", b"x" * 700, b"x" * 2000], ids=len)
def test_a_signed_credential_that_cannot_be_drawn_is_not_green(house: House, qr: bytes) -> None:
    """A chamber's own fault: rightly signed, but its QR fits no sheet."""
    from dataclasses import replace

    from keys.envelope import seal
    from registry.credential import TYP, encoded

    document = replace(house.fresh(verification_code="8" * 16), qr=qr)
    key = house.emo
    compact = seal(encoded(payload_of(document)), alg="ES256", kid=key.public.kid, typ=TYP, signer=key.secret)
    house.register.record(document, compact)
    verdict = house.judge(from_bytes(files.with_files(("credential.jwt", compact.encode()))))
    assert_whole(verdict)
    assert verdict.exit_code != 0


def test_any_flipped_byte_of_the_pdf_is_never_green(house: House) -> None:
    whole = files.original(house)
    chance = random.Random(20261122)

    async def flips(count: int, desk_of: Callable[[House], object]) -> None:
        desk = desk_of(house)
        for _ in range(count):
            place, bit = chance.randrange(5, len(whole)), 1 << chance.randrange(8)
            changed = whole[:place] + bytes([whole[place] ^ bit]) + whole[place + 1 :]
            verdict = await verify(from_bytes(changed), desk, NOW)  # type: ignore[arg-type]
            assert_whole(verdict)
            assert verdict.exit_code != 0, f"byte {place}"

    asyncio.run(flips(120 * FACTOR, lambda one: one.desk(read_pdf=read_pdf_here)))
    asyncio.run(flips(6 * FACTOR, lambda one: one.desk()))


def test_no_bytes_behind_a_pdf_header_make_the_reader_raise(house: House) -> None:
    whole, chance = files.with_files(("credential.jwt", _credential(house))), random.Random(22)
    for _ in range(400 * FACTOR):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            data[chance.randrange(len(data))] = chance.choice(b"<>[]()/% 0123456789Rn\xff\x00")
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        read = asyncio.run(read_pdf_here(bytes(data)))
        assert (read.credential is None) is not (read.code is None)


# the limits bind


def _child(program: str) -> subprocess.CompletedProcess[bytes]:
    code = f"from verifier.paper.zygote import MEMORY, limit, tasks\ntasks()\nlimit(max(MEMORY.values()))\n{program}"
    return subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, timeout=30, check=False)


def test_memory_limit_binds() -> None:
    """With everything loaded a reader stays under 300 MB whatever comes in."""
    told = "print([line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')][0])"
    filled = _child(
        f"kept = []\ntry:\n  while True: kept.append(bytearray(b'x' * 1024 * 1024))\nexcept MemoryError: pass\n{told}"
    )
    assert 100 * 1024 < int(filled.stdout) < 300 * 1024


def test_cpu_limit_ends_the_process() -> None:
    assert _child("while True: pass").returncode in (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM)


def test_time_limit_ends_a_process_that_waits() -> None:
    assert _child("import signal\nsignal.alarm(1)\nimport time\ntime.sleep(20)").returncode == -signal.SIGALRM


def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    ended = _child(f"open({str(tmp_path / 'x')!r}, 'wb', buffering=0).write(b'x' * 10)")
    assert ended.returncode != 0
    assert not (tmp_path / "x").exists() or (tmp_path / "x").stat().st_size == 0


def test_a_reader_that_says_nothing_is_over_its_limits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hanging = tmp_path / "python"
    hanging.write_text("#!/bin/sh\nexec sleep 60\n")
    hanging.chmod(0o700)
    monkeypatch.setattr("verifier.paper.reader.WALL_SECONDS", 0.5)
    monkeypatch.setattr("verifier.paper.reader.sys.executable", str(hanging))
    read = asyncio.run(PdfReader()(b"%PDF-1.7"))
    assert read.code == "pdf.limits"


def test_readers_go_on_after_their_zygote_was_killed(house: House) -> None:
    zygote = Zygote()
    reader = PdfReader(zygote=zygote)
    for _ in range(3):
        assert asyncio.run(reader(files.original(house))).credential == house.compact
        assert zygote.process is not None
        zygote.process.kill()
        zygote.process.wait()


def test_uploads_beyond_the_queue_are_told_to_come_back(house: House) -> None:
    async def read_five() -> list[str | None]:
        reader = PdfReader(at_once=1, waiting=3)
        answers = await asyncio.gather(*(reader(files.with_files()) for _ in range(5)))
        again = await reader(files.with_files())
        return [answer.code for answer in (*answers, again)]

    codes = asyncio.run(read_five())
    assert sorted(map(str, codes[:5])) == ["pdf.busy"] * 2 + ["pdf.no_credential"] * 3
    assert codes[5] == "pdf.no_credential"


def test_the_child_inherits_no_environment(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shown = tmp_path / "python"
    shown.write_text(f"#!/bin/sh\nenv > {tmp_path}/env\n")
    shown.chmod(0o700)
    monkeypatch.setenv("MUHUR_VAULT_PASSPHRASE", "a secret of twelve")
    monkeypatch.setattr("verifier.paper.reader.sys.executable", str(shown))
    assert asyncio.run(PdfReader()(b"%PDF-1.7")).code == "pdf.limits"
    assert "secret" not in (tmp_path / "env").read_text()


def test_the_parent_survives_fifty_hostile_files_and_stays_flat(house: House) -> None:
    hostile = [
        files.zlib_bomb(100), files.zlib_bomb(80), files.huge_size(), files.deep_arrays(20_000),
        b"%PDF-1.7\n" + random.Random(3).randbytes(200_000), files.reference_cycle(),
        files.original(house)[:-10], files.names_fan(), files.other_page(house), b"%PDF-",
    ]  # fmt: skip

    async def read_all(times: int) -> None:
        reader = PdfReader(waiting=len(hostile) * times)
        await asyncio.gather(*(reader(data) for data in hostile * times))

    def resident() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

    asyncio.run(read_all(1))
    before, open_before = resident(), len(list(Path("/proc/self/fd").iterdir()))
    asyncio.run(read_all(4 * FACTOR))  # 50 files in all, with the first ten
    assert resident() - before < 30 * 1024 * 1024
    assert len(list(Path("/proc/self/fd").iterdir())) <= open_before + 2
    assert house.judge(PdfFile(files.original(house))).exit_code == 0


def test_drawing_again_gives_the_same_bytes_in_another_process(house: House, tmp_path: Path) -> None:
    import hashlib
    import json

    given = tmp_path / "given.json"
    given.write_text(json.dumps([payload_of(house.document), house.compact]))
    program = (
        "import hashlib, json, sys\nfrom templates.drawing import draw\n"
        f"payload, compact = json.load(open({str(given)!r}))\n"
        "print(hashlib.sha256(draw(payload, compact)).hexdigest())"
    )
    ended = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True)
    here = hashlib.sha256(draw(payload_of(house.document), house.compact)).hexdigest()
    assert ended.stdout.decode().strip() == here
