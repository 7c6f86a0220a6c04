"""Earlier paper reissued as signed documents: the same right, two persons, one of the two counts at any moment."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from issuer.batches.facts import IssueRefused
from issuer.batches.preparation import Preparation, prepare
from issuer.batches.steps import approve, submit
from issuer.batches.successors import prepare_renewal, prepare_replacement
from issuer.reissuing.paper import Reissue, prepare_reissue
from issuer.report import report_csv
from muhur.installation import Home
from registry.document import BoardDecision
from registry.history.consistency import check_chamber
from registry.inherited.taking import end
from registry.people.specialization import assess
from registry.refusal import Refusal
from registry.reports.catalogue import Request, ask
from registry.store import OWNER
from tests.support.batches import approver, officer
from tests.support.callers import client
from tests.support.papers import (
    APPROVER,
    AREA,
    DECIDED,
    ISSUED,
    NUMBER,
    OFFICER,
    PROGRAMME,
    UNTIL,
    approved,
    codes,
    entered,
    held,
    paper,
    prepared,
    recorded,
    reissued,
)
from tests.support.register import NOW, TODAY, counts, members_of, passing, payload_document

DECISION = BoardDecision("49/112", date(2026, 11, 20))


def authorised(home: Home, on: date = TODAY) -> list[tuple[str, bool]]:
    """What proves a member's area on a day: number, and whether it is paper."""
    isil = next(one for one in members_of(home, "EMO") if one.sicil_no == "101742")
    with home.store.reading("EMO") as records:
        proofs = records.specialization.proofs([isil.id])[isil.id]
    return [(line.proof.belge_no, line.proof.inherited) for line in assess(proofs, on).authorised]


def test_the_signed_document_has_what_the_paper_had(either_home: Home) -> None:
    home = either_home
    entered(home, paper())
    assert authorised(home) == [(NUMBER, True)]
    (row,) = reissued(home, NUMBER).rows
    assert (row.result, row.earlier, row.sicil_no) == ("issued", NUMBER, "101742")
    found = recorded(home, row.belge_no)
    document = payload_document(found.compact)
    assert (
        (found.valid_from, found.valid_until)
        == (document.valid_from, document.valid_until)
        == (ISSUED, UNTIL)
    )
    assert document.area == AREA
    assert document.board_decision == BoardDecision("12/7", DECIDED)
    assert document.earlier is not None
    assert (document.earlier.number, document.earlier.issued_on) == (NUMBER, ISSUED)
    assert document.awarded_at == NOW
    # Nothing was held: no days, no place, and no condition of a training.
    assert (document.start_on, document.end_on, document.branch, document.place) == (None, None, None, None)
    assert document.criteria == (
        "Koşullar: Odanın kâğıt olarak düzenlediği, yürürlükteki önceki belge, Yönetim Kurulu kararı, etkin üyelik."
    )


def test_the_paper_counts_no_more_from_then_on(either_home: Home) -> None:
    home = either_home
    entered(home, paper())
    (row,) = reissued(home, NUMBER).rows
    ended = held(home)
    assert (ended.ended_on, ended.ended_reason) == (TODAY, "yerine_belge_verildi")
    assert ended.reissued_as_id == recorded(home, row.belge_no).id
    assert not ended.in_force(TODAY)
    assert authorised(home) == [(row.belge_no, False)]
    with home.store.reading("EMO") as records:
        chain = records.sicil.chain("EMO")
        assert [(one.event, one.belge_no) for one in chain] == [
            ("devralinan_islendi", NUMBER),
            ("belge_islendi", row.belge_no),
            ("devralinan_sona_erdi", NUMBER),
        ]
        assert chain[2].actor == APPROVER.actor
        assert check_chamber(records, "EMO").holds
    with pytest.raises(Refusal) as refused, home.store.writing("EMO") as records:
        end(records, APPROVER, NUMBER, TODAY, "diger")
    assert refused.value.code == "inherited.ended"


def test_four_eyes(home: Home) -> None:
    entered(home, paper())
    made = prepared(home, NUMBER)
    with pytest.raises(Refusal) as refused:
        approved(home, made, approver(OFFICER.caller.id, chamber="EMO"))
    assert refused.value.code == "lifecycle.four_eyes"
    with pytest.raises(Refusal) as refused:
        prepare_reissue(home.store, APPROVER, Reissue(PROGRAMME, [NUMBER]))
    assert refused.value.code == "access.denied"
    with pytest.raises(Refusal) as refused:
        prepare_reissue(home.store, officer(chamber="MMO"), Reissue(PROGRAMME, [NUMBER]))
    assert refused.value.code == "access.not_found"


