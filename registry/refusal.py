"""Refusals: a rule of the register said no. Each has a stable code and the facts its sentence needs."""

from collections.abc import Mapping


class Refusal(Exception):
    """Base of all refusals; ``code`` is stable, ``facts`` fill the sentence kept in ``muhur/problems.py``."""

    code = "refused"

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code}: {facts}" if facts else code)
        self.code = code
        self.facts: Mapping[str, object] = facts
