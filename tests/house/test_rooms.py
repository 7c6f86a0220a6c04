"""Rooms and arrows: who may import whom, what a package may hold, what loading a pure module loads."""

import ast
import importlib.metadata
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

FRAMEWORKS = (
    "sqlalchemy",
    "alembic",
    "fastapi",
    "starlette",
    "typst",
    "pypdf",
    "uvicorn",
    "httpx",
    "keys.vault",
)
PURE = (
    "verifier.verify",
    "verifier.times.logged",
    "registry.credential",
    "keys.envelope",
    "issuer.rules",
    "keys.trust_bundle",
    "registry.log.growth",
    "registry.log.proof",
    "registry.log.event",
    "keys.log_checkpoint",
)
BAD_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "service", "services", "misc"}
LONG, TOO_LONG = 300, 400


def imports(tree: ast.Module) -> set[str]:
    """Top-level names of everything a module imports, at any depth."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add(str(node.module).split(".")[0])
    return found


def test_import_contracts_are_kept(root: Path) -> None:
    tool = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([tool, "--no-cache"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    kept = re.search(r"Contracts: (\d+) kept, 0 broken", done.stdout)
    assert kept is not None
    assert int(kept[1]) >= 4


def test_contracts_name_the_rooms_of_the_house(root: Path) -> None:
    import tomllib

    settings = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]
    by_name = {one["name"]: one for one in settings["contracts"]}
    assert settings["root_packages"] == ["registry", "keys", "issuer", "verifier", "templates", "muhur"]
    layers = ["muhur", "issuer | verifier", "registry | keys | templates"]
    assert by_name["Arrows point down"]["layers"] == layers
    assert by_name["Only the vault's room and the wiring reach private keys"]["allowed_importers"] == [
        "keys",
        "muhur",
    ]
    assert {"issuer", "verifier", "keys", "templates"} == set(
        by_name["Only the registry speaks SQL"]["source_modules"]
    )


def test_packages_hold_only_a_docstring(modules: dict[str, ast.Module]) -> None:
    # import-linter does not count what a parent package imports, so a package must import nothing.
    packages = [name for name in modules if name.endswith("__init__.py")]
    assert len(packages) >= 8
    for name in packages:
        body = modules[name].body
        assert len(body) == 1, f"{name} holds more than a docstring"
        assert ast.get_docstring(modules[name]), f"{name} has no docstring"


def test_every_module_says_what_it_holds(modules: dict[str, ast.Module]) -> None:
    assert [name for name, tree in modules.items() if not ast.get_docstring(tree)] == []


@pytest.mark.parametrize("module", PURE)
def test_pure_modules_load_no_framework(root: Path, module: str) -> None:
    code = f"import sys, json, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert module in loaded
    assert sorted(loaded & set(FRAMEWORKS)) == []


def test_only_the_registry_and_migrations_import_sqlalchemy(modules: dict[str, ast.Module]) -> None:
    speaking = {
        name for name, tree in modules.items() if imports(tree) & {"sqlalchemy", "alembic", "psycopg"}
    }
    assert speaking, "the registry itself speaks SQL"
    allowed = re.compile(r"registry/(records/(?:\w+/)?\w+|tables/\w+|migrations/\w+|store|archive)\.py")
    assert sorted(name for name in speaking if allowed.fullmatch(name) is None) == []


def test_rooms_never_import_the_wiring(modules: dict[str, ast.Module]) -> None:
    assert [
        name for name, tree in modules.items() if not name.startswith("muhur/") and "muhur" in imports(tree)
    ] == []


def test_no_module_is_named_for_nothing(tracked: list[Path], root: Path) -> None:
    names = [path.relative_to(root) for path in tracked if path.suffix == ".py"]
    assert [str(name) for name in names if set(name.with_suffix("").parts) & BAD_NAMES] == []


def test_tests_are_no_packages(tracked: list[Path], root: Path) -> None:
    # tests/keys/__init__.py would hide the room keys.
    inside = [path.relative_to(root) for path in tracked if path.name == "__init__.py"]
    assert [str(name) for name in inside if name.parts[0] == "tests"] == []


def test_room_names_clash_with_no_installed_package() -> None:
    rooms = {"registry", "keys", "issuer", "verifier", "templates", "muhur", "tests", "bench", "scripts"}
    ours = {"muhur"}
    clashes = {
        room: sorted(set(importlib.metadata.packages_distributions().get(room, [])) - ours) for room in rooms
    }
    assert {room: owners for room, owners in clashes.items() if owners} == {}
    assert not rooms & set(sys.stdlib_module_names)


def test_long_files_have_their_reason(tracked: list[Path], root: Path, page: Callable[[str], str]) -> None:
    section = page("docs/house.md").partition("## Size")[2]
    reasons = dict(re.findall(r"^\| `([^`]+)` \| (.{20,}) \|$", section, re.MULTILINE))
    lines = {
        path.relative_to(root).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked
        if path.suffix == ".py" and "versions" not in path.parts
    }
    for name, count in sorted(lines.items(), key=lambda one: -one[1]):
        if count > LONG:
            print(f"{count:5} {name}")
    missing = [
        f"{name}: {count}" for name, count in lines.items() if count > TOO_LONG and name not in reasons
    ]
    assert missing == [], "say in docs/house.md why these are so long"
    assert [name for name in reasons if lines.get(name, 0) <= LONG] == [], "these are not long any more"


def test_a_room_has_about_a_dozen_files(modules: dict[str, ast.Module]) -> None:
    folders: dict[str, int] = {}
    for name in modules:
        folders[name.rpartition("/")[0]] = folders.get(name.rpartition("/")[0], 0) + 1
    for folder, count in folders.items():
        if count > 13:
            print(f"{count:3} {folder}")
    # The register is one noun a file; it gets sub-rooms when it outgrows this.
    assert {folder: count for folder, count in folders.items() if count > 24} == {}
