"""The acts on keys: two persons, proof of possession, one transaction each, and what bundle, log and trail say of them."""

import re
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from keys.algorithms import load_jwk, public_jwk, thumbprint
from keys.envelope import open_envelope
from keys.keyring import VerificationKey
from keys.trust_bundle import open_bundle
from muhur.installation import Home
from muhur.key_life import keeping as key_keeping
from muhur.key_life.bundles import add_bundle
from muhur.key_life.new_keys import Brought
from registry.access import APPROVER, USER, Caller
from registry.act import Act
from registry.chamber import Chamber, SigningKey
from registry.log.event import KeyChanged, read_event
from registry.records.audit import AuditFilter
from registry.refusal import Refusal
from registry.transparency.checking import check_log
from tests.support.callers import client
from tests.support.living import issued, recorded
from tests.support.register import NOW, contents
from tests.support.told import answered

HOUR = timedelta(hours=1)
RUN = "EMO-YG-01/2026-1"


def act(login: str, at: datetime = NOW) -> Act:
    return Act(Caller(USER, login, "EMO", frozenset({APPROVER})), at)


def chamber(home: Home, code: str = "EMO") -> Chamber:
    with home.store.reading() as records:
        found = records.chambers.find(code)
    assert found is not None
    return found


def keys_of(home: Home, code: str = "EMO") -> list[SigningKey]:
    slug = chamber(home, code).slug
    with home.store.reading() as records:
        return [
            one
            for one in records.trust.signing_keys()
            if (one.owner_slug, one.purpose) == (slug, "credential")
        ]


def vouched(home: Home, code: str = "EMO") -> dict[str, VerificationKey]:
    """The chamber's keys as the newest bundle names them."""
    bundle = open_bundle(home.bundle() or "", home.anchor(), NOW + timedelta(days=30))
    (found,) = [one for one in bundle.chambers if one.code == code]
    return {key.kid: key for key in found.keys if key.purpose == "credential"}


def events(home: Home, key: SigningKey) -> list[str]:
    with home.store.reading(snapshot=True) as records:
        told = [read_event(one.opening.event) for one in records.log.openings()]
        assert check_log(records).fault is None
    wanted = thumbprint(key.jwk)
    return [one.change for one in told if isinstance(one, KeyChanged) and one.key_sha256 == wanted]


def trail(home: Home, kid: str) -> list[tuple[str, str]]:
    with home.store.reading() as records:
        found = records.audit.page(AuditFilter(target=kid), before=None, limit=20)
        assert records.audit.check(None).first_wrong is None
    return [(one.action, one.actor) for one in reversed(found)]


def introduced(home: Home, code: str = "EMO") -> SigningKey:
    proposal = key_keeping.propose(home, chamber(home, code), act("ayse"))
    return key_keeping.confirm(home, proposal.kid, act("mehmet", NOW + HOUR))


def refused(code: str) -> AbstractContextManager[object]:
    return pytest.raises(Refusal, match=re.escape(code))


def signer_of(home: Home, number: str) -> str:
    return open_envelope(recorded(home, number).compact, typ="JWT").kid


def test_a_key_takes_two_persons_and_signs_once_it_is_activated(either_home: Home) -> None:
    home = either_home
    (old,) = keys_of(home)
    proposal = key_keeping.propose(home, chamber(home), act("ayse"))
    assert proposal.kid not in vouched(home), "one person alone changes nothing that anybody trusts"
    with refused("key.two_persons"):
        key_keeping.confirm(home, proposal.kid, act("ayse"))
    key = key_keeping.confirm(home, proposal.kid, act("mehmet", NOW + HOUR))
    assert vouched(home)[key.kid].state == "introduced"
    assert signer_of(home, issued(home, 1, RUN, NOW + HOUR)[0]) == old.kid
    with refused("key.transition"):
        key_keeping.confirm(home, proposal.kid, act("zeynep"))
    key_keeping.activate(home, key.kid.rpartition("#")[2], act("ayse", NOW + 2 * HOUR))
    assert vouched(home)[key.kid].state == vouched(home)[old.kid].state == "active"
    assert signer_of(home, issued(home, 1, "EMO-YG-01/2026-2", NOW + 3 * HOUR)[0]) == key.kid
    assert events(home, key) == ["introduce", "activate"]
    assert trail(home, key.kid) == [
        ("keys.proposed", "ayse"), ("keys.introduced", "mehmet"), ("keys.active", "ayse"),
    ]  # fmt: skip


