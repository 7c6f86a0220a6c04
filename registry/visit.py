"""One visit of a person to a page: who, in which language, what they typed, and how the page is answered.

The wiring makes it; the rooms' ``pages.py`` use it. Nothing here knows of sessions or of templates.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol, TypeVar, get_args
from urllib.parse import quote

from fastapi import Response
from pydantic import BaseModel, ValidationError

from registry.act import Act
from registry.refusal import Refusal
from registry.turkish import composed

# Approving asks for the password or passkey again unless it was shown this recently.
CONFIRMED_FOR = timedelta(minutes=5)
# The last page that a list of pages is asked for.
MAX_PAGE = 1000
# A number of thousands of digits is not worth reading; Python itself would refuse it.
_LONGEST_NUMBER = 20
# Where that is done; ``next`` leads back.
PROVE = "/giris/dogrula"
Shape = TypeVar("Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form."""

    name: str
    data: bytes


class FormUnfit(Refusal):
    """Fields of a form cannot be read. ``faults`` are kinds of pydantic errors with their context, by field."""

    def __init__(self, faults: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        super().__init__("request.fields", fields=", ".join(faults))
        self.faults = faults


class ProofWanted(Refusal):
    """What was asked for needs a fresh proof of who asks; the form is kept meanwhile."""


class Draw(Protocol):
    """Draws a template for this visit."""

    def __call__(
        self,
        visit: "Visit",
        template: str,
        status: int,
        refusal: Refusal | None,
        at: str,
        values: Mapping[str, Any],
    ) -> Response:
        """The page as an answer."""
        ...


@dataclass(slots=True)
class Visit:
    """``given`` are the fields of a posted form, ``query`` those of the address; ``path`` is where the visit stands.

    ``person`` is how the pages name the visitor; ``confirmed_at`` when they last proved who they are.
    """

    act: Act
    lang: str
    path: str
    person: str
    query: Mapping[str, str]
    given: Mapping[str, tuple[str, ...]]
    files: Mapping[str, Upload]
    confirmed_at: datetime | None
    csrf: str
    draw_with: Draw
    redirect: Callable[[str], Response]
    session: Any = field(default=None, repr=False)

    def draw(
        self, template: str, *, status: int = 200, refusal: Refusal | None = None, at: str = "", **values: Any
    ) -> Response:
        """The page of a template. With a ``refusal`` it says what was wrong, at field ``at`` if one is named."""
        return self.draw_with(self, template, status, refusal, at, values)

    def go(self, path: str, done: str = "") -> Response:
        """Onwards after something was done (303); ``done`` is the key of the sentence that says so there."""
        joint = "&" if "?" in path else "?"
        return self.redirect(f"{path}{joint}done={done}" if done else path)

    def value(self, name: str) -> str:
        """A field of the form, composed (NFC) and without spaces around it; empty if it was not sent."""
        found = self.given.get(name, ())
        return _typed(found[0]) if found else ""

    def text(self, name: str) -> str:
        """A field exactly as it was sent: tabs and spaces count where a table was pasted."""
        found = self.given.get(name, ())
        return found[0] if found else ""

    def values(self, name: str) -> list[str]:
        """All values of a field that may stand more than once."""
        return [_typed(one) for one in self.given.get(name, ()) if one.strip()]

    def take(self, shape: type[Shape], **more: Any) -> Shape:
        """The form as a body of the JSON doors; raises ``FormUnfit``. ``more`` are fields that are not typed.

        A field left empty counts as not given; days may be written 22.11.2026; a field of a part is named
        ``part.field``.
        """
        try:
            return shape(**{**self._read(shape, ""), **more})
        except ValidationError as error:
            raise FormUnfit(dict(_fault(shape, one) for one in error.errors())) from error

    def _read(self, shape: type[BaseModel], before: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, about in shape.model_fields.items():
            kinds = _kinds(about.annotation)
            full = f"{before}{name}"
            inner = next((one for one in kinds if isinstance(one, type) and issubclass(one, BaseModel)), None)
            if inner is not None:
                if part := self._read(inner, f"{full}."):
                    found[name] = part
            elif bool in kinds:
                found[name] = bool(self.value(full))
            elif any(getattr(one, "__origin__", one) in (list, frozenset) for one in kinds):
                if values := self.values(full):
                    found[name] = values
            elif text := self.value(full):
                found[name] = _read_as(kinds, text)
        return found

    @property
    def page(self) -> int:
        """Which page of a list the address asks for, from 1; anything else is the first."""
        return page_asked(self.query.get("page", ""))

    @property
    def version(self) -> int:
        """The version of what the form was drawn from; 0, which nothing has, if the form does not say."""
        return whole_number(self.value("version"), 0)

    @property
    def confirmed(self) -> bool:
        """True if the visitor proved who they are just now."""
        return self.confirmed_at is not None and self.act.at - self.confirmed_at <= CONFIRMED_FOR

    def require_proof(self) -> None:
        """Raise ``ProofWanted`` access.prove unless the visitor proved who they are just now."""
        if not self.confirmed:
            raise ProofWanted("access.prove")

    def prove(self, back: str) -> str:
        """The address where the visitor proves who they are and comes back from."""
        return f"{PROVE}?next={quote(back, safe='')}"

    def may(self, right: str) -> bool:
        """True if the visitor has the right, in whatever chamber."""
        return self.act.caller.has(right)


def _kinds(annotation: Any) -> list[Any]:
    """The types that an annotation is made of, whatever stands around them."""
    inner = [one for part in get_args(annotation) for one in _kinds(part)]
    return [annotation, *inner]


def _read_as(kinds: list[Any], text: str) -> Any:
    """What was typed as the field means it; what cannot be read stays text, and the shape refuses it."""
    if date in kinds:
        return iso_day(text)
    if int in kinds and text.isascii() and text.removeprefix("-").isdigit() and len(text) <= _LONGEST_NUMBER:
        return int(text)
    return text


def _fault(shape: type[BaseModel], error: Any) -> tuple[str, tuple[str, Mapping[str, Any]]]:
    """A field of the form and what is wrong with it, as pydantic names such errors."""
    names = [part for part in error["loc"] if isinstance(part, str)]
    kinds: list[Any] = [shape]
    for name in names:
        part = next((one for one in kinds if isinstance(one, type) and issubclass(one, BaseModel)), None)
        about = None if part is None else part.model_fields.get(name)
        kinds = [] if about is None else _kinds(about.annotation)
    kind = str(error["type"])
    kind = {"int_type": "int_parsing", "value_error": "date_parsing" if date in kinds else kind}.get(
        kind, kind
    )
    return ".".join(names), (kind, dict(error.get("ctx", {})))


def _typed(text: str) -> str:
    return composed(text).strip()


def page_asked(text: str) -> int:
    """The page that an address asks for, from 1; anything else is the first."""
    return min(max(whole_number(text, 1), 1), MAX_PAGE)


def whole_number(text: str, otherwise: int) -> int:
    """A number of at most eight digits; ``otherwise`` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def iso_day(text: str) -> str:
    """22.11.2026 as 2026-11-22; anything else as it is."""
    parts = text.split(".")
    if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts) and len(parts[2]) == 4:
        return f"{parts[2]}-{parts[1]:0>2}-{parts[0]:0>2}"
    return text
