"""Settling the key step of a document under a compromised key: by when the register entered it. Pure.

What the document says of its own time proves nothing, for whoever has the key can write any. It stays good if the
register entered this very credential before the key was compromised; entered later, or not at all, it is not genuine;
where the register cannot be asked, that cannot be told.
"""

from dataclasses import replace

from keys.keyring import Compromise
from verifier.examine import COMPROMISED, UNPROVEN, Examined, since
from verifier.known import Entered, NotRecorded, Unreachable, WhenEntered
from verifier.verdict import Step, failed, passed


def settled(examined: Examined, told: Compromise, entered: WhenEntered) -> Examined:
    """``examined`` with its key step as the register's answer makes it; unchanged where there was none."""
    match entered:
        case Unreachable():
            return examined
        case Entered(compact, at, log_index) if compact == examined.compact and told.is_before(at, log_index):
            steps = tuple(
                passed("key", date=since(told)) if step.code == UNPROVEN else step for step in examined.steps
            )
            return replace(examined, steps=steps, compromise=None)
        case Entered() | NotRecorded():
            return Examined(key_refused(examined.steps, told))


def key_refused(steps: tuple[Step, ...], told: Compromise) -> tuple[Step, ...]:
    """The steps up to the key's, which fails: nothing after it counts."""
    place = next(number for number, step in enumerate(steps) if step.code == UNPROVEN)
    return (*steps[:place], failed("key", COMPROMISED, date=since(told)))
