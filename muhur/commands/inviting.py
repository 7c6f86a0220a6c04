"""``muhur users invite``, ``muhur users code`` and ``muhur members invite``: letting people in."""

from typing import Annotated

import typer

from muhur.clock import system_now
from muhur.commands.access import LoginArgument, chamber_of, named_user, operator_act
from muhur.commands.shared import HomeOption, JsonOption, ends_with_refusals, opened, out, print_json, tell
from muhur.signin.authenticators import STEP_SECONDS, Authenticators
from muhur.signin.refused import SignInRefused
from registry.accounts.holder import Holder
from registry.accounts.invitations import Invitation, invite_member, invite_user
from registry.istanbul import day_of, shown


@ends_with_refusals
def users_invite(login: LoginArgument, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Kullanıcıyı davet et; bağlantıyı bir kez yazar · Invite a user; prints the link once."""
    found = opened(home)
    user = named_user(found, login)
    act = operator_act(found, system_now(), user.chamber_code)
    made = invite_user(found.store, found.facts.public_url, user.chamber_code, login, act)
    _tell(made, as_json=as_json)


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
    _tell(invite_member(found.store, found.facts.public_url, code, sicil_no, act), as_json=as_json)


def _tell(made: Invitation, *, as_json: bool) -> None:
    if as_json:
        print_json({"url": made.url, "expires_at": made.expires_at.isoformat(), "mailed": made.mailed})
        return
    out.print(made.url, markup=False)
    out.print(f"  {shown(day_of(made.expires_at))} gününe kadar, bir kez · until then, once", style="dim")
    if made.mailed:
        out.print("  Kayıtlı adrese de gönderilecek · it is mailed to the address on record too", style="dim")
