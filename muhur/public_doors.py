"""The doors that ask for no account, by name: each router is handed what it needs and nothing else."""

from collections.abc import Callable, Mapping
from datetime import datetime

from fastapi import APIRouter

import registry.transparency.routes
import verifier.pages
import verifier.relying.pages
import verifier.routes
from muhur.desk import ServerDesk, draw_report
from muhur.forms.badges import Badges
from muhur.forms.proofs import Proofs
from muhur.installation import Home
from muhur.look_up_limits import LookUpLimits
from muhur.problems import sentences_of
from muhur.sealing.sheets import Paper
from muhur.tokens import Tokens
from registry.access import ANYONE
from registry.act import Act
from registry.store import PUBLIC
from templates.rendering import PageInstallation, Pages
from templates.report.drawn import Report
from verifier.verdict import Verdict


def public_doors(
    home: Home,
    *,
    desk: ServerDesk,
    paper: Paper,
    tokens: Tokens,
    limits: LookUpLimits,
    looks: PageInstallation,
    now: Callable[[], datetime],
    judged: Callable[[Verdict], None],
) -> list[APIRouter]:
    """The routers of checking documents over an opened home."""
    pages = Pages(looks, say=sentences_of)
    report = Report(looks)

    def anyone() -> Act:
        return tokens.act(ANYONE, now())

    async def sheet_of(code: str) -> tuple[bytes, str] | None:
        found = await paper.of_code(code)
        return None if found is None else (found.pdf, found.sha256.hex())

    async def drawn(
        lang: str,
        verdict: Mapping[str, object],
        *,
        code: str | None,
        entry: str,
        sha256: str,
        at: datetime,
    ) -> bytes:
        return await draw_report(
            lambda: report.draw(lang, verdict, code=code, entry=entry, sha256=sha256, at=at)
        )

    signing = home.log()
    return [
        # Before the page of a document, whose address is the beginning of the proof's.
        registry.transparency.routes.router(
            open_records=lambda: home.store.reading(PUBLIC), keep=signing.keep, look_up=limits.look_up
        ),
        verifier.routes.router(
            open_desk=desk.open,
            sheet_of=sheet_of,
            badge_of=Badges(),
            proof_of=Proofs(home, desk.linked, now),
            now=now,
            limits=limits,
            judged=judged,
        ),
        verifier.pages.router(
            open_desk=desk.open, now=now, limits=limits, pages=pages, draw_report=drawn, judged=judged
        ),
        verifier.relying.pages.router(
            store=home.store,
            open_desk=desk.open,
            now=now,
            anyone=anyone,
            limits=limits,
            pages=pages,
            public_url=home.facts.public_url,
        ),
    ]