def test_a_lender_and_who_borrows_are_one_person(either_home: Home) -> None:
    proposal = key_keeping.propose(either_home, chamber(either_home), act("ayse"))
    borrowed = Caller(USER, "mehmet", "EMO", frozenset({APPROVER}), lent_by=frozenset({"ayse"}))
    with refused("key.two_persons"):
        key_keeping.confirm(either_home, proposal.kid, Act(borrowed, NOW))


def test_who_cannot_sign_does_not_possess(either_home: Home) -> None:
    """The public half of somebody's key, and the place of another one."""
    home = either_home
    (own,) = keys_of(home, "MMO")
    stranger = ec.generate_private_key(ec.SECP256R1()).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    brought = Brought(own.signer_uri, stranger.public_bytes(serialization.Encoding.DER, form))
    before = contents(home.store)
    for uri in (own.signer_uri, "file:emo/k-00000000"):
        with refused("key.possession"):
            key_keeping.propose(home, chamber(home), act("ayse"), replace(brought, signer_uri=uri))
    assert contents(home.store) == before


def test_between_both_persons_the_key_must_still_be_there(either_home: Home) -> None:
    home = either_home
    proposal = key_keeping.propose(home, chamber(home), act("ayse"))
    name = proposal.signer_uri.removeprefix("file:")
    (home.settings.keys_folder / f"{name}.pem").unlink()
    with refused("key.possession"):
        key_keeping.confirm(home, proposal.kid, act("mehmet"))
    assert proposal.kid not in vouched(home)


def test_a_key_serves_one_chamber_one_purpose_once(either_home: Home) -> None:
    home = either_home
    with home.store.reading() as records:
        keys = records.trust.signing_keys()
        seal = next(one for one in records.sealed.keys() if one.purpose == "seal")
    others = [next(one for one in keys if one.purpose == purpose) for purpose in ("trust", "access")]
    (mmo,), (emo,) = keys_of(home, "MMO"), keys_of(home)
    waiting = key_keeping.propose(home, chamber(home, "MMO"), act("ayse"))
    for known in (*others, mmo, emo, waiting):
        brought = Brought(known.signer_uri, _spki(known.jwk))
        with refused("key.known"):
            key_keeping.propose(home, chamber(home), act("ayse"), brought)
    sealing = x509.load_pem_x509_certificate(seal.certificate.encode()).public_key()
    assert isinstance(sealing, ec.EllipticCurvePublicKey)
    with refused("key.known"):
        key_keeping.propose(
            home, chamber(home), act("ayse"), Brought(seal.signer_uri, _spki(public_jwk(sealing)))
        )


def _spki(jwk: dict[str, str]) -> bytes:
    _, public = load_jwk(jwk)
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return public.public_bytes(serialization.Encoding.PEM, form)


def test_weak_keys_and_others_than_p256_are_refused_with_the_reason(either_home: Home) -> None:
    home = either_home
    counted = ec.derive_private_key(3, ec.SECP256R1()).public_key()
    edwards = ed25519.Ed25519PrivateKey.generate().public_key()
    for public, why in ((counted, "herkesçe bilinen"), (edwards, "yalnız P-256")):
        with pytest.raises(Refusal) as found:
            key_keeping.propose(
                home, chamber(home), act("ayse"), Brought("file:emo/x", _spki(public_jwk(public)))
            )
        assert found.value.code == "key.weak" and why in str(found.value.facts["why"])


