"""Who asks the demonstration: callers of every role with their tokens; and everything that the hooks are told."""

import json
from pathlib import Path
from typing import Any

import httpx

from registry.access import ADMINISTRATOR, APPROVER, AUDITOR, MEMBER, OFFICER, PROGRAM, REGISTRAR, SCOPES
from registry.doors import API
from tests.journeys.machinery import muhur, muhur_json

CHAMBER, OTHER = "MMO", "EMO"
LOGINS = {OFFICER: "egitim.mmo", APPROVER: "onay.mmo", REGISTRAR: "sicil.mmo", ADMINISTRATOR: "yonetici.mmo"}
# The holder of this document is the member who asks.
GRADED = "MMO-2026-BB-000815-T"


class Callers:
    """Calls through the command line and the doors, as anybody."""

    def __init__(self, home: Path, url: str, settings: dict[str, str]) -> None:
        self.home, self.url, self._settings = home, url, settings
        manifest = json.loads((home / "demo.json").read_text(encoding="utf-8"))
        self.documents = [
            one for one in manifest["files"] if one.get("belge_no", "").startswith(f"{CHAMBER}-")
        ]
        self.tokens: dict[str, str] = {}
        self.client: dict[str, str] = {}

    def muhur(self, *words: object) -> str:
        return muhur(*words, home=self.home, **self._settings).stdout.decode().strip()

    def post(self, role: str, path: str, body: Any = None, *, method: str = "POST", **given: Any) -> Any:
        heads = {"Authorization": f"Bearer {self.tokens[role]}"}
        answer = httpx.request(
            method, f"{self.url}{API}{path}", headers=heads, json=body, timeout=60, **given
        )
        assert answer.status_code < 300, (path, answer.text)
        return answer.json() if answer.content else None

    def call_in(self) -> None:
        """A token of every role of a chamber, of another's approver and member, of the auditor, of a program.

        The first word of a token's name is the role.
        """
        for role in (REGISTRAR, ADMINISTRATOR):
            self.muhur("users", "add", LOGINS[role], "--name", "Deneme", "--role", role, "--chamber", CHAMBER)
        self.muhur("users", "add", "denetci", "--name", "Deneme", "--role", AUDITOR)
        for name, login in {**LOGINS, AUDITOR: "denetci", f"{APPROVER} of {OTHER}": "onay.emo"}.items():
            self.tokens[name] = self.muhur("users", "token", login, "--minutes", "720")
        url = next(one["url"] for one in self.documents if one["belge_no"] == GRADED)
        holder = muhur_json("verify", url, home=self.home, **self._settings)["credential"]["sicil_no"]
        for name, member in ((MEMBER, f"{CHAMBER}:{holder}"), (f"{MEMBER} of {OTHER}", f"{OTHER}:101742")):
            self.tokens[name] = self.muhur("users", "token", "--member", member, "--minutes", "720")
        scopes = [word for scope in SCOPES for word in ("--scope", scope)]
        made = json.loads(self.muhur("programs", "add", "Deneme", "--chamber", CHAMBER, *scopes, "--json"))
        self.client = {name: made[name] for name in ("client_id", "client_secret")}
        given = {"grant_type": "client_credentials", **self.client}
        self.tokens[PROGRAM] = httpx.post(f"{self.url}/oauth/token", data=given).json()["access_token"]


def facts_of(home: Path, url: str, settings: dict[str, str]) -> dict[str, Any]:
    """Tokens by holder, values by what takes them, whole bodies by door."""
    from tests.support.fuzz.objects import bodies_of, objects_of

    callers = Callers(home, url, settings)
    callers.call_in()
    known = objects_of(callers)
    return {"chamber": CHAMBER, "tokens": callers.tokens, "known": known, "bodies": bodies_of(callers, known)}
