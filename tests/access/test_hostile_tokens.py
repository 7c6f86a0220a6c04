"""The access tokens of ``tests/vectors/hostile`` at a served API: one answer to all of them, whatever their fault."""

from muhur.installation import Home
from registry.chamber import SigningKey
from tests.support.callers import client, user
from tests.support.no_network import no_network
from tests.vectors.hostile.cases import TOKEN
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.judging import CASES
from tests.verifier.workshop import NOW


def test_every_faulty_token_is_sent_away_alike(home: Home) -> None:
    house = FixedHouse()
    key = house.access.public
    assert home.facts.public_url == house.public_url
    with home.store.writing() as records:
        records.trust.add_key(
            SigningKey(key.kid, "tmmob", key.purpose, dict(key.jwk), "file:none", key.valid_from, None)
        )
    user(home, "EMO", "administrator")
    tokens = {case.name: case.make(house) for case in CASES.values() if case.door == TOKEN}
    good = tokens.pop("base.control")
    # No header of a request can hold it; the reader of tokens is given it in tests/verifier.
    assert "\n" in tokens.pop("b64.newline")
    with client(home, now=lambda: NOW) as site, no_network() as touched:
        assert site.get("/api/v1/users", headers={"Authorization": f"Bearer {good}"}).status_code == 200
        answers = {
            name: site.get("/api/v1/users", headers={"Authorization": f"Bearer {text}"})
            for name, text in tokens.items()
        }
    assert {name: one.status_code for name, one in answers.items() if one.status_code != 401} == {}
    told = {(one.json()["code"], one.json()["detail"]) for one in answers.values()}
    assert len(told) == 1 and next(iter(told))[0] == "access.sign_in"
    assert touched == [] and len(answers) >= 100
