"""Credentials with a proof inside, for the doors: made when asked for, kept for a while, never stored (decision 0019)."""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from keys.forms.data_integrity import proven
from keys.vault import VaultRefused
from muhur.desk import begin_drawing
from muhur.drawn import DrawnPdfs
from muhur.forms.proof_keys import newest, opened
from muhur.installation import Home
from registry.credential import bare_credential
from registry.forms.linked_data import LinkedData
from registry.refusal import Refusal

_MOST_BYTES = 4 * 1024 * 1024


class ProofRefused(Refusal):
    """No proof can be made here."""


class Proofs:
    """Makes the proofs of an installation's documents; ``now`` is when one says that it was made."""

    def __init__(self, home: Home, linked: LinkedData, now: Callable[[], datetime]) -> None:
        self._home, self._linked, self._now = home, linked, now
        self._kept = DrawnPdfs(_MOST_BYTES)

    async def __call__(self, payload: Mapping[str, Any], compact: str) -> dict[str, Any]:
        """The credential of a recorded, examined payload with its proof; ``compact`` is its JWT.

        Raises ``Refusal``: proof.no_key without a key or vault here, drawing.busy under load.
        """
        return await asyncio.wrap_future(begin_drawing(lambda: self._proven(payload, compact)))

    def _proven(self, payload: Mapping[str, Any], compact: str) -> dict[str, Any]:
        at, code = self._now(), str(payload["document"]["chamber"])
        with self._home.store.reading() as records:
            chamber, keys = records.chambers.find(code), records.trust.signing_keys()
        key = None if chamber is None else newest(keys, chamber, at)
        if chamber is None or key is None:
            raise ProofRefused("proof.no_key")
        name = f"{key.kid} {compact}"
        kept = self._kept.find(name, None)
        if kept is None:
            try:
                public, signer = opened(self._home.vault(), key, chamber)
            except VaultRefused as refusal:
                raise ProofRefused("proof.no_key") from refusal
            made = proven(
                bare_credential(payload),
                key=public,
                signer=signer,
                created=at.replace(microsecond=0),
                canonical=self._linked.canonical,
            )
            kept = json.dumps(made, ensure_ascii=False).encode()
            self._kept.keep(name, None, kept)
        found: dict[str, Any] = json.loads(kept)
        return found
