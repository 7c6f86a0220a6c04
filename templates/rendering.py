"""The public pages as text: check a document, its verdict, a problem, the privacy notice."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from templates.pages.verdict_view import view

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
LANGUAGES: Final = ("tr", "en")

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What the pages need from a browser, and no more; sent by the door that serves them."""


@dataclass(frozen=True)
class PageInstallation:
    """What every page of one installation says alike."""

    public_url: str
    specimen: bool
    anchor_jwk_json: str
    asset_version: str


class Pages:
    """Draws the public pages of one installation, in Turkish or in English."""

    def __init__(self, installation: PageInstallation) -> None:
        self._texts = load_texts()
        self._environment = page_environment(installation)

    def check(self, lang: str, *, text: str = "", error: str | None = None) -> str:
        """The page where a document is checked; `error` is `bad_number`, `nothing_given` or `no_file`."""
        language = language_of(lang)
        message = self._texts[language][f"error_{error}"] if error else ""
        return self._draw("check.html", language, "/", text=text, error=message, error_name=error or "")

    def verdict(self, lang: str, verdict: Mapping[str, object], *, code: str | None, entry: str) -> str:
        """The page of a verdict.

        `code` when the page stands at `/v/{code}`; `entry` is how it was asked for (`code`, `number`, `text`,
        `file`).
        """
        language = language_of(lang)
        path = f"/v/{quote(code, safe='')}" if code else None
        return self._draw(
            "verdict.html",
            language,
            path or "/",
            view=view(verdict, language, self._texts[language]),
            page_path=path,
            entry=entry,
        )

    def problem(self, lang: str, status: int, title: str, detail: str) -> str:
        """The page of a refused request."""
        return self._draw("problem.html", language_of(lang), "/", status=status, title=title, detail=detail)

    def privacy(self, lang: str) -> str:
        """The privacy notice."""
        return self._draw("privacy.html", language_of(lang), "/aydinlatma")

    def directory(self, lang: str, values: Mapping[str, object]) -> str:
        """The public list of authorised members; ``values`` are what ``directory.html`` asks for."""
        return self._draw("directory.html", language_of(lang), "/rehber", **values)

    def _draw(self, template: str, language: str, path: str, **values: object) -> str:
        """`path` is where the same page is found in the other language."""
        return self._environment.get_template(template).render(
            lang=language, t=self._texts[language], path=path, **values
        )


def page_environment(installation: PageInstallation) -> Environment:
    """Jinja over ``templates/pages`` with what every page of the installation may say."""
    address = urlsplit(installation.public_url)
    environment = Environment(
        loader=FileSystemLoader(HERE / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    version = quote(installation.asset_version, safe="")
    environment.globals.update(
        asset=lambda name: f"/static/{name}?v={version}",
        specimen=installation.specimen,
        anchor_jwk=_public_part(installation.anchor_jwk_json),
        public_url=installation.public_url.rstrip("/"),
        public_scheme=address.scheme,
        public_host=address.netloc,
    )
    return environment


def language_of(asked: str | None) -> str:
    """Turkish unless English is asked for (`en`, `en-GB`)."""
    return "en" if asked is not None and asked.lower().split("-")[0] == "en" else "tr"


def load_texts(*areas: str) -> dict[str, dict[str, str]]:
    """Every sentence of the pages of some areas (default: the public ones), by language and key.

    An area is a catalogue or a folder of catalogues in ``templates/pages/texts``.
    """
    table: dict[str, dict[str, str]] = {}
    for area in areas or ("public",):
        for file in catalogues(area):
            for key, words in json.loads(file.read_text(encoding="utf-8")).items():
                if key in table:
                    raise ValueError(f"{file.name}: {key} stands in another catalogue too")
                table[key] = words
    return {language: {key: words[language] for key, words in table.items()} for language in LANGUAGES}


def catalogues(area: str) -> list[Path]:
    """The files of an area's sentences."""
    texts = HERE / "pages" / "texts"
    one = texts / f"{area}.json"
    return [*([one] if one.exists() else []), *sorted((texts / area).glob("*.json"))]


def static_version() -> str:
    """A short name for the present content of the static files, for `PageInstallation.asset_version`."""
    digest = hashlib.sha256()
    for file in sorted(STATIC.rglob("*")):
        if file.is_file():
            digest.update(file.relative_to(STATIC).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]


def _public_part(jwk_json: str) -> str:
    """The anchor as the page carries it: the public members only, whatever else the text may hold."""
    jwk = json.loads(jwk_json)
    return json.dumps({name: jwk[name] for name in ("kty", "crv", "x", "y")}, separators=(",", ":"))
