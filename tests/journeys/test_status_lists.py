"""Status lists from outside: what is served, and what a person without the register can tell."""

import base64
import gzip
import json
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from issuer.issue import issue_list
from issuer.status_list import resign
from muhur.app import build_app
from muhur.clock import system_now
from muhur.installation import Home
from muhur.sealing.sheets import sheets_of
from muhur.status_copies import StatusCopies
from registry.lifecycle import IPTAL
from registry.records.credentials import RecordedCredential
from registry.tables.documents import credential_states, issue_intents
from tests.journeys.machinery import Demo, Site, muhur, muhur_json
from tests.journeys.test_site import refused, sound
from tests.support.register import NOW, TODAY, members_of, passing, payload_document, request

YESTERDAY = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)


def test_both_forms_are_served_with_their_types(site: Site, demo: Demo) -> None:
    compact = sound(site.get("/status/emo/1"))
    token = sound(site.get("/status/emo/1/token"))
    assert compact.headers["content-type"] == "application/vc+jwt"
    assert token.headers["content-type"] == "application/statuslist+jwt"
    method = site.get("/odalar/emo/did.json").json()["verificationMethod"][0]
    key = ECKey.import_key(method["publicKeyJwk"])
    for answer, typ in ((compact, "vc+jwt"), (token, "statuslist+jwt")):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "max-age=60"
        found = jws.deserialize_compact(answer.content, key, algorithms=["ES256"])
        assert found.headers() == {"alg": "ES256", "kid": method["id"], "typ": typ}
        claims = json.loads(found.payload)
        assert claims["exp"] - claims["iat"] == 86_400
    assert claims["sub"] == f"{demo.url}/status/emo/1/token" and claims["ttl"] == 86_400
    assert len(zlib.decompress(base64.urlsafe_b64decode(claims["status_list"]["lst"] + "=="))) == 16_384


@pytest.mark.parametrize("asked", [{"params": {"form": "json"}}, {"headers": {"accept": "application/json"}}])
def test_what_a_list_says_without_its_signature(site: Site, demo: Demo, asked: Any) -> None:
    answer = sound(site.get("/status/emo/1", **asked))
    assert answer.headers["content-type"] == "application/json"
    body = answer.json()
    assert set(body) == {
        "@context", "id", "type", "issuer", "validFrom", "validUntil", "credentialSubject",
    }  # fmt: skip
    assert body["id"] == f"{demo.url}/status/emo/1"
    packed = body["credentialSubject"]["encodedList"]
    assert len(gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "=="))) == 16_384


