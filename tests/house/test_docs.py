"""The documentation says everything there is: settings, commands, options, codes, doors, migrations."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer.main

from issuer.class_list import _COLUMNS as CLASS_COLUMNS
from issuer.reasons import NOTES
from issuer.reasons import SENTENCES as ROW_SENTENCES
from muhur.cli import app
from muhur.problems import PROBLEMS
from muhur.settings import Settings
from registry.inherited.paper_list import SENTENCES as PAPER_SENTENCES
from verifier.reasons import SENTENCES

Page = Callable[[str], str]


def rows(text: str) -> dict[str, list[str]]:
    """Table rows by the code in their first cell; a code may stand in several tables."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if match := re.match(r"\| `([^`]+)` \|", line):
            found.setdefault(match[1], []).append(line)
    return found


def test_every_setting_is_documented(page: Page) -> None:
    table = rows(page("docs/operate/settings.md"))
    assert set(table) == set(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        (line,) = table[name]
        assert f"`MUHUR_{name.upper()}`" in line
        assert field.description, name
        if isinstance(field.default, int | float | str):
            assert f"`{field.default}`" in line, f"{name}: the default is {field.default}"


def test_every_setting_is_read_somewhere(texts: dict[Path, str], root: Path) -> None:
    code = "\n".join(text for path, text in texts.items() if path.is_relative_to(root / "muhur"))
    unread = [name for name in Settings.model_fields if not re.search(rf"(?:settings|self)\.{name}\b", code)]
    assert unread == [], "a setting that nothing reads"


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    if hasattr(command, "commands"):
        for name, inner in command.commands.items():
            yield from commands(inner, (*path, name))
    else:
        yield " ".join(path), command


def test_every_command_and_option_is_documented(page: Page) -> None:
    text = page("docs/operate/commands.md")
    sections = dict(re.findall(r"^### `muhur ([^`]+)`\n(.*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL))
    known = dict(commands(typer.main.get_command(app)))
    assert set(sections) == set(known)
    for name, command in known.items():
        for parameter in command.params:
            if parameter.param_type_name == "argument":
                assert parameter.name is not None
                assert parameter.name.upper() in sections[name], f"muhur {name} {parameter.name}"
                continue
            for option in (*parameter.opts, *parameter.secondary_opts):
                if option != "--help":
                    pattern = rf"(?<![\w-]){re.escape(option)}(?![\w-])"
                    assert re.search(pattern, sections[name]), f"muhur {name} {option}"
        written = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", sections[name].split("\n- ", 1)[0]))
        real = {option for parameter in command.params for option in parameter.opts}
        assert written <= real, f"muhur {name}: documented but not there: {written - real}"


def test_commands_in_the_documentation_exist(texts: dict[Path, str], root: Path) -> None:
    known = {name for name, _ in commands(typer.main.get_command(app))}
    groups = {name.split()[0] for name in known if " " in name}
    for path, text in texts.items():
        if path.suffix != ".md" or path.is_relative_to(root / "docs" / "decisions"):
            continue
        for line in re.findall(r"^(?:\w+=\S+ )?muhur ([a-z]+(?:-[a-z]+)*(?: [a-z]+)?)", text, re.MULTILINE):
            first = line.split()[0]
            name = line if first in groups else first
            assert name in known, f"{path.name}: muhur {line}"


@pytest.mark.parametrize("code", SENTENCES)
def test_every_reason_of_a_verdict_is_documented(page: Page, code: str) -> None:
    (line,) = rows(page("docs/spec/verdict.md"))[code]
    turkish, english = SENTENCES[code]
    assert line.endswith(f"| {turkish} | {english} |")


def test_no_reason_is_documented_that_is_not_there(page: Page) -> None:
    coded = {code for code in rows(page("docs/spec/verdict.md")) if "." in code}
    assert coded == set(SENTENCES)


@pytest.mark.parametrize("code", [*ROW_SENTENCES, *NOTES])
def test_every_reason_of_a_row_is_documented(page: Page, code: str) -> None:
    turkish, english = (ROW_SENTENCES | NOTES)[code]
    assert f"| `{code}` | {turkish} | {english} |" in page("docs/operate/issuing.md")


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_is_documented(page: Page, code: str) -> None:
    status, turkish, english = PROBLEMS[code]
    assert f"| `{code}` | {status} | {turkish} | {english} |" in page("docs/operate/problems.md")


@pytest.mark.parametrize("code", PAPER_SENTENCES)
def test_every_reason_of_an_earlier_document_is_documented(page: Page, code: str) -> None:
    turkish, english = PAPER_SENTENCES[code]
    assert f"| `{code}` | {turkish} | {english} |" in page("docs/operate/earlier-paper.md")


def test_no_problem_is_documented_that_is_not_there(page: Page) -> None:
    assert set(rows(page("docs/operate/problems.md"))) == set(PROBLEMS)
    listed = {code for code in rows(page("docs/operate/issuing.md")) if "." in code}
    assert listed <= set(PROBLEMS) | set(ROW_SENTENCES) | set(NOTES)
    for code in listed & set(PROBLEMS) - set(ROW_SENTENCES):
        _, turkish, english = PROBLEMS[code]
        assert f"| `{code}` | {turkish} | {english} |" in page("docs/operate/issuing.md")


def test_every_refusal_of_a_list_is_documented(page: Page) -> None:
    listed = set(rows(page("docs/operate/issuing.md")))
    assert {code for code in PROBLEMS if code.startswith("list.")} <= listed


def test_every_column_of_a_class_list_is_documented(page: Page) -> None:
    table = rows(page("docs/operate/issuing.md"))
    for column, aliases in CLASS_COLUMNS.items():
        (line,) = table[column]
        assert re.findall(r"`([^`]+)`", line)[1 : 1 + len(aliases)] == list(aliases), column


def test_links_resolve(texts: dict[Path, str], root: Path) -> None:
    pages = {path: text for path, text in texts.items() if path.suffix == ".md"}
    assert len(pages) > 20
    broken = []
    for path, text in pages.items():
        prose = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
        for target in re.findall(r"\]\(([^)\s]+)\)", prose):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = unquote(target).partition("#")
            file = (path.parent / name).resolve() if name else path
            if not file.exists():
                broken.append(f"{path.relative_to(root)}: {target}")
            elif anchor and anchor not in headings(file.read_text(encoding="utf-8")):
                broken.append(f"{path.relative_to(root)}: no heading {target}")
    assert broken == []


def headings(text: str) -> set[str]:
    """Anchors of a page as its viewer makes them."""
    found = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in found}


