"""Following a document: who holds its code asks, the address confirms, and either ends it."""

from collections.abc import Awaitable, Callable

from starlette.concurrency import run_in_threadpool

from registry import verification_code
from registry.act import Act
from registry.notices.watches import (
    WatchRefused,
    chamber_of_token,
    confirm_watch,
    end_watch,
    make_watch,
    watched_number,
)
from registry.store import PUBLIC, Store
from verifier.presented import ByCode, Presented
from verifier.verdict import CANNOT_TELL, Verdict

Judge = Callable[[Presented], Awaitable[Verdict]]


async def begin(
    store: Store, act: Act, judge: Judge, public_url: str, *, code: str, email: str, lang: str
) -> None:
    """Ask the address to confirm; raises ``WatchRefused`` for what is no document on record."""
    parsed, _, standing = await require_document(code, judge)
    await enter(store, act, public_url, parsed, standing, email=email, lang=lang)


async def enter(
    store: Store, act: Act, public_url: str, code: str, standing: str, *, email: str, lang: str
) -> None:
    """The same for a document that was judged already."""
    await run_in_threadpool(_enter, store, act, code, email, lang, standing, public_url)


async def require_document(code: str, judge: Judge) -> tuple[str, str, str]:
    """Code, number and today's standing of a document on record; raises ``WatchRefused``.

    Where nothing can be told, the register is away: that says nothing of the document.
    """
    try:
        parsed = verification_code.parse(code)
    except verification_code.CodeRefused as error:
        raise WatchRefused("document.not_found") from error
    verdict = await judge(ByCode(parsed))
    if verdict.outcome == CANNOT_TELL:
        raise WatchRefused("record.unreachable")
    if verdict.outcome != "genuine" or verdict.standing is None or verdict.credential is None:
        raise WatchRefused("document.not_found")
    return parsed, str(verdict.credential["belge_no"]), verdict.standing


def _enter(store: Store, act: Act, code: str, email: str, lang: str, standing: str, public_url: str) -> None:
    with store.reading(PUBLIC) as records:
        found = records.credentials.by_code(code)
    if found is None:
        raise WatchRefused("document.not_found")
    with store.writing(found.chamber_code) as records:
        make_watch(records, act, found, email=email, lang=lang, standing=standing, public_url=public_url)


def number_of(store: Store, token: str) -> str:
    """The number of the document that a mailed token follows; raises ``WatchRefused``."""
    with store.reading(chamber_of_token(token)) as records:
        return watched_number(records, token)


def confirm(store: Store, act: Act, token: str) -> None:
    """The address answered; raises ``WatchRefused``."""
    with store.writing(chamber_of_token(token)) as records:
        confirm_watch(records, token, act.at)


def end(store: Store, act: Act, token: str) -> None:
    """Tell nothing more and forget the address; raises ``WatchRefused``."""
    with store.writing(chamber_of_token(token)) as records:
        end_watch(records, token, act.at)
