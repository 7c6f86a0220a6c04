"""``muhur keys proofs``: an installation from before proofs inside JSON gets its keys once, and its documents their form."""

import sqlalchemy as sa

from keys.forms.data_integrity import parted
from keys.keyring import PURPOSE_PROOF
from keys.trust_bundle import open_bundle
from muhur.app import build_app
from muhur.clock import system_now
from muhur.forms.proof_keys import newest
from muhur.installation import Home, renew_bundle
from registry.chamber import SigningKey
from tests.journeys.machinery import Site, muhur_json
from tests.support.commands import Desk
from tests.support.register import PUBLIC_URL


def proof_keys(home: Home) -> list[SigningKey]:
    with home.store.reading() as records:
        return [key for key in records.trust.signing_keys() if key.purpose == PURPOSE_PROOF]


def without_proof_keys(home: Home) -> None:
    """As an installation was before there were any."""
    with home.store.engine.begin() as connection:
        guards = sa.text(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'signing_keys'"
        )
        for (name,) in connection.execute(guards).all():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql(f"DELETE FROM signing_keys WHERE purpose = '{PURPOSE_PROOF}'")
    renew_bundle(home, system_now())


def test_a_new_installation_has_one_for_each_chamber(desk: Desk) -> None:
    keys = proof_keys(desk.home)
    with desk.home.store.reading() as records:
        chambers = records.chambers.all()
    assert sorted(key.owner_slug for key in keys) == sorted(one.slug for one in chambers)
    assert {key.jwk["crv"] for key in keys} == {"Ed25519"}
    assert len({key.kid for key in keys}) == len(chambers) == 24
    now = system_now()
    for one in chambers:
        found = newest(keys, one, now)
        assert found is not None and found.kid.startswith(f"{one.did}#")


def test_an_older_one_gets_them_once(desk: Desk) -> None:
    home = desk.home
    (number,) = desk.issued(1)
    without_proof_keys(home)
    with home.store.reading() as records:
        document = records.credentials.by_numbers([number])[number]
    address = f"/v/{document.verification_code}.json?form=proof"
    with Site.over(build_app(home, system_now), PUBLIC_URL) as site:
        refused = site.get(address)
        assert (refused.status_code, refused.json()["code"]) == (503, "proof.no_key")
        # Every other form is given.
        assert site.get(address.replace("proof", "enveloped")).status_code == 200
    made = muhur_json("keys", "proofs", home=home.settings.home)["made"]
    assert len(made) == 24 and {key.kid for key in proof_keys(home)} == set(made)
    assert muhur_json("keys", "proofs", home=home.settings.home) == {"made": []}
    bundle = open_bundle(home.bundle() or "", home.anchor(), system_now())
    told = {key.kid for chamber in bundle.chambers for key in chamber.keys if key.purpose == PURPOSE_PROOF}
    assert told == set(made)
    with Site.over(build_app(home, system_now), PUBLIC_URL) as site:
        value = site.get(address).json()
        _, proof = parted(value)
        assert proof.kid in made
        assert site.post("/api/v1/verify", json={"credential": value}).json()["standing"] == "valid"


def test_without_the_vault_there_is_no_proof(desk: Desk) -> None:
    (number,) = desk.issued(1)
    home = desk.home
    with home.store.reading() as records:
        document = records.credentials.by_numbers([number])[number]
    home.settings.passphrase_path.write_text("another passphrase altogether\n")
    with Site.over(build_app(home, system_now), PUBLIC_URL) as site:
        refused = site.get(f"/v/{document.verification_code}.json?form=proof")
    assert (refused.status_code, refused.json()["code"]) == (503, "proof.no_key")
