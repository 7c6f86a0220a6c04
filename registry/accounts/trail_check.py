"""Holding the audit trail against its hashes, and against what somebody noted of them outside of the register."""

from collections.abc import Iterable, Mapping
from typing import Any

from registry.audit_chain import Head, TrailCheck
from registry.records.registry_records import Records
from registry.refusal import Refusal

# What people read for the chain of the records that belong to no chamber.
OF_NO_CHAMBER = "TMMOB"
FAULTS = {
    "altered": "değiştirilmiş veya eklenmiş · altered or added",
    "missing": "eksik · missing",
    "rewritten": "önceki nottan sonra yeniden yazılmış · rewritten since it was noted",
}


class NoteRefused(Refusal):
    """What is given as an earlier note is none."""


def check_trail(records: Records, noted: Mapping[str | None, Head] | None = None) -> list[TrailCheck]:
    """Every chain; the transaction is the union's. One that was ``noted`` and is not there any more is looked for too."""
    noted = noted or {}
    chains = records.audit.chains()
    chains += [code for code in noted if code not in chains]
    return [records.audit.check(code, noted.get(code)) for code in chains]


def holds(found: Iterable[TrailCheck]) -> bool:
    """True if nothing was found."""
    return all(one.first_wrong is None for one in found)


def sentence(one: TrailCheck, chamber: str, lang: str = "tr") -> str:
    """What is said of a chain that does not hold; ``chamber`` is its chamber's abbreviation."""
    if lang == "en":
        return f"The audit trail breaks at record {one.first_wrong}: {chamber}."
    return f"Denetim izi {one.first_wrong}. kayıtta bozuk: {chamber}."


def trail_json(found: Iterable[TrailCheck]) -> dict[str, Any]:
    """What was found as JSON; kept elsewhere it is the note for a later check."""
    found = list(found)
    return {
        "holds": holds(found),
        "records": sum(one.head.seq for one in found),
        "chains": [
            {
                "chamber": one.chamber_code,
                "records": one.head.seq,
                "hash": one.head.entry_hash.hex(),
                "first_wrong": one.first_wrong,
                "fault": one.fault,
            }
            for one in found
        ],
    }


def read_note(given: Any) -> dict[str | None, Head]:
    """The heads in what ``trail_json`` gave earlier, by chamber; raises ``NoteRefused``."""
    try:
        heads = {one["chamber"]: Head(one["records"], bytes.fromhex(one["hash"])) for one in given["chains"]}
    except (KeyError, TypeError, ValueError) as error:
        raise NoteRefused("audit.note_unreadable") from error
    if not all(isinstance(code, str | None) and type(head.seq) is int for code, head in heads.items()):
        raise NoteRefused("audit.note_unreadable")
    return heads
