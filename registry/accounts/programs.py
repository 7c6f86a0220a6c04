"""Programs: add with a secret that is shown once, revoke. A program never carries a right that decides."""

import hashlib
import secrets

from registry.access import AccessRefused
from registry.accounts.account import Program, check_name, check_scopes
from registry.act import Act
from registry.store import Store

RIGHT = "programs:manage"


def add_program(
    store: Store, chamber_code: str, name: str, scopes: frozenset[str], act: Act
) -> tuple[Program, str]:
    """A new program and its secret (256 random bits; only its SHA-256 is kept). Raises ``AccountRefused``."""
    made = Program(
        f"prog-{secrets.token_hex(8)}",
        chamber_code,
        check_name(name),
        check_scopes(scopes),
        True,
        act.at,
        act.actor,
    )
    secret = secrets.token_urlsafe(32)
    with store.writing(chamber_code) as records:
        records.programs.add(made, hashlib.sha256(secret.encode()).digest())
        records.audit.add(
            act,
            "program.added",
            chamber_code=chamber_code,
            target_kind="program",
            target=made.id,
            facts={"scopes": sorted(made.scopes)},
        )
    return made, secret


def revoke_program(store: Store, chamber_code: str, client_id: str, act: Act) -> Program:
    """Switch a program off for good; its tokens end at once. Raises ``AccessRefused``."""
    with store.writing(chamber_code) as records:
        if records.programs.find(chamber_code, client_id) is None:
            raise AccessRefused("access.not_found")
        records.programs.set_active(chamber_code, client_id, active=False)
        records.audit.add(
            act, "program.revoked", chamber_code=chamber_code, target_kind="program", target=client_id
        )
        found = records.programs.find(chamber_code, client_id)
    assert found is not None
    return found
