"""The device's own verdict held against the one procedure: over the museum of bad documents and the attacks on lists.

What the device says may be less ("could not check"), never more: it is green only where the procedure is.
"""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page

from scripts.offline_words import CODES, PAGE, catalogue
from templates.rendering import STATIC, load_texts
from tests.pages.conftest import Site
from tests.support.register import TODAY
from tests.vectors.museum import MADE
from tests.verifier.list_attacks import ATTACKS
from tests.verifier.list_files import PLACE, desk_with, house_list, made_list
from tests.verifier.workshop import NOW, House
from verifier.desk import Desk
from verifier.presented import CredentialText, QrText, from_text
from verifier.verdict import Verdict

pytestmark = pytest.mark.browser
JUDGE = """async ({ bundle, anchor, lists, texts, now }) => {
    const { openBundle } = await import("/static/trust-bundle.js");
    const { openList } = await import("/static/status-list.js");
    const { judgeCredential, judgeQr } = await import("/static/offline-judge.js");
    const { ownAddress } = await import("/static/qr-address.js");
    const opened = await openBundle(bundle, anchor, now);
    const listAt = async (chamber, url) => (url in lists ? openList(lists[url], url, chamber, opened) : null);
    const kept = { bundle: opened, listAt, maxAge: 24 * 3600 };
    const found = [];
    for (const text of texts) {
        const own = ownAddress(text, opened.publicUrl);
        if (text.includes("/v/") && !own?.digits) found.push(null);
        else {
            const verdict = await (own ? judgeQr(own.digits, kept, now) : judgeCredential(text, kept, now));
            const { outcome, standing, state, steps } = verdict;
            const codes = steps.map((step) => step.code).filter(Boolean);
            found.push({ outcome, standing, state, codes, names: steps.map((step) => step.name) });
        }
    }
    return found;
}"""


@pytest.fixture(scope="module")
def house() -> House:
    return House()


@pytest.fixture
def judge(page: Page, site: Site) -> Callable[..., list[dict[str, Any] | None]]:
    page.goto(f"{site.url}/bos")

    def ask(
        house: House, texts: list[str], lists: dict[str, str], at: float = NOW.timestamp()
    ) -> list[dict[str, Any] | None]:
        given = {
            "bundle": house.bundle_compact,
            "anchor": dict(house.anchor.public.jwk),
            "lists": lists,
            "texts": texts,
            "now": at,
        }
        found: list[dict[str, Any] | None] = page.evaluate(JUDGE, given)
        return found

    return ask


