"""Webhooks: one signed POST an event, as Standard Webhooks describes (webhook-id, -timestamp, -signature).

The address was registered by an administrator, but what it resolves to is decided at each sending: inside
addresses are never called, and redirects are not followed. The name is resolved once, and the very address that
was looked at is called: a name that answers otherwise the second time (DNS rebinding) leads nowhere.
"""

import asyncio
import base64
import hashlib
import hmac
import ipaddress
import json
import secrets
import socket
import ssl
from datetime import datetime

import httpx

from registry.istanbul import written
from registry.notices.message import Message
from registry.records.asked.outbox import Webhook
from registry.refusal import Refusal

TIMEOUT_SECONDS = 10.0
# Of one delivery as a whole: who answers a byte at a time is in time with every single one.
DEADLINE_SECONDS = 20.0
_PREFIX = "whsec_"
_MOST_ADDRESSES = 3
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


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
    parsed = _parsed(url, inside_allowed=inside_allowed)
    if not inside_allowed:
        _resolved(parsed, inside_allowed=False)


def outgoing_tls() -> ssl.SSLContext:
    """How receivers are recognised: by the usual authorities, whatever the environment names."""
    return httpx.create_ssl_context(trust_env=False)


def post(tls: ssl.SSLContext, hook: Webhook, one: Message, now: datetime, *, inside_allowed: bool) -> None:
    """Deliver an event; raises ``httpx.HTTPError``, ``TimeoutError`` or ``WebhookRefused`` unless the answer is 2xx."""
    url = _parsed(hook.url, inside_allowed=inside_allowed)
    addresses = _resolved(url, inside_allowed=inside_allowed)[:_MOST_ADDRESSES]
    happened = one.made_at or now
    body = json.dumps(
        {"type": one.template, "timestamp": written(happened), "data": dict(one.facts)},
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    timestamp = int(now.timestamp())
    headers = {
        # The address stands in the URL, so the name must be said here, and to TLS below.
        "host": url.netloc.decode("ascii"),
        "content-type": "application/json",
        "webhook-id": str(one.id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(hook.secret, str(one.id), timestamp, body),
    }
    asyncio.run(_send_in_time(tls, url, addresses, headers, body))


async def _send_in_time(
    tls: ssl.SSLContext, url: httpx.URL, addresses: list[str], headers: dict[str, str], body: bytes
) -> None:
    # A client each: two names at one address must not share a connection, nor a cookie. No proxy: it would resolve.
    async with (
        asyncio.timeout(DEADLINE_SECONDS),
        httpx.AsyncClient(
            verify=tls, trust_env=False, follow_redirects=False, timeout=TIMEOUT_SECONDS
        ) as client,
    ):
        for place, address in enumerate(addresses, start=1):
            try:
                await _send(client, url, address, headers, body)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if place == len(addresses):
                    raise
            else:
                return


async def _send(
    client: httpx.AsyncClient, url: httpx.URL, address: str, headers: dict[str, str], body: bytes
) -> None:
    name = {"sni_hostname": url.raw_host.decode("ascii")}
    # What the receiver says beside its status is not read.
    async with client.stream(
        "POST", url.copy_with(host=address), content=body, headers=headers, extensions=name
    ) as answer:
        if not answer.is_success:
            raise httpx.HTTPStatusError(f"HTTP {answer.status_code}", request=answer.request, response=answer)


def _parsed(url: str, *, inside_allowed: bool) -> httpx.URL:
    try:
        found = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise WebhookRefused("webhook.address") from error
    plain = found.scheme == "https" or (inside_allowed and found.scheme == "http")
    port = found.port is None or 0 < found.port < 65_536
    if not plain or not found.raw_host or not port or found.userinfo or found.fragment:
        raise WebhookRefused("webhook.address")
    return found


def _resolved(url: httpx.URL, *, inside_allowed: bool) -> list[str]:
    """The addresses behind a name, in the resolver's order; raises ``WebhookRefused`` if any may not be called."""
    try:
        found = socket.getaddrinfo(url.raw_host.decode("ascii"), url.port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise WebhookRefused("webhook.address") from error
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    if not addresses or not (inside_allowed or all(_is_outside(one) for one in addresses)):
        raise WebhookRefused("webhook.address")
    return addresses


def _is_outside(address: str) -> bool:
    """True for an address of the public network, also of the IPv4 address that an IPv6 one leads to."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if not found.is_global or found.is_multicast:
        return False
    inner = None
    if isinstance(found, ipaddress.IPv6Address):
        inner = ipaddress.IPv4Address(found.packed[-4:]) if found in _NAT64 else found.sixtofour
    return inner is None or inner.is_global
