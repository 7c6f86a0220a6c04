"""What waits for one person today, by what their rights let them do about it; one next step for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from issuer.batches.look import people_of
from registry.access import USER, Caller
from registry.act import Act
from registry.istanbul import day_of
from registry.records.counting.waiting import WaitingBatch
from registry.records.registry_records import Records
from registry.store import Store

SHOWN = 5
MOST = 1000
ENDING = timedelta(days=30)
BATCHES, WORK = "/oda/listeler", "/oda/listeler/hazirlik"
STANDING, INHERITED, REQUESTS = "/oda/surekli-onaylar", "/oda/devralinan", "/oda/talepler"
DOCUMENTS, VISAS = "/oda/belgeler", "/oda/belgeler/toplu"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: ``key`` names its sentences, ``count`` how many, ``path`` where it is done.

    ``due`` is the day by which the first must be done; ``more``: there are more than were counted.
    """

    key: str
    count: int
    path: str
    batches: list[WaitingBatch] = field(default_factory=list)
    due: date | None = None
    more: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """The tasks of a person, most pressing first; ``first_steps`` of a chamber that has just begun, done or not."""

    tasks: list[Task]
    first_steps: Mapping[str, bool]
    people: Mapping[str, str]


def today_of(store: Store, act: Act) -> Today:
    """What waits for the caller."""
    chamber_code = act.caller.own_chamber()
    with store.reading(chamber_code) as records:
        tasks = [*_to_decide(records, act, chamber_code), *_to_prepare(records, act, chamber_code)]
        tasks += _of_documents(records, act, chamber_code)
        return Today(
            [one for one in tasks if one.count],
            records.waiting.begun(chamber_code),
            people_of(records, chamber_code),
        )


def counts_of(records: Records, caller: Caller) -> dict[str, int]:
    """How many things wait behind an entry of the navigation, by its path; a few counted look-ups."""
    if caller.kind != USER or caller.chamber_code is None:
        return {}
    chamber_code, actors = caller.chamber_code, _actors(caller)
    found: dict[str, int] = {}
    if caller.has("batches:decide"):
        found[BATCHES] = records.waiting.to_approve(chamber_code, actors)
        found[STANDING] = records.waiting.standing(chamber_code, f"{USER}:{caller.id}")
    if caller.has("batches:prepare"):
        found[BATCHES] = found.get(BATCHES, 0) + records.waiting.drafts(chamber_code, returned=True)
    if caller.has("inherited:decide"):
        found[INHERITED] = records.waiting.inherited(chamber_code, f"{USER}:{caller.id}")
    if caller.has("requests:decide"):
        found[REQUESTS] = records.waiting.requests(chamber_code)[0]
    return found


def _actors(caller: Caller) -> list[str]:
    """Everybody whose lists the caller may not approve: a lent right is the lender's."""
    return [f"{USER}:{one}" for one in sorted({caller.id, *caller.lent_by})]


def _to_decide(records: Records, act: Act, chamber_code: str) -> list[Task]:
    caller, waiting, tasks = act.caller, records.waiting, list[Task]()
    if caller.has("batches:decide"):
        actors = _actors(caller)
        count = waiting.to_approve(chamber_code, actors)
        path = f"{BATCHES}?state=onay_bekliyor"
        tasks.append(Task("approve", count, path, waiting.next_to_approve(chamber_code, actors, SHOWN)))
        tasks.append(Task("signing", waiting.signing(chamber_code), f"{BATCHES}?state=imzalandi"))
        tasks.append(Task("standing", waiting.standing(chamber_code, act.actor), STANDING))
    if caller.has("inherited:decide"):
        tasks.append(Task("inherited", waiting.inherited(chamber_code, act.actor), INHERITED))
    if caller.has("requests:decide"):
        count, due = waiting.requests(chamber_code)
        tasks.append(Task("requests", count, REQUESTS, due=due))
    return tasks


def _to_prepare(records: Records, act: Act, chamber_code: str) -> list[Task]:
    if not act.caller.has("batches:prepare"):
        return []
    waiting = records.waiting
    returned = waiting.next_returned(chamber_code, SHOWN)
    drafts = f"{BATCHES}?state=taslak"
    unsaved = waiting.unsaved_lists(chamber_code)
    # Read after it was counted: meanwhile it may be gone.
    only = records.open_lists.unsaved(chamber_code, 1) if unsaved == 1 else []
    path = f"{WORK}/{only[0].id}" if only else BATCHES
    return [
        Task("returned", waiting.drafts(chamber_code, returned=True), drafts, returned),
        Task("unsaved", unsaved, path),
        Task("drafts", waiting.drafts(chamber_code, returned=False), drafts),
    ]


def _of_documents(records: Records, act: Act, chamber_code: str) -> list[Task]:
    caller, on = act.caller, day_of(act.at)
    tasks = []
    if caller.has("documents:visa"):
        # In January it may be nearly all of them: how many more there are tells nobody anything.
        missing = records.reports.visas_missing(chamber_code, on, MOST + 1)
        tasks.append(Task("visas", min(missing, MOST), VISAS, more=missing > MOST))
    if caller.has("documents:read"):
        counted = records.reports.expiring(chamber_code, on, [("soon", 0, ENDING.days)])
        until = on + ENDING + timedelta(days=1)
        path = f"{DOCUMENTS}?state=yayinda&expiring_from={on.isoformat()}&expiring_before={until.isoformat()}"
        tasks.append(Task("ending", counted.get((chamber_code, "soon"), 0), path))
    return tasks