def procedure(house: House, text: str, desk: Desk, at: datetime = NOW) -> Verdict:
    """The verdict of the procedure, in a thread: the browser's driver has an event loop of its own here."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(house.judge, text, desk=desk, now=at).result()


def said(verdict: Verdict) -> dict[str, Any]:
    names = [step.name for step in verdict.steps]
    return {
        "outcome": verdict.outcome,
        "standing": verdict.standing,
        "codes": verdict.reasons,
        "names": names,
    }


def at_hand(house: House, lists: list[str]) -> dict[str, str]:
    return {house_list(house, number): one for number, one in enumerate(lists, start=1)}


def test_every_bad_document_is_judged_as_by_the_procedure(
    house: House, judge: Callable[..., list[dict[str, Any] | None]]
) -> None:
    lists = [made_list(house)]
    desk = desk_with(house, *lists)
    cases: dict[str, str] = {}
    for name, make in MADE.items():
        match from_text(make(house)):
            case CredentialText(text) | QrText(text) if text.isprintable():
                cases[name] = text
    assert len(cases) > 150
    texts, judged = list(cases.values()), set()
    for name, found in zip(cases, judge(house, texts, at_hand(house, lists)), strict=True):
        expected = procedure(house, cases[name], desk)
        if found is None:
            # Not spelt as our codes are, or without digits: nothing is judged, the page asks for the right code.
            continue
        judged.add(name)
        if "offline.form" in found["codes"]:
            assert found["outcome"] == "cannot_tell", name
            continue
        # What cannot even be read is refused by both; which fault is found first may differ.
        unread = expected.reasons[:1] == [expected.steps[0].code]
        told = ("outcome", "standing") if unread else tuple(said(expected))
        assert {key: found[key] for key in told} == {key: said(expected)[key] for key in told}, name
        assert (found["state"] == "valid") is expected.is_valid, name
    assert {"control", "qr.control"} & judged and len(judged) > 150, sorted(set(cases) - judged)


@pytest.mark.parametrize("name", [one for one in ATTACKS if not one.startswith("rolled-back")])
def test_no_list_that_cannot_be_relied_on_makes_anything_green(
    house: House, judge: Callable[..., list[dict[str, Any] | None]], name: str
) -> None:
    code, attack = ATTACKS[name]
    desk: Desk = attack(house)
    assert desk.status_lists is not None
    given = {
        url: one.compact
        for url in (house_list(house, number) for number in (1, 2))
        if (one := desk.status_lists.find(url)) is not None
    }
    for text in (house.compact, house.qr_text()):
        (found,) = judge(house, [text], given)
        assert found is not None
        assert (found["outcome"], found["standing"], found["state"]) == ("genuine", "unknown", "unknown"), (
            text[:20]
        )
        assert code in found["codes"]
        assert found["names"] == [step.name for step in procedure(house, text, desk).steps]


def test_every_place_of_a_list_is_read_in_the_right_order(
    house: House, judge: Callable[..., list[dict[str, Any] | None]]
) -> None:
    near = (PLACE - 8, PLACE - 1, PLACE + 1, PLACE + 7, 0, 131_071)
    for set_places, standing in (((), "valid"), (near, "valid"), ((PLACE,), "unknown")):
        lists = at_hand(house, [made_list(house, *set_places)])
        found = judge(house, [house.compact, house.qr_text()], lists)
        assert [one and one["standing"] for one in found] == [standing] * 2
        assert [one and one["state"] for one in found] == [
            "valid" if standing == "valid" else "not_in_force"
        ] * 2


def test_a_qr_asks_every_list_of_the_chamber(
    house: House, judge: Callable[..., list[dict[str, Any] | None]]
) -> None:
    clear = [made_list(house, number=number, lists=2) for number in (1, 2)]
    held = [made_list(house, PLACE, number=number, lists=2) for number in (1, 2)]
    for lists, state, code in (
        (clear, "valid", None),
        (held, "not_in_force", "status.not_in_force"),
        ([clear[0], held[1]], "unknown", "status.ambiguous"),
        (clear[:1], "unknown", "status.absent"),
    ):
        (found,) = judge(house, [house.qr_text()], at_hand(house, lists))
        expected = procedure(house, house.qr_text(), desk_with(house, *lists))
        assert found is not None
        assert found["state"] == state
        assert {key: found[key] for key in ("outcome", "standing", "codes", "names")} == said(expected)
        assert code is None or code in found["codes"]


@pytest.mark.parametrize("days", [-1, 0, 30, 369])
def test_days_of_validity(house: House, judge: Callable[..., list[dict[str, Any] | None]], days: int) -> None:
    at = NOW + timedelta(days=days)
    ended, begun = TODAY + timedelta(days=days - 1), TODAY + timedelta(days=days)
    texts = [house.compact, house.qr_text()]
    for first, last in (
        (TODAY - timedelta(days=9), ended),
        (TODAY - timedelta(days=9), begun),
        (begun + timedelta(days=1), None),
    ):
        if last is not None and last < first:
            continue
        document = house.fresh(valid_from=first, valid_until=last)
        texts.append(house.issue(document)[1])
    lists = [made_list(house, at=at - timedelta(hours=1))]
    desk = desk_with(house, *lists)
    for text, found in zip(texts, judge(house, texts, at_hand(house, lists), at.timestamp()), strict=True):
        assert found is not None
        expected = procedure(house, text, desk, at)
        assert {key: found[key] for key in ("outcome", "standing", "codes", "names")} == said(expected)
    assert len(texts) >= 4


def test_a_list_of_the_future_does_not_keep_out_the_right_ones(house: House, page: Page, site: Site) -> None:
    """Signed by a clock that ran a year ahead, and kept by a device that believed it."""
    at = NOW.timestamp()
    ahead = made_list(house, PLACE, at=NOW + timedelta(days=365), version=9)
    served = {"list": ahead}
    url = house_list(house, 1)
    page.route("**/trust/bundle.json", lambda route: route.fulfill(json={"bundle": house.bundle_compact}))
    page.route(
        "**/status", lambda route: route.fulfill(json={"lists": [{"url": url, "list": served["list"]}]})
    )
    page.goto(f"{site.url}/bos")
    script = """async ({ anchor, url, now }) => {
        const { keptLists, refreshLists } = await import("/static/kept-lists.js");
        await refreshLists(anchor, now);
        const kept = await keptLists(anchor, now);
        const chamber = kept.bundle.chambers.find((one) => one.code === "EMO");
        return (await kept.listAt(chamber, url))?.signedAt ?? null;
    }"""
    put = "async ([path, text]) => (await caches.open('muhur-lists')).put(path, new Response(text))"
    given = {"anchor": dict(house.anchor.public.jwk), "url": url, "now": at}
    assert page.evaluate(script, given) is None
    page.evaluate(put, [url.removeprefix(house.public_url), ahead])
    served["list"] = made_list(house, at=NOW)
    assert page.evaluate(script, given) == int(at)


def test_the_device_speaks_the_procedures_sentences() -> None:
    assert PAGE.read_text(encoding="utf-8") == catalogue(), "run scripts/offline_words.py"


def test_the_device_has_a_sentence_for_each_of_its_codes_and_no_other() -> None:
    modules = ("offline-judge.js", "examine-credential.js", "status-list.js", "jws.js")
    source = "".join((STATIC / name).read_text(encoding="utf-8") for name in modules)
    found = set(re.findall(r'"((?:[a-z]+)\.[a-z_]+)"', source)) - {"offline.form"}
    assert found == set(CODES)
    assert "why_offline_form" in load_texts()["tr"]
