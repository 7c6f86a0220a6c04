"""Passkeys (WebAuthn): discoverable, with user verification, for the host of the public address alone."""

import hashlib
import json
import secrets
import struct
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationConveyancePreference,
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from muhur.signin.accounts import Account
from muhur.signin.refused import SignInRefused
from registry.accounts.codes import CHALLENGE, code_of, hash_of
from registry.accounts.holder import Holder
from registry.act import Act
from registry.ids import uuid7
from registry.records.accounts.passkeys import Passkey
from registry.store import NO_CHAMBER, Store

# ES256, EdDSA, RS256: what the authenticators in use offer.
ALGORITHMS = (-7, -8, -257)
LONGEST_ANSWER, LONGEST_NAME, MOST = 20_000, 60, 20
_NOBODY = Holder("public", "", None)
# What JSON and CBOR of whatever form make their readers raise.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, RecursionError, struct.error)
_VERIFIED = UserVerificationRequirement.REQUIRED


class Passkeys:
    """Options for the browser, and the judgement of what comes back. A challenge is good once, for five minutes."""

    def __init__(self, store: Store, public_url: str) -> None:
        self._store = store
        self._server = Fido2Server(
            PublicKeyCredentialRpEntity(id=urlsplit(public_url).hostname or "", name="Mühür"),
            attestation=AttestationConveyancePreference.NONE,
            verify_origin=lambda origin: origin == public_url,
        )
        self._server.allowed_algorithms = [
            PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=one)
            for one in ALGORITHMS
        ]

    def ask(self, act: Act) -> dict[str, Any]:
        """Options to sign in by: the authenticator itself knows whose passkeys it holds for this site."""
        options, _ = self._server.authenticate_begin(None, _VERIFIED, self._challenge(act, _NOBODY))
        return dict(options.public_key)

    def offer(self, act: Act, account: Account) -> dict[str, Any]:
        """Options to make a passkey of ``account`` by, other than those it has."""
        with self._store.reading() as records:
            known = [
                AttestedCredentialData(one.attested) for one in records.passkeys.of_holder(account.holder)
            ]
        if len(known) >= MOST:
            raise SignInRefused("passkey.too_many", most=MOST)
        user = PublicKeyCredentialUserEntity(
            id=_handle(account.holder), name=account.full_name, display_name=account.full_name
        )
        challenge = self._challenge(act, account.holder)
        options, _ = self._server.register_begin(
            user, known, ResidentKeyRequirement.REQUIRED, _VERIFIED, challenge=challenge
        )
        return dict(options.public_key)

    def recognised(self, answer: str, act: Act) -> Passkey:
        """The passkey that answered a challenge, marked as used; raises ``SignInRefused`` passkey.refused."""
        given = _read(answer, AuthenticationResponse)
        with self._store.reading() as records:
            found = records.passkeys.find(given.raw_id)
        self._use_challenge(given.response.client_data.challenge, _NOBODY, act)
        if found is None or given.response.user_handle != _handle(found.owner):
            raise SignInRefused("passkey.refused")
        state = _state(given.response.client_data.challenge)
        try:
            self._server.authenticate_complete(state, [AttestedCredentialData(found.attested)], given)
        except ValueError as error:
            raise SignInRefused("passkey.refused") from error
        count = given.response.authenticator_data.counter
        if (count or found.sign_count) and count <= found.sign_count:
            # Two authenticators hold the same key: one of them is a copy (WebAuthn section 6.1.1).
            raise SignInRefused("passkey.refused")
        with self._store.writing(found.chamber_code or NO_CHAMBER) as records:
            records.passkeys.used(found.id, count, act.at)
        return found

    def made(self, answer: str, name: str, account: Account, act: Act) -> Passkey:
        """A new passkey of ``account`` from what the browser answered, not stored yet; raises ``SignInRefused``."""
        given = _read(answer, RegistrationResponse)
        challenge = given.response.client_data.challenge
        self._use_challenge(challenge, account.holder, act)
        try:
            data = self._server.register_complete(_state(challenge), given)
        except ValueError as error:
            raise SignInRefused("passkey.refused") from error
        attested = data.credential_data
        if attested is None or attested.public_key.get(3) not in ALGORITHMS:
            raise SignInRefused("passkey.refused")
        with self._store.reading() as records:
            if records.passkeys.find(attested.credential_id) is not None:
                raise SignInRefused("passkey.refused")
        holder = account.holder
        return Passkey(
            uuid7(act.at),
            holder.kind,
            holder.id,
            holder.chamber_code,
            attested.credential_id,
            bytes(attested),
            data.counter,
            passkey_name(name),
            act.at,
        )

    def _challenge(self, act: Act, holder: Holder) -> bytes:
        drawn = secrets.token_bytes(32)
        code = code_of(websafe_encode(drawn), CHALLENGE, _NOBODY, act.at, act.actor, {"for": holder.name})
        with self._store.writing() as records:
            records.codes.add(code)
        return drawn

    def _use_challenge(self, challenge: bytes, holder: Holder, act: Act) -> None:
        key = hash_of(websafe_encode(challenge), CHALLENGE)
        with self._store.writing() as records:
            found = records.codes.find(key, CHALLENGE, act.at)
            mine = found is not None and (found.held or {}).get("for") == holder.name
            used = mine and records.codes.use(key, CHALLENGE, act.at)
        if not used:
            raise SignInRefused("passkey.refused")


def passkey_name(text: str) -> str:
    """A passkey's name as its holder wants it; never empty."""
    return " ".join(text.split())[:LONGEST_NAME] or "Geçiş anahtarı"


def _state(challenge: bytes) -> Mapping[str, Any]:
    return {"challenge": websafe_encode(challenge), "user_verification": _VERIFIED}


def _handle(holder: Holder) -> bytes:
    """How authenticators know the account: nothing about the person can be read from it."""
    return hashlib.sha256(f"muhur passkey {holder.name}".encode()).digest()


def _read(answer: str, kind: Any) -> Any:
    if len(answer) > LONGEST_ANSWER:
        raise SignInRefused("passkey.refused")
    try:
        return kind.from_dict(json.loads(answer))
    except _UNREADABLE as error:
        raise SignInRefused("passkey.refused") from error
