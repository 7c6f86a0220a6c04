"""Sending what the outbox holds: e-mail by SMTP, webhooks by HTTP."""
