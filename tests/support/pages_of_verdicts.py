"""The page that a person reads of a verdict, taken apart: its elements and its text."""

import json
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from templates.rendering import PageInstallation, Pages
from tests.verifier.workshop import PUBLIC_URL
from verifier.verdict import Verdict


@dataclass
class Shape(HTMLParser):
    """Elements with the names of their attributes, and the text between them."""

    elements: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@cache
def _pages() -> Pages:
    anchor = {"kty": "EC", "crv": "P-256", "x": "A" * 43, "y": "B" * 43}
    return Pages(PageInstallation(PUBLIC_URL, False, json.dumps(anchor), "0"))


def shape_of(verdict: Verdict, language: str) -> Shape:
    """The page of a verdict on a file."""
    shape = Shape()
    shape.feed(_pages().verdict(language, verdict.as_json(), code=None, entry="file"))
    return shape
