"""Seals of an installation: made once under the union's own authority, opened for the one file that is sealed."""

import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec

from issuer.paper.sealing import Seal
from keys.algorithms import load_jwk
from keys.envelope import Signer
from keys.keyring import PURPOSE_SEAL, PURPOSE_SEAL_AUTHORITY
from keys.seal_certificate import (
    LEVELS,
    ODA_IMZASI,
    SEAL_YEARS,
    SealCertificate,
    der_of,
    fingerprint,
    holds_under,
    new_authority,
    new_seal,
    pem,
    seal_certificate,
    window,
)
from keys.vault import Vault, VaultRefused
from registry.chamber import Chamber, Installation, SealKey
from registry.records.registry_records import Records
from registry.refusal import Refusal

# Before every name in an ÖRNEK installation: nobody takes such a seal for a real one, wherever a viewer shows it.
_SPECIMEN = "ÖRNEK "
# A seal that ends sooner is to be followed by another.
ENDS_SOON = timedelta(days=60)
# What another key in the same place would do about: the key itself is not the certificate's.
_NOT_ITS_KEY = ("vault.missing", "vault.name")


def make_seals(
    records: Records,
    vault: Vault,
    facts: Installation,
    union_slug: str,
    chambers: Iterable[Chamber],
    now: datetime,
) -> list[SealKey]:
    """Give each of ``chambers`` that has none for long a seal of the union's own authority, made if need be.

    Returns the new seals. A key without its row is never used: a crash between leaves only that.
    """
    known = records.sealed.keys()
    authorities = [one for one in known if one.purpose == PURPOSE_SEAL_AUTHORITY]
    # An authority outlives the seals under it.
    lasting = [one for one in authorities if one.valid_until - now > timedelta(days=366 * SEAL_YEARS)]
    authority = lasting[-1] if lasting else None
    mark = _SPECIMEN if facts.specimen else ""
    if authority is None:
        uri, public = _new_key(vault, union_slug)
        own = new_authority(public, f"{mark}TMMOB Oda Mühürleri", lambda one: vault.issue(uri, one), now)
        authority = _authority_key(own, union_slug, uri)
        records.sealed.add_key(authority)
    above_uri, (above,) = authority.signer_uri, der_of(authority.certificate.encode())
    sealed = {
        one.owner_slug for one in known if one.purpose == PURPOSE_SEAL and one.valid_until - now > ENDS_SOON
    }
    made = []
    for chamber in chambers:
        if chamber.slug in sealed:
            continue
        uri, public = _new_key(vault, chamber.slug)
        der = new_seal(
            public, f"{mark}{chamber.name_tr}", above, lambda one: vault.issue(above_uri, one), now
        )
        made.append(seal_key(seal_certificate(der, ODA_IMZASI), chamber.slug, (above,), uri))
        records.sealed.add_key(made[-1])
    return made


def _new_key(vault: Vault, slug: str) -> tuple[str, ec.EllipticCurvePublicKey]:
    uri, jwk = vault.create(slug)
    _, public = load_jwk(jwk)
    assert isinstance(public, ec.EllipticCurvePublicKey)
    return uri, public


def _authority_key(der: bytes, slug: str, uri: str) -> SealKey:
    begins, ends = window(der)
    return SealKey(
        fingerprint(der), slug, PURPOSE_SEAL_AUTHORITY, ODA_IMZASI, pem(der), "", uri, begins, ends
    )


def seal_key(one: SealCertificate, slug: str, chain: Iterable[bytes], uri: str) -> SealKey:
    """The record of a chamber's seal."""
    return SealKey(
        fingerprint=one.fingerprint,
        owner_slug=slug,
        purpose=PURPOSE_SEAL,
        level=one.level,
        certificate=pem(one.der),
        chain="".join(pem(above) for above in chain),
        signer_uri=uri,
        valid_from=one.valid_from,
        valid_until=one.valid_until,
    )


def certificate_of(key: SealKey) -> SealCertificate:
    """A recorded seal as the bundle names it."""
    (der,) = der_of(key.certificate.encode())
    above = tuple(der_of(key.chain.encode())) if key.chain else ()
    return replace(
        seal_certificate(der, key.level), valid_from=key.valid_from, valid_until=key.valid_until, chain=above
    )


def seals_of(
    records: Records,
    vault: Vault,
    slug: str,
    now: datetime,
    vouched: Iterable[SealCertificate] = (),
    *,
    vouched_suffices: bool = False,
) -> tuple[SealCertificate, ...]:
    """A chamber's seals for the trust bundle: those whose private key the vault reaches.

    One that has ended may have lost its key; it stays if the bundle before vouched for it (``vouched``), for no longer
    than there. With ``vouched_suffices`` so does one that lasts. A row in the database alone makes no seal; raises ``Refusal`` seal.possession, ``VaultRefused``.
    """
    found = []
    before = {one.fingerprint: one for one in vouched}
    for key in records.sealed.keys():
        if key.owner_slug == slug and key.purpose == PURPOSE_SEAL:
            was = before.get(key.fingerprint)
            within = was is not None and was.covers(key.valid_from) and was.covers(key.valid_until)
            if not (within and (vouched_suffices or key.valid_until < now)):
                require_possession(vault, key)
            found.append(certificate_of(key))
    return tuple(found)


def require_possession(vault: Vault, key: SealKey) -> None:
    """Raise ``Refusal`` seal.possession, or ``VaultRefused``, unless the key of this certificate signs here and now."""
    (der,) = der_of(key.certificate.encode())
    try:
        require_signing(vault.signer(key.signer_uri), der)
    except VaultRefused as refusal:
        if refusal.code not in _NOT_ITS_KEY:
            raise
        raise Refusal("seal.possession", fingerprint=key.fingerprint[:16]) from refusal


def require_signing(signer: Signer, der: bytes) -> None:
    """Raise ``Refusal`` seal.possession, or what the signer does, unless it signs with the key of a certificate."""
    challenge = b"muhur possession " + secrets.token_bytes(16)
    if not holds_under(der, challenge, signer.sign(challenge)):
        raise Refusal("seal.possession", fingerprint=fingerprint(der)[:16])


def authorities_of(records: Records) -> tuple[bytes, ...]:
    """The certificates of the union's own seal authority, DER."""
    return tuple(
        der
        for key in records.sealed.keys()
        if key.purpose == PURPOSE_SEAL_AUTHORITY
        for der in der_of(key.certificate.encode())
    )


def open_seal(records: Records, vault: Vault, chamber: Chamber, at: datetime) -> Seal:
    """The chamber's seal that may be set at ``at``, the newest of its highest level; raises ``Refusal`` seal.none."""
    usable = [
        key
        for key in records.sealed.keys()
        if key.owner_slug == chamber.slug
        and key.purpose == PURPOSE_SEAL
        and key.valid_from <= at <= key.valid_until
    ]
    if not usable:
        raise Refusal("seal.none", chamber=chamber.abbr_tr)
    best = max(usable, key=lambda key: (LEVELS.index(key.level), key.valid_from))
    return Seal(chamber.name_tr, certificate_of(best), vault.signer(best.signer_uri))
