"""Making the trust bundle out of what is recorded: no key enters it that does not sign here and now, or was vouched for.

A row in the database alone makes no trusted key: a key that signs must do so on the spot, and one that has ended must
stand in the bundle before, which the anchor has signed.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from keys.keyring import (
    PURPOSE_ACCESS,
    PURPOSE_TRUST,
    Compromise,
    VerificationKey,
    verification_key,
)
from keys.trust_bundle import (
    LIFETIME_DAYS,
    TrustBundle,
    TrustedChamber,
    TrustRefused,
    open_bundle,
    seal_bundle,
)
from keys.vault import Vault, VaultRefused
from muhur.sealing.seals import authorities_of, seals_of
from muhur.transparency.signing import log_policy
from registry.belge_no import KIND_LETTERS
from registry.chamber import Installation, SigningKey
from registry.key_life.states import ACTIVE, INTRODUCED, RETIRED
from registry.log.event import TrustPublished
from registry.records.registry_records import Records
from registry.refusal import Refusal

# Before what a key signs to show that it is there. No header of a JWS and no array of COSE begins like this, and the
# name of owner and purpose is in it: the answer to one question answers no other.
_POSSESSION = b"muhur key possession v1\n"


def public_of(key: SigningKey, did: str) -> VerificationKey:
    """The public half of a recorded key, with its window and state."""
    compromise = None
    if key.compromised_since is not None:
        compromise = Compromise(key.compromised_since, key.compromised_log_size or 0)
    return verification_key(
        kid=key.kid,
        owner=did,
        purpose=key.purpose,
        jwk=key.jwk,
        valid_from=key.valid_from,
        valid_until=key.valid_until,
        state=key.state,
        compromise=compromise,
    )


def require_possession(vault: Vault, key: SigningKey, now: datetime) -> None:
    """Raise ``Refusal`` key.possession unless the private half signs here and now; of a key that has ended nothing is asked."""
    if not _signs(key, now):
        return
    purpose = f"{key.kid}\n{key.purpose}\n".encode()
    challenge = _POSSESSION + purpose + secrets.token_bytes(32)
    try:
        signature = vault.signer(key.signer_uri).sign(challenge)
    except VaultRefused as refusal:
        if refusal.code == "vault.passphrase":
            raise
        raise Refusal("key.possession", kid=key.kid) from refusal
    if not public_of(key, key.owner_slug).holds(challenge, signature):
        raise Refusal("key.possession", kid=key.kid)


def _signs(key: SigningKey, now: datetime) -> bool:
    lasts = key.valid_until is None or key.valid_until > now
    return key.state in (INTRODUCED, ACTIVE, RETIRED) and lasts


def add_bundle(
    records: Records, facts: Installation, vault: Vault, now: datetime, *, vouched_suffices: bool = False
) -> None:
    """Sign the bundle of what stands in this transaction, store it as the newest, and tell the log.

    ``vouched_suffices``: what the bundle before named, for no longer than there, need not sign now.

    Raises ``Refusal`` key.possession, key.unvouched and seal.possession, ``VaultRefused``.
    """
    keys = records.trust.signing_keys()
    anchor = next(key for key in keys if key.purpose == PURPOSE_TRUST)
    own = public_of(anchor, anchor.kid.partition("#")[0])
    newest = newest_of(records, own)
    before = () if newest is None else newest.chambers
    vouched = {key.kid: key for one in before for key in one.keys}
    for key in keys:
        was = vouched.get(key.kid)
        of_a_chamber = key.owner_slug != anchor.owner_slug and key.purpose != PURPOSE_ACCESS
        if of_a_chamber and (not _signs(key, now) or (vouched_suffices and was is not None)):
            _require_vouched(key, was)
        else:
            require_possession(vault, key, now)
    seals = tuple(seal for one in before for seal in one.seals)
    chambers = tuple(
        TrustedChamber(
            no=one.no,
            code=one.code,
            abbr_tr=one.abbr_tr,
            name_tr=one.name_tr,
            name_en=one.name_en,
            did=one.did,
            kinds=tuple(KIND_LETTERS),
            keys=tuple(
                public_of(key, one.did)
                for key in keys
                if key.owner_slug == one.slug and key.purpose != PURPOSE_ACCESS
            ),
            seals=seals_of(records, vault, one.slug, now, seals, vouched_suffices=vouched_suffices),
        )
        for one in records.chambers.all()
    )
    now = now.replace(microsecond=0)
    ends = now + timedelta(days=LIFETIME_DAYS)
    log = log_policy(records, facts.public_url)
    bundle = TrustBundle(facts.public_url, facts.specimen, now, ends, chambers, authorities_of(records), log)
    compact = seal_bundle(bundle, own, vault.signer(anchor.signer_uri))
    records.trust.add_bundle(compact, now)
    records.log.add(TrustPublished(now, hashlib.sha256(compact.encode()).digest()))


def newest_of(records: Records, anchor: VerificationKey) -> TrustBundle | None:
    """The newest bundle that the anchor signed, as of its own day; whether it still counts is another question."""
    newest = records.trust.newest_bundle()
    try:
        return None if newest is None else open_bundle(newest[1], anchor, newest[2])
    except TrustRefused:
        return None


def _require_vouched(key: SigningKey, was: VerificationKey | None) -> None:
    """A key whose private half need not be here any more is trusted for what it was trusted for, never for longer."""
    if was is None or dict(was.jwk) != key.jwk or key.valid_from < was.valid_from:
        raise Refusal("key.unvouched", kid=key.kid)
    if was.valid_until is not None and (key.valid_until is None or key.valid_until > was.valid_until):
        raise Refusal("key.unvouched", kid=key.kid)
    if was.compromise is not None and (
        key.compromised_since is None or key.compromised_since > was.compromise.since
    ):
        raise Refusal("key.unvouched", kid=key.kid)
