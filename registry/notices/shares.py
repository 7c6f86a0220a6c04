"""Share links: a member opens one document, with chosen fields, to whoever holds the link, until it ends."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid5

from registry.act import Act
from registry.ids import uuid7
from registry.records.asked.sharing import ShareLink
from registry.records.registry_records import Records
from registry.refusal import Refusal

# What a link may open beyond the document itself: it stands in the register, never in the credential.
FIELDS = ("mark", "attendance")
MAX_DAYS = 365
_MAX_OPEN = 50


class ShareRefused(Refusal):
    """The link cannot be made or followed."""


def token_hash(token: str) -> bytes:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).digest()


def make_share(
    records: Records,
    act: Act,
    member_id: UUID,
    belge_no: str,
    *,
    days: int,
    fields: Sequence[str],
    once: str = "",
) -> tuple[ShareLink, str]:
    """A new link to a member's own document and its token, which is shown once.

    ``once`` names a form, so that sending it a second time is known; raises ``ShareRefused``.
    """
    chamber_code = act.caller.chamber_code or ""
    found = records.credentials.by_belge_no(belge_no)
    mine = records.membership.entries_of(chamber_code, member_id)
    if found is None or found.chamber_code != chamber_code or found.member_id not in mine:
        raise ShareRefused("document.not_found")
    if not 1 <= days <= MAX_DAYS:
        raise ShareRefused("share.days", longest=MAX_DAYS)
    if set(fields) - set(FIELDS):
        raise ShareRefused("share.field")
    known = records.sharing.shares_of(chamber_code, member_id)
    if sum(one.open_at(act.at) for one in known) >= _MAX_OPEN:
        raise ShareRefused("share.too_many", most=_MAX_OPEN)
    token = secrets.token_urlsafe(24)
    share = ShareLink(
        uuid5(member_id, once) if once else uuid7(act.at),
        chamber_code,
        member_id,
        found.id,
        token_hash(token),
        tuple(name for name in FIELDS if name in fields),
        act.at,
        act.at + timedelta(days=days),
    )
    if not records.sharing.add_share(share):
        raise ShareRefused("share.made")
    records.audit.add(
        act,
        "share.made",
        chamber_code=chamber_code,
        target_kind="document",
        target=belge_no,
        facts={"days": days, "fields": list(share.fields)},
    )
    return share, token


def end_share(records: Records, act: Act, member_id: UUID, share_id: UUID) -> None:
    """Close a link at once; raises ``ShareRefused`` if it is not the member's or is closed."""
    chamber_code = act.caller.chamber_code or ""
    if not records.sharing.end_share(chamber_code, member_id, share_id, act.at):
        raise ShareRefused("share.unknown")
    records.audit.add(
        act, "share.ended", chamber_code=chamber_code, target_kind="share", target=str(share_id)
    )
