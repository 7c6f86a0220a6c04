"""What happens to a printed symbol before somebody reads it: grey pictures in, damaged grey pictures out.

Lengths are millimetres on the paper, so that the same damage is done at every resolution. All chance comes from the
``Random`` that is handed in. Each kind of damage has three strengths.
"""

import io
import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Damage = Callable[[Image.Image, float, Random], Image.Image]
PAPER = 250
_INCH = 25.4


def _dots(millimetres: float, dpi: float) -> float:
    return millimetres * dpi / _INCH


def blurred(sigma: float) -> Damage:
    """Out of focus; ``sigma`` is that of a Gaussian."""
    return lambda picture, dpi, _: picture.filter(ImageFilter.GaussianBlur(_dots(sigma, dpi)))


def turned(degrees: float) -> Damage:
    """Turned either way."""

    def run(picture: Image.Image, _dpi: float, chance: Random) -> Image.Image:
        angle = degrees * chance.choice((-1, 1))
        return picture.rotate(angle, Image.Resampling.BICUBIC, fillcolor=PAPER)

    return run


def tilted(part: float) -> Damage:
    """Seen from the side: one edge is nearer by ``part`` than the middle, the next one by half of that."""

    def run(picture: Image.Image, _dpi: float, chance: Random) -> Image.Image:
        x, y = picture.width / 2, picture.height / 2
        g = part / x * chance.choice((-1, 1))
        h = part / 2 / y * chance.choice((-1, 1))
        rest = 1 - g * x - h * y
        terms = (1 + x * g, x * h, x * rest - x, y * g, 1 + y * h, y * rest - y, g, h)
        by = tuple(term / rest for term in terms)
        return picture.transform(
            picture.size, Image.Transform.PERSPECTIVE, by, Image.Resampling.BICUBIC, fillcolor=PAPER
        )

    return run


def compressed(quality: int) -> Damage:
    """Through JPEG."""

    def run(picture: Image.Image, _dpi: float, _chance: Random) -> Image.Image:
        data = io.BytesIO()
        picture.save(data, "JPEG", quality=quality)
        return Image.open(data).convert("L")

    return run


def folded(width: float, grey: int) -> Damage:
    """A fold across the symbol: worn white, or dark with dirt."""

    def run(picture: Image.Image, dpi: float, chance: Random) -> Image.Image:
        made = picture.copy()
        off = _dots(chance.uniform(-12, 12), dpi)
        slant = _dots(chance.uniform(-4, 4), dpi)
        x, y = picture.width / 2, picture.height / 2
        line = [(x + off - slant, 0), (x + off + slant, picture.height)]
        if chance.random() < 0.5:
            line = [(0, y + off - slant), (picture.width, y + off + slant)]
        ImageDraw.Draw(made).line(line, fill=grey, width=max(1, round(_dots(width, dpi))))
        return made

    return run


def stained(radius: float, light: float) -> Damage:
    """A drop that dried on the symbol, with a darker rim; ``light`` is what still comes back from the paper."""

    def run(picture: Image.Image, dpi: float, chance: Random) -> Image.Image:
        mask = Image.new("L", picture.size, 255)
        pen = ImageDraw.Draw(mask)
        x = picture.width / 2 + _dots(chance.uniform(-12, 12), dpi)
        y = picture.height / 2 + _dots(chance.uniform(-12, 12), dpi)
        wide = _dots(radius, dpi)
        pen.ellipse((x - wide, y - wide, x + wide, y + wide), fill=round(255 * light * 0.7))
        wide *= 0.94
        pen.ellipse((x - wide, y - wide, x + wide, y + wide), fill=round(255 * light))
        return ImageChops.multiply(picture, mask.filter(ImageFilter.GaussianBlur(_dots(0.2, dpi))))

    return run


def faded(black: int, white: int = 225) -> Damage:
    """Little toner: black prints as ``black``, the paper is ``white``."""
    return lambda picture, _dpi, _: picture.point(
        lambda value: round(black + (white - black) * min(value, PAPER) / PAPER)
    )


