"""Addresses of a chamber that are told of what happens to its documents: added and ended by its own people."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from registry.act import Act
from registry.ids import uuid7
from registry.notices.telling import EVENTS
from registry.records.asked.outbox import Webhook
from registry.refusal import Refusal
from registry.store import Store


class WebhookRefused(Refusal):
    """There is no such webhook in the caller's chamber, or it cannot be told of that."""


@dataclass(frozen=True, slots=True)
class WebhookMeans:
    """``check`` raises for an address that may not be called; ``fresh_secret`` makes what its messages are signed with.

    ``inside_allowed``: it lets addresses without TLS and of our own network pass.
    """

    store: Store
    check: Callable[[str], None]
    fresh_secret: Callable[[], str]
    inside_allowed: bool = False


def add_webhook(means: WebhookMeans, act: Act, url: str, events: Collection[str]) -> Webhook:
    """A new address of the caller's chamber; its secret is shown in the answer that made it alone.

    Raises ``WebhookRefused`` webhook.event, and whatever ``check`` says of the address.
    """
    chosen = tuple(one for one in EVENTS if one in events)
    if not chosen or set(events) - set(EVENTS):
        raise WebhookRefused("webhook.event")
    means.check(url)
    chamber = act.caller.own_chamber()
    one = Webhook(uuid7(act.at), chamber, url, means.fresh_secret(), chosen, True, act.at, act.actor)
    with means.store.writing(chamber) as records:
        records.outbox.add_webhook(one)
        records.audit.add(act, "webhook.added", target_kind="webhook", target=str(one.id))
    return one


def end_webhook(store: Store, act: Act, webhook_id: UUID) -> None:
    """Tell an address no more; raises ``WebhookRefused`` access.not_found for one that is not the chamber's."""
    chamber = act.caller.own_chamber()
    with store.writing(chamber) as records:
        if not records.outbox.end_webhook(chamber, webhook_id):
            raise WebhookRefused("access.not_found")
        records.audit.add(act, "webhook.ended", target_kind="webhook", target=str(webhook_id))
