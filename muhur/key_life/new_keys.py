"""Keys that are new to the installation: proposed by one person, confirmed by another, and looked at both times.

In the caller's transaction, under ``trust.lock``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from keys.algorithms import ES256, KeyRefused, public_jwk, thumbprint
from keys.key_strength import read_public_key, require_strong
from keys.keyring import PURPOSE_CREDENTIAL, kid_fragment
from keys.seal_certificate import der_of
from keys.vault import Vault
from muhur.key_life.bundles import require_possession
from muhur.transparency.signing import tell_of_key
from registry.act import Act
from registry.chamber import Chamber, SigningKey
from registry.key_life.states import INTRODUCED, KeyLifeRefused, KeyProposal
from registry.records.registry_records import Records

# Why a key is not taken, as the room of the keys says it, in Turkish.
WEAK = {
    "a key whose private half is known to everybody": "özel yarısı herkesçe bilinen bir anahtar",
    "an RSA key with a small or even exponent": "üssü küçük veya çift olan bir RSA anahtarı",
    "an RSA key with the ROCA fingerprint (CVE-2017-15361)": "ROCA izi taşıyan bir RSA anahtarı (CVE-2017-15361)",
    "an Ed25519 point of small order or in a form that is not canonical": (
        "küçük mertebeli veya kurallı biçimde olmayan bir Ed25519 noktası"
    ),
    "documents are signed with P-256 keys alone": "belgeler yalnız P-256 anahtarla imzalanır",
    "only P-256 and Ed25519 keys are used": "yalnız P-256 ve Ed25519 anahtarlar kullanılır",
    "not a usable public key": "kullanılabilir bir açık anahtar değil",
}


@dataclass(frozen=True, slots=True)
class Brought:
    """A key that lies elsewhere: its ``pkcs11:`` URI, and its public half as a file (JWK, PEM or DER)."""

    signer_uri: str
    public: bytes


def propose_in(
    records: Records, vault: Vault, chamber: Chamber, act: Act, brought: Brought | None
) -> KeyProposal:
    """The first person's half; raises ``KeyLifeRefused`` key.weak, key.known, key.blocked and ``Refusal`` key.possession."""
    try:
        if brought is None:
            uri, jwk = vault.create(chamber.slug)
        else:
            uri, jwk = brought.signer_uri, read_public_key(brought.public)
        _require_for_documents(jwk)
    except KeyRefused as error:
        why = str(error)
        raise KeyLifeRefused("key.weak", why=in_both(why, WEAK)) from error
    kid = f"{chamber.did}#{kid_fragment(jwk)}"
    at = act.at.replace(microsecond=0)
    one = KeyProposal(kid, chamber.slug, PURPOSE_CREDENTIAL, jwk, uri, act.actor, at)
    _require_unknown(records, one)
    _require_not_blocked(records, jwk)
    require_possession(vault, _introduced(one, at), at)
    records.key_life.propose(one)
    tell(records, act, "keys.proposed", one.kid, one.owner_slug)
    return one


def in_both(why: str, turkish: Mapping[str, str]) -> str:
    """A reason that is given in English, with its Turkish before it where there is one."""
    return f"{turkish[why]} · {why}" if why in turkish else why


def _require_for_documents(jwk: dict[str, str]) -> None:
    alg, _ = require_strong(jwk)
    if alg != ES256:
        raise KeyRefused("documents are signed with P-256 keys alone")


def confirm_in(records: Records, vault: Vault, one: KeyProposal, act: Act) -> SigningKey:
    """The second person's half; raises ``KeyLifeRefused`` key.transition, key.two_persons, key.blocked."""
    if one.confirmed_by is not None:
        raise KeyLifeRefused("key.transition", kid=one.kid, state=INTRODUCED, action="introduce")
    if one.proposed_by == act.actor or one.proposed_by in act.lenders:
        raise KeyLifeRefused("key.two_persons")
    _require_not_blocked(records, one.jwk)
    at = act.at.replace(microsecond=0)
    key = _introduced(one, at)
    require_possession(vault, key, at)
    records.key_life.confirm(one.kid, act.actor, at)
    records.trust.add_key(key)
    tell_of_key(records, key, at)
    tell(records, act, "keys.introduced", key.kid, key.owner_slug, {"proposed_by": one.proposed_by})
    return key


def _introduced(one: KeyProposal, at: datetime) -> SigningKey:
    return SigningKey(one.kid, one.owner_slug, one.purpose, one.jwk, one.signer_uri, at, None, INTRODUCED)


def tell(
    records: Records, act: Act, action: str, kid: str, owner: str, facts: Mapping[str, Any] | None = None
) -> None:
    """The audit record of a step in the life of a key."""
    records.audit.add(act, action, target_kind="key", target=kid, facts={"owner": owner, **(facts or {})})


def _require_unknown(records: Records, one: KeyProposal) -> None:
    """A key serves one owner and one purpose, once; and no two of an owner share the short name that a QR carries."""
    digest = thumbprint(one.jwk)
    recorded: Sequence[SigningKey | KeyProposal] = (
        *records.trust.signing_keys(),
        *records.key_life.proposals(),
    )
    known = {thumbprint(key.jwk) for key in recorded}
    if digest in known | _of_seals(records) or any(key.kid == one.kid for key in recorded):
        raise KeyLifeRefused("key.known", kid=one.kid)


def _of_seals(records: Records) -> set[bytes]:
    found = set()
    for seal in records.sealed.keys():
        (der,) = der_of(seal.certificate.encode())
        public = x509.load_der_x509_certificate(der).public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            found.add(thumbprint(public_jwk(public)))
    return found


def _require_not_blocked(records: Records, jwk: dict[str, str]) -> None:
    digest = thumbprint(jwk)
    if any(one.thumbprint == digest for one in records.key_life.blocked()):
        raise KeyLifeRefused("key.blocked", thumbprint=digest.hex())


def proposal_named(records: Records, named: str) -> KeyProposal:
    """A proposed key by its whole name or by the part behind the ``#``; raises ``KeyLifeRefused`` key.unknown."""
    found = [one for one in records.key_life.proposals() if named in (one.kid, one.kid.rpartition("#")[2])]
    if len(found) != 1:
        raise KeyLifeRefused("key.unknown", kid=named[:200])
    return found[0]
