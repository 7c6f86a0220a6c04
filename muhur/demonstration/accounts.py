"""Accounts to try the demonstration with: one for each role, with passwords drawn anew for every demonstration.

Whoever approves or manages users has an authenticator app too. Its secret stands beside the password, for an app of
one's own; ``muhur users code LOGIN`` says what the app would show, in an ÖRNEK installation only.
"""

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from keys.vault import write_whole
from muhur.demonstration.people import SEED, Names
from muhur.installation import Home
from muhur.signin.authenticators import Authenticators
from muhur.signin.passwords import Passwords
from registry.access import (
    ADMINISTRATOR,
    APPROVER,
    AUDITOR,
    MEMBER,
    OFFICER,
    REGISTRAR,
    ROLE_NAMES,
    TWO_STEP_ROLES,
    system,
)
from registry.accounts.holder import Holder
from registry.accounts.users import add_user
from registry.act import Act
from registry.records.registry_records import Records
from registry.store import NO_CHAMBER

FILE = "accounts.txt"
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
_NONE = "-"
_HEAD = """\
# ÖRNEK kurulumun hesapları. Parolalar bu kurulum yapılırken rastgele seçildi, yalnız bu dosyada yazılıdır.
# Accounts of the demonstration. The passwords were drawn when it was made and stand in this file alone.
# İkinci adım: doğrulama uygulamasının anahtarı; kod için `muhur users code KULLANICI`.
# Second step: the key of an authenticator app; for a code `muhur users code LOGIN`.
# giriş/login   parola/password          ikinci adım/second step
"""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Whom one may sign in as, and what is worth trying. ``login`` of a member is chamber and sicil no."""

    login: str
    chamber_code: str | None
    role: str
    try_tr: str
    try_en: str


ACCOUNTS = (
    DemoAccount("egitim.emo", "EMO", OFFICER, "liste yükleyip onaya gönderiniz", "bring a list, send it for approval"),
    DemoAccount("onay.emo", "EMO", APPROVER, "onaylayınız, askıya alınız, iptal ediniz", "approve, suspend, revoke"),
    DemoAccount("sicil.emo", "EMO", REGISTRAR, "üye ekleyiniz, uzmanlık sorgulayınız", "add members, ask about one"),
    DemoAccount("yonetici.emo", "EMO", ADMINISTRATOR, "kullanıcı davet ediniz", "invite users"),
    DemoAccount("egitim.mmo", "MMO", OFFICER, "ikinci bir Odayla deneyiniz", "try a second chamber"),
    DemoAccount("onay.mmo", "MMO", APPROVER, "ikinci bir Odayla deneyiniz", "try a second chamber"),
    DemoAccount("denetci.tmmob", None, AUDITOR, "raporları ve kütüğün tutarlılığını görünüz", "see reports, check the register"),
    DemoAccount("EMO-101742", "EMO", MEMBER, "belgelerinizi indiriniz, paylaşınız", "download and share documents"),
    DemoAccount("IMO-048213", "IMO", MEMBER, "kendiliğinden düzenlenen belgeyi görünüz", "see a document issued by itself"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an account is opened by; ``app`` is the secret of the app, - for none."""

    password: str
    app: str


def open_accounts(home: Home, now: datetime) -> None:
    """Give every account its password; made again, the ones of ``accounts.txt`` stay."""
    path = home.settings.home / FILE
    drawn = read_accounts(path) or {one.login: _draw(one) for one in ACCOUNTS}
    if not path.exists():
        # Before they count, so that an interrupted build leaves none that nobody knows.
        lines = [
            f"{one.login:15} {drawn[one.login].password:24} {drawn[one.login].app:33} {_about(one)}"
            for one in ACCOUNTS
        ]
        write_whole(path, (_HEAD + "\n".join(lines) + "\n").encode())
    _add_staff(home, now)
    passwords, apps, act = Passwords(), Authenticators(home), Act(system("demo"), now)
    for one in ACCOUNTS:
        hashed = passwords.hashed(drawn[one.login].password)
        with home.store.writing(one.chamber_code or NO_CHAMBER) as records:
            holder = _holder(records, one)
            records.passwords.set(holder, hashed, now)
            if drawn[one.login].app != _NONE:
                apps.give(records, holder, base64.b32decode(drawn[one.login].app), act)


def read_accounts(path: Path) -> dict[str, Drawn]:
    """What the file has by login; empty without a file."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    parts = [line.split(maxsplit=3) for line in lines if line and not line.startswith("#")]
    return {login: Drawn(password, app) for login, password, app, *_ in parts}


def _draw(one: DemoAccount) -> Drawn:
    """A password of twenty letters and digits in groups, 98 bits, none that looks like another."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(20))
    password = "-".join(letters[start : start + 5] for start in range(0, 20, 5))
    app = base64.b32encode(secrets.token_bytes(20)).decode() if one.role in TWO_STEP_ROLES else _NONE
    return Drawn(password, app)


def _about(one: DemoAccount) -> str:
    return f"{one.chamber_code or 'TMMOB'} · {ROLE_NAMES[one.role][0]}"


def _add_staff(home: Home, now: datetime) -> None:
    names, act = Names(SEED + 2), Act(system("demo"), now)
    with home.store.reading() as records:
        known = {one.login for one in records.users.every()}
    for one in ACCOUNTS:
        full_name = names.full()
        if one.role != MEMBER and one.login not in known:
            add_user(home.store, one.chamber_code, one.login, full_name, frozenset({one.role}), None, act)


def _holder(records: Records, one: DemoAccount) -> Holder:
    if one.role != MEMBER:
        return Holder("user", one.login, one.chamber_code)
    chamber_code, _, sicil_no = one.login.partition("-")
    return Holder.of_member(records.members.find(chamber_code, [sicil_no])[sicil_no])
