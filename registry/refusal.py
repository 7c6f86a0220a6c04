"""Refusals: a rule of the register said no. Each has a stable code and the facts its sentence needs."""

from collections.abc import Callable, Mapping
from functools import partial


class Refusal(Exception):
    """Base of all refusals; ``code`` is stable, ``facts`` fill the sentence kept in ``muhur/problems.py``."""

    code = "refused"

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code}: {facts}" if facts else code)
        self.code = code
        self.facts: Mapping[str, object] = facts

    def __reduce__(self) -> tuple[Callable[[], "Refusal"], tuple[()]]:
        """Code and facts cross to another process; exceptions by themselves would be made anew of their text."""
        return partial(type(self), self.code, **self.facts), ()
