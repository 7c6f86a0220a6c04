"""E-mail addresses, as far as a service may judge them: the server that takes the message knows better."""

import re

from registry.refusal import Refusal

MAX_EMAIL = 254
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,63}", re.ASCII
)


class AddressRefused(Refusal):
    """Not an e-mail address."""


def email_address(text: str) -> str:
    """``text`` without spaces around it if it can be an address; raises ``AddressRefused`` address.email."""
    found = text.strip()
    if len(found) > MAX_EMAIL or _EMAIL.fullmatch(found) is None:
        raise AddressRefused("address.email")
    return found
