"""The doctor: every check of an installation, each alone, so that one that cannot be made hides no other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from muhur.installation import open_home
from muhur.jobs import place_of
from muhur.operation import checks, seal_checks
from muhur.operation.checks import Examined
from muhur.operation.findings import Finding, found
from registry.refusal import Refusal

Result = Literal["ok", "warning", "fault", "unknown", "skipped"]


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its stable code, its name in both languages, and what it looks at."""

    code: str
    tr: str
    en: str
    run: Callable[[Examined], Iterable[Finding]]
    needs_home: bool = True
    slow: bool = False
    asks_network: bool = False


CHECKS = (
    Check("home", "Kurulum klasörü", "Home", checks.home, needs_home=False),
    Check("permissions", "Dosya izinleri", "Permissions", checks.permissions, needs_home=False),
    Check("disk", "Disk", "Disk", checks.disk, needs_home=False),
    Check("passphrase", "Kasa parolası", "Passphrase", checks.passphrase, needs_home=False),
    Check("database", "Veritabanı ayarları", "Database settings", checks.database),
    Check("row_security", "Satır güvenliği", "Row security", checks.row_security),
    Check("vault", "Anahtar kasası", "Vault", checks.vault),
    Check("seals", "Mühürler", "Seals", seal_checks.seals),
    Check("sealed_files", "Mühürlü PDF’ler", "Sealed PDFs", seal_checks.sealed_files, slow=True),
    Check("trust", "Güven paketi", "Trust bundle", checks.trust),
    Check("clock", "Saat", "Clock", checks.clock),
    Check("signers", "İmzacılar", "Signers", checks.signers),
    Check("intents", "Yarım kalan belgeler", "Unfinished documents", checks.intents),
    Check("status_lists", "Durum listeleri", "Status lists", checks.status_lists),
    Check("outbox", "Bekleyen iletiler", "Waiting messages", checks.outbox),
    Check("backup", "Yedek", "Backup", checks.backup),
    Check("chains", "Kayıt zincirleri", "Sicil chains", checks.chains, slow=True),
    Check("audit", "Denetim izi", "Audit trail", checks.audit, slow=True),
    Check("log", "Şeffaflık günlüğü", "Transparency log", checks.log),
    Check("address", "Genel adres", "Public address", checks.address, asks_network=True),
)


@dataclass(frozen=True, slots=True)
class Checked:
    """What one check found; ``skipped`` when it could not begin or was not asked for."""

    check: Check
    findings: tuple[Finding, ...]
    skipped: bool = False

    @property
    def result(self) -> Result:
        """The worst of its findings."""
        if self.skipped:
            return "skipped"
        order: tuple[Result, ...] = ("fault", "unknown", "warning")
        return next((one for one in order if any(each.level == one for each in self.findings)), "ok")

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        return {
            "check": self.check.code,
            "result": self.result,
            "findings": [{"code": one.code, "level": one.level, **one.sentences} for one in self.findings],
        }


def examine(given: Examined, *, quick: bool, reach: bool) -> list[Checked]:
    """Make every check; ``quick`` leaves out the slow ones, only ``reach`` asks the network."""
    try:
        given = given.opened(open_home(given.settings))
    except (Refusal, OSError) as refusal:
        given = given.not_opened(getattr(refusal, "code", type(refusal).__name__), refusal)
    return [_make(one, given, quick=quick, reach=reach) for one in CHECKS]


def _make(check: Check, given: Examined, *, quick: bool, reach: bool) -> Checked:
    unasked = (check.slow and quick) or (check.asks_network and not reach)
    if unasked or (check.needs_home and given.home is None):
        return Checked(check, (), skipped=True)
    try:
        return Checked(check, tuple(check.run(given)))
    except Exception as fault:  # noqa: BLE001 - a check that cannot be made must not hide the others
        return Checked(check, (found("check_failed", error=place_of(fault)),))


def exit_code(made: Iterable[Checked]) -> int:
    """0 nothing wrong or warnings only, 1 a fault, 3 something could not be looked at."""
    results = {one.result for one in made}
    return 1 if "fault" in results else 3 if "unknown" in results else 0
