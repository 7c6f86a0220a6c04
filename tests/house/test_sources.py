"""Habits of the code that a linter of ours must watch, each with its reason."""

import ast
import re
from collections.abc import Iterator

CLOCKS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "datetime.datetime.now",
    "datetime.date.today", "datetime.datetime.utcnow", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "time.strftime",
}  # fmt: skip
ENVIRONMENT = {"os.environ", "os.getenv", "os.putenv", "os.environb"}


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of an attribute or name, else an empty text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (inner := dotted(node.value)):
        return f"{inner}.{node.attr}"
    return ""


def uses(tree: ast.Module, names: set[str]) -> Iterator[str]:
    """Where a module names one of ``names``, also under an alias or by ``from … import``."""
    aliases = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                aliases[alias.asname or alias.name] = whole
                if whole in names:
                    yield f"line {node.lineno}: {whole}"
        elif isinstance(node, ast.Import):
            aliases |= {alias.asname or alias.name: alias.name for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (text := dotted(node)):
            first, _, rest = text.partition(".")
            full = f"{aliases.get(first, first)}.{rest}"
            if full in names or text in names:
                yield f"line {node.lineno}: {text}"


def offences(modules: dict[str, ast.Module], names: set[str], allowed: str) -> list[str]:
    return [f"{name} {use}" for name, tree in modules.items() if name != allowed for use in uses(tree, names)]


def test_the_watch_sees_what_it_must() -> None:
    watched = (
        "import os\nos.environ['X']",
        "from os import getenv",
        "import os as o\no.getenv('X')",
    )
    assert all(list(uses(ast.parse(code), ENVIRONMENT)) for code in watched)
    clocked = (
        "from datetime import datetime\ndatetime.now()",
        "import datetime as d\nd.datetime.now()",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "from time import time",
    )
    assert all(list(uses(ast.parse(code), CLOCKS)) for code in clocked)
    assert not list(uses(ast.parse("import time\ntime.monotonic()"), CLOCKS))


def test_only_the_settings_read_the_environment(modules: dict[str, ast.Module]) -> None:
    assert offences(modules, ENVIRONMENT, "muhur/settings.py") == []


def test_only_the_clock_reads_the_time(modules: dict[str, ast.Module]) -> None:
    assert offences(modules, CLOCKS, "muhur/clock.py") == []
    assert list(uses(modules["muhur/clock.py"], CLOCKS))


def test_routes_have_no_future_annotations(modules: dict[str, ast.Module]) -> None:
    # In a router that a function builds, they turn an injected dependency into a query parameter.
    routes = [name for name in modules if name.endswith("routes.py") or name == "muhur/app.py"]
    assert len(routes) >= 4
    for name in routes:
        futures = [
            node for node in ast.walk(modules[name])
            if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        ]  # fmt: skip
        assert futures == [], name


def test_routers_are_built_not_imported(modules: dict[str, ast.Module]) -> None:
    for name, tree in modules.items():
        if not name.endswith("/routes.py"):
            continue
        builders = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "router"]
        assert len(builders) == 1, f"{name} has no function router"
        arguments = builders[0].args
        assert arguments.kwonlyargs, f"{name}: a room's needs are keywords"
        assert not arguments.args, f"{name}: a room's needs are keywords"
        made = [
            node.lineno for node in ast.walk(tree)
            if isinstance(node, ast.Call) and dotted(node.func).endswith("APIRouter")
            and not builders[0].lineno <= node.lineno <= (builders[0].end_lineno or 0)
        ]  # fmt: skip
        assert made == [], f"{name}: a router made when imported"


def test_no_fault_is_swallowed_silently(modules: dict[str, ast.Module], texts: dict) -> None:
    lines = {path.as_posix(): text.splitlines() for path, text in texts.items()}
    for name, tree in modules.items():
        source = next(text for path, text in lines.items() if path.endswith(f"/{name}"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, f"{name}:{node.lineno}: bare except"
                if dotted(node.type) in ("Exception", "BaseException"):
                    before = source[node.lineno - 1]
                    reasoned = re.search(r"# noqa: BLE001 - \S+", before) or any(
                        isinstance(inner, ast.Raise) for inner in ast.walk(node)
                    )
                    assert reasoned, f"{name}:{node.lineno}: catches everything without a reason"


def test_private_keys_are_loaded_in_one_module(modules: dict[str, ast.Module]) -> None:
    loading = {
        name for name, tree in modules.items() for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("load_pem_private_key", "load_der_private_key")
    }  # fmt: skip
    assert loading == {"keys/vault.py"}


def test_every_reader_of_a_list_minds_the_fault_of_a_row(modules: dict[str, ast.Module]) -> None:
    # A row with a fault has its cells cut; a reader that does not look would take half a text as a whole one.
    readers = {
        name for name, tree in modules.items() for node in ast.walk(tree)
        if isinstance(node, ast.Call) and dotted(node.func) == "read_list"
    }  # fmt: skip
    assert len(readers) >= 4
    minding = {
        name for name in readers for node in ast.walk(modules[name])
        if isinstance(node, ast.Attribute) and node.attr == "fault"
    }  # fmt: skip
    assert readers - minding == set()
