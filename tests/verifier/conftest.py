"""One throw-away house for all tests of this room, and a network that fails whoever touches it."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.verifier.workshop import House


@pytest.fixture(scope="session")
def shared_house() -> House:
    return House()


@pytest.fixture
def house(shared_house: House) -> House:
    shared_house.register.asked.clear()
    return shared_house


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Verification opens no connection and resolves no name, whatever a token says."""
    touched: list[str] = []

    def refuse(name: str) -> Any:
        def touch(*args: Any, **kwargs: Any) -> Any:
            touched.append(f"{name}{args[:2]!r}")
            raise AssertionError(f"verification reached for the network: {name}")

        return touch

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse(f"socket.{name}"))
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "create_connection"):
        monkeypatch.setattr(socket, name, refuse(name))
    yield touched
    assert not touched
