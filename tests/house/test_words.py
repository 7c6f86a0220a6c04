"""Codes and sentences: every code raised stands in its table, in both languages, with the same facts."""

import ast
import importlib
import inspect
import json
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from issuer.reasons import NOTES
from issuer.reasons import SENTENCES as ROW_SENTENCES
from muhur.problems import PROBLEMS, REFUSALS
from registry.access import SCOPES
from registry.inherited.paper_list import SENTENCES as PAPER_SENTENCES
from registry.notices.telling import EVENTS
from registry.turkish import fold
from templates.notices.wording import TEXTS
from verifier.reasons import SENTENCES, STEP_LABELS, STEP_PASSED, VALID

CODE = re.compile(r"[a-z]+\.[a-z0-9_]+")
TABLES: dict[str, dict[str, tuple[str, str]]] = {
    "verdict": SENTENCES,
    "row": ROW_SENTENCES | NOTES,
    "paper": PAPER_SENTENCES,
    "problem": {code: (turkish, english) for code, (_, turkish, english) in PROBLEMS.items()},
}
# Callables whose literal code must stand in a table, and which one.
RAISED = {
    "failed": "verdict", "unchecked": "verdict", "Unreadable": "verdict", "EnvelopeRefused": "verdict",
    "NoTrust": "verdict", "Unreachable": "verdict", "PdfRead": "verdict", "Reason": "row", "fault": "paper",
    "BitsRefused": "verdict", "StatusRefused": "verdict",
    "TrustRefused": "problem", "VaultRefused": "problem", "problem": "problem",
}  # fmt: skip
# Codes of errors that never leave their room by this code: each is translated where it is caught.
TRANSLATED = {
    "key.unusable": "anchor.unreadable or trust.malformed",
    "json.not_strict": "envelope.malformed, input.unrecognised or request.unreadable",
    "document.text": "member.name, run.text, rule.board_decision_form or credential.profile",
    "design.unknown": "page.not_drawn or document.not_drawn",
    "design.look_unfit": "design.unfit",
    "design.payload_unfit": "a fault: the issuer drew from the same fields",
    "qr.too_large": "a fault: the issuer keeps the symbol within its size",
}


def test_scopes_and_events_have_words_at_the_desk() -> None:
    texts = json.loads(Path("templates/pages/texts/desk/chamber.json").read_text(encoding="utf-8"))
    said = {name for name in texts if name.startswith(("scope_", "hook_event_"))}
    assert said == {f"scope_{one}" for one in SCOPES} | {f"hook_event_{one}" for one in EVENTS}


