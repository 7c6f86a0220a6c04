"""Accounts to try the demonstration with: one for each role, passwords drawn anew for every demonstration."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from keys.vault import write_whole
from muhur.demonstration.people import SEED, Names
from muhur.installation import Home
from muhur.signin.passwords import Passwords
from registry.access import ADMINISTRATOR, APPROVER, AUDITOR, MEMBER, OFFICER, REGISTRAR, ROLE_NAMES, system
from registry.accounts.holder import Holder
from registry.accounts.users import add_user
from registry.act import Act
from registry.records.registry_records import Records
from registry.store import NO_CHAMBER

FILE = "accounts.txt"
_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"
_HEAD = """\
# ÖRNEK kurulumun hesapları. Parolalar bu kurulum yapılırken rastgele seçildi, yalnız bu dosyada yazılıdır.
# Accounts of the demonstration. The passwords were drawn when it was made and stand in this file alone.
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


def open_accounts(home: Home, now: datetime) -> None:
    """Give every account its password; made again, the ones of ``accounts.txt`` stay."""
    path = home.settings.home / FILE
    drawn = read_passwords(path) or {one.login: _password() for one in ACCOUNTS}
    if not path.exists():
        # Before they count, so that an interrupted build leaves none that nobody knows.
        lines = [f"{one.login:15} {drawn[one.login]:24} {_about(one)}" for one in ACCOUNTS]
        write_whole(path, (_HEAD + "\n".join(lines) + "\n").encode())
    _add_staff(home, now)
    passwords = Passwords()
    for one in ACCOUNTS:
        hashed = passwords.hashed(drawn[one.login])
        with home.store.writing(one.chamber_code or NO_CHAMBER) as records:
            records.passwords.set(_holder(records, one), hashed, now)


def read_passwords(path: Path) -> dict[str, str]:
    """Password by login, as the file has them; empty without a file."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    parts = [line.split(maxsplit=2) for line in lines if line and not line.startswith("#")]
    return {login: password for login, password, *_ in parts}


def _password() -> str:
    """Twenty letters and digits in groups, 98 bits, none that looks like another."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(20))
    return "-".join(drawn[start : start + 5] for start in range(0, 20, 5))


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
