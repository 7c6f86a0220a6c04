"""Signing the log's checkpoints: where the key is at hand, and only over what continues everything signed before.

A process without keys appends all the same; the next one that has them signs the newest head.
"""

import base64
import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import structlog

from keys.algorithms import from_b64url, thumbprint
from keys.envelope import Signer
from keys.keyring import PURPOSE_LOG, PURPOSE_TRUST, kid_fragment
from keys.log_checkpoint import Checkpoint, LogPolicy, open_checkpoint, sign_checkpoint
from keys.log_note import LOG_KEY, LogNoteRefused, NoteKey, note_key
from keys.vault import Vault, VaultRefused
from muhur.settings import Settings
from muhur.transparency.copy import LogCopy
from muhur.witness.known import KnownWitness, read_witnesses
from registry.chamber import SigningKey
from registry.log.event import KeyChanged
from registry.log.merkle import check_consistency
from registry.log.tree import Tree, TreeRefused
from registry.records.registry_records import Records
from registry.records.transparency.log import SignHead
from registry.records.transparency.log_tree import LogHead
from registry.refusal import Refusal
from registry.store import Store
from registry.transparency.checking import LogState


class LogRefused(Refusal):
    """The log cannot be signed; appending and verifying go on."""


def origin_of(public_url: str) -> str:
    """The log's name: the public address without its scheme, and ``/log``."""
    return f"{public_url.partition('://')[2]}/log"


def tell_of_key(records: Records, key: SigningKey, at: datetime, change: str = "introduce") -> None:
    """Tell the log, in the transaction that records it, what happened to a key of a chamber or of the union."""
    owner = key.kid.partition("#")[0]
    records.log.add(KeyChanged(at.replace(microsecond=0), thumbprint(key.jwk), owner, change))


def new_log_key(vault: Vault, anchor: SigningKey, valid_from: datetime) -> SigningKey:
    """A key for the log's checkpoints, which is the union's."""
    uri, jwk = vault.create_ed25519(anchor.owner_slug)
    kid = f"{anchor.kid.partition('#')[0]}#{kid_fragment(jwk)}"
    return SigningKey(kid, anchor.owner_slug, PURPOSE_LOG, jwk, uri, valid_from, None)


def note_keys(records: Records, public_url: str) -> list[tuple[NoteKey, SigningKey]]:
    """The log's keys, the oldest first."""
    return [
        (note_key(origin_of(public_url), LOG_KEY, from_b64url(key.jwk["x"])), key)
        for key in records.trust.signing_keys()
        if key.purpose == PURPOSE_LOG
    ]


def log_policy(records: Records, public_url: str) -> LogPolicy | None:
    """Under which keys the log's checkpoints are opened, whoever witnessed them; None as long as it has none."""
    keys = tuple(key for key, _ in note_keys(records, public_url))
    return LogPolicy(origin_of(public_url), keys) if keys else None


@dataclass(frozen=True, slots=True)
class LogSigning:
    """How one installation signs its log. ``vault`` opens the vault, or raises ``VaultRefused``."""

    public_url: str
    copy: LogCopy
    vault: Callable[[], Vault]
    # Asked for their signatures before a checkpoint is shown; ``quorum`` of them must have given it.
    witnesses: tuple[KnownWitness, ...] = ()
    quorum: int = 0
    # The keys of a log are few and stay: read once in a process that signs.
    _known: list[tuple[NoteKey, SigningKey]] = field(default_factory=list, compare=False)

    def keys(self, records: Records) -> list[tuple[NoteKey, SigningKey]]:
        """The log's keys, the oldest first."""
        return note_keys(records, self.public_url)

    def policy(self, records: Records) -> LogPolicy | None:
        """Under which keys this log's checkpoints are opened; None as long as it has none."""
        return log_policy(records, self.public_url)

    def trusted(self, records: Records) -> LogPolicy | None:
        """The same as the trust bundle tells it to everybody: with the witnesses, and how many must have signed."""
        found = self.policy(records)
        keys = tuple(one.key for one in self.witnesses)
        return None if found is None else replace(found, witnesses=keys, quorum=self.quorum)

    def open(self, records: Records) -> SignHead | None:
        """What signs, with the newest key; None where no key is at hand. The moment the key is opened.

        Also where there are witnesses: nobody waits for them at a commit, ``muhur/witness/publishing.py`` signs later.
        """
        found = None if self.witnesses else self.opened(records)
        if found is None:
            return None
        key, signer, policy = found

        def sign(held: LogHead, head: LogHead, tree: Tree) -> bytes | None:
            try:
                return self.sign(held, head, tree, key, signer, policy)
            except LogRefused as refusal:
                # The document counts all the same; `muhur log check` and the doctor say what is wrong.
                structlog.get_logger().error("log_not_signed", code=refusal.code, size=head.size)
                return None

        return sign

    def opened(self, records: Records) -> tuple[NoteKey, Signer, LogPolicy] | None:
        """The newest key, what signs with it, and the log's policy; None where no key is at hand."""
        if not self._known:
            self._known.extend(self.keys(records))
        if not self._known:
            return None
        policy = LogPolicy(origin_of(self.public_url), tuple(key for key, _ in self._known))
        key, stored = self._known[-1]
        try:
            return key, self.vault().signer(stored.signer_uri), policy
        except VaultRefused:
            return None

    def sign(
        self, held: LogHead, head: LogHead, tree: Tree, key: NoteKey, signer: Signer, policy: LogPolicy
    ) -> bytes:
        """The signed checkpoint of ``head``; raises ``LogRefused`` if it does not continue what was signed before."""
        for earlier in (held.checkpoint, self.copy.read()):
            if earlier is not None:
                require_continues(earlier, head, tree, policy)
        return sign_checkpoint(Checkpoint(policy.origin, head.size, head.root), key, signer).data

    def keep(self, records: Records, checkpoint: bytes) -> None:
        """Keep a checkpoint outside the database; before it is shown to anybody."""
        if (policy := self.policy(records)) is not None:
            self.copy.keep(checkpoint, policy)


