"""The acts on the keys that sign a chamber's documents: introduced by two persons, activated, rotated, retired, compromised.

Each is one transaction with its audit record, its entry in the log and the new trust bundle: killed half-way nothing is
half done. A key file that was made for a transaction that never was is used by nobody.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from issuer.status_list import refresh_chamber
from keys.algorithms import thumbprint
from keys.envelope import EnvelopeRefused, open_envelope
from keys.keyring import PURPOSE_CREDENTIAL
from muhur.installation import Home, renew_bundle_in
from muhur.key_life.new_keys import Brought, confirm_in, proposal_named, propose_in, tell
from muhur.transparency.signing import tell_of_key
from registry.act import Act
from registry.chamber import Chamber, SigningKey
from registry.credential import TYP
from registry.istanbul import day_of, shown, written
from registry.key_life import states as key_life
from registry.key_life.states import (
    ACTIVE,
    BLOCK_REASONS,
    COMPROMISED,
    INTRODUCED,
    MOST_OVERLAP_DAYS,
    RETIRED,
    BlockedKey,
    KeyLifeRefused,
    KeyProposal,
)
from registry.records.history.key_life import IssueEntry
from registry.records.registry_records import Records


@dataclass(frozen=True, slots=True)
class Rotated:
    """The key that signs from now on, and those that do no more, each with the end of its overlap."""

    new: SigningKey
    old: tuple[SigningKey, ...]


@dataclass(frozen=True, slots=True)
class Declared:
    """A compromised key and the documents under it that no longer count: those to be made anew."""

    key: SigningKey
    lost: tuple[IssueEntry, ...]


def propose(home: Home, chamber: Chamber, act: Act, brought: Brought | None = None) -> KeyProposal:
    """The first person's half of introducing a key: one made in the vault here, or one that is ``brought``.

    Raises ``KeyLifeRefused`` key.weak, key.known, key.blocked and ``Refusal`` key.possession, ``VaultRefused``.
    """
    with _changing(home, act) as (records, unionwide):
        return propose_in(records, home.vault(), chamber, unionwide, brought)


def confirm(home: Home, named: str, act: Act) -> SigningKey:
    """The second person's half: the key is known from now on, and signs nothing yet.

    Raises ``KeyLifeRefused`` key.unknown, key.two_persons, key.transition, key.blocked and ``Refusal`` key.possession.
    """
    with _changing(home, act) as (records, unionwide):
        key = confirm_in(records, home.vault(), proposal_named(records, named), unionwide)
        renew_bundle_in(records, home, act.at)
        return key


def activate(home: Home, named: str, act: Act) -> SigningKey:
    """Let an introduced key sign from now on; an active one beside it keeps doing so until it is retired."""
    with _changing(home, act) as (records, unionwide):
        key = _activate(records, key_named(records, named), unionwide)
        renew_bundle_in(records, home, act.at)
    _sign_lists(home, key, act.at)
    return key


def rotate(
    home: Home,
    chamber: Chamber,
    act: Act,
    second: Act | None = None,
    overlap: timedelta = timedelta(days=key_life.OVERLAP_DAYS),
    brought: Brought | None = None,
) -> Rotated:
    """Let another key sign from now on; what signed until now stays good and may finish what was begun for ``overlap``.

    An introduced key of the chamber is taken; without one a key is introduced by ``act`` and ``second``. Raises
    ``KeyLifeRefused`` key.second_person, key.overlap, and as ``propose`` and ``confirm`` do.
    """
    if not timedelta(0) <= overlap <= timedelta(days=MOST_OVERLAP_DAYS):
        raise KeyLifeRefused("key.overlap", days=overlap.days, most=MOST_OVERLAP_DAYS)
    with _changing(home, act) as (records, unionwide):
        waiting = [one for one in _of(records, chamber.slug) if one.state == INTRODUCED]
        if waiting and brought is None:
            new = waiting[-1]
        elif second is None:
            raise KeyLifeRefused("key.second_person")
        else:
            proposal = propose_in(records, home.vault(), chamber, unionwide, brought)
            new = confirm_in(records, home.vault(), proposal, _of_the_union(second))
        ends = (act.at + overlap).replace(microsecond=0)
        old = [
            _retire(records, one, unionwide, ends)
            for one in _of(records, chamber.slug)
            if one.state == ACTIVE
        ]
        new = _activate(records, new, unionwide)
        renew_bundle_in(records, home, act.at)
    _sign_lists(home, new, act.at)
    return Rotated(new, tuple(old))


def retire(home: Home, named: str, act: Act) -> SigningKey:
    """End a key now; what it signed stays. Raises ``KeyLifeRefused`` key.last for the only one that signs."""
    with _changing(home, act) as (records, unionwide):
        key = key_named(records, named)
        active = [one for one in _of(records, key.owner_slug) if one.state == ACTIVE and one.kid != key.kid]
        if key.state == ACTIVE and not any(key_life.may_sign(one, act.at) for one in active):
            raise KeyLifeRefused("key.last", kid=key.kid)
        ended = _retire(records, key, unionwide, act.at.replace(microsecond=0))
        renew_bundle_in(records, home, act.at)
        return ended


def compromise(home: Home, named: str, since: datetime, act: Act) -> Declared:
    """Declare that a key is not the chamber's alone since ``since``: only what was entered before that counts.

    May be repeated with an earlier time. Raises ``KeyLifeRefused`` key.since, key.unknown.
    """
    since = since.replace(microsecond=0)
    with _changing(home, act) as (records, unionwide):
        key = key_named(records, named)
        state = key_life.after("compromise", key)
        before = key.compromised_since
        if since > act.at or (before is not None and since >= before):
            raise KeyLifeRefused("key.since", kid=key.kid, date=shown(day_of(min(before or act.at, act.at))))
        # An entry of the same moment may come to lie behind it: then that document is made anew.
        size = records.log.head().size
        ends = min(since, key.valid_until or since)
        key = replace(
            key,
            state=state,
            valid_until=max(ends, key.valid_from),
            compromised_since=since,
            compromised_log_size=size if key.compromised_log_size is None else key.compromised_log_size,
        )
        _move(records, key, "compromise", unionwide, {"since": written(since)})
        # Also while the device of another chamber is away: what was vouched for need not show itself now.
        renew_bundle_in(records, home, act.at, vouched_suffices=True)
    _sign_lists(home, key, act.at)
    return Declared(key, lost_with(home, key))


def lost_with(home: Home, key: SigningKey) -> tuple[IssueEntry, ...]:
    """The documents under a compromised key that were entered too late to count."""
    if key.compromised_since is None or key.compromised_log_size is None:
        return ()
    with home.store.reading() as records:
        chamber = next(one for one in records.chambers.all() if one.slug == key.owner_slug)
        later = records.key_life.entries_since(chamber.code, key.compromised_since, key.compromised_log_size)
    return tuple(one for one in later if _signed_by(one.compact, key.kid))


def block(home: Home, digest: bytes, reason: str, act: Act) -> BlockedKey:
    """Never take this key (again), by its RFC 7638 thumbprint (32 bytes).

    Raises ``KeyLifeRefused`` key.in_use for one that is introduced or signs, key.blocked, key.reason.
    """
    if reason not in BLOCK_REASONS:
        raise KeyLifeRefused("key.reason", reason=reason[:40], known=", ".join(BLOCK_REASONS))
    with _changing(home, act) as (records, unionwide):
        if any(one.thumbprint == digest for one in records.key_life.blocked()):
            raise KeyLifeRefused("key.blocked", thumbprint=digest.hex())
        for key in records.trust.signing_keys():
            ended = key.state == COMPROMISED or key_life.state_at(key, act.at) == RETIRED
            if thumbprint(key.jwk) == digest and not ended:
                raise KeyLifeRefused("key.in_use", kid=key.kid)
        one = BlockedKey(digest, reason, act.actor, act.at)
        records.key_life.block(one)
        records.audit.add(
            unionwide, "keys.blocked", target_kind="key", target=digest.hex(), facts={"reason": reason}
        )
        return one


@contextmanager
def _changing(home: Home, act: Act) -> Iterator[tuple[Records, Act]]:
    """One transaction; of two who change keys, one waits."""
    with home.store.writing() as records:
        records.trust.lock()
        yield records, _of_the_union(act)


def _of_the_union(act: Act) -> Act:
    """Keys and bundle are the installation's, and so is the record of what is done to them, whoever does it."""
    return replace(act, caller=replace(act.caller, chamber_code=None))


