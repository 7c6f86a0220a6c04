"""Whether a chamber's register still tells what was entered: chain, documents, events and states together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from registry.history.status_event import SICIL_EVENTS, StatusEvent, Told, content_sha256, told_by
from registry.lifecycle import YAYINDA
from registry.member import MEMBERSHIP_EVENTS
from registry.records.history.standings import State
from registry.records.registry_records import Records
from registry.sicil_chain import SicilEntry, first_broken, unbound, unmatched


@dataclass(frozen=True, slots=True)
class Consistency:
    """What does not hold in one chamber; everything empty means: consistent.

    ``first_broken`` is the sequence number where the chain breaks; the events are told by their sequence number,
    documents and states by document number.
    """

    chamber_code: str
    entries: int
    first_broken: int | None
    unmatched: tuple[str, ...] = ()
    memberships_differ: tuple[int, ...] = ()
    events_altered: tuple[int, ...] = ()
    events_deleted: tuple[int, ...] = ()
    events_added: tuple[int, ...] = ()
    states_differ: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """True when nothing was found."""
        return self.first_broken is None and not (
            self.unmatched
            or self.memberships_differ
            or self.events_altered
            or self.events_deleted
            or self.events_added
            or self.states_differ
        )

    @property
    def first_wrong(self) -> int | None:
        """The lowest sequence number that is wrong, or None if no entry is."""
        chain = () if self.first_broken is None else (self.first_broken,)
        events = (*self.events_altered, *self.events_deleted, *self.events_added)
        return min((*chain, *self.memberships_differ, *events), default=None)


def check_chamber(records: Records, chamber_code: str) -> Consistency:
    """Hold a chamber's chain against its documents, events and states; the transaction is a snapshot.

    Otherwise what is entered between two queries would look like an alteration.
    """
    chain = records.sicil.chain(chamber_code)
    events = records.status_events.of_chamber(chamber_code)
    numbers = records.credentials.numbers_of_chamber(chamber_code)
    altered, deleted, added = _events_against(chain, events, numbers)
    return Consistency(
        chamber_code,
        len(chain),
        first_broken(chain),
        tuple(unmatched(chain, records.credentials.hashes_of_chamber(chamber_code))),
        tuple(unbound(chain, MEMBERSHIP_EVENTS, records.membership.content_hashes(chamber_code))),
        altered,
        deleted,
        added,
        _states_against(events, records.standings.states_of_chamber(chamber_code), numbers),
    )


def check_register(records: Records) -> list[Consistency]:
    """Every chamber in order; the transaction is a snapshot of the union's."""
    return [check_chamber(records, one.code) for one in records.chambers.all()]


def _events_against(
    chain: Iterable[SicilEntry], events: Sequence[StatusEvent], numbers: Mapping[UUID, str]
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    """Sequence numbers of events that were altered, that are gone, and that nobody entered."""
    entered = {one.seq: one for one in chain if one.event in SICIL_EVENTS}
    there = {one.seq: one for one in events}
    altered = [
        seq
        for seq, one in there.items()
        if seq in entered
        and (
            entered[seq].content_sha256 != content_sha256(one)
            or entered[seq].event != one.event
            or entered[seq].belge_no != numbers.get(one.credential_id)
        )
    ]
    return (
        tuple(sorted(altered)),
        tuple(sorted(entered.keys() - there.keys())),
        tuple(sorted(there.keys() - entered.keys())),
    )


def _states_against(
    events: Iterable[StatusEvent], states: Mapping[UUID, State], numbers: Mapping[UUID, str]
) -> tuple[str, ...]:
    """Numbers of documents whose row of state is not what their events lead to."""
    by_document: dict[UUID, list[StatusEvent]] = {}
    for one in events:
        by_document.setdefault(one.credential_id, []).append(one)
    wrong = [
        key
        for key in by_document.keys() | states.keys()
        if not _agrees(told_by(by_document.get(key, ())), states.get(key))
    ]
    return tuple(sorted(numbers.get(key, str(key)) for key in wrong))


def _agrees(told: Told, row: State | None) -> bool:
    if row is None:
        return told == Told()
    if (told.state, told.successor_id, told.visa_year) != (row.state, row.successor_id, row.visa_year):
        return False
    # A row without an event that moved the state holds a status bit only; since its issue.
    return told.since_on == row.since_on or (told.since_on is None and told.state == YAYINDA)


def sentence(found: Consistency, chamber: str, lang: str = "tr") -> str:
    """What is said of one chamber (story D2); ``chamber`` is its abbreviation."""
    english = lang == "en"
    if found.holds:
        return "The record chain is consistent." if english else "Kayıt zinciri tutarlı."
    if found.first_wrong is not None:
        seq = found.first_wrong
        return (
            f"The record chain breaks at entry {seq}: {chamber}."
            if english
            else f"Kayıt zinciri {seq}. kayıtta bozuk: {chamber}."
        )
    return (
        f"States differ from their events: {chamber}." if english
        else f"Durumlar olaylarla uyuşmuyor: {chamber}."
    )  # fmt: skip


def consistency_json(found: Iterable[Consistency]) -> dict[str, object]:
    """What was found as JSON: entries in all, and by chamber what does not hold."""
    found = list(found)
    return {
        "entries": sum(one.entries for one in found),
        "broken": {one.chamber_code: one.first_wrong for one in found if one.first_wrong is not None},
        "unmatched": [number for one in found for number in one.unmatched],
        "events": {
            one.chamber_code: {
                "altered": list(one.events_altered),
                "deleted": list(one.events_deleted),
                "added": list(one.events_added),
            }
            for one in found
            if one.events_altered or one.events_deleted or one.events_added
        },
        "states": [number for one in found for number in one.states_differ],
    }