def test_a_list_that_has_not_changed_is_not_sent_again(site: Site) -> None:
    tags = set()
    for path in ("/status/emo/1", "/status/emo/1?form=json"):
        tag = site.get(path).headers["etag"]
        tags.add(tag)
        again = site.get(path, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert site.get(path, headers={"if-none-match": '"0"'}).status_code == 200
    assert len(tags) == 2


def test_the_lists_of_a_chamber_are_named(site: Site, demo: Demo) -> None:
    body = sound(site.get("/status/emo")).json()
    (only,) = body["lists"]
    assert body["status_lists"] == [only["token_url"]] == [f"{demo.url}/status/emo/1/token"]
    assert only["url"] == f"{demo.url}/status/emo/1"
    assert site.get("/status/emo/1").headers["etag"] == f'"{only["version"]}"'


@pytest.mark.parametrize(
    "path",
    ["/status/xxx", "/status/xxx/1", "/status/emo/2", "/status/emo/0", "/status/emo/01", "/status/emo/+1",
     "/status/emo/1_0", "/status/emo/٥", "/status/emo/99999999999", "/status/EMO/1", "/status/emo/2/token"],
)  # fmt: skip
def test_no_other_address_is_a_list(site: Site, path: str) -> None:
    refused(site.get(path), 404, "request.not_found")


# without the register: a home whose list was signed yesterday


def write_bit(home: Home, one: RecordedCredential, at: datetime) -> None:
    """A revocation as its event leaves it, and the list signed at ``at``."""
    with home.store.engine.begin() as connection:
        place = connection.execute(issue_intents.select().where(issue_intents.c.id == one.id)).one()
        connection.execute(
            credential_states.insert(),
            {
                "credential_id": one.id, "chamber_code": one.chamber_code, "state": IPTAL, "since_on": TODAY,
                "status_list": place.status_list, "status_index": place.status_index, "status_bit": True,
                "version": 1,
            },
        )  # fmt: skip
    resigned(home, at)


def resigned(home: Home, at: datetime) -> None:
    with home.store.writing("EMO") as records:
        chamber = records.chambers.find("EMO")
        assert chamber is not None
        resign(records, chamber, 1, home.open_key(chamber, at), at)


class Kept:
    """A document and its QR, the trust bundle, the anchor and yesterday's list: all that a person has at hand."""

    def __init__(self, home: Home, folder: Path) -> None:
        at = YESTERDAY - timedelta(days=1)
        asked = request("EMO-YG-01/2026-1", passing(members_of(home, "EMO")[:2]), now=at)
        assert issue_list(home.store, asked, home.open_key).count("issued") == 2
        with home.store.reading() as records:
            self.first, self.second = sorted(records.credentials.all(), key=lambda one: one.belge_no)
        resigned(home, YESTERDAY)
        self.home, self.folder, self.lists = home, folder, folder / "lists"
        muhur(
            "trust", "export", "--output", folder / "bundle", "--status", self.lists, home=home.settings.home
        )
        (folder / "anchor").write_bytes(home.settings.anchor_path.read_bytes())

    def files_of(self, one: RecordedCredential) -> list[Path]:
        document = payload_document(one.compact)
        digits = int.from_bytes(b"\x01" + document.qr, "big")
        made = {
            "jwt": one.compact.encode(),
            "txt": f"{document.url}#{digits}".encode(),
            "pdf": sheets_of(self.home).sheet(one, one.awarded_at).pdf,
        }
        for ending, data in made.items():
            (self.folder / f"{one.belge_no}.{ending}").write_bytes(data)
        return [self.folder / f"{one.belge_no}.{ending}" for ending in made]

    def verdict(self, path: Path, expect: int, lists: Path | None = None, now: datetime = NOW) -> Any:
        return muhur_json(
            "verify", path, "--offline", "--trust", self.folder / "bundle", "--anchor", self.folder / "anchor",
            "--status", lists or self.lists, "--now", now.isoformat().replace("+00:00", "Z"),
            home=self.folder / "no-home", expect=expect,
        )  # fmt: skip


@pytest.fixture
def kept(home: Home, tmp_path: Path) -> Kept:
    folder = tmp_path / "kept"
    folder.mkdir()
    return Kept(home, folder)


def test_i8_offline_with_yesterdays_list(kept: Kept) -> None:
    """Story İ8: the network is off, at hand is yesterday's status list."""
    for path in kept.files_of(kept.first):
        verdict = kept.verdict(path, 0)
        assert verdict["message"]["tr"] == (
            "İmza geçerlidir. Güncel durum sorgulanamadı; sonuç 21.11.2026 tarihli listeye dayanır."
        )
        assert (verdict["standing"], verdict["as_of"]) == ("valid", "2026-11-21T17:00:00Z")
        assert kept.verdict(path, 0, kept.lists / "emo-1.jwt")["standing"] == "valid"


def test_a_revoked_document_offline(kept: Kept, home: Home) -> None:
    at = NOW - timedelta(hours=1)
    write_bit(home, kept.first, at)
    muhur("trust", "export", "--status", kept.lists, home=home.settings.home)
    for path in kept.files_of(kept.first):
        verdict = kept.verdict(path, 1)
        assert (verdict["standing"], verdict["reasons"]) == (
            "unknown",
            ["status.not_in_force", "standing.unknown"],
        )
    assert kept.verdict(kept.files_of(kept.second)[0], 0)["standing"] == "valid"


def test_an_old_list_an_empty_folder_and_no_list_offline(kept: Kept) -> None:
    path = kept.files_of(kept.first)[0]
    (kept.folder / "empty").mkdir()
    for code, verdict in (
        ("status.stale", kept.verdict(path, 3, now=YESTERDAY + timedelta(hours=24, seconds=1))),
        ("status.absent", kept.verdict(path, 3, kept.folder / "empty")),
    ):
        assert verdict["reasons"] == ["record.offline", code, "standing.unknown"]
        assert verdict["message"]["tr"] == "İmza geçerlidir. Güncel durum sorgulanamadı."
    assert kept.verdict(path, 0, now=YESTERDAY + timedelta(hours=24))["standing"] == "valid"
    muhur("verify", path, "--status", kept.folder / "nothing", expect=1)


def test_the_homes_own_copies_and_what_they_have_seen(kept: Kept, home: Home) -> None:
    """Inside a home its copies are used, and no list older than they are is believed."""
    folder, path = home.settings.home, kept.files_of(kept.first)[0]
    asked = ("verify", path, "--offline", "--now", "2026-11-22T09:00:00Z")
    assert "status.absent" in muhur_json(*asked, home=folder, expect=3)["reasons"]
    resigned(home, NOW - timedelta(hours=1))
    copies = StatusCopies(home.settings.status_folder, home.facts.public_url)
    with home.store.reading() as records:
        copies.refresh(records, NOW)
    assert muhur_json(*asked, home=folder)["as_of"] == "2026-11-22T08:00:00Z"
    older = muhur_json(*asked, "--status", kept.lists, home=folder, expect=3)
    assert "status.rolled_back" in older["reasons"]


def test_a_change_in_another_process_is_in_the_list_at_once(kept: Kept, home: Home) -> None:
    """The list reads the register on every request: no copy stands between."""
    with Site.over(build_app(home, system_now), "http://localhost") as site:
        before = site.get("/status/emo/1")
        write_bit(home, kept.first, NOW)
        after = site.get("/status/emo/1")
        assert after.headers["etag"] != before.headers["etag"] and after.content != before.content
        body = site.get("/status/emo/1?form=json").json()
    packed = body["credentialSubject"]["encodedList"]
    assert any(gzip.decompress(base64.urlsafe_b64decode(packed[1:] + "==")))
