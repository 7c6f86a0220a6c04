"""``muhur users …``, ``muhur programs …``, ``muhur members invite``: the operator's hand on who may come in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import typer

from muhur.clock import system_now
from muhur.commands.shared import (
    CommandRefused,
    HomeOption,
    JsonOption,
    ends_with_refusals,
    opened,
    out,
    print_json,
    tell,
)
from muhur.installation import Home
from muhur.signin.authenticators import STEP_SECONDS, Authenticators
from muhur.signin.refused import SignInRefused
from muhur.tokens import Tokens
from registry.access import MEMBER, ROLE_NAMES, USER, AccessRefused, Caller, system
from registry.accounts import programs, users
from registry.accounts.account import Program, User
from registry.accounts.holder import Holder
from registry.accounts.invitations import Invitation, invite_member, invite_user
from registry.act import Act
from registry.istanbul import day_of, shown
from registry.records.registry_records import Records

OPERATOR = "operator"
ChamberOption = Annotated[str | None, typer.Option("--chamber", help="Oda kodu, ör. EMO · Chamber code")]
LoginArgument = Annotated[str, typer.Argument(help="Kullanıcı adı · Login")]


def operator_act(home: Home, at: datetime, chamber_code: str | None = None) -> Act:
    """The operator at the command line, as the audit trail names him."""
    return Tokens(home).act(system(OPERATOR, chamber_code), at)


def chamber_of(records: Records, named: str) -> str:
    """The code of the chamber that is named; raises ``CommandRefused`` chamber.unknown."""
    known = records.chambers.named(named)
    if known is None:
        raise CommandRefused("chamber.unknown", chamber=named)
    return known.code


@ends_with_refusals
def users_add(
    login: LoginArgument,
    name: Annotated[str, typer.Option("--name", help="Ad soyad · Full name")],
    role: Annotated[
        list[str], typer.Option("--role", help="officer, approver, registrar, administrator, auditor")
    ],
    chamber: ChamberOption = None,
    email: Annotated[str | None, typer.Option("--email", help="E-posta · E-mail")] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Kullanıcı ekle · Add a user (without --chamber: of the union)."""
    found = opened(home)
    with found.store.reading() as records:
        code = None if chamber is None else chamber_of(records, chamber)
    act = operator_act(found, system_now(), code)
    made = users.add_user(found.store, code, login, name, frozenset(role), email, act)
    tell(f"{made.login}: {_roles(made.roles)}", _user_facts(made), as_json=as_json)


