"""A scratch installation for drills: two chambers, invented members, documents through the real issuing path.

It lies in a folder of its own, on SQLite, marked ÖRNEK, and is told the time. Nothing of the environment reaches it.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from issuer.issue import IssueRequest, issue_list
from issuer.sealing import ChamberKey, seal_document
from issuer.status_list import refresh_chamber
from muhur import installation
from muhur.desk import ask_entered, ask_register, document_in, draw_again
from muhur.installation import Home
from muhur.key_life.bundles import public_of
from muhur.settings import Settings
from muhur.status_copies import StatusCopies
from registry import verification_code
from registry.access import APPROVER, USER, Caller
from registry.act import Act
from registry.chamber import Chamber, SigningKey
from registry.document import Document, SignerName
from registry.ids import uuid7
from registry.istanbul import day_of
from registry.lists.catalogue import read_chambers, read_programmes
from registry.lists.imports import add_runs, import_programmes, run_of
from registry.member import Member
from verifier.desk import Desk
from verifier.known import Key, Known, WhenEntered
from verifier.paper.reader import PdfReader
from verifier.presented import CredentialText
from verifier.status_list import StatusLists
from verifier.trust import open_trust
from verifier.verdict import Verdict
from verifier.verify import verify

_DATA = Path(installation.__file__).parent.parent / "registry" / "data"
_URL, _CODE, _OTHER, _PROGRAMME = "https://tatbikat.example.org", "EMO", "MMO", "EMO-ET-01"


@dataclass
class Site:
    """The scratch installation while a drill runs on it. ``documents`` are made at each step."""

    home: Home
    documents: int
    _runs: int = field(default=0)

    @property
    def chamber(self) -> Chamber:
        """The chamber that the drill is about."""
        with self.home.store.reading() as records:
            found = records.chambers.find(_CODE)
        assert found is not None
        return found

    def act(self, login: str, at: datetime) -> Act:
        """A person of the chamber who may manage its keys."""
        return Act(Caller(USER, login, _CODE, frozenset({APPROVER})), at)

    def issued(self, at: datetime) -> list[str]:
        """Credentials of a run that ended on that day, one for each member, through the real issuing path."""
        self._runs += 1
        no = str(self._runs)
        with self.home.store.writing(_CODE) as records:
            add_runs(records, [run_of(_PROGRAMME, no, day_of(at), day_of(at), None, None, at)])
            members = records.members.search(_CODE, "", limit=self.documents)
        rows = [f"{one.sicil_no};{one.given_name};{one.family_name};24;24" for one in members]
        data = "\n".join(["sicil_no;ad;soyad;devam;toplam", *rows]).encode()
        request = IssueRequest(f"{_PROGRAMME}/{no}", data, "preparer", at, approver="approver")
        report = issue_list(self.home.store, request, self.home.open_key)
        numbers = [str(row.belge_no) for row in report.rows]
        with self.home.store.reading() as records:
            found = [records.credentials.by_belge_no(number) for number in numbers]
        return [one.compact for one in found if one is not None]

    def forged(self, like: str, key: SigningKey, at: datetime) -> str:
        """What a thief makes of the key: a credential like another, dated ``at``, that the register never saw."""
        document: Document = replace(
            document_in(like),
            awarded_at=at.replace(microsecond=0),
            verification_code=verification_code.fresh(),
        )
        own = self.chamber
        public = public_of(key, own.did)
        # Its own maker does not sign outside the window; whoever stole the key does not ask.
        free = replace(public, valid_from=datetime(2000, 1, 1, tzinfo=UTC), valid_until=None)
        signer = self.home.vault().signer(key.signer_uri)
        return seal_document(document, ChamberKey(own.no, free, signer))[1]

    def sign_lists(self, at: datetime) -> None:
        """What a worker does each day."""
        refresh_chamber(self.home.store, self.chamber, self.home.open_key, at)

    def judged(self, compacts: Sequence[str], at: datetime, *, online: bool) -> list[Verdict]:
        """Verdicts at ``at``: by the register, or without it by the newest status lists."""
        return asyncio.run(self._judged(compacts, at, online=online))

    async def _judged(self, compacts: Sequence[str], at: datetime, *, online: bool) -> list[Verdict]:
        store = self.home.store
        trust = open_trust(self.home.bundle(), self.home.anchor(), at)
        copies = StatusCopies(self.home.settings.status_folder, _URL)
        with store.reading() as records:
            copies.refresh(records, at)
        lists = StatusLists(copies.find, self.home.settings.status_ttl)

        async def look_up(key: Key) -> Known:
            return ask_register(store, key)

        async def when(code: str) -> WhenEntered:
            return ask_entered(store, code)

        desk = Desk(trust, PdfReader(), draw_again, status_lists=lists)
        if online:
            desk = replace(desk, look_up=look_up, ask_entered=when)
        return [await verify(CredentialText(one), desk, at) for one in compacts]


@contextmanager
def scratch_site(documents: int, begins: datetime) -> Iterator[Site]:
    """A new installation whose keys begin at ``begins``; it is gone afterwards."""
    with TemporaryDirectory(prefix="muhur-drill-") as folder:
        # Past the environment: a drill must not reach the database or the keys of the real one.
        settings = Settings.model_construct(home=Path(folder) / "home")
        union, entries = read_chambers((_DATA / "chambers.json").read_bytes())
        chosen = [one for one in entries if one.code in (_CODE, _OTHER)]
        home = installation.create(
            settings,
            public_url=_URL,
            specimen=True,
            union=union,
            chambers=chosen,
            keys_from=begins - timedelta(days=1),
            now=begins,
        )
        try:
            _fill(home, documents, begins)
            yield Site(home, documents)
        finally:
            home.store.close()


def _fill(home: Home, documents: int, now: datetime) -> None:
    data = (_DATA / "programmes.csv").read_bytes()
    every = {one.code for one in read_chambers((_DATA / "chambers.json").read_bytes())[1]}
    with home.store.writing(_CODE) as records:
        import_programmes(
            records, [one for one in read_programmes(data, every) if one.code == _PROGRAMME], now=now
        )
        records.members.add(
            [
                Member(uuid7(now), _CODE, f"{90_000 + place:06d}", "Deneme", "Üye", "Mühendis")
                for place in range(documents)
            ]
        )
        records.chambers.set_signers(_CODE, [SignerName("Deneme Başkan", "baskan")])
