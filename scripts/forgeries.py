"""Write docs/spec/forgeries.md from the list of forged and hostile PDFs in tests/vectors."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/spec/forgeries.md"
_HEAD = """\
# Forgeries

Forged and hostile PDFs, and the answer that each must get. They are made from sealed documents of a throw-away house
(`tests/vectors/hostile_pdfs.py`), judged by the real reader in `make test`, a file of each kind, and in `make soak`, twenty.
`python scripts/forgeries.py` writes this page. What the answers mean: [verdict.md](verdict.md). `page` speaks of what is drawn:
a sheet may be the right one in a file that is not the original. “Stranger” is somebody with keys and certificates of his own,
“rightly sealed” an insider who may use the chamber's own seal.

{count} kinds; none is genuine. Where `data` is yes, the credential inside is genuine and its fields are shown for what they are.

| kind | what it is | outcome | page | data | reasons |
|---|---|---|---|---|---|
"""
_GENUINE = {True: "yes", False: "no", None: "-"}


def page() -> str:
    """The whole page."""
    from tests.vectors.hostile_pdfs import KINDS

    lines = []
    for kind in KINDS.values():
        outcome, page, genuine, reasons = kind.answer
        codes = ", ".join(f"`{code}`" for code in reasons)
        what = kind.what.replace("|", r"\|").replace("**", r"\*\*")
        lines.append(
            f"| `{kind.name}` | {what} | `{outcome}` | {page or '-'} | {_GENUINE[genuine]} | {codes} |\n"
        )
    return _HEAD.format(count=len(KINDS)) + "".join(lines)


def main() -> None:
    """Write it."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
