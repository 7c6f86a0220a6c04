"""``POST /oauth/token`` as RFC 6749 has it."""

import base64
from typing import Any

import pytest

from keys.access_token import open_token
from muhur.installation import Home
from registry.accounts.programs import add_program, revoke_program
from tests.journeys.machinery import Site
from tests.support.callers import act_of, client, user
from tests.support.register import NOW

SCOPES = frozenset({"members:read", "training:write"})


@pytest.fixture
def added(either_home: Home) -> tuple[str, str]:
    act = act_of(user(either_home, "EMO", "administrator"))
    made, secret = add_program(either_home.store, "EMO", "LMS", SCOPES, act)
    return made.id, secret


def basic(name: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def ask(site: Site, headers: dict[str, str] | None = None, **fields: str) -> Any:
    given = {"grant_type": "client_credentials", **fields}
    return site.post(
        "/oauth/token", data={name: text for name, text in given.items() if text != "-"}, headers=headers
    )


def test_a_program_gets_a_token_by_basic_and_by_form(either_home: Home, added: tuple[str, str]) -> None:
    with client(either_home) as site:
        by_basic = ask(site, basic(*added))
        by_form = ask(site, client_id=added[0], client_secret=added[1], scope="members:read")
        for answer in (by_basic, by_form):
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["pragma"] == "no-cache"
            assert answer.json()["token_type"] == "Bearer"
            assert answer.json()["expires_in"] == 600
        assert by_basic.json()["scope"] == "members:read training:write"
        assert by_form.json()["scope"] == "members:read"
        url = either_home.facts.public_url
        claims = open_token(
            by_form.json()["access_token"], either_home.access_keys().get, issuer=url, audience=f"{url}/api/v1", now=NOW
        )  # fmt: skip
        assert (claims.subject, claims.client_id, claims.chamber) == (added[0], added[0], "EMO")
        assert claims.scopes == ("members:read",)
        assert (claims.expires_at - claims.issued_at).total_seconds() == 600


def test_unknown_and_wrong_secret_answer_alike(either_home: Home, added: tuple[str, str]) -> None:
    with client(either_home) as site:
        answers = [
            ask(site, client_id=added[0], client_secret="wrong"),
            ask(site, client_id="prog-0000000000000000", client_secret="wrong"),
            ask(site, client_id="\x00", client_secret="wrong"),
            ask(site, client_id=added[0], client_secret=added[1] + "x"),
        ]
        revoke_program(either_home.store, "EMO", added[0], act_of(user(either_home, "EMO", "administrator")))
        answers.append(ask(site, client_id=added[0], client_secret=added[1]))
        for answer in answers:
            assert answer.status_code == 401
            assert answer.json()["error"] == "invalid_client"
            assert answer.json() == answers[0].json()
        by_header = ask(site, basic(added[0], "wrong"))
        assert by_header.status_code == 401
        assert by_header.headers["www-authenticate"] == 'Basic realm="muhur"'


@pytest.mark.parametrize(
    ("fields", "status", "error"),
    [
        ({"grant_type": "-"}, 400, "invalid_request"),
        ({"grant_type": ""}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"scope": "members:read documents:decide"}, 400, "invalid_scope"),
        ({"scope": "batches:decide"}, 400, "invalid_scope"),
        ({"scope": "members:read  training:write"}, 400, "invalid_scope"),
        ({"scope": 'a"b'}, 400, "invalid_scope"),
        ({"client_secret": "and again"}, 400, "invalid_request"),
        ({"client_id": "another"}, 400, "invalid_request"),
    ],
)
def test_errors_as_the_standard_has_them(
    either_home: Home, added: tuple[str, str], fields: dict[str, str], status: int, error: str
) -> None:
    with client(either_home) as site:
        answer = ask(site, basic(*added), **fields)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["cache-control"] == "no-store"


def test_what_is_no_form_is_refused(home: Home) -> None:
    with client(home) as site:
        assert (
            site.post("/oauth/token", json={"grant_type": "client_credentials"}).json()["error"]
            == "invalid_request"
        )
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        for body in (
            b"\xff\xfe",
            b"scope=a&scope=b",
            b"&".join(b"x=1" for _ in range(50)),
            b"grant_type=%ff",
        ):
            answer = site.post("/oauth/token", content=body, headers=form)
            assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
