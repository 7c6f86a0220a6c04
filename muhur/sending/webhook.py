"""Webhooks: one signed POST an event, as Standard Webhooks describes (webhook-id, -timestamp, -signature).

The address was registered by an administrator, but what it resolves to is decided at each sending: inside
addresses are never called, and redirects are not followed.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import secrets
import socket
from datetime import datetime
from urllib.parse import urlsplit

import httpx

from registry.istanbul import written
from registry.notices.message import Message
from registry.records.asked.outbox import Webhook
from registry.refusal import Refusal

TIMEOUT_SECONDS = 10.0
_PREFIX = "whsec_"


class WebhookRefused(Refusal):
    """The address cannot be a webhook."""


def fresh_secret() -> str:
    """A new signing secret, shown once to who registers the webhook."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """``v1,`` and base64 of HMAC-SHA256 over ``id.timestamp.body``."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def check_address(url: str, *, inside_allowed: bool) -> None:
    """Refuse what no webhook may be: other schemes, credentials in the address, hosts inside our own network."""
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError as error:
        raise WebhookRefused("webhook.address") from error
    plain = parts.scheme == "https" or (inside_allowed and parts.scheme == "http")
    if not plain or not parts.hostname or parts.username or parts.fragment or port == 0:
        raise WebhookRefused("webhook.address")
    if inside_allowed:
        return
    try:
        found = socket.getaddrinfo(parts.hostname, port or 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise WebhookRefused("webhook.address") from error
    for *_, address in found:
        if not ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global:
            raise WebhookRefused("webhook.address")


def post(client: httpx.Client, hook: Webhook, one: Message, now: datetime, *, inside_allowed: bool) -> None:
    """Deliver an event; raises ``httpx.HTTPError`` or ``WebhookRefused`` unless the answer is 2xx."""
    check_address(hook.url, inside_allowed=inside_allowed)
    happened = one.made_at or now
    body = json.dumps(
        {"type": one.template, "timestamp": written(happened), "data": dict(one.facts)},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    timestamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "webhook-id": str(one.id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(hook.secret, str(one.id), timestamp, body),
    }
    answer = client.post(hook.url, content=body, headers=headers, timeout=TIMEOUT_SECONDS)
    if not answer.is_success:
        raise httpx.HTTPStatusError(f"HTTP {answer.status_code}", request=answer.request, response=answer)
