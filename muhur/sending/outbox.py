"""Emptying the outbox. A message is held while it is tried; whoever dies over it lets it become due again."""

import smtplib
from datetime import datetime, timedelta

import httpx

from muhur.sending.mail import MailSender
from muhur.sending.webhook import WebhookRefused, post
from muhur.settings import Settings
from registry.chamber import Installation
from registry.notices.message import MAIL, Message
from registry.records.asked.outbox import Webhook
from registry.store import Store

_HELD = timedelta(minutes=5)


def send_due(store: Store, facts: Installation, settings: Settings, now: datetime) -> tuple[int, int]:
    """Send what is due; returns how many were sent and how many failed this time."""
    with store.reading() as records:
        chambers = records.outbox.chambers_with_due(now)
    sent = failed = 0
    with MailSender(settings, facts.public_url) as mail, httpx.Client(follow_redirects=False) as client:
        for code in chambers:
            with store.writing(code) as records:
                messages = records.outbox.due(code, now)
                hooks = {str(one.id): one for one in records.outbox.webhooks(code)}
                if settings.smtp_url is None:
                    # Without a mail server e-mails wait; webhooks go.
                    messages = [one for one in messages if one.channel != MAIL]
                for one in messages:
                    records.outbox.hold(one.id, now + _HELD)
            for one in messages:
                error = _tried(one, hooks, mail, client, facts, now)
                with store.writing(code) as records:
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
    client: httpx.Client,
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
        post(client, hook, one, now, inside_allowed=facts.specimen)
    except smtplib.SMTPResponseException as error:
        return f"SMTP {error.smtp_code}"
    except httpx.HTTPStatusError as error:
        return f"HTTP {error.response.status_code}"
    except (OSError, smtplib.SMTPException, httpx.HTTPError, WebhookRefused) as error:
        return type(error).__name__
    return None
