"""The outbox is emptied at least once, by a real SMTP server and a real HTTP receiver; nothing inside is called."""

import base64
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from muhur.installation import Home
from muhur.sending.outbox import send_due
from muhur.sending.webhook import WebhookRefused, check_address, fresh_secret, signature
from muhur.settings import Settings
from registry.chamber import Installation
from registry.ids import uuid7
from registry.notices.message import MAIL, WEBHOOK, Message, next_try
from registry.records.asked.outbox import Webhook
from tests.support.register import NOW

EMO = "EMO"


class Inbox:
    """A mail server's handler; ``refuse`` is answered instead of taking the message."""

    def __init__(self) -> None:
        self.mails: list[Any] = []
        self.refuse: str | None = None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refuse is not None:
            return self.refuse
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, str]]:
    handler = Inbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    yield handler, f"smtp://127.0.0.1:{port}"
    server.stop()


class Receiver(BaseHTTPRequestHandler):
    """A program's webhook."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append((dict(self.headers), body))  # type: ignore[attr-defined]
        self.send_response(self.server.answer)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        pass


@pytest.fixture
def receiver() -> Iterator[Any]:
    server: Any = HTTPServer(("127.0.0.1", 0), Receiver)
    server.got, server.answer = [], 204
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def settings(smtp_url: str | None = None) -> Settings:
    return Settings(smtp_url=smtp_url, mail_from="belge@example.org")


def facts(home: Home, *, specimen: bool = True) -> Installation:
    return Installation(home.facts.public_url, specimen, home.facts.created_at)


def mail(once: str, **given: Any) -> Message:
    words = {
        "belge_no": "EMO-2026-YB-000123-Y",
        "title": "Yetki Belgesi",
        "chamber": "Elektrik Mühendisleri Odası",
        "on": "22.11.2026",
        "url": "https://dogrula.example.org/v/X",
    }
    values = {"lang": "tr", **given}
    return Message(
        uuid7(NOW), EMO, MAIL, "isil@example.org", "document.issued", words, once_key=once, **values
    )


def put(home: Home, *messages: Message) -> int:
    with home.store.writing(EMO) as records:
        return records.outbox.add(messages, NOW)


def state(home: Home) -> tuple[int, int, Any]:
    with home.store.reading() as records:
        return records.outbox.waiting(NOW + timedelta(days=30))


def test_a_mail_arrives_with_turkish_letters_and_is_forgotten(
    either_home: Home, inbox: tuple[Inbox, str]
) -> None:
    handler, url = inbox
    assert put(either_home, mail("a"), mail("b", lang="en")) == 2
    assert send_due(either_home.store, facts(either_home), settings(url), NOW) == (2, 0)
    turkish, english = sorted(handler.mails, key=lambda one: one["Subject"])
    assert turkish["Subject"] == "Belgeniz düzenlendi: EMO-2026-YB-000123-Y"
    assert turkish["To"] == "isil@example.org"
    assert turkish["Auto-Submitted"] == "auto-generated"
    text = turkish.get_content()
    assert "Elektrik Mühendisleri Odası adınıza EMO-2026-YB-000123-Y numaralı Yetki Belgesi" in text
    assert english["Subject"] == "Your document was issued: EMO-2026-YB-000123-Y"
    assert state(either_home)[:2] == (0, 0)
    # What was said and to whom is not kept.
    with either_home.store.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT recipient, facts FROM outbox").all()
    assert "isil" not in str(rows)
    assert "EMO-2026" not in str(rows)
    assert send_due(either_home.store, facts(either_home), settings(url), NOW) == (0, 0)


def test_the_same_once_key_is_stored_once(either_home: Home) -> None:
    assert put(either_home, mail("a"), mail("a")) == 1
    assert put(either_home, mail("a")) == 0


def test_a_refused_mail_waits_longer_each_time_and_then_stands_as_failed(
    home: Home, inbox: tuple[Inbox, str]
) -> None:
    handler, url = inbox
    handler.refuse = "451 later"
    put(home, mail("a"))
    at, tries = NOW, 0
    while state(home)[1] == 0:
        assert send_due(home.store, facts(home), settings(url), at) == (0, 1)
        tries += 1
        # Not before its time.
        assert send_due(home.store, facts(home), settings(url), at) == (0, 0)
        again = next_try(tries, at)
        if again is None:
            break
        at = again
    assert tries == 8
    with home.store.engine.connect() as connection:
        error, failed = connection.exec_driver_sql("SELECT last_error, failed_at FROM outbox").one()
    assert error == "SMTP 451"
    assert failed is not None
    assert handler.mails == []


def test_without_a_mail_server_mails_wait_and_webhooks_go(home: Home, receiver: Any) -> None:
    hook = webhook(receiver)
    with home.store.writing(EMO) as records:
        records.outbox.add_webhook(hook)
    # However many mails stand before it.
    put(home, *(mail(f"mail-{place}") for place in range(120)), event(hook))
    assert send_due(home.store, facts(home), settings(None), NOW) == (1, 0)
    assert state(home)[0] == 120
    assert len(receiver.got) == 1


def webhook(receiver: Any) -> Webhook:
    url = f"http://127.0.0.1:{receiver.server_port}/bildirim"
    return Webhook(uuid7(NOW), EMO, url, fresh_secret(), ("document.revoked",), True, NOW, "user:yonetici")


def event(hook: Webhook) -> Message:
    data = {"belge_no": "EMO-2025-YB-000077-8", "chamber": EMO}
    return Message(
        uuid7(NOW), EMO, WEBHOOK, str(hook.id), "document.revoked", data, once_key=f"hook:{hook.id}:1"
    )


def test_a_webhook_is_signed_so_that_a_receiver_can_tell(either_home: Home, receiver: Any) -> None:
    hook = webhook(receiver)
    message = event(hook)
    with either_home.store.writing(EMO) as records:
        records.outbox.add_webhook(hook)
    put(either_home, message)
    assert send_due(either_home.store, facts(either_home), settings(), NOW) == (1, 0)
    headers, body = receiver.got[0]
    sent = {name.lower(): value for name, value in headers.items()}
    # As a receiver computes it, from the published description and not with our function.
    key = base64.b64decode(hook.secret[len("whsec_") :])
    signed = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert sent["webhook-signature"] == wanted
    assert sent["webhook-id"] == str(message.id)
    assert int(sent["webhook-timestamp"]) == int(NOW.timestamp())
    assert json.loads(body) == {
        "type": "document.revoked",
        "timestamp": "2026-11-22T09:00:00Z",
        "data": {"belge_no": "EMO-2025-YB-000077-8", "chamber": EMO},
    }
    with either_home.store.reading(EMO) as records:
        (delivery,) = records.outbox.deliveries(EMO, hook.id)
    assert delivery["event"] == "document.revoked"
    assert delivery["sent_at"] == NOW


def test_a_webhook_that_fails_is_tried_again_with_the_same_id(home: Home, receiver: Any) -> None:
    hook = webhook(receiver)
    with home.store.writing(EMO) as records:
        records.outbox.add_webhook(hook)
    put(home, event(hook))
    receiver.answer = 500
    assert send_due(home.store, facts(home), settings(), NOW) == (0, 1)
    receiver.answer = 200
    later = NOW + timedelta(minutes=2)
    assert send_due(home.store, facts(home), settings(), later) == (1, 0)
    first, second = ({name.lower(): value for name, value in got[0].items()} for got in receiver.got)
    assert first["webhook-id"] == second["webhook-id"]
    assert first["webhook-timestamp"] != second["webhook-timestamp"]


def test_published_signature_vector() -> None:
    """The example of the Standard Webhooks libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    made = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.4/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://192.168.1.1/",
        "https://user:password@example.org/",
        "https://0.0.0.0/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "https:///nothing",
        "https://example.org:99999/",
    ],
)
def test_addresses_inside_our_network_are_never_webhooks(url: str) -> None:
    with pytest.raises(WebhookRefused) as refused:
        check_address(url, inside_allowed=False)
    assert refused.value.code == "webhook.address"


def test_an_inside_address_is_not_called_in_a_real_installation(home: Home, receiver: Any) -> None:
    hook = webhook(receiver)
    with home.store.writing(EMO) as records:
        records.outbox.add_webhook(hook)
    put(home, event(hook))
    assert send_due(home.store, facts(home, specimen=False), settings(), NOW) == (0, 1)
    assert receiver.got == []


def test_a_held_message_is_taken_by_one_sender_and_comes_back(home: Home) -> None:
    put(home, mail("a"))
    with home.store.writing(EMO) as records:
        (one,) = records.outbox.due(EMO, NOW)
        records.outbox.hold(one.id, NOW + timedelta(minutes=5))
    with home.store.writing(EMO) as records:
        assert records.outbox.due(EMO, NOW) == []
        # Whoever held it died: it is due again.
        assert [found.id for found in records.outbox.due(EMO, NOW + timedelta(minutes=5))] == [one.id]
