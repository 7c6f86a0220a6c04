"""The demonstration's accounts: one for each role, printed and kept for the owner alone, and every one opens."""

import stat

from muhur.demonstration.accounts import ACCOUNTS, FILE, read_accounts
from registry.access import ADMINISTRATOR, APPROVER, ROLE_NAMES, ROLES
from tests.journeys.machinery import Demo, Site, muhur
from tests.support.accounts import hidden

FORM_OF = {"officer": "/oda", "auditor": "/denetim", "member": "/uye"}


def test_every_role_has_an_account_that_the_guide_prints(demo: Demo) -> None:
    assert {one.role for one in ACCOUNTS} == set(ROLES) - {"public", "program"}
    file = demo.home / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    printed = muhur("demo", "--no-serve", home=demo.home).stdout.decode()
    drawn = read_accounts(file)
    for one in ACCOUNTS:
        assert drawn[one.login].password in printed
        assert ROLE_NAMES[one.role][0] in printed and one.try_tr in printed
    assert len({one.password for one in drawn.values()}) == len(ACCOUNTS)


def test_no_two_demonstrations_have_a_password_in_common(demo: Demo) -> None:
    from muhur.demonstration.accounts import _draw

    fresh = {_draw(one).password for one in ACCOUNTS}
    assert not fresh & {one.password for one in read_accounts(demo.home / FILE).values()}


def test_every_account_opens_with_a_terminal_alone(demo: Demo, site: Site) -> None:
    drawn = read_accounts(demo.home / FILE)
    for one in ACCOUNTS:
        sent = {"login": one.login, "password": drawn[one.login].password}
        answer = site.post("/giris", data=sent, headers={"origin": demo.url})
        if one.role in (APPROVER, ADMINISTRATOR):
            assert answer.status_code == 200 and "Uygulamadaki kod" in answer.text, one.login
            code = muhur("users", "code", one.login, home=demo.home).stdout.decode().split()[0]
            data = {**hidden(answer.text), "code": code}
            answer = site.post("/giris/iki-adim", data=data, headers={"origin": demo.url})
        assert (answer.status_code, answer.headers.get("location")) == (303, FORM_OF.get(one.role, "/oda")), (
            one.login
        )
