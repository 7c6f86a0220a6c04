"""Events have one spelling, entries tell nothing, and an opening shows one event alone."""

import hashlib
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from registry.lifecycle import TRANSITIONS, YAYINDA
from registry.log.event import (
    KEY_CHANGES,
    STATUS_CHANGES,
    Event,
    EventRefused,
    Issued,
    KeyChanged,
    StatusChanged,
    TrustPublished,
    event_bytes,
    opening,
    read_event,
    read_opening,
)

AT = datetime(2026, 11, 22, 9, 0, 5, tzinfo=UTC)
ONE = hashlib.sha256(b"a compact credential").digest()
HEX = ONE.hex()
EMO = "did:web:localhost%3A8000:odalar:emo"
WRITTEN: dict[bytes, Event] = {
    f'{{"at":"2026-11-22T09:00:05Z","credential_sha256":"{HEX}","event":"issued"}}'.encode(): Issued(AT, ONE),
    (
        f'{{"at":"2026-11-22T09:00:05Z","change":"revoke","credential_sha256":"{HEX}","event":"status"}}'
    ).encode(): StatusChanged(AT, ONE, "revoke"),
    (
        f'{{"at":"2026-11-22T09:00:05Z","change":"retire","event":"key","key_sha256":"{HEX}","owner":"{EMO}"}}'
    ).encode(): KeyChanged(AT, ONE, EMO, "retire"),
    f'{{"at":"2026-11-22T09:00:05Z","bundle_sha256":"{HEX}","event":"trust"}}'.encode(): TrustPublished(
        AT, ONE
    ),
}
ISSUED = next(iter(WRITTEN)).decode()

instants = st.datetimes(datetime(1970, 1, 1), datetime(9999, 12, 31)).map(
    lambda one: one.replace(microsecond=0, tzinfo=UTC)
)
hashes = st.binary(min_size=32, max_size=32)
dids = st.from_regex(r"did:web:[A-Za-z0-9.%:_-]{1,200}", fullmatch=True)
events = st.one_of(
    st.builds(Issued, instants, hashes),
    st.builds(StatusChanged, instants, hashes, st.sampled_from(STATUS_CHANGES)),
    st.builds(KeyChanged, instants, hashes, dids, st.sampled_from(KEY_CHANGES)),
    st.builds(TrustPublished, instants, hashes),
)


@pytest.mark.parametrize("data", WRITTEN)
def test_each_kind_as_it_is_written(data: bytes) -> None:
    assert event_bytes(WRITTEN[data]) == data
    assert read_event(data) == WRITTEN[data]


@given(events)
def test_an_event_is_canonical_json_and_reads_back(event: Event) -> None:
    data = event_bytes(event)
    assert read_event(data) == event
    assert rfc8785.dumps(json.loads(data)) == data


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", "[]", "null", ISSUED + "\n", " " + ISSUED, ISSUED[:-1], ISSUED + ISSUED,
        ISSUED.replace(",", ", "), ISSUED.replace('"issued"', '"Issued"'), ISSUED.replace("issued", "trust"),
        ISSUED.replace("issued", "status"), ISSUED.replace("issued", "other"), ISSUED.replace(HEX, HEX.upper()),
        ISSUED.replace(HEX, HEX[:-1]), ISSUED.replace(HEX, HEX + "0"), ISSUED.replace("05Z", "05+00:00"),
        ISSUED.replace("05Z", "05.0Z"), ISSUED.replace("05Z", "5Z"), ISSUED.replace("T09", "T24"),
        ISSUED.replace("T09", "T25"), ISSUED.replace("11-22", "11-31"), ISSUED.replace("2026", "0000"),
        ISSUED.replace("2026", "٢٠٢٦"), ISSUED.replace("T09:00:05", "T09:00:60"), ISSUED.replace("T09", "t09"),
        ISSUED.replace('{"at"', '{"at":"2026-11-22T09:00:05Z","at"'), ISSUED.replace('"at"', '"\\u0061t"'),
        ISSUED.replace('"}', '","name":"x"}'), '{"event":"issued",' + ISSUED[1:].replace(',"event":"issued"', ""),
        "[" * 900, "\ufeff" + ISSUED, ISSUED.replace('"issued"', "1"), ISSUED.replace('"', "'"),
        ISSUED.replace(',"event":"issued"', ""), ISSUED + " " * 5000,
    ],
)  # fmt: skip
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(EventRefused):
        read_event(text.encode())


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_or_are_the_event(data: bytes) -> None:
    with suppress(EventRefused):
        assert event_bytes(read_event(data)) == data


@given(events, st.integers(0, 10**6), st.integers(1, 255))
def test_one_byte_changed_is_refused_or_another_event(event: Event, at: int, other: int) -> None:
    data = bytearray(event_bytes(event))
    data[at % len(data)] ^= other
    with suppress(EventRefused):
        assert read_event(bytes(data)) != event


@pytest.mark.parametrize(
    "event",
    [
        Issued(AT, b"short"),
        StatusChanged(AT, ONE, "issued"),
        StatusChanged(AT, ONE, 'revoke","x":"'),
        KeyChanged(AT, ONE, "https://x", "retire"),
        KeyChanged(AT, ONE, 'did:web:x"', "retire"),
        KeyChanged(AT, ONE, "did:web:" + "x" * 201, "retire"),
        KeyChanged(AT, ONE, "did:web:ö", "retire"),
        TrustPublished(AT, ONE + b"\0"),
    ],
)
def test_a_value_that_no_event_has_is_not_written(event: Event) -> None:
    with pytest.raises(EventRefused):
        event_bytes(event)


def test_times_are_utc_in_whole_seconds() -> None:
    from zoneinfo import ZoneInfo

    there = AT.astimezone(ZoneInfo("Europe/Istanbul")) + timedelta(microseconds=999_999)
    assert event_bytes(Issued(there, ONE)) == event_bytes(Issued(AT, ONE))


def test_changes_of_status_are_the_actions_after_publishing() -> None:
    after = [one.action for one in TRANSITIONS if set(one.before) - {"taslak", "onay_bekliyor", "onaylandi"}]
    published = [one for one in after if one not in ("sign", "publish")]
    assert set(STATUS_CHANGES) == set(published), YAYINDA


def test_an_entry_is_the_hash_over_nonce_and_event() -> None:
    nonce = bytes(range(32))
    one = opening(nonce, Issued(AT, ONE))
    assert one.entry == hashlib.sha256(nonce + ISSUED.encode()).digest()
    assert one.packed == nonce + ISSUED.encode()
    assert read_opening(one.packed) == (one, Issued(AT, ONE))


def test_the_same_event_under_another_nonce_is_another_entry() -> None:
    assert len({opening(bytes([at]) * 32, Issued(AT, ONE)).entry for at in range(256)}) == 256


@pytest.mark.parametrize("nonce", [b"", bytes(31), bytes(33)])
def test_a_nonce_has_32_bytes(nonce: bytes) -> None:
    with pytest.raises(EventRefused):
        opening(nonce, Issued(AT, ONE))
    with pytest.raises(EventRefused):
        read_opening(nonce + ISSUED.encode())
