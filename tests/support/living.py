"""Documents on record to which something can happen, made through the real issuing path or, resting on
another chamber's document, straight into the register."""

import hashlib
import secrets
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from issuer.issue import issue_list
from muhur.installation import Home
from registry import verification_code
from registry.belge_no import BelgeNo, parse
from registry.document import BoardDecision
from registry.ids import uuid7
from registry.lists.imports import add_runs, run_of
from registry.records.credentials import IssueIntent, RecordedCredential
from registry.sicil_chain import SicilEvent
from registry.store import OWNER
from tests.support.register import NOW, members_of, passing, request

DECISION = BoardDecision("49/112", date(2026, 11, 20))


def issued(home: Home, count: int, run: str = "MMO-MT-01/2026-1", at: datetime = NOW) -> list[str]:
    """Numbers of documents issued from the list of a finished run."""
    chamber = run.partition("-")[0]
    programme, _, no = run.rpartition("/")
    with home.store.reading() as records:
        known = records.programmes.find_run(programme, no) is not None
    if not known:
        with home.store.writing(OWNER) as records:
            add_runs(records, [run_of(programme, no, at.date(), at.date(), None, None, at)])
    members = members_of(home, chamber)[:count]
    asked = request(run, passing(members), now=at, board_decision=replace(DECISION, day=at.date()))
    report = issue_list(home.store, asked, home.open_key)
    assert report.count("issued") == count, report.rows
    return [str(one.belge_no) for one in report.rows]


def recorded(home: Home, belge_no: str) -> RecordedCredential:
    with home.store.reading() as records:
        found = records.credentials.by_belge_no(belge_no)
    assert found is not None
    return found


def resting_on(
    home: Home,
    belge_no: str,
    chamber: str = "EMO",
    like: str = "EMO-YG-01/2026-1",
    *,
    area: str | None = None,
    place: int = -1,
) -> str:
    """The number of a new document of ``chamber`` that rests on ``belge_no`` of another one."""
    support = recorded(home, belge_no)
    member = members_of(home, chamber)[place]
    programme_code, _, run_no = like.rpartition("/")
    with home.store.writing(OWNER) as records:
        run = records.programmes.find_run(programme_code, run_no)
        assert run is not None
        taken = records.credentials.take_serials(chamber, 2026, "yetki", 1)
        (status_place,) = records.credentials.take_status_places(chamber, 1)
        number = str(BelgeNo(chamber, 2026, "yetki", taken.start))
        code = verification_code.fresh()
        ordinal = 1000 + parse(number).serial
        intent = IssueIntent(
            uuid7(NOW),
            chamber,
            run.id,
            member.id,
            number,
            code,
            *status_place,
            secrets.token_bytes(32),
            NOW,
            ordinal,
        )
        records.credentials.add_intents([intent])
        compact = f"resting.{number}.{secrets.token_hex(4)}"
        made = RecordedCredential(
            id=intent.id,
            chamber_code=chamber,
            member_id=member.id,
            run_id=run.id,
            programme_code=programme_code,
            kind="yetki",
            belge_no=number,
            verification_code=code,
            awarded_at=NOW,
            valid_from=NOW.date(),
            valid_until=support.valid_until,
            compact=compact,
            sha256=hashlib.sha256(compact.encode()).digest(),
            ordinal=ordinal,
            area=area,
            supporting_id=support.id,
        )
        records.credentials.add([made])
        entered = SicilEvent(member.id, "belge_islendi", number, made.sha256)
        records.sicil.append(chamber, [entered], at=NOW, actor="test")
    return number


def id_of(home: Home, belge_no: str) -> UUID:
    return recorded(home, belge_no).id
