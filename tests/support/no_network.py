"""A guard that fails whoever reaches for the network: every connection and every look-up of a name, however it is made.

The interpreter itself tells (PEP 578), so a module that kept the real functions, or calls the C ones, is seen as well.
"""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_NAMES = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)
_REACHING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_armed: list[list[str]] = []


class Reached(AssertionError):
    """Something reached for the network."""


def _heard(event: str, given: tuple[Any, ...]) -> None:
    if not _armed or not (event in _NAMES or event in _REACHING):
        return
    if event in _REACHING and given[0].family not in (socket.AF_INET, socket.AF_INET6):
        return
    what = f"{event}{given[1:] if event in _REACHING else given!r}"
    for touched in _armed:
        touched.append(what)
    raise Reached(what)


sys.addaudithook(_heard)


@contextmanager
def no_network() -> Iterator[list[str]]:
    """While it lasts nothing can connect; what tried is in the list, also where the fault was swallowed."""
    touched: list[str] = []
    _armed.append(touched)
    try:
        yield touched
    finally:
        _armed[:] = [one for one in _armed if one is not touched]
