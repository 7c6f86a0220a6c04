"""Whether a PDF is the original document: its page as drawn again, its seal as the union knows it. Pure.

A design version says whether its PDFs are sealed. One that is must carry the chamber's seal over the whole file; one
from before seals is the drawing itself, byte for byte (docs/decisions/0006, 0015).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from keys.seal_certificate import fingerprint
from keys.trust_bundle import SKEW
from registry.istanbul import day_of, shown, written
from templates.certificates.designs import Design
from verifier.examine import Examined
from verifier.printed import changed_fields
from verifier.reasons import SEAL_LEVELS
from verifier.times.logged import Logged
from verifier.trust import NoTrust, Trust
from verifier.verdict import (
    CANNOT_TELL,
    COULD_NOT_CHECK,
    DIFFERS,
    FAIL,
    GENUINE,
    NOT_COMPARED,
    NOT_GENUINE,
    ORIGINAL,
    Step,
    failed,
    passed,
    unchecked,
)

# Colours of 0 to 255, over blocks of 6 x 6 points of a picture at 110 dpi: a changed letter of the smallest print is
# above 40, another edge of the same letter below 10.
MOST_APART = 16.0
# Such blocks that hang together and differ by more than 3. A stroke in the palest grey or the thinnest line has 5 or more
# in small print and above 20 in large; another edge stays in a block or two.
MOST_SPREAD = 4


@dataclass(frozen=True, slots=True)
class SealRead:
    """The seal as the file tells it: ``code`` for what is wrong, else its certificate (SHA-256), time and PAdES form.

    ``drawn`` is the length of what lies before it, ``above`` the other certificates in it.
    """

    code: str | None
    fingerprint: str = ""
    at: datetime | None = None
    form: str = ""
    drawn: int = 0
    above: tuple[str, ...] = ()


UNSEALED = SealRead("pdf.unsealed")
WITH_REVOCATION = "B-LT"


# The readers are busy, or came to their limits: nothing is known, least of all that the file is another.
UNTOLD = frozenset({"pdf.busy", "pdf.limits"})


@dataclass(frozen=True, slots=True)
class Likeness:
    """Words of the drawn and of the presented page, how far their pictures are ``apart``, and over how many blocks.

    None: not comparable.

    ``code`` names what a sheet of ours never has in it, or (``UNTOLD``) why they could not be laid over each other.
    """

    drawn: str = ""
    presented: str = ""
    apart: float | None = None
    code: str | None = None
    spread: int = 0

    @property
    def same(self) -> bool:
        """True when a reader sees the same, and nothing is hidden in the file."""
        return (
            self.code is None
            and self.drawn == self.presented != ""
            and self.apart is not None
            and self.apart <= MOST_APART
            and self.spread <= MOST_SPREAD
        )


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking at what was handed in: ``page``, ``seal`` and ``log`` of the verdict, and the steps."""

    page: str | None
    steps: tuple[Step, ...] = ()
    seal: Mapping[str, str] | None = None
    log: Mapping[str, object] | None = None

    @property
    def outcome(self) -> str:
        """What it is, its data being genuine."""
        results = {step.result for step in self.steps}
        if FAIL in results:
            return NOT_GENUINE
        return CANNOT_TELL if COULD_NOT_CHECK in results or self.page == NOT_COMPARED else GENUINE


NOT_A_PDF = Looked(None)


def with_log(looked: Looked, logged: Logged) -> Looked:
    """The same with the step of the transparency log behind it."""
    return replace(looked, steps=(*looked.steps, logged.step), log=logged.told)


def must_look(data: bytes, drawn: bytes, seal: SealRead) -> bool:
    """True where the bytes alone do not tell what the file shows.

    With revocation data the update brings objects that are not the same in every seal: then a reader looks as well,
    so that no gap in what was thought of there lets another page through.
    """
    return seal.form == WITH_REVOCATION or not is_drawn(data, drawn, seal)


def is_drawn(data: bytes, drawn: bytes, seal: SealRead) -> bool:
    """True when the file is the drawing, or the drawing with one update behind it."""
    return data == drawn or (seal.drawn == len(drawn) and data.startswith(drawn))


def look(
    data: bytes,
    drawn: bytes,
    seal: SealRead,
    design: Design,
    likeness: Likeness | None,
    examined: Examined,
    trust: Trust | NoTrust,
    now: datetime,
) -> Looked:
    """Steps 7 and 8 for a PDF whose credential was examined and whose sheet was ``drawn`` again.

    Without ``likeness`` nobody looked at it: then the bytes alone decide.
    """
    seen = likeness or Likeness()
    if not design.sealed:
        same = data == drawn
        return _looked(_differs(examined, seen, ""), same=same)
    step, told = _seal_step(seal, examined, trust, now)
    # In bytes it may differ, drawn by another version of the renderer: whether it looks the same the pictures say,
    # and whose file it is the seal.
    if seen.code is not None and seen.code in UNTOLD:
        return Looked(NOT_COMPARED, (unchecked("page", seen.code), step), told)
    same = is_drawn(data, drawn, seal) if likeness is None else likeness.same
    looked = _looked(_differs(examined, seen, seen.code or ""), same=same)
    return Looked(looked.page, (*looked.steps, step), told)


def without_attachment(seal: SealRead, examined: Examined, trust: Trust | NoTrust, now: datetime) -> Looked:
    """Steps 7 and 8 for a PDF that lacks what its design attaches: its sheet cannot be drawn, and is no original."""
    step, told = _seal_step(seal, examined, trust, now)
    return Looked(DIFFERS, (failed("page", "pdf.attachments"), step), told)


def _looked(differs: Step, *, same: bool) -> Looked:
    return Looked(ORIGINAL if same else DIFFERS, (passed("page") if same else differs,))


def _differs(examined: Examined, likeness: Likeness, code: str) -> Step:
    assert examined.document is not None
    where = changed_fields(examined.document, likeness.drawn, likeness.presented)
    told = code and code != "pdf.page_differs" and not where
    return failed("page", code) if told else failed("page", "pdf.page_differs", where=where)


def _seal_step(
    seal: SealRead, examined: Examined, trust: Trust | NoTrust, now: datetime
) -> tuple[Step, Mapping[str, str] | None]:
    """The step and, where it passed, ``seal`` of the verdict."""
    assert examined.document is not None
    assert examined.chamber is not None
    if seal.code is not None or seal.at is None:
        return failed("seal", seal.code or "pdf.seal_form"), None
    known = examined.chamber.seals
    if isinstance(trust, NoTrust) or not known:
        return unchecked("seal", "seal.unknown"), None
    own = next((one for one in known if one.fingerprint == seal.fingerprint), None)
    # No signature covers the certificates above: these, all of them, or it is another file.
    if own is None or {fingerprint(der) for der in own.chain} != set(seal.above):
        return failed("seal", "pdf.seal_foreign"), None
    if not own.covers(seal.at):
        return failed("seal", "pdf.seal_window"), None
    if not examined.document.awarded_at - SKEW <= seal.at <= now + SKEW:
        return failed("seal", "pdf.seal_time"), None
    turkish, english = SEAL_LEVELS[own.level]
    told = {"level": own.level, "sealed_at": written(seal.at), "form": seal.form}
    stamped = {} if seal.form == "B-B" else {"form": seal.form}
    return passed("seal", level=turkish, level_en=english, date=shown(day_of(seal.at)), **stamped), told