def fields(sentence: str) -> set[str]:
    """The names in braces of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def words(texts: list[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"[a-z]+", fold(re.sub(r"\{\w+\}", " ", text)))}


def refusals(modules: dict[str, ast.Module]) -> set[str]:
    """Names of ``Refusal`` and of every class that comes from it."""
    bases = {
        node.name: {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
        for tree in modules.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    }  # fmt: skip
    found = {"Refusal"}
    while more := {name for name, above in bases.items() if above & found} - found:
        found |= more
    return found


def calls(modules: dict[str, ast.Module]) -> Iterator[tuple[str, ast.Call, str, str]]:
    """(place, call, table, code) of every call that carries a literal code."""
    tables = RAISED | dict.fromkeys(refusals(modules), "problem")
    for name, tree in modules.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called not in tables:
                continue
            given = [*node.args, *(one.value for one in node.keywords if one.arg in ("code", None))]
            for part in given:
                for inner in ast.walk(part) if called != "Reason" else [part]:
                    value = getattr(inner, "value", None)
                    if isinstance(inner, ast.Constant) and isinstance(value, str) and CODE.fullmatch(value):
                        yield f"{name}:{node.lineno}", node, tables[called], value


def audited(modules: dict[str, ast.Module]) -> set[str]:
    """Actions of audit records: words given together with an act, as in ``records.audit.add(act, "user.added")``."""
    return {
        inner.value
        for tree in modules.values() for node in ast.walk(tree)
        if isinstance(node, ast.Call) and (
            ast.unparse(node.func).endswith("audit.add")
            or any(getattr(one, "id", getattr(one, "attr", "")) in ("act", "by") for one in node.args)
        )
        for part in node.args for inner in ast.walk(part)
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str)
    }  # fmt: skip


def test_every_code_raised_stands_in_its_table(modules: dict[str, ast.Module]) -> None:
    found = list(calls(modules))
    assert len(found) > 80, "the scan no longer sees the code"
    missing = [f"{place} {code}: no {table}" for place, _, table, code in found if code not in TABLES[table]]
    assert missing == []


def test_literals_that_look_like_codes_are_codes(modules: dict[str, ast.Module]) -> None:
    groups = {code.partition(".")[0] for table in TABLES.values() for code in table}
    known = {code for table in TABLES.values() for code in table} | set(TRANSLATED)
    # Events, the notices worded for them, and the actions of audit records are written the same way.
    known |= set(EVENTS) | set(TEXTS) | audited(modules)
    unknown = []
    for name, tree in modules.items():
        if name.startswith("registry/tables/"):  # there table.column is written the same way
            continue
        for node in ast.walk(tree):
            value = node.value if isinstance(node, ast.Constant) else None
            if (
                isinstance(value, str) and CODE.fullmatch(value)
                and value.partition(".")[0] in groups and value not in known
                and not re.search(r"\.(py|json|jwt|pdf|typ|svg|html|csv|jsonld|sqlite3|pem|jwk|js|css)$", value)
            ):  # fmt: skip
                unknown.append(f"{name}:{node.lineno} {value}")
    # Names of claims are given as CredentialRefused("document.kind"): a field, not a code.
    assert [one for one in unknown if " document." not in one and " credential" not in one] == []


def test_every_code_in_a_table_is_used(modules: dict[str, ast.Module]) -> None:
    used = {
        node.value for name, tree in modules.items() for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and name not in ("verifier/reasons.py", "issuer/reasons.py", "muhur/problems.py")
        and not name.startswith("muhur/sentences/")
    }  # fmt: skip
    assert {name: sorted(set(table) - used) for name, table in TABLES.items() if set(table) - used} == {}


def test_codes_of_classes_stand_in_a_table_or_are_translated() -> None:
    known = {code for table in TABLES.values() for code in table} | set(TRANSLATED) | {"refused"}
    for name, cls in exceptions_with_code():
        assert cls.code in known, f"{name}: {cls.code} stands in no table"  # type: ignore[attr-defined]


def test_a_problem_reaches_people_as_a_sentence() -> None:
    # What the commands and the web application turn into a sentence is REFUSALS; another class would be a traceback.
    for name, cls in exceptions_with_code():
        if cls.code in PROBLEMS and cls.code not in SENTENCES:  # type: ignore[attr-defined]
            assert issubclass(cls, REFUSALS), f"{name} ({cls.code}) ends as a traceback"  # type: ignore[attr-defined]


def exceptions_with_code() -> list[tuple[str, type]]:
    root = Path(__file__).resolve().parents[2]
    found = []
    for room in ("registry", "keys", "issuer", "verifier", "templates", "muhur"):
        for path in sorted((root / room).rglob("*.py")):
            module = path.relative_to(root).with_suffix("").as_posix().replace("/", ".")
            if "migrations" in module or module.endswith("__init__"):
                continue
            for name, cls in inspect.getmembers(importlib.import_module(module), inspect.isclass):
                own = cls.__module__ == module and issubclass(cls, Exception)
                if own and isinstance(cls.__dict__.get("code"), str):
                    found.append((f"{module}.{name}", cls))
    assert len(found) > 10
    return found


def test_facts_of_refusals_fill_their_sentences(modules: dict[str, ast.Module]) -> None:
    """Keywords at the place of raising are those of the sentence: a missing one would be a traceback."""
    kinds, seen = refusals(modules), 0
    for place, call, _, code in calls(modules):
        called = getattr(call.func, "id", getattr(call.func, "attr", ""))
        given = {one.arg for one in call.keywords}
        if called in kinds | {"problem"} and code in PROBLEMS and None not in given:
            seen += 1
            assert fields(PROBLEMS[code][1]) <= given, f"{place} {code}"
    assert seen > 40


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_are_there_with_the_same_facts(table: str) -> None:
    for code, (turkish, english) in TABLES[table].items():
        assert CODE.fullmatch(code), code
        assert turkish.strip() == turkish != "", code
        assert english.strip() == english != "", code
        # A Turkish decimal comma has an English twin: {actual} and {actual_en}.
        assert {name.removesuffix("_en") for name in fields(english)} == fields(turkish), code
        for text in (turkish, english):
            assert re.search(r"[.…]$|: \{\w+\}$", text), f"{code}: not a sentence"


def test_one_code_has_one_sentence() -> None:
    for code in SENTENCES:
        if code in PROBLEMS:
            assert fields(SENTENCES[code][0]) == fields(PROBLEMS[code][1]), code


def test_steps_have_labels_and_sentences_in_both_languages() -> None:
    assert list(STEP_LABELS) == list(STEP_PASSED)
    for pair in (*STEP_LABELS.values(), *STEP_PASSED.values(), VALID):
        assert len(pair) == 2
        assert all(pair)


def test_problem_statuses_are_errors() -> None:
    assert {code for code, (status, _, _) in PROBLEMS.items() if not 400 <= status <= 599} == set()


def page_texts(root: Path) -> list[tuple[str, dict[str, str]]]:
    """Every sentence of every page: key and words by language."""
    files = sorted((root / "templates" / "pages" / "texts").rglob("*.json"))
    return [pair for file in files for pair in json.loads(file.read_text(encoding="utf-8")).items()]


def test_pages_speak_both_languages(root: Path) -> None:
    table = page_texts(root)
    assert len(table) > 50
    for key, both in table:
        assert set(both) == {"tr", "en"}, key
        assert all(isinstance(text, str) and text for text in both.values()), key
        assert fields(both["tr"]) == fields(both["en"]), key


def test_no_sentence_of_a_screen_is_left_over(root: Path) -> None:
    """A key stands in a template or in code, or begins as keys that are put together there."""
    rooms = ("templates", "registry", "issuer", "verifier", "muhur")
    files = [
        path for room in rooms for kind in ("html", "py", "js") for path in (root / room).rglob(f"*.{kind}")
    ]
    code = "\n".join(path.read_text(encoding="utf-8") for path in files)
    # "state_" ~ code, f"kvkk_{part}"; what was done is said by its whole word.
    begun = {
        word
        for pair in re.findall(r"""["']([a-z0-9_]+_)["'] [~+]|f"([a-z0-9_]+_)\{""", code)
        for word in pair
    }
    begun -= {"", "done_"}
    folder = root / "templates" / "pages" / "texts"
    # Those of the public pages, which also scripts of the browser speak, have a test of their own.
    catalogues = [
        *(path for path in folder.rglob("*.json") if path.parent.name not in ("texts", "public")),
        folder / "common.json",
    ]
    left = [
        key
        for path in catalogues
        for key in json.loads(path.read_text(encoding="utf-8"))
        if not key.removeprefix("done_").startswith(("action ", *begun))
        and not re.search(rf"""["']{re.escape(key.removeprefix("done_"))}["']""", code)
    ]
    assert left == []


