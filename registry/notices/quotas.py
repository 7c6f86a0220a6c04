"""Spending a chamber's daily quota: the brake and the alarm against a stolen key or program.

A person is told at four fifths and at the end of the day's quota, once each a day.
"""

from datetime import datetime

from registry.act import Act
from registry.chamber import Chamber
from registry.ids import uuid7
from registry.istanbul import day_of
from registry.notices.addresses import email_address
from registry.notices.message import MAIL, Message
from registry.records.asked.quotas import Quota
from registry.records.registry_records import Records
from registry.refusal import Refusal

DOCUMENTS, FOREIGN_QUERIES = "documents", "foreign_queries"
# Counts for a chamber that has set none.
DEFAULTS = {DOCUMENTS: 20_000, FOREIGN_QUERIES: 2_000}
MOST_PER_DAY = 1_000_000
_UNBOUND = 1_000_000_000
NAMES = {
    DOCUMENTS: ("düzenlenen belge", "documents issued"),
    FOREIGN_QUERIES: ("başka Oda üyesi sorgusu", "queries about members of other chambers"),
}


class QuotaRefused(Refusal):
    """The day's quota is used up."""


def quota_of(records: Records, chamber_code: str, what: str, at: datetime) -> Quota:
    """The chamber's quota, or the default; an ÖRNEK installation, which signs nothing real, has none unless set."""
    found = records.quotas.of(chamber_code).get(what)
    if found is not None:
        return found
    installation = records.chambers.installation()
    open_end = installation is not None and installation.specimen
    return Quota(chamber_code, what, _UNBOUND if open_end else DEFAULTS[what], None, "default", at)


def set_quota(records: Records, act: Act, what: str, per_day: int, alarm_email: str | None) -> Quota:
    """The caller's chamber's quota from now on; raises ``AddressRefused``, ``QuotaRefused``."""
    if what not in DEFAULTS:
        raise QuotaRefused("quota.unknown", names=", ".join(DEFAULTS))
    if not 0 <= per_day <= MOST_PER_DAY:
        raise QuotaRefused("quota.per_day", most=MOST_PER_DAY)
    email = None if alarm_email is None else email_address(alarm_email)
    quota = Quota(act.caller.own_chamber(), what, per_day, email, act.actor, act.at)
    records.quotas.set(quota)
    records.audit.add(
        act,
        "quota.set",
        chamber_code=quota.chamber_code,
        target_kind="quota",
        target=what,
        facts={"per_day": per_day},
    )
    return quota


def spend(records: Records, chamber: Chamber, what: str, amount: int, at: datetime) -> None:
    """Use ``amount`` of today's quota or raise ``QuotaRefused`` quota.exceeded, with nothing used.

    The caller holds the chamber's lock. The alarm about a refusal is written by ``alarm_of_refusal``, in a
    transaction of its own: this one is about to be rolled back.
    """
    quota, day = quota_of(records, chamber.code, what, at), day_of(at)
    used = records.quotas.used(chamber.code, what, day)
    if used + amount > quota.per_day:
        raise QuotaRefused("quota.exceeded", limit=quota.per_day, used=used, asked=amount)
    records.quotas.count(chamber.code, what, day, used + amount)
    if (used + amount) * 5 >= quota.per_day * 4:
        _tell(records, chamber, quota, "quota.near", used + amount, at)


def alarm_of_refusal(records: Records, chamber_code: str, what: str, at: datetime) -> None:
    """Tell the person named in the quota that more was asked than the day allows."""
    chamber = records.chambers.find(chamber_code)
    if chamber is None:
        return
    quota = quota_of(records, chamber.code, what, at)
    used = records.quotas.used(chamber.code, what, day_of(at))
    _tell(records, chamber, quota, "quota.reached", used, at)


def _tell(records: Records, chamber: Chamber, quota: Quota, template: str, used: int, at: datetime) -> None:
    if quota.alarm_email is None:
        return
    facts = {
        "chamber": chamber.name_tr,
        "what": NAMES[quota.what][0],
        "used": used,
        "limit": quota.per_day,
    }
    once = f"{template}:{chamber.code}:{quota.what}:{day_of(at).isoformat()}"
    message = Message(uuid7(at), chamber.code, MAIL, quota.alarm_email, template, facts, once_key=once)
    records.outbox.add([message], at)
