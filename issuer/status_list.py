"""A chamber's status list, signed in both published forms from the places that are set (docs/spec/status.md).

A set bit means: not in force, ask the register. W3C Bitstring Status List v1.0 as ``vc+jwt`` for the credential,
IETF Token Status List (draft-ietf-oauth-status-list-20) as ``statuslist+jwt`` for SD-JWT VC.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from issuer.sealing import ChamberKey
from keys.envelope import seal
from registry.chamber import Chamber
from registry.credential import CONTEXT_VC
from registry.istanbul import day_of, shown, written
from registry.records.history.standings import LivingDocument, State
from registry.records.registry_records import Records
from registry.records.status_lists import PublishedList
from registry.refusal import Refusal
from registry.standing import bit_of
from registry.status_bits import encode_bitstring, encode_token_list
from registry.store import Store

TYP = "vc+jwt"
TOKEN_TYP = "statuslist+jwt"  # noqa: S105 - a type, no secret
# Stands in every credential since the first: a set bit says no more than "not in force".
PURPOSE = "revocation"
TTL = timedelta(hours=24)
# Clocks of several machines on one register differ; a list never goes back, so the later time is kept.
CLOCKS_DIFFER = timedelta(minutes=5)
_AT_ONCE = 2000


class StatusListRefused(Refusal):
    """The list cannot be signed; what was to change it must not happen either."""


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What a list says. ``version`` only grows; ``lists`` is how many lists the chamber has just now."""

    url: str
    version: int
    lists: int
    set_indexes: tuple[int, ...] = ()
    ttl: timedelta = TTL


@dataclass(frozen=True, slots=True)
class SealedList:
    """One list in both forms, signed at the same time over the same bits."""

    compact: str
    token_compact: str


def list_url(public_url: str, slug: str, number: int) -> str:
    """Where a chamber's list of this number is served; the token form is at ``/token`` below it."""
    return f"{public_url}/status/{slug}/{number}"


def sealed_list(facts: ListFacts, key: ChamberKey, now: datetime) -> SealedList:
    """Both forms, valid from ``now`` for ``ttl``; the same facts, key and second give the same texts."""
    return SealedList(
        _sealed(_bitstring_claims(facts, key.public.owner, now), key, TYP),
        _sealed(_token_claims(facts, key.public.owner, now), key, TOKEN_TYP),
    )


def _sealed(claims: dict[str, Any], key: ChamberKey, typ: str) -> str:
    encoded = json.dumps(claims, separators=(",", ":")).encode()
    return seal(encoded, alg=key.public.alg, kid=key.public.kid, typ=typ, signer=key.signer)


def _times(facts: ListFacts, now: datetime) -> dict[str, int]:
    issued = int(now.timestamp())
    return {"iat": issued, "exp": issued + int(facts.ttl.total_seconds())}


def _bitstring_claims(facts: ListFacts, issuer: str, now: datetime) -> dict[str, Any]:
    return {
        "@context": [CONTEXT_VC],
        "id": facts.url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": written(now),
        "validUntil": written(now + facts.ttl),
        "credentialSubject": {
            "id": f"{facts.url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "encodedList": encode_bitstring(facts.set_indexes),
            "ttl": _seconds(facts.ttl) * 1000,  # milliseconds here
        },
        "iss": issuer,
        "sub": facts.url,
        **_times(facts, now),
        "version": facts.version,
        "lists": facts.lists,
    }


def _token_claims(facts: ListFacts, issuer: str, now: datetime) -> dict[str, Any]:
    return {
        "iss": issuer,
        "sub": f"{facts.url}/token",
        **_times(facts, now),
        "ttl": _seconds(facts.ttl),  # seconds here
        "status_list": {"bits": 1, "lst": encode_token_list(facts.set_indexes)},
        "version": facts.version,
    }


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def resign(records: Records, chamber: Chamber, number: int, key: ChamberKey, now: datetime) -> None:
    """Sign the chamber's list anew over the bits that are set in this transaction, and publish it with its commit.

    The caller holds the chamber's lock. Raises ``StatusListRefused`` statuslist.clock when the clock is behind the
    published list: a reader that has seen the newer time would not believe the new list.
    """
    found = records.status_lists.find(chamber.code, number)
    if found is not None and now < found.signed_at - CLOCKS_DIFFER:
        raise StatusListRefused(
            "statuslist.clock", chamber=chamber.abbr_tr, date=shown(day_of(found.signed_at))
        )
    _publish(records, chamber, number, key, now)


