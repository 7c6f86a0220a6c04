"""Erasure on request, everything held about a member, and the job that ends what has outlived its time (KVKK).

docs/operate/kvkk.md says for each class of data why it is kept, how long, and what erasure does with it.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import rfc8785

from registry.access import system
from registry.act import Act
from registry.ids import uuid7
from registry.istanbul import day_of, written, years_later
from registry.member import ERASED, ERASED_NAME, Member, MembershipEvent
from registry.people import own
from registry.people.membership import clean_note, entry_to_change
from registry.refusal import Refusal
from registry.store import Store

ACCESS_YEARS = 2
# Days after which a class of rows has done its work.
DAYS = {
    "batches": 180,
    "drafts": 30,
    "open_lists": 30,
    "outbox": 30,
    "person_links": 1,
    "share_links": 30,
    "watches": 30,
}


class PrivacyRefused(Refusal):
    """The erasure cannot be done as things stand."""


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What an erasure did: rows by table."""

    sicil_no: str
    rows: dict[str, int]


# Takes files out of the store of sealed PDFs, by their SHA-256.
Forget = Callable[[Sequence[bytes]], None]


def left_for_the_night(files: Sequence[bytes]) -> None:
    """Nothing now: a file that no row names is taken away by the worker's job ``sealed_files``."""


def erase(
    store: Store,
    act: Act,
    chamber_code: str,
    sicil_no: str,
    *,
    decision: str,
    forget: Forget = left_for_the_night,
) -> ErasureReport:
    """Erase the personal data of a former member, in one transaction; raises ``Refusal``.

    ``decision`` names what it rests on and holds no personal data. Numbers, hashes and the chain stay and say
    that an erasure took place; documents are from now on answered like unknown ones. ``forget`` gets the sealed PDFs
    once that is done.
    """
    at = act.at.replace(microsecond=0)
    with store.writing(chamber_code) as records:
        one = entry_to_change(records, chamber_code, sicil_no)
        if one.status not in ("ayrilmis", "vefat"):
            # The chamber must by law keep the sicil of those who are members.
            raise PrivacyRefused("privacy.still_member", sicil_no=sicil_no)
        entries = records.membership.entries_of(chamber_code, one.id)
        if records.privacy.in_open_batch(chamber_code, entries):
            raise PrivacyRefused("privacy.open_batch", sicil_no=sicil_no)
        files = records.sealed.of_members(chamber_code, entries)
        rows = records.privacy.erase(chamber_code, entries, at)
        event = MembershipEvent(
            id=uuid7(at),
            chamber_code=chamber_code,
            member_id=one.id,
            event=ERASED,
            effective_on=day_of(at),
            at=at,
            actor=act.actor,
            note=clean_note(decision),
        )
        records.membership.record(chamber_code, [event], at=at, actor=act.actor)
        records.audit.add(
            act,
            "privacy.erased",
            chamber_code=chamber_code,
            target_kind="member",
            target=act.person(str(one.id)),
            facts={"rows": rows},
        )
    forget(files)
    return ErasureReport(sicil_no, rows)


def export(store: Store, act: Act, one: Member) -> dict[str, Any]:
    """Everything the chamber holds about a member, as JSON values (KVKK article 11)."""
    with store.reading(one.chamber_code) as records:
        entries = records.membership.entries_of(one.chamber_code, one.id)
        held = records.privacy.held(one.chamber_code, entries)
    with store.writing(one.chamber_code) as records:
        records.audit.add(
            act,
            "privacy.exported",
            chamber_code=one.chamber_code,
            target_kind="member",
            target=act.person(str(one.id)),
        )
    return {"made_at": written(act.at), "chamber": one.chamber_code, "sicil_no": one.sicil_no, "held": held}


def own_export(store: Store, act: Act) -> dict[str, Any]:
    """The same for the member who asks."""
    return export(store, act, own.me(store, act).member)


def retain(store: Store, now: datetime, *, delete: bool = True) -> dict[str, Any]:
    """End what has outlived its time, chamber by chamber; returns the proof report.

    The SHA-256 of the report's canonical JSON (RFC 8785) stands with it in the audit trail. A crash leaves some
    chambers done: run it again. ``delete`` False only counts and stores nothing.
    """
    at = now.replace(microsecond=0)
    times = {name: at - timedelta(days=days) for name, days in DAYS.items()}
    oldest = years_later(day_of(at), -ACCESS_YEARS)
    times["access_events"] = at - (day_of(at) - oldest)
    act = Act(system("retention"), at)
    with store.reading() as records:
        chambers = [one.code for one in records.chambers.all()]
    totals: dict[str, list[int]] = {}
    for code in chambers:
        with store.writing(code) if delete else store.reading(code) as records:
            found = records.privacy.outlived(code, times, delete=delete)
        for name, (total, outlived) in found.items():
            before, ended = totals.setdefault(name, [0, 0])
            totals[name] = [before + total, ended + outlived]
    report: dict[str, Any] = {
        "at": written(at),
        "classes": [
            {
                "class": name,
                "older_than": written(times[name]),
                "before": before,
                "deleted": ended if delete else 0,
                "outlived": ended,
                "after": before - ended if delete else before,
            }
            for name, (before, ended) in sorted(totals.items())
        ],
    }
    if delete:
        proof = hashlib.sha256(rfc8785.dumps(report)).hexdigest()
        with store.writing() as records:
            records.audit.add(act, "privacy.retention", facts={"report": report, "sha256": proof})
        report["sha256"] = proof
    return report


def shown_name(one: Member) -> Member:
    """The entry as people read it: an erased one says so in place of a name."""
    given, family = ERASED_NAME
    return one if one.erased_at is None else replace(one, given_name=given, family_name=family)
