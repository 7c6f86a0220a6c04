"""Users: add, give roles, switch off. Each act is audited in its own transaction.

Four eyes are not asked for here, three other rules are: nobody changes himself, who manages users never approves
(``check_roles``), and a user is switched off, never deleted: records name the login for good.
"""

from registry.access import AccessRefused
from registry.accounts.account import AccountRefused, User, check_login, check_name, check_roles
from registry.act import Act
from registry.ids import uuid7
from registry.records.registry_records import Records
from registry.store import NO_CHAMBER, Store

RIGHT = "users:manage"


def add_user(
    store: Store,
    chamber_code: str | None,
    login: str,
    full_name: str,
    roles: frozenset[str],
    email: str | None,
    act: Act,
) -> User:
    """A new user of a chamber (None: of the union). Raises ``AccountRefused``."""
    made = User(
        uuid7(act.at),
        chamber_code,
        check_login(login),
        check_name(full_name),
        email,
        check_roles(roles, chamber_code),
        True,
        act.at,
        act.actor,
    )
    with store.writing(chamber_code or NO_CHAMBER) as records:
        if not records.users.add(made):
            raise AccountRefused("user.exists")
        _record(records, act, "user.added", made, roles=sorted(made.roles))
    return made


def set_roles(store: Store, chamber_code: str | None, login: str, roles: frozenset[str], act: Act) -> User:
    """Give a user other roles. Raises ``AccountRefused``, ``AccessRefused``."""
    checked = check_roles(roles, chamber_code)
    with store.writing(chamber_code or NO_CHAMBER) as records:
        user = _other(records, chamber_code, login, act)
        records.users.set_roles(chamber_code, login, checked)
        _record(records, act, "user.roles", user, before=sorted(user.roles), roles=sorted(checked))
        found = records.users.find(chamber_code, login)
    assert found is not None
    return found


def set_active(store: Store, chamber_code: str | None, login: str, act: Act, *, active: bool) -> User:
    """Switch a user off, or on again: his tokens end at once. Raises ``AccountRefused``, ``AccessRefused``."""
    with store.writing(chamber_code or NO_CHAMBER) as records:
        user = _other(records, chamber_code, login, act)
        records.users.set_active(chamber_code, login, active=active)
        _record(records, act, "user.on" if active else "user.off", user)
        found = records.users.find(chamber_code, login)
    assert found is not None
    return found


def _other(records: Records, chamber_code: str | None, login: str, act: Act) -> User:
    user = records.users.find(chamber_code, login)
    if user is None:
        raise AccessRefused("access.not_found")
    if act.caller.id == user.login:
        raise AccountRefused("user.own")
    return user


def _record(records: Records, act: Act, action: str, user: User, **facts: object) -> None:
    records.audit.add(
        act, action, chamber_code=user.chamber_code, target_kind="user", target=user.login, facts=facts
    )
