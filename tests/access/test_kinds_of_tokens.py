"""What is signed for one purpose counts nowhere else: every kind of token at every entry."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from keys.access_token import AccessClaims, TokenRefused, open_token, seal_token
from keys.algorithms import b64url
from keys.envelope import open_envelope, seal
from keys.keyring import PURPOSE_ACCESS
from keys.trust_bundle import TrustRefused, open_bundle
from muhur.installation import Home
from tests.support.callers import client, user
from tests.support.living import issued, recorded
from tests.support.register import NOW
from verifier.examine import examine_credential
from verifier.status_list import StatusRefused, open_list, url_prefix
from verifier.trust import Trust, open_trust

KINDS = ("access token", "credential", "trust bundle", "status list", "token status list")
TYPS = {"access token": "at+jwt", "credential": "JWT", "trust bundle": "trust-bundle+jwt", "status list": "vc+jwt", "token status list": "statuslist+jwt"}  # fmt: skip


class Desk:
    """An installation with one of each kind, and its entries."""

    def __init__(self, home: Home) -> None:
        self.home = home
        (belge_no,) = issued(home, 1)
        opened = open_trust(home.bundle(), home.anchor(), NOW)
        assert isinstance(opened, Trust)
        self.trust = opened
        self.chamber = next(one for one in opened.bundle.chambers if one.code == "MMO")
        self.url = f"{url_prefix(opened, self.chamber)}1"
        with home.store.reading("MMO") as records:
            lists = records.status_lists.find("MMO", 1)
        assert lists is not None
        address = home.facts.public_url
        self.place: dict[str, Any] = {"issuer": address, "audience": f"{address}/api/v1"}
        self.claims = AccessClaims(
            "administrator.emo",
            "user",
            "EMO",
            ("administrator",),
            (),
            "muhur",
            "1",
            NOW,
            NOW + timedelta(minutes=5),
        )
        user(home, "EMO", "administrator")
        self.one = {
            "access token": seal_token(self.claims, home.access_key(NOW), **self.place),
            "credential": recorded(home, belge_no).compact,
            "trust bundle": home.bundle() or "",
            "status list": lists.compact,
            "token status list": lists.token_compact or "",
        }
        self.entries: dict[str, Callable[[str], bool]] = {
            "access token": self.opens_the_door,
            "credential": lambda compact: examine_credential(compact, self.trust, NOW).document is not None,
            "trust bundle": self.is_a_bundle,
            "status list": self.is_a_list,
        }

    def opens_the_door(self, compact: str) -> bool:
        with client(self.home) as site:
            answer = site.get("/api/v1/users", headers={"Authorization": f"Bearer {compact}"})
        assert answer.status_code in (200, 401)
        return answer.status_code == 200

    def is_a_bundle(self, compact: str) -> bool:
        try:
            open_bundle(compact, self.home.anchor(), NOW)
        except TrustRefused:
            return False
        return True

    def is_a_list(self, compact: str) -> bool:
        try:
            open_list(compact, self.url, self.chamber, self.trust)
        except StatusRefused:
            return False
        return True


@pytest.fixture
def desk(home: Home) -> Desk:
    return Desk(home)


def test_each_kind_counts_at_its_own_entry_alone(desk: Desk) -> None:
    cells = {
        (kind, entry): counts(desk.one[kind]) for entry, counts in desk.entries.items() for kind in KINDS
    }
    assert len(cells) == 20
    assert {cell for cell, counted in cells.items() if counted} == {(one, one) for one in desk.entries}


def test_another_kinds_key_does_not_help(desk: Desk) -> None:
    """The content and ``typ`` of one kind under the key of another."""
    home = desk.home
    chamber_key = home.open_key(next(one for one in _chambers(home) if one.code == "MMO"), NOW)
    access = home.access_key(NOW)
    with home.store.reading() as records:
        anchor = next(one for one in records.trust.signing_keys() if one.purpose == "trust")
    signers = {
        "access": (access.public.kid, access.signer),
        "credential": (chamber_key.public.kid, chamber_key.signer),
        "trust": (anchor.kid, home.vault().signer(anchor.signer_uri)),
    }
    own = {
        "access token": "access",
        "credential": "credential",
        "trust bundle": "trust",
        "status list": "credential",
    }
    for entry, counts in desk.entries.items():
        payload = open_envelope(desk.one[entry], typ=TYPS[entry], limit=4 << 20).payload
        for purpose, (kid, signer) in signers.items():
            for name in {kid, open_envelope(desk.one[entry], typ=TYPS[entry], limit=4 << 20).kid}:
                compact = seal(payload, alg="ES256", kid=name, typ=TYPS[entry], signer=signer)
                fits = own[entry] == purpose and name == kid
                assert counts(compact) == fits, (entry, purpose, name)
            # The right content under another kind's name.
            for other in set(TYPS.values()) - {TYPS[entry]}:
                assert not counts(seal(payload, alg="ES256", kid=kid, typ=other, signer=signer)), (
                    entry,
                    other,
                )


def test_the_access_key_stands_in_no_public_trust(desk: Desk) -> None:
    home = desk.home
    kid = home.access_key(NOW).public.kid
    assert list(home.access_keys()) == [kid]
    assert home.access_keys()[kid].purpose == PURPOSE_ACCESS
    assert desk.trust.keyring.find(kid) is None
    assert kid not in (home.bundle() or "")
    with client(home) as site:
        for slug in [one.did.rpartition(":")[2] for one in desk.trust.bundle.chambers]:
            assert kid.partition("#")[2] not in site.get(f"/odalar/{slug}/did.json").text


def test_a_home_without_an_access_key_makes_one(home: Home) -> None:
    old = home.access_key(NOW).public.kid
    with home.store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM signing_keys WHERE purpose = 'access'")
    assert home.access_keys() == {}
    new = home.access_key(NOW).public.kid
    assert new != old
    assert home.access_key(NOW).public.kid == new
    # A machine whose vault lacks the private half makes its own, and both count.
    (home.settings.keys_folder / "tmmob" / f"{new.partition('#')[2]}.pem").unlink()
    third = home.access_key(NOW).public.kid
    assert set(home.access_keys()) == {new, third}


STRICT = [
    ({"iss": "https://elsewhere.example"}, "token.audience"),
    ({"aud": "https://dogrula.example.org"}, "token.audience"),
    ({"aud": ["https://dogrula.example.org/api/v1"]}, "token.malformed"),
    ({"exp": "1"}, "token.malformed"),
    ({"exp": True}, "token.malformed"),
    ({"iat": 2**52}, "token.malformed"),
    ({"roles": "administrator"}, "token.malformed"),
    ({"roles": [1]}, "token.malformed"),
    ({"chamber": 1}, "token.malformed"),
    ({"extra": 1}, "token.malformed"),
    ({"jti": None}, "token.malformed"),
]


def test_the_content_of_an_access_token_is_read_strictly(desk: Desk) -> None:
    key, find = desk.home.access_key(NOW), desk.home.access_keys().get
    payload = json.loads(open_envelope(desk.one["access token"], typ="at+jwt").payload)
    for change, code in STRICT:
        text = json.dumps({**payload, **change}).encode()
        compact = seal(text, alg="ES256", kid=key.public.kid, typ="at+jwt", signer=key.signer)
        with pytest.raises(TokenRefused) as refused:
            open_token(compact, find, now=NOW, **desk.place)
        assert refused.value.code == code, change


def test_times_and_forms_of_an_access_token(desk: Desk) -> None:
    key, find = desk.home.access_key(NOW), desk.home.access_keys().get

    def refusal(compact: str, **more: Any) -> str | None:
        try:
            open_token(compact, find, **{"now": NOW, **desk.place, **more})
        except TokenRefused as refused:
            return refused.code
        return None

    def sealed(**change: Any) -> str:
        return seal_token(replace(desk.claims, **change), key, **desk.place)

    good = sealed()
    assert refusal(good) is None
    assert refusal(good, now=NOW + timedelta(minutes=5)) == "token.expired"
    assert refusal(good, now=NOW + timedelta(minutes=5) - timedelta(seconds=1)) is None
    assert refusal(good, now=NOW - timedelta(seconds=61)) == "token.expired"
    assert refusal(sealed(expires_at=NOW + timedelta(hours=13))) == "token.lifetime"
    assert refusal(sealed(expires_at=NOW)) == "token.lifetime"
    assert (
        refusal(sealed(issued_at=NOW - timedelta(days=4000), expires_at=NOW + timedelta(1)))
        == "token.lifetime"
    )
    head, payload, signature = good.split(".")
    for broken in (
        f"{head}.{payload}.{signature[:-2]}AA",
        f"{head}.{payload}.",
        f"{head}.{payload}",
        f"{head}.{payload}.{signature}=",
        b64url(b'{"alg":"none","typ":"at+jwt"}') + f".{payload}.{signature}",
        good + "." + signature,
        "a" * 5000,
    ):
        assert refusal(broken) in ("token.malformed", "token.signature")


def _chambers(home: Home) -> list[Any]:
    with home.store.reading() as records:
        return list(records.chambers.all())