def state_of(signing: LogSigning, records: Records) -> LogState:
    """The log as the auditor's page shows it."""
    head, policy = records.log.head(), signing.trusted(records)
    seen: dict[str, datetime | None] = {}
    if policy is not None and head.checkpoint is not None:
        # What is damaged there the page's check tells.
        with contextlib.suppress(LogNoteRefused):
            opened = open_checkpoint(head.checkpoint, replace(policy, quorum=0))
            seen = {one.witness: _instant(one.at) for one in opened.cosignatures}
    return LogState(
        origin=origin_of(signing.public_url),
        size=head.size,
        signed_size=head.signed_size,
        root=base64.b64encode(head.root).decode("ascii"),
        keys=() if policy is None else tuple(key.vkey for key in policy.log_keys),
        quorum=0 if policy is None else policy.quorum,
        witnesses=() if policy is None else tuple((key.name, seen.get(key.name)) for key in policy.witnesses),
    )


def _instant(seconds: int) -> datetime | None:
    """A witness's own time; none where no calendar has it."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def require_continues(earlier: bytes, head: LogHead, tree: Tree, policy: LogPolicy) -> None:
    """Raise ``LogRefused`` unless the tree of ``head`` continues that of an earlier signed checkpoint.

    log.behind: it is smaller; log.differs: it is another one, or the earlier checkpoint is not this log's.
    """
    try:
        was = open_checkpoint(earlier, policy).checkpoint
    except LogNoteRefused as error:
        raise LogRefused("log.differs", size=head.size, signed=0) from error
    facts = {"size": head.size, "signed": was.size}
    if head.size < was.size:
        raise LogRefused("log.behind", **facts)
    try:
        proof = tree.consistency_proof(was.size)
    except TreeRefused as error:
        raise LogRefused("log.differs", **facts) from error
    if not check_consistency(was.size, head.size, was.root, head.root, proof):
        raise LogRefused("log.differs", **facts)


def log_signing(settings: Settings, public_url: str, vault: Callable[[], Vault]) -> LogSigning:
    """How the installation of ``settings`` signs its log."""
    witnesses = read_witnesses(settings.log_witnesses)
    if settings.log_quorum > len(witnesses):
        raise LogRefused("log.quorum", quorum=settings.log_quorum, witnesses=len(witnesses))
    return LogSigning(public_url, LogCopy(settings.log_folder), vault, witnesses, settings.log_quorum)


def attach(store: Store, signing: LogSigning) -> None:
    """Let ``store`` sign what its transactions append."""
    store.open_signing = signing.open


def begin(store: Store, signing: LogSigning, now: datetime) -> bytes:
    """Give a log its key if it has none, and sign its head; raises ``LogRefused`` and ``VaultRefused``."""
    with store.writing() as records:
        # One at a time, so that a log has one key.
        records.trust.lock()
        if signing.policy(records) is None:
            anchor = next(one for one in records.trust.signing_keys() if one.purpose == PURPOSE_TRUST)
            key = new_log_key(signing.vault(), anchor, now.replace(microsecond=0))
            records.trust.add_key(key)
            tell_of_key(records, key, now)
    return sign_newest(store, signing)


def sign_newest(store: Store, signing: LogSigning) -> bytes:
    """Sign the head as it is, with the witnesses where there are any; the newest checkpoint.

    Raises ``LogRefused`` log.behind, log.differs, log.no_key, log.unwitnessed.
    """
    if signing.witnesses:
        # Only who asks witnesses loads what speaks to them.
        from muhur.witness.publishing import publish

        return publish(store, signing)
    with store.writing() as records:
        opened = signing.opened(records)
        if opened is None:
            raise LogRefused("log.no_key")
        key, signer, policy = opened

        def sign(held: LogHead, head: LogHead, tree: Tree) -> bytes:
            return signing.sign(held, head, tree, key, signer, policy)

        newest = records.log.sign_newest(sign)
        assert newest is not None
    keep_newest(store, signing)
    return newest


def keep_newest(store: Store, signing: LogSigning) -> None:
    """Keep the newest checkpoint of the database outside it."""
    with store.reading() as records:
        if (newest := records.log.head().checkpoint) is not None:
            signing.keep(records, newest)
