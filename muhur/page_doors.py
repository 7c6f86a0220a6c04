"""The pages of people who sign in, by name: each router is handed what it needs and nothing else."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from fastapi import APIRouter

import issuer.batches.pages
import issuer.designs.pages
import issuer.events.pages
import issuer.evidence.pages
import issuer.lists.pages
import issuer.reissuing.pages
import issuer.waiting.pages
import muhur.signin.pages
import muhur.visiting.routes
import registry.accounts.invitation_pages
import registry.accounts.pages
import registry.accounts.trail_pages
import registry.history.pages
import registry.holder.data_pages
import registry.holder.pages
import registry.holder.record_pages
import registry.holder.request_pages
import registry.inherited.pages
import registry.key_life.pages
import registry.notices.pages
import registry.people.asking_pages
import registry.people.pages
import registry.people.union_pages
import registry.reports.pages
import registry.training.pages
import registry.training.pool_pages
import registry.training.run_pages
import registry.transparency.pages
from issuer.batches.archive import Archives
from issuer.batches.background import Signing
from issuer.events.single import Means
from issuer.waiting.today import counts_of
from muhur.desk import document_in, drawing, payload_in, picture, picture_of, sheet
from muhur.door import Guard
from muhur.forms.wallet import wallet_of
from muhur.installation import Home
from muhur.jobs import place_of
from muhur.json_doors import webhook_means
from muhur.problems import problem, sentences_of
from muhur.sealing.sheets import Paper, forgetting
from muhur.signin.doors import sign_in_doors
from muhur.tokens import Tokens
from muhur.transparency.signing import state_of
from muhur.visiting.page_door import PageGuard, page_door_of
from muhur.visiting.sessions import Sessions
from registry.access import Caller
from registry.refusal import Refusal
from registry.store import Store
from templates.rendering import PageInstallation
from templates.screens import Screens


def page_doors(
    home: Home,
    *,
    guard: Guard,
    tokens: Tokens,
    means: Means,
    paper: Paper,
    looks: PageInstallation,
    now: Callable[[], datetime],
) -> list[APIRouter]:
    """The routers of the screens over an opened home."""
    store, sessions = home.store, Sessions(home)
    pages = PageGuard(
        guard=guard,
        sessions=sessions,
        tokens=tokens,
        screens=Screens(looks),
        public_url=home.facts.public_url,
        now=now,
        waiting=lambda caller: _waiting(store, caller),
    )
    door = page_door_of(pages)
    return [
        muhur.visiting.routes.router(door=door, sessions=sessions, shows_design=home.facts.specimen),
        issuer.waiting.pages.router(store=store, door=door),
        # Before those over batches: an address of a list under work is no batch's id.
        issuer.lists.pages.router(store=store, door=door),
        issuer.batches.pages.router(
            store=store,
            signing=Signing(store, means.open_key, _signing_failed),
            archives=Archives(store, paper.begin),
            sheet=sheet,
            picture=picture,
            door=door,
        ),
        registry.training.pages.router(store=store, door=door),
        registry.training.pool_pages.router(store=store, door=door),
        registry.training.run_pages.router(store=store, door=door),
        issuer.evidence.pages.router(store=store, door=door),
        # Before those over documents: a list to renew is no document's number.
        issuer.reissuing.pages.router(store=store, door=door, say=sentences_of),
        issuer.events.pages.router(means=means, door=door, say=sentences_of),
        issuer.designs.pages.router(store=store, door=door, payload_in=payload_in, draw=drawing),
        registry.accounts.pages.router(store=store, door=door),
        registry.accounts.invitation_pages.router(store=store, public_url=home.facts.public_url, door=door),
        registry.key_life.pages.router(store=store, door=door),
        registry.inherited.pages.router(store=store, door=door),
        registry.notices.pages.router(
            store=store,
            door=door,
            webhooks=webhook_means(home),
        ),
        registry.people.asking_pages.router(store=store, door=door),
        registry.holder.pages.router(
            store=store,
            door=door,
            public_url=home.facts.public_url,
            read_document=document_in,
            picture=picture_of,
            wallet=wallet_of(home),
        ),
        registry.holder.record_pages.router(store=store, door=door),
        registry.holder.request_pages.router(store=store, door=door),
        registry.holder.data_pages.router(store=store, door=door),
        *sign_in_doors(home, sessions=sessions, tokens=tokens, guard=guard, door=door),
        registry.reports.pages.router(store=store, door=door),
        registry.history.pages.router(store=store, door=door),
        registry.transparency.pages.router(
            store=store, door=door, state_of=partial(state_of, home.log()), say=_log_sentences
        ),
        registry.accounts.trail_pages.router(store=store, door=door),
        registry.people.union_pages.router(store=store, door=door),
        registry.people.pages.router(store=store, door=door, forget=forgetting(home.settings)),
    ]


def _waiting(store: Store, caller: Caller) -> Mapping[str, int]:
    """For the navigation; a page that says why the register is away is drawn all the same."""
    if caller.chamber_code is None:
        return {}
    try:
        with store.reading(caller.chamber_code) as records:
            return counts_of(records, caller)
    except Refusal:
        return {}


def _log_sentences(code: str, where: str) -> tuple[str, str]:
    found = problem(code, where=where)
    return found.tr, found.en


def _signing_failed(batch_id: UUID, fault: BaseException) -> None:
    # The class and place alone: a message may hold a name.
    structlog.get_logger().error("signing_failed", batch=str(batch_id), error=place_of(fault))
