"""What the authorization matrix is made of: the doors of the application, callers of every kind, and objects of two
chambers that fill the doors' parameters by name.

A door with a parameter of a new name needs an object of that name in ``seed``; until then it is filled with what
does not exist.
"""

import re
import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from fastapi.routing import iter_route_contexts

from muhur.app import build_app
from muhur.installation import Home
from registry.access import ADMINISTRATOR, APPROVER, CHAMBER_ROLES, MEMBER, OFFICER, REGISTRAR, RIGHTS, Caller
from registry.accounts.programs import revoke_program
from registry.accounts.users import set_active
from registry.belge_no import BelgeNo
from registry.doors import API, RIGHT
from tests.journeys.machinery import Site
from tests.support.batches import submitted
from tests.support.callers import act_of, auditor, bearer, member, program, token_for, user
from tests.support.living import issued
from tests.support.register import NOW, make_home, members_of
from tests.support.samples_of_schema import sample

OWN, FOREIGN = "MMO", "EMO"
# Parameters that are no object of a chamber, with a value that fits.
PLAIN = {"what": "documents", "purpose": "kamuoyuna_oneri", "name": "tablo1", "token": "A" * 32}
# A literal address: the door looks whether it can be reached from outside; nothing is sent to it here.
HOOK = "https://1.1.1.1/h"
UNKNOWN = {
    "belge_no": str(BelgeNo(OWN, 2026, "basari", 999999)),
    "login": "nobody.here",
    "client_id": "prog-0000000000000000",
    "sicil_no": "9999999",
    "code": "MMO-YOK-99",
    "no": "1999-1",
}


@dataclass
class Who:
    """A row of the matrix: a caller and what its token must give."""

    name: str
    headers: dict[str, str]
    caller: Caller | None
    counts: bool = True


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    right: str | None
    operation: dict[str, Any] = field(hash=False, compare=False)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.path)

    @property
    def objects(self) -> list[str]:
        """Parameters that name something of a chamber."""
        return [one for one in self.parameters if one not in PLAIN and "/chambers/{code}" not in self.path]


class World:
    """An installation with objects in two chambers, its application, and the state to come back to."""

    def __init__(self, folder: Path) -> None:
        self.home: Home = make_home(folder)
        self.app = build_app(self.home, lambda: NOW)
        self.schemas: dict[str, Any] = {}
        self.routes: list[Route] = []
        self.seeds: dict[str, dict[str, str]] = {}
        self.callers: list[Who] = []
        self._file = Path(self.home.store.engine.url.database or "")
        self._kept = folder / "kept.sqlite3"

    def read_routes(self) -> None:
        described = self.app.openapi()
        self.schemas = described["components"]["schemas"]
        for context in iter_route_contexts(self.app.routes):
            path = context.path_format or ""
            if path.startswith(API):
                right = (getattr(context, "openapi_extra", None) or {}).get(RIGHT)
                for method in sorted((context.methods or set()) - {"HEAD"}):
                    self.routes.append(Route(method, path, right, described["paths"][path][method.lower()]))

    def keep(self) -> None:
        with self.home.store.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.home.store.engine.dispose()
        shutil.copy(self._file, self._kept)

    def come_back(self) -> None:
        if not self._kept.exists():
            # Whichever test comes first finds the objects as they were seeded.
            self.keep()
        self.home.store.engine.dispose()
        for ending in ("-wal", "-shm"):
            self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        shutil.copy(self._kept, self._file)


def unknown(name: str) -> str:
    """A value that fits the parameter and names nothing."""
    return UNKNOWN.get(name) or str(uuid4())


def address(route: Route, values: dict[str, str]) -> str:
    filled = route.path
    for name in route.parameters:
        value = values.get(name) or PLAIN.get(name) or unknown(name)
        if "/chambers/{code}" in route.path and name == "code":
            value = OWN
        filled = filled.replace("{" + name + "}", value)
    return filled


def body_of(world: World, route: Route, values: dict[str, str]) -> dict[str, Any]:
    """What is sent: a body that fits the description, and the required query."""
    named = {
        "login": "yeni.kisi", "belge_no": values["belge_no"], "sicil_no": values["sicil_no"], "email": "a@example.org",
        "decision": {"number": "40/34", "on": "2026-11-20"}, "into": values["holder"],
        "programme": values["code"], "number": "40/34", "url": HOOK,
    }  # fmt: skip
    given: dict[str, Any] = {}
    query = {
        one["name"]: sample(one["schema"], world.schemas, named, one["name"])
        for one in route.operation.get("parameters", [])
        if one["in"] == "query" and one.get("required")
    }
    if query:
        given["params"] = query
    content = route.operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        given["json"] = sample(content["application/json"]["schema"], world.schemas, named)
    elif "multipart/form-data" in content:
        given["files"] = {"file": ("liste.csv", b"Sicil No;Ad\n1;X\n", "text/csv")}
    return given


def code_of(answer: httpx.Response) -> str:
    kind = answer.headers.get("content-type", "")
    return answer.json().get("code", "") if kind == "application/problem+json" else ""


