"""Write the tables of docs/operate/doctor.md anew from the doctor's checks and findings."""

from pathlib import Path

from muhur.operation.doctor import CHECKS
from muhur.operation.findings import FINDINGS

PAGE = Path(__file__).parents[1] / "docs" / "operate" / "doctor.md"
TABLES = {
    "| check | Türkçe | English | |\n|---|---|---|---|\n": [
        f"| `{one.code}` | {one.tr} | {one.en} | {(one.run.__doc__ or '').splitlines()[0]} |\n"
        for one in CHECKS
    ],
    "| code | level | Türkçe | English |\n|---|---|---|---|\n": [
        f"| `{code}` | {level} | {tr}<br>→ {mend_tr} | {en}<br>→ {mend_en} |\n"
        for code, (level, tr, en, mend_tr, mend_en) in FINDINGS.items()
    ],
}


def tables() -> dict[str, str]:
    """Each table of the page by its head."""
    return {head: head + "".join(rows) for head, rows in TABLES.items()}


if __name__ == "__main__":
    for head, table in tables().items():
        before, _, after = PAGE.read_text(encoding="utf-8").partition(head)
        rest = after.splitlines(keepends=True)
        while rest and rest[0].startswith("| `"):
            rest.pop(0)
        PAGE.write_text(before + table + "".join(rest), encoding="utf-8")
