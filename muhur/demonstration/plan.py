"""Which runs the demonstration holds, when, and how its class lists look.

Days are counted back from the day of the demonstration, so a demonstration made later is as fresh. The
stories' own dates are kept once they have passed (``STORY_DAY``).
"""

import csv
import io
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from muhur.demonstration.people import Person

STORY_DAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One run: ``failing`` members end without a document. ``serials_after`` continues an earlier register."""

    programme: str
    no: str
    days: tuple[date, date]
    issued_on: date
    size: int
    failing: int = 0
    branch: str | None = None
    place: str | None = None
    decision: tuple[str, date] | None = None
    valid_from: date | None = None
    serials_after: int | None = None
    first: int = 0
    encoding: str = "utf-8-sig"
    results: tuple[tuple[int, int, str], ...] = field(default=())


def planned(today: date) -> list[PlannedRun]:
    """The runs of a demonstration made on ``today``."""
    story = min(today, STORY_DAY)
    five_years_ago = date(story.year - 5, story.month, min(story.day, 28)) - timedelta(days=1)
    next_year = date(today.year + 1, 1, 1)

    def ago(days: int) -> date:
        return today - timedelta(days=days)

    def held(end: date, days: int) -> tuple[date, date]:
        return end - timedelta(days=days), end

    # Story O1: 22 of 25 are issued; marks of 69,5 and 40 and an attendance of 79,99 % are not.
    o1 = ((30, 36, "69,5"), (33, 36, "40"), (7999, 10000, "85"))
    return [
        PlannedRun("MMO-AS-01", f"{five_years_ago.year}-1", held(five_years_ago - timedelta(12), 3),
                   five_years_ago, 1, branch="İstanbul Şubesi", place="İstanbul",
                   decision=("31/208", five_years_ago - timedelta(2)), serials_after=310, first=30),
        PlannedRun("IMO-TB-01", f"{story.year}-1", (story - timedelta(120), story + timedelta(60)), story, 16, 1,
                   serials_after=4216, results=((1080, 1200, ""), (1079, 1200, ""))),
        PlannedRun("EMO-YG-01", f"{story.year}-2", held(story - timedelta(17), 3), story, 14, 2,
                   "İstanbul Şubesi", "İstanbul", ("40/34", story - timedelta(2)), serials_after=122),
        PlannedRun("MMO-MT-01", f"{story.year}-2", held(story - timedelta(9), 5), story, 25, 3,
                   "Ankara Şubesi", "Ankara", ("49/112", story - timedelta(2)), encoding="cp1254", results=o1),
        PlannedRun("MMO-LP-01", f"{story.year}-1", held(story - timedelta(20), 2), story - timedelta(6), 12, 1,
                   "Bursa Şubesi", "Bursa", serials_after=814, first=12),
        PlannedRun("EMO-SM-01", f"{today.year}-1", held(ago(15), 5), today, 4, 0, "İzmir Şubesi", "İzmir",
                   ("41/07", ago(3)), valid_from=next_year, first=14),
        PlannedRun("BMO-SG-01", "2", held(ago(48), 4), ago(40), 13, 1, place="Ankara"),
        PlannedRun("BMO-YM-01", "5", held(ago(310), 6), ago(300), 10, encoding="cp1254", first=3),
        PlannedRun("CMO-CG-01", "3", held(ago(205), 5), ago(196), 12, 2, "İzmir Şubesi", "İzmir"),
        PlannedRun("KMO-PS-01", "1", held(ago(150), 3), ago(141), 11, 1, "Kocaeli Temsilciliği", "Kocaeli"),
        PlannedRun("HKMO-CB-01", "4", held(ago(420), 4), ago(411), 12, 1),
        PlannedRun("JFMO-ZE-01", "1", held(ago(380), 4), ago(362), 10, 1, "Ankara Şubesi", "Ankara",
                   ("12/45", ago(365))),
        PlannedRun("FMO-RG-01", "1", held(ago(520), 4), ago(505), 8, 1, place="Ankara", decision=("7/19", ago(507))),
        PlannedRun("MO-RS-01", "2", held(ago(260), 3), ago(255), 10, 0, "Safranbolu Temsilciliği", "Safranbolu"),
        PlannedRun("ZMO-BK-01", "6", held(ago(95), 2), ago(84), 10, 1, "Adana Şubesi", "Adana", ("22/310", ago(86))),
        PlannedRun("TMO-TB-01", "1", held(ago(600), 2), ago(590), 8, 1, "Denizli Şubesi", "Denizli",
                   encoding="cp1254"),
        PlannedRun("IMO-GT-01", "3", (ago(200), ago(20)), ago(30), 14, 2, first=5),
        # Stories İ6, O6 and O7: what becomes of these stands in ``events.py``.
        PlannedRun("EMO-YG-01", f"{story.year - 1}-1", held(date(story.year - 1, 5, 14), 3), date(story.year - 1, 5, 19),
                   2, 0, "Ankara Şubesi", "Ankara", ("18/203", date(story.year - 1, 5, 16)), serials_after=76, first=18),
        PlannedRun("EMO-SM-01", f"{today.year}-0", held(ago(40), 5), ago(30), 1, 0, "İzmir Şubesi", "İzmir",
                   ("39/11", ago(32)), first=14),
        PlannedRun("MMO-KL-01", f"{story.year}-1", held(story - timedelta(60), 4), story - timedelta(50), 1, 0,
                   "İzmir Şubesi", "İzmir", ("47/91", story - timedelta(52)), serials_after=41, first=31),
        PlannedRun("MMO-KL-01", f"{story.year}-2", held(story - timedelta(60), 4), story - timedelta(30), 1, 0,
                   "İzmir Şubesi", "İzmir", ("48/17", story - timedelta(32)), first=31),
        PlannedRun("GIDAMO-HC-01", "1", held(ago(130), 2), ago(122), 6, 0, "Bursa Şubesi", "Bursa"),
    ]  # fmt: skip


def class_list(
    run: PlannedRun, people: list[Person], *, marks: bool, practice: bool, asynchronous: bool
) -> bytes:
    """The run's result list as its officer would save it from Excel."""
    random = Random(f"{run.programme}/{run.no}")
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    header = ["Sicil No", "Ad", "Soyad", "Devam", "Toplam"]
    header += ["Teorik Not"] * marks + ["Uygulama Not"] * practice
    writer.writerow(header)
    total = 1200 if asynchronous else 24
    for place, person in enumerate(people):
        fails = place >= len(people) - run.failing
        attended, mark = total - random.randrange(0, total // 12), str(random.randrange(70, 100))
        scheduled = total
        if fails and marks:
            mark = f"{random.randrange(45, 69)},5"
        elif fails:
            attended = total // 2
        planned_place = place - (0 if run.programme == "IMO-TB-01" else len(people) - len(run.results))
        if run.results and 0 <= planned_place < len(run.results):
            attended, scheduled, given = run.results[planned_place]
            mark = given or mark
        row = [person.sicil_no, person.given_name, person.family_name, str(attended), str(scheduled)]
        writer.writerow(row + [mark] * marks + [str(random.randrange(70, 100))] * practice)
    return text.getvalue().encode(run.encoding)
