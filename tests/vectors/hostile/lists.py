"""Status lists, each with one fault: read where the register cannot be asked, and never a reason to call a document valid."""

import gzip
import zlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from keys.algorithms import b64url
from keys.envelope import MAX_COMPACT
from registry.status_bits import SLOTS
from tests.vectors.hostile.cases import ACCEPT, LIST, Make, fault
from tests.vectors.hostile.envelope_faults import Codes, enter
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.signed import Signed
from tests.verifier.list_files import PLACE, made_list
from tests.verifier.named_keys import Named
from tests.verifier.workshop import NOW, changed

FORM = "status.malformed"
_CODES = Codes(FORM, "status.signature", "status.issuer", "status.signature", FORM)


def good(house: FixedHouse) -> Signed:
    """The control: yesterday's list with some other place set."""
    return Signed.of(made_list(house, PLACE + 2), house.emo)


fault(LIST, "base.control", None, lambda h: good(h).text, expect=ACCEPT)
fault(LIST, "base.place-set", "status.not_in_force", lambda h: made_list(h, PLACE))
enter(LIST, good, "vc+jwt", _CODES, MAX_COMPACT)


def _member(path: str, value: Any = ...) -> Make:
    return lambda h: good(h).saying(changed(good(h).claims, path, value)).text


_SUBJECT = "credentialSubject"
_WHERE = {"id": "status.address", "sub": "status.address", "iss": "status.issuer", "issuer": "status.issuer"}
for _name in (
    "@context",
    "id",
    "type",
    "issuer",
    "validFrom",
    "validUntil",
    _SUBJECT,
    "iss",
    "sub",
    "iat",
    "exp",
    "version",
    "lists",
):
    fault(LIST, f"missing.{_name}", FORM, _member(_name))
    fault(LIST, f"null.{_name}", _WHERE.get(_name, FORM), _member(_name, None))
    fault(LIST, f"list.{_name}", _WHERE.get(_name, FORM), _member(_name, []))
_WHERE_INSIDE = {"id": "status.address", "statusPurpose": "status.purpose"}
for _name in ("id", "type", "statusPurpose", "encodedList", "ttl"):
    fault(LIST, f"missing.subject-{_name}", FORM, _member(f"{_SUBJECT}.{_name}"))
    fault(LIST, f"null.subject-{_name}", _WHERE_INSIDE.get(_name, FORM), _member(f"{_SUBJECT}.{_name}", None))
for _name in ("iat", "exp", "version", "lists"):
    fault(LIST, f"number.{_name}-text", FORM, lambda h, n=_name: _member(n, str(good(h).claims[n]))(h))
    fault(
        LIST,
        f"number.{_name}-true",
        FORM,
        _member(_name, True) if _name != "lists" else _member(_name, False),
    )
    fault(LIST, f"number.{_name}-negative", FORM, _member(_name, -1))
fault(LIST, "number.ttl-text", FORM, _member(f"{_SUBJECT}.ttl", "86400000"))
fault(LIST, "number.ttl-huge", FORM, _member(f"{_SUBJECT}.ttl", 2**53 - 1))
fault(LIST, "number.lists-too-many", FORM, _member("lists", 1001))
fault(LIST, "time.offset", FORM, _member("validUntil", "2026-11-22T19:00:00+03:00"))
fault(LIST, "time.milliseconds", FORM, _member("validFrom", "2026-11-21T16:00:00.000Z"))
fault(LIST, "time.iat-differs", FORM, lambda h: _member("iat", good(h).claims["iat"] + 1)(h))
fault(LIST, "time.exp-differs", FORM, lambda h: _member("exp", good(h).claims["exp"] + 1)(h))
fault(LIST, "time.stale", "status.stale", lambda h: made_list(h, at=NOW - timedelta(hours=25)))
fault(LIST, "time.own-ttl-over", "status.stale", lambda h: made_list(h, ttl=timedelta(hours=19)))
fault(LIST, "time.future", "status.future", lambda h: made_list(h, at=NOW + timedelta(minutes=6)))