def seed(world: World, site: Site) -> None:
    """Objects of each kind in both chambers, through the doors themselves."""
    home = world.home
    for chamber in (OWN, FOREIGN):
        run = {"MMO": "MMO-MT-01/2026-1", "EMO": "EMO-YG-01/2026-1"}[chamber]
        people = members_of(home, chamber)
        holder = people[0].sicil_no
        numbers = issued(home, 2, run)
        for role in (*CHAMBER_ROLES, "target"):
            user(
                home, chamber, *([OFFICER] if role == "target" else [role]), login=f"{role}.{chamber.lower()}"
            )
        heads = {
            role: bearer(home, user(home, chamber, role, login=f"{role}.{chamber.lower()}"))
            for role in CHAMBER_ROLES
        }
        heads[MEMBER] = bearer(home, member(home, chamber, holder))

        def post(role: str, path: str, heads: dict[str, Any] = heads, **given: Any) -> Any:
            answer = site.post(f"{API}{path}", headers=heads[role], **given)
            assert answer.status_code < 300, (path, answer.text)
            return answer.json()

        found = {
            "login": f"target.{chamber.lower()}",
            "holder": holder,
            "code": run.partition("/")[0],
            "no": run.partition("/")[2],
            "belge_no": numbers[0],
            "sicil_no": people[-1].sicil_no,
            "client_id": post(ADMINISTRATOR, "/programs", json={"name": "P", "scopes": ["members:read"]})["client_id"],
            "delegation_id": post(ADMINISTRATOR, "/delegations", json={
                "lender": f"approver.{chamber.lower()}", "borrower": f"target.{chamber.lower()}",
                "from_on": "2026-12-01", "until_on": "2026-12-02"})["id"],
            "trainer_id": post(OFFICER, "/trainers", json={"full_name": "Eğitici Kişi", "profile": "oda"})["id"],
            "webhook_id": post(ADMINISTRATOR, "/webhooks", json={
                "url": HOOK, "events": ["document.revoked"]})["id"],
            "share_id": post(MEMBER, "/self/shares", json={"belge_no": numbers[0]})["id"],
            "request_id": post(MEMBER, "/self/requests", json={"kind": "itiraz", "text": "Deneme"})["id"],
        }  # fmt: skip
        head = "Sicil No;Ad;Soyad;Belge No;Tür;Alan;Eğitim;Veriliş Tarihi;Bitiş Tarihi;Karar No;Karar Tarihi;Tarama SHA256\n"
        one = people[1]
        line = (
            f"{one.sicil_no};{one.given_name};{one.family_name};E-1;Yetki Belgesi;Yüksek Gerilim İşletme Sorumluluğu;YG;"
            f"01.02.2024;01.02.2029;40/34;01.02.2024;{'0' * 64}\n"
        )
        answer = site.post(
            f"{API}/inherited/batches",
            headers=heads[OFFICER],
            files={"file": ("l.csv", (head + line).encode(), "text/csv")},
        )
        assert answer.status_code < 300, answer.text
        found["inherited_batch_id"] = answer.json()["batch_id"]
        assert found["inherited_batch_id"], answer.text
        if chamber == OWN:
            # The rest is sought in the own chamber alone.
            found["batch_id"] = str(submitted(home))
            found["approval_id"] = post(OFFICER, "/standing-approvals", json={"programme": "MMO-CA-01"})["id"]
        world.seeds[chamber] = found


def everybody(world: World) -> list[Who]:
    """The rows that do not depend on the door."""
    home, found = world.home, []
    for chamber in (OWN, FOREIGN):
        for role in CHAMBER_ROLES:
            one = user(home, chamber, role, login=f"{role}.{chamber.lower()}")
            found.append(Who(f"{role} of {chamber}", bearer(home, one), one))
        one = member(home, chamber, members_of(home, chamber)[0].sicil_no)
        found.append(Who(f"member of {chamber}", bearer(home, one), one))
    union = auditor(home)
    found.append(Who("auditor", bearer(home, union), union))
    found.append(Who("nobody", {}, None, counts=False))
    found.append(Who("not a token", {"Authorization": "Bearer x.y.z"}, None, counts=False))
    early = NOW - timedelta(hours=2)
    many = user(home, OWN, OFFICER, APPROVER, REGISTRAR, login="cok.rollu")
    old = token_for(home, many, early)
    found.append(Who("expired", {"Authorization": f"Bearer {old}"}, many, counts=False))
    gone = user(home, OWN, OFFICER, APPROVER, REGISTRAR, login="ayrilan")
    found.append(Who("switched off", bearer(home, gone), gone, counts=False))
    set_active(home.store, OWN, gone.id, act_of(union), active=False)
    return found


def programs_of(world: World, right: str | None) -> list[Who]:
    """Programs with the scope in both chambers, one without it, and one whose program was revoked."""
    home = world.home
    if right is None or not RIGHTS[right].programs:
        one = program(home, OWN, "members:read", "training:write", "batches:prepare")
        return [Who("program", bearer(home, one), one)]
    fitting, foreign, gone = (program(home, chamber, right) for chamber in (OWN, FOREIGN, OWN))
    other = program(home, OWN, "members:write" if right != "members:write" else "members:read")
    found = [
        Who(f"program of {OWN} with the scope", bearer(home, fitting), fitting),
        Who(f"program of {FOREIGN} with the scope", bearer(home, foreign), foreign),
        Who("program without the scope", bearer(home, other), other),
        Who("revoked program", bearer(home, gone), gone, counts=False),
    ]
    revoke_program(home.store, OWN, gone.id, act_of(auditor(home)))
    return found
