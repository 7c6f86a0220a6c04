"""A credential as linked data: every member counts, nothing is fetched, and the contexts are the pinned ones."""

import contextlib
import copy
import hashlib
import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from registry.credential import CONTEXT_OB, CONTEXT_VC, bare_credential, payload_of
from registry.document import BoardDecision, Document, EarlierPaper, SignerName, StatusEntry
from registry.forms import linked_data
from registry.forms.linked_data import PINNED, ContextRefused, LinkedData
from tests.registry.documents import documents

URL = "https://dogrula.example.org"
LINKED = LinkedData(URL)
# Everything a document may say.
WHOLE = Document(
    kind="yetki",
    title="Yetki Belgesi",
    belge_no="EMO-2026-YB-000123-Y",
    public_url=URL,
    verification_code="7K2M9QX4T1ZC8RBD",
    subject_id="urn:uuid:0f8a3c1e-5f0e-4c58-9a44-1b0a3f6f2d11",
    issuer_did="did:web:dogrula.example.org:odalar:emo",
    chamber_code="EMO",
    chamber_name="Elektrik Mühendisleri Odası",
    holder_name="Işıl İnci Öztürk",
    holder_title="Elektrik-Elektronik Mühendisi",
    sicil_no="101742",
    programme_code="EMO-YG-01",
    programme_name="Yüksek Gerilim Eğitimi",
    description="Eğitim",
    criteria="Devam ve sınav",
    form="yuz_yuze",
    lesson_hours=24,
    minutes_per_lesson=45,
    awarded_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
    valid_from=date(2026, 11, 22),
    valid_until=date(2031, 11, 22),
    status=StatusEntry(f"{URL}/status/emo/1", 48213),
    start_on=date(2026, 11, 2),
    end_on=date(2026, 11, 5),
    area="Yüksek Gerilim İşletme Sorumluluğu",
    branch="İstanbul Şubesi",
    place="İstanbul",
    board_decision=BoardDecision("40/34", date(2026, 11, 20)),
    supporting_belge_no="MMO-2026-YB-000007-3",
    annual_visa=True,
    signers=(SignerName("Ömer Şükrü Güneş", "baskan"), SignerName("Ayşe Gökçe Şahin", "yazman")),
    specimen=True,
    earlier=EarlierPaper("YG-2024/118", date(2024, 2, 15)),
    qr=b"\x01\x02\x03",
)
CREDENTIAL = bare_credential(payload_of(WHOLE))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path] if not isinstance(value, dict | list) else []
    yield from found
    for name, one in inner:
        yield from leaves(one, (*path, name))


