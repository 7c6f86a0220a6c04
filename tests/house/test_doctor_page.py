"""The doctor's page says every check and every finding, and every finding is found somewhere."""

import ast
import re
import string
from collections.abc import Callable

import pytest

from muhur.operation.doctor import CHECKS
from muhur.operation.findings import FINDINGS


def test_the_tables_of_the_page_are_those_of_the_code(page: Callable[[str], str]) -> None:
    text = page("docs/operate/doctor.md")
    for check in CHECKS:
        said = (check.run.__doc__ or "").splitlines()[0]
        assert f"| `{check.code}` | {check.tr} | {check.en} | {said} |" in text
    for code, (level, tr, en, mend_tr, mend_en) in FINDINGS.items():
        assert f"| `{code}` | {level} | {tr}<br>→ {mend_tr} | {en}<br>→ {mend_en} |" in text
    listed = re.findall(r"^\| `([a-z_]+)` \|", text, re.MULTILINE)
    assert sorted(listed) == sorted([*(one.code for one in CHECKS), *FINDINGS]), "scripts/doctor_table.py"


@pytest.mark.parametrize("code", FINDINGS)
def test_every_finding_speaks_both_languages_with_the_same_facts(code: str) -> None:
    level, *texts = FINDINGS[code]
    assert level in ("warning", "fault", "unknown")
    facts = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts]
    assert facts[0] == facts[1]
    assert facts[2] == facts[3]
    assert all(text.strip() == text and text.endswith(".") for text in texts)


def test_findings_are_found_with_the_facts_of_their_sentences(modules: dict[str, ast.Module]) -> None:
    given: dict[str, set[str]] = {}
    for node in (
        ast.walk(modules["muhur/operation/checks.py"]),
        ast.walk(modules["muhur/operation/doctor.py"]),
        ast.walk(modules["muhur/operation/seal_checks.py"]),
    ):
        for inner in node:
            if isinstance(inner, ast.Call) and getattr(inner.func, "id", "") == "found":
                code = ast.literal_eval(inner.args[0])
                given[code] = {str(one.arg) for one in inner.keywords}
    assert set(given) == set(FINDINGS)
    for code, names in given.items():
        wanted = {
            name for text in FINDINGS[code][1:] for _, name, _, _ in string.Formatter().parse(text) if name
        }
        assert wanted == names, code