def test_anyone_can_check_it_and_reads_the_earlier_number(home: Home) -> None:
    entered(home, paper())
    (row,) = reissued(home, NUMBER).rows
    code = recorded(home, row.belge_no).verification_code
    with client(home) as public:
        told = public.get(f"/v/{code}/verdict").json()
        assert (told["outcome"], told["standing"], told["reasons"]) == ("genuine", "valid", [])
        assert told["credential"]["earlier_paper"] == {"number": NUMBER, "issued_on": "2024-02-15"}
        assert "YG-2024/118 · 15.02.2024" in public.get(f"/v/{code}").text
        pdf = public.get(f"/v/{code}.pdf").content
        judged = public.post("/api/v1/verify", files={"file": ("belge.pdf", pdf)}).json()
        assert (judged["outcome"], judged["page"]) == ("genuine", "original")
        payload = public.get(f"/v/{code}.json").json()
    assert payload["evidence"] == [
        {
            "type": ["Evidence"],
            "genre": "devralinan",
            "name": NUMBER,
            "description": "15.02.2024 tarihinde kâğıt olarak düzenlenen belge.",
        }
    ]


def test_the_sheet_names_the_earlier_number(home: Home) -> None:
    import io

    from pypdf import PdfReader

    from keys.envelope import open_envelope
    from keys.strict_json import parse
    from templates.drawing import draw

    entered(home, paper())
    compact = recorded(home, reissued(home, NUMBER).rows[0].belge_no).compact
    drawn = draw(parse(open_envelope(compact, typ="JWT").payload), compact, b"no proof")
    text = PdfReader(io.BytesIO(drawn)).pages[0].extract_text()
    for words in ("Dayanak Belge", NUMBER, "12/7", "15.02.2024", "15.02.2029"):
        assert words in text, words


def test_all_that_fit_are_reissued_in_one_batch(either_home: Home) -> None:
    home = either_home
    people = members_of(home, "EMO")
    rows = [paper(f"YG-{place}", one.sicil_no, decision=f"{place + 1}/1") for place, one in enumerate(people)]
    other = paper("AS-1", area="Asansör")
    entered(home, *rows, other, paper("KB-1", kind="Katılım Belgesi"))
    with home.store.writing("EMO") as records:
        end(records, APPROVER, "YG-2", TODAY, "diger")
    done = reissued(home)
    numbers = [f"YG-{place}" for place in range(len(people)) if place != 2]
    assert [row.earlier for row in done.rows] == numbers
    assert done.count("issued") == len(numbers)
    for row in done.rows:
        decision = payload_document(recorded(home, row.belge_no).compact).board_decision
        assert decision is not None
        assert decision.number == f"{int(str(row.earlier)[3:]) + 1}/1"
    assert held(home, "AS-1").in_force(TODAY)
    assert held(home, "KB-1").in_force(TODAY)
    # Nothing is left: the same again prepares nothing.
    again = prepared(home)
    assert (again.rows, again.batch_id) == ([], None)


def test_two_papers_of_one_member_are_two_documents(either_home: Home) -> None:
    home = either_home
    entered(home, paper("YG-1"), paper("YG-2", until="01.01.2031"), paper("YG-3"))
    first = prepared(home, "YG-1", "YG-2")
    second = prepared(home, "YG-3")
    # The later batch ends first; neither takes the other's place.
    (third,) = approved(home, second).rows
    one, two = approved(home, first).rows
    assert len({one.belge_no, two.belge_no, third.belge_no}) == 3
    assert {recorded(home, row.belge_no).ordinal for row in (one, two, third)} == {1, 2, 3}
    ends = {row.earlier: recorded(home, row.belge_no).valid_until for row in (one, two, third)}
    assert ends == {"YG-1": UNTIL, "YG-2": date(2031, 1, 1), "YG-3": UNTIL}


def test_a_paper_without_end_stays_without_end(home: Home) -> None:
    entered(home, paper(until=""))
    (row,) = reissued(home, NUMBER).rows
    assert recorded(home, row.belge_no).valid_until is None


def test_a_katilim_is_found_by_its_training(home: Home) -> None:
    with home.store.reading() as records:
        programme = records.programmes.find("IMO-TB-01")
    assert programme is not None
    (sicil_no,) = [one.sicil_no for one in members_of(home, "IMO")][:1]
    rows = (
        paper(
            "K-1",
            sicil_no,
            kind="Katılım",
            area="",
            programme=programme.name_tr.upper(),
            until="",
            decision="",
        ),
        paper("K-2", sicil_no, kind="Katılım", area="", programme="Başka Eğitim", until="", decision=""),
    )
    entered(home, *rows, chamber="IMO")
    act = officer(chamber="IMO")
    report = prepare_reissue(home.store, act, Reissue("IMO-TB-01", ["K-1", "K-2"]))
    assert codes(report) == [[], ["rule.earlier_programme"]]
    assert report.batch_id is not None
    submit(home.store, act, report.batch_id)
    done = approve(home.store, approver(chamber="IMO"), report.batch_id, issue=True, open_key=home.open_key)
    assert [(row.result, row.earlier) for row in done.rows] == [("issued", "K-1"), ("refused", "K-2")]
    document = payload_document(recorded(home, done.rows[0].belge_no).compact)
    assert (document.kind, document.board_decision, document.valid_from) == ("katilim", None, ISSUED)


