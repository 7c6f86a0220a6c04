"""How often signing in may be tried: by source, by account, and by both. Counted in the table ``tries``.

Nobody is locked out for long: a window ends by itself and further tries do not prolong it. The limit on an account
from all sources together does not count where its holder has signed in before, so strangers cannot keep them out.
"""

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from keys.pseudonyms import NOBODY
from muhur.signin.refused import SignInRefused
from registry.act import Act
from registry.records.accounts.tries import TryRecords
from registry.store import Store

# A source stays known to an account this long after the last right password.
KNOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``n`` in ``window``."""

    n: int
    window: timedelta


BY_SOURCE = (Limit(30, timedelta(minutes=5)),)
BY_BOTH = (Limit(5, timedelta(minutes=1)), Limit(30, timedelta(hours=1)))
BY_ACCOUNT = (Limit(20, timedelta(minutes=5)),)
# Codes of six digits: few, also over a day. Whoever gets that far has shown the password already.
CODES = (Limit(5, timedelta(minutes=5)), Limit(30, timedelta(days=1)))
# Mails and challenges that are asked for.
ASKED = (Limit(5, timedelta(minutes=5)), Limit(20, timedelta(days=1)))
ASKED_BY_SOURCE = (Limit(60, timedelta(minutes=5)),)


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit on what is counted under ``key``. ``spared`` is the key of a source that is known to the account."""

    limit: Limit
    key: str
    spared: str | None = None


class Throttle:
    """Counts tries. Each counts before it is judged, so that none slips through beside another; a right one is given back."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def count(self, act: Act, bounds: Sequence[Bound]) -> list[Bound]:
        """Count a try; raises ``SignInRefused`` signin.wait when it is one too many.

        Returns the bounds under which it was counted: all but those that spare a known source.
        """
        counted, waits = [], []
        with self._store.writing() as records:
            for one in bounds:
                if one.spared is not None and _known(records.tries, one.spared, act.at):
                    continue
                n, since = records.tries.count(one.key, act.at, one.limit.window, 1)
                if n > one.limit.n:
                    waits.append(since + one.limit.window - act.at)
                counted.append(one)
        if waits:
            raise SignInRefused("signin.wait", seconds=max(1, ceil(max(waits).total_seconds())))
        return counted

    def give_back(self, act: Act, bounds: Sequence[Bound], counted: Sequence[Bound]) -> None:
        """The try was right: it does not count, and its source is known to the account from now on."""
        with self._store.writing() as records:
            for one in counted:
                records.tries.count(one.key, act.at, one.limit.window, -1)
            for known in {one.spared for one in bounds} - {None}:
                records.tries.count(str(known), act.at, timedelta(0), 1)


def password_bounds(act: Act, source: str, account: str) -> list[Bound]:
    """The bounds on a password for ``account`` from ``source``."""
    both = f"{source} {account}"
    known = _key(act, "known", both)
    return [
        *_bounds(act, "source", source, BY_SOURCE),
        *_bounds(act, "both", both, BY_BOTH),
        *(Bound(one.limit, one.key, known) for one in _bounds(act, "account", account, BY_ACCOUNT)),
    ]


def code_bounds(act: Act, account: str) -> list[Bound]:
    """The bounds on second steps of ``account``."""
    return _bounds(act, "code", account, CODES)


def asking_bounds(act: Act, source: str, about: str = "") -> list[Bound]:
    """The bounds on asking for a mail about ``about``, or for a challenge."""
    asked = _bounds(act, "asked", about, ASKED) if about else []
    return [*_bounds(act, "asking", source, ASKED_BY_SOURCE), *asked]


def source_of(host: str | None) -> str:
    """Where a request comes from, as it is counted: an IPv4 address, or the /64 that a customer has of IPv6."""
    try:
        address = ipaddress.ip_address((host or "").partition("%")[0])
    except ValueError:
        return host or ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    mapped = address.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((address, 64), strict=False))


def _bounds(act: Act, name: str, value: str, limits: Sequence[Limit]) -> list[Bound]:
    return [Bound(limit, _key(act, f"{name} {limit.window}", value)) for limit in limits]


def _known(records: TryRecords, key: str, at: datetime) -> bool:
    since = records.find(key)[1]
    return since is not None and at - since < KNOWN_FOR


def _key(act: Act, name: str, value: str) -> str:
    """A hash, keyed by the key of the year; where the vault is not at hand a plain one."""
    person = act.person(value)
    text = f"{name} {value if person == NOBODY else person}"
    return hashlib.sha256(b"muhur try " + text.encode()).hexdigest()
