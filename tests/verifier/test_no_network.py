"""The guard under which every test of this room runs does see who reaches for the network."""

import _socket
import asyncio
import contextlib
import socket
import urllib.request
from collections.abc import Callable

import pytest

from tests.support.no_network import Reached


def _raw(kind: int) -> _socket.socket:
    return _socket.socket(_socket.AF_INET, kind)


@pytest.mark.parametrize(
    "reach",
    [
        lambda: socket.create_connection(("127.0.0.1", 9), 1),
        lambda: socket.getaddrinfo("evil.example", 443),
        lambda: socket.gethostbyname("evil.example"),
        lambda: _raw(_socket.SOCK_STREAM).connect(("127.0.0.1", 9)),
        lambda: _raw(_socket.SOCK_STREAM).connect_ex(("127.0.0.1", 9)),
        lambda: _raw(_socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
        lambda: urllib.request.urlopen("http://127.0.0.1:9/", timeout=1),
        lambda: asyncio.run(asyncio.open_connection("127.0.0.1", 9)),
    ],
)
def test_whoever_reaches_out_is_stopped_and_told(no_network: list[str], reach: Callable[[], object]) -> None:
    with pytest.raises((Reached, OSError)):
        reach()
    assert no_network
    no_network.clear()


def test_one_who_swallows_the_fault_is_told_all_the_same(no_network: list[str]) -> None:
    with contextlib.suppress(Exception):
        socket.getaddrinfo("evil.example", 443)
    assert len(no_network) == 1
    no_network.clear()


def test_two_halves_of_one_process_may_talk() -> None:
    one, other = socket.socketpair()
    one.sendall(b"x")
    assert other.recv(1) == b"x"
    one.close()
    other.close()
