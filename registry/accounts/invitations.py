"""Invitations: by one a user or a member comes to a password or a passkey, for the first time or anew.

Nobody is given a password: the link is handed over once, and mailed where an address is on record. Only its hash is
kept. A new invitation ends the earlier ones; what the account had until then counts until the new one is used.
"""

from dataclasses import dataclass
from datetime import datetime

from registry.access import AccessRefused
from registry.accounts.account import AccountRefused, User
from registry.accounts.codes import INVITATION, Code, code_of, draw_code
from registry.accounts.holder import Holder
from registry.act import Act
from registry.ids import uuid7
from registry.istanbul import day_of, shown
from registry.member import Member
from registry.notices.message import MAIL, Message
from registry.records.registry_records import Records
from registry.store import NO_CHAMBER, Store

USER_RIGHT, MEMBER_RIGHT = "users:manage", "members:invite"


@dataclass(frozen=True, slots=True)
class Invitation:
    """The link as it is handed over, once; ``mailed`` when it also goes to the address on record."""

    url: str
    expires_at: datetime
    mailed: bool


def invite_user(store: Store, public_url: str, chamber_code: str | None, login: str, act: Act) -> Invitation:
    """Invite a user of a chamber (None: of the union). Raises ``AccessRefused``, ``AccountRefused``."""
    with store.writing(chamber_code or NO_CHAMBER) as records:
        user = records.users.find(chamber_code, login)
        if user is None:
            raise AccessRefused("access.not_found")
        if act.caller.id == user.login:
            raise AccountRefused("user.own")
        if not user.active:
            raise AccountRefused("invitation.off")
        holder = Holder.of_user(user)
        made = _invite(records, public_url, holder, user, act)
        records.audit.add(act, "user.invited", about=holder, facts=_facts(made))
    return made


def invite_member(store: Store, public_url: str, chamber_code: str, sicil_no: str, act: Act) -> Invitation:
    """Invite a member; using the link also asks for the sicil no. Raises ``AccessRefused``, ``AccountRefused``."""
    with store.writing(chamber_code) as records:
        member = records.members.find(chamber_code, [sicil_no]).get(sicil_no)
        if member is None or member.erased_at is not None or member.merged_into is not None:
            raise AccessRefused("access.not_found")
        if member.status == "vefat":
            raise AccountRefused("invitation.off")
        holder = Holder.of_member(member)
        made = _invite(records, public_url, holder, member, act)
        records.audit.add(act, "member.invited", about=holder, facts=_facts(made))
    return made


def _invite(records: Records, public_url: str, holder: Holder, one: User | Member, act: Act) -> Invitation:
    records.codes.end(holder, INVITATION)
    drawn = draw_code()
    code = code_of(drawn, INVITATION, holder, act.at, act.actor)
    records.codes.add(code)
    url = f"{public_url}/davet/{drawn}"
    if one.email:
        chamber = None if holder.chamber_code is None else records.chambers.find(holder.chamber_code)
        message = _message(
            one.email, holder, code, url, "TMMOB" if chamber is None else chamber.name_tr, act.at
        )
        records.outbox.add([message], act.at)
    return Invitation(url, code.expires_at, bool(one.email))


def _message(to: str, holder: Holder, code: Code, url: str, chamber: str, at: datetime) -> Message:
    facts = {"chamber": chamber, "url": url, "until": shown(day_of(code.expires_at))}
    return Message(uuid7(at), holder.chamber_code, MAIL, to, "account.invitation", facts)


def _facts(made: Invitation) -> dict[str, object]:
    return {"mailed": made.mailed}
