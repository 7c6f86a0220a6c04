"""What a page loads, put together.

Its JavaScript is one file: the modules that its entry imports, each in a scope of its own, then the entry.
One request instead of ten, and one version: verification code of two versions can never meet on a page. There is no
build step; the server does this once, and the modules themselves stay readable under ``/static``.

The modules keep to two forms, and anything else is refused: ``import { a, b } from "./x.js";`` and ``export`` before
a function, class or const.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

STATIC: Final = Path(__file__).parent / "static"
ENTRIES: Final = ("check-page.js", "verdict-page.js", "offline-page.js", "scanner.js", "kept-lists.js")
_IMPORT: Final = re.compile(r'^import \{([\w\s,]+)\} from "\./([a-z0-9-]+\.js)";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?:async )?(?:function|class|const) ([A-Za-z_$][\w$]*)", re.MULTILINE)
_COMMENT: Final = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*.*?\*/)\n", re.MULTILINE | re.DOTALL)
_INDENT: Final = re.compile(r"^[ \t]+|^\n", re.MULTILINE)


class ModuleUnfit(ValueError):
    """A module is not written in the two forms, or modules import each other in a circle."""


def joined(entry: str, folder: Path = STATIC) -> str:
    """The text of an entry with all that it imports."""
    done: dict[str, str] = {}
    last = _take(entry, folder, done, ())
    return "\n".join([*done.values(), last])


def squeezed(css: str, version: str) -> str:
    """A style sheet without comments and blanks, naming its files by version. No string of ours has braces."""
    css = re.sub(r"url\(([\w./-]+)\)", rf"url(\1?v={version})", css)
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};])\s*", r"\1", re.sub(r"\n\s*", "\n", bare)).strip()


def _take(name: str, folder: Path, done: dict[str, str], above: tuple[str, ...]) -> str:
    source = (folder / name).read_text(encoding="utf-8")
    for needed in _IMPORT.findall(source):
        if needed[1] in (*above, name):
            raise ModuleUnfit(f"{name} imports {needed[1]}, which imports it")
        if needed[1] not in done:
            done[needed[1]] = _scoped(needed[1], _take(needed[1], folder, done, (*above, name)))
    body = _IMPORT.sub(lambda found: f"const {{{found[1]}}} = {_scope(found[2])};\n", source)
    body = _COMMENT.sub("", body)
    if re.search(r"^import\b", body, re.MULTILINE):
        raise ModuleUnfit(f"{name} has an import of another form")
    if re.search(r"`[^`\n]*\n", re.sub(r"`[^`\n]*`", "", body)):
        raise ModuleUnfit(f"{name} has a text over several lines, whose indents would be lost")
    return _INDENT.sub("", body)


def _scoped(name: str, body: str) -> str:
    exported = _EXPORT.findall(body)
    inner = _EXPORT.sub(lambda found: found[0].removeprefix("export "), body)
    if re.search(r"^export\b", inner, re.MULTILINE):
        raise ModuleUnfit(f"{name} has an export of another form")
    return f"const {_scope(name)} = (() => {{\n{inner}return {{ {', '.join(exported)} }};\n}})();"


def _scope(name: str) -> str:
    return "$" + name.removesuffix(".js").replace("-", "_")
