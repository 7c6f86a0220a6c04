"""The credential profile: what is written reads back, and nothing else is read."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.strict_json import parse
from registry.credential import CredentialRefused, bare_credential, document_of, encoded, payload_of
from registry.document import Document, TextRefused, clean_text
from tests.registry.documents import documents
from tests.support.soak import FACTOR

# Members whose absence is another true document, not a broken one.
OPTIONAL = {
    ("evidence",),
    ("credentialSubject", "activityStartDate"),
    ("credentialSubject", "activityEndDate"),
    ("credentialSubject", "achievement", "specialization"),
    ("document", "branch"),
    ("document", "place"),
    ("document", "boardDecision"),
    ("document", "annualVisa"),
    ("document", "supportingDocument"),
    ("document", "signers"),
    ("document", "specimen"),
}
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    1.0,
    "",
    "x",
    [],
    {},
    [[]],
    {"a": 1},
    "2026-11-22T09:00:00Z",
    10**400,
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, member in members:
        yield from places(member, (*path, name))


def at(payload: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        payload = payload[name]
    return payload


def read_or_refused(payload: Any) -> Document | None:
    try:
        return document_of(payload)
    except CredentialRefused:
        return None


def plain(value: Any) -> bool:
    """True when every leaf of the document is of the type its field names."""
    texts = (
        "design",
        "issuer_did",
        "public_url",
        "kind",
        "form",
        "title",
        "belge_no",
        "sicil_no",
        "subject_id",
    )
    return all(type(getattr(value, name)) is str for name in texts) and type(value.status.list_url) is str


@given(documents())
def test_what_is_written_reads_back(document: Document) -> None:
    payload = payload_of(document)
    assert document_of(payload) == document
    assert document_of(parse(encoded(payload))) == document
    assert encoded(parse(encoded(payload))) == encoded(payload)


@given(documents(), st.data())
def test_an_added_member_is_refused_anywhere(document: Document, data: st.DataObject) -> None:
    payload = copy.deepcopy(payload_of(document))
    objects = [path for path in places(payload) if isinstance(at(payload, path), dict)]
    place = at(payload, data.draw(st.sampled_from(objects)))
    place[data.draw(st.sampled_from(["x", "@type", "proof", "exp2", "crit", "evidence"]))] = data.draw(
        st.sampled_from(ODD)
    )
    assert read_or_refused(payload) is None


@given(documents(), st.data())
def test_an_added_item_is_refused_in_every_list_but_the_signers(
    document: Document, data: st.DataObject
) -> None:
    payload = copy.deepcopy(payload_of(document))
    lists = [
        path for path in places(payload) if isinstance(at(payload, path), list) and path[-1] != "signers"
    ]
    path = data.draw(st.sampled_from(lists))
    at(payload, path).append(data.draw(st.sampled_from([*ODD, *at(payload, path)])))
    assert read_or_refused(payload) is None


@given(documents())
def test_a_missing_member_is_refused_unless_it_may_be_missing(document: Document) -> None:
    payload = payload_of(document)
    for path in places(payload):
        if not path or (path[:2] == ("document", "signers") and len(path) > 2):
            continue
        cut = copy.deepcopy(payload)
        del at(cut, path[:-1])[path[-1]]
        found = read_or_refused(cut)
        assert (found is not None) == (path in OPTIONAL), path
        assert found is None or payload_of(found) == cut


@settings(max_examples=60 * FACTOR)
@given(documents(), st.data())
def test_a_changed_value_is_refused_or_is_truly_another_document(
    document: Document, data: st.DataObject
) -> None:
    payload = payload_of(document)
    for path in places(payload):
        changed = copy.deepcopy(payload)
        value = data.draw(st.sampled_from(ODD))
        if not path or (value == at(payload, path) and type(value) is type(at(payload, path))):
            continue
        at(changed, path[:-1])[path[-1]] = value
        found = read_or_refused(changed)
        if found is not None:
            assert found != document, path
            assert plain(found), path
            assert payload_of(found) == changed


@given(documents(), st.sampled_from([None, 5, True, [], {}, ["birlik/v1"], {"a": 1}, "", "\u202e"]))
def test_names_of_designs_issuers_and_lists_are_texts(document: Document, value: Any) -> None:
    payload = payload_of(document)
    for changed in (
        {**payload, "document": {**payload["document"], "design": value}},
        {**payload, "iss": value, "issuer": {**payload["issuer"], "id": value}},
        {
            **payload,
            "credentialStatus": {
                **payload["credentialStatus"],
                "statusListCredential": value,
                "id": f"{value}#{document.status.index}",
            },
        },
    ):
        assert read_or_refused(changed) is None


@given(st.recursive(st.sampled_from(ODD), lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["id", "document", "credentialSubject", "kind"]), inner), max_leaves=8))  # fmt: skip
def test_any_other_json_is_refused(value: Any) -> None:
    assert read_or_refused(value) is None


@given(documents())
def test_equal_in_python_is_not_yet_the_same_json(document: Document) -> None:
    payload = payload_of(document)
    for changed in (
        {**payload, "nbf": float(payload["nbf"])},
        {**payload, "document": {**payload["document"], "annualVisa": 1}},
        {**payload, "document": {**payload["document"], "specimen": 1}},
        {**payload, "document": {**payload["document"], "specimen": False}},
    ):
        assert read_or_refused(changed) is None


@given(documents())
def test_the_bare_credential_has_no_jwt_claims(document: Document) -> None:
    bare = bare_credential(payload_of(document))
    assert not {"iss", "jti", "sub", "nbf", "exp"} & set(bare)
    assert bare["id"] == document.url


@pytest.mark.parametrize(
    "text",
    ["", "A\u202eB", "A\u200bB", "A\u0000B", "A\nB", "A\u2028B", "e\u0301", " A", "A  B", "A ", "A" * 301, "\ue000", "\ufeffA", "A\u00adB", "\U000e0041"],
)  # fmt: skip
def test_a_text_with_hidden_or_loose_characters_may_not_be_printed(text: str) -> None:
    with pytest.raises(TextRefused):
        clean_text(text)


def test_a_text_that_may_be_printed() -> None:
    for text in ("Işıl İnci Öztürk", "A" * 300, "1 kV Üstü ve 1 kV Altı", "“Çatı”"):
        assert clean_text(text) == text
