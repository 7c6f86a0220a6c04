"""An installation: created once by ``muhur init``, then opened by every command."""

import json
import os
import secrets
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from issuer.paper.sealing import Seal
from issuer.sealing import ChamberKey
from keys.access_token import AccessKey
from keys.algorithms import KeyRefused
from keys.did import did_web
from keys.keyring import (
    PURPOSE_ACCESS,
    PURPOSE_CREDENTIAL,
    PURPOSE_TRUST,
    VerificationKey,
    kid_fragment,
    verification_key,
)
from keys.strict_json import parse
from keys.trust_bundle import LIFETIME_DAYS
from keys.vault import Vault, VaultRefused, write_whole
from muhur.forms.proof_keys import new_proof_key
from muhur.key_life.bundles import add_bundle, newest_of, public_of
from muhur.sealing.seals import make_seals, open_seal
from muhur.settings import Settings
from muhur.transparency.signing import LogSigning, attach, log_signing, new_log_key, tell_of_key
from registry.chamber import Chamber, Installation, SigningKey
from registry.key_life.states import ACTIVE, may_sign
from registry.lists.catalogue import ChamberEntry, UnionEntry
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.store import Store

# Stands in a home while a restore fills it; nothing opens such a home.
INCOMPLETE = "incomplete-restore"
# A key begins a little early, so that a signer's clock running behind does not leave it unusable.
KEY_LEAD = timedelta(minutes=5)
# Half a year before a bundle ends, whoever holds the anchor key makes a new one.
_RENEW_BEFORE = timedelta(days=LIFETIME_DAYS // 2)


class InstallationRefused(Refusal):
    """The installation cannot be made or opened."""


@dataclass(frozen=True, slots=True)
class Home:
    """An opened installation: its settings and its store."""

    settings: Settings
    store: Store
    facts: Installation

    def vault(self) -> Vault:
        """The vault, opened with the configured passphrase."""
        settings = self.settings
        return Vault(settings.keys_folder, read_passphrase(settings), settings.hsm_module)

    def log(self) -> LogSigning:
        """How the log of this installation is signed."""
        return log_signing(self.settings, self.facts.public_url, self.vault)

    def anchor(self) -> VerificationKey:
        """The anchor key pinned in this home, not in the database."""
        return read_anchor(self.settings.anchor_path.read_text())

    def bundle(self) -> str | None:
        """The newest trust bundle as stored; it counts only once opened under an anchor."""
        with self.store.reading() as records:
            newest = records.trust.newest_bundle()
        return None if newest is None else newest[1]

    def open_key(self, chamber: Chamber, at: datetime) -> ChamberKey:
        """The chamber's newest key that may sign at ``at``; the moment a private key is opened."""
        with self.store.reading() as records:
            keys = [key for key in records.trust.signing_keys() if key.owner_slug == chamber.slug]
        usable = [key for key in keys if key.purpose == PURPOSE_CREDENTIAL and may_sign(key, at)]
        if not usable:
            raise InstallationRefused("key.none", chamber=chamber.abbr_tr)
        # In an overlap too: what begins now is signed with the new one.
        newest = max(usable, key=lambda key: (key.state == ACTIVE, key.valid_from))
        signer = self.vault().signer(newest.signer_uri)
        return ChamberKey(chamber.no, public_of(newest, chamber.did), signer, self.settings.status_ttl)

    def open_seal(self, chamber: Chamber, at: datetime) -> Seal:
        """The chamber's newest seal that may be set at ``at``; the moment its key is opened."""
        with self.store.reading() as records:
            return open_seal(records, self.vault(), chamber, at)

    def access_keys(self) -> dict[str, VerificationKey]:
        """Public keys of access tokens by kid."""
        with self.store.reading() as records:
            found = records.trust.signing_keys()
        return {
            key.kid: public_of(key, key.kid.partition("#")[0])
            for key in found
            if key.purpose == PURPOSE_ACCESS
        }

    def access_key(self, at: datetime) -> AccessKey:
        """The newest key for access tokens of this vault; made here for an installation that has none.

        Two processes that make one at once leave two, and both count.
        """
        vault = self.vault()
        with self.store.reading() as records:
            keys = records.trust.signing_keys()
        for key in reversed([one for one in keys if one.purpose == PURPOSE_ACCESS]):
            public = public_of(key, key.kid.partition("#")[0])
            if public.covers(at):
                try:
                    return AccessKey(public, vault.signer(key.signer_uri))
                except VaultRefused as refusal:
                    if refusal.code != "vault.missing":
                        raise
        anchor = next(one for one in keys if one.purpose == PURPOSE_TRUST)
        made = _new_access_key(vault, anchor, at.replace(microsecond=0) - KEY_LEAD)
        with self.store.writing() as records:
            records.trust.add_key(made)
        return AccessKey(public_of(made, made.kid.partition("#")[0]), vault.signer(made.signer_uri))


def check_public_url(url: str) -> str:
    """The address as it will stand in every credential: scheme and host only."""
    parts = urlsplit(url)
    local = parts.hostname in ("localhost", "127.0.0.1")
    plain = f"{parts.scheme}://{parts.netloc}"
    if parts.scheme not in ("https", "http") or (parts.scheme == "http" and not local):
        raise InstallationRefused("installation.public_url", url=url)
    if (
        not parts.hostname
        or url.rstrip("/") != plain
        or plain != plain.lower()
        or "@" in plain
        or not plain.isascii()
    ):
        raise InstallationRefused("installation.public_url", url=url)
    return plain


def read_passphrase(settings: Settings) -> str:
    """The vault's passphrase from the setting, else from its file."""
    if settings.vault_passphrase is not None:
        return settings.vault_passphrase
    try:
        if open_to_others(settings.passphrase_path):
            raise VaultRefused("vault.permissions", "others may read the passphrase file")
        return settings.passphrase_path.read_text().strip()
    except OSError:
        return ""


def open_to_others(path: Path) -> bool:
    """True if accounts besides this one (and root) may read or change the file.

    A file that root owns may be readable by its group: so systemd hands credentials to an account (by an ACL).
    """
    found = path.stat()
    lent = found.st_uid == 0 and os.geteuid() != 0
    return bool(stat.S_IMODE(found.st_mode) & (0o037 if lent else 0o077))


def read_anchor(text: str) -> VerificationKey:
    """An anchor key from a public JWK; ``kid`` may stand in it."""
    try:
        members = parse(text.encode())
        jwk = {name: members[name] for name in ("kty", "crv", "x", "y") if name in members}
        return verification_key(
            kid=members.get("kid") or kid_fragment(jwk),
            owner=members.get("kid", "").partition("#")[0],
            purpose=PURPOSE_TRUST,
            jwk=jwk,
            valid_from=datetime.fromisoformat("1970-01-01T00:00:00+00:00"),
        )
    except (ValueError, TypeError, AttributeError, KeyRefused) as error:
        raise InstallationRefused("anchor.unreadable") from error


def create(
    settings: Settings,
    *,
    public_url: str,
    specimen: bool,
    union: UnionEntry,
    chambers: Sequence[ChamberEntry],
    keys_from: datetime,
    now: datetime,
) -> Home:
    """Make an empty installation: tables, chambers, a key each, the anchor and the first trust bundle.

    ``keys_from`` is when the keys begin. A crash on the way leaves a home without an installation row: the
    same call begins again and old key files are no longer used.
    """
    address = check_public_url(public_url)
    _require_complete(settings)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Also a folder that was there before: it will hold names, codes and keys.
    settings.home.chmod(0o700)
    store = Store(settings.registry_url)
    store.upgrade()
    with store.reading() as records:
        if records.chambers.installation() is not None:
            raise InstallationRefused("installation.exists", home=settings.home)
    ensure_passphrase(settings)
    vault = Vault(settings.keys_folder, read_passphrase(settings))
    facts = Installation(address, specimen, now.replace(microsecond=0))
    union_did = did_web(address, union.slug)
    anchor = _new_key(vault, union.slug, union_did, PURPOSE_TRUST, keys_from)
    new = [_chamber(entry, address) for entry in chambers]
    chamber_keys = [_new_key(vault, one.slug, one.did, PURPOSE_CREDENTIAL, keys_from) for one in new]
    proof_keys = [new_proof_key(vault, one, keys_from) for one in new]
    access = _new_access_key(vault, anchor, keys_from)
    log = new_log_key(vault, anchor, keys_from)
    signing = log_signing(settings, address, lambda: vault)
    attach(store, signing)
    with store.writing() as records:
        records.chambers.add(new)
        for key in (anchor, access, log, *chamber_keys, *proof_keys):
            records.trust.add_key(key)
            # Keys of access tokens are no part of any document.
            if key is not access:
                tell_of_key(records, key, now)
        make_seals(records, vault, facts, union.slug, new, keys_from)
        _write_anchor(settings.anchor_path, anchor)
        add_bundle(records, facts, vault, signing.trusted(records), now)
        records.chambers.add_installation(facts)
    return Home(settings, store, facts)


def _chamber(entry: ChamberEntry, address: str) -> Chamber:
    return Chamber(
        code=entry.code,
        no=entry.no,
        abbr_tr=entry.abbr_tr,
        name_tr=entry.name_tr,
        name_en=entry.name_en,
        did=did_web(address, entry.slug),
        slug=entry.slug,
        professions=entry.professions,
    )


def _new_key(vault: Vault, slug: str, did: str, purpose: str, valid_from: datetime) -> SigningKey:
    uri, jwk = vault.create(slug)
    return SigningKey(f"{did}#{kid_fragment(jwk)}", slug, purpose, jwk, uri, valid_from, None)


def _new_access_key(vault: Vault, anchor: SigningKey, valid_from: datetime) -> SigningKey:
    did = anchor.kid.partition("#")[0]
    return _new_key(vault, anchor.owner_slug, did, PURPOSE_ACCESS, valid_from)


def _write_anchor(path: Path, anchor: SigningKey) -> None:
    write_whole(path, (json.dumps({**anchor.jwk, "kid": anchor.kid}, indent=1) + "\n").encode())


def ensure_passphrase(settings: Settings) -> None:
    """Make the vault's passphrase, if there is none."""
    path = settings.passphrase_path
    if settings.vault_passphrase is None and not (path.exists() and path.stat().st_size):
        write_whole(path, (secrets.token_urlsafe(32) + "\n").encode())


def bundle_is_ageing(home: Home, now: datetime) -> bool:
    """True when the newest bundle is past half its life, so that the operator should renew it."""
    with home.store.reading() as records:
        newest = records.trust.newest_bundle()
    return newest is None or now - newest[2] >= _RENEW_BEFORE


def bundle_lacks_log(home: Home) -> bool:
    """True when the newest bundle does not name the log's keys as they are: proofs cannot be checked by it."""
    with home.store.reading() as records:
        newest = newest_of(records, home.anchor())
        return (None if newest is None else newest.log) != home.log().trusted(records)


def renew_bundle(home: Home, now: datetime) -> None:
    """Sign a new trust bundle with the anchor key; raises ``Refusal`` key.possession."""
    with home.store.writing() as records:
        renew_bundle_in(records, home, now)


def renew_bundle_in(records: Records, home: Home, now: datetime, *, vouched_suffices: bool = False) -> None:
    """The same in the caller's transaction, with what it has just changed; ``vouched_suffices`` as in ``add_bundle``."""
    trusted = home.log().trusted(records)
    add_bundle(records, home.facts, home.vault(), trusted, now, vouched_suffices=vouched_suffices)


def _require_complete(settings: Settings) -> None:
    if (settings.home / INCOMPLETE).exists():
        raise InstallationRefused("installation.incomplete", home=settings.home)


def open_home(settings: Settings) -> Home:
    """Open the installation of ``settings.home``; raises ``InstallationRefused``."""
    _require_complete(settings)
    if not settings.anchor_path.exists():
        raise InstallationRefused("installation.missing")
    store = Store(settings.registry_url)
    store.require_current_schema()
    with store.reading() as records:
        facts = records.chambers.installation()
    if facts is None:
        raise InstallationRefused("installation.missing")
    home = Home(settings, store, facts)
    attach(store, home.log())
    return home
