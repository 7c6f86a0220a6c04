"""Objects of every kind in the asked demonstration, so that its doors have something to do; and bodies that fit.

Doors that end what they are asked about have objects of their own: a name with the door before it.
"""

import json
import sqlite3
from datetime import date, timedelta
from typing import Any

import httpx

from registry.access import ADMINISTRATOR, APPROVER, MEMBER, OFFICER, REGISTRAR
from registry.doors import API
from tests.support.fuzz.seeds import CHAMBER, GRADED, LOGINS, OTHER, Callers
from tests.support.samples_of_schema import sample

RUN, WATCHED = "MMO-MT-01/2026-8", "MMO-CA-01"
# Nobody listens there, and the demonstration may call addresses of its own machine.
HOOK = "http://localhost:9/kanca"
SICIL_NUMBERS = [str(number) for number in range(900_001, 900_101)]
TODAY = date.today()
DECISION = {"number": "40/34", "on": str(TODAY - timedelta(1))}
ROW = {"given_name": "Deneme", "family_name": "Üye", "attended": "24", "scheduled": "24", "theory_mark": "88"}
PROGRAMME = {
    "name_tr": "Yeni Eğitim", "form": "cevrimici", "delivery": "asenkron", "lesson_hours": 20, "kind": "katilim",
    "assessed": False, "attendance_threshold_pct": 90,
}  # fmt: skip
# Doors that change a programme have one of their own: a batch counts only under the rules it was made with.
CHANGING = (
    f"PUT {API}/programmes/{{code}}",
    f"POST {API}/programmes/{{code}}/deactivate",
    f"POST {API}/programmes/{{code}}/activate",
    f"PUT {API}/programmes/{{code}}/runs/{{no}}",
)
PAPER = (
    "Sicil No;Ad;Soyad;Belge No;Tür;Alan;Eğitim;Veriliş Tarihi;Bitiş Tarihi;Karar No;Karar Tarihi;Tarama SHA256\n"
    "{sicil_no};Deneme;Üye;{number};Yetki Belgesi;Mekanik Tesisat;MT;01.02.2024;01.02.2029;40/34;01.02.2024;{scan}\n"
)


def objects_of(callers: Callers) -> dict[str, list[Any]]:
    """Values that name something, by the parameter or field that takes them."""
    own = [one["belge_no"] for one in callers.documents if one["standing"] == "valid"]
    codes = [one["url"].rpartition("/")[2] for one in callers.documents]
    rows = "".join(f"{one};Deneme;Üye;Makina Mühendisi;aktif\n" for one in SICIL_NUMBERS)
    members = callers.home / "deneme-uyeler.csv"
    members.write_text(f"Sicil No;Ad;Soyad;Unvan;Durum\n{rows}", encoding="utf-8")
    callers.muhur("members", "import", members, "--chamber", CHAMBER)
    held = ("--start", TODAY - timedelta(9), "--end", TODAY - timedelta(2))
    for code, no in (RUN.split("/"), (WATCHED, "2026-8"), ("MMO-KY-01", "2026-8")):
        callers.muhur("runs", "add", code, no, *held)
    users = [f"hedef.{number}" for number in range(6)]
    for login in users:
        user = {"login": login, "full_name": "Hedef", "roles": [OFFICER], "email": f"{login}@example.org"}
        callers.post(ADMINISTRATOR, "/users", user)
    return {
        "belge_no": own,
        "numbers": own,
        "verification_code": codes,
        f"POST {API}/watches code": codes,
        "slug": ["mmo"],
        "list_number": ["1"],
        "chamber": [CHAMBER, OTHER],
        "to_chamber": [OTHER, "IMO"],
        "programme": [WATCHED, "MMO-MT-01"],
        "run_no": ["2026-8"],
        "run": [RUN],
        "sicil_no": SICIL_NUMBERS[:40],
        "sicil_numbers": SICIL_NUMBERS[:40],
        "into": SICIL_NUMBERS[10:20],
        "login": users[2:],
        "borrower": users[:2],
        "lender": [LOGINS[APPROVER]],
        "area": ["Mekanik Tesisat"],
        "province": ["Ankara"],
        "email": ["deneme@example.org", None],
        "url": [HOOK],
        "on": [str(TODAY), str(TODAY - timedelta(1))],
        "day": [str(TODAY), str(TODAY - timedelta(1))],
        "effective_on": [str(TODAY), None],
        "from_on": [str(TODAY + timedelta(1))],
        "until_on": [str(TODAY + timedelta(20))],
        "visa_year": [TODAY.year],
        "version": [None],
        **_documents(callers, own),
        **_batches(callers),
        **_approvals(callers),
        **_of_the_desk(callers, users),
        **_of_members(callers, codes),
    }


