"""The one table from a refusal's code to its HTTP status and its sentence in Turkish and English (RFC 9457)."""

from dataclasses import dataclass

from keys.trust_bundle import TrustRefused
from keys.vault import VaultRefused
from muhur.sentences import (
    access,
    checking,
    designs,
    events,
    issuing,
    key_life,
    lifecycle,
    notices,
    operation,
    people,
    reports,
    sealing,
    signin,
    training,
    transparency,
)
from registry.refusal import Refusal

PROBLEMS: dict[str, tuple[int, str, str]] = {
    code: sentence
    for area in (
        issuing,
        lifecycle,
        events,
        training,
        people,
        access,
        signin,
        notices,
        reports,
        operation,
        checking,
        sealing,
        designs,
        transparency,
        key_life,
    )
    for code, sentence in area.SENTENCES.items()
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A refusal as the outside sees it."""

    code: str
    status: int
    tr: str
    en: str

    def as_json(self) -> dict[str, object]:
        """RFC 9457 members: ``title`` Turkish, ``detail`` English, both again in ``message``."""
        return {
            "type": f"urn:muhur:problem:{self.code}",
            "title": self.tr,
            "status": self.status,
            "detail": self.en,
            "code": self.code,
            "message": {"tr": self.tr, "en": self.en},
        }


def problem(code: str, **facts: object) -> Problem:
    """The problem of a code with its facts filled in."""
    status, turkish, english = PROBLEMS[code]
    return Problem(code, status, turkish.format(**facts), english.format(**facts))


REFUSALS = (Refusal, VaultRefused, TrustRefused)
AnyRefusal = Refusal | VaultRefused | TrustRefused


def problem_of(refusal: AnyRefusal) -> Problem:
    """The problem of a refusal that was raised."""
    return problem(refusal.code, **(dict(refusal.facts) if isinstance(refusal, Refusal) else {}))


def sentences_of(refusal: Refusal) -> tuple[str, str]:
    """A refusal's sentence in Turkish and English."""
    found = problem_of(refusal)
    return found.tr, found.en
