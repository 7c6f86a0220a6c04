"""The public pages as text: check a document, its verdict, a problem, the privacy notice."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from templates.pages.shared_evidence import SharedEvidence
from templates.pages.verdict_view import view
from templates.written import day, moment, number, percent

Say = Callable[[Any], tuple[str, str]]

HERE: Final = Path(__file__).parent
STATIC: Final = HERE / "static"
LANGUAGES: Final = ("tr", "en")

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What the pages need from a browser, and no more; sent by the door that serves them."""

SCANNING: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY.replace(
        "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'"
    )
}
"""The same for a page with a camera: the reader of QR codes is WebAssembly of our own."""


@dataclass(frozen=True)
class PageInstallation:
    """What every page of one installation says alike."""

    public_url: str
    specimen: bool
    anchor_jwk_json: str
    asset_version: str
    # How the OpenID provider is called; empty without one.
    provider: str = ""
    # False where no mail server is set: a specimen's pages say that nothing is sent.
    mails: bool = True


# What the page without a network may have to say.
_SPOKEN: Final = (
    "means_",
    "offline_", "why_", "label_", "passed_", "says_", "state_", "advice_", "kind_", "field_", "result_", "as_of",
)  # fmt: skip


class Pages:
    """Draws the public pages of one installation, in Turkish or in English."""

    def __init__(self, installation: PageInstallation, say: Say | None = None) -> None:
        """`say` gives a refusal's sentence in Turkish and English."""
        self._texts = load_texts()
        self._environment = page_environment(installation)
        self._say = say or (lambda refusal: (str(refusal), str(refusal)))

    def check(
        self,
        lang: str,
        *,
        text: str = "",
        sicil_no: str = "",
        error: str | None = None,
        refusal: Exception | None = None,
        at_file: bool = False,
    ) -> str:
        """The page where a document is checked; `error` names a sentence, such as `bad_number` or `no_file`.

        A `refusal` says nothing of what was given, `at_file` as a file or else typed.
        """
        language = language_of(lang)
        texts = self._texts[language]
        message = texts[f"error_{error}"] if error else ""
        if refusal is not None:
            message = f"{self._sentence(refusal, language)} {texts['problem_note']}"
        return self._draw(
            "check.html",
            language,
            "/",
            text=text,
            sicil_no=sicil_no,
            error=message,
            wrong=bool(error),
            at_file=at_file or error in ("no_file", "no_report_file"),
        )

    def verdict(
        self,
        lang: str,
        verdict: Mapping[str, object],
        *,
        code: str | None,
        entry: str,
        asked: Any = None,
    ) -> str:
        """The page of a verdict.

        `code` when the page stands at `/v/{code}`; `entry` is how it was asked for (`code`, `number`, `text`,
        `file`, `share`); `asked` is what was typed (`text`, `sicil_no`, `is_number`), to ask again.
        """
        language = language_of(lang)
        path = f"/v/{quote(code, safe='')}" if code else None
        return self._verdict(language, verdict, path or "/", page_path=path, entry=entry, asked=asked)

    def share(self, lang: str, verdict: Mapping[str, object], opened: Any, *, path: str) -> str:
        """What a share link opens: the verdict, with what the member chose and the end of the link."""
        language = language_of(lang)
        shared = SharedEvidence.of(opened.disclosed, opened.until, self._texts[language], language)
        return self._verdict(language, verdict, path, page_path=None, entry="share", shared=shared)

    def _verdict(
        self, language: str, verdict: Mapping[str, object], path: str, asked: Any = None, **values: object
    ) -> str:
        made = view(verdict, language, self._texts[language])
        values = {"shared": None, **values}
        return self._draw("verdict.html", language, path, view=made, asked=asked, **values)

    def share_ended(self, lang: str, *, path: str) -> str:
        """A share link that opens nothing any more."""
        return self._draw("share_ended.html", language_of(lang), path)

    def numbers(
        self,
        lang: str,
        *,
        text: str = "",
        results: Sequence[Any] = (),
        at: datetime | None = None,
        refusal: Exception | None = None,
    ) -> str:
        """The page of a list of numbers, with today's answers."""
        language = language_of(lang)
        counted = Counter(one.code for one in results)
        return self._draw(
            "numbers.html",
            language,
            "/toplu",
            text=text,
            results=results,
            counted=counted,
            at=at,
            error=self._sentence(refusal, language),
        )

    def watch(
        self,
        lang: str,
        *,
        code: str,
        belge_no: str,
        email: str = "",
        refusal: Exception | None = None,
        asked: bool = False,
    ) -> str:
        """Ask to be told when a document changes; `asked` once it was."""
        language = language_of(lang)
        path = f"/v/{quote(code, safe='')}"
        return self._draw(
            "watch.html",
            language,
            f"{path}/takip",
            page_path=path,
            belge_no=belge_no,
            email=email,
            error=self._sentence(refusal, language),
            asked=asked,
        )

    def watch_link(
        self,
        lang: str,
        *,
        step: str = "",
        path: str = "/",
        belge_no: str = "",
        done: bool = False,
        unknown: bool = False,
    ) -> str:
        """A mailed link: `step` is `confirm` or `end`; `done` once it was; `unknown` if there is no such watch."""
        return self._draw(
            "watch_link.html",
            language_of(lang),
            quote(path, safe="/."),
            step=step,
            belge_no=belge_no,
            done=done,
            unknown=unknown,
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

    def offline(self, lang: str) -> str:
        """The page that checks without a network; its script speaks with these words."""
        language = language_of(lang)
        texts = self._texts[language]
        spoken = {key: words for key, words in texts.items() if key.startswith(_SPOKEN)}
        return self._draw(
            "offline.html", language, "/cevrimdisi", words=json.dumps(spoken, ensure_ascii=False)
        )

    def _sentence(self, refusal: Exception | None, language: str) -> str:
        return "" if refusal is None else self._say(refusal)[LANGUAGES.index(language)]

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
        # In the page itself: a request saved on every first visit.
        favicon="data:image/svg+xml,"
        + quote((STATIC / "seal.svg").read_text(encoding="utf-8"), safe=" /:=()"),
        specimen=installation.specimen,
        provider=installation.provider,
        mails=installation.mails or not installation.specimen,
        anchor_jwk=_public_part(installation.anchor_jwk_json),
        public_url=installation.public_url.rstrip("/"),
        public_scheme=address.scheme,
        public_host=address.netloc,
    )
    environment.filters.update(day=day, moment=moment, number=number, percent=percent)
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


def asset_version(*facts: str, room: Path = HERE) -> str:
    """A short name for all that a browser may keep, for `PageInstallation.asset_version`.

    That is the static files and the page without a network: its sheet and words, what puts them together, and the
    `facts` of the installation that stand in it.
    """
    digest = hashlib.sha256()
    for file in sorted([*(room / "static").rglob("*"), *(room / "pages").rglob("*"), *room.glob("*.py")]):
        if file.is_file() and file.suffix != ".pyc":
            digest.update(file.relative_to(room).as_posix().encode() + b"\0" + file.read_bytes())
    digest.update(json.dumps(facts).encode())
    return digest.hexdigest()[:12]


def _public_part(jwk_json: str) -> str:
    """The anchor as the page carries it: the public members only, whatever else the text may hold."""
    jwk = json.loads(jwk_json)
    return json.dumps({name: jwk[name] for name in ("kty", "crv", "x", "y")}, separators=(",", ":"))
