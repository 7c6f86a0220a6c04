"""Checking with a number and a sicil no, and what one source may look up, through the real application."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from issuer.issue import issue_list
from muhur.app import build_app
from muhur.installation import Home
from registry.accounts.outlived import purge
from registry.people.sicil_tries import MOST_A_DAY, may_open
from registry.tables.signing_in import tries
from tests.journeys.machinery import Site
from tests.support.callers import client
from tests.support.register import NOW, PUBLIC_URL, members_of, passing, request

RUN, SICIL = "EMO-YG-01/2026-1", "101742"
MASKED, WHOLE = "I*** İ*** Ö***", "Işıl İnci Öztürk"


def issued(home: Home) -> str:
    (isil,) = [one for one in members_of(home, "EMO") if one.sicil_no == SICIL]
    issue_list(home.store, request(RUN, passing([isil])), home.open_key)
    with home.store.reading("EMO") as records:
        return next(one.belge_no for one in records.credentials.all() if one.member_id == isil.id)


def ask(site: Site, number: str, sicil_no: str | None = None) -> dict[str, Any]:
    body = {"number": number} if sicil_no is None else {"number": number, "sicil_no": sicil_no}
    answer = site.post("/api/v1/verify", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def name(site: Site, number: str, sicil_no: str | None = None) -> str:
    return str(ask(site, number, sicil_no)["credential"]["name"])


def test_the_right_sicil_no_opens_the_whole_view(either_home: Home) -> None:
    number = issued(either_home)
    with client(either_home) as site:
        assert name(site, number) == MASKED
        whole = ask(site, number, SICIL)
        assert whole["credential"]["masked"] is False
        assert (whole["credential"]["name"], whole["credential"]["sicil_no"]) == (WHOLE, SICIL)
        # As often as one likes.
        assert [name(site, number, f" {SICIL} ") for _ in range(9)] == [WHOLE] * 9
        # However many zeros a spreadsheet dropped, or somebody put before it.
        assert name(site, number, f"00{SICIL}") == WHOLE


def test_a_wrong_sicil_no_answers_like_none(either_home: Home) -> None:
    number = issued(either_home)
    with client(either_home) as site:
        for wrong in ("101743", "", " ", "1", "10174", "101742x", "ışık", "9" * 200):
            assert ask(site, number, wrong) == ask(site, number), wrong
        # Of a document that is not there nothing is told either way, and nothing is counted.
        missing = "EMO-2026-YB-000124-W"
        assert ask(site, missing, SICIL) == ask(site, missing)
    with either_home.store.engine.connect() as connection:
        (row,) = connection.execute(tries.select()).all()
    assert number not in row.key
    assert row.n == 6, "what is blank is not a try"


def test_after_five_wrong_ones_a_day_nothing_opens_it(either_home: Home) -> None:
    number = issued(either_home)
    midnight = NOW.replace(hour=21)  # 00:00 of the next day in Istanbul
    clock = [midnight]
    with client(either_home, now=lambda: clock[0]) as site:
        for wrong in range(MOST_A_DAY - 1):
            assert name(site, number, str(wrong)) == MASKED
        assert name(site, number, SICIL) == WHOLE
        assert name(site, number, "5") == MASKED
        for hours in (0, 5, 23.99):
            clock[0] = midnight + timedelta(hours=hours)
            refused = ask(site, number, SICIL)
            assert refused == ask(site, number) == ask(site, number, "5"), (
                "used up, wrong and none look alike"
            )
            assert refused["credential"]["name"] == MASKED
        clock[0] = midnight + timedelta(hours=24)
        assert name(site, number, SICIL) == WHOLE
        purge(either_home.store, clock[0] + timedelta(days=32))
    with either_home.store.engine.connect() as connection:
        assert connection.execute(tries.select()).all() == []


def test_many_guesses_at_once_are_counted_one_by_one(either_home: Home) -> None:
    guesses = [False] * 40 + [True]

    def guess(right: bool) -> bool:
        with either_home.store.writing() as records:
            return may_open(records, "EMO-2026-YB-000123-Y", NOW, right=right)

    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(guess, guesses))
    assert not any(opened[:40])
    assert opened[40] is False, "the right one came after far more than five wrong ones"
    with either_home.store.engine.connect() as connection:
        assert connection.execute(tries.select()).one().n == 40


def test_the_page_asks_for_the_sicil_no_and_says_nothing_of_why(home: Home) -> None:
    number = issued(home)
    with client(home) as site:
        masked = site.post("/dogrula", data={"metin": number})
        assert "Ad soyad gizlenmiştir" in masked.text
        assert "Ad soyadı görmek için" in masked.text
        whole = site.post("/dogrula", data={"metin": number, "sicil_no": SICIL})
        assert WHOLE in whole.text
        assert "Ad soyad gizlenmiştir" not in whole.text
        wrong = site.post("/dogrula", data={"metin": number, "sicil_no": "77"})
        for _ in range(MOST_A_DAY):
            site.post("/dogrula", data={"metin": number, "sicil_no": "78"})
        used_up = site.post("/dogrula", data={"metin": number, "sicil_no": SICIL})
    # What was typed stays; nothing else differs.
    assert wrong.text.replace('value="77"', 'value=""') == used_up.text.replace(
        f'value="{SICIL}"', 'value=""'
    )
    assert masked.text == wrong.text.replace('value="77"', 'value=""')


def test_the_sicil_no_counts_for_numbers_alone(home: Home) -> None:
    with client(home) as site:
        for body in (
            {"qr": "x", "sicil_no": SICIL},
            {"credential": "x", "sicil_no": SICIL},
            {"number": "EMO-2026-YB-000123-Y", "sicil_no": 101742},
            {"number": "EMO-2026-YB-000123-Y", "sicil_no": SICIL, "more": 1},
            {"sicil_no": SICIL},
        ):
            assert site.post("/api/v1/verify", json=body).status_code == 400, body


# what one source may look up


@pytest.fixture
def limited(home: Home) -> Iterator[Site]:
    """Five numbers a minute, ten in lists an hour, twelve look-ups of any kind a minute."""
    narrow = {
        "look_up_seconds": 30.0,
        "number_look_ups_a_minute": 5,
        "listed_numbers_an_hour": 10,
        "look_ups_a_minute": 12,
    }
    narrowed = replace(home, settings=home.settings.model_copy(update=narrow))
    with Site.over(build_app(narrowed, lambda: NOW), PUBLIC_URL) as site:
        yield site


def test_too_many_numbers_are_refused_with_the_time_to_wait(limited: Site) -> None:
    body = {"number": "EMO-2026-YB-000123-Y"}
    assert [limited.post("/api/v1/verify", json=body).status_code for _ in range(5)] == [200] * 5
    refused = limited.post("/api/v1/verify", json=body)
    wait = refused.headers["retry-after"]
    assert (refused.status_code, 1 <= int(wait) <= 60) == (429, True)
    assert refused.json()["code"] == "lookups.too_many"
    assert refused.json()["title"] == f"Çok sayıda sorgu yapıldı. {wait} saniye sonra yeniden deneyiniz."
    page = limited.post("/dogrula", data={"metin": body["number"]}, headers={"accept": "text/html"})
    assert page.status_code == 429
    assert "Çok sayıda sorgu yapıldı." in page.text
    assert "Bu bir doğrulama sonucu değildir" in page.text
    assert f'value="{body["number"]}"' in page.text, "what was typed stays in the form"
    assert 1 <= int(page.headers["retry-after"]) <= 60
    # What nobody can guess is not counted so strictly.
    assert limited.get("/v/0000000000000000").status_code == 200


def test_lists_are_counted_by_their_numbers(limited: Site) -> None:
    numbers = {"numbers": ["EMO-2026-YB-000123-Y", "XXX-1"] * 4}
    assert limited.post("/api/v1/verify/numbers", json=numbers).status_code == 200
    refused = limited.post("/api/v1/verify/numbers", json=numbers)
    assert refused.status_code == 429
    page = limited.post("/toplu", data={"numbers": "\n".join(numbers["numbers"])})
    assert page.status_code == 429
    assert "Çok sayıda sorgu yapıldı." in page.text
    assert "EMO-2026-YB-000123-Y\nXXX-1" in page.text, "the list stays in the form"
    assert 1 <= int(page.headers["retry-after"]) <= 3600


def test_everything_is_counted_a_little(limited: Site) -> None:
    asked = [limited.get(f"/v/{place:016d}/verdict").status_code for place in range(13)]
    assert asked == [200] * 12 + [429]
    assert limited.get("/").status_code == 200


def test_no_limit_is_no_limit(home: Home) -> None:
    free = home.settings.model_copy(update={"number_look_ups_a_minute": 0, "look_up_seconds": 30.0})
    with Site.over(build_app(replace(home, settings=free), lambda: NOW), PUBLIC_URL) as site:
        body = {"number": "EMO-2026-YB-000123-Y"}
        assert {site.post("/api/v1/verify", json=body).status_code for _ in range(70)} == {200}
