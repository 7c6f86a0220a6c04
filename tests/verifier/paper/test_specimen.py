"""ÖRNEK: a test seal never passes for a real one, whatever file it is set to."""

from collections.abc import Callable

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from issuer.paper.sealing import Seal, seal_pdf
from keys.seal_certificate import (
    GUVENLI_EMUHUR,
    ODA_IMZASI,
    SealCertificate,
    new_authority,
    new_seal,
    seal_certificate,
)
from tests.support.seals import KeySigner, vouching
from tests.verifier.workshop import NOW
from verifier.presented import from_bytes

NAME = "Elektrik Mühendisleri Odası"


def made(mark: str, level: str = ODA_IMZASI) -> tuple[SealCertificate, KeySigner]:
    """A seal of an installation's own authority; an ÖRNEK one has its mark before each name."""
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

    def issue(begun: x509.CertificateBuilder) -> x509.Certificate:
        return begun.sign(authority, hashes.SHA256())

    above = new_authority(authority.public_key(), f"{mark}TMMOB Oda Mühürleri", issue, NOW)
    der = new_seal(own.public_key(), f"{mark}{NAME}", above, issue, NOW)
    read = seal_certificate(der, level)
    return SealCertificate(der, level, read.valid_from, read.valid_until, (above,)), KeySigner(own)


@pytest.mark.parametrize("name_of", [lambda: "ÖRNEK ", lambda: ""], ids=["with its mark", "without"])
def test_a_seal_of_an_ornek_installation_is_foreign_to_a_real_one(name_of: Callable[[], str]) -> None:
    real, signer = made("")
    test, test_signer = made(name_of(), GUVENLI_EMUHUR)
    house = vouching(real)
    good = house.judge(from_bytes(seal_pdf(house.drawn, Seal(NAME, real, signer), NOW)))
    assert (good.outcome, good.reasons) == ("genuine", [])
    false = house.judge(from_bytes(seal_pdf(house.drawn, Seal(NAME, test, test_signer), NOW)))
    assert (false.outcome, false.reasons) == ("not_genuine", ["pdf.seal_foreign"])


def test_a_document_of_an_ornek_installation_is_none_of_a_real_one() -> None:
    test, signer = made("ÖRNEK ")
    specimen = vouching(test, specimen=True)
    pdf = seal_pdf(specimen.drawn, Seal(NAME, test, signer), NOW)
    assert specimen.judge(from_bytes(pdf)).outcome == "genuine"
    assert "ÖRNEK".encode() in test.der
    verdict = vouching(made("")[0]).judge(from_bytes(pdf))
    assert verdict.outcome == "not_genuine" and verdict.exit_code == 1
