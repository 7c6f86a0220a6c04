"""A small real installation with invented people, and class lists as bytes."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from issuer.issue import IssueRequest
from muhur import installation
from muhur.installation import Home
from muhur.settings import Settings
from registry.credential import document_of
from registry.document import BoardDecision, Document, SignerName
from registry.ids import uuid7
from registry.lists.catalogue import read_chambers, read_programmes
from registry.lists.imports import add_runs, import_programmes, run_of
from registry.member import Member
from registry.store import OWNER, Store
from registry.tables.every import metadata

ROOT = Path(__file__).parents[2]
DATA = ROOT / "registry" / "data"
PUBLIC_URL = "https://dogrula.example.org"
NOW = datetime(2026, 11, 22, 9, 0, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
DECISION = BoardDecision("49/112", date(2026, 11, 20))

_GIVEN = ("Ayşe", "Çağrı", "Deniz", "Gülşen", "Işıl", "İpek", "Ömer", "Şükrü", "Ümit", "Zeynep")
_FAMILY = ("Aydın", "Cömert", "Çelik", "Irmak", "İnan", "Öztürk", "Söğüt", "Şahin", "Uçar", "Üçüncü")


def people(chamber_code: str, count: int, first_sicil: int = 50001, title: str = "Mühendis") -> list[Member]:
    """Invented members with six-digit sicil numbers that begin with zero."""
    return [
        Member(
            uuid7(NOW),
            chamber_code,
            f"{first_sicil + place:06d}",
            _GIVEN[place % 10],
            f"{_FAMILY[place // 10 % 10]}{'' if place < 100 else ' ' + _FAMILY[place // 100 % 10]}",
            title,
        )
        for place in range(count)
    ]


STORY_MEMBERS = (
    Member(uuid7(NOW), "IMO", "048213", "Gülşen", "Çağlayan", "İnşaat Mühendisi"),
    Member(uuid7(NOW), "EMO", "101742", "Işıl İnci", "Öztürk", "Elektrik-Elektronik Mühendisi"),
)
_MEMBERS = {"MMO": 30, "EMO": 6, "IMO": 6, "OMO": 3, "TMO": 3}


def make_home(folder: Path, database_url: str | None = None, public_url: str = PUBLIC_URL) -> Home:
    """A real installation with the catalogue, members of five chambers and a finished run per programme."""
    settings = Settings(home=folder, database_url=database_url)
    union, entries = read_chambers((DATA / "chambers.json").read_bytes())
    home = installation.create(
        settings,
        public_url=public_url,
        specimen=False,
        union=union,
        chambers=entries,
        keys_from=datetime(2020, 1, 1, tzinfo=UTC),
        now=NOW,
    )
    programmes = read_programmes((DATA / "programmes.csv").read_bytes(), {one.code for one in entries})
    with home.store.writing(OWNER) as records:
        import_programmes(records, programmes, now=NOW)
        records.members.add(STORY_MEMBERS)
        for code, count in _MEMBERS.items():
            records.members.add(people(code, count))
        for entry in entries:
            signers = [SignerName("Ülkü Şen", "baskan"), SignerName("Cem Iğdır", "yazman")]
            records.chambers.set_signers(entry.code, signers)
        held = date(2026, 11, 2), date(2026, 11, 6)
        add_runs(
            records,
            [run_of(one.code, "2026-1", *held, "Ankara Şubesi", "Ankara", NOW) for one in programmes],
        )
        later = date(2026, 12, 1), date(2026, 12, 4)
        add_runs(records, [run_of("MMO-MT-01", "2026-9", *later, None, None, NOW)])
    return home


def reopened(folder: Path, database_url: str | None = None) -> Home:
    """The installation in ``folder``, opened as every command does."""
    return installation.open_home(Settings(home=folder, database_url=database_url))


def members_of(home: Home, chamber_code: str) -> list[Member]:
    """The invented members of a chamber by sicil no."""
    with home.store.reading() as records:
        found = records.members.search(chamber_code, "", limit=1000)
    return sorted(found, key=lambda one: one.sicil_no)


def row(
    member: Member, attended: object = 24, total: object = 24, mark: object = "", **more: str
) -> dict[str, str]:
    """One line of a class list."""
    names = {"sicil_no": member.sicil_no, "ad": member.given_name, "soyad": member.family_name}
    return {**names, "devam": str(attended), "toplam": str(total), "teorik_not": str(mark), **more}


def class_list(
    rows: Sequence[Mapping[str, str]], *, encoding: str = "utf-8-sig", delimiter: str = ";"
) -> bytes:
    """The bytes of a class list whose columns are all that any row has."""
    columns = list(dict.fromkeys(name for one in rows for name in one))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def passing(members: Iterable[Member]) -> bytes:
    """A class list that every rule of every programme accepts."""
    return class_list([row(one, mark="85", uygulama_not="90") for one in members])


def request(run_code: str, data: bytes, **given: Any) -> IssueRequest:
    """An issue request on the day of the stories under a board decision."""
    values = {
        "actor": "egitim.birimi",
        "approver": "onaylayan",
        "now": NOW,
        "board_decision": DECISION,
        **given,
    }
    return IssueRequest(run_code, data, **values)


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with store.engine.connect() as connection:
        return {
            name: sorted(tuple(found) for found in connection.execute(sa.select(table)))
            for name, table in metadata.tables.items()
            if name not in ("chambers", "signing_keys")
        }


def counts(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    with store.engine.connect() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in metadata.tables.items()
        }


def payload_document(compact: str) -> Document:
    """The document inside a stored credential."""
    from keys.envelope import open_envelope
    from keys.strict_json import parse

    return document_of(parse(open_envelope(compact, typ="JWT").payload))