def _documents(callers: Callers, own: list[str]) -> dict[str, list[Any]]:
    suspended = own[-4:]
    body = {"reason_code": "talep", "decision": DECISION}
    for belge_no in suspended:
        callers.post(APPROVER, f"/documents/{belge_no}/suspend", body)
    # Issued last year, so that a visa is due.
    spring = date(TODAY.year - 1, 5, 4)
    listed = callers.home / "deneme-liste.csv"
    rows = "".join(f"{one};Deneme;Üye;24;24;88\n" for one in SICIL_NUMBERS[90:94])
    listed.write_text(f"sicil_no;ad;soyad;devam;toplam;teorik_not\n{rows}", encoding="utf-8")
    callers.muhur("runs", "add", "MMO-MT-01", "eski", "--start", spring, "--end", spring + timedelta(3))
    words = ("--decision", "40/34", "--decision-date", spring + timedelta(8), "--at", spring + timedelta(10))
    people = ("--by", LOGINS[OFFICER], "--approved-by", LOGINS[APPROVER])
    report = json.loads(callers.muhur("issue", "MMO-MT-01/eski", listed, *people, *words, "--json"))
    return {
        f"POST {API}/documents/{{belge_no}}/reinstate belge_no": suspended,
        f"POST {API}/document-lists/reinstate numbers": suspended,
        f"POST {API}/documents/{{belge_no}}/visa belge_no": [one["belge_no"] for one in report["rows"][:2]],
        f"POST {API}/document-lists/visa numbers": [one["belge_no"] for one in report["rows"][2:]],
    }


def _batches(callers: Callers) -> dict[str, list[Any]]:
    decision = {"number": DECISION["number"], "day": DECISION["on"]}
    made = [
        callers.post(
            OFFICER, "/batches", {"run": RUN, "decision": decision, "rows": [{**ROW, "sicil_no": one}]}
        )["batch"]
        for one in SICIL_NUMBERS[40:60]
    ]
    for batch in made[:12]:
        callers.post(OFFICER, f"/batches/{batch}/submit", {})
    for batch in made[:4]:
        callers.post(APPROVER, f"/batches/{batch}/approve", {"issue": False})
    paths = {"issue": made[:4], "approve": made[4:8], "return": made[8:12], "submit": made[12:16]}
    kept = {
        f"POST {API}/batches/{{batch_id}}/{step} batch_id": batches
        for step, batches in (paths | {"withdraw": made[16:18]}).items()
    }
    return {"batch_id": made, f"PUT {API}/batches/{{batch_id}} batch_id": made[18:], **kept}


def _approvals(callers: Callers) -> dict[str, list[Any]]:
    codes = [f"MMO-IZ-{number:02}" for number in range(12)]
    for code in codes:
        callers.post(OFFICER, "/programmes", {**PROGRAMME, "code": code})
    made = [
        callers.post(OFFICER, "/standing-approvals", {"programme": code})["id"]
        for code in (WATCHED, *codes[:6])
    ]
    path = f"POST {API}/standing-approvals"
    return {
        f"{path} programme": codes[6:],
        **{f"{door} programme": ["MMO-KY-01"] for door in CHANGING},
        f"{path}/{{approval_id}}/approve approval_id": made[:4],
        f"{path}/{{approval_id}}/end approval_id": made[4:],
    }


