"""Watches: an employer who relies on a document is told when its standing changes.

Only who holds the document's code may watch it, and only an address that answered is told anything.
"""

import secrets
from datetime import datetime

from registry.act import Act
from registry.chamber import Chamber
from registry.ids import uuid7
from registry.istanbul import day_of, shown
from registry.notices.addresses import email_address
from registry.notices.message import MAIL, Message
from registry.notices.shares import token_hash
from registry.records.asked.sharing import Watch
from registry.records.credentials import RecordedCredential
from registry.records.registry_records import Records
from registry.refusal import Refusal


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
    facts = {
        "belge_no": found.belge_no,
        # The token names the chamber, so that confirming reaches the right rows.
        "token": f"{found.chamber_code}.{token}",
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


def chamber_of_token(token: str) -> tuple[str, bytes]:
    """The chamber code and the stored hash that a mailed token names; raises ``WatchRefused``."""
    chamber_code, dot, secret = token.partition(".")
    if not dot or len(token) > 80:
        raise WatchRefused("watch.unknown")
    return chamber_code, token_hash(secret)


def confirm_watch(records: Records, chamber_code: str, hashed: bytes, at: datetime) -> None:
    """The address has answered; from now on it is told. Doing it twice changes nothing."""
    watch = _open(records, chamber_code, hashed)
    if watch.confirmed_at is None:
        records.sharing.confirm_watch(chamber_code, watch.id, at)


def end_watch(records: Records, chamber_code: str, hashed: bytes, at: datetime) -> None:
    """Tell nothing more and forget the address."""
    records.sharing.end_watch(chamber_code, _open(records, chamber_code, hashed).id, at)


def _open(records: Records, chamber_code: str, hashed: bytes) -> Watch:
    watch = records.sharing.watch_by_token(chamber_code, hashed)
    if watch is None or watch.ended_at is not None:
        raise WatchRefused("watch.unknown")
    return watch


def tell_of_change(
    records: Records,
    chamber: Chamber,
    watch: Watch,
    found: RecordedCredential,
    standing: str,
    public_url: str,
    at: datetime,
) -> bool:
    """Tell a watcher that a document's standing is another than was told last; False if it is the same."""
    if standing == watch.last_standing:
        return False
    facts = {
        "belge_no": found.belge_no,
        "chamber": chamber.name_tr,
        "on": shown(day_of(at)),
        "url": f"{public_url}/v/{found.verification_code}",
    }
    once = f"watch:{watch.id}:{standing}:{day_of(at).isoformat()}"
    message = Message(
        uuid7(at), chamber.code, MAIL, watch.email, "watch.changed", facts, lang=watch.lang, once_key=once
    )
    records.outbox.add([message], at)
    records.sharing.saw(chamber.code, watch.id, standing)
    return True
