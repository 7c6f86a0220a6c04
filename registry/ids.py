"""Time-ordered identifiers made in the application (RFC 9562 UUID version 7)."""

import secrets
from datetime import datetime
from uuid import UUID


def uuid7(now: datetime) -> UUID:
    """48 bits of milliseconds, then random bits: keeps primary-key indexes compact."""
    millis = int(now.timestamp() * 1000) & (1 << 48) - 1
    value = millis << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 7 << 76
    return UUID(int=value & ~(0x3 << 62) | 2 << 62)
