"""Notices as text: subject and body in the receiver's language, from ``texts.json``."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

TEXTS: Final[dict[str, dict[str, list[str]]]] = json.loads(
    (Path(__file__).parent / "texts.json").read_text(encoding="utf-8")
)
_SIGNED: Final = {
    "tr": "\n\n--\nMühür, TMMOB belge hizmeti\n{public_url}\nBu ileti kendiliğinden gönderilmiştir.",
    "en": "\n\n--\nMühür, document service of TMMOB\n{public_url}\nThis message was sent automatically.",
}


def worded(template: str, lang: str, facts: Mapping[str, Any], public_url: str) -> tuple[str, str]:
    """Subject (one line) and body of a notice. The values of ``facts`` are text, never markup."""
    language = lang if lang in _SIGNED else "tr"
    subject, body = TEXTS[template][language]
    filled = {name: str(value) for name, value in facts.items()}
    one_line = " ".join(subject.format(**filled).split())
    return one_line, body.format(**filled) + _SIGNED[language].format(public_url=public_url)