def _of_the_desk(callers: Callers, users: list[str]) -> dict[str, list[Any]]:
    delegation = {
        "lender": LOGINS[APPROVER], "borrower": users[0], "from_on": str(TODAY + timedelta(1)),
        "until_on": str(TODAY + timedelta(9)),
    }  # fmt: skip
    hook = {"url": HOOK, "events": ["document.revoked"]}
    papers = [_paper(callers, number) for number in range(8)]
    for batch in papers[:2]:
        callers.post(APPROVER, f"/inherited/batches/{batch}/approve")
    left = SICIL_NUMBERS[95:99]
    for sicil_no in left:
        status = {"status": "ayrilmis", "effective_on": str(TODAY)}
        callers.post(REGISTRAR, f"/members/{sicil_no}/status", status, method="PUT")
    return {
        "delegation_id": [callers.post(ADMINISTRATOR, "/delegations", delegation)["id"]],
        "trainer_id": [callers.post(OFFICER, "/trainers", {"full_name": "Eğitici", "profile": "oda"})["id"]],
        "webhook_id": [callers.post(ADMINISTRATOR, "/webhooks", hook)["id"] for _ in range(4)],
        "client_id": [
            callers.post(ADMINISTRATOR, "/programs", {"name": "P", "scopes": ["members:read"]})["client_id"]
            for _ in range(2)
        ],
        f"POST {API}/inherited/batches/{{inherited_batch_id}}/approve inherited_batch_id": papers[2:5],
        f"POST {API}/inherited/batches/{{inherited_batch_id}}/return inherited_batch_id": papers[5:],
        f"POST {API}/members/{{sicil_no}}/erasure sicil_no": left,
    }


def _paper(callers: Callers, number: int) -> str:
    """A list of one earlier document, entered."""
    text = PAPER.format(sicil_no=SICIL_NUMBERS[60 + number], number=f"E-{number}", scan="0" * 64)
    made = callers.post(OFFICER, "/inherited/batches", files={"file": ("l.csv", text.encode(), "text/csv")})
    assert made["batch_id"], made
    return str(made["batch_id"])


def _of_members(callers: Callers, codes: list[str]) -> dict[str, list[Any]]:
    share, asked = {"belge_no": GRADED, "fields": ["mark"]}, {"kind": "itiraz", "text": "Deneme"}
    correction = {
        "kind": "duzeltme",
        "text": "Deneme",
        "belge_no": GRADED,
        "wanted": {"family_name": "Deneme"},
    }
    granted = [callers.post(MEMBER, "/self/requests", correction)["id"] for _ in range(2)]
    for one in granted:
        callers.post(APPROVER, f"/requests/{one}/decide", {"granted": True, "answer": "Uygundur."})
    shares = [callers.post(MEMBER, "/self/shares", share) for _ in range(4)]
    for code in codes[:4]:
        address = f"{code}@example.org".lower()
        watch = {"code": code, "email": address}
        assert httpx.post(f"{callers.url}{API}/watches", json=watch).status_code == 202
    with sqlite3.connect(callers.home / "registry.sqlite3") as connection:
        mailed = connection.execute("SELECT facts FROM outbox WHERE template = 'watch.confirm'").fetchall()
    tokens = [json.loads(facts)["token"] for (facts,) in mailed]
    return {
        "share_id": [one["id"] for one in shares[2:]],
        "share_token": [one["url"].rpartition("/")[2] for one in shares],
        "request_id": [callers.post(MEMBER, "/self/requests", asked)["id"] for _ in range(6)],
        f"POST {API}/requests/{{request_id}}/carry-out request_id": granted,
        f"POST {API}/watches/confirm token": tokens[:2],
        f"POST {API}/watches/end token": tokens[2:],
        f"POST {API}/self/links/confirm code": [
            callers.post(f"{MEMBER} of {OTHER}", "/self/links")["code"],
        ],
        f"POST {API}/self/shares belge_no": [GRADED],
        f"POST {API}/self/requests belge_no": [GRADED, None],
    }


