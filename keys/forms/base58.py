"""base58btc, as Multibase writes keys and proofs (W3C Controlled Identifiers 1.0 section 2.4, prefix ``z``)."""

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {letter: value for value, letter in enumerate(_ALPHABET)}
# Decoding takes the square of the length; nothing that is read here is longer than a signature.
MAX_TEXT = 128


def encode(data: bytes) -> str:
    """The text of ``data``; each leading zero byte is a ``1``."""
    number, letters = int.from_bytes(data, "big"), []
    while number:
        number, digit = divmod(number, 58)
        letters.append(_ALPHABET[digit])
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(reversed(letters))


def decode(text: str) -> bytes:
    """The bytes of ``encode``'s text, of which there is one for all bytes; anything else raises ``ValueError``."""
    if len(text) > MAX_TEXT:
        raise ValueError(f"more than {MAX_TEXT} characters")
    number = 0
    for letter in text:
        if letter not in _DIGITS:
            raise ValueError("not base58btc")
        number = number * 58 + _DIGITS[letter]
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
