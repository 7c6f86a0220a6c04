"""Write the table of docs/operate/problems.md anew from the codes' sentences."""

from pathlib import Path

from muhur.problems import PROBLEMS

PAGE = Path(__file__).parents[1] / "docs" / "operate" / "problems.md"
HEAD = "| code | HTTP | Türkçe | English |\n|---|---|---|---|\n"

before, _, after = PAGE.read_text(encoding="utf-8").partition(HEAD)
rest = after.splitlines(keepends=True)
while rest and rest[0].startswith("| `"):
    rest.pop(0)
rows = [f"| `{code}` | {status} | {tr} | {en} |\n" for code, (status, tr, en) in PROBLEMS.items()]
PAGE.write_text(before + HEAD + "".join(rows) + "".join(rest), encoding="utf-8")
