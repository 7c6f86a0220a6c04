"""Earlier documents of a chamber, entered and approved as it does, and reissued by its people."""

from datetime import date

from issuer.batches.steps import approve as approve_batch
from issuer.batches.steps import submit
from issuer.reissuing.paper import Reissue, prepare_reissue
from issuer.report import IssueReport
from muhur.installation import Home
from registry.act import Act
from registry.inherited.taking import approve, prepare
from registry.records.credentials import RecordedCredential
from registry.records.inherited import InheritedDocument
from tests.support.batches import approver, officer

PROGRAMME, NUMBER = "EMO-YG-01", "YG-2024/118"
OFFICER, APPROVER = officer(chamber="EMO"), approver(chamber="EMO")
AREA = "Yüksek Gerilim İşletme Sorumluluğu"
HEAD = "Sicil No;Belge No;Tür;Alan;Eğitim;Veriliş Tarihi;Bitiş Tarihi;Karar No;Karar Tarihi\n"
ISSUED, UNTIL, DECIDED = date(2024, 2, 15), date(2029, 2, 15), date(2024, 2, 1)


def paper(
    number: str = "YG-2024/118",
    sicil_no: str = "101742",
    *,
    kind: str = "Yetki Belgesi",
    area: str = AREA,
    programme: str = "",
    until: str = "15.02.2029",
    decision: str = "12/7",
) -> str:
    """A row of a list of earlier documents."""
    decided = "01.02.2024" if decision else ""
    return f"{sicil_no};{number};{kind};{area};{programme};15.02.2024;{until};{decision};{decided}\n"


def entered(home: Home, *rows: str, chamber: str = "EMO") -> None:
    """Papers of the chamber that count."""
    data = (HEAD + "".join(rows)).encode()
    with home.store.writing(chamber) as records:
        report = prepare(records, officer("kayit", chamber=chamber), data)
    assert report.batch_id is not None, [one.faults for one in report.rows]
    assert report.taken == len(rows), [one.faults for one in report.rows]
    with home.store.writing(chamber) as records:
        approve(records, approver("kayit.onay", chamber=chamber), report.batch_id)


def held(home: Home, number: str = "YG-2024/118", chamber: str = "EMO") -> InheritedDocument:
    """The paper of this number as the register has it."""
    with home.store.reading(chamber) as records:
        found = records.inherited.by_number(chamber, number)
    assert found is not None
    return found


def prepared(home: Home, *numbers: str, programme: str = PROGRAMME, **given: object) -> IssueReport:
    asked = Reissue(programme, numbers or None, **given)
    return prepare_reissue(home.store, OFFICER, asked)


def approved(home: Home, report: IssueReport, act: Act = APPROVER) -> IssueReport:
    assert report.batch_id is not None, report.rows
    submit(home.store, OFFICER, report.batch_id)
    return approve_batch(home.store, act, report.batch_id, issue=True, open_key=home.open_key)


def reissued(home: Home, *numbers: str, **given: object) -> IssueReport:
    return approved(home, prepared(home, *numbers, **given))


def recorded(home: Home, belge_no: str | None) -> RecordedCredential:
    with home.store.reading() as records:
        found = records.credentials.by_belge_no(str(belge_no))
    assert found is not None
    return found


def codes(report: IssueReport) -> list[list[str]]:
    return [[one.code for one in row.reasons] for row in report.rows]
