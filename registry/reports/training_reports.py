"""Reports on programmes, runs and trainers (rules of the field, section 8)."""

from collections import Counter

from registry.reports.asked import CHAMBER_COLUMNS, TOTAL, Asked
from registry.reports.cross import ALL, Cross
from registry.reports.figures import decimal, rounded, share, thousands
from registry.reports.table import HIDDEN, Cell, Report, columns

FORMS = {"uygulamali": "Uygulamalı", "yuz_yuze": "Yüz yüze", "cevrimici": "Çevrimiçi"}
FORMS_EN = {"uygulamali": "Practical", "yuz_yuze": "Face to face", "cevrimici": "Online"}
PROFILES = {
    "oda": ("Odanın yetkilendirdiği", "Authorised by the chamber"),
    "akademisyen": ("Akademisyen", "Academic"),
    "bakanlik": ("Bakanlığın yetkilendirdiği", "Authorised by a ministry"),
    "diger": ("Kurum veya şirketten", "From an institution or company"),
}
PRINTED_TRAINERS = (
    "raporda %84/%10/%3/%3",
    "printed in the report as 84/10/3/3 %",
)


def tablo1(asked: Asked) -> Report:
    """Programmes by chamber and form, as the union's report prints them; an empty cell stays empty."""
    found = {(row[0], row[1]): row[2] for row in asked.records.programmes(asked.scope)}
    # Programmes are no people: nothing is hidden.
    table = Cross(found, asked.ordered(), tuple(FORMS), hide=False)
    rows: list[tuple[Cell, ...]] = [
        (code, asked.labels[code], *table.line(code)) for code in table.filled() if asked.wanted(code)
    ]
    if asked.chamber is None:
        rows.append((ALL, TOTAL, *table.line(ALL)))
    heads = columns(
        ("chamber_code", "Oda kodu", "Chamber code"),
        ("label_in_report", "Oda", "Chamber"),
        *((form, FORMS[form], FORMS_EN[form]) for form in FORMS),
        ("row_total", TOTAL, "Total"),
    )
    return asked.report(
        ("Tablo 1: Odalara ve eğitim biçimine göre programlar", "Table 1: programmes by chamber and form"),
        heads,
        rows,
    )


def _per_chamber(asked: Asked) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for code, form, number, certified, assessed in asked.records.programmes(asked.chamber):
        found.setdefault(code, Counter()).update(
            {form: number, "programmes": number, "certified": certified, "assessed": assessed}
        )
    return found


def forms(asked: Asked) -> Report:
    """Shares of the three forms."""
    total = sum(_per_chamber(asked).values(), Counter[str]())
    whole = total["programmes"]
    rows: list[tuple[Cell, ...]] = [
        (form, FORMS[form], total[form] or None, share(total[form], whole)) for form in FORMS
    ]
    rows.append((ALL, TOTAL, whole or None, share(whole, whole)))
    shares = [(form, share(total[form], whole) or "-") for form in FORMS]
    return asked.report(
        ("Eğitim biçimlerinin payları", "Shares of the forms"),
        columns(
            ("form", "Biçim", "Form"),
            ("name", "Eğitim biçimi", "Form of training"),
            ("programmes", "Program", "Programmes"),
            ("share", "Pay", "Share"),
        ),
        rows,
        summary=(
            (
                " · ".join(f"{FORMS[form]} {text}" for form, text in shares),
                " · ".join(f"{FORMS_EN[form]} {text}" for form, text in shares),
            ),
        ),
    )


def certification(asked: Asked) -> Report:
    """How many programmes end in a document."""
    return _rate(
        asked,
        "certified",
        ("Belgelendirme oranı", "Certification rate"),
        ("Belgeyle biten", "Ends in a document"),
    )


def assessment(asked: Asked) -> Report:
    """How many programmes have an assessment."""
    return _rate(
        asked,
        "assessed",
        ("Ölçme ve değerlendirme oranı", "Assessment rate"),
        ("Ölçme ve değerlendirmesi olan", "With an assessment"),
    )


def _rate(asked: Asked, what: str, title: tuple[str, str], head: tuple[str, str]) -> Report:
    found = _per_chamber(asked)
    rows: list[tuple[Cell, ...]] = [
        (
            code,
            asked.labels[code],
            found[code]["programmes"],
            found[code][what] or None,
            share(found[code][what], found[code]["programmes"]),
        )
        for code in asked.ordered()
        if code in found
    ]
    total = sum(found.values(), Counter[str]())
    part, whole = total[what], total["programmes"]
    if asked.chamber is None:
        rows.append((ALL, TOTAL, whole or None, part or None, share(part, whole)))
    figure = f"{part}/{whole} → {share(part, whole) or '-'}"
    return asked.report(
        title,
        (
            *CHAMBER_COLUMNS,
            *columns(("programmes", "Program", "Programmes"), (what, *head), ("share", "Oran", "Share")),
        ),
        rows,
        summary=(figure_of(title, figure),),
        invented_split=True,
    )


def figure_of(title: tuple[str, str], figure: str) -> tuple[str, str]:
    """A figure under its name in both languages."""
    return f"{title[0]}: {figure}", f"{title[1]}: {figure}"


