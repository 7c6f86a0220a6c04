"""Reports as pictures: bars and lines as SVG in the page, named for who cannot see them. Pure, no script.

Lengths are in percent of the width, so one drawing fits a phone and a desk and its words keep their size. What a
series is shows in its pattern too, not in its colour alone. The numbers stand in the table beside it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from markupsafe import Markup, escape

HIDDEN: Final = "*"
TOTAL: Final = "TOPLAM"
MOST_ROWS: Final = 60
# A label up to this long stands beside its bar; one line above it holds this many letters on a phone.
_BESIDE, _LINE = 17, 38
_BEGIN, _END = 31.0, 86.0
_ROW, _BAR, _TEXT = 30, 16, 19
_HEIGHT, _TOP, _FLOOR = 190, 14, 160
_LEFT, _RIGHT = 15.0, 97.0
Number = Callable[[float], str]
WORDS: Final = {
    "tr": {
        "table": "Bütün sayılar aşağıdaki tablodadır.",
        "most": "En büyük: {label}, {value}.",
        "least": "En küçük: {label}, {value}.",
        "first": "İlk {rows} satır çizilmiştir.",
        "hidden": "gizlenmiş",
    },
    "en": {
        "table": "All numbers stand in the table below.",
        "most": "Largest: {label}, {value}.",
        "least": "Smallest: {label}, {value}.",
        "first": "The first {rows} rows are drawn.",
        "hidden": "hidden",
    },
}


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar a row: ``labels`` are the columns that name it, ``values`` its parts; ``of`` makes it a share."""

    labels: tuple[str, ...]
    values: tuple[str, ...]
    of: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """A line a column over the rows, each in a drawing of its own, for their numbers differ in size."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """The columns of one row as bars of their own."""

    values: tuple[str, ...]


_CHAMBER = ("chamber",)
KINDS: Final[dict[str, Bars | Lines | Parts]] = {
    "tablo1": Bars(("label_in_report",), ("uygulamali", "yuz_yuze", "cevrimici")),
    "forms": Bars(("name",), ("programmes",)),
    "certification": Bars(_CHAMBER, ("certified",), of="programmes"),
    "assessment": Bars(_CHAMBER, ("assessed",), of="programmes"),
    "trainers": Bars(("name",), ("trainers",)),
    "training-of-trainers": Parts(("trained", "left")),
    "runs": Bars(_CHAMBER, ("runs",)),
    "years": Lines("year", ("runs", "participations", "documents")),
    "documents": Bars(_CHAMBER, ("katilim", "basari", "yetki")),
    "expiring": Bars(_CHAMBER, ("within_7", "within_30", "within_90", "until")),
    "authorised": Bars(("chamber", "area"), ("members",)),
    "authorised-provinces": Bars(("area", "province"), ("members",)),
    "status": Bars(_CHAMBER, ("askiya_alindi", "aski_kaldirildi", "iptal_edildi", "yenilendi")),
    "reasons": Bars(("name", "reason"), ("documents",)),
    "verifications": Bars(_CHAMBER, ("checks",)),
}


def chart(report: Mapping[str, Any], lang: str, number: Number) -> Markup:
    """The drawing of a report (its JSON form); empty if there is nothing to draw."""
    kind = KINDS[report["name"]]
    rows = [row for row in report["rows"] if TOTAL not in row.values()]
    heads = {one["key"]: str(one[lang]) for one in report["columns"]}
    title = str(report["title"][lang])
    match kind:
        case Lines(label, values):
            drawn = [
                _line(f"{report['name']}-{place}", heads[key], rows, label, key, lang, number)
                for place, key in enumerate(values)
            ]
            return Markup("").join(drawn)
        case Parts(values):
            rows = [{"part": heads[key], "value": row[key]} for row in rows for key in values]
            return _bars(report["name"], title, rows, Bars(("part",), ("value",)), {}, lang, number)
        case Bars():
            return _bars(report["name"], title, rows, kind, heads, lang, number)


def _amount(cell: object) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _bars(
    name: str,
    title: str,
    rows: Sequence[Mapping[str, Any]],
    kind: Bars,
    heads: Mapping[str, str],
    lang: str,
    number: Number,
) -> Markup:
    series = [key for key in kind.values if key in heads or not heads]
    bars = [_bar(row, kind, series, number) for row in rows[:MOST_ROWS]]
    longest = max((one.length for one in bars), default=0.0)
    if not bars or (longest == 0 and not any(one.hidden for one in bars)):
        return Markup("")
    whole = 100.0 if kind.of else longest or 1.0
    beside = all(len(one.label) <= _BESIDE for one in bars)
    drawn, y = [], 4
    for one in bars:
        piece, y = (_beside if beside else _below)(one, name, whole, y)
        drawn.append(piece)
    words = WORDS[lang]
    told = [one for one in bars if not one.hidden]
    said = []
    if len(told) > 1:
        most, least = max(told, key=lambda one: one.length), min(told, key=lambda one: one.length)
        said = [
            words["most"].format(label=most.label, value=most.value),
            words["least"].format(label=least.label, value=least.value or "0"),
        ]
    if len(rows) > MOST_ROWS:
        said.append(words["first"].format(rows=MOST_ROWS))
    said.append(words["table"])
    legend = _legend(name, [heads[key] for key in series]) if len(series) > 1 else Markup("")
    return legend + _svg(name, title, " ".join(said), y + 2, Markup("").join(drawn), len(series))


@dataclass(frozen=True, slots=True)
class _Bar:
    label: str
    parts: tuple[float, ...]
    value: str
    hidden: bool

    @property
    def length(self) -> float:
        return sum(self.parts)


def _bar(row: Mapping[str, Any], kind: Bars, series: Sequence[str], number: Number) -> _Bar:
    label = " · ".join(str(row[key]) for key in kind.labels if row.get(key))
    cells = [row.get(key) for key in series]
    if kind.of:
        whole = _amount(row.get(kind.of))
        share = str(row.get("share") or "")
        return _Bar(label, (100 * _amount(cells[0]) / whole if whole else 0.0,), share, HIDDEN in cells)
    total = row.get("total", row.get("row_total"))
    hidden = HIDDEN in cells or total == HIDDEN
    value = HIDDEN if hidden else number(sum(map(_amount, cells)))
    return _Bar(label, tuple(_amount(cell) for cell in cells), value, hidden)


def _fill(name: str, place: int) -> Markup:
    form = Markup('class="c{}"') if place == 0 else Markup('fill="url(#{1}-p{0})"')
    return form.format(place, name)


def _stretch(one: _Bar, name: str, whole: float, y: int, begin: float, end: float) -> Markup:
    drawn, x = Markup(""), begin
    for place, part in enumerate(one.parts):
        width = (end - begin) * part / whole
        if width:
            drawn += Markup('<rect x="{:.2f}%" y="{}" width="{:.2f}%" height="{}" {}/>').format(
                x, y, width, _BAR, _fill(name, place)
            )
        x += width
    return drawn


def _beside(one: _Bar, name: str, whole: float, y: int) -> tuple[Markup, int]:
    text = Markup('<text x="0" y="{}">{}</text><text x="100%" y="{}" class="v">{}</text>').format(
        y + 13, one.label, y + 13, one.value
    )
    return text + _stretch(one, name, whole, y, _BEGIN, _END), y + _ROW


def _below(one: _Bar, name: str, whole: float, y: int) -> tuple[Markup, int]:
    lines = _wrapped(one.label)
    text = Markup("").join(
        Markup('<text x="0" y="{}">{}</text>').format(y + 13 + place * _TEXT, line)
        for place, line in enumerate(lines)
    )
    y += _TEXT * len(lines)
    value = Markup('<text x="100%" y="{}" class="v">{}</text>').format(y + 13, one.value)
    return text + value + _stretch(one, name, whole, y, 0.0, _END), y + _BAR + 14


def _wrapped(label: str) -> list[str]:
    lines = [""]
    for word in label.split():
        if lines[-1] and len(lines[-1]) + len(word) >= _LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _legend(name: str, heads: Sequence[str]) -> Markup:
    items = Markup("").join(
        Markup('<li><svg width="18" height="14" aria-hidden="true"><rect width="18" height="14" {}/></svg>{}</li>').format(
            _fill(name, place), head
        )
        for place, head in enumerate(heads)
    )  # fmt: skip
    return Markup('<ul class="legend">{}</ul>').format(items)


def _patterns(name: str, series: int) -> Markup:
    lines = ("", "M-2 2l4-4M0 8L8 0M6 10l4-4", "M1 4h6", "M4 1v6")
    return Markup("").join(
        Markup(
            '<pattern id="{}-p{}" width="8" height="8" patternUnits="userSpaceOnUse">'
            '<rect width="8" height="8" class="c{}"/><path d="{}" class="hatch"/></pattern>'
        ).format(name, place, place, lines[place % 4])
        for place in range(1, series)
    )


def _svg(name: str, title: str, described: str, height: int, content: Markup, series: int = 1) -> Markup:
    defs = Markup("<defs>{}</defs>").format(_patterns(name, series)) if series > 1 else Markup("")
    return Markup(
        '<svg class="chart" role="img" aria-labelledby="{}-t {}-d" width="100%" height="{}">'
        '<title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}{}</svg>'
    ).format(name, name, height, name, title, name, described, defs, content)


def _line(
    name: str,
    head: str,
    rows: Sequence[Mapping[str, Any]],
    label: str,
    key: str,
    lang: str,
    number: Number,
) -> Markup:
    known = [(place, row) for place, row in enumerate(rows) if row[key] != HIDDEN]
    top = max((_amount(row[key]) for _, row in known), default=0.0)
    if len(known) < 2 or top == 0:
        return Markup("")
    step = (_RIGHT - _LEFT) / max(len(rows) - 1, 1)
    points = [
        (
            _LEFT + step * place,
            _FLOOR - (_FLOOR - _TOP) * _amount(row[key]) / top,
            str(row[label]),
            _amount(row[key]),
        )
        for place, row in known
    ]
    drawn = [
        Markup(
            '<line x1="{:.2f}%" x2="100%" y1="{:.0f}" y2="{:.0f}" class="grid"/>'
            '<text x="{:.2f}%" y="{:.0f}" class="v">{}</text>'
        ).format(_LEFT, y, y, _LEFT - 2, y + 5, number(value))
        for y, value in ((_FLOOR, 0), ((_FLOOR + _TOP) / 2, top / 2), (_TOP, top))
        if value == int(value)
    ]
    drawn += [
        Markup('<line x1="{:.2f}%" y1="{:.1f}" x2="{:.2f}%" y2="{:.1f}" class="run"/>').format(
            *one[:2], *other[:2]
        )
        for one, other in pairwise(points)
    ]
    drawn += [
        Markup('<circle cx="{:.2f}%" cy="{:.1f}" r="4" class="dot"><title>{}: {}</title></circle>').format(
            x, y, year, number(value)
        )
        for x, y, year, value in points
    ]
    ends = {0: "start", len(rows) - 1: "end"}
    drawn += [
        Markup('<text x="{:.2f}%" y="{}" text-anchor="{}">{}</text>').format(
            _LEFT + step * place, _FLOOR + 22, ends.get(place, "middle"), str(rows[place][label])
        )
        for place in sorted({0, (len(rows) - 1) // 2, len(rows) - 1})
    ]
    words, most = WORDS[lang], max(points, key=lambda one: one[3])
    said = f"{words['most'].format(label=most[2], value=number(most[3]))} {words['table']}"
    return Markup('<h3 class="chart-head">{}</h3>{}').format(
        escape(head), _svg(name, head, said, _HEIGHT, Markup("").join(drawn))
    )
