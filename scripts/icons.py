"""Draw the icons of the installed application from our seal: ``python scripts/icons.py`` writes templates/static/icons.

The maskable one keeps the seal inside the safe zone (a circle of 40 % of the width, W3C manifest) on our own colour.
"""

import re
from pathlib import Path

import typst

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "templates" / "static"
PAPER = "#faf8f3"


def drawn(size: int, part: float, ground: str | None) -> bytes:
    """The seal at ``part`` of the width, on a ground or on nothing."""
    seal = (STATIC / "seal.svg").read_text(encoding="utf-8")
    # The drawing program does not know pathLength: the teeth are given in real lengths (2 pi 21 / 48 each).
    tooth = 2 * 3.141592653589793 * 21 / 48
    seal = re.sub(r'pathLength="48" ', "", seal).replace(
        'stroke-dasharray="1 1"', f'stroke-dasharray="{tooth} {tooth}"'
    )
    fill = "none" if ground is None else f'rgb("{ground}")'
    page = (
        f"#set page(width: {size}pt, height: {size}pt, margin: 0pt, fill: {fill})\n"
        f'#place(center + horizon, image(bytes(sys.inputs.seal), format: "svg", width: {part * 100}%))'
    )
    made = typst.compile(page.encode(), format="png", ppi=72.0, sys_inputs={"seal": seal})
    assert isinstance(made, bytes)
    return made


def main() -> None:
    """Write the icons."""
    folder = STATIC / "icons"
    folder.mkdir(exist_ok=True)
    for name, size, part, ground in (
        ("seal-192", 192, 1.0, None),
        ("seal-512", 512, 1.0, None),
        ("maskable-512", 512, 0.72, PAPER),
        ("touch-180", 180, 0.86, PAPER),
    ):
        (folder / f"{name}.png").write_bytes(drawn(size, part, ground))


if __name__ == "__main__":
    main()
