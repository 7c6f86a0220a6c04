"""Documents for property tests: every value a document may have."""

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from registry.belge_no import KIND_LETTERS, BelgeNo
from registry.document import (
    FORMS,
    KIND_TITLES,
    LONGEST_PAPER_NUMBER,
    MAX_TEXT,
    BoardDecision,
    Document,
    EarlierPaper,
    SignerName,
    StatusEntry,
    TextRefused,
    clean_text,
)
from registry.turkish import nfc
from registry.verification_code import from_bits


def _is_clean(text: str) -> bool:
    try:
        return clean_text(text) == text
    except TextRefused:
        return False


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=40
)
TEXTS = TEXTS.map(nfc).filter(_is_clean) | st.just("Ş" * MAX_TEXT)
NUMBERS = TEXTS.filter(lambda text: len(text) <= LONGEST_PAPER_NUMBER)
DAYS = st.dates(date(1971, 1, 1), date(2100, 12, 31))
CHAMBERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=13)
HOSTS = st.sampled_from(["https://dogrula.example.org", "http://localhost:8000", "https://d.tr"])


@st.composite
def documents(draw: st.DrawFn) -> Document:
    kind, chamber = draw(st.sampled_from(sorted(KIND_TITLES))), draw(CHAMBERS)
    number = BelgeNo(chamber, draw(st.integers(1970, 2100)), kind, draw(st.integers(1, 999_999)))
    supporting = draw(
        st.none()
        | st.builds(BelgeNo, CHAMBERS, st.just(2026), st.sampled_from(sorted(KIND_LETTERS)), st.just(7))
    )
    valid_from, valid_until = sorted(draw(st.tuples(DAYS, DAYS)))
    host = draw(HOSTS)
    awarded = draw(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
    return Document(
        kind=kind,
        title=draw(TEXTS),
        belge_no=str(number),
        public_url=host,
        verification_code=from_bits(draw(st.integers(0, 2**80 - 1))),
        subject_id=f"urn:uuid:{draw(st.uuids())}",
        issuer_did=draw(TEXTS),
        chamber_code=chamber,
        chamber_name=draw(TEXTS),
        holder_name=draw(TEXTS),
        holder_title=draw(TEXTS),
        sicil_no=draw(st.from_regex(r"[0-9]{1,12}", fullmatch=True).filter(str.isascii)),
        programme_code=draw(TEXTS),
        programme_name=draw(TEXTS),
        description=draw(TEXTS),
        criteria=draw(TEXTS),
        form=draw(st.sampled_from(FORMS)),
        lesson_hours=draw(st.integers(0, 10_000)),
        minutes_per_lesson=draw(st.integers(0, 10_000)),
        awarded_at=awarded.replace(microsecond=0),
        valid_from=valid_from,
        valid_until=draw(st.sampled_from([None, valid_until])),
        status=StatusEntry(f"{host}/status/x/{draw(st.integers(1, 9))}", draw(st.integers(0, 131_071))),
        start_on=draw(st.none() | DAYS),
        end_on=draw(st.none() | DAYS),
        area=draw(st.none() | TEXTS),
        branch=draw(st.none() | TEXTS),
        place=draw(st.none() | TEXTS),
        board_decision=draw(st.none() | st.builds(BoardDecision, st.sampled_from(["40/34", "1/1"]), DAYS)),
        supporting_belge_no=None if supporting is None else str(supporting),
        annual_visa=draw(st.booleans()),
        signers=tuple(
            draw(st.lists(st.builds(SignerName, TEXTS, st.sampled_from(["baskan", "yazman"])), max_size=2))
        ),
        specimen=draw(st.booleans()),
        earlier=draw(st.none() | st.builds(EarlierPaper, NUMBERS, st.dates())),
        design=draw(st.sampled_from(["birlik/v1", "birlik/v2", "birlik/v3"])),
        qr=draw(st.binary(min_size=1, max_size=300)),
    )
