"""The verdict: what was judged, how each step ended, and what it means (docs/spec/verdict.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry.istanbul import written
from verifier.reasons import STEP_LABELS, VALID, VALID_BY_LIST, filled, passed_sentence, sentence

PASS, FAIL, COULD_NOT_CHECK = "pass", "fail", "could_not_check"
GENUINE, NOT_GENUINE, CANNOT_TELL = "genuine", "not_genuine", "cannot_tell"
ORIGINAL, DIFFERS, NOT_COMPARED, SCAN = "original", "differs", "not_compared", "scan"
# What a QR code was read from, beside a scan; and a credential, beside a PDF.
PHOTO, FILE, BADGE = "photo", "file", "badge"


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered check: its result and, unless it passed, its reason code with facts."""

    name: str
    result: str
    code: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> tuple[str, str]:
        """What to say about it, Turkish and English."""
        if self.code is None:
            return passed_sentence(self.name, self.facts)
        return sentence(self.code, self.facts)


def passed(name: str, **facts: str) -> Step:
    """A step that passed."""
    return Step(name, PASS, None, facts)


def failed(name: str, code: str, **facts: str) -> Step:
    """A step that failed for ``code``."""
    return Step(name, FAIL, code, facts)


def unchecked(name: str, code: str, **facts: str) -> Step:
    """A step that could not be checked for ``code``."""
    return Step(name, COULD_NOT_CHECK, code, facts)


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` judges the thing presented; ``standing`` is today's state of the document behind it.

    ``standing`` is None when there is no genuine document. ``credential`` is the public view of the signed
    fields, masked when only the number was known. ``as_of`` is when the status was asked, or the time of the
    list that stands for the register's answer. ``successor`` is the document that has taken this one's place:
    its number and, unless the view is masked, its code. ``seal`` is a PDF's seal that was found in order: its level as
    the trust bundle states it, when it was set, and its PAdES form as the file has it. ``log`` is the entry of the
    transparency log that was shown: its number, the size it was shown at, its time, and the witnesses of that.
    """

    outcome: str
    standing: str | None
    steps: tuple[Step, ...]
    credential: Mapping[str, Any] | None
    credential_genuine: bool | None
    page: str | None
    as_of: datetime
    successor: Mapping[str, str | None] | None = None
    seal: Mapping[str, str] | None = None
    log: Mapping[str, object] | None = None

    @property
    def reasons(self) -> list[str]:
        """Codes of all steps that did not pass, in order."""
        return [step.code for step in self.steps if step.code is not None]

    @property
    def is_valid(self) -> bool:
        """True only for a genuine document valid today with every step passed."""
        return (
            self.outcome == GENUINE
            and self.standing == "valid"
            and all(step.result == PASS for step in self.steps)
        )

    @property
    def exit_code(self) -> int:
        """0 genuine and valid, 1 no, 3 could not tell (DESIGN section 5)."""
        if self.is_valid:
            return 0
        # By the status list a document can be known not to be in force although its standing is not known.
        refused = any(step.result == FAIL for step in self.steps)
        return 3 if self.outcome == CANNOT_TELL or (self.standing == "unknown" and not refused) else 1

    @property
    def message(self) -> tuple[str, str]:
        """The sentence that stands before everything else, Turkish and English."""
        if self.is_valid:
            by_list = next((step.facts for step in self.steps if step.name == "status"), None)
            return VALID if by_list is None else filled(VALID_BY_LIST, by_list)
        refused = [step for step in self.steps if step.result == FAIL]
        if self.outcome == GENUINE and self.standing == "unknown" and not refused:
            return sentence("standing.unknown")
        worst = refused or [step for step in self.steps if step.result == COULD_NOT_CHECK]
        return worst[0].text

    def as_json(self) -> dict[str, Any]:
        """The shape of DESIGN section 5, with the sentence and label of each step added."""
        turkish, english = self.message
        return {
            "outcome": self.outcome,
            "standing": self.standing,
            "reasons": self.reasons,
            "steps": [_step_json(number, step) for number, step in enumerate(self.steps, start=1)],
            "credential": None if self.credential is None else dict(self.credential),
            "credential_genuine": self.credential_genuine,
            "page": self.page,
            "seal": None if self.seal is None else dict(self.seal),
            "log": None if self.log is None else dict(self.log),
            "as_of": written(self.as_of),
            "successor": None if self.successor is None else dict(self.successor),
            "message": {"tr": turkish, "en": english},
        }


def _step_json(number: int, step: Step) -> dict[str, Any]:
    label, text = STEP_LABELS[step.name], step.text
    return {
        "n": number,
        "name": step.name,
        "result": step.result,
        "code": step.code,
        "label": {"tr": label[0], "en": label[1]},
        "text": {"tr": text[0], "en": text[1]},
    }
