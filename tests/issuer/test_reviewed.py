"""Faults that a reading of the code once found; none may come back."""

import contextlib
from datetime import timedelta

import pytest

import issuer.sealing
from issuer.issue import issue_list
from muhur.installation import Home, renew_bundle
from registry.chamber import SigningKey
from registry.lists.imports import ImportRefused, import_members
from registry.lists.member_list import read_members
from registry.refusal import Refusal
from registry.sicil_chain import unmatched
from registry.store import OWNER
from tests.support.failing import Crash, CrashingSigner, opening_with
from tests.support.register import NOW, members_of, passing, request

RUN = "MMO-MT-01/2026-1"


def _import(home: Home, text: str) -> None:
    with home.store.writing(OWNER) as records:
        chamber = records.chambers.find("MMO")
        assert chamber is not None
        import_members(records, chamber, read_members(text.encode(), chamber), NOW)


def test_a_list_without_status_leaves_a_suspended_member_suspended(home: Home) -> None:
    member = members_of(home, "MMO")[0]
    who = f"{member.sicil_no};{member.given_name};{member.family_name}"
    _import(home, f"sicil_no;ad;soyad;durum\n{who};Askıda\n")
    _import(home, f"sicil_no;ad;soyad\n{who}\n")
    found = members_of(home, "MMO")[0]
    assert (found.status, found.title) == ("askida", member.title)


def test_lost_leading_zeros_do_not_make_a_second_member(home: Home) -> None:
    _import(home, "sicil_no;ad;soyad\n007742;Ayşe;Kaya\n")
    with pytest.raises(ImportRefused) as refused:
        _import(home, "sicil_no;ad;soyad\n7742;AYŞE;KAYA\n")
    assert refused.value.code == "member.leading_zero"
    with pytest.raises(ImportRefused):
        _import(home, "sicil_no;ad;soyad\n0812;Can;Ak\n812;Can;Ak\n")


def test_what_was_begun_on_an_earlier_day_is_begun_anew(home: Home) -> None:
    data = passing(members_of(home, "MMO")[:3])
    with contextlib.suppress(Crash):
        issue_list(home.store, request(RUN, data), opening_with(home, lambda inner: CrashingSigner(inner, 4)))
    later = NOW + timedelta(days=2)
    issue_list(home.store, request(RUN, data, now=later), home.open_key)
    with home.store.reading() as records:
        assert {one.awarded_at for one in records.credentials.all()} == {later}


def test_a_document_is_never_sealed_outside_its_keys_window(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuer.sealing.VerificationKey, "covers", lambda self, at: False)
    with pytest.raises((issuer.sealing.SelfCheckFailed, Refusal)):
        issue_list(home.store, request(RUN, passing(members_of(home, "MMO")[:1])), home.open_key)
    with home.store.reading() as records:
        assert records.credentials.all() == []


def test_a_key_row_alone_enters_no_trust_bundle(home: Home) -> None:
    with home.store.writing(OWNER) as records:
        own, other = (
            next(
                key
                for key in records.trust.signing_keys()
                if (key.owner_slug, key.purpose) == (slug, "credential")
            )
            for slug in ("mmo", "emo")
        )
        kid = f"{own.kid.partition('#')[0]}#k-00000000"
        records.trust.add_key(
            SigningKey(kid, "mmo", "credential", other.jwk, own.signer_uri, own.valid_from, None)
        )
        before = records.trust.bundle_version()
    with pytest.raises(Refusal) as refused:
        renew_bundle(home, NOW + timedelta(days=1))
    assert refused.value.code == "key.possession"
    with home.store.reading() as records:
        assert records.trust.bundle_version() == before


def test_a_lost_credential_is_named(home: Home) -> None:
    issue_list(home.store, request(RUN, passing(members_of(home, "MMO")[:3])), home.open_key)
    with home.store.reading() as records:
        chain, recorded = records.sicil.chain("MMO"), records.credentials.hashes_of_chamber("MMO")
    assert unmatched(chain, recorded) == []
    lost = sorted(recorded)[1]
    assert unmatched(chain, {no: sha for no, sha in recorded.items() if no != lost}) == [lost]
    assert unmatched(chain, {**recorded, lost: bytes(32)}) == [lost]
    assert unmatched(chain[1:], recorded) == [chain[0].belge_no]


def test_utf8_with_a_broken_place_is_not_read_as_windows_1254(home: Home) -> None:
    header = "sicil_no;ad;soyad;devam;toplam;teorik_not\n1;Gülşen;Çağlayan;1;1;90\n".encode()
    broken = header + "2;Gül;Öz;1;1;90\n".encode("cp1254")
    with pytest.raises(Refusal) as refused:
        issue_list(home.store, request(RUN, broken), home.open_key)
    assert refused.value.code == "list.encoding"


def test_without_signers_nothing_is_issued(home: Home) -> None:
    with home.store.writing(OWNER) as records:
        records.chambers.set_signers("MMO", [])
    with pytest.raises(Refusal) as refused:
        issue_list(home.store, request(RUN, passing(members_of(home, "MMO")[:1])), home.open_key)
    assert refused.value.code == "chamber.no_signers"