def test_a_blocked_key_is_never_taken(either_home: Home) -> None:
    home = either_home
    proposal = key_keeping.propose(home, chamber(home), act("ayse"))
    digest = thumbprint(proposal.jwk)
    key_keeping.block(home, digest, "lost", act("ayse"))
    with refused("key.blocked"):
        key_keeping.confirm(home, proposal.kid, act("mehmet"))
    with refused("key.blocked"):
        key_keeping.block(home, digest, "lost", act("ayse"))
    (used,) = keys_of(home)
    with refused("key.in_use"):
        key_keeping.block(home, thumbprint(used.jwk), "other", act("ayse"))
    with refused("key.reason"):
        key_keeping.block(home, b"\x00" * 32, "because", act("ayse"))


def test_rotating_lets_the_old_one_finish_and_the_new_one_sign(either_home: Home) -> None:
    home = either_home
    (old,) = keys_of(home)
    before = issued(home, 2, RUN)
    done = key_keeping.rotate(home, chamber(home), act("ayse"), act("mehmet"), 24 * HOUR)
    assert [one.kid for one in done.old] == [old.kid]
    after = issued(home, 2, "EMO-YG-01/2026-2", NOW + HOUR)
    assert {signer_of(home, one) for one in before} == {old.kid}
    assert {signer_of(home, one) for one in after} == {done.new.kid}
    told = vouched(home)
    assert (told[old.kid].state, told[old.kid].valid_until) == ("retired", NOW + 24 * HOUR)
    with home.store.reading() as records:
        published = records.status_lists.find("EMO", 1)
    assert published is not None
    assert open_envelope(published.compact, typ="vc+jwt").kid == done.new.kid
    with client(home, now=lambda: NOW + 48 * HOUR) as site:
        for number in (*before, *after):
            assert (
                answered(site.post("/api/v1/verify", json={"number": number})).json()["standing"] == "valid"
            )
        document = answered(site.get("/odalar/emo/did.json")).json()
        introduced(home)
        wallets = answered(site.get("/.well-known/jwt-vc-issuer/odalar/emo")).json()
    assert {one["kid"] for one in wallets["jwks"]["keys"]} == {old.kid, done.new.kid}
    signing = {one["id"] for one in document["verificationMethod"] if one["type"] == "JsonWebKey"}
    assert signing & set(document["assertionMethod"]) == {old.kid, done.new.kid}
    assert events(home, old) == ["introduce", "retire"]


def test_rotating_takes_the_key_that_waits(either_home: Home) -> None:
    home = either_home
    key = introduced(home)
    done = key_keeping.rotate(home, chamber(home), act("zeynep", NOW + 2 * HOUR))
    assert done.new.kid == key.kid
    with refused("key.second_person"):
        key_keeping.rotate(home, chamber(home), act("zeynep", NOW + 3 * HOUR))
    for days in (-1, 91):
        with refused("key.overlap"):
            key_keeping.rotate(home, chamber(home), act("a"), act("b"), timedelta(days=days))


def test_the_last_key_is_not_retired_and_an_overlap_can_be_ended(either_home: Home) -> None:
    home = either_home
    (old,) = keys_of(home)
    with refused("key.last"):
        key_keeping.retire(home, old.kid, act("ayse"))
    key_keeping.rotate(home, chamber(home), act("ayse"), act("mehmet"))
    ended = key_keeping.retire(home, old.kid, act("ayse", NOW + HOUR))
    assert ended.valid_until == NOW + HOUR == vouched(home)[old.kid].valid_until
    with refused("key.transition"):
        key_keeping.retire(home, old.kid, act("ayse", NOW + 2 * HOUR))


def test_a_key_that_never_signed_is_retired_without_a_time_in_which_it_could(either_home: Home) -> None:
    key = introduced(either_home)
    ended = key_keeping.retire(either_home, key.kid, act("ayse", NOW + 5 * HOUR))
    assert ended.valid_from == ended.valid_until