def _activate(records: Records, key: SigningKey, act: Act) -> SigningKey:
    state = key_life.after("activate", key)
    key = replace(key, state=state, valid_from=max(act.at.replace(microsecond=0), key.valid_from))
    _move(records, key, "activate", act)
    return key


def _retire(records: Records, key: SigningKey, act: Act, ends: datetime) -> SigningKey:
    if key.state == RETIRED and key.valid_until is not None and key.valid_until <= ends:
        raise KeyLifeRefused("key.transition", kid=key.kid, state=key.state, action="retire")
    # One that never signed has no time in which it could have.
    last = key.valid_from if key.state == INTRODUCED else min(ends, key.valid_until or ends)
    key = replace(key, state=key_life.after("retire", key), valid_until=max(last, key.valid_from))
    _move(records, key, "retire", act, {"until": written(key.valid_until or last)})
    return key


def _move(
    records: Records, key: SigningKey, action: str, act: Act, facts: Mapping[str, Any] | None = None
) -> None:
    records.key_life.move(key)
    tell_of_key(records, key, act.at, action)
    tell(records, act, f"keys.{key.state}", key.kid, key.owner_slug, facts)


def _of(records: Records, slug: str) -> list[SigningKey]:
    """The keys of a chamber's documents, by its slug."""
    keys = records.trust.signing_keys()
    return [one for one in keys if (one.owner_slug, one.purpose) == (slug, PURPOSE_CREDENTIAL)]


def key_named(records: Records, named: str) -> SigningKey:
    """The key of a chamber's documents by its whole name or by the part behind the ``#``; raises key.unknown."""
    keys = [one for one in records.trust.signing_keys() if one.purpose == PURPOSE_CREDENTIAL]
    found = [one for one in keys if named in (one.kid, one.kid.rpartition("#")[2])]
    if len(found) != 1:
        raise KeyLifeRefused("key.unknown", kid=named[:200])
    return found[0]


def _signed_by(compact: str, kid: str) -> bool:
    try:
        return open_envelope(compact, typ=TYP).kid == kid
    except EnvelopeRefused:
        return False


def _sign_lists(home: Home, key: SigningKey, at: datetime) -> None:
    """The chamber's status lists under the key that signs now; after a crash before this, a worker does it."""
    with home.store.reading() as records:
        chamber = next(one for one in records.chambers.all() if one.slug == key.owner_slug)
        usable = any(key_life.may_sign(one, at) for one in _of(records, key.owner_slug))
    if usable:
        refresh_chamber(home.store, chamber, home.open_key, at)
