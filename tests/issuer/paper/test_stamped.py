"""Seals of the forms B-T and B-LT: a real authority, OCSP responder and time-stamp authority, over HTTP."""

import asyncio
import hashlib
import io
import random
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import cms, tsp
from pypdf import PdfReader as PypdfReader

from issuer.paper.sealing import B_LT, B_T, Seal, SealingRefused, seal_pdf
from issuer.paper.stamping import TimeStampAuthority, stamping
from keys.seal_certificate import GUVENLI_EMUHUR, SealCertificate, fingerprint, seal_certificate
from tests.journeys.machinery import free_port
from tests.support.eshs import Eshs, serving
from tests.support.seals import KeySigner, vouching
from tests.support.soak import FACTOR
from tests.vectors.forged.stamps import stamper
from tests.verifier.workshop import NOW, House
from verifier.paper.seal import examine
from verifier.presented import from_bytes


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eshs]:
    with serving(tmp_path_factory.mktemp("eshs")) as found:
        found.stamps_at = NOW
        yield found


@pytest.fixture
def eshs(served: Eshs) -> Iterator[Eshs]:
    yield served
    served.away.clear()
    served.asked.clear()
    served.twist, served.stamps_at = None, NOW


@pytest.fixture(scope="module")
def house(served: Eshs) -> House:
    return vouching(certificate(served, "seal"), certificate(served, "rsa"))


def certificate(eshs: Eshs, name: str) -> SealCertificate:
    return replace(seal_certificate(eshs.der(name), GUVENLI_EMUHUR), chain=(eshs.der("issuing"),))


def sealed(eshs: Eshs, house: House, form: str, name: str = "seal", url: str | None = None) -> bytes:
    authority = TimeStampAuthority(url or eshs.tsa_url, 2.0)
    seal = Seal("Elektrik Mühendisleri Odası", certificate(eshs, name), KeySigner(eshs.key(name)))
    return seal_pdf(house.drawn, seal, NOW, stamping(authority, form, (eshs.der("root"),)))


def refused(eshs: Eshs, house: House, form: str, **given: str) -> str:
    with pytest.raises(SealingRefused) as told:
        sealed(eshs, house, form, **given)
    return told.value.code