def test_a_decision_is_given_for_the_paper_that_names_none(home: Home) -> None:
    entered(home, paper("YG-1", decision=""), paper("YG-2"))
    done = reissued(home, "YG-1", "YG-2", decision=DECISION)
    found = [payload_document(recorded(home, row.belge_no).compact).board_decision for row in done.rows]
    assert found == [DECISION, BoardDecision("12/7", DECIDED)]


def test_a_merged_entry_gets_its_document_under_the_right_one(home: Home) -> None:
    from registry.people.membership import merge
    from tests.support.people import act_of

    wrong, right = members_of(home, "EMO")[:2]
    entered(home, paper(sicil_no=wrong.sicil_no))
    merge(home.store, act_of(), "EMO", wrong.sicil_no, right.sicil_no, names_differ=True)
    (row,) = reissued(home, NUMBER).rows
    document = payload_document(recorded(home, row.belge_no).compact)
    assert (document.sicil_no, document.holder_name) == (right.sicil_no, right.full_name)


def test_a_dry_run_writes_nothing(either_home: Home) -> None:
    home = either_home
    entered(home, paper())
    before = counts(home.store)
    report = prepare_reissue(home.store, OFFICER, Reissue(PROGRAMME, [NUMBER]), dry_run=True)
    assert [row.result for row in report.rows] == ["would_issue"]
    assert counts(home.store) == before


def test_the_report_tells_the_earlier_number(home: Home) -> None:
    entered(home, paper())
    lines = report_csv(reissued(home, NUMBER, "YG-0")).decode("utf-8-sig").splitlines()
    assert lines[0].endswith(";reason;onceki_no")
    assert lines[1].endswith(f";{NUMBER}")
    assert lines[2].endswith(";YG-0")


def test_a_reissued_document_lives_on_like_any_other(either_home: Home) -> None:
    """Corrected, it keeps dates and earlier number; renewed, it begins anew by a new decision."""
    home = either_home
    entered(home, paper())
    (row,) = reissued(home, NUMBER).rows
    isil = next(one for one in members_of(home, "EMO") if one.sicil_no == "101742")
    with home.store.writing("EMO") as records:
        records.members.change(replace(isil, family_name="Öztürk Şen"))
    made = prepare_replacement(home.store, OFFICER, str(row.belge_no), decision=DECISION)
    (corrected,) = approved(home, made).rows
    document = payload_document(recorded(home, corrected.belge_no).compact)
    assert document.holder_name == "Işıl İnci Öztürk Şen"
    assert (document.valid_from, document.valid_until) == (ISSUED, UNTIL)
    assert document.earlier is not None
    assert document.earlier.number == NUMBER
    assert authorised(home) == [(corrected.belge_no, False)]
    begins = TODAY + timedelta(days=30)
    made = prepare_renewal(home.store, OFFICER, str(corrected.belge_no), decision=DECISION, valid_from=begins)
    (renewed,) = approved(home, made).rows
    document = payload_document(recorded(home, renewed.belge_no).compact)
    assert (document.valid_from, document.earlier, document.board_decision) == (begins, None, DECISION)
    with home.store.reading("EMO") as records:
        assert check_chamber(records, "EMO").holds


def test_no_list_and_no_report_knows_it_as_a_training(home: Home) -> None:
    entered(home, paper())
    act = officer(chamber="EMO")
    counted = ask(home.store, act, Request("runs", "EMO", own=True))
    report = reissued(home, NUMBER)
    assert ask(home.store, act, Request("runs", "EMO", own=True)) == counted
    assert report.run_code == "EMO-YG-01/devralınan"
    for code in (report.run_code, "EMO-YG-01/devralinan"):
        with pytest.raises(IssueRefused) as refused:
            prepare(home.store, act, Preparation(code, passing(members_of(home, "EMO")), DECISION))
        assert refused.value.code == "run.unknown"
    with home.store.reading("EMO") as records:
        listed = records.training.runs("EMO", programme_code=PROGRAMME, state=None, limit=10, offset=0)
        assert [one.no for one in listed] == ["2026-1"]
        assert [one for one in records.programmes.runs() if one.is_of_earlier_paper] == []
    with home.store.writing(OWNER) as records:
        assert records.programmes.earlier_paper_run(PROGRAMME) is not None
