"""The list of forged and hostile PDFs: what each is, how it is made from a sealed document, and the answer it must get."""

from collections.abc import Callable
from dataclasses import dataclass

from registry.document import Document
from tests.verifier.workshop import House

# (outcome, page, credential_genuine, reasons)
Answer = tuple[str, str | None, bool | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Original:
    """A document of the house: its credential, its sheet as drawn, and sealed; ``other`` is another one's."""

    house: House
    document: Document
    compact: str
    drawn: bytes
    sealed: bytes
    other: "Original | None" = None

    @property
    def second(self) -> "Original":
        """Another genuine document."""
        assert self.other is not None
        return self.other


Make = Callable[[Original], bytes]


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to forge: ``what`` it is in one sentence, and every answer field that it must get.

    ``again``: the same as another kind, done by another hand; left to the long runs.
    """

    name: str
    what: str
    make: Make
    answer: Answer
    again: bool = False


KINDS: dict[str, Kind] = {}


def add(name: str, what: str, make: Make, answer: Answer, *, again: bool = False) -> None:
    """Enter a kind."""
    assert name not in KINDS, name
    KINDS[name] = Kind(name, what, make, answer, again)


def not_original(*reasons: str, page: str = "original") -> Answer:
    """The data are genuine and shown, the file is not the original."""
    return "not_genuine", page, True, reasons


def differs(*reasons: str) -> Answer:
    """The same, with a page that is not the one drawn from the data."""
    return not_original(*reasons, page="differs")


def refused(*reasons: str, page: str | None = None, genuine: bool | None = None) -> Answer:
    """Nothing genuine in it."""
    return "not_genuine", page, genuine, reasons


def untold(*reasons: str) -> Answer:
    """It could not be read, so nothing is said about it."""
    return "cannot_tell", None, None, reasons
