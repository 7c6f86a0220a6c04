"""The forms of a document over HTTP: enveloped, and as badges for everybody and for the member."""

import io
import json

import pytest
from PIL import Image

from tests.journeys.machinery import Demo, Site, muhur_json

YG_NO = "EMO-2026-YB-000123-Y"


def code_of(demo: Demo) -> str:
    return demo.code(demo.of(belge_no=YG_NO))


def test_the_enveloped_form_is_served_and_taken_back(demo: Demo, site: Site) -> None:
    code = code_of(demo)
    answer = site.get(f"/v/{code}.json?form=enveloped")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vc")
    value = answer.json()
    assert value["id"] == f"data:application/vc+jwt,{site.get(f'/v/{code}.jwt').text}"
    for given in (
        {"json": {"credential": value}},
        {"files": {"file": ("belge.json", json.dumps(value).encode(), "application/json")}},
    ):
        verdict = site.post("/api/v1/verify", **given).json()
        assert (verdict["outcome"], verdict["standing"], verdict["reasons"]) == ("genuine", "valid", [])
    bare = site.get(f"/v/{code}.json")
    assert site.get(f"/v/{code}.json?form=bare").content == bare.content and "issuer" in bare.json()
    refused = site.get(f"/v/{code}.json?form=xml")
    assert (refused.status_code, refused.json()["code"]) == (400, "request.unreadable")


@pytest.mark.parametrize(("form", "kind"), [("png", "image/png"), ("svg", "image/svg+xml")])
def test_badges_are_served_and_taken_back(
    demo: Demo, site: Site, form: str, kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    code = code_of(demo)
    answer = site.get(f"/v/{code}/rozet.{form}")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (200, kind)
    assert answer.headers["content-disposition"] == f'attachment; filename="{YG_NO}.{form}"'
    assert site.get(f"/v/{code}.jwt").text.encode() in answer.content
    if form == "png":
        assert Image.open(io.BytesIO(answer.content)).size == (800, 800)
    assert site.get(f"/v/{code}/rozet.{form}").content == answer.content
    verdict = site.post("/api/v1/verify", files={"file": (f"rozet.{form}", answer.content, kind)}).json()
    assert (verdict["outcome"], verdict["standing"], verdict["reasons"]) == ("genuine", "valid", [])
    page = site.post("/dogrula", files={"dosya": (f"rozet.{form}", answer.content, kind)}).text
    assert "Bu belge geçerlidir." in page and "Rozetteki imzalı belge verisi okundu" in page
    path = tmp_path_factory.mktemp("badge") / f"rozet.{form}"
    path.write_bytes(answer.content)
    assert muhur_json("verify", path, home=demo.home)["standing"] == "valid"
    # The address of a badge is as good as the document's own.
    asked = site.post("/api/v1/verify", json={"qr": f"{demo.url}/v/{code}/rozet.{form}"}).json()
    assert asked["standing"] == "valid"
    assert site.get(f"/v/0000000000000000/rozet.{form}").json()["code"] == "document.not_found"


def test_the_form_with_a_proof_is_served_and_taken_back(demo: Demo, site: Site) -> None:
    code = code_of(demo)
    answer = site.get(f"/v/{code}.json?form=proof")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/vc+ld+json")
    value = answer.json()
    (proof,) = value["proof"]
    assert {name: one for name, one in value.items() if name != "proof"} == site.get(f"/v/{code}.json").json()
    # The key is the chamber's own, and no key of documents.
    did = site.get("/odalar/emo/did.json").json()
    (method,) = [one for one in did["verificationMethod"] if one["id"] == proof["verificationMethod"]]
    assert (method["type"], method["controller"]) == ("Multikey", value["issuer"]["id"])
    assert method["id"] in did["assertionMethod"]
    # What was made is kept: asking again signs nothing.
    assert site.get(f"/v/{code}.json?form=proof").json() == value
    for given in (
        {"json": {"credential": value}},
        {"files": {"file": ("belge.json", json.dumps(value).encode(), "application/json")}},
    ):
        verdict = site.post("/api/v1/verify", **given).json()
        assert (verdict["outcome"], verdict["standing"], verdict["reasons"]) == ("genuine", "valid", [])
    value["credentialSubject"]["role"] = "Profesör"
    refused = site.post("/api/v1/verify", json={"credential": value}).json()
    assert (refused["outcome"], refused["reasons"]) == ("not_genuine", ["credential.signature"])


def test_the_command_judges_a_proof_without_the_register(
    demo: Demo, site: Site, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("proof") / "belge.json"
    path.write_text(site.get(f"/v/{code_of(demo)}.json?form=proof").text, encoding="utf-8")
    for options in ((), ("--offline",)):
        assert muhur_json("verify", path, *options, home=demo.home)["standing"] == "valid"
