"""Lists of the demonstration that are not documents yet: one awaits approval, one was returned, one is being worked on."""

from datetime import date, datetime, timedelta
from uuid import UUID

from issuer.batches.steps import return_
from issuer.lists.saving import save
from issuer.lists.work import Basis, open_file
from muhur.demonstration.people import Person
from muhur.installation import Home
from registry.access import APPROVER, OFFICER, USER, Caller
from registry.act import Act
from registry.document import BoardDecision
from registry.istanbul import day_of
from registry.lifecycle import ONAY_BEKLIYOR
from registry.lists.imports import add_runs, run_of

NOTE = "3. satırın notunu sınav tutanağıyla karşılaştırınız."
_HEAD = "Sicil No;Ad;Soyad;Devam;Toplam;Teorik Not\n"


def leave_waiting(home: Home, people: dict[str, list[Person]], now: datetime) -> None:
    """What an officer and an approver find on their desks; doing it again adds nothing."""
    for chamber, programme, how in (
        ("EMO", "EMO-YG-01", "wait"),
        ("MMO", "MMO-MT-01", "return"),
        ("EMO", "EMO-SM-01", "work"),
    ):
        _leave(home, chamber, f"{programme}/{day_of(now).year}-12", people[chamber][:8], how, now)


def _leave(home: Home, chamber: str, run_code: str, people: list[Person], how: str, now: datetime) -> None:
    officer, approver = (
        Act(Caller(USER, f"{name}.{chamber.lower()}", chamber, frozenset({role})), now)
        for name, role in (("egitim", OFFICER), ("onay", APPROVER))
    )
    # Each step looks whether it was done, so that a build which was stopped goes on where it stood.
    run_id, end = _held(home, chamber, run_code, now)
    with home.store.reading(chamber) as records:
        batch = next(iter(records.batches.newest(chamber, run_id=run_id)), None)
        known = [one for one in records.open_lists.unsaved(chamber, 1000) if one.run_id == run_id]
        made = records.open_lists.find(chamber, known[0].id) if known else None
    if batch is None and made is None:
        made = open_file(
            home.store, officer, run_code, f"{run_code.partition('/')[0]} sonuç listesi.csv", _list_of(people)
        )
    if how == "work":
        return
    if batch is None and made is not None:
        basis = Basis(BoardDecision("52/17", end))
        batch_id = save(home.store, officer, made.id, basis, version=made.version, send=True)
        with home.store.reading(chamber) as records:
            batch = records.batches.find(chamber, batch_id)
    if how == "return" and batch is not None and batch.state == ONAY_BEKLIYOR:
        return_(home.store, approver, batch.id, NOTE)


def _held(home: Home, chamber: str, run_code: str, now: datetime) -> tuple[UUID, date]:
    """The run and its last day."""
    programme, _, no = run_code.partition("/")
    with home.store.writing(chamber) as records:
        run = records.programmes.find_run(programme, no)
        if run is None:
            end = day_of(now) - timedelta(days=2)
            run = run_of(programme, no, end - timedelta(days=4), end, "Ankara Şubesi", "Ankara", now)
            add_runs(records, [run])
    return run.id, run.end_on


def _list_of(people: list[Person]) -> bytes:
    """As it comes from Excel: a zero dropped, a letter in a mark, a mark too low."""
    marks = ["85", "91", "69,5", "78", "8O", "74", "88", "96"]
    rows = [
        f"{one.sicil_no};{one.given_name};{one.family_name};24;24;{mark}"
        for one, mark in zip(people, marks, strict=True)
    ]
    rows[3] = rows[3].lstrip("0")
    return (_HEAD + "\n".join(rows) + "\n").encode("utf-8-sig")
