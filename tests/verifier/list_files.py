"""Status lists for tests: the chamber's own as the issuer writes them, and others changed in one place."""

import base64
import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from issuer.status_list import ListFacts, list_url, sealed_list
from keys.algorithms import b64url, from_b64url
from registry.status_bits import SLOTS
from tests.verifier.named_keys import Named, Secret
from tests.verifier.workshop import NOW, House, changed
from verifier.desk import Desk
from verifier.status_list import GivenList, Mark, StatusLists

YESTERDAY = NOW - timedelta(hours=20)  # 21.11.2026 in Istanbul
PLACE = 48213  # of the house's one document


def made_list(
    house: House, *set_indexes: int, at: datetime = YESTERDAY, key: Named | None = None, number: int = 1,
    slug: str = "emo", **facts: Any,
) -> str:  # fmt: skip
    """The list as the issuer signs it."""
    url = list_url(house.public_url, slug, number)
    made = replace(ListFacts(url, version=7, lists=1, set_indexes=tuple(set_indexes)), **facts)
    return sealed_list(made, (key or house.emo).chamber_key, at).compact


def claims_of(compact: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(from_b64url(compact.split(".")[1]))
    return found


def resealed(
    house: House, claims: Mapping[str, Any] | bytes, *, key: Named | None = None, secret: Secret | None = None,
    **header: Any,
) -> str:  # fmt: skip
    """Any claims under a right signature of ``key``; ``header`` changes members of the header."""
    key = key or house.emo
    head = json.dumps({"alg": "ES256", "kid": key.public.kid, "typ": "vc+jwt", **header}).encode()
    body = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    signing_input = f"{b64url(head)}.{b64url(body)}"
    return f"{signing_input}.{b64url((secret or key.secret).sign(signing_input.encode()))}"


def with_member(house: House, path: str, value: Any = ..., **more: Any) -> str:
    """The chamber's own list with one member changed or, without a value, removed; rightly signed."""
    return resealed(house, changed(claims_of(made_list(house)), path, value), **more)


def packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(data)).rstrip(b"=").decode()


SHORT = packed(bytes(SLOTS // 8 - 1))


def desk_with(
    house: House, *lists: str, seen: Mark | None = None, max_age: timedelta | None = None, **changes: Any
) -> Desk:
    """A desk without a register that holds these lists, by the number in their address; others under number 1."""
    at_hand = {house_list(house, number): one for number, one in enumerate(lists, start=1)}

    def find(url: str) -> GivenList | None:
        return GivenList(at_hand[url], seen) if url in at_hand else None

    given = StatusLists(find) if max_age is None else StatusLists(find, max_age)
    return house.offline_desk(status_lists=given, **changes)


def house_list(house: House, number: int) -> str:
    return list_url(house.public_url, "emo", number)


MakeDesk = Callable[[House], Desk]
