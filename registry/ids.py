"""Identifiers: time-ordered ones made in the application (RFC 9562 UUID version 7), and those that somebody typed."""

import secrets
from datetime import datetime
from uuid import UUID


def uuid7(now: datetime) -> UUID:
    """48 bits of milliseconds, then random bits: keeps primary-key indexes compact."""
    millis = int(now.timestamp() * 1000) & (1 << 48) - 1
    value = millis << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 7 << 76
    return UUID(int=value & ~(0x3 << 62) | 2 << 62)


def read_uuid(text: str) -> UUID | None:
    """An id as it stands in an address or was typed; None for a text that is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