@ends_with_refusals
def users_list(chamber: ChamberOption = None, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Kullanıcıları göster · List users."""
    with opened(home).store.reading() as records:
        found = records.users.every() if chamber is None else records.users.all(chamber_of(records, chamber))
    if as_json:
        print_json([_user_facts(one) for one in found])
        return
    for one in found:
        state = "" if one.active else " (kapalı · off)"
        out.print(
            f"{one.chamber_code or 'TMMOB':10} {one.login:24} {one.full_name} · {_roles(one.roles)}{state}",
            markup=False,
        )


@ends_with_refusals
def users_deactivate(login: LoginArgument, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Kullanıcıyı kapat · Switch a user off."""
    found = opened(home)
    user = named_user(found, login)
    act = operator_act(found, system_now(), user.chamber_code)
    off = users.set_active(found.store, user.chamber_code, login, act, active=False)
    tell(f"{login}: kapatıldı · switched off", _user_facts(off), as_json=as_json)


@ends_with_refusals
def users_token(
    login: Annotated[str | None, typer.Argument(help="Kullanıcı adı · Login", show_default=False)] = None,
    member: Annotated[
        str | None, typer.Option("--member", help="Bir üye için, ör. EMO:101742 · For a member instead")
    ] = None,
    minutes: Annotated[int | None, typer.Option(min=1, max=720, help="Süre · Lifetime")] = None,
    home: HomeOption = None,
) -> None:
    """Kısa ömürlü erişim belirteci ver · Mint a short-lived access token for a user."""
    found, now = opened(home), system_now()
    if member is not None:
        caller = _member_caller(found, member)
    else:
        user = named_user(found, login or "")
        if not user.active:
            raise AccessRefused("access.not_found")
        caller = Caller(USER, user.login, user.chamber_code, user.roles)
    tokens = Tokens(found)
    act = tokens.act(system(OPERATOR, caller.chamber_code), now)
    given = tokens.give(caller, now, minutes or found.settings.token_minutes, by=act)
    out.print(given.compact, markup=False)


@ends_with_refusals
def programs_add(
    name: Annotated[str, typer.Argument(help="Programın adı · Name of the program")],
    chamber: Annotated[str, typer.Option("--chamber", help="Oda kodu, ör. EMO · Chamber code")],
    scope: Annotated[list[str], typer.Option("--scope", help="Kapsam, yinelenebilir · Scope, repeatable")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Program ekle; gizli anahtarı bir kez yazar · Add a program; prints its secret once."""
    found = opened(home)
    with found.store.reading() as records:
        code = chamber_of(records, chamber)
    act = operator_act(found, system_now(), code)
    made, secret = programs.add_program(found.store, code, name, frozenset(scope), act)
    if as_json:
        print_json({**_program_facts(made), "client_secret": secret})
        return
    out.print(f"client_id:     {made.id}", markup=False)
    out.print(f"client_secret: {secret}", markup=False)
    out.print("  Gizli anahtar yeniden gösterilmez · the secret is not shown again.")


@ends_with_refusals
def programs_list(
    chamber: ChamberOption = None, home: HomeOption = None, as_json: JsonOption = False
) -> None:
    """Programları göster · List programs."""
    with opened(home).store.reading() as records:
        code = None if chamber is None else chamber_of(records, chamber)
        found = records.programs.every() if code is None else records.programs.all(code)
    if as_json:
        print_json([_program_facts(one) for one in found])
        return
    for one in found:
        state = "" if one.active else " (kapalı · off)"
        scopes = " ".join(sorted(one.scopes))
        out.print(f"{one.chamber_code:10} {one.id} {one.name} · {scopes}{state}", markup=False)


@ends_with_refusals
def programs_revoke(
    client_id: Annotated[str, typer.Argument(help="client_id")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Programı kapat · End a program."""
    found = opened(home)
    with found.store.reading() as records:
        known = records.programs.with_id(client_id)
    if known is None:
        raise AccessRefused("access.not_found")
    code = known[0].chamber_code
    ended = programs.revoke_program(found.store, code, client_id, operator_act(found, system_now(), code))
    tell(f"{client_id}: kapatıldı · ended", _program_facts(ended), as_json=as_json)


def named_user(home: Home, login: str) -> User:
    """The user of this login; raises ``AccessRefused``."""
    with home.store.reading() as records:
        user = records.users.with_login(login)
    if user is None:
        raise AccessRefused("access.not_found")
    return user


def _member_caller(home: Home, named: str) -> Caller:
    chamber, _, sicil_no = named.partition(":")
    with home.store.reading() as records:
        code = chamber_of(records, chamber)
        member = records.members.find(code, [sicil_no]).get(sicil_no)
    if member is None:
        raise AccessRefused("access.not_found")
    return Caller(MEMBER, str(member.id), code, frozenset({MEMBER}))


def _roles(roles: Iterable[str]) -> str:
    return ", ".join(ROLE_NAMES[one][0] for one in sorted(roles))


def _user_facts(one: User) -> dict[str, object]:
    return {
        "login": one.login,
        "chamber": one.chamber_code,
        "full_name": one.full_name,
        "roles": sorted(one.roles),
        "active": one.active,
    }


def _program_facts(one: Program) -> dict[str, object]:
    return {
        "client_id": one.id,
        "chamber": one.chamber_code,
        "name": one.name,
        "scopes": sorted(one.scopes),
        "active": one.active,
    }


@ends_with_refusals
def users_invite(login: LoginArgument, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Kullanıcıyı davet et; bağlantıyı bir kez yazar · Invite a user; prints the link once."""
    found = opened(home)
    user = named_user(found, login)
    act = operator_act(found, system_now(), user.chamber_code)
    made = invite_user(found.store, found.facts.public_url, user.chamber_code, login, act)
    _tell_invitation(made, as_json=as_json)


@ends_with_refusals
def users_code(login: LoginArgument, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Doğrulama kodunu göster, yalnız ÖRNEK kurulumda · Show the code of the second step, ÖRNEK only."""
    found = opened(home)
    if not found.facts.specimen:
        raise SignInRefused("signin.specimen")
    now, holder = system_now(), Holder.of_user(named_user(found, login))
    with found.store.reading() as records:
        code = Authenticators(found).code_now(records, holder, now)
    left = STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS
    tell(f"{code}   ({left} sn · s)", {"code": code, "seconds": left}, as_json=as_json)


@ends_with_refusals
def members_invite(
    sicil_no: Annotated[str, typer.Argument(help="Oda sicil no · Number in the chamber's sicil")],
    chamber: Annotated[str, typer.Option("--chamber", help="Oda kodu, ör. EMO · Chamber code")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Üyeyi davet et; bağlantıyı bir kez yazar · Invite a member; prints the link once."""
    found = opened(home)
    with found.store.reading() as records:
        code = chamber_of(records, chamber)
    act = operator_act(found, system_now(), code)
    _tell_invitation(invite_member(found.store, found.facts.public_url, code, sicil_no, act), as_json=as_json)


def _tell_invitation(made: Invitation, *, as_json: bool) -> None:
    if as_json:
        print_json({"url": made.url, "expires_at": made.expires_at.isoformat(), "mailed": made.mailed})
        return
    out.print(made.url, markup=False)
    out.print(f"  {shown(day_of(made.expires_at))} gününe kadar, bir kez · until then, once", style="dim")
    if made.mailed:
        out.print("  Kayıtlı adrese de gönderilecek · it is mailed to the address on record too", style="dim")
