"""Sealing one document: the QR's limits, what is signed, and the status list it points into."""

import base64
import gzip
from dataclasses import replace
from datetime import timedelta

import pytest

from issuer.issue import issue_list
from issuer.sealing import SealRefused, SelfCheckFailed, seal_document
from keys import cose
from keys.envelope import open_envelope
from keys.strict_json import parse
from muhur.installation import Home, InstallationRefused
from muhur.problems import problem_of
from registry.belge_no import BelgeNo
from registry.credential import document_of
from registry.document import Document
from registry.qr_claims import longest_cose, read_claims
from registry.records.credentials import STATUS_LIST_SLOTS
from registry.refusal import Refusal
from registry.store import OWNER
from registry.tables.documents import credentials
from tests.support.failing import WrongSigner
from tests.support.register import NOW, contents, members_of, passing, payload_document, request

RUN = "MMO-MT-01/2026-1"
LONGEST_NAME = "Abdülmuttalip Muhammed Şükrü Gökçen Çağlayangiller Söğütlüoğulları"
LONGEST_TITLE = "Yüksek Gerilim Tesislerinde İşletme Sorumluluğu ve Periyodik Kontrol Yetkilendirme " * 3


def issued(home: Home) -> Document:
    issue_list(home.store, request(RUN, passing(members_of(home, "MMO")[:1])), home.open_key)
    with home.store.reading() as records:
        (recorded,) = records.credentials.all()
    return payload_document(recorded.compact)


def test_the_qr_and_the_credential_say_the_same(home: Home) -> None:
    document = issued(home)
    qr = read_claims(cose.read_canonical(cose.open_sign1(document.qr).payload))
    assert qr.belge_no("MMO") == document.belge_no
    assert (qr.name, qr.sicil_no, qr.subject) == (document.holder_name, document.sicil_no, document.area)
    assert (qr.valid_from, qr.valid_until) == (document.valid_from, document.valid_until)
    assert qr.status_index == document.status.index


@pytest.mark.parametrize("kind", ["katilim", "basari", "yetki"])
def test_the_longest_name_and_title_stay_within_the_symbol(home: Home, kind: str) -> None:
    document = issued(home)
    with home.store.reading() as records:
        chamber = records.chambers.find("MMO")
    assert chamber is not None
    big = replace(
        document,
        kind=kind,
        belge_no=str(BelgeNo("MMO", 2026, kind, 999_999)),
        public_url="https://dogrula.tmmob.org.tr",
        holder_name=LONGEST_NAME,
        sicil_no="1234567",
        programme_name=LONGEST_TITLE.strip(),
        area=LONGEST_TITLE.strip(),
        status=replace(document.status, index=STATUS_LIST_SLOTS - 1),
    )
    complete, compact = seal_document(big, home.open_key(chamber, NOW))
    assert len(complete.qr) <= longest_cose(len(big.url) + 1)
    qr = read_claims(cose.read_canonical(cose.open_sign1(complete.qr).payload))
    assert qr.name == LONGEST_NAME
    assert qr.subject.endswith("…")
    assert LONGEST_TITLE.startswith(qr.subject[:-1])
    assert (
        document_of(parse(open_envelope(compact, typ="JWT").payload)).programme_name == LONGEST_TITLE.strip()
    )


def test_a_name_that_cannot_fit_is_refused(home: Home) -> None:
    document = issued(home)
    with home.store.reading() as records:
        chamber = records.chambers.find("MMO")
    assert chamber is not None
    with pytest.raises(SealRefused) as refused:
        seal_document(replace(document, holder_name="Ş" * 150), home.open_key(chamber, NOW))
    assert refused.value.code == "qr.too_long"
    assert document.belge_no in problem_of(refused.value).tr


def test_the_self_check_catches_a_wrong_signature(home: Home) -> None:
    document = issued(home)
    with home.store.reading() as records:
        chamber = records.chambers.find("MMO")
    assert chamber is not None
    with pytest.raises(SelfCheckFailed):
        seal_document(document, replace(home.open_key(chamber, NOW), signer=WrongSigner()))


def test_sealing_again_gives_the_same_bytes(home: Home) -> None:
    document = issued(home)
    with home.store.reading() as records:
        chamber = records.chambers.find("MMO")
        (recorded,) = records.credentials.all()
    assert chamber is not None
    assert seal_document(document, home.open_key(chamber, NOW))[1] == recorded.compact


def test_the_first_document_publishes_its_status_list_and_the_next_does_not(home: Home) -> None:
    document = issued(home)
    with home.store.reading() as records:
        published = records.status_lists.find("MMO", 1)
    assert published is not None and published.version == 1
    claims = parse(open_envelope(published.compact, typ="vc+jwt").payload)
    assert claims["id"] == document.status.list_url == "https://dogrula.example.org/status/mmo/1"
    packed = claims["credentialSubject"]["encodedList"]
    assert packed.startswith("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=" * (-len(packed[1:]) % 4)))
    assert bits == bytes(STATUS_LIST_SLOTS // 8)
    later = request("MMO-KL-01/2026-1", passing(members_of(home, "MMO")[:3]), now=NOW + timedelta(hours=1))
    issue_list(home.store, later, home.open_key)
    with home.store.reading() as records:
        assert records.status_lists.find("MMO", 1) == published


def test_no_personal_number_mark_or_attendance_stands_in_a_credential(home: Home) -> None:
    issue_list(home.store, request(RUN, passing(members_of(home, "MMO")[:1])), home.open_key)
    with home.store.engine.connect() as connection:
        (recorded,) = connection.execute(credentials.select()).all()
    text = open_envelope(recorded.compact, typ="JWT").payload.decode().lower()
    for word in ("tckn", "mark", "attendance", "grade", "birth", "email", "phone", "result"):
        assert word not in text


def test_without_a_key_nothing_is_begun(home: Home) -> None:
    before = contents(home.store)
    long_ago = NOW.replace(year=2019)
    with home.store.reading() as records:
        chamber = records.chambers.find("MMO")
    assert chamber is not None
    with pytest.raises(InstallationRefused) as refused:
        issue_list(
            home.store,
            request(RUN, passing(members_of(home, "MMO")[:1])),
            lambda one, at: home.open_key(one, long_ago),
        )
    assert refused.value.code == "key.none"
    assert contents(home.store) == before


def test_the_last_number_of_a_year_is_given_and_then_none(home: Home) -> None:
    with home.store.writing(OWNER) as records:
        records.credentials.continue_serials_after("MMO", 2026, "yetki", 999_998)
    first, second = members_of(home, "MMO")[:2]
    report = issue_list(home.store, request(RUN, passing([first])), home.open_key)
    assert str(report.rows[0].belge_no).startswith("MMO-2026-YB-999999-")
    before = contents(home.store)
    with pytest.raises(Refusal) as refused:
        issue_list(home.store, request(RUN, passing([second])), home.open_key)
    assert problem_of(refused.value).tr == "Bu yıl için belge numarası kalmadı."
    assert contents(home.store) == before
