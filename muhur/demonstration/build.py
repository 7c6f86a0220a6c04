"""Building the demonstration: installation, people, programmes, runs, documents, PDFs, forgeries.

Every step may be repeated: an interrupted build goes on where it stopped.
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from random import Random
from typing import Any

from issuer.issue import IssueRequest, issue_list
from issuer.report import report_csv, report_json
from keys.envelope import open_envelope
from keys.strict_json import parse
from muhur import installation
from muhur.commands.install import DATA
from muhur.demonstration.accounts import open_accounts
from muhur.demonstration.desk_work import lay_out
from muhur.demonstration.events import let_live
from muhur.demonstration.forgeries import forgeries
from muhur.demonstration.people import SEED, Names, Person, members_csv, members_of
from muhur.demonstration.plan import PlannedRun, class_list, planned
from muhur.demonstration.waiting import leave_waiting
from muhur.installation import Home
from muhur.job_list import NO_AGE, copy_lists, sign_lists
from muhur.sealing.sheets import sheets_of
from muhur.settings import Settings
from muhur.status_copies import StatusCopies
from registry.access import APPROVER, OFFICER, system
from registry.accounts.users import add_user
from registry.act import Act
from registry.chamber import Chamber
from registry.credential import TYP
from registry.document import BoardDecision, SignerName
from registry.istanbul import ISTANBUL, day_of
from registry.lists.catalogue import ChamberEntry, read_chambers, read_programmes
from registry.lists.imports import add_runs, import_catalogue, import_members, run_of
from registry.lists.member_list import read_members
from registry.log.proof import proof_bytes
from registry.programme import Programme
from registry.records.credentials import RecordedCredential
from registry.refusal import Refusal
from registry.standing import StandingFacts
from verifier.standing import standing_recorded

MANIFEST = "demo.json"
_KEYS_FROM = datetime(2020, 1, 1, tzinfo=UTC)
Advance = Callable[[str, int, int], None]


@contextmanager
def _whole_file(path: Path) -> Iterator[Path]:
    draft = path.with_name(path.name + ".new")
    yield draft
    draft.replace(path)


def build(settings: Settings, public_url: str, now: datetime, advance: Advance) -> Home:
    """A complete demonstration in ``settings.home``; ``advance`` hears (step, done, total)."""
    union, entries = read_chambers((DATA / "chambers.json").read_bytes())
    home = _installed(settings, public_url, union, entries, now)
    today = day_of(now)
    _users(home, entries, now)
    people = _people(home, entries, now)
    open_accounts(home, now)
    with home.store.writing() as records:
        codes = {entry.code for entry in entries}
        import_catalogue(records, read_programmes((DATA / "programmes.csv").read_bytes(), codes), now=now)
    runs = planned(today)
    for done, run in enumerate(runs):
        advance("issue", done, len(runs))
        _hold(home, run, people, now)
    advance("issue", len(runs), len(runs))
    let_live(home, now)
    lay_out(home, people, now)
    leave_waiting(home, people, now)
    # Issued under a simulated clock, the lists are old already: signed today, they can stand for the register.
    sign_lists(home, now, NO_AGE)
    copy_lists(home, StatusCopies(home.settings.status_folder, home.facts.public_url), now)
    _draw_all(home, advance)
    _forge(home)
    write_manifest(home, now)
    return home


def _installed(
    settings: Settings, public_url: str, union: Any, entries: list[ChamberEntry], now: datetime
) -> Home:
    try:
        home = installation.open_home(settings)
    except Refusal:
        home = installation.create(
            settings,
            public_url=public_url,
            specimen=True,
            union=union,
            chambers=entries,
            keys_from=_KEYS_FROM,
            now=now,
        )
    if not home.facts.specimen:
        raise installation.InstallationRefused("installation.exists", home=settings.home)
    return home


def logins_of(chamber_code: str) -> tuple[str, str]:
    """Who prepares and who approves in a chamber of the demonstration."""
    return f"egitim.{chamber_code.lower()}", f"onay.{chamber_code.lower()}"


def _users(home: Home, entries: list[ChamberEntry], now: datetime) -> None:
    """An officer and an approver for every chamber, invented like all people here."""
    names = Names(SEED + 1)
    act = Act(system("demo"), now)
    with home.store.reading() as records:
        known = {one.login for one in records.users.every()}
    for entry in entries:
        for login, role in zip(logins_of(entry.code), (OFFICER, APPROVER), strict=True):
            full_name = names.full()
            if login not in known:
                add_user(home.store, entry.code, login, full_name, frozenset({role}), None, act)


def _people(home: Home, entries: list[ChamberEntry], now: datetime) -> dict[str, list[Person]]:
    names, random = Names(), Random(SEED)
    people: dict[str, list[Person]] = {}
    lists = home.settings.home / "lists"
    lists.mkdir(exist_ok=True)
    for entry in entries:
        with home.store.writing(entry.code) as records:
            chamber: Chamber | None = records.chambers.find(entry.code)
            assert chamber is not None
            people[entry.code] = members_of(entry, names, random)
            data = members_csv(people[entry.code])
            (lists / f"uyeler-{entry.code}.csv").write_bytes(data)
            import_members(records, chamber, read_members(data, chamber), now)
            signers = [SignerName(names.full(), "baskan"), SignerName(names.full(), "yazman")]
            records.chambers.set_signers(entry.code, signers)
    return people


def _at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), ISTANBUL).astimezone(UTC)


def _hold(home: Home, run: PlannedRun, people: dict[str, list[Person]], now: datetime) -> None:
    """Hold one run: record it, save its class list, and issue from the list at the simulated time."""
    with home.store.reading() as records:
        programme = records.programmes.find(run.programme)
    assert programme is not None
    with home.store.writing(programme.chamber_code) as records:
        if records.programmes.find_run(run.programme, run.no) is None:
            made = run_of(run.programme, run.no, *run.days, run.branch, run.place, now)
            add_runs(records, [made])
            if run.serials_after is not None:
                records.credentials.continue_serials_after(
                    programme.chamber_code, run.issued_on.year, programme.kind, run.serials_after
                )
    data = _list_of(run, programme, people[programme.chamber_code])
    path = home.settings.home / "lists" / f"{run.programme}_{run.no}.csv"
    path.write_bytes(data)
    # The simulated clock: only an ÖRNEK installation gets here. Nothing is issued later than now.
    at = min(_at(run.issued_on), now)
    decision = None if run.decision is None else BoardDecision(*run.decision)
    preparer, approver = logins_of(programme.chamber_code)
    request = IssueRequest(
        f"{run.programme}/{run.no}", data, preparer, at, decision, run.valid_from, approver=approver
    )
    report = issue_list(home.store, request, home.open_key)
    if report.count("issued"):
        path.with_suffix(".rapor.csv").write_bytes(report_csv(report))
        path.with_suffix(".rapor.json").write_text(
            json.dumps(report_json(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


def _list_of(run: PlannedRun, programme: Programme, members: list[Person]) -> bytes:
    chosen = members[run.first : run.first + run.size]
    marks = programme.kind != "katilim"
    asynchronous = programme.delivery == "asenkron"
    return class_list(
        run, chosen, marks=marks, practice=marks and programme.practice_exam, asynchronous=asynchronous
    )


def _payload(recorded: RecordedCredential) -> dict[str, Any]:
    payload: dict[str, Any] = parse(open_envelope(recorded.compact, typ=TYP).payload)
    return payload


def _all(home: Home) -> list[RecordedCredential]:
    with home.store.reading() as records:
        return records.credentials.all()


def _draw_all(home: Home, advance: Advance) -> None:
    folder = home.settings.home / "pdf"
    folder.mkdir(exist_ok=True)
    waiting = [one for one in _all(home) if not (folder / f"{one.belge_no}.pdf").exists()]

    sheets = sheets_of(home)

    def draw_one(recorded: RecordedCredential) -> None:
        with _whole_file(folder / f"{recorded.belge_no}.pdf") as path:
            # Sealed on the day of issue, by the simulated clock.
            path.write_bytes(sheets.sheet(recorded, recorded.awarded_at).pdf)

    with ThreadPoolExecutor(2) as pool:
        for done, _ in enumerate(pool.map(draw_one, waiting), start=1):
            advance("draw", done, len(waiting))


def _story(home: Home) -> tuple[RecordedCredential, RecordedCredential]:
    yetki = [one for one in _all(home) if one.programme_code == "EMO-YG-01"]
    newest = [one for one in yetki if one.run_id == yetki[-1].run_id]
    return newest[0], newest[1]


def _forge(home: Home) -> None:
    folder = home.settings.home / "forged"
    folder.mkdir(exist_ok=True)
    victim, other = _story(home)
    with home.store.reading() as records:
        stranger = records.chambers.find("MMO")
        proof = records.log.proof_of(victim.id)
    assert stranger is not None
    assert proof is not None
    made = forgeries(
        _payload(victim),
        victim.compact,
        proof_bytes(proof),
        other.compact,
        "Işıl İnci Özkan",
        sheets_of(home).sheet(victim, victim.awarded_at).pdf,
        home.open_seal(stranger, victim.awarded_at),
    )
    for one in made:
        (folder / one.name).write_bytes(one.data)
    index = [
        {
            "file": f"forged/{one.name}",
            "about": one.about_tr,
            "outcome": one.outcome,
            "standing": "valid" if one.credential_genuine else None,
            "exit_code": 1,
            "reasons": [one.reason],
            "credential_genuine": one.credential_genuine,
        }
        for one in made
    ]
    with _whole_file(folder / "index.json") as path:
        path.write_text(json.dumps(index, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _standing(
    recorded: RecordedCredential, facts: StandingFacts, now: datetime
) -> tuple[str, int, list[str]]:
    standing, step = standing_recorded(facts, recorded.valid_from, recorded.valid_until, now)
    return standing.code, 0 if step.code is None else 1, [] if step.code is None else [step.code]


def write_manifest(home: Home, now: datetime) -> None:
    """``demo.json``: every file with what ``muhur verify`` must answer on the day of ``now``."""
    files = []
    every = _all(home)
    with home.store.reading() as records:
        facts = records.standings.facts_of([one.id for one in every])
    for recorded in every:
        standing, exit_code, reasons = _standing(recorded, facts[recorded.id], now)
        files.append(
            {
                "file": f"pdf/{recorded.belge_no}.pdf",
                "belge_no": recorded.belge_no,
                "kind": recorded.kind,
                "url": f"{home.facts.public_url}/v/{recorded.verification_code}",
                "outcome": "genuine",
                "standing": standing,
                "exit_code": exit_code,
                "reasons": reasons,
                "credential_genuine": True,
            }
        )
    folder = home.settings.home
    forged = json.loads((folder / "forged" / "index.json").read_text(encoding="utf-8"))
    lists = sorted((folder / "lists").glob("*.rapor.json"))
    reports = [(path, json.loads(path.read_text(encoding="utf-8"))) for path in lists]
    manifest = {
        "note": "örnek veri: bütün kişiler ve belgeler uydurmadır · all people and documents are invented",
        "public_url": home.facts.public_url,
        "expected_at": now.replace(microsecond=0).isoformat(),
        "files": files + forged,
        "lists": [
            {
                "run": report["run"],
                "file": f"lists/{path.name.removesuffix('.rapor.json')}.csv",
                "report": f"lists/{path.name}",
                "counts": report["counts"],
            }
            for path, report in reports
        ],
    }
    with _whole_file(folder / MANIFEST) as path:
        path.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def is_complete(settings: Settings) -> bool:
    """True when an earlier build has written its manifest."""
    return (settings.home / MANIFEST).exists()
