"""Passwords: which ones do (NIST SP 800-63B section 5.1.1.2), and their hashes (Argon2id, RFC 9106)."""

import re
import secrets
import threading
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from muhur.signin.refused import SignInRefused
from registry import turkish
from registry.turkish import fold

SHORTEST, LONGEST = 12, 200
COMMON = Path(__file__).parent / "data" / "common-passwords.txt"
# What must be left of a password besides a name that stands in it.
_BESIDE_A_NAME = 8
_FEWEST_DIFFERENT = 5
# Each hash holds 19 MiB for as long as it takes (OWASP's first choice of parameters); so many at once at most.
_AT_ONCE = threading.BoundedSemaphore(4)


class Passwords:
    """Hashes and compares passwords. Every question costs one comparison, whether or not there is a hash."""

    def __init__(self) -> None:
        self._hashing = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
        # Of a password that nobody knows: what an unknown account is compared with.
        self._nobodys = self.hashed(secrets.token_urlsafe(32))

    def hashed(self, password: str) -> str:
        """The hash of a password in PHC form."""
        with _AT_ONCE:
            return self._hashing.hash(composed(password))

    def fits(self, password: str, hashed: str | None) -> tuple[bool, str | None]:
        """Whether a password belongs to a hash (None: to nothing), and a newer hash if the parameters have grown."""
        # Whatever is longer belongs to none; composing first takes up to four letters together.
        text = composed(password[: 8 * LONGEST])[: LONGEST + 1]
        with _AT_ONCE:
            fits, newer = self._hashing.verify_and_update(text, hashed or self._nobodys)
        return fits and hashed is not None, newer


def composed(password: str) -> str:
    """The password as it is hashed: NFKC, so that every keyboard writes the same; no letter is cut off."""
    return turkish.composed(password, "NFKC")


def check_password(password: str, names: Iterable[str]) -> str:
    """The password if it does; raises ``SignInRefused``. ``names`` are the login, address and name of its holder."""
    text = composed(password)
    if len(text) < SHORTEST:
        raise SignInRefused("password.short", least=SHORTEST)
    if len(text) > LONGEST:
        raise SignInRefused("password.long", most=LONGEST)
    plain = _bare(text)
    if len(set(text)) < _FEWEST_DIFFERENT or _is_a_run(plain) or _is_common(plain):
        raise SignInRefused("password.common")
    for name in names:
        for part in {_bare(name), *map(_bare, re.split(r"[\s@._-]+", name))}:
            if len(part) >= 4 and part in plain and len(plain.replace(part, "")) < _BESIDE_A_NAME:
                raise SignInRefused("password.name")
    return password


def _bare(text: str) -> str:
    """Letters and digits alone, folded: Şifre-1234 and sifre1234 are the same guess."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


def _is_a_run(plain: str) -> bool:
    """True for 1234567890123 or abcdefghijkl, whichever way it runs."""
    steps = {(ord(after) - ord(before)) for before, after in pairwise(plain)}
    return len(plain) >= SHORTEST and (steps <= {1, -9} or steps <= {-1, 9})


@cache
def _common() -> frozenset[str]:
    lines = COMMON.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _is_common(plain: str) -> bool:
    """True for a common password, one repeated, and one with digits around it: parola, parolaparola, parola2026."""
    for core in {plain, plain.strip("0123456789")}:
        for length in range(3, len(core) + 1):
            whole, rest = divmod(len(core), length)
            if rest == 0 and core[:length] * whole == core and core[:length] in _common():
                return True
    return False
