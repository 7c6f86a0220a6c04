"""What the application says of itself in OpenAPI, asked with fitting and unfitting values (a fixed slice)."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.journeys.machinery import Demo, Site
from tests.journeys.test_site import sound
from tests.support.soak import FACTOR, LONG

SLICE = settings(
    max_examples=60 * FACTOR,
    derandomize=not LONG,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NASTY = st.one_of(
    st.text(min_size=1, max_size=40).filter(
        lambda text: not any("\ud800" <= char <= "\udfff" for char in text)
    ),
    st.sampled_from(
        ["0", "-1", "9" * 30, "emo", "..", "%2e%2e", "' OR 1=1", "a" * 2000, "İ", "\x00", "{}", "true"]
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | NASTY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NASTY, inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def operations(site: Site) -> list[tuple[str, str, dict[str, Any]]]:
    paths = sound(site.get("/openapi.json")).json()["paths"]
    return [
        (method.upper(), path, said) for path, methods in paths.items() for method, said in methods.items()
    ]


def test_the_description_is_whole(operations: list[tuple[str, str, dict[str, Any]]]) -> None:
    described = {(method, path) for method, path, _ in operations}
    assert ("POST", "/api/v1/verify") in described
    for path in (
        "/v/{code}.json",
        "/v/{code}.jwt",
        "/v/{code}.pdf",
        "/v/{code}/verdict",
        "/trust/bundle.json",
    ):
        assert ("GET", path) in described
    for _, path, said in operations:
        assert said.get("summary"), path


@pytest.mark.parametrize(
    "path",
    [*(f"/v/{{code}}{one}" for one in (".json", ".jwt", ".pdf", "/verdict")), "/api/v1/verify",
     "/api/v1/verify/numbers", "/api/v1/verify/numbers.csv", "/api/v1/shares/{token}", "/api/v1/watches"],
)  # fmt: skip
def test_what_is_counted_says_that_it_may_be_too_much(
    operations: list[tuple[str, str, dict[str, Any]]], path: str
) -> None:
    found = [said["responses"] for _, one, said in operations if one == path]
    assert found and all("429" in one for one in found)


@SLICE
@given(data=st.data())
def test_no_described_operation_breaks(
    site: Site, operations: list[tuple[str, str, dict[str, Any]]], data: st.DataObject
) -> None:
    method, path, said = data.draw(st.sampled_from(operations))
    query = {}
    for parameter in said.get("parameters", []):
        value = data.draw(NASTY)
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", quote(value, safe=""))
        else:
            query[parameter["name"]] = value
    given_body: dict[str, Any] = {}
    if "requestBody" in said:
        given_body["json"] = data.draw(
            JSON | st.fixed_dictionaries({"number": NASTY}) | st.fixed_dictionaries({"qr": NASTY})
        )
    answer = sound(site.ask(method, path, params=query, **given_body))
    assert answer.status_code in (200, 304, 400, 401, 404, 405, 422)
    if answer.status_code >= 400 and answer.headers["content-type"] == "application/problem+json":
        assert answer.json()["code"]


@SLICE
@given(field=st.sampled_from(["credential", "qr", "number"]), value=NASTY)
def test_described_bodies_are_judged(site: Site, field: str, value: str) -> None:
    answer = sound(site.post("/api/v1/verify", json={field: value}))
    brackets = sum(value.count(sign) for sign in "[{")
    assert answer.status_code == 200 or "\x00" in value or brackets > 14
    if answer.status_code == 200:
        assert answer.json()["outcome"] in ("not_genuine", "cannot_tell")


def test_the_described_answer_of_a_verdict(site: Site, demo: Demo) -> None:
    found = sound(site.get(f"/v/{demo.code(demo.genuine[0])}/verdict")).json()
    assert set(found) == {
        "outcome", "standing", "reasons", "steps", "credential", "credential_genuine", "page", "as_of", "message",
        "successor", "seal", "log",
    }  # fmt: skip
    assert set(found["steps"][0]) == {"n", "name", "result", "code", "label", "text"}
