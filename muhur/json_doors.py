"""The JSON doors of the rooms, by name: each router is handed what it needs and nothing else."""

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter

import issuer.batches.routes
import issuer.designs.routes
import issuer.events.routes
import issuer.evidence.routes
import issuer.reissuing.routes
import registry.accounts.invitation_routes
import registry.accounts.routes
import registry.accounts.trail_routes
import registry.history.routes
import registry.inherited.routes
import registry.notices.routes
import registry.people.own_routes
import registry.people.routes
import registry.reports.routes
import registry.training.pool_routes
import registry.training.routes
import verifier.relying.routes
from issuer.begun import OpenKey
from issuer.events.notices import notices_of
from issuer.events.single import Means
from issuer.evidence.automatic import issuing_watched
from issuer.sealing import ChamberKey
from keys.vault import VaultRefused
from muhur.desk import ServerDesk
from muhur.installation import Home
from muhur.job_list import has_keys
from muhur.look_up_limits import LookUpLimits
from muhur.problems import sentences_of
from muhur.sealing.sheets import forgetting
from muhur.sending.webhook import check_address, fresh_secret
from registry.chamber import Chamber
from registry.doors import Door
from registry.notices.webhooks import WebhookMeans
from registry.refusal import Refusal


def json_doors(
    home: Home, door: Door, desk: ServerDesk, limits: LookUpLimits, now: Callable[[], datetime]
) -> list[APIRouter]:
    """The routers of ``/api/v1`` over an opened home."""
    store, public_url, open_key = home.store, home.facts.public_url, opening_keys(home)
    means = means_of(home)
    return [
        registry.accounts.routes.router(store=store, door=door),
        registry.accounts.invitation_routes.router(store=store, public_url=public_url, door=door),
        registry.accounts.trail_routes.router(store=store, door=door),
        issuer.batches.routes.router(
            store=store, open_key=open_key if has_keys(home.settings) else None, door=door
        ),
        issuer.designs.routes.router(store=store, door=door),
        issuer.reissuing.routes.router(store=store, door=door, say=sentences_of),
        issuer.events.routes.router(means=means, door=door, say=sentences_of),
        registry.history.routes.router(store=store, door=door),
        issuer.evidence.routes.router(store=store, door=door, issue=issuing_watched(store, open_key)),
        registry.inherited.routes.router(store=store, door=door),
        registry.notices.routes.router(
            store=store,
            door=door,
            public_url=public_url,
            webhooks=webhook_means(home),
        ),
        registry.people.own_routes.router(store=store, door=door),
        registry.people.routes.router(store=store, door=door, forget=forgetting(home.settings)),
        registry.reports.routes.router(store=store, door=door),
        registry.training.pool_routes.router(store=store, door=door),
        registry.training.routes.router(store=store, door=door),
        verifier.relying.routes.router(
            store=store, door=door, open_desk=desk.open, now=now, public_url=public_url, limits=limits
        ),
    ]


def means_of(home: Home) -> Means:
    """What events need. Without keys at hand one counts all the same; a worker that has them signs its status list."""
    open_key = opening_keys(home) if has_keys(home.settings) else None
    return Means(home.store, open_key, notices_of(home.facts.public_url))


def webhook_means(home: Home) -> WebhookMeans:
    """What adding a webhook needs; addresses of this machine are for an ÖRNEK installation alone."""
    return WebhookMeans(
        home.store,
        lambda url: check_address(url, inside_allowed=home.facts.specimen),
        fresh_secret,
        inside_allowed=home.facts.specimen,
    )


def opening_keys(home: Home) -> OpenKey:
    """Opens signing keys for the rooms, which know nothing of vaults."""

    def open_key(chamber: Chamber, at: datetime) -> ChamberKey:
        try:
            return home.open_key(chamber, at)
        except VaultRefused as error:
            raise Refusal(error.code) from error

    return open_key
