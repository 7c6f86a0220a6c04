"""What schemathesis is told of Mühür: whose token a request carries, objects that exist, a count of the answers.

Loaded by schemathesis in its own process. ``MUHUR_FUZZ`` names the file that ``seeds`` filled; the counts are
written beside it.
"""

import atexit
import json
import os
import zlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.generation import GenerationMode

from registry.access import RIGHTS
from registry.doors import RIGHT

FACTS_FILE = Path(os.environ["MUHUR_FUZZ"])
FACTS = json.loads(FACTS_FILE.read_text(encoding="utf-8"))
TOKENS: dict[str, str] = FACTS["tokens"]
KNOWN: dict[str, list[Any]] = FACTS["known"]
BODIES: dict[str, list[Any]] = FACTS["bodies"]
ANSWERS: defaultdict[str, Counter[int]] = defaultdict(Counter)
SENT: Counter[str] = Counter()
# What a parameter of a path names, where its name alone does not tell.
PLACES = {
    ("/v/", "code"): "verification_code",
    ("/api/v1/programmes/", "code"): "programme",
    ("/egitimler/", "code"): "programme",
    ("/api/v1/audit/chambers/", "code"): "chamber",
    ("/api/v1/chambers/", "code"): "chamber",
    ("/api/v1/shares/", "token"): "share_token",
    ("/api/v1/programmes/", "no"): "run_no",
    ("/status/", "number"): "list_number",
}


def holders(right: str) -> list[str]:
    """The tokens with this right, by the name of their holder."""
    roles = RIGHTS[right].roles | ({"program"} if RIGHTS[right].programs else frozenset())
    return sorted(name for name in TOKENS if name.split()[0] in roles)


def drawn(case: schemathesis.Case, sides: int, about: str) -> int:
    """A number below ``sides`` that follows from the case alone, so that a case sent again is the same."""
    said = repr((about, case.method, case.path, case.path_parameters, case.query, case.body))
    return zlib.crc32(said.encode("utf-8", "surrogatepass")) % sides


@schemathesis.auth(refresh_interval=None)
class RightfulToken:
    """A token that has the door's right, by turns; every fifth of another chamber, every thirteenth without it."""

    def get(self, case: schemathesis.Case, _context: Any) -> str | None:
        right = case.operation.definition.raw.get(RIGHT)
        if right is None:
            return None
        label = case.operation.label
        SENT[label] += 1
        having = holders(right)
        strangers = [name for name in having if " of " in name]
        names = sorted(set(having) - set(strangers)) or having
        if SENT[label] % 13 == 0:
            names = sorted(set(TOKENS) - set(having))
        elif SENT[label] % 5 == 0 and strangers:
            names = strangers
        return TOKENS[names[SENT[label] % len(names)]]

    def set(self, case: schemathesis.Case, token: str | None, _context: Any) -> None:
        if token is not None:
            case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.hook
def before_call(_context: Any, case: schemathesis.Case, _kwargs: dict[str, Any]) -> None:
    """Objects that exist in the place of invented ones, in two of three requests that fit the description.

    In every one, half of them with a whole body, until the door has let somebody through.
    """
    meta = case.meta
    if (
        meta is None
        or meta.generation.mode is not GenerationMode.POSITIVE
        or meta.phase.name.value == "stateful"
    ):
        return
    label = case.operation.label
    reached = any(status < 400 for status in ANSWERS[label])
    side = drawn(case, 3, "how") if reached else 1 + SENT[label] % 2
    if side == 0:
        return
    whole = BODIES.get(label)
    if side == 1 and whole:
        case.body = whole[drawn(case, len(whole), "body")]
    else:
        case.body = filled(case, case.body)
    for name in case.path_parameters:
        found = known(case, place_of(case.path, name))
        if found:
            case.path_parameters[name] = found[drawn(case, len(found), name)]
    for name in case.query:
        found = known(case, name)
        if found:
            case.query[name] = found[drawn(case, len(found), name)]


def place_of(path: str, name: str) -> str:
    found = (what for (start, one), what in PLACES.items() if one == name and path.startswith(start))
    return next(found, name)


def known(case: schemathesis.Case, name: str) -> list[Any]:
    """Values kept for this door, else those of the name."""
    return KNOWN.get(f"{case.operation.label} {name}") or KNOWN.get(name, [])


def filled(case: schemathesis.Case, value: Any, name: str = "") -> Any:
    """The body with known values under their names."""
    if isinstance(value, dict):
        return {key: filled(case, inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(case, inner, name) for inner in value]
    found = known(case, name)
    return found[drawn(case, len(found), name)] if found else value


@schemathesis.hook
def after_call(_context: Any, case: schemathesis.Case, response: Any) -> None:
    """Count the answer; the newest link code stands in the answer alone, and links only to another chamber."""
    label = case.operation.label
    ANSWERS[label][response.status_code] += 1
    if label == "POST /api/v1/self/links" and response.status_code == 201:
        code = json.loads(response.content)["code"]
        if not code.startswith(FACTS["chamber"]):
            KNOWN["POST /api/v1/self/links/confirm code"] = [code]
            BODIES["POST /api/v1/self/links/confirm"] = [{"code": code}]


@atexit.register
def write_counts() -> None:
    counts = {door: dict(found) for door, found in ANSWERS.items()}
    FACTS_FILE.with_name("answers.json").write_text(json.dumps(counts), encoding="utf-8")
