"""Forms that once brought a reader down: each must be refused, quickly and without harm."""

import subprocess
import sys

import pytest

from keys.strict_cbor import CborRefused, read
from keys.strict_json import JsonRefused, parse

# Shared references inside a set end a general CBOR decoder; a tag on a tag of a reference confuses it.
CRASHING = [bytes.fromhex("8181d81c81d90102d81d00"), bytes.fromhex("a1d81cc681d81d0001")]


@pytest.mark.parametrize("data", CRASHING)
def test_shared_references_are_refused(data: bytes) -> None:
    with pytest.raises(CborRefused):
        read(data)


@pytest.mark.parametrize("data", CRASHING)
def test_the_whole_procedure_survives_them(data: bytes) -> None:
    digits = str(int.from_bytes(b"\x01" + data, "big"))
    script = (
        "from datetime import UTC, datetime\n"
        "from verifier.examine import examine_qr\n"
        "from verifier.trust import NoTrust\n"
        f"print(examine_qr('{digits}', NoTrust('trust.missing'), datetime.now(UTC)).steps[0].code)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.strip()) == (0, "qr.malformed")


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\x9f\xff", b"\x5f\x41a\xff", b"\xf9\x00\x00", b"\xf4", b"\xf6", b"\x1c", b"\xc1\x00",
        b"\x82\x00", b"\x9b" + b"\xff" * 8, b"\x5b" + b"\xff" * 8, b"\xa2\x00\x00\x00\x01", b"\xa1\x80\x00",
        b"\x81" * 20 + b"\x00", b"\x61\xff", b"\x00\x00",
    ],
)  # fmt: skip
def test_only_the_shape_of_a_qr_is_read(data: bytes) -> None:
    with pytest.raises(CborRefused):
        read(data)


def test_reading_json_takes_time_in_proportion_to_its_length() -> None:
    # A reader that looks at this text again from every quote would be at it for hours.
    with pytest.raises(JsonRefused):
        parse(b'"' + b'\\"' * 2_000_000)
