"""What the doctor looks at, a function each: from an examined installation to findings."""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from keys.keyring import PURPOSE_CREDENTIAL
from keys.trust_bundle import TrustRefused, open_bundle
from keys.vault import VaultRefused
from muhur.installation import (
    Home,
    InstallationRefused,
    bundle_is_ageing,
    bundle_lacks_log,
    open_to_others,
    read_passphrase,
)
from muhur.key_life.bundles import require_possession
from muhur.operation.backup import last_backup_at
from muhur.operation.findings import Finding, found
from muhur.settings import Settings
from muhur.transparency.signing import LogRefused, require_continues
from registry.accounts.trail_check import OF_NO_CHAMBER, check_trail
from registry.istanbul import ISTANBUL
from registry.key_life.states import may_sign
from registry.refusal import Refusal
from registry.sicil_chain import first_broken, unmatched

BACKUP_HOURS = 26
LIST_HOURS = 26
OLDEST_POSTGRESQL = 15
_MEGABYTE = 1024 * 1024
_DURABLE = {
    "journal_mode": ("wal",),
    "synchronous": ("2", "3"),
    "foreign_keys": ("1",),
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply", "remote_write", "local"),
}


@dataclass(frozen=True, slots=True)
class Examined:
    """What is looked at: settings, the time, and the opened home or why it did not open."""

    settings: Settings
    now: datetime
    home: Home | None = None
    refused: str | None = None
    why: BaseException | None = None

    def opened(self, home: Home) -> "Examined":
        """With the home open."""
        return replace(self, home=home)

    def not_opened(self, code: str, why: BaseException) -> "Examined":
        """With the code of the refusal."""
        return replace(self, refused=code, why=why)

    @property
    def store_home(self) -> Home:
        """The opened home; only for checks that need it."""
        assert self.home is not None
        return self.home


def home(given: Examined) -> Iterator[Finding]:
    """Whether the installation opens."""
    if given.refused is None:
        return
    path = given.settings.home
    match given.refused:
        case "installation.missing":
            yield found("home_missing", home=path)
        case "installation.incomplete":
            yield found("home_incomplete", home=path)
        case "installation.schema":
            facts = getattr(given.why, "facts", {})
            yield found("schema_other", found=facts.get("found"), expected=facts.get("expected"))
        case "registry.unreachable":
            yield found("database_unreachable")
        case other:
            yield found("check_failed", error=other)


def permissions(given: Examined) -> Iterator[Finding]:
    """Whether others may read what must be private; the first such path is named."""
    folder = given.settings.home
    if not folder.is_dir():
        return
    private = [folder, given.settings.passphrase_path, *sorted(given.settings.keys_folder.rglob("*"))]
    private += [given.settings.keys_folder, *folder.glob("registry.sqlite3*")]
    for path in private:
        if path.exists() and open_to_others(path):
            mode = stat.S_IMODE(path.stat().st_mode)
            yield found("home_open_to_others", path=path, mode=f"{mode:03o}", home=folder)
            return


def disk(given: Examined) -> Iterator[Finding]:
    """Whether there is room where the home lies."""
    if not given.settings.home.is_dir():
        return
    space = shutil.disk_usage(given.settings.home)
    free, percent = space.free // _MEGABYTE, space.free * 100 // max(space.total, 1)
    if free < 256:
        yield found("disk_full", path=given.settings.home, free=free)
    elif percent < 5 or free < 2048:
        yield found("disk_low", path=given.settings.home, free=free, percent=percent)


def passphrase(given: Examined) -> Iterator[Finding]:
    """Whether the passphrase of keys that are here is readable, and not beside them."""
    settings = given.settings
    if not settings.keys_folder.is_dir():
        return  # a web process without keys
    try:
        readable = read_passphrase(settings) != ""
    except VaultRefused:
        readable = False
    if not readable:
        yield found("passphrase_unreadable", path=settings.passphrase_path)
    elif settings.vault_passphrase is None and _inside(settings.passphrase_path, settings.home):
        yield found("passphrase_beside_keys", path=settings.passphrase_path)


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


def database(given: Examined) -> Iterator[Finding]:
    """Whether the engine's settings keep what was committed."""
    with given.store_home.store.reading() as records:
        settings = records.operation.engine_settings()
        superuser = records.operation.login_is_superuser()
    for name, wanted in _DURABLE.items():
        if name in settings and settings[name] not in wanted:
            yield found("database_setting", name=name, value=settings[name], wanted=wanted[0])
    version = settings.get("server_version")
    if version is None:
        return
    major = version.partition(".")[0]
    if major.isdigit() and int(major) < OLDEST_POSTGRESQL:
        yield found("database_old", version=version, wanted=OLDEST_POSTGRESQL)
    if settings["server_encoding"] != "utf8":
        yield found("database_encoding", value=settings["server_encoding"])
    if settings["data_checksums"] != "on":
        yield found("database_checksums")
    if superuser:
        yield found("database_superuser")


def row_security(given: Examined) -> Iterator[Finding]:
    """Whether PostgreSQL holds every transaction to its chamber."""
    with given.store_home.store.reading() as records:
        loose = records.operation.tables_without_forced_security()
    if loose:
        yield found("row_security_off", tables=", ".join(loose))


def vault(given: Examined) -> Iterator[Finding]:
    """Whether each chamber has a key that signs, and every key in use its private half here."""
    opened = given.store_home
    with opened.store.reading() as records:
        keys = records.trust.signing_keys()
        chambers = records.chambers.all()
    signing = {
        key.owner_slug for key in keys if key.purpose == PURPOSE_CREDENTIAL and may_sign(key, given.now)
    }
    if without := [one.code for one in chambers if one.slug not in signing]:
        yield found("key_none", chambers=", ".join(without))
    if not opened.settings.keys_folder.is_dir():
        return
    try:
        box = opened.vault()
    except VaultRefused:
        return  # the check of the passphrase has told it
    for key in keys:
        try:
            require_possession(box, key, given.now)
        except (VaultRefused, Refusal) as refusal:
            name = key.kid.rpartition("#")[2]
            yield found("private_key_unusable", owner=key.owner_slug, kid=name, reason=refusal.code)