def shaded(least: float) -> Damage:
    """Light from one side, down to ``least``, and the edge of a shadow across the symbol."""

    def run(picture: Image.Image, dpi: float, chance: Random) -> Image.Image:
        fall = Image.linear_gradient("L").resize(picture.size).rotate(chance.choice((0, 90, 180, 270)))
        fall = fall.resize(picture.size).point(lambda value: round(255 * (least + (1 - least) * value / 255)))
        shadow = Image.new("L", picture.size, 255)
        off = picture.width / 2 + _dots(chance.uniform(-10, 10), dpi)
        skew = _dots(chance.uniform(-15, 15), dpi)
        edge = [
            (off + skew, 0),
            (picture.width, 0),
            (picture.width, picture.height),
            (off - skew, picture.height),
        ]
        ImageDraw.Draw(shadow).polygon(edge, fill=round(255 * math.sqrt(least)))
        shadow = shadow.filter(ImageFilter.GaussianBlur(_dots(0.8, dpi)))
        return ImageChops.multiply(ImageChops.multiply(picture, fall), shadow)

    return run


def copied(threshold: int, speckle: float, times: int = 2) -> Damage:
    """Through a photocopier: not quite sharp, black or white and nothing between, dots of dirt of 0.15 mm."""

    half = round(speckle * 128)
    lost = [255 if value < half else 0 for value in range(256)]
    added = [0 if value >= 256 - half else 255 for value in range(256)]

    def run(picture: Image.Image, dpi: float, chance: Random) -> Image.Image:
        for _ in range(times):
            soft = picture.filter(ImageFilter.GaussianBlur(_dots(0.07, dpi)))
            picture = soft.point(lambda value: 255 if value > threshold else 0)
            grain = max(1, round(_dots(0.15, dpi)))
            size = (picture.width // grain + 1, picture.height // grain + 1)
            thrown = Image.frombytes("L", size, chance.randbytes(size[0] * size[1]))
            thrown = thrown.resize((size[0] * grain, size[1] * grain), Image.Resampling.NEAREST)
            thrown = thrown.crop((0, 0, *picture.size))
            # As much is lost as is added.
            picture = ImageChops.lighter(picture, thrown.point(lost))
            picture = ImageChops.darker(picture, thrown.point(added))
        return picture

    return run


def together(*damages: Damage) -> Damage:
    """One after the other."""

    def run(picture: Image.Image, dpi: float, chance: Random) -> Image.Image:
        for damage in damages:
            picture = damage(picture, dpi, chance)
        return picture

    return run


# Little, more, much.
DAMAGES: dict[str, tuple[Damage, Damage, Damage]] = {
    "blur": (blurred(0.08), blurred(0.16), blurred(0.24)),
    "rotation": (turned(4), turned(15), turned(40)),
    "perspective": (tilted(0.08), tilted(0.16), tilted(0.28)),
    "jpeg": (compressed(40), compressed(20), compressed(8)),
    "fold, dark": (folded(0.3, 60), folded(0.7, 40), folded(1.5, 30)),
    "fold, light": (folded(0.3, 245), folded(0.7, 245), folded(1.5, 245)),
    "stain": (stained(5, 0.7), stained(8, 0.5), stained(12, 0.35)),
    "low contrast": (faded(110), faded(160), faded(195)),
    "uneven light": (shaded(0.5), shaded(0.25), shaded(0.12)),
    "photocopy twice": (copied(128, 0.005), copied(110, 0.02), copied(150, 0.05)),
    "combined": (
        together(turned(3), tilted(0.06), folded(0.3, 245), blurred(0.06), shaded(0.6), compressed(50)),
        together(turned(8), tilted(0.12), folded(0.5, 60), blurred(0.11), shaded(0.4), faded(60), compressed(35)),
        together(
            turned(20), tilted(0.2), stained(6, 0.6), folded(0.7, 60), blurred(0.16), shaded(0.25), faded(90), compressed(20)
        ),
    ),
}  # fmt: skip
