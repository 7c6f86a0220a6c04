"""Engrave the frames, seals and grounds of the certificate designs as SVG (lengths in millimetres).

Guilloche is the fine-line weave of banknotes: families of waves shifted against each other. Every half wave
is ONE cubic curve between two crests, which keeps each picture small in the PDF. Straight bands end on the
rules of square corner fields, each of which carries a rosette of its own, so no line turns a corner and no
gap is left.

Run ``python scripts/guilloche.py``; the same code gives the same bytes. A version in use is frozen: name a new
version folder instead of running this over an old one.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, pi, sin
from pathlib import Path

from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

WIDTH, HEIGHT = 297.0, 210.0
HANDLE = 0.3642  # control length of a cubic, in half waves, that follows a cosine to within 1 %
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
CERTIFICATES = TEMPLATES / "certificates"
LETTERS = TEMPLATES / "fonts" / "BirlikSerifDisplay-SemiBold.ttf"

NAVY, GOLD, GREEN, STEEL = "#14294b", "#a8843c", "#1d5a4c", "#4c6a92"

Point = tuple[float, float]


def number(value: float) -> str:
    """A length to a hundredth of a millimetre, shortest form."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def points(*values: Point) -> str:
    """Points as SVG writes them."""
    return " ".join(f"{number(x)} {number(y)}" for x, y in values)


def shortened(data: str) -> str:
    """The same path with relative cubics, and ``s`` where a control point mirrors the one before: half the text.

    Steps are differences of rounded places, so no error adds up. A path of other commands is left as it is.
    """
    if set(data) & set("HVaAlL"):
        return data
    done, here, mirror, last = "", (0, 0), (0, 0), ""
    for command, listed in re.findall(r"([MCZ])([^MCZ]*)", data):
        values = [round(float(value) * 100) for value in listed.split()]
        spots = list(zip(values[::2], values[1::2], strict=True))
        if command == "Z":
            done, last = done + "Z", "Z"
        elif command == "M":
            done, here, mirror, last = done + f"M{listed}", spots[0], spots[0], "M"
        else:
            bent = last in ("c", "s") and max(abs(a - b) for a, b in zip(spots[0], mirror, strict=True)) <= 1
            sent = "s" if bent else "c"
            steps = [
                number((way - base) / 100)
                for spot in spots[1 if bent else 0 :]
                for way, base in zip(spot, here, strict=True)
            ]
            joined = steps[0] + "".join(step if step.startswith("-") else f" {step}" for step in steps[1:])
            mark = ("" if joined.startswith("-") else " ") if sent == last else sent
            done, last = done + mark + joined, sent
            here = spots[-1]
            mirror = (2 * here[0] - spots[-2][0], 2 * here[1] - spots[-2][1])
    return done


def stroke(data: Iterable[str], colour: str, width: float) -> str:
    """One stroked path out of sub-paths."""
    return f'<path d="{"".join(map(shortened, data))}" fill="none" stroke="{colour}" stroke-width="{number(width)}"/>'


def box(inset: float) -> str:
    """The page rectangle, inset on every side."""
    x, y, right, low = inset, inset, WIDTH - inset, HEIGHT - inset
    return f"M{points((x, y))}H{number(right)}V{number(low)}H{number(x)}Z"


def field(middle: Point, half: float) -> str:
    """A square around a point, ``half`` its half side."""
    x, y = middle
    return f"M{points((x - half, y - half))}H{number(x + half)}V{number(y + half)}H{number(x - half)}Z"


def wave(start: Point, end: Point, amplitude: float, waves: int, shift: float) -> str:
    """A cosine from start to end (horizontal or vertical), cut off exactly at both ends.

    ``shift`` is a phase in waves, 0 <= shift < 1. Crests are joined by half-wave cubics; the first and the
    last are split at the ends of the band by de Casteljau's rule.
    """
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    half = length / waves / 2
    upright = start[0] == end[0]

    def place(along: float, across: float) -> Point:
        return (start[0] + across, start[1] + along) if upright else (start[0] + along, start[1] + across)

    def crest(index: int) -> Point:
        return (index - 2 * shift) * half, amplitude * (-1) ** index

    data, index = "", 0
    while True:
        (a, high), (b, low) = crest(index), crest(index + 1)
        curve = [(a, high), (a + HANDLE * half, high), (b - HANDLE * half, low), (b, low)]
        index += 1
        if b <= 1e-9:
            continue
        if a < -1e-9:
            curve = split(curve, 0.0)[1]
        if b > length + 1e-9:
            curve = split(curve, length)[0]
        placed = [place(*point) for point in curve]
        data += ("" if data else f"M{points(placed[0])}") + f"C{points(*placed[1:])}"
        if b >= length - 1e-9:
            return data