def trust(given: Examined) -> Iterator[Finding]:
    """Whether the trust bundle opens under the anchor, and for how long yet."""
    opened = given.store_home
    try:
        bundle = open_bundle(opened.bundle() or "", opened.anchor(), given.now)
    except (TrustRefused, InstallationRefused) as refusal:
        yield found("trust_unusable", reason=refusal.code)
        return
    if bundle_is_ageing(opened, given.now):
        yield found("trust_ageing", days=(bundle.expires_at - given.now).days)
    if bundle_lacks_log(opened):
        yield found("trust_without_log")


def clock(given: Examined) -> Iterator[Finding]:
    """Whether the last record lies in the past."""
    with given.store_home.store.reading() as records:
        last = records.operation.last_recorded_at()
    if last is not None and last > given.now + timedelta(minutes=1):
        yield found("clock_behind", at=f"{last.astimezone(ISTANBUL):%d.%m.%Y %H:%M}")


def signers(given: Examined) -> Iterator[Finding]:
    """Whether each chamber has the names that stand on its documents."""
    with given.store_home.store.reading() as records:
        without = [one.code for one in records.chambers.all() if not one.signers]
    if without:
        yield found("signers_missing", chambers=", ".join(without))


def intents(given: Examined) -> Iterator[Finding]:
    """Whether an issue was begun more than an hour ago and not finished."""
    with given.store_home.store.reading() as records:
        begun = records.operation.open_intents(given.now - timedelta(hours=1))
    if begun:
        yield found("intents_open", count=sum(begun.values()), chambers=", ".join(sorted(begun)))


def status_lists(given: Examined) -> Iterator[Finding]:
    """Whether every list that a document points into is there, signed since yesterday."""
    with given.store_home.store.reading() as records:
        needed = records.operation.lists_needed()
    missing = [f"{code}/{number}" for (code, number), at in sorted(needed.items()) if at is None]
    if missing:
        yield found("status_list_missing", lists=", ".join(missing))
    ages = {key: given.now - at for key, at in needed.items() if at is not None}
    old = [f"{code}/{number}" for (code, number), age in sorted(ages.items()) if _hours(age) >= LIST_HOURS]
    if old:
        yield found("status_list_old", lists=", ".join(old), hours=_hours(max(ages.values())))


def outbox(given: Examined) -> Iterator[Finding]:
    """Whether messages leave."""
    with given.store_home.store.reading() as records:
        waiting = records.operation.outbox()
    if waiting.since is not None and given.now - waiting.since > timedelta(hours=1):
        yield found("outbox_late", count=waiting.waiting, hours=_hours(given.now - waiting.since))
    if waiting.failed:
        yield found("outbox_given_up", count=waiting.failed)


def backup(given: Examined) -> Iterator[Finding]:
    """Whether there was a backup since yesterday."""
    last = last_backup_at(given.settings)
    if last is None:
        yield found("backup_none")
    elif _hours(given.now - last) >= BACKUP_HOURS:
        yield found("backup_old", hours=_hours(given.now - last))


def chains(given: Examined) -> Iterator[Finding]:
    """Whether every sicil chain holds and every document agrees with its entry."""
    lost: list[str] = []
    with given.store_home.store.reading() as records:
        for chamber in records.chambers.all():
            chain = records.sicil.chain(chamber.code)
            lost += unmatched(chain, records.credentials.hashes_of_chamber(chamber.code))
            place = first_broken(chain)
            if place is not None:
                yield found("chain_broken", chamber=chamber.abbr_tr, place=place)
    if lost:
        yield found("documents_unmatched", count=len(lost), first=lost[0])


def audit(given: Examined) -> Iterator[Finding]:
    """Whether every chain of the audit trail holds."""
    with given.store_home.store.reading() as records:
        for one in check_trail(records):
            if one.first_wrong is not None:
                yield found("audit_broken", chamber=one.chamber_code or OF_NO_CHAMBER, place=one.first_wrong)


def log(given: Examined) -> Iterator[Finding]:
    """Whether the log is signed up to its newest entry, and goes on from all that was signed."""
    opened = given.store_home
    signing = opened.log()
    with opened.store.reading(snapshot=True) as records:
        head, policy = records.log.head(), signing.policy(records)
        if policy is None:
            yield found("log_without_key")
            return
        for earlier in (head.checkpoint, signing.copy.read()):
            if earlier is None:
                continue
            try:
                require_continues(earlier, head, records.log.tree(head.size), policy)
            except LogRefused as refusal:
                yield found("log_goes_back", size=head.size, reason=refusal.code)
                return
    if head.signed_size < head.size:
        yield found("log_unsigned", size=head.size, signed=head.signed_size)


def address(given: Examined) -> Iterator[Finding]:
    """Whether the public address leads to a Mühür."""
    import httpx

    url = given.store_home.facts.public_url
    try:
        answer = httpx.get(f"{url}/healthz", timeout=5, follow_redirects=False)
        good = answer.status_code == 200 and answer.json() == {"status": "ok"}
        reason = "" if good else f"HTTP {answer.status_code}"
    except (httpx.HTTPError, ValueError) as fault:
        reason = type(fault).__name__
    if reason:
        yield found("address_unreachable", url=url, reason=reason)


def _hours(age: timedelta) -> int:
    return int(age.total_seconds()) // 3600
