"""``muhur users invite``, ``muhur users code`` and ``muhur members invite``: letting people in."""

from typing import Annotated

import typer

from muhur.clock import system_now
from muhur.commands.access import LoginArgument, chamber_of, named_user, operator_act
from muhur.commands.shared import HomeOption, ends_with_refusals, opened, out
from muhur.signin.authenticators import STEP_SECONDS, Authenticators
from muhur.signin.refused import SignInRefused
from registry.accounts.holder import Holder
from registry.accounts.invitations import Invitation, invite_member, invite_user
from registry.istanbul import day_of, shown


@ends_with_refusals
def users_invite(login: LoginArgument, home: HomeOption = None) -> None:
    """Kullanıcıyı davet et; bağlantıyı bir kez yazar · Invite a user; prints the link once."""
    found = opened(home)
    user = named_user(found, login)
    act = operator_act(found, system_now(), user.chamber_code)
    _print(invite_user(found.store, found.facts.public_url, user.chamber_code, login, act))


@ends_with_refusals
def users_code(login: LoginArgument, home: HomeOption = None) -> None:
    """Doğrulama kodunu göster, yalnız ÖRNEK kurulumda · Show the code of the second step, ÖRNEK only."""
    found = opened(home)
    if not found.facts.specimen:
        raise SignInRefused("signin.specimen")
    now, holder = system_now(), Holder.of_user(named_user(found, login))
    with found.store.reading() as records:
        code = Authenticators(found).code_now(records, holder, now)
    left = STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS
    out.print(f"{code}   ({left} sn · s)", markup=False)


@ends_with_refusals
def members_invite(
    sicil_no: Annotated[str, typer.Argument(help="Oda sicil no · Number in the chamber's sicil")],
    chamber: Annotated[str, typer.Option("--chamber", help="Oda kodu, ör. EMO · Chamber code")],
    home: HomeOption = None,
) -> None:
    """Üyeyi davet et; bağlantıyı bir kez yazar · Invite a member; prints the link once."""
    found = opened(home)
    with found.store.reading() as records:
        code = chamber_of(records, chamber)
    act = operator_act(found, system_now(), code)
    _print(invite_member(found.store, found.facts.public_url, code, sicil_no, act))


def _print(made: Invitation) -> None:
    out.print(made.url, markup=False)
    out.print(f"  {shown(day_of(made.expires_at))} gününe kadar, bir kez · until then, once", style="dim")
    if made.mailed:
        out.print("  Kayıtlı adrese de gönderilecek · it is mailed to the address on record too", style="dim")