@pytest.mark.parametrize("name", ["seal", "rsa"])
@pytest.mark.parametrize("form", [B_T, B_LT])
def test_sealed_over_http_is_valid_everywhere(
    eshs: Eshs, house: House, form: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No proxy of the environment is asked: there is none at that port."""
    for variable in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(variable, f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    pdf = sealed(eshs, house, form, name)
    assert pdf.startswith(house.drawn)
    verdict = house.judge(from_bytes(pdf))
    assert (verdict.exit_code, verdict.reasons, verdict.page) == (0, [], "original")
    assert examine(pdf)["form"] == form
    looked = house.judge(from_bytes(pdf), desk=house.paper_desk())
    assert (looked.exit_code, looked.reasons, looked.page) == (0, [], "original")
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf)
    told = subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout
    assert "Signature is Valid" in told and "Total document signed" in told
    read = PypdfReader(io.BytesIO(pdf))
    assert read.attachments["credential.jwt"] == [house.compact.encode()]
    assert ("/DSS" in read.trailer["/Root"]) is (form == B_LT)
    if form == B_LT:
        store = read.trailer["/Root"]["/DSS"]
        assert len(store["/OCSPs"]) == 1 and len(store["/Certs"]) >= 4 and "/VRI" not in store
        assert eshs.asked.count("ocsp") == 1
    assert pdf.count(b"%%EOF") == 2, "the drawing and the seal"


def test_a_time_stamp_that_does_not_come_ends_the_sealing(eshs: Eshs, house: House) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/"
    for form in (B_T, B_LT):
        assert refused(eshs, house, form, url=nobody) == "seal.timestamp_unreachable"
        eshs.away = {"tsa"}
        assert refused(eshs, house, form) == "seal.timestamp_unreachable"
        eshs.away = set()


def test_a_time_stamp_over_something_else_ends_the_sealing(eshs: Eshs, house: House) -> None:
    def of_other_bytes(asked: bytes) -> bytes:
        request = tsp.TimeStampReq.load(asked)
        request["message_imprint"]["hashed_message"] = bytes(32)
        changed: bytes = request.dump(force=True)
        return changed

    eshs.twist = of_other_bytes
    for form in (B_T, B_LT):
        assert refused(eshs, house, form) == "seal.timestamp_unreachable"


def test_without_revocation_data_or_with_a_revoked_certificate_nothing_is_sealed(
    eshs: Eshs, house: House
) -> None:
    eshs.away = {"ocsp"}
    assert refused(eshs, house, B_LT) == "seal.revocation_unreachable"
    assert sealed(eshs, house, B_T), "a time-stamp asks for none"
    eshs.away = set()
    assert refused(eshs, house, B_LT, name="revoked") == "seal.revoked"


def test_roots_that_do_not_lead_there_seal_nothing(eshs: Eshs, house: House) -> None:
    seal = Seal("EMO", certificate(eshs, "seal"), KeySigner(eshs.key("seal")))
    for_another = stamping(TimeStampAuthority(eshs.tsa_url, 2.0), B_LT, (eshs.der("ocsp"),))
    with pytest.raises(SealingRefused, match=r"seal\.revocation_unreachable"):
        seal_pdf(house.drawn, seal, NOW, for_another)


def test_a_time_stamp_of_another_day_ends_the_sealing(eshs: Eshs, house: House) -> None:
    for days, form in ((2, B_T), (-2, B_T), (2, B_LT)):
        eshs.stamps_at = NOW + timedelta(days=days)
        assert refused(eshs, house, form) == "seal.timestamp_unreachable"


# what the reader takes for a time-stamp


def with_stamp(pdf: bytes, at: datetime) -> bytes:
    """The same file, its time-stamp replaced with one of another authority."""

    def swap(signer: cms.SignerInfo) -> None:
        digest = hashlib.sha256(signer["signature"].native).digest()
        token = asyncio.run(stamper("Sahte", at).async_timestamp(digest, "sha256"))
        signer["unsigned_attrs"] = [{"type": "signature_time_stamp_token", "values": [token]}]

    return rewritten(pdf, swap)


def test_a_time_stamp_of_another_day_or_beside_what_the_seal_covers_is_none(eshs: Eshs, house: House) -> None:
    plain, long_term = sealed(eshs, house, B_T), sealed(eshs, house, B_LT)
    for days in (-400, -2, 2):
        assert "code" in examine(with_stamp(plain, NOW + timedelta(days=days)))
    # With revocation data the seal covers the certificate of its authority.
    assert "code" in examine(with_stamp(long_term, NOW))
    # Without nobody can tell, so the verdict says that it does not know who gave it.
    verdict = house.judge(from_bytes(with_stamp(plain, NOW)))
    (step,) = [one for one in verdict.steps if one.name == "seal"]
    assert verdict.exit_code == 0 and "kimin verdiği denetlenmedi" in step.text[0]


def contents(pdf: bytes) -> tuple[int, int]:
    start = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    return start, pdf.index(b">", start)


def rewritten(pdf: bytes, change: Callable[[cms.SignerInfo], None]) -> bytes:
    """The file with its CMS object changed, in the same room."""
    start, end = contents(pdf)
    info = cms.ContentInfo.load(bytes.fromhex(pdf[start:end].decode()).rstrip(b"\0") + b"\0" * 8)
    (signer,) = info["content"]["signer_infos"]
    change(signer)
    raw = info.dump(force=True).hex().upper().encode()
    return pdf[:start] + raw.ljust(end - start, b"0") + pdf[end:]


def _drop(signer: cms.SignerInfo) -> None:
    del signer["unsigned_attrs"]


def test_a_time_stamp_of_another_seal_is_none(eshs: Eshs, house: House) -> None:
    one, other = sealed(eshs, house, B_T), sealed(eshs, house, B_T)
    start, end = contents(other)
    loaded = cms.ContentInfo.load(bytes.fromhex(other[start:end].decode()))
    foreign = loaded["content"]["signer_infos"][0]["unsigned_attrs"]

    def swap(signer: cms.SignerInfo) -> None:
        signer["unsigned_attrs"] = foreign

    def keep(signer: cms.SignerInfo) -> None:
        """Only written again: the same bytes."""

    assert rewritten(one, keep) == one
    assert examine(rewritten(one, swap)) == {"code": "pdf.seal_form"}
    assert house.judge(from_bytes(rewritten(one, swap))).reasons[-1] == "pdf.seal_form"


def test_a_time_stamp_cannot_be_taken_away(eshs: Eshs, house: House) -> None:
    """The room that was left for it is bound by the seal."""
    for form in (B_T, B_LT):
        assert examine(rewritten(sealed(eshs, house, form), _drop)) == {"code": "pdf.seal_form"}


def test_no_other_byte_in_the_signature_is_valid(eshs: Eshs, house: House) -> None:
    """Not even in the certificates above, nor where the time-stamp's own signature does not reach."""
    pdf = sealed(eshs, house, B_LT)
    start, end = contents(pdf)
    raw = bytes.fromhex(pdf[start:end].decode())
    chance = random.Random(5)
    for _ in range(60 * FACTOR):
        place = chance.randrange(len(raw.rstrip(b"\0")))
        changed = bytearray(raw)
        changed[place] ^= 1 << chance.randrange(8)
        found = examine(pdf[:start] + bytes(changed).hex().upper().encode() + pdf[end:])
        assert "code" in found or found["above"] != [fingerprint(eshs.der("issuing"))], place


def test_another_certificate_above_the_seal_makes_it_foreign(eshs: Eshs, house: House) -> None:
    """The one part of the signature that nothing signs: the bundle says what may stand there."""
    pdf = sealed(eshs, house, B_T)
    start, end = contents(pdf)
    above = eshs.der("issuing").hex().upper().encode()
    place = pdf.index(above, start, end) + len(above) - 2
    changed = pdf[:place] + (b"00" if pdf[place : place + 2] != b"00" else b"01") + pdf[place + 2 :]
    assert "code" not in examine(changed)
    assert house.judge(from_bytes(changed)).reasons == ["pdf.seal_foreign"]