def split(curve: Sequence[Point], along: float) -> tuple[list[Point], list[Point]]:
    """A cubic cut where its first coordinate, which only grows, equals ``along``."""
    low, high = 0.0, 1.0
    for _ in range(40):
        t = (low + high) / 2
        left, right = halves(curve, t)
        low, high = (t, high) if left[-1][0] < along else (low, t)
    return left, right


def halves(curve: Sequence[Point], t: float) -> tuple[list[Point], list[Point]]:
    """De Casteljau: both parts of a cubic cut at parameter t."""
    left, right, row = [curve[0]], [curve[-1]], list(curve)
    while len(row) > 1:
        row = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(row)]
        left.append(row[0])
        right.insert(0, row[-1])
    return left, right


def ring(middle: Point, radius: float, amplitude: float, petals: int, turn: float) -> str:
    """A closed wave around a circle: ``petals`` crests, turned by ``turn`` petals (0 to 1)."""
    step = pi / petals

    def at(index: int) -> tuple[Point, Point]:
        angle = (index + 2 * turn) * step - pi / 2
        reach = radius + amplitude * (-1) ** index
        spot = (middle[0] + reach * cos(angle), middle[1] + reach * sin(angle))
        return spot, (-sin(angle) * reach * step * HANDLE, cos(angle) * reach * step * HANDLE)

    data = ""
    for index in range(2 * petals):
        (spot, way), (following, onward) = at(index), at(index + 1)
        data += "" if data else f"M{points(spot)}"
        ahead = (spot[0] + way[0], spot[1] + way[1])
        behind = (following[0] - onward[0], following[1] - onward[1])
        data += f"C{points(ahead, behind, following)}"
    return data + "Z"


def lace(middle: Point, radius: float, amplitude: float, petals: int, strands: int) -> list[str]:
    """Rings of one size turned evenly against each other."""
    return [ring(middle, radius, amplitude, petals, strand / strands) for strand in range(strands)]


def circle(middle: Point, radius: float) -> str:
    """A closed circle as two arcs."""
    start = points((middle[0] - radius, middle[1]))
    arc = f"a{number(radius)} {number(radius)} 0 1 0 "
    return f"M{start}{arc}{number(2 * radius)} 0{arc}{number(-2 * radius)} 0Z"


def lettering(text: str, height: float, tracking: float, middle: Point, colour: str) -> str:
    """Letters as one outline: a picture, not text. ``height`` is that of capitals; centred on a point."""
    font = TTFont(LETTERS)
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    scale = height / font["OS/2"].sCapHeight
    wide = sum(glyphs[names[ord(char)]].width * scale + tracking for char in text) - tracking
    x, base = middle[0] - wide / 2, middle[1] + height / 2
    pen = SVGPathPen(glyphs, number)
    for char in text:
        glyph = glyphs[names[ord(char)]]
        glyph.draw(TransformPen(pen, (scale, 0, 0, -scale, x, base)))
        x += glyph.width * scale + tracking
    return f'<path d="{pen.getCommands()}" fill="{colour}"/>'


def sides(middle_line: float, corner: float) -> list[tuple[Point, Point, int]]:
    """Centre lines of the four straight bands between corner fields, with their number of waves."""
    near, right, low = middle_line, WIDTH - middle_line, HEIGHT - middle_line
    a, b, c = near + corner / 2, right - corner / 2, low - corner / 2
    across, down = round((b - a) / 14.4), round((c - a) / 14.4)
    return [((a, near), (b, near), across), ((a, low), (b, low), across),
            ((near, a), (near, c), down), ((right, a), (right, c), down)]  # fmt: skip