def bodies_of(callers: Callers, known: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """A whole body that fits the rules too, for every door that takes JSON; forms and lists for the others."""
    described = httpx.get(f"{callers.url}/openapi.json").json()
    named = {name: values[0] for name, values in known.items() if values and values[0] is not None}
    named |= {"number": DECISION["number"]}
    found: dict[str, list[Any]] = {}
    for path, methods in described["paths"].items():
        for method, said in methods.items():
            content = said.get("requestBody", {}).get("content", {})
            if "application/json" in content:
                schema = content["application/json"]["schema"]
                own = {key.rpartition(" ")[2]: value[0] for key, value in known.items()
                       if key.startswith(f"{method.upper()} {path} ")}  # fmt: skip
                body = sample(schema, described["components"]["schemas"], named | own)
                found[f"{method.upper()} {path}"] = [body]
    today, some = str(TODAY), SICIL_NUMBERS[20:40]
    line = f"{SICIL_NUMBERS[5]};Deneme;Üye;24;24;88"
    item = {"sicil_no": SICIL_NUMBERS[6], "attended": 1200, "scheduled": 1200}
    return found | {
        f"POST {API}/verify": [{"number": known["belge_no"][0]}],
        "POST /oauth/token": [{"grant_type": "client_credentials", **callers.client}],
        f"POST {API}/batches": [{"run": RUN, "rows": [{**ROW, "sicil_no": one}]} for one in some],
        f"PUT {API}/batches/{{batch_id}}": [{"run": RUN, "rows": [{**ROW, "sicil_no": SICIL_NUMBERS[70]}]}],
        f"POST {API}/batches/file": [{"file": f"sicil_no;ad;soyad;devam;toplam;teorik_not\n{line}\n"}],
        f"POST {API}/verify/numbers.csv": [{"file": "\n".join(known["belge_no"][:5])}],
        f"POST {API}/inherited/batches": [
            {"file": PAPER.format(sicil_no=one, number=f"F-{one}", scan="1" * 64)} for one in some
        ],
        f"POST {API}/inherited/end": [{"number": f"E-{n}", "on": today, "reason": "talep"} for n in range(2)],
        f"POST {API}/programmes": [{**PROGRAMME, "code": f"MMO-FZ-{number:02}"} for number in range(40)],
        f"PUT {API}/programmes/{{code}}": [{**PROGRAMME, "version": number} for number in (1, 2, 3)],
        f"POST {API}/programmes/{{code}}/runs": [
            {"no": f"2026-F{number}", "start_on": today, "end_on": today} for number in range(40)
        ],
        f"POST {API}/programmes/{{code}}/runs/{{no}}/participations": [{"items": [item]}],
        f"POST {API}/documents/{{belge_no}}/revoke": [{"reason_code": "talep", "decision": DECISION}],
        f"POST {API}/feeds/lms": [
            {"items": [{**item, "external_id": f"bir-{one}", "sicil_no": one, "programme": WATCHED, "run": "2026-8"}]}
            for one in some
        ],
        f"POST {API}/members": [
            {"sicil_no": str(number), "given_name": "Yeni", "family_name": "Üye"}
            for number in range(910_000, 910_040)
        ],
        f"PUT {API}/members/{{sicil_no}}/name": [
            {"given_name": "Yeni", "family_name": name, "reason": "ad_degisikligi"} for name in ("Ak", "Ok", "Ek")
        ],
        f"PUT {API}/members/{{sicil_no}}/status": [
            {"status": status, "effective_on": today} for status in ("askida", "aktif", "ayrilmis")
        ],
        f"POST {API}/users": [
            {"login": f"yeni.{number}", "full_name": "Yeni Kişi", "roles": [OFFICER]} for number in range(40)
        ],
    }  # fmt: skip
