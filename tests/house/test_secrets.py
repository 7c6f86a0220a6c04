"""Nothing in the tree that belongs to one machine or to a key holder."""

import re
from pathlib import Path

import pytest

# Put together here so that this file does not match itself.
PRIVATE_PEM = re.compile("-----" + r"BEGIN [A-Z ]*PRIVATE KEY-----")
PEM_BLOCK = re.compile("^-----" + r"BEGIN [A-Z ]+-----\s*$", re.MULTILINE)
PRIVATE_MEMBER = re.compile(r"""["']d["']\s*:\s*["'][A-Za-z0-9_-]{40,}["']""")
MACHINE_PATH = re.compile(
    r"(?<![\w.:/-])/(?:home|root|Users|work|workspace|private|mnt|tmp/[a-z]+-)/[\w.-]+", re.IGNORECASE
)
INDEX = re.compile(
    r"--(?:extra-)?index-url|--find-links|--trusted-host|files\.pythonhosted|pypi\.org/simple|/simple/|"
    r"registry\.npmjs|(?<![\w.-])[\w.-]{1,80}:\d{2,5}/(?:pypi|simple|root)\b",
    re.IGNORECASE,
)
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-verapdf.txt")


def test_the_patterns_see_what_they_must() -> None:
    assert PRIVATE_PEM.search("'-----" + "BEGIN ENCRYPTED PRIVATE KEY-----'")
    assert PEM_BLOCK.search("x\n-----" + "BEGIN CERTIFICATE-----\nMIIB")
    assert PRIVATE_MEMBER.search('{"kty":"EC","' + 'd": "' + "A" * 43 + '"}')
    assert MACHINE_PATH.search("see /ho" + "me/somebody/muhur")
    assert MACHINE_PATH.search("'/ro" + "ot/.cache'")
    assert not MACHINE_PATH.search("https://example.org/home/page")
    assert INDEX.search("--index" + "-url https://host")


def test_no_private_key_in_the_tree(tracked: list[Path], root: Path) -> None:
    found = []
    for path in tracked:
        text = path.read_bytes().decode("latin-1")
        keys = PRIVATE_PEM.search(text) or PEM_BLOCK.search(text) or PRIVATE_MEMBER.search(text)
        if keys or path.suffix in (".pem", ".key", ".p12", ".pfx"):
            found.append(path.relative_to(root).as_posix())
    assert found == []


def test_no_machine_path_in_the_tree(texts: dict[Path, str], root: Path) -> None:
    found = {
        path.relative_to(root).as_posix(): hits[:3]
        for path, text in texts.items()
        if path != Path(__file__).resolve() and (hits := MACHINE_PATH.findall(text))
    }
    assert found == {}


def test_no_package_host_in_the_tree(texts: dict[Path, str], root: Path) -> None:
    found = {
        path.relative_to(root).as_posix(): hits[:3]
        for path, text in texts.items()
        if path != Path(__file__).resolve() and (hits := INDEX.findall(text))
    }
    assert found == {}


@pytest.mark.parametrize("name", LOCKS)
def test_locks_are_pinned_by_hash_and_name_no_host(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert "://" not in text
    plain = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    requirements = plain.replace("\\\n", " ").strip().splitlines()
    assert requirements
    for requirement in requirements:
        pinned = re.match(r"[A-Za-z0-9_.-]+(\[[\w,-]+\])?==[^\s;]+", requirement)
        assert pinned, requirement[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", requirement), requirement[:80]
        assert not re.match(r"-", requirement), requirement[:80]


def test_the_lock_holds_every_dependency(root: Path) -> None:
    import tomllib

    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    wanted = {
        "requirements.txt": project["dependencies"],
        "requirements-dev.txt": project["dependencies"] + project["optional-dependencies"]["dev"],
    }
    for name, dependencies in wanted.items():
        locked = {
            line.partition("==")[0].partition("[")[0].lower().replace("_", "-")
            for line in (root / name).read_text().splitlines()
            if "==" in line
        }
        asked = {re.match(r"[\w.-]+", one)[0].lower().replace("_", "-") for one in dependencies}  # type: ignore[index]
        assert asked - locked == set(), name


def test_drawing_depends_on_one_exact_typst(root: Path) -> None:
    # Another typst may draw other bytes, and genuine PDFs would no longer compare equal.
    pinned = re.search(r'"typst==([\d.]+)"', (root / "pyproject.toml").read_text())
    assert pinned is not None
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert f"\ntypst=={pinned[1]} " in (root / name).read_text()
