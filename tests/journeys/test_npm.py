"""Other people's software in another language (npm, ``tests/npm/verify.mjs``) over what a demonstration gives out."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from muhur.clock import system_now
from muhur.installation import Home
from registry.credential import CONTEXT_PATH
from tests.journeys.machinery import Demo, Site
from tests.support.browsing import cookie_of
from tests.support.callers import member
from tests.support.register import members_of

ROOT = Path(__file__).parents[2]
KINDS = ("katilim", "basari", "yetki")
YG_NO = "EMO-2026-YB-000123-Y"


@pytest.fixture(scope="module", autouse=True)
def _packages() -> None:
    subprocess.run(["make", "-s", "tests/npm/node_modules/.ready"], cwd=ROOT, check=True)


def asked(way: str, given: Any) -> dict[str, Any]:
    """What the script finds; it loads nothing from the network."""
    data = given if isinstance(given, bytes) else json.dumps(given).encode()
    script = ROOT / "tests" / "npm" / "verify.mjs"
    done = subprocess.run(["node", script, way], input=data, capture_output=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def did_of(site: Site, credential: dict[str, Any]) -> dict[str, Any]:
    """Resolved as did:web says."""
    path = credential["issuer"]["id"].split(":")[3:]
    found: dict[str, Any] = site.get(f"/{'/'.join(path)}/did.json").json()
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_jose_verifies_the_jwt(demo: Demo, site: Site, kind: str) -> None:
    code = demo.code(demo.of(kind=kind, standing="valid"))
    compact, bare = site.get(f"/v/{code}.jwt").text, site.get(f"/v/{code}.json").json()
    given = {"compact": compact, "did": did_of(site, bare), "now": bare["awardedDate"]}
    payload = asked("jwt", given)["payload"]
    assert {name: one for name, one in payload.items() if name in bare} == bare
    head, body, signature = compact.split(".")
    changed = f"{head}.{body[:-3]}{'A' if body[-3] != 'A' else 'B'}{body[-2:]}.{signature}"
    assert "error" in asked("jwt", {**given, "compact": changed})
    # The enveloped form carries the same text.
    wrapped = site.get(f"/v/{code}.json?form=enveloped").json()["id"].partition(",")[2]
    assert asked("jwt", {**given, "compact": wrapped})["payload"] == payload


@pytest.mark.parametrize("kind", KINDS)
def test_data_integrity_libraries_verify_the_proof(demo: Demo, site: Site, kind: str) -> None:
    code = demo.code(demo.of(kind=kind, standing="valid"))
    credential = site.get(f"/v/{code}.json?form=proof").json()
    own = f"{demo.url}{CONTEXT_PATH}"
    given = {
        "credential": credential,
        "did": did_of(site, credential),
        "contexts": {own: site.get(CONTEXT_PATH).json()},
        "now": credential["proof"][0]["created"],
    }
    assert asked("proof", given) == {"verified": True, "errors": []}
    credential["credentialSubject"]["identifier"][0]["identityHash"] = "Başka Biri"
    found = asked("proof", given)
    assert found["verified"] is False and any("nvalid signature" in one for one in found["errors"]), found


@pytest.mark.parametrize("form", ["png", "svg"])
def test_other_libraries_take_the_credential_out_of_a_badge(demo: Demo, site: Site, form: str) -> None:
    code = demo.code(demo.of(kind="yetki", standing="valid"))
    found = asked(form, site.get(f"/v/{code}/rozet.{form}").content)
    assert found["text"] == site.get(f"/v/{code}.jwt").text
    if form == "svg":
        assert found["first"] is True and found["root"] == "http://www.w3.org/2000/svg svg"


def test_a_wallet_library_verifies_what_the_member_shows(demo: Demo, demo_home: Home, site: Site) -> None:
    entry = demo.of(belge_no=YG_NO)
    mine = cookie_of(demo_home, member(demo_home, "EMO", "101742"), system_now())
    answer = site.get(f"/uye/belgeler/{YG_NO}/cuzdan.sd-jwt", cookies=mine)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/dc+sd-jwt")
    assert answer.headers["cache-control"] == "no-store"
    bare = site.get(f"/v/{demo.code(entry)}.json").json()
    place = bare["credentialStatus"]["statusListCredential"]
    issuer = site.get("/.well-known/jwt-vc-issuer/odalar/emo").json()
    given = {
        "presented": answer.text,
        "issuer": issuer,
        "list": {"uri": f"{place}/token", "token": site.get(f"{place.removeprefix(demo.url)}/token").text},
        "now": system_now().isoformat(),
    }
    whole = asked("wallet", given)["payload"]
    assert whole["iss"] == issuer["issuer"] == f"{demo.url}/odalar/emo"
    assert whole["vct"] == f"{demo.url}/vct/belge/v1" == site.get("/vct/belge/v1").json()["vct"]
    assert (whole["name"], whole["license_number"], whole["sicil_no"]) == (
        "Işıl İnci Öztürk",
        YG_NO,
        "101742",
    )
    assert {"attendance", "theory_mark"} <= set(whole)
    # Shown without marks: they are not there, and the signature holds all the same.
    found = asked("wallet", {**given, "frame": {"sicil_no": True}})
    assert found["payload"]["sicil_no"] == "101742"
    assert not {"attendance", "theory_mark", "practice_mark"} & set(found["payload"])
    nothing = asked("wallet", {**given, "presented": f"{answer.text.partition('~')[0]}~"})["payload"]
    assert "sicil_no" not in nothing and nothing["license_number"] == YG_NO
    head, body, rest = answer.text.split(".", 2)
    changed = f"{head}.{body[:-2]}{'A' if body[-2] != 'A' else 'B'}{body[-1]}.{rest}"
    assert "error" in asked("wallet", {**given, "presented": changed})
    # Each one is signed anew, and nobody else gets one.
    assert (
        site.get(f"/uye/belgeler/{YG_NO}/cuzdan.sd-jwt", cookies=mine).text.split("~")[1:-1]
        != answer.text.split("~")[1:-1]
    )
    other = cookie_of(demo_home, member(demo_home, "EMO", _another(demo_home)), system_now())
    assert site.get(f"/uye/belgeler/{YG_NO}/cuzdan.sd-jwt", cookies=other).status_code == 404
    # It is no credential of ours for the public doors: its holder shows it to wallets.
    told = site.post("/api/v1/verify", json={"credential": answer.text.partition("~")[0]}).json()
    assert (told["outcome"], told["reasons"]) == ("not_genuine", ["envelope.typ"])


def _another(home: Home) -> str:
    return next(one.sicil_no for one in members_of(home, "EMO") if one.sicil_no != "101742")