def test_turkish_words_in_code_stand_in_the_glossary(modules: dict[str, ast.Module], root: Path) -> None:
    """A word of an identifier or of a value that is Turkish and not English must be in docs/glossary.md."""
    pages = page_texts(root)
    chambers = json.loads((root / "registry" / "data" / "chambers.json").read_text(encoding="utf-8"))[
        "chambers"
    ]
    pairs = [pair for table in TABLES.values() for pair in table.values()]
    pairs += [(both["tr"], both["en"]) for _, both in pages]
    pairs += [(one["name_tr"], one["name_en"]) for one in chambers]
    pairs += [*STEP_LABELS.values(), *STEP_PASSED.values()]
    roots = "baskan yazman katilim basari yetki baslangic bitis sure gerekce sunum saat bicim ogrenci sertifika kurs"
    turkish = (words([one[0] for one in pairs]) | set(roots.split())) - words([one[1] for one in pairs])
    # English words that are Turkish words too, and a word of a title that code writes small.
    turkish = {word for word in turkish if len(word) > 2} - {"iso", "size", "var", "belgesi"} | set(
        roots.split()
    )
    assert len(turkish) > 150
    glossary = (root / "docs" / "glossary.md").read_text(encoding="utf-8")
    listed = {
        part for token in re.findall(r"`([^`]+)`", glossary) for part in re.findall(r"[A-Z]?[a-z]+", token)
    }
    known = {word.lower() for word in listed}
    missing: dict[str, str] = {}
    for name, tree in modules.items():
        for token in tokens(tree):
            for word in re.findall(r"[A-Z]?[a-z]+", token):
                if word.lower() in turkish and word.lower() not in known:
                    missing.setdefault(word.lower(), f"{token} in {name}")
    assert missing == {}


def tokens(tree: ast.Module) -> Iterator[str]:
    """Identifiers of a module, and its texts that are written like identifiers."""
    for node in ast.walk(tree):
        for attribute in ("id", "attr", "name", "arg"):
            if isinstance(value := getattr(node, attribute, None), str):
                yield value
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(r"[a-z][a-z_]+", node.value)
        ):
            yield node.value


def test_every_act_of_the_audit_trail_has_its_words(modules: dict[str, ast.Module]) -> None:
    """Acts that are written by ``audit.add`` or a room's own ``_told`` and ``_tell``, with a literal for their name."""
    said = json.loads(
        (Path(__file__).parents[2] / "templates/pages/texts/common/trail.json").read_text("utf-8")
    )
    acts = {
        each.value
        for tree in modules.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("add", "_told", "_tell")
        for argument in node.args[1:3]
        for each in ast.walk(argument)
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and CODE.fullmatch(each.value)
    }
    assert len(acts) > 60
    assert sorted(act for act in acts if f"action {act}" not in said) == []