def open_new_list(records: Records, chamber: Chamber, number: int, key: ChamberKey, now: datetime) -> None:
    """Publish the list of this number unless it is. The earlier ones are signed again, to say that there is one more."""
    published = [head.number for head in records.status_lists.heads(chamber.code)]
    if number not in published:
        for each in (number, *published):
            _publish(records, chamber, each, key, now, lists=max(number, *published, 1))


def _publish(
    records: Records, chamber: Chamber, number: int, key: ChamberKey, now: datetime, *, lists: int = 0
) -> None:
    installation = records.chambers.installation()
    assert installation is not None
    found = records.status_lists.find(chamber.code, number)
    # To the second, as the list itself says it.
    at = now.replace(microsecond=0) if found is None else max(now.replace(microsecond=0), found.signed_at)
    facts = ListFacts(
        list_url(installation.public_url, chamber.slug, number),
        version=1 if found is None else found.version + 1,
        lists=lists or max(number, len(records.status_lists.heads(chamber.code))),
        set_indexes=tuple(records.standings.set_indexes(chamber.code, number)),
        ttl=key.status_ttl,
    )
    sealed = sealed_list(facts, key, at)
    new = PublishedList(chamber.code, number, facts.version, at, sealed.compact, sealed.token_compact)
    if not records.status_lists.put(new):
        raise StatusListRefused("statuslist.newer", chamber=chamber.abbr_tr)


OpenKey = Callable[[Chamber, datetime], ChamberKey]


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: how many lists were signed and how many bits changed."""

    signed: int
    changed: int


def refresh_all(
    store: Store, open_key: OpenKey, now: datetime, *, older_than: timedelta = TTL, bits: bool = True
) -> Refreshed:
    """Set and clear the ``bits`` that time has made true, and sign every list that changed or is ``older_than``.

    A transaction for each chamber: whatever ends it half-way, the lists that were signed are whole and the next run
    goes on. A chamber whose key cannot be opened does not stop the others; its fault is raised at the end.
    """
    signed, changed = 0, 0
    faults: list[Exception] = []
    with store.reading() as records:
        published = {head.chamber_code for head in records.status_lists.heads()}
        chambers = [one for one in records.chambers.all() if one.code in published]
    for chamber in chambers:
        try:
            signed_here, changed_here = _refresh(store, chamber, open_key, now, older_than, bits=bits)
        except Exception as fault:  # noqa: BLE001 - one chamber's fault must not leave the other lists to grow old
            faults.append(fault)
        else:
            signed, changed = signed + signed_here, changed + changed_here
    if faults:
        raise faults[0]
    return Refreshed(signed, changed)


def refresh_chamber(store: Store, chamber: Chamber, open_key: OpenKey, now: datetime) -> int:
    """Sign every list of a chamber anew, such as under its next key; returns how many."""
    return _refresh(store, chamber, open_key, now, -CLOCKS_DIFFER, bits=False)[0]


def _refresh(
    store: Store, chamber: Chamber, open_key: OpenKey, now: datetime, older_than: timedelta, *, bits: bool
) -> tuple[int, int]:
    """Lists signed and bits changed of one chamber. Looking through its documents holds nobody up."""
    with store.reading(chamber.code) as records:
        old = {
            head.number
            for head in records.status_lists.heads(chamber.code)
            if now - head.signed_at >= older_than
        }
        due = _due(records, chamber.code, day_of(now)) if bits else []
    if not old and not due:
        return 0, 0
    key = open_key(chamber, now)
    with store.writing(chamber.code) as records:
        records.chambers.lock(chamber.code)
        # Read again under the lock: an event may have come first.
        living = records.standings.living_by_id(chamber.code, due).values()
        changes = _changes(living, day_of(now))
        records.standings.change_states(changes)
        numbers = old | {one.status_list for one, _ in changes}
        for number in sorted(numbers):
            resign(records, chamber, number, key, now)
    return len(numbers), len(changes)


def _due(records: Records, chamber_code: str, today: date) -> list[UUID]:
    due: list[UUID] = []
    last: UUID | None = None
    while ids := records.standings.time_sensitive(chamber_code, last, _AT_ONCE):
        due += [
            one.id for one, _ in _changes(records.standings.living_by_id(chamber_code, ids).values(), today)
        ]
        last = ids[-1]
    return due


def _changes(living: Iterable[LivingDocument], today: date) -> list[tuple[LivingDocument, State]]:
    wanted = ((one, bit_of(one.facts, today, erased=one.erased)) for one in living)
    return [(one, replace(one.state, status_bit=bit)) for one, bit in wanted if bit != one.state.status_bit]
