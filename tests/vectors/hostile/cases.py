"""What a hostile case is: one fault in a thing that is otherwise in order, and the answer it must get.

A case is made for one ``door``: a credential, a QR, a status list, a trust bundle or an access token is handed in
there and nowhere else. ``places`` says where the text departs from the control of its door; a test measures it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.vectors.hostile.fixed_house import FixedHouse

CREDENTIAL, QR, LIST, BUNDLE, TOKEN = "credential", "qr", "list", "bundle", "token"
ACCEPT, REJECT, POLICY = "accept", "reject", "policy"
Make = Callable[[FixedHouse], str]


@dataclass(frozen=True, slots=True)
class Case:
    """``code`` None: nothing to object. ``pack``: the number in ``jwt_hostile_v0.json`` that it makes anew."""

    name: str
    door: str
    make: Make
    code: str | None
    expect: str = REJECT
    pack: int | None = None
    # The register holds the control itself, not what is presented: where only the register can tell.
    own_register: bool = False

    @property
    def group(self) -> str:
        """The class of the case: what stands before the first dot of its name."""
        return f"{self.door}: {self.name.partition('.')[0]}"


CASES: dict[str, Case] = {}


def add(case: Case) -> None:
    """Enter a case; its name is unique at its door."""
    name = f"{case.door}.{case.name}"
    assert name not in CASES, name
    CASES[name] = case


def fault(door: str, name: str, code: str | None, make: Make, *, expect: str = REJECT) -> None:
    """Enter a case that is not of the pack."""
    add(Case(name, door, make, code, expect))
