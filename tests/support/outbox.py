"""What waits in the outbox of a chamber, and letting it leave."""

from datetime import datetime

from muhur.installation import Home
from registry.notices.message import Message
from templates.notices.wording import worded


def waiting(home: Home, at: datetime, template: str | None = None, chamber: str = "EMO") -> list[Message]:
    """Messages that are due, of one template or all."""
    with home.store.reading(chamber) as records:
        found = records.outbox.due(chamber, at, limit=1000)
    return [one for one in found if template in (None, one.template)]


def leave(home: Home, at: datetime, chamber: str = "EMO") -> list[Message]:
    """Take what is due as a sender does whose receivers accept everything."""
    with home.store.writing(chamber) as records:
        found = records.outbox.due(chamber, at, limit=1000)
        for one in found:
            records.outbox.sent(one.id, at)
    return found


def text_of(home: Home, one: Message) -> tuple[str, str]:
    """Subject and body as the receiver reads them."""
    return worded(one.template, one.lang, one.facts, home.facts.public_url)
