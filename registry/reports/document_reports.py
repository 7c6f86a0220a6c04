"""Reports on documents: how many, which end soon, who is authorised, what was withdrawn, what was checked."""

from collections import Counter

from registry.document import KIND_TITLES
from registry.reports.asked import CHAMBER_COLUMNS, TOTAL, Asked
from registry.reports.cross import ALL
from registry.reports.small_cells import hidden_cells
from registry.reports.table import HIDDEN, Cell, Report, columns

BANDS = (("within_7", 0, 7), ("within_30", 8, 30), ("within_90", 31, 90))
EVENTS = {
    "askiya_alindi": ("Askıya alındı", "Suspended"),
    "aski_kaldirildi": ("Askı kaldırıldı", "Reinstated"),
    "iptal_edildi": ("İptal edildi", "Revoked"),
    "yenilendi": ("Yenilendi", "Renewed"),
}
KINDS_EN = {"katilim": "Participation", "basari": "Achievement", "yetki": "Authorisation"}
_TOTAL_COLUMN = ("total", TOTAL, "Total")


def documents(asked: Asked) -> Report:
    """Documents issued by kind."""
    found: Counter[tuple[str, str]] = Counter()
    for code, _year, kind, number in asked.records.documents(asked.scope):
        found[code, kind] += number
    _, rows = asked.by_chamber(found, tuple(KIND_TITLES))
    kinds = columns(*((kind, title, KINDS_EN[kind]) for kind, title in KIND_TITLES.items()), _TOTAL_COLUMN)
    return asked.report(
        ("Düzenlenen belgeler", "Documents issued"), (*CHAMBER_COLUMNS, *kinds), rows, invented_split=True
    )


def expiring(asked: Asked) -> Report:
    """Documents that end within 7, 30 and 90 days; in the own chamber's view also until a chosen day."""
    if asked.until is not None:
        days = (asked.until - asked.today).days
        found = asked.records.expiring(asked.scope, asked.today, [("until", 0, days)])
        heads = columns(("until", f"{asked.until:%d.%m.%Y} gününe kadar", f"until {asked.until:%d.%m.%Y}"))
        _, rows = asked.by_chamber(found, ("until",))
        rows = [row[:-1] for row in rows]
    else:
        found = asked.records.expiring(asked.scope, asked.today, list(BANDS))
        _, rows = asked.by_chamber(found, tuple(name for name, _, _ in BANDS))
        heads = columns(
            *((name, f"{first}-{last} gün içinde", f"in {first}-{last} days") for name, first, last in BANDS),
            _TOTAL_COLUMN,
        )
    return asked.report(
        ("Süresi yaklaşan belgeler", "Documents that end soon"),
        (*CHAMBER_COLUMNS, *heads),
        rows,
        invented_split=True,
    )


Place = tuple[str, str, str]


def _authorised(asked: Asked) -> tuple[dict[Place, int], set[Place]]:
    """Members by (chamber, area, province), with each area's total under province ``ALL`` and one of all."""
    found = asked.records.authorised(asked.scope, asked.today)
    cells: dict[Place, int] = {}
    parts: dict[Place, list[Place]] = {}
    for code, area, province, number in found:
        cells[code, area, province] = number
        parts.setdefault((code, area, ALL), []).append((code, area, province))
    for total, own in parts.items():
        cells[total] = sum(cells[one] for one in own)
    everything = (ALL, ALL, ALL)
    cells[everything] = sum(cells[total] for total in parts)
    sums = [*parts.items(), (everything, list(parts))]
    return cells, set() if asked.own else hidden_cells(cells, sums)


