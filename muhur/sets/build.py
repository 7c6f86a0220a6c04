"""Building a set into a home of its own. Each chamber is a transaction, so an interrupted build goes on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from muhur import installation
from muhur.commands.install import DATA
from muhur.installation import Home, InstallationRefused
from muhur.sets.documents import Place, write_documents
from muhur.sets.plan import CAPACITY, REPORT, SEED, Size
from muhur.sets.signing import sign_run
from muhur.sets.training import Plan, PlannedRun, plan, write_chamber
from muhur.settings import Settings
from registry.document import SignerName
from registry.lists.catalogue import read_chambers
from registry.member import Member
from registry.programme import Run
from registry.records.registry_records import Records
from registry.refusal import Refusal
from registry.store import OWNER

_KEYS_FROM = datetime(2005, 1, 1, tzinfo=UTC)
# Members are entered before anything happens to them.
_MEMBERS_SINCE = datetime(2005, 6, 1, tzinfo=UTC)
_MARK = "set"
Advance = Callable[[str, int, int], None]


class SetRefused(Refusal):
    """A set is written to an empty folder or to its own, half-built one."""


@dataclass(frozen=True, slots=True)
class SetKind:
    """A set: its size, and how much oftener programmes that end in a document are held in it."""

    name: str
    size: Size
    certified_weight: int

    def scaled(self, parts: int) -> "SetKind":
        """The set with about a ``parts``-th of its size."""
        return SetKind(self.name, self.size.scaled(parts), self.certified_weight)


KINDS = {
    "report": SetKind("report", REPORT, 1),
    "capacity": SetKind("capacity", CAPACITY, 10),
}


def build(
    settings: Settings,
    kind: SetKind,
    public_url: str,
    now: datetime,
    advance: Advance,
    *,
    stop_after_training: bool = False,
) -> Home:
    """A set in ``settings.home``; ``advance`` hears (step, done, total). Raises ``SetRefused``.

    ``stop_after_training`` leaves the documents to a later call: what they weigh can then be seen.
    """
    home = _home(settings, kind, public_url, now)
    with home.store.reading() as records:
        chambers = records.chambers.all()
    planned = plan(kind.size, DATA / "tablo1.csv", [one.code for one in chambers], kind.certified_weight)
    for done, chamber in enumerate(chambers):
        advance("training", done, len(chambers))
        # The owner's scope: COPY is not for logins that row-level security binds.
        with home.store.writing(OWNER) as records:
            write_chamber(records, planned, chamber, _MEMBERS_SINCE)
    advance("training", len(chambers), len(chambers))
    _analyze(home)
    if kind.size.documents and not stop_after_training:
        held = _held_runs(home, planned)
        _document_rows(home, planned, held, now, advance)
        _analyze(home)
        _sign(home, planned, held, advance)
        _analyze(home)
    return home


def _analyze(home: Home) -> None:
    with home.store.writing(OWNER) as records:
        records.bulk.analyze()


Held = dict[str, list[tuple[PlannedRun, Run]]]


def _held_runs(home: Home, planned: Plan) -> Held:
    """The planned runs that get documents by chamber, each with its row, in the order they were held."""
    with home.store.reading() as records:
        rows = {(run.programme_code, run.no): run for run in records.programmes.runs()}
    return {
        code: [(one, rows[one.programme.code, one.no]) for one in runs if one.documents]
        for code, runs in planned.runs.items()
    }


def _document_rows(home: Home, planned: Plan, held: Held, now: datetime, advance: Advance) -> None:
    done, total = 0, planned.size.documents - planned.size.signed
    for code, all_runs in held.items():
        advance("documents", done, total)
        runs = [one for one in all_runs if not one[0].signed]
        with home.store.writing(OWNER) as records:
            chamber = records.chambers.find(code)
            assert chamber is not None
            place = Place(home.facts, chamber, home.open_key(chamber, now))
            write_documents(records, place, runs, _members(records, code))
        done += sum(run.documents for run, _ in runs)
    advance("documents", done, total)


def _sign(home: Home, planned: Plan, held: Held, advance: Advance) -> None:
    done, total = 0, planned.size.signed
    for code, all_runs in held.items():
        runs = [one for one in all_runs if one[0].signed]
        with home.store.reading() as records:
            members = _members(records, code) if runs else {}
        for planned_run, run in runs:
            advance("signing", done, total)
            sign_run(home, planned_run, run, members)
            done += planned_run.people
    advance("signing", done, total)


def _members(records: Records, code: str) -> dict[UUID, Member]:
    everyone = records.members.search(code, "", limit=2**31 - 1)
    return {one.id: one for one in everyone}


def _home(settings: Settings, kind: SetKind, public_url: str, now: datetime) -> Home:
    mark = settings.home / _MARK
    wanted = f"{kind.name} {kind.size}\n"
    try:
        home = installation.open_home(settings)
    except InstallationRefused:
        home = _created(settings, public_url, now)
        mark.write_text(wanted)
    if not home.facts.specimen:
        raise SetRefused("sets.not_specimen", home=settings.home)
    if not mark.exists():
        with home.store.reading() as records:
            empty = all(records.bulk.is_empty(table) for table in ("members", "programmes", "credentials"))
        if not empty:
            raise SetRefused("sets.other_data")
        mark.write_text(wanted)
    if mark.read_text() != wanted:
        raise SetRefused("sets.other_data")
    return home


def _created(settings: Settings, public_url: str, now: datetime) -> Home:
    union, entries = read_chambers((DATA / "chambers.json").read_bytes())
    home = installation.create(
        settings,
        public_url=public_url,
        specimen=True,
        union=union,
        chambers=entries,
        keys_from=_KEYS_FROM,
        now=now,
    )
    random = Random(SEED)
    for entry in entries:
        with home.store.writing(entry.code) as records:
            signers = [
                SignerName(f"{random.choice(('Ülkü', 'Cem', 'Işıl'))} Şen", "baskan"),
                SignerName(f"{random.choice(('Deniz', 'Ömer'))} Iğdır", "yazman"),
            ]
            records.chambers.set_signers(entry.code, signers)
    return home