def test_a_compromise_splits_documents_by_when_they_were_entered(either_home: Home) -> None:
    home = either_home
    (old,) = keys_of(home)
    before, later = issued(home, 2, RUN), issued(home, 3, "EMO-YG-01/2026-2", NOW + 2 * HOUR)
    done = key_keeping.compromise(home, old.kid, NOW + HOUR, act("ayse", NOW + 3 * HOUR))
    assert sorted(one.belge_no for one in done.lost) == sorted(later)
    with pytest.raises(Refusal, match=r"key\.none"):
        issued(home, 1, "EMO-YG-01/2026-3", NOW + 4 * HOUR)
    key_keeping.rotate(home, chamber(home), act("ayse", NOW + 4 * HOUR), act("mehmet", NOW + 4 * HOUR))
    after = issued(home, 2, "EMO-YG-01/2026-4", NOW + 5 * HOUR)
    with client(home, now=lambda: NOW + 6 * HOUR) as site:
        for numbers, expected in ((before, "valid"), (later, None), (after, "valid")):
            for number in numbers:
                found = answered(site.post("/api/v1/verify", json={"number": number})).json()
                assert found["standing"] == expected
                assert found["reasons"] == ([] if expected else ["key.compromised"])
        document = answered(site.get("/odalar/emo/did.json")).json()
        wallets = answered(site.get("/.well-known/jwt-vc-issuer/odalar/emo")).json()
    assert old.kid not in document["assertionMethod"]
    assert [one["kid"] for one in wallets["jwks"]["keys"]] == [keys_of(home)[-1].kid]
    assert events(home, old) == ["introduce", "compromise"]
    # It turns out that it was even earlier: then less counts, and never more.
    for hours in (1, 2):
        with refused("key.since"):
            key_keeping.compromise(home, old.kid, NOW + hours * HOUR, act("ayse", NOW + 7 * HOUR))
    again = key_keeping.compromise(home, old.kid, NOW - HOUR, act("ayse", NOW + 7 * HOUR))
    assert sorted(one.belge_no for one in again.lost) == sorted((*before, *later))
    with refused("key.since"):
        key_keeping.compromise(home, keys_of(home)[-1].kid, NOW + 9 * HOUR, act("ayse", NOW + 8 * HOUR))


def test_a_compromise_is_declared_without_the_stolen_key_and_with_another_chambers_away(home: Home) -> None:
    """What cannot sign now was vouched for; a renewal would refuse, and must not stand in the way of this."""
    (old,), (mmo,) = keys_of(home), keys_of(home, "MMO")
    for key in (old, mmo):
        (home.settings.keys_folder / f"{key.signer_uri.removeprefix('file:')}.pem").unlink()
    with refused("key.possession"):
        key_keeping.rotate(home, chamber(home), act("ayse"), act("mehmet"))
    key_keeping.compromise(home, old.kid, NOW - HOUR, act("ayse"))
    assert (vouched(home)[old.kid].state, vouched(home, "MMO")[mmo.kid].state) == ("compromised", "active")


def test_a_row_in_the_database_makes_no_key_whatever_its_state(either_home: Home) -> None:
    home = either_home
    (own,) = keys_of(home)
    thief = public_jwk(ec.generate_private_key(ec.SECP256R1()).public_key())
    for state, until in (("active", NOW - HOUR), ("retired", NOW - HOUR), ("compromised", NOW)):
        since = NOW if state == "compromised" else None
        row = SigningKey(
            f"{chamber(home).did}#k-00000000", own.owner_slug, own.purpose, thief, own.signer_uri,
            NOW - 48 * HOUR, until, state, since, None if since is None else 0,
        )  # fmt: skip
        with refused("key.unvouched"), home.store.writing() as records:
            records.trust.add_key(row)
            add_bundle(records, home.facts, home.vault(), home.log().trusted(records), NOW)


def test_an_ended_key_is_not_opened_again_in_the_database(home: Home) -> None:
    """Even who takes the triggers away gets no wider window past the anchor."""
    key_keeping.rotate(home, chamber(home), act("ayse"), act("mehmet"), 0 * HOUR)
    with home.store.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER signing_keys_forward_update")
        connection.execute(
            sa.text(
                "UPDATE signing_keys SET valid_from = :at WHERE owner_slug = 'emo' AND state = 'retired'"
            ),
            {"at": "2001-01-01 00:00:00.000000"},
        )
    with refused("key.unvouched"), home.store.writing() as records:
        add_bundle(records, home.facts, home.vault(), home.log().trusted(records), NOW + HOUR)
