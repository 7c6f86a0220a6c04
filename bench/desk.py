"""The pages of a chamber's desk, of the auditor and of a member over a large register: server time of each.

Called by `bench.register`. Pages are asked of the whole application, by a caller in the same process.
"""

import html
import re
import statistics
import time

from bench.people_lists import class_list
from muhur.installation import Home
from registry.access import ADMINISTRATOR, APPROVER, OFFICER, REGISTRAR
from registry.lists.imports import add_runs, run_of
from registry.records.history.listing import Filters
from registry.store import OWNER
from tests.support.callers import auditor, member, user
from tests.support.desk import Visitor, desk
from tests.support.register import NOW

_PLACE = re.compile(r'href="(/(?:oda|denetim|uye)[^"#]*)"')
_ROLES = (OFFICER, APPROVER, REGISTRAR, ADMINISTRATOR)
_LIST_ROWS = 5000


def pages(home: Home, chamber: str, rounds: int) -> None:
    """Every page that a navigation leads to, and one of each kind behind it: the slowest medians."""
    with home.store.reading(chamber) as records:
        found = records.listing.page(chamber, Filters(), None, 1)[0]
    behind = (f"/oda/belgeler/{found.belge_no}", f"/oda/uyeler/{found.sicil_no}", "/oda/uyeler?q=yılmaz")
    callers = [user(home, chamber, role, login=f"olcum.{role}") for role in _ROLES]
    with desk(home) as visits:
        _slowest("desk pages", [(visits(one), behind) for one in callers], rounds, "< 200 ms")
        _slowest("auditor's pages", [(visits(auditor(home)), ())], rounds, "reports < 1000 ms")
        _slowest(
            "a member's pages", [(visits(member(home, chamber, found.sicil_no)), ())], rounds, "< 200 ms"
        )
        _list(home, visits(callers[0]), chamber)


def _slowest(name: str, visitors: list[tuple[Visitor, tuple[str, ...]]], rounds: int, target: str) -> None:
    spent: dict[str, float] = {}
    for visitor, behind in visitors:
        home_page = visitor.site.get(_first(visitor), cookies=visitor.cookies).text
        places = [html.unescape(one) for one in _PLACE.findall(home_page)]
        for path in dict.fromkeys([_first(visitor), *places, *behind]):
            answer = visitor.site.get(path, cookies=visitor.cookies)
            if answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
                continue
            median = statistics.median(_asked(visitor, path) for _ in range(rounds))
            spent[path] = max(spent.get(path, 0.0), median)
    order = sorted(spent.items(), key=lambda one: -one[1])
    worst = ", ".join(f"{path} {seconds * 1e3:.0f}" for path, seconds in order[:3])
    value = f"{statistics.median(spent.values()) * 1e3:.0f} / {order[0][1] * 1e3:.0f} ms"
    print(f"{f'{name}: median / slowest of {len(spent)}':46} {value:>22}   {target:18} {worst}", flush=True)


def _first(visitor: Visitor) -> str:
    for path in ("/oda", "/denetim", "/uye"):
        if visitor.site.get(path, cookies=visitor.cookies).status_code == 200:
            return path
    raise SystemExit("the visitor has no page of their own")


def _asked(visitor: Visitor, path: str) -> float:
    begin = time.perf_counter()
    visitor.site.get(path, cookies=visitor.cookies)
    return time.perf_counter() - begin


def _list(home: Home, officer: Visitor, chamber: str) -> None:
    """A long list handed in: from the file to the page that says how each row would end."""
    with home.store.reading(chamber) as records:
        people = records.members.search(chamber, "", limit=2 * _LIST_ROWS)
        programme = next(
            one for one in records.programmes.all() if (one.chamber_code, one.kind) == (chamber, "basari")
        )
    active = [one for one in people if one.status == "aktif"][:_LIST_ROWS]
    run = run_of(programme.code, f"liste{len(active)}", NOW.date(), NOW.date(), None, None, NOW)
    with home.store.writing(OWNER) as records:
        add_runs(records, [run])
    code = f"{programme.code}/{run.no}"
    officer.open(f"/oda/listeler/yeni?run={code}")
    begin = time.perf_counter()
    officer.send("/oda/listeler/yeni", files={"file": ("liste.csv", class_list(active))}, run=code)
    spent = time.perf_counter() - begin
    if officer.status != 200:
        raise SystemExit(f"the list was not taken: {officer.text[:300]}")
    print(
        f"{f'a list of {len(active):,} rows, to its preview':46} {f'{spent:.2f} s':>22}   {'< 3 s':18}",
        flush=True,
    )