def _by(key: Callable[[FixedHouse], Named]) -> Make:
    """The same content under another key, named by its own name."""

    def make(house: FixedHouse) -> str:
        named = key(house)
        return Signed(good(house).header(kid=named.public.kid).head, good(house).payload, named.secret).text

    return make


fault(LIST, "issuer.of-another-chamber", "status.issuer", _by(lambda h: h.mmo))
fault(LIST, "issuer.key-has-ended", "status.issuer", _by(lambda h: h.emo_old))
fault(LIST, "issuer.key-not-begun", "status.issuer", _by(lambda h: h.emo_future))
fault(LIST, "issuer.key-introduced", "status.issuer", _by(lambda h: h.emo_introduced))
fault(LIST, "issuer.key-stolen-before", "status.key_compromised", _by(lambda h: h.emo_stolen))
fault(LIST, "issuer.key-stolen-later", "status.key_compromised", _by(lambda h: h.emo_stolen_later))
fault(LIST, "issuer.key-for-trust", "status.issuer", _by(lambda h: h.emo_trust))
fault(LIST, "issuer.the-anchor", "status.issuer", _by(lambda h: h.anchor))
fault(LIST, "address.another-list", "status.address", lambda h: made_list(h, number=2))
fault(LIST, "address.fragment", "status.address", lambda h: _member("id", good(h).claims["id"] + "#list")(h))
fault(LIST, "purpose.suspension", "status.purpose", _member(f"{_SUBJECT}.statusPurpose", "suspension"))
fault(LIST, "purpose.two", "status.purpose", _member(f"{_SUBJECT}.statusPurpose", ["revocation"]))
fault(
    LIST,
    "context.more",
    FORM,
    lambda h: _member("@context", [*good(h).claims["@context"], "https://evil.example"])(h),
)
fault(LIST, "context.text", FORM, _member("@context", "https://www.w3.org/ns/credentials/v2"))
fault(LIST, "member.extra", FORM, _member("note", 1))
fault(LIST, "member.extra-inside", FORM, _member(f"{_SUBJECT}.statusSize", 2))


def _packed(data: bytes) -> Make:
    return _member(f"{_SUBJECT}.encodedList", "u" + b64url(data))


_BITS = bytes(SLOTS // 8)
fault(LIST, "bits.bomb", "status.size", _packed(gzip.compress(bytes(20_000_000), mtime=0)))
fault(LIST, "bits.short", "status.size", _packed(gzip.compress(_BITS[:-1], mtime=0)))
fault(LIST, "bits.long", "status.size", _packed(gzip.compress(_BITS + b"\0", mtime=0)))
fault(LIST, "bits.none", "status.size", _packed(gzip.compress(b"", mtime=0)))
fault(LIST, "bits.zlib", FORM, _packed(zlib.compress(_BITS)))
fault(LIST, "bits.raw", FORM, _packed(b"\0" * 100))
fault(LIST, "bits.followed", FORM, _packed(gzip.compress(_BITS, mtime=0) + b"x"))
fault(LIST, "bits.two-members", FORM, _packed(gzip.compress(_BITS, mtime=0) * 2))
fault(LIST, "bits.cut", FORM, _packed(gzip.compress(_BITS, mtime=0)[:-4]))
fault(LIST, "bits.check-wrong", FORM, _packed(gzip.compress(_BITS, mtime=0)[:-8] + bytes(8)))
fault(LIST, "bits.no-multibase", FORM, lambda h: _member(f"{_SUBJECT}.encodedList", _encoded(h)[1:])(h))
fault(
    LIST, "bits.other-multibase", FORM, lambda h: _member(f"{_SUBJECT}.encodedList", "m" + _encoded(h)[1:])(h)
)
fault(LIST, "bits.padding", FORM, lambda h: _member(f"{_SUBJECT}.encodedList", _encoded(h) + "=")(h))


def _encoded(house: FixedHouse) -> str:
    return str(good(house).claims[_SUBJECT]["encodedList"])
