"""Emptying the outbox. A message is held while it is tried; whoever dies over it lets it become due again."""

import smtplib
import ssl
from datetime import datetime, timedelta

import httpx

from muhur.sending.mail import MailSender
from muhur.sending.webhook import WebhookRefused, outgoing_tls, post
from muhur.settings import Settings
from registry.chamber import Installation
from registry.notices.message import CHANNELS, MAIL, WEBHOOK, Message
from registry.records.asked.outbox import Webhook
from registry.store import NO_CHAMBER, Store

_HELD = timedelta(minutes=5)


def send_due(store: Store, facts: Installation, settings: Settings, now: datetime) -> tuple[int, int]:
    """Send what is due; returns how many were sent and how many failed this time."""
    with store.reading() as records:
        chambers = records.outbox.chambers_with_due(now)
    sent = failed = 0
    if not chambers:
        return 0, 0
    # Without a mail server e-mails wait, however many; webhooks go.
    channels = CHANNELS if settings.smtp_url is not None else (WEBHOOK,)
    tls = outgoing_tls()
    with MailSender(settings, facts.public_url) as mail:
        for code in chambers:
            scope = code or NO_CHAMBER
            with store.writing(scope) as records:
                messages = records.outbox.due(code, now, channels=channels)
                hooks = {str(one.id): one for one in records.outbox.webhooks(code)} if code else {}
                for one in messages:
                    records.outbox.hold(one.id, now + _HELD)
            for one in messages:
                error = _tried(one, hooks, mail, tls, facts, now)
                with store.writing(scope) as records:
                    if error is None:
                        records.outbox.sent(one.id, now)
                        sent += 1
                    else:
                        records.outbox.failed(one, error, now)
                        failed += 1
    return sent, failed


def _tried(
    one: Message,
    hooks: dict[str, Webhook],
    mail: MailSender,
    tls: ssl.SSLContext,
    facts: Installation,
    now: datetime,
) -> str | None:
    """None if it was accepted, else the kind of the fault; never its text, which may hold an address."""
    try:
        if one.channel == MAIL:
            mail.send(one)
            return None
        hook = hooks.get(one.recipient)
        if hook is None or not hook.active:
            return "ended"
        post(tls, hook, one, now, inside_allowed=facts.specimen)
    except smtplib.SMTPResponseException as error:
        return f"SMTP {error.smtp_code}"
    except httpx.HTTPStatusError as error:
        return f"HTTP {error.response.status_code}"
    except (OSError, smtplib.SMTPException, httpx.HTTPError, WebhookRefused) as error:
        return type(error).__name__
    return None
