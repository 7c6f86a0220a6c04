"""Where a visitor goes once signed in, and the form that they had sent when their session was over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import Response

from muhur.visiting.forms import CSRF
from muhur.visiting.navigation import home_of
from muhur.visiting.routes import own_path
from registry.visit import Visit

_KEPT, _KEPT_FILE = "k.", "kept_file"
# A secret is typed again.
_NEVER_KEPT = frozenset({CSRF, "password", "new_password", "passkey", "new_passkey"})
# These are secrets on the pages of signing in; elsewhere they are the code of a programme, or the step of a form.
_ACCOUNT_PAGES, _KEPT_ELSEWHERE = ("/giris", "/hesap", "/davet"), frozenset({"code", "secret", "step"})


@dataclass(frozen=True, slots=True)
class Onwards:
    """``next`` is a path of this site or empty; ``kept`` are the fields of the form by name, ``files`` its files' names.

    ``back`` is the page on which the form stood: its own path may only be sent to.
    """

    next: str = ""
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    back: str = ""

    @classmethod
    def asked(cls, visit: Visit) -> "Onwards":
        """As the address of the sign-in page says."""
        return cls(_path(visit.query.get("next", "")))

    @classmethod
    def sent(cls, visit: Visit) -> "Onwards":
        """As a form of ours brings it along."""
        path, files = _path(visit.value("next")), tuple(visit.values(_KEPT_FILE))
        brought = {
            name.removeprefix(_KEPT): values for name, values in visit.given.items() if name.startswith(_KEPT)
        }
        return cls(path, _kept(brought, path), files, _path(visit.value("back")))

    @classmethod
    def interrupted(cls, visit: Visit, page: str) -> "Onwards":
        """Of a form that came without a session from ``page``, as its browser says."""
        path = _path(visit.path)
        return cls(path, _kept(visit.given, path), tuple(visit.files), _path_in(page))

    @property
    def values(self) -> dict[str, Any]:
        """For the templates."""
        # ``query`` goes along when the language is changed.
        query = f"next={quote(self.next, safe='')}" if self.next else ""
        return {
            "next": self.next,
            "kept": self.kept,
            "kept_files": self.files,
            "back": self.back,
            "query": query,
        }

    def path_for(self, visit: Visit) -> str:
        """Where this visitor goes."""
        return self.next or home_of(visit.act.caller)

    def answer(self, visit: Visit) -> Response:
        """Onwards; with a kept form to the page that sends it."""
        if self.next and (self.kept or self.files):
            return visit.draw("signin/resume.html", **self.values)
        return visit.go(self.path_for(visit))


def _kept(given: Mapping[str, tuple[str, ...]], path: str) -> dict[str, tuple[str, ...]]:
    """The fields of a form to ``path`` without its secrets."""
    dropped = _NEVER_KEPT | _KEPT_ELSEWHERE if path.startswith(_ACCOUNT_PAGES) else _NEVER_KEPT
    return {name: values for name, values in given.items() if name not in dropped}


def _path_in(page: str) -> str:
    """The path of a page's whole address; empty if it cannot be read."""
    try:
        return _path(urlsplit(page).path)
    except ValueError:
        return ""


def _path(wanted: str) -> str:
    found = own_path(wanted) if wanted else ""
    # Signing in again would lead round in a circle.
    return "" if found == "/" or found.startswith(("/giris", "/cikis")) else found