def test_pages_named_in_code_exist(texts: dict[Path, str], root: Path) -> None:
    for path, text in texts.items():
        if path.suffix == ".py":
            for name in re.findall(r"\bdocs/[\w/-]+\.md", text):
                assert (root / name).exists(), f"{path.relative_to(root)}: {name}"


def test_decisions_are_numbered_and_listed(root: Path, page: Page) -> None:
    files = sorted(path for path in (root / "docs" / "decisions").glob("*.md") if path.name != "README.md")
    assert [path.name[:4] for path in files] == [f"{place:04d}" for place in range(1, len(files) + 1)]
    index = page("docs/decisions/README.md")
    for path in files:
        text = path.read_text(encoding="utf-8")
        assert f"]({path.name})" in index
        assert text.startswith(f"# {path.name[:4]} ")
        for part in ("**Context.**", "**Decision.**", "**Consequences.**", "**Options.**"):
            assert part in text, f"{path.name}: {part}"


def test_changelog_has_this_version(root: Path, page: Page) -> None:
    import tomllib

    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    assert re.search(
        rf"^## \[{re.escape(version)}\] - \d{{4}}-\d\d-\d\d$", page("CHANGELOG.md"), re.MULTILINE
    )


def test_make_targets_in_the_documentation_exist(root: Path, texts: dict[Path, str]) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(), re.MULTILINE))
    for path, text in texts.items():
        if path.suffix == ".md":
            named = set(re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", text, re.MULTILINE))
            assert {one or other for one, other in named} <= targets, path.name


def test_make_alone_prints_help(root: Path) -> None:
    done = subprocess.run(["make"], cwd=root, capture_output=True, text=True, check=True)
    for target in ("demo", "test", "check", "run", "bench"):
        assert f"make {target} " in done.stdout, target


@pytest.mark.slow
@pytest.mark.parametrize(("name", "info"), [("README.md", "sh tour"), ("docs/operate/issuing.md", "sh walk")])
def test_the_commands_of_the_pages_run(
    tmp_path: Path, root: Path, fenced: Callable[[str, str], str], name: str, info: str
) -> None:
    (tmp_path / "registry").symlink_to(root / "registry")
    binaries = Path(sys.executable).parent
    environment = {
        "PATH": f"{binaries}:/usr/bin:/bin",
        "MUHUR_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(root),
        "LANG": "C.UTF-8",
    }
    done = subprocess.run(
        ["/bin/sh", "-e", "-c", fenced(name, info)],
        cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 belge düzenlendi ve imzalandı." in done.stdout
    assert "Bu belge geçerlidir." in done.stdout
    assert done.stderr.strip() == ""
    if info == "sh tour":
        assert "PDF'e mühürden sonra ekleme yapılmış" in done.stdout
        assert "Belge numarası hatalı. Numarayı kontrol ediniz." in done.stdout
        assert done.stdout.count("exit 1") == 2
    else:
        assert "sınav notu 69,5, geçme notu 70." in done.stdout
