"""Watches: an employer who relies on a document is told when its standing changes.

Only who holds the document's code may watch it, and only an address that answered is told anything.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from registry.act import Act
from registry.chamber import Chamber
from registry.ids import read_uuid, uuid7
from registry.istanbul import day_of, shown
from registry.notices.addresses import email_address
from registry.notices.message import MAIL, Message
from registry.notices.shares import token_hash
from registry.records.asked.sharing import Watch
from registry.records.credentials import RecordedCredential
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.standing import standing_of
from registry.store import Store

_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Watched:
    """A document that may have changed, and the day to be told."""

    belge_no: str
    verification_code: str
    on: date


CONFIRM_PATH, END_PATH = "/takip/onay/", "/takip/son/"
_LONGEST_TOKEN = 80


class WatchRefused(Refusal):
    """The watch cannot be made or found."""


def make_watch(
    records: Records,
    act: Act,
    found: RecordedCredential,
    *,
    email: str,
    lang: str,
    standing: str,
    public_url: str,
) -> None:
    """Ask the address to confirm. Asking again for the same document and address is answered alike."""
    address = email_address(email)
    if records.sharing.open_watches(found.chamber_code, found.id, address):
        return
    token = secrets.token_urlsafe(18)
    watch = Watch(
        uuid7(act.at), found.chamber_code, found.id, address, lang, token_hash(token), standing, act.at
    )
    records.sharing.add_watch(watch)
    # The token names the chamber, so that confirming reaches the right rows.
    named = f"{found.chamber_code}.{token}"
    facts = {
        "belge_no": found.belge_no,
        "token": named,
        "confirm": f"{public_url}{CONFIRM_PATH}{named}",
        "end": end_link(watch, public_url),
        "url": f"{public_url}/v/{found.verification_code}",
    }
    message = Message(
        uuid7(act.at),
        found.chamber_code,
        MAIL,
        address,
        "watch.confirm",
        facts,
        lang=lang,
        once_key=f"confirm:{watch.id}",
    )
    records.outbox.add([message], act.at)


def end_link(watch: Watch, public_url: str) -> str:
    """Where a watch is ended: the same in every message, made from what is stored, since the token is not."""
    return f"{public_url}{END_PATH}{watch.chamber_code}.{watch.id.hex}.{_end_secret(watch)}"


def chamber_of_token(token: str) -> str:
    """The chamber code that a mailed token names; raises ``WatchRefused``."""
    chamber_code, dot, _ = token.partition(".")
    if not dot or not chamber_code or len(token) > _LONGEST_TOKEN:
        raise WatchRefused("watch.unknown")
    return chamber_code


def confirm_watch(records: Records, token: str, at: datetime) -> None:
    """The address has answered; from now on it is told. Doing it twice changes nothing."""
    watch = open_watch(records, token)
    if watch.confirmed_at is None:
        today = _standings(records, [watch], day_of(at)).get(watch.credential_id, watch.last_standing)
        records.sharing.confirm_watch(watch.chamber_code, watch.id, today, at)


def end_watch(records: Records, token: str, at: datetime) -> None:
    """Tell nothing more and forget the address."""
    watch = open_watch(records, token)
    records.sharing.end_watch(watch.chamber_code, watch.id, at)


def watched_number(records: Records, token: str) -> str:
    """The number of the document that an open watch follows; raises ``WatchRefused``."""
    found = records.credentials.by_id(open_watch(records, token).credential_id)
    if found is None:
        raise WatchRefused("watch.unknown")
    return found.belge_no


def open_watch(records: Records, token: str) -> Watch:
    """The watch of a mailed token, that of the first message or that of an end link; raises ``WatchRefused``."""
    chamber_code, _, secret = token.partition(".")
    named, dot, end_secret = secret.partition(".")
    if not dot:
        watch = records.sharing.watch_by_token(chamber_code, token_hash(secret))
    else:
        watch_id = read_uuid(named)
        watch = None if watch_id is None else records.sharing.watch(chamber_code, watch_id)
        if watch is not None and not hmac.compare_digest(end_secret.encode(), _end_secret(watch).encode()):
            watch = None
    if watch is None or watch.ended_at is not None:
        raise WatchRefused("watch.unknown")
    return watch


def _end_secret(watch: Watch) -> str:
    return hashlib.sha256(b"muhur end of watch" + watch.token_sha256).hexdigest()[:32]


def tell_watchers(
    records: Records,
    chamber: Chamber,
    watched: Mapping[UUID, Watched],
    public_url: str,
    at: datetime,
) -> int:
    """Tell who watches these documents that their standing is another than was told last; returns how many.

    In the transaction that holds the chamber's lock: what is told and that it was told are stored together.
    """
    watches = records.sharing.watches_of(chamber.code, watched)
    standings = _standings(records, watches, day_of(at))
    messages = []
    for watch in watches:
        standing = standings.get(watch.credential_id, watch.last_standing)
        if standing == watch.last_standing:
            continue
        document = watched[watch.credential_id]
        facts = {
            "belge_no": document.belge_no,
            "chamber": chamber.name_tr,
            "on": shown(document.on),
            "url": f"{public_url}/v/{document.verification_code}",
            "end": end_link(watch, public_url),
        }
        once = f"watch:{watch.id}:{standing}:{at.isoformat()}"
        messages.append(
            Message(
                uuid7(at),
                chamber.code,
                MAIL,
                watch.email,
                "watch.changed",
                facts,
                lang=watch.lang,
                once_key=once,
            )
        )
        records.sharing.saw(chamber.code, watch.id, standing)
    return records.outbox.add(messages, at)


def tell_what_time_changed(store: Store, public_url: str, now: datetime) -> int:
    """Tell of standings that changed without an event of the document; returns how many were told.

    A document ran out, its visa is missing, it began to count, its successor did, or the one that it rests on changed.
    Safe to run again and twice at once.
    """
    today, count = day_of(now), 0
    with store.reading() as records:
        chambers = records.sharing.chambers_with_watches()
    for code in chambers:
        # Looking through all of them holds nobody up.
        with store.reading(code) as records:
            watches = records.sharing.all_watches(code)
            standings = _standings(records, watches, today)
        changed = sorted(
            {
                one.credential_id
                for one in watches
                if standings.get(one.credential_id, one.last_standing) != one.last_standing
            }
        )
        for start in range(0, len(changed), _AT_ONCE):
            with store.writing(code) as records:
                records.chambers.lock(code)
                chamber = records.chambers.find(code)
                assert chamber is not None
                documents = records.standings.living_by_id(code, changed[start : start + _AT_ONCE])
                watched = {
                    key: Watched(one.belge_no, one.verification_code, today) for key, one in documents.items()
                }
                count += tell_watchers(records, chamber, watched, public_url, now)
    return count


def _standings(records: Records, watches: Iterable[Watch], today: date) -> dict[UUID, str]:
    facts = records.standings.facts_of({one.credential_id for one in watches})
    return {key: standing_of(one, today).code for key, one in facts.items()}
