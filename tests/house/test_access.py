"""The table of rights in the documentation is the table in the code."""

from collections.abc import Callable

from registry.access import MEMBER, PUBLIC, RIGHTS, ROLE_NAMES, ROLES


def test_the_documented_rights_are_the_rights(page: Callable[[str], str]) -> None:
    shown = [role for role in ROLES if role not in (PUBLIC, "program")]
    lines = [
        "| right | " + " | ".join(ROLE_NAMES[role][0] for role in shown) + " | program | other chambers |"
    ]
    lines.append("|" + "---|" * (len(shown) + 3))
    for right in RIGHTS.values():
        marks = [role in right.roles for role in shown] + [right.programs, right.any_chamber]
        lines.append(f"| `{right.name}` | " + " | ".join("●" if one else "" for one in marks) + " |")
    assert "\n".join(lines) in page("docs/operate/access.md")
    assert MEMBER in shown


def test_programs_decide_nothing() -> None:
    for right in RIGHTS.values():
        if right.name.endswith((":decide", ":manage", ":approve", ":erase")):
            assert not right.programs, right.name


def test_who_only_reads_the_union_changes_nothing_there() -> None:
    for right in RIGHTS.values():
        if right.any_chamber:
            assert right.name.endswith((":read", ":reports", ":members", ":ask")), right.name
