"""Transactions of the rooms name the chamber they work for; each one that does not stands here with its reason.

PostgreSQL binds a transaction to its scope (migration 0007); one without a chamber reads the whole union.
"""

import ast
from collections.abc import Iterator

WITHOUT_A_CHAMBER = {
    (
        "issuer/batches/issuing.py",
        "issue_due",
    ): "the worker: which chambers have something due; issues by chamber",
    ("issuer/events/dependents.py", "sign_pending"): "the worker: what waits for a key; signs by chamber",
    ("issuer/paper/sheets.py", "tidied"): "the worker: which files any document has; the others go",
    ("issuer/status_list.py", "refresh_all"): "the worker: which chambers have lists; signs by chamber",
    (
        "registry/accounts/outlived.py",
        "purge",
    ): "the worker: the chambers' codes; ends by chamber, then what belongs to none",
    (
        "registry/accounts/trail.py",
        "read_trail",
    ): "the union's auditor; a chamber's reader is bound to his own",
    (
        "registry/accounts/trail_routes.py",
        "consistency",
    ): "the union's auditor asks for every chain",
    (
        "registry/history/pages.py",
        "check_all",
    ): "the union's auditor: the chain of audit records of no chamber; the others by chamber",
    ("registry/key_life/pages.py", "all_keys"): "the union's auditor sees the keys of all chambers",
    ("registry/notices/reminding.py", "remind"): "the worker: the chambers; tells by chamber",
    (
        "registry/notices/watches.py",
        "tell_what_time_changed",
    ): "the worker: which chambers have watches; tells by chamber",
    ("registry/holder/documents.py", "papers"): "a member's own documents in the chambers he linked",
    ("registry/people/own.py", "linked_entries"): "a member's own entries in the chambers he linked",
    ("registry/people/own.py", "me"): "a member's own entries in other chambers, which he linked himself",
    ("registry/people/own.py", "_lines"): "a member's own documents in the chambers he linked",
    (
        "registry/people/privacy.py",
        "retain",
    ): "the worker: the chambers' codes; ends by chamber, one proof for all",
    ("registry/transparency/pages.py", "show"): "the union's auditor; one log is all chambers'",
    ("registry/transparency/pages.py", "check"): "the union's auditor; one log is all chambers'",
    ("registry/reports/catalogue.py", "ask"): "the union's reports; the own chamber's are read in its scope",
}
# Who lets a transaction that was begun for no chamber go on for one: the lists of an operator, for many.
FROM_CHAMBER_TO_CHAMBER = {
    ("registry/lists/imports.py", "import_catalogue"),
    ("registry/lists/imports.py", "import_calendar"),
}
_WIDE = {"UNION", "OWNER", "NO_CHAMBER"}


def within(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """What stands in a function itself, not in one inside it."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef):
            yield node
            waiting += ast.iter_child_nodes(node)


def wide(tree: ast.Module) -> set[str]:
    """Functions that open a transaction without a chamber."""
    found = set()
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef):
            continue
        for node in within(function):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("reading", "writing")
            ):
                named = {one.id for part in node.args for one in ast.walk(part) if isinstance(one, ast.Name)}
                own_door = ast.unparse(node.args[0]) == "chamber_code or NO_CHAMBER" if node.args else False
                if not node.args or (named & _WIDE and not own_door):
                    found.add(function.name)
    return found


def test_the_rooms_name_the_chamber(modules: dict[str, ast.Module]) -> None:
    found = {
        (name, function)
        for name, tree in modules.items()
        if name.startswith(("issuer/", "registry/", "verifier/")) and name != "registry/store.py"
        for function in wide(tree)
    }
    assert found == set(WITHOUT_A_CHAMBER), "name the chamber, or say here why there is none"


def calling(tree: ast.Module, method: str) -> set[str]:
    """Functions that call a method of this name."""
    return {
        function.name
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in within(function)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == method
    }


def test_no_transaction_changes_its_chamber_but_the_operators(modules: dict[str, ast.Module]) -> None:
    found = {(name, function) for name, tree in modules.items() for function in calling(tree, "work_for")}
    assert found == FROM_CHAMBER_TO_CHAMBER
    callers = {
        name for name, tree in modules.items()
        if any(function in ast.unparse(tree) for _, function in FROM_CHAMBER_TO_CHAMBER)
    }  # fmt: skip
    assert callers == {
        "registry/lists/imports.py",
        "muhur/commands/catalogue.py",
        "muhur/demonstration/build.py",
    }


def test_the_scan_sees_both_forms() -> None:
    source = """
def plain(store):
    with store.reading() as records: pass
def union(store):
    with store.writing(code or UNION): pass
def right(store, code):
    with store.reading(code), store.reading(PUBLIC): pass
"""
    assert wide(ast.parse(source)) == {"plain", "union"}
