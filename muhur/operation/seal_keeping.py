"""The operator's acts on seals: added from a provider, made under the union's own authority, ended.

Each is one transaction with its audit record and the new trust bundle: no seal counts before the anchor has vouched
for it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from keys.keyring import PURPOSE_SEAL, PURPOSE_TRUST
from keys.seal_certificate import CertificateRefused, SealCertificate, der_of, refuse_weak, seal_certificate
from muhur.installation import Home, renew_bundle_in
from muhur.key_life.new_keys import WEAK, in_both
from muhur.sealing.seals import make_seals, require_possession, seal_key
from registry.act import Act
from registry.chamber import Chamber, SealKey
from registry.istanbul import ISTANBUL, written
from registry.records.registry_records import Records
from registry.refusal import Refusal

# Why a certificate cannot seal, as ``keys.seal_certificate`` says it.
_WHY = {
    **WEAK,
    "not a readable X.509 certificate": "okunabilir bir X.509 sertifikası değil",
    "not a certificate file": "sertifika dosyası değil",
    "only P-256 and RSA keys from 2048 bits on seal": "yalnız P-256 ve en az 2048 bit RSA anahtar mühürler",
    "an authority's certificate does not seal": "sertifika makamının sertifikası mühürlemez",
    "the certificate is not for signing": "sertifika imza için değil",
    "it has expired": "süresi dolmuş",
    "the chain does not lead to it": "zincir bu sertifikaya çıkmıyor",
}


def make(home: Home, chambers: Sequence[Chamber], act: Act) -> list[SealKey]:
    """Seals of the union's own authority for those of ``chambers`` that have none for long."""
    with home.store.writing() as records:
        keys = records.trust.signing_keys()
        union = next(one.owner_slug for one in keys if one.purpose == PURPOSE_TRUST)
        made = make_seals(records, home.vault(), home.facts, union, chambers, act.at)
        for one in made:
            _tell(records, act, "seals.made", one)
        if made:
            renew_bundle_in(records, home, act.at)
    return made


def add(
    home: Home, chamber: Chamber, files: tuple[bytes, bytes | None], uri: str, level: str, act: Act
) -> SealKey:
    """Record a chamber's seal from a provider: ``files`` are its certificate and those above it, PEM or DER.

    Raises ``Refusal`` seal.certificate, seal.exists, seal.possession and ``VaultRefused``: the key must sign now.
    """
    try:
        one, chain = _read(files, level, act.at)
    except CertificateRefused as error:
        why = str(error)
        raise Refusal("seal.certificate", why=in_both(why, _WHY)) from error
    new = seal_key(one, chamber.slug, chain, uri)
    with home.store.writing() as records:
        if any(key.fingerprint == new.fingerprint for key in records.sealed.keys()):
            raise Refusal("seal.exists")
        require_possession(home.vault(), new)
        records.sealed.add_key(new)
        _tell(records, act, "seals.added", new)
        renew_bundle_in(records, home, act.at)
    return new


def _read(
    files: tuple[bytes, bytes | None], level: str, now: datetime
) -> tuple[SealCertificate, tuple[bytes, ...]]:
    own, *more = der_of(files[0])
    one = seal_certificate(own, level)
    refuse_weak(own)
    if one.valid_until < now:
        raise CertificateRefused("it has expired")
    given = [*more, *(() if files[1] is None else der_of(files[1]))]
    return one, _ordered(own, given)


def _ordered(own: bytes, given: Sequence[bytes]) -> tuple[bytes, ...]:
    """Those above ``own``, each signed by the next; one that does not belong there is a mistake."""
    found: list[bytes] = []
    left = [x509.load_der_x509_certificate(der) for der in given]
    below = x509.load_der_x509_certificate(own)
    while left:
        above = next((one for one in left if _issued(below, one)), None)
        if above is None:
            raise CertificateRefused("the chain does not lead to it")
        left.remove(above)
        found.append(given[[x509.load_der_x509_certificate(der) for der in given].index(above)])
        below = above
    return tuple(found)


def _issued(below: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def end(home: Home, fingerprint: str, on: date, act: Act) -> SealKey:
    """Close the window of a seal with the end of the day ``on`` in Istanbul; it is never opened again.

    ``fingerprint`` may be its first characters, eight at least. Raises ``Refusal`` seal.not_found, seal.window.
    """
    with home.store.writing() as records:
        wanted = fingerprint.lower()
        found = [key for key in records.sealed.keys() if key.fingerprint.startswith(wanted)]
        if len(wanted) < 8 or len(found) != 1 or found[0].purpose != PURPOSE_SEAL:
            raise Refusal("seal.not_found", fingerprint=fingerprint[:64])
        (key,) = found
        ends = datetime.combine(on + timedelta(days=1), time(), ISTANBUL) - timedelta(seconds=1)
        if not key.valid_from <= ends <= key.valid_until:
            raise Refusal(
                "seal.window",
                begins=f"{key.valid_from.astimezone(ISTANBUL):%d.%m.%Y}",
                ends=f"{key.valid_until.astimezone(ISTANBUL):%d.%m.%Y}",
            )
        records.sealed.end_key(key.fingerprint, ends)
        ended = replace(key, valid_until=ends)
        _tell(records, act, "seals.ended", ended)
        renew_bundle_in(records, home, act.at)
        return ended


def _tell(records: Records, act: Act, action: str, one: SealKey) -> None:
    facts = {"owner": one.owner_slug, "level": one.level, "until": written(one.valid_until)}
    records.audit.add(act, action, target_kind="seal", target=one.fingerprint, facts=facts)