def weave(middle_line: float, corner: float, strands: Sequence[tuple[float, float]]) -> list[str]:
    """The band's waves on all four sides; a strand is (amplitude in mm, phase in waves)."""
    return [
        wave(start, end, amplitude, waves, phase)
        for start, end, waves in sides(middle_line, corner)
        for amplitude, phase in strands
    ]


def corners(inset: float) -> list[Point]:
    """The four points this far from both edges of the page."""
    far, low = WIDTH - inset, HEIGHT - inset
    return [(inset, inset), (far, inset), (inset, low), (far, low)]


def ribbon(amplitude: float, strands: int, spread: float) -> list[tuple[float, float]]:
    """Two ribbons that cross at every half wave; ``spread`` is a ribbon's width in waves."""
    steps = [spread * strand / (strands - 1) for strand in range(strands)]
    return [(amplitude, (step + side) % 1) for side in (0.0, 0.5) for step in steps]


def picture(width: float, height: float, *parts: str) -> str:
    """A whole SVG file of this size in millimetres."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{number(width)}mm" height="{number(height)}mm" '
    return head + f'viewBox="0 0 {number(width)} {number(height)}">' + "".join(parts) + "</svg>\n"


def frame_yetki() -> str:
    """The richest: a solid navy band engraved in gold, gold rules, a gold rosette in every corner."""
    gold, pale = "#c9a75c", "#5c739c"
    middles = corners(12.5)
    rosettes = [line for middle in middles for line in lace(middle, 3.1, 1.15, 9, 4)]
    hearts = [line for middle in middles for line in lace(middle, 1.2, 0.65, 6, 2)]
    return picture(
        WIDTH, HEIGHT,
        f'<path d="{box(7)}{box(18)}" fill="{NAVY}" fill-rule="evenodd"/>',
        stroke(weave(12.5, 9, ribbon(3.55, 5, 0.36)), gold, 0.16),
        stroke(weave(12.5, 9, [(1.4, 0.18), (1.4, 0.68)]), pale, 0.2),
        stroke([box(8), box(17), *(field(middle, 4.5) for middle in middles)], gold, 0.25),
        stroke(rosettes, gold, 0.14),
        stroke(hearts, gold, 0.16),
        stroke([box(5.7)], NAVY, 0.35),
        stroke([box(19.3)], GOLD, 0.5),
    )  # fmt: skip


def frame_basari() -> str:
    """A green weave on white between a strong green rule and a fine gold one."""
    middles = corners(13.5)
    rosettes = [line for middle in middles for line in lace(middle, 2.65, 1.05, 9, 4)]
    return picture(
        WIDTH, HEIGHT,
        stroke([box(8)], GREEN, 1.5),
        stroke(weave(13.5, 8, ribbon(3.5, 5, 0.36)), GREEN, 0.14),
        stroke(weave(13.5, 8, [(1.3, 0.18), (1.3, 0.68)]), GOLD, 0.2),
        stroke([box(9.5), box(17.5), *(field(middle, 4) for middle in middles)], GREEN, 0.25),
        stroke(rosettes, GREEN, 0.14),
        stroke([line for middle in middles for line in lace(middle, 1.1, 0.6, 6, 2)], GOLD, 0.16),
        stroke([box(19)], GOLD, 0.5),
    )  # fmt: skip


def frame_katilim() -> str:
    """The lightest: plain steel rules, and a rosette in a square field at each corner."""
    inset, half = 15.5, 6.5
    middles = corners(inset)
    near, far, low = inset + half, WIDTH - inset - half, HEIGHT - inset - half
    rules = []
    for gap, width in ((9.35, 0.9), (11.1, 0.2)):
        x, y = WIDTH - gap, HEIGHT - gap
        rules.append(stroke([
            f"M{number(near)} {number(gap)}H{number(far)}", f"M{number(near)} {number(y)}H{number(far)}",
            f"M{number(gap)} {number(near)}V{number(low)}", f"M{number(x)} {number(near)}V{number(low)}",
        ], STEEL, width))  # fmt: skip
    rosettes = [line for middle in middles for line in lace(middle, 4.2, 1.7, 12, 5)]
    hearts = [line for middle in middles for line in lace(middle, 1.7, 0.9, 8, 3)]
    fields = [field(middle, half) for middle in middles]
    return picture(
        WIDTH, HEIGHT, *rules, stroke(fields, STEEL, 0.2),
        stroke([field(middle, half - 0.5) for middle in middles], STEEL, 0.2),
        stroke(rosettes, STEEL, 0.14), stroke(hearts, GOLD, 0.14),
    )  # fmt: skip


def seal(edge: str, body: str, heart: str, *, solid: bool) -> str:
    """A rosette 36 mm across; the union's letters stand on a free disc in its middle.

    ``solid`` lays the wide ring on a filled ground, as on the document that authorises.
    """
    middle = (18.0, 18.0)
    ground = f'<path d="{circle(middle, 14)}{circle(middle, 7.6)}" fill="{edge}" fill-rule="evenodd"/>'
    return picture(
        36, 36,
        stroke(lace(middle, 15.9, 1.8, 36, 4), heart if solid else edge, 0.15),
        ground if solid else "",
        stroke(lace(middle, 11.6, 1.9, 20, 6), body, 0.15),
        stroke(lace(middle, 9.2, 1.0, 20, 3), body, 0.15),
        stroke([circle(middle, 14), circle(middle, 7.6)], body, 0.3),
        stroke([circle(middle, 6.9)], heart, 0.25),
        lettering("TMMOB", 1.75, 0.2, middle, edge),
    )  # fmt: skip


def braid(colour: str) -> str:
    """The ornament under a title, 84 mm by 4 mm: a lace that swells to the middle and closes at both ends."""
    length, middle, crests = 84.0, 2.0, 25
    strands = []
    for shift, side in ((0.0, 1), (0.0, -1), (0.5, 1), (0.5, -1)):
        spots = [(length * (index + 0.5 + shift) / crests, side * (-1) ** index) for index in range(crests)]
        swung = [(x, middle + 1.7 * sin(pi * x / length) ** 2 * way) for x, way in spots if x < length]
        row = [(0.0, middle), *swung, (length, middle)]
        data = f"M{points(row[0])}"
        for (a, high), (b, low) in pairwise(row):
            reach = HANDLE * (b - a)
            data += f"C{points((a + reach, high), (b - reach, low), (b, low))}"
        strands.append(data)
    return picture(length, 4, stroke(strands, colour, 0.15))


def panel() -> str:
    """The upright panel of "cagdas", 44 mm by 210 mm: a solid ground with one large rosette that the edge cuts."""
    ground = f'<path d="M0 0H44V210H0Z" fill="{NAVY}"/>'
    middle = (0.0, 172.0)
    rings = [(58.0, 9.0, 30, 5), (40.0, 6.5, 24, 5), (25.0, 5.0, 18, 4), (13.0, 4.0, 12, 3)]
    lines = [
        line
        for radius, swing, petals, strands in rings
        for line in lace(middle, radius, swing, petals, strands)
    ]
    edge = stroke(["M42.6 0V210"], GOLD, 0.5)
    return picture(44, 210, ground, stroke(lines, "#5c739c", 0.16), edge)


def pictures() -> dict[str, str]:
    """File under ``templates/certificates`` -> SVG text of every engraving."""
    specimen = picture(250, 60, lettering("ÖRNEK", 36, 7, (125.0, 34.0), "#f4f4f6"))
    own = {f"birlik/{version}/{name}": text for version in ("v2", "v3") for name, text in birlik().items()}
    panels = {f"cagdas/{version}/panel.svg": panel() for version in ("v1", "v2")}
    return {**own, **panels, "parts/1/ornek.svg": specimen}


def birlik() -> dict[str, str]:
    """The engravings of the union's design."""
    return {
        "frame-yetki.svg": frame_yetki(),
        "frame-basari.svg": frame_basari(),
        "frame-katilim.svg": frame_katilim(),
        "braid.svg": braid(GOLD),
        "seal-yetki.svg": seal(NAVY, "#d2b36b", GOLD, solid=True),
        "seal-basari.svg": seal(GREEN, GREEN, GOLD, solid=False),
        "seal-katilim.svg": seal(STEEL, "#8ea3bf", STEEL, solid=False),
    }


def main() -> None:
    """Write every engraving into its version's folder."""
    for name, text in pictures().items():
        (CERTIFICATES / name).parent.mkdir(parents=True, exist_ok=True)
        (CERTIFICATES / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
