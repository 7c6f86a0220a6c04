"""Where a webhook leads is decided once: the address that was looked at is the address that is called.

The resolver and the dialling are the two ends of the machine's network here; all between them is the real thing.
"""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from muhur.sending.webhook import WebhookRefused, check_address, fresh_secret, post
from registry.ids import uuid7
from registry.notices.message import WEBHOOK, Message
from registry.records.asked.outbox import Webhook
from tests.support.register import NOW

NAME = "hook.example.org"
OUTSIDE, OTHER = "1.1.1.1", "1.0.0.1"
INSIDE = "127.0.0.1"


def certificate_for(name: str, folder: Path) -> Path:
    """A key and a certificate that is its own authority, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append(self.headers["host"])
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        pass


@pytest.fixture
def receiver(tmp_path: Path) -> Iterator[Any]:
    """The program behind ``NAME``; ``trusting`` recognises it, ``asked`` are the names that TLS was told."""
    path = certificate_for(NAME, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server: Any = HTTPServer((INSIDE, 0), Receiver)
    server.got, server.asked = [], []
    context.sni_callback = lambda _socket, name, _context: server.asked.append(name)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.trusting = ssl.create_default_context(cafile=str(path))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


class Network:
    """The resolver's answers for names of example.org, one after the other, and who stands at which address."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, receiver: Any, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.dialled: list[str] = []
        self.down: set[str] = set()
        resolve, dial = socket.getaddrinfo, anyio.connect_tcp

        def getaddrinfo(host: Any, port: Any, *words: Any, **more: Any) -> Any:
            if not str(host).endswith("example.org"):
                return resolve(host, port, *words, **more)
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            return [found for one in answer for found in resolve(one, port, *words, **more)]

        async def connect_tcp(remote_host: str, remote_port: int, **more: Any) -> Any:
            # A name is resolved by who dials it, as the real function does.
            ((*_, (host, *_)), *_) = socket.getaddrinfo(remote_host, remote_port, type=socket.SOCK_STREAM)
            self.dialled.append(host)
            if host in self.down:
                raise ConnectionRefusedError(host)
            return await dial(INSIDE, receiver.server_port, **more)

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(anyio, "connect_tcp", connect_tcp)


def send(tls: ssl.SSLContext, name: str = NAME) -> None:
    hook = Webhook(
        uuid7(NOW), "EMO", f"https://{name}/x", fresh_secret(), ("document.revoked",), True, NOW, "user:y"
    )
    message = Message(uuid7(NOW), "EMO", WEBHOOK, str(hook.id), "document.revoked", {"belge_no": "X"})
    post(tls, hook, message, NOW, inside_allowed=False)


def test_a_name_that_changes_its_answer_does_not_lead_inside(
    monkeypatch: pytest.MonkeyPatch, receiver: Any
) -> None:
    network = Network(monkeypatch, receiver, [OUTSIDE], [INSIDE])
    send(receiver.trusting)
    assert network.dialled == [OUTSIDE]
    # The receiver is still met by its name, in TLS and in HTTP.
    assert receiver.asked == [NAME]
    assert receiver.got == [NAME]
    # From now on the name leads inside: refused before anything is called.
    with pytest.raises(WebhookRefused):
        send(receiver.trusting)
    assert network.dialled == [OUTSIDE]


def test_one_inside_address_among_several_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch, receiver: Any
) -> None:
    network = Network(monkeypatch, receiver, [OUTSIDE, INSIDE])
    with pytest.raises(WebhookRefused):
        send(receiver.trusting)
    assert network.dialled == []


def test_the_next_address_is_tried_when_one_does_not_answer(
    monkeypatch: pytest.MonkeyPatch, receiver: Any
) -> None:
    network = Network(monkeypatch, receiver, [OUTSIDE, OTHER])
    network.down = {OUTSIDE}
    send(receiver.trusting)
    assert network.dialled == [OUTSIDE, OTHER]
    assert receiver.got == [NAME]
    network.down = {OUTSIDE, OTHER}
    with pytest.raises(httpx.ConnectError):
        send(receiver.trusting)


def test_who_cannot_prove_the_name_gets_nothing(monkeypatch: pytest.MonkeyPatch, receiver: Any) -> None:
    Network(monkeypatch, receiver, [OUTSIDE])
    with pytest.raises(httpx.ConnectError, match="other"):
        send(receiver.trusting, "other.example.org")
    assert receiver.got == []


def test_who_answers_a_byte_at_a_time_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, receiver: Any
) -> None:
    Network(monkeypatch, receiver, [OUTSIDE])
    monkeypatch.setattr("muhur.sending.webhook.DEADLINE_SECONDS", 0.6)
    ended = threading.Event()

    def drip(self: Receiver) -> None:
        self.wfile.write(b"HTTP/1.1 204 ")
        while not ended.wait(0.1):
            self.wfile.write(b"x")

    monkeypatch.setattr(Receiver, "do_POST", drip)
    try:
        with pytest.raises(TimeoutError):
            send(receiver.trusting)
    finally:
        ended.set()


def test_a_proxy_of_the_environment_is_not_asked(monkeypatch: pytest.MonkeyPatch, receiver: Any) -> None:
    network = Network(monkeypatch, receiver, [OUTSIDE])
    monkeypatch.setenv("HTTPS_PROXY", "http://10.0.0.9:3128")
    send(receiver.trusting)
    assert network.dialled == [OUTSIDE]


@pytest.mark.parametrize(
    "url",
    [
        "https://224.0.0.1/",
        "https://[ff0e::1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[64:ff9b::a00:4]/",
        "https://[2002:7f00:1::]/",
        "https://[fe80::1%25lo]/",
        f"https://{'a' * 70}.example.org/",
        "https://a b.example.org/",
        "https://[::1/",
    ],
)
def test_addresses_that_lead_inside_by_another_way(url: str) -> None:
    with pytest.raises(WebhookRefused) as refused:
        check_address(url, inside_allowed=False)
    assert refused.value.code == "webhook.address"