def members(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield (*path, name)
        yield from members(one, (*path, name))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        value = value[name]
    return value


def other(value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    # Addresses stay addresses: a text that is none would be left out, and that is another change.
    return f"{value}x" if ":" in value and " " not in value else f"{value}ğ"


SIGNED = [path for path in leaves(CREDENTIAL) if path[0] != "@context"]


@pytest.mark.parametrize("path", SIGNED, ids=lambda path: ".".join(map(str, path)))
def test_every_value_of_the_profile_changes_what_is_signed(path: tuple[Any, ...]) -> None:
    """A value that no context knew would be left out of the canonical form, so nobody would have signed it."""
    changed = copy.deepcopy(CREDENTIAL)
    at(changed, path[:-1])[path[-1]] = other(at(CREDENTIAL, path))
    # Of another type nothing is known, and what means nothing is refused.
    with pytest.raises(ContextRefused) if "type" in path else contextlib.nullcontext():
        assert LINKED.canonical(changed) != LINKED.canonical(CREDENTIAL)


@pytest.mark.parametrize(
    "path",
    [path for path in members(CREDENTIAL) if path[0] != "@context"],
    ids=lambda path: ".".join(map(str, path)),
)
def test_every_member_that_is_taken_away_changes_what_is_signed(path: tuple[Any, ...]) -> None:
    changed = copy.deepcopy(CREDENTIAL)
    del at(changed, path[:-1])[path[-1]]
    # Without its type nothing is known of the rest, and what means nothing is refused.
    with contextlib.suppress(ContextRefused):
        assert LINKED.canonical(changed) != LINKED.canonical(CREDENTIAL)


# Its programme's address is made of its code.
NO_ADDRESS = re.compile(r"""[\s<>"{}|^`\\]""")


@pytest.mark.parametrize("code", ["a b", "x> <y", 'a"b', "a\\b", "{", "|", "^", "`", "a\u00a0b", "a\u2028b"])
def test_a_name_that_cannot_be_written_is_refused(code: str) -> None:
    """Without that what hangs on it would be left out, or one document could be written like another."""
    with pytest.raises(ContextRefused):
        LINKED.canonical(bare_credential(payload_of(replace(WHOLE, programme_code=code))))


@settings(max_examples=25, deadline=None)
@given(documents())
def test_whatever_a_document_says_stands_in_its_canonical_form(document: Document) -> None:
    document = replace(document, issuer_did=WHOLE.issuer_did)
    if NO_ADDRESS.search(document.programme_code):
        with pytest.raises(ContextRefused):
            LinkedData(document.public_url).canonical(bare_credential(payload_of(document)))
        return
    quads = LinkedData(document.public_url).canonical(bare_credential(payload_of(document))).decode()
    for said in (document.holder_name, document.title, document.programme_name, document.criteria):
        assert json.dumps(said, ensure_ascii=False)[1:-1] in quads


def test_the_order_of_members_is_no_matter_and_that_of_signers_is() -> None:
    turned = dict(reversed(list(CREDENTIAL.items())))
    assert LINKED.canonical(turned) == LINKED.canonical(CREDENTIAL)
    swapped = copy.deepcopy(CREDENTIAL)
    swapped["document"]["signers"].reverse()
    assert LINKED.canonical(swapped) != LINKED.canonical(CREDENTIAL)


@pytest.mark.parametrize(
    "context",
    [
        "https://evil.example/context",
        "http://127.0.0.1:9/context",
        "file:///etc/passwd",
        "https://www.w3.org/ns/credentials/v2/",
        "https://www.w3.org/ns/credentials/v1",
        "https://evil.example/contexts/muhur-v1.jsonld",
        {"@import": "https://evil.example/context"},
        {"name": {"@id": "urn:x", "@context": "https://evil.example/context"}},
    ],
)
def test_a_context_that_is_not_here_is_refused_and_not_fetched(
    context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reached(*_given: Any, **_named: Any) -> None:
        raise AssertionError("somebody reached for the network")

    for name in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, reached)
    monkeypatch.setattr(socket.socket, "connect", reached)
    with pytest.raises(ContextRefused):
        LinkedData(URL).canonical({**CREDENTIAL, "@context": [*CREDENTIAL["@context"], context]})


def test_the_pinned_files_are_what_they_were() -> None:
    own = linked_data.CONTEXT_FILE
    for path, digest in (*PINNED.values(), linked_data._OWN):
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    assert own.name == "muhur-v1.jsonld" and set(PINNED) == {CONTEXT_VC, CONTEXT_OB}
    page = (Path(linked_data.__file__).parents[2] / "docs" / "spec" / "forms.md").read_text(encoding="utf-8")
    for _, digest in (*PINNED.values(), linked_data._OWN):
        assert digest in page


def test_a_changed_context_stops_everything(tmp_path: Path) -> None:
    forged = tmp_path / "context.jsonld"
    forged.write_bytes(linked_data.CONTEXT_FILE.read_bytes() + b"\n")
    with pytest.raises(RuntimeError, match=r"context\.jsonld is not the pinned context"):
        linked_data._pinned(forged, linked_data._OWN[1])


def test_pyld_is_loaded_only_by_who_needs_it() -> None:
    code = "import sys, verifier.verify, verifier.forms.hashing; print(sorted({'pyld', 'lxml'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
