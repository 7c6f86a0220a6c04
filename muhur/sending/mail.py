"""E-mail by SMTP (RFC 5321), with STARTTLS or TLS from the start and a password where the server wants them."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from muhur.settings import Settings
from registry.notices.message import Message
from templates.notices.wording import worded

TIMEOUT_SECONDS = 20


class MailSender:
    """One connection to the configured server, for a batch of messages."""

    def __init__(self, settings: Settings, public_url: str) -> None:
        self._settings = settings
        self._public_url = public_url
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()

    def send(self, one: Message) -> None:
        """Hand a message to the server; raises ``OSError`` or ``smtplib.SMTPException``."""
        subject, body = worded(one.template, one.lang, one.facts, self._public_url)
        mail = EmailMessage(policy=SMTP_POLICY)
        mail["From"] = self._settings.mail_from
        mail["To"] = one.recipient
        mail["Subject"] = subject
        # The same for every try, so that a receiver can tell a repetition.
        mail["Message-ID"] = f"<{one.id}@{urlsplit(self._public_url).hostname or 'localhost'}>"
        if one.made_at is not None:
            mail["Date"] = format_datetime(one.made_at)
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(body)
        server = self._connected()
        try:
            server.send_message(mail)
        except (OSError, smtplib.SMTPServerDisconnected):
            self._server = None
            raise

    def _connected(self) -> smtplib.SMTP:
        if self._server is None:
            self._server = _connect(self._settings)
        return self._server


def _connect(settings: Settings) -> smtplib.SMTP:
    parts = urlsplit(settings.smtp_url or "")
    host, tls = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=tls)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
        if parts.scheme == "smtp+starttls":
            server.starttls(context=tls)
    if settings.smtp_password is not None and parts.username:
        server.login(parts.username, settings.smtp_password)
    return server