def trainers(asked: Asked) -> Report:
    """The pool of trainers by profile."""
    table = Cross(asked.records.trainers(asked.scope), asked.ordered(), tuple(PROFILES), hide=not asked.own)
    line = asked.chamber or ALL
    whole = table.number(line)
    rows: list[tuple[Cell, ...]] = []
    for profile, (tr, _) in PROFILES.items():
        cell = table.cell(line, profile)
        known = HIDDEN not in (cell, table.cell(line))
        rows.append((profile, tr, cell, share(table.number(line, profile), whole) if known else HIDDEN))
    total = table.cell(line)
    rows.append((ALL, TOTAL, total, HIDDEN if total == HIDDEN else share(whole, whole)))
    figures = " · ".join(f"{_shown(row[2])} ({row[3] or '-'})" for row in rows[:-1])
    return asked.report(
        ("Eğitici profili", "Profile of the trainers"),
        columns(
            ("profile", "Profil kodu", "Profile code"),
            ("name", "Profil", "Profile"),
            ("trainers", "Eğitici", "Trainers"),
            ("share", "Pay", "Share"),
        ),
        rows,
        summary=((f"{figures}, Toplam {_shown(total)}", f"{figures}, total {_shown(total)}"),),
        notes=(PRINTED_TRAINERS,) if asked.chamber is None else (),
        invented_split=asked.chamber is not None,
    )


def _shown(cell: Cell) -> str:
    return thousands(cell) if isinstance(cell, int) else cell or "0"


def training_of_trainers(asked: Asked) -> Report:
    """Who did the training of trainers, of those about whom it is known."""
    found = asked.records.trained_trainers(asked.scope)
    table = Cross(found, asked.ordered(), ("yes", "no"), hide=not asked.own)
    line = asked.chamber or ALL
    yes, left, known = (table.cell(line, one) for one in ("yes", "no", ALL))
    rate: Cell = HIDDEN
    if HIDDEN not in (yes, left, known):
        rate = share(table.number(line, "yes"), table.number(line))
    return asked.report(
        ("Eğiticilerin eğitimi", "Training of trainers"),
        columns(
            ("known", "Bilgisi olan", "Known about"),
            ("trained", "Eğitim alan", "Trained"),
            ("share", "Oran", "Share"),
            ("left", "Kalan", "Left"),
        ),
        [(known, yes, rate, left)],
        summary=(
            (
                f"{_shown(yes)}/{_shown(known)} → {rate or '-'}, {_shown(left)} kalan",
                f"{_shown(yes)}/{_shown(known)} → {rate or '-'}, {_shown(left)} left",
            ),
        ),
        invented_split=asked.chamber is not None,
    )


def runs(asked: Asked) -> Report:
    """Runs and participations."""
    held: Counter[str] = Counter()
    people: Counter[tuple[str, str]] = Counter()
    years: set[int] = set()
    for code, year, number, participations in asked.records.runs(asked.scope):
        if asked.wanted(code):
            years.add(year)
        held[code] += number
        people[code, "participations"] += participations
    table = Cross(people, asked.ordered(), ("participations",), hide=not asked.own)
    rows: list[tuple[Cell, ...]] = [
        (code, asked.labels[code], *_held(table, code, held[code]))
        for code in asked.ordered()
        if held[code] and asked.wanted(code)
    ]
    if asked.chamber is None:
        held[ALL] = sum(held.values())
        rows.append((ALL, TOTAL, *_held(table, ALL, held[ALL])))
    line = asked.chamber or ALL
    span = max(years) - min(years) + 1 if years else 0
    average = rounded(held[line], span)
    begun, joined, each = _held(table, line, held[line])
    turkish = (
        f"Açılan eğitim {_shown(begun)}, yıllık ortalama {_shown(average)}; "
        f"katılımcı {_shown(joined)}; açılış başına {each or '-'}"
    )
    english = (
        f"Runs {_shown(begun)}, {_shown(average)} a year; participants {_shown(joined)}; {each or '-'} a run"
    )
    return asked.report(
        ("Açılan eğitimler ve katılımcılar", "Runs and participants"),
        (
            *CHAMBER_COLUMNS,
            *columns(
                ("runs", "Açılan eğitim", "Runs"),
                ("participations", "Katılımcı", "Participants"),
                ("per_run", "Açılış başına", "Per run"),
            ),
        ),
        rows,
        summary=((turkish, english),),
        invented_split=True,
    )


def _held(table: Cross, line: str, number: int) -> tuple[Cell, Cell, Cell]:
    joined = table.cell(line)
    return number or None, joined, HIDDEN if joined == HIDDEN else decimal(table.number(line), number)


def years(asked: Asked) -> Report:
    """What changed over the years: runs, participations, documents."""
    names: set[str] = set()
    held: Counter[str] = Counter()
    people: Counter[tuple[str, str]] = Counter()
    documents: Counter[tuple[str, str]] = Counter()
    for code, year, number, participations in asked.records.runs(asked.scope):
        names.add(str(year))
        people[code, str(year)] += participations
        if asked.wanted(code):
            held[str(year)] += number
    for code, year, _kind, number in asked.records.documents(asked.scope):
        names.add(str(year))
        documents[code, str(year)] += number
    ordered = tuple(sorted(names))
    hide, line = not asked.own, asked.chamber or ALL
    joined = Cross(people, asked.ordered(), ordered, hide=hide)
    issued = Cross(documents, asked.ordered(), ordered, hide=hide)
    rows: list[tuple[Cell, ...]] = [
        (year, held[year] or None, joined.cell(line, year), issued.cell(line, year)) for year in ordered
    ]
    rows.append((ALL, sum(held.values()) or None, joined.cell(line), issued.cell(line)))
    return asked.report(
        ("Yıllara göre", "Over the years"),
        columns(
            ("year", "Yıl", "Year"),
            ("runs", "Açılan eğitim", "Runs"),
            ("participations", "Katılımcı", "Participants"),
            ("documents", "Düzenlenen belge", "Documents issued"),
        ),
        rows,
        invented_split=asked.chamber is not None,
    )
