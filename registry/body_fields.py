"""Fields of requests taken only as they are meant: pydantic by itself reads a number as a day and a text as a yes."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT = re.compile(rf"{_DAY.pattern}[Tt][0-9:.,]+([Zz]|[+-][0-9:]+)", re.ASCII)


def _written_day(given: Any) -> Any:
    if type(given) is date or (isinstance(given, str) and _DAY.fullmatch(given)):
        return given
    raise ValueError("not a day as YYYY-MM-DD")


def _written_instant(given: Any) -> Any:
    if isinstance(given, str) and _INSTANT.fullmatch(given):
        return given
    raise ValueError("not an instant as RFC 3339 writes it")


Day = Annotated[date, BeforeValidator(_written_day)]
Instant = Annotated[AwareDatetime, BeforeValidator(_written_instant)]
Flag = Annotated[bool, Field(strict=True)]
Whole = Annotated[int, Field(strict=True)]
