"""An entry as a member was granted it: the new name or title of a request."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from registry.act import Act
from registry.member import Member
from registry.people.membership import MemberRefused, clean_name, store_change
from registry.records.registry_records import Records


def right_entry(records: Records, chamber_code: str, member_id: UUID) -> Member:
    """The entry of this id, or what it was merged into; raises ``MemberRefused`` if it is not there or erased."""
    found = records.members.by_id(chamber_code, member_id)
    if found is not None and found.merged_into is not None:
        found = records.members.by_id(chamber_code, found.merged_into)
    if found is None:
        raise MemberRefused("member.not_found")
    if found.erased_at is not None:
        raise MemberRefused("member.erased", sicil_no=found.sicil_no)
    return found


def with_granted(one: Member, wanted: Mapping[str, str]) -> Member:
    """The entry with the names and title that were granted; raises ``MemberRefused`` for a text it cannot hold."""
    kept = {"given_name": one.given_name, "family_name": one.family_name, "title": one.title}
    named = kept | {name: clean_name(value) for name, value in wanted.items()}
    return replace(
        one, given_name=named["given_name"], family_name=named["family_name"], title=named["title"]
    )


def correct_entry(records: Records, act: Act, before: Member, after: Member, *, reason: str) -> None:
    """Store an entry's granted name and title; the caller holds the chamber's lock."""
    renamed = before.full_name != after.full_name
    action = "membership.renamed" if renamed else "membership.title_changed"
    store_change(records, act, before, after, action, reason=reason)
