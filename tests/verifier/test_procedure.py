"""The procedure itself: purity, flipped bytes, fuzz, dates at the edges, the masked view, the bounded look-up."""

import asyncio
import json
import random
import string
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.soak import FACTOR, LONG
from tests.verifier.workshop import CODE, NOW, House, assert_whole, facts_of
from verifier.known import Key, Known, NotRecorded, Recorded
from verifier.look_up import BoundedLookUp
from verifier.presented import (
    ByCode,
    ByNumber,
    CredentialText,
    PdfFile,
    QrText,
    from_bytes,
    from_number,
    from_text,
)
from verifier.verdict import Verdict
from verifier.verify import verify

SLICE = settings(
    max_examples=150 * FACTOR,
    derandomize=not LONG,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def test_judging_loads_no_framework() -> None:
    program = (
        "import sys, verifier.verify\n"
        "heavy = {'sqlalchemy', 'fastapi', 'starlette', 'typst', 'pypdf', 'httpx', 'uvicorn', 'keys.vault'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, check=True)
    assert ended.stdout.decode().strip() == "[]"


# flipped signs


@SLICE
@given(place=st.integers(0, 10_000), sign=st.sampled_from(string.ascii_letters + string.digits + "-_.=+/ "))
def test_any_changed_sign_of_a_credential_is_never_green(shared_house: House, place: int, sign: str) -> None:
    text = shared_house.compact
    place %= len(text)
    changed = text[:place] + sign + text[place + 1 :]
    verdict = shared_house.judge(CredentialText(changed))
    assert_whole(verdict)
    assert (verdict.exit_code == 0) is (changed == text)


@SLICE
@given(place=st.integers(0, 10_000), kind=st.sampled_from(["cut", "twice", "swap"]))
def test_any_lost_or_repeated_sign_of_a_credential_is_never_green(
    shared_house: House, place: int, kind: str
) -> None:
    text = shared_house.compact
    place %= len(text) - 1
    changed = {
        "cut": text[:place] + text[place + 1 :],
        "twice": text[:place] + text[place] + text[place:],
        "swap": text[:place] + text[place + 1] + text[place] + text[place + 2 :],
    }[kind]
    verdict = shared_house.judge(changed)
    assert_whole(verdict)
    assert (verdict.exit_code == 0) is (changed == text)


@SLICE
@given(place=st.integers(0, 10_000), digit=st.sampled_from(string.digits))
def test_any_changed_digit_of_a_qr_is_never_green(shared_house: House, place: int, digit: str) -> None:
    text = shared_house.qr_text()
    start = text.index("#") + 1
    place = start + place % (len(text) - start)
    changed = text[:place] + digit + text[place + 1 :]
    for desk in (shared_house.desk(), shared_house.offline_desk()):
        verdict = shared_house.judge(changed, desk=desk)
        assert_whole(verdict)
        if changed != text:
            assert verdict.outcome == "not_genuine"


@SLICE
@given(place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_flipped_bit_of_the_packed_qr_is_never_green(shared_house: House, place: int, bit: int) -> None:
    packed = bytearray(shared_house.document.qr)
    packed[place % len(packed)] ^= 1 << bit
    verdict = shared_house.judge(shared_house.qr_text(bytes(packed)), desk=shared_house.offline_desk())
    assert_whole(verdict)
    assert verdict.outcome == "not_genuine"


@SLICE
@given(place=st.integers(0, 10_000), sign=st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_any_changed_sign_of_a_number_is_never_green(shared_house: House, place: int, sign: str) -> None:
    text = shared_house.document.belge_no
    place %= len(text)
    changed = text[:place] + sign + text[place + 1 :]
    verdict = shared_house.judge(changed)
    assert_whole(verdict)
    if changed.replace("-", "") != text.replace("-", ""):
        assert verdict.exit_code != 0


# fuzz

_PIECES = [
    "https://dogrula.example.org/v/", "7K2M9QX4T1ZC8RBD", "#", "1", "0", ".", "{", "}", '"', "EMO-2026-YB-000123-Y",
    "%PDF-", "\x00", "\ud800", "\u202e", "eyJ", "=", "data:application/vc+jwt,", "://", "[", "]", "@", "\\", " ", "٣",
]  # fmt: skip


@SLICE
@given(st.one_of(st.text(), st.lists(st.sampled_from(_PIECES), max_size=12).map("".join)))
def test_no_text_makes_verify_raise(shared_house: House, text: str) -> None:
    for presented in (from_text(text), from_number(text), CredentialText(text), QrText(text)):
        verdict = shared_house.judge(presented)
        assert_whole(verdict)


@SLICE
@given(st.binary(max_size=600))
def test_no_bytes_make_verify_raise(shared_house: House, data: bytes) -> None:
    presented = from_bytes(data)
    if not isinstance(presented, PdfFile):
        assert shared_house.judge(presented).exit_code != 0
    packed = shared_house.qr_text(data or b"\0")
    assert shared_house.judge(packed, desk=shared_house.offline_desk()).exit_code == 1


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.sampled_from(_PIECES),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@SLICE
@given(value=_JSON, where=st.integers(0, 200))
def test_no_signed_content_makes_verify_raise(shared_house: House, value: object, where: int) -> None:
    """The chamber signs nonsense at any one place of the payload: refused, or exactly what was there."""
    paths = _paths(shared_house.payload)
    path = paths[where % len(paths)]
    try:
        compact = shared_house.changed(path, value)
    except UnicodeEncodeError:
        return
    if len(compact) > 65_536:
        return
    verdict = shared_house.judge(CredentialText(compact), desk=shared_house.offline_desk())
    assert_whole(verdict)
    if verdict.outcome == "genuine":
        assert isinstance(value, (str, int)), path


def _paths(value: object, before: str = "") -> list[str]:
    found = []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in items:
        path = f"{before}.{name}" if before else str(name)
        found += [path, *_paths(member, path)]
    return found


@pytest.mark.parametrize("seed", range(3 * FACTOR))
def test_no_signed_qr_content_makes_verify_raise(house: House, seed: int) -> None:
    chance = random.Random(seed)
    values = [
        None, True, -1, 0, 2**63, 1.5, float("inf"), "", "x" * 301, b"\xff", [], [1], [1, 2, 3], {}, {1: 2},
        [2026, 2**40], [10**9, 1], "\u202e", 2_932_896, 2_932_897,
    ]  # fmt: skip
    for _ in range(80):
        claims = {f"c{chance.randrange(1, 13)}": chance.choice(values) for _ in range(chance.randrange(1, 4))}
        try:
            packed = house.qr(**claims)
        except (ValueError, OverflowError):
            continue
        for desk in (house.desk(), house.offline_desk()):
            verdict = house.judge(house.qr_text(packed), desk=desk)
            assert_whole(verdict)
            assert verdict.exit_code != 0


# the number


def test_a_wrong_check_character_is_refused_before_any_look_up(house: House) -> None:
    """İ3: "sorgu sunucuya gitmeden"."""
    for text in ("EMO-2026-YB-000132-Y", "emo2026yb000132y", "EMO-2026-YB-000123-Z"):
        verdict = house.judge(text)
        assert verdict.message[0] == "Belge numarası hatalı. Numarayı kontrol ediniz."
        assert (verdict.outcome, verdict.exit_code) == ("not_genuine", 1)
        assert [step.name for step in verdict.steps] == ["read"]
    assert house.judge(from_number("EMO-2026-YB-000132-Y")).reasons == ["number.check_character"]
    assert house.register.asked == []
    assert house.judge("EMO-2026-YB-000123-Y").exit_code == 0
    assert house.register.asked == [Key("belge_no", "EMO-2026-YB-000123-Y")]


def test_the_number_alone_opens_the_masked_view(house: House) -> None:
    """İ2."""
    verdict = house.judge(ByNumber(house.document.belge_no))
    shown = json.dumps(verdict.as_json(), ensure_ascii=False)
    view = verdict.credential
    assert view is not None and view["masked"] is True and view["name"] == "I*** İ*** Ö***"
    assert verdict.message[0] == "Bu belge geçerlidir."
    document = house.document
    for hidden in (
        document.holder_name, "Öztürk", document.sicil_no, document.verification_code, document.subject_id,
        document.holder_title, "Ömer Şükrü Güneş", "Ayşe Gökçe Şahin", house.compact,
    ):  # fmt: skip
        assert hidden not in shown
    for name in ("code", "sicil_no", "role", "branch", "place"):
        assert view[name] is None
    assert view["signers"] == []


def test_the_code_opens_the_whole_view(house: House) -> None:
    view = house.judge(ByCode(house.document.verification_code)).credential
    assert view is not None and view["masked"] is False
    assert (view["name"], view["sicil_no"]) == ("Işıl İnci Öztürk", "101742")
    assert view["board_decision"] == {"number": "40/34", "date": "2026-11-20"}


def test_a_number_that_the_register_answers_with_another_document_is_refused(house: House) -> None:
    class Mixed:
        async def __call__(self, key: Key) -> Known:
            return Recorded(house.compact, facts_of(house.document))

    from tests.vectors.museum import _number

    for given_text in (_number("EMO2026YB000999"), "0000000000000009"):
        verdict = house.judge(given_text, desk=house.desk(Mixed()))
        assert verdict.reasons == ["record.differs"] and verdict.credential is None


# dates

_LAST = date(2031, 11, 22)


@pytest.mark.parametrize(
    ("now", "standing", "exit_code"),
    [
        ("2026-11-21T23:59:59+03:00", "not_yet_valid", 1),
        ("2026-11-22T00:00:00+03:00", "valid", 0),
        ("2026-11-21T21:00:00+00:00", "valid", 0),
        ("2026-11-21T20:59:59+00:00", "not_yet_valid", 1),
        ("2031-11-22T12:00:00+03:00", "valid", 0),
        ("2031-11-22T23:59:59+03:00", "valid", 0),
        ("2031-11-22T20:59:59+00:00", "valid", 0),
        ("2031-11-23T00:00:00+03:00", "expired", 1),
        ("2031-11-22T21:00:00+00:00", "expired", 1),
        ("2031-11-22T23:30:00-05:00", "expired", 1),
    ],
)
def test_days_begin_and_end_in_istanbul(house: House, now: str, standing: str, exit_code: int) -> None:
    at = datetime.fromisoformat(now)
    document, compact = house.issue(
        house.fresh(
            verification_code="5" * 16,
            belge_no=f"EMO-2026-YB-000555-{_check('EMO2026YB000555')}",
            awarded_at=datetime(2026, 11, 19, 9, 0, tzinfo=UTC),
        )
    )
    qr_text = house.qr_text(document.qr, "5" * 16)
    for given_text in (compact, qr_text, document.belge_no):
        verdict = house.judge(given_text, now=at)
        assert (verdict.outcome, verdict.standing, verdict.exit_code) == ("genuine", standing, exit_code)
    offline = house.judge(qr_text, desk=house.offline_desk(), now=at)
    assert offline.standing == ("unknown" if standing == "valid" else standing)
    assert offline.exit_code == (3 if standing == "valid" else 1)


@pytest.mark.parametrize(
    ("now", "credential", "qr"),
    [
        ("2026-11-22T09:00:00Z", [], []),
        ("2026-11-22T08:55:00Z", [], []),
        ("2026-11-22T08:54:59Z", ["credential.future"], []),
        # The QR carries the day alone: 22.11.2026 begins at 21:00 UTC.
        ("2026-11-21T20:55:00Z", ["credential.future"], ["standing.not_yet_valid"]),
        ("2026-11-21T20:54:59Z", ["credential.future"], ["credential.future"]),
        ("0001-01-01T00:00:00Z", ["credential.future"], ["credential.future"]),
    ],
)
def test_nothing_is_genuine_before_its_issue(
    house: House, now: str, credential: list[str], qr: list[str]
) -> None:
    at = datetime.fromisoformat(now)
    verdict = house.judge(house.compact, now=at)
    assert verdict.reasons == credential
    assert (verdict.outcome, verdict.standing) == (
        ("not_genuine", None) if credential else ("genuine", "valid")
    )
    offline = house.judge(house.qr_text(), desk=house.offline_desk(), now=at)
    assert [code for code in offline.reasons if not code.endswith((".offline", ".unknown"))] == qr
    assert (offline.outcome == "not_genuine") is (qr == ["credential.future"])


def test_a_browser_may_make_https_of_http() -> None:
    house = House("http://localhost:8000")
    for text in (f"https://localhost:8000/v/{CODE}", house.qr_text(base="https://localhost:8000")):
        assert house.judge(text).exit_code == 0
    for text in (f"https://localhost:8001/v/{CODE}", f"ftp://localhost:8000/v/{CODE}"):
        assert house.judge(text).exit_code != 0


def test_story_i5_on_both_sides_of_the_day(house: House) -> None:
    """İ5: ended on 21.11.2026 is expired today; ending today is valid today."""
    for ending, expected in ((date(2026, 11, 21), 1), (date(2026, 11, 22), 0)):
        document, compact = house.issue(
            house.fresh(
                verification_code="9" * 16,
                belge_no="EMO-2024-YB-000311-?".replace("?", _check("EMO2024YB000311")),
                awarded_at=datetime(2024, 11, 21, 9, 0, tzinfo=UTC),
                valid_from=date(2024, 11, 21),
                valid_until=ending,
            )
        )
        verdict = house.judge(compact)
        assert verdict.exit_code == expected
        sentence = (
            "Bu belgenin süresi 21.11.2026 tarihinde dolmuştur." if expected else "Bu belge geçerlidir."
        )
        assert verdict.message[0] == sentence
        assert verdict.outcome == "genuine" and document.valid_until == ending


def _check(body: str) -> str:
    from registry.belge_no import check_character

    return check_character(body)


def test_a_document_without_an_end_stays_valid(house: House) -> None:
    _, compact = house.issue(
        house.fresh(
            "katilim", verification_code="A" * 16, belge_no=f"EMO-2026-KB-000001-{_check('EMO2026KB000001')}"
        )
    )
    assert house.judge(compact, now=datetime(2999, 1, 1, tzinfo=UTC)).exit_code == 0


# the register


class Stalled:
    """A register that holds every question until it is let go; counts how many threads wait in it."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.inside, self.most, self.asked = 0, 0, 0
        self._lock = threading.Lock()

    def __call__(self, key: Key) -> Known:
        with self._lock:
            self.inside += 1
            self.asked += 1
            self.most = max(self.most, self.inside)
        try:
            self.go.wait(30)
        finally:
            with self._lock:
                self.inside -= 1
        return NotRecorded()


def _judge_many(house: House, look_up: BoundedLookUp, count: int) -> list[Verdict]:
    async def run() -> list[Verdict]:
        desk = house.desk(look_up)
        texts = [house.compact, house.qr_text(), house.document.belge_no, house.document.verification_code]
        return await asyncio.gather(
            *(verify(from_text(texts[number % 4]), desk, NOW) for number in range(count))
        )

    return asyncio.run(run())


def test_a_stalled_register_gives_could_not_check_within_the_limit(house: House) -> None:
    stalled = Stalled()
    look_up = BoundedLookUp(stalled, limit_seconds=0.4)
    try:
        verdicts = _judge_many(house, look_up, 4)
        for verdict in verdicts:
            assert_whole(verdict)
            assert (verdict.standing, verdict.exit_code) == ("unknown", 3)
            assert "record.unreachable" in verdict.reasons
        assert [one.outcome for one in verdicts] == ["genuine", "genuine", "cannot_tell", "cannot_tell"]
        assert verdicts[0].message[0] == "İmza geçerlidir. Güncel durum sorgulanamadı."
    finally:
        stalled.go.set()
        look_up.close()


def test_many_questions_to_a_stalled_register_do_not_pile_up(house: House) -> None:
    stalled = Stalled()
    look_up = BoundedLookUp(stalled, limit_seconds=0.3, threads=4)
    try:
        begun_threads = threading.active_count()
        for _ in range(3):
            verdicts = _judge_many(house, look_up, 200)
            assert all(one.exit_code == 3 and one.standing == "unknown" for one in verdicts)
        assert stalled.most <= 4 and stalled.asked <= 4
        assert threading.active_count() - begun_threads <= 4
    finally:
        stalled.go.set()
    time.sleep(0.2)
    verdicts = _judge_many(house, look_up, 8)
    assert all("record.unreachable" not in one.reasons for one in verdicts)
    look_up.close()


def test_a_failing_register_is_could_not_check_at_once(house: House) -> None:
    def fails(key: Key) -> Known:
        raise OSError("disk I/O error")

    look_up = BoundedLookUp(fails)
    verdicts = _judge_many(house, look_up, 40)
    assert look_up.failures > 0
    assert all(one.exit_code == 3 and one.standing == "unknown" for one in verdicts)
    look_up.close()


def test_without_the_register_dates_can_say_no_but_never_yes(house: House) -> None:
    document, compact = house.issue(
        house.fresh(valid_from=date(2027, 11, 22), valid_until=date(2032, 11, 22)), record=False
    )
    for days in (0, 1, 365, 366, 365 * 6 + 2, 365 * 20):
        for text in (compact, house.qr_text(document.qr)):
            verdict = house.judge(text, desk=house.offline_desk(), now=NOW + timedelta(days=days))
            assert verdict.standing in ("unknown", "expired", "not_yet_valid")
            assert verdict.exit_code in (1, 3)
    assert (
        house.judge(house.compact, desk=house.offline_desk(), now=datetime(2032, 1, 1, tzinfo=UTC)).exit_code
        == 1
    )


@pytest.mark.parametrize("at", [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)])
def test_a_strange_clock_makes_nobody_raise(house: House, at: datetime) -> None:
    for text in (house.compact, house.qr_text(), house.document.belge_no, "x"):
        assert_whole(house.judge(text, now=at))