def authorised(asked: Asked) -> Report:
    """Members who are authorised today, by area. Who is authorised in two areas counts in both."""
    cells, hidden = _authorised(asked)
    rows: list[tuple[Cell, ...]] = [
        (code, asked.labels[code], area, HIDDEN if (code, area, place) in hidden else number)
        for (code, area, place), number in cells.items()
        if place == ALL and code != ALL and asked.wanted(code)
    ]
    everything = (ALL, ALL, ALL)
    if asked.chamber is None:
        rows.append((ALL, TOTAL, None, HIDDEN if everything in hidden else cells[everything] or None))
    return asked.report(
        ("Alan bazında yetkili üyeler", "Authorised members by area"),
        (
            *CHAMBER_COLUMNS,
            *columns(("area", "Uzmanlık alanı", "Area"), ("members", "Yetkili üye", "Authorised members")),
        ),
        rows,
        notes=(
            (
                "İki alanda yetkili olan üye iki alanda da sayılır.",
                "A member authorised in two areas counts in both.",
            ),
        ),
        invented_split=True,
    )


def authorised_provinces(asked: Asked) -> Report:
    """Members who are authorised today, by area and province."""
    cells, hidden = _authorised(asked)
    rows: list[tuple[Cell, ...]] = [
        (code, asked.labels[code], area, place or None, HIDDEN if (code, area, place) in hidden else number)
        for (code, area, place), number in cells.items()
        if place != ALL and asked.wanted(code)
    ]
    return asked.report(
        ("Alan ve il bazında yetkili üyeler", "Authorised members by area and province"),
        (
            *CHAMBER_COLUMNS,
            *columns(
                ("area", "Uzmanlık alanı", "Area"),
                ("province", "İl", "Province"),
                ("members", "Yetkili üye", "Authorised members"),
            ),
        ),
        rows,
        invented_split=True,
    )


def status(asked: Asked) -> Report:
    """Suspensions, revocations and renewals ever entered. Reasons are not told here."""
    _, rows = asked.by_chamber(asked.records.status_events(asked.scope), tuple(EVENTS))
    heads = columns(*((event, *names) for event, names in EVENTS.items()), _TOTAL_COLUMN)
    return asked.report(
        ("İptal ve askı dökümü", "Suspensions and revocations"),
        (*CHAMBER_COLUMNS, *heads),
        rows,
        invented_split=True,
    )


def reasons(asked: Asked) -> Report:
    """Reasons of a chamber's own suspensions and revocations; never shown outside it."""
    assert asked.own
    assert asked.chamber is not None
    found = asked.records.reasons(asked.chamber)
    rows: list[tuple[Cell, ...]] = [
        (event, EVENTS[event][0], reason or None, number) for (event, reason), number in sorted(found.items())
    ]
    return asked.report(
        ("İptal ve askı gerekçeleri", "Reasons of suspensions and revocations"),
        columns(
            ("event", "Olay kodu", "Event code"),
            ("name", "Olay", "Event"),
            ("reason", "Gerekçe", "Reason"),
            ("documents", "Belge", "Documents"),
        ),
        rows,
    )


def verifications(asked: Asked) -> Report:
    """How often documents were checked; who checked is not known."""
    found = {row[0]: (row[1], row[2]) for row in asked.records.verifications(asked.scope)}
    counted = {(code, "documents"): number for code, (number, _) in found.items()}
    table, _ = asked.by_chamber(counted, ("documents",))
    rows: list[tuple[Cell, ...]] = []
    for code in table.filled():
        if asked.wanted(code):
            checks: Cell = HIDDEN if table.is_hidden(code) else found[code][1]
            rows.append((code, asked.labels[code], table.cell(code), checks))
    if asked.chamber is None:
        checks = HIDDEN if table.is_hidden(ALL) else sum(one for _, one in found.values()) or None
        rows.append((ALL, TOTAL, table.cell(ALL), checks))
    return asked.report(
        ("Doğrulama sayıları", "Checks of documents"),
        (
            *CHAMBER_COLUMNS,
            *columns(
                ("documents", "Doğrulanan belge", "Documents checked"), ("checks", "Doğrulama", "Checks")
            ),
        ),
        rows,
        invented_split=True,
    )
