"""Access tokens of the JSON interface, each with one fault."""

from datetime import timedelta
from typing import Any

from keys.access_token import MAX_TOKEN, AccessClaims, seal_token
from tests.vectors.hostile.cases import ACCEPT, TOKEN, Make, fault
from tests.vectors.hostile.envelope_faults import Codes, enter
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.signed import Signed
from tests.verifier.workshop import NOW, changed

FORM = "token.malformed"
CLAIMS = AccessClaims(
    "administrator.emo", "user", "EMO", ("administrator",), (), "muhur", "1", NOW, NOW + timedelta(minutes=5)
)  # fmt: skip


def audience(public_url: str) -> str:
    """For whom a token of this installation is."""
    return f"{public_url}/api/v1"


def good(house: FixedHouse) -> Signed:
    """The control."""
    place = {"issuer": house.public_url, "audience": audience(house.public_url)}
    return Signed.of(seal_token(CLAIMS, house.access_key, **place), house.access)


fault(TOKEN, "base.control", None, lambda h: good(h).text, expect=ACCEPT)
enter(TOKEN, good, "at+jwt", Codes(FORM, "token.key", "token.key", "token.signature", FORM), MAX_TOKEN)


def _member(name: str, value: Any = ...) -> Make:
    return lambda h: good(h).saying(changed(good(h).claims, name, value)).text


_TEXTS = ("iss", "sub", "aud", "jti", "client_id", "scope", "kind")
for _name in (*_TEXTS, "iat", "exp", "chamber", "roles"):
    fault(TOKEN, f"missing.{_name}", FORM, _member(_name))
    fault(TOKEN, f"object.{_name}", FORM, _member(_name, {}))
for _name in _TEXTS:
    fault(TOKEN, f"null.{_name}", FORM, _member(_name, None))
for _name, _value in (
    ("text", "1795348800"),
    ("true", True),
    ("huge", 2**53 - 1),
    ("negative", -(2**53) + 1),
):
    for _time in ("iat", "exp"):
        fault(TOKEN, f"time.{_time}-{_name}", FORM, _member(_time, _value))
_AT = int(NOW.timestamp())
fault(
    TOKEN,
    "time.over",
    "token.expired",
    lambda h: good(h).saying(good(h).claims | {"iat": _AT - 300, "exp": _AT}).text,
)
fault(
    TOKEN,
    "time.ahead",
    "token.expired",
    lambda h: good(h).saying(good(h).claims | {"iat": _AT + 61, "exp": _AT + 361}).text,
)
fault(TOKEN, "time.too-long", "token.lifetime", _member("exp", _AT + 12 * 3600 + 1))
fault(TOKEN, "time.none", "token.lifetime", _member("exp", _AT))
fault(TOKEN, "place.iss", "token.audience", _member("iss", "https://evil.example"))
fault(TOKEN, "place.aud", "token.audience", _member("aud", "https://dogrula.example.org"))
fault(TOKEN, "place.aud-list", FORM, _member("aud", ["https://dogrula.example.org/api/v1"]))
fault(TOKEN, "member.extra", FORM, _member("admin", True))
fault(TOKEN, "member.roles-text", FORM, _member("roles", "administrator"))
fault(TOKEN, "member.roles-number", FORM, _member("roles", [1]))
fault(TOKEN, "key.for-credentials", "token.key", lambda h: Signed(
    good(h).header(kid=h.emo.public.kid).head, good(h).payload, h.emo.secret).text)  # fmt: skip
