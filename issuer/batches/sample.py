"""What a document of a batch will look like: drawn with the ÖRNEK mark, without a number, a signature or a key."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from issuer.batches.approved import as_of_today
from issuer.batches.content import widest_allocation
from issuer.batches.facts import IssueRefused
from issuer.batches.preparation import found_batch
from issuer.draft import draft
from issuer.sealing import packed_claims
from keys import cose
from keys.strict_json import parse
from registry.act import Act
from registry.credential import encoded, payload_of
from registry.store import Store

NOT_SIGNED = "ÖRNEK: imzasız · SPECIMEN: not signed"


class _Nobody:
    """Signs nothing: the QR of a specimen has the right size and no signature."""

    def sign(self, message: bytes) -> bytes:
        """Zeros in the place of a signature."""
        del message
        return bytes(64)


def sample_of(store: Store, act: Act, batch_id: UUID, place: int) -> Mapping[str, Any]:
    """The payload of a specimen of one draft, as the register has its facts now.

    Raises ``IssueRefused`` batch.empty if there is no such draft or its facts are gone.
    """
    with store.reading(act.caller.own_chamber()) as records:
        batch = found_batch(records, act, "batches:read", batch_id, None)
        drafts = records.batches.drafts(batch, 1, place)
        today = as_of_today(records, batch, drafts, act.at)
    if not today.own:
        raise IssueRefused("batch.empty")
    (own,) = today.own.values()
    now = act.at.replace(microsecond=0)
    document = draft(today.facts, own.member, widest_allocation(today.facts, now), own.facts)
    claims = packed_claims(document, today.facts.chamber.no)
    qr = cose.seal(claims, kid=b"\0", signer=_Nobody())
    payload: dict[str, Any] = parse(encoded(payload_of(replace(document, specimen=True, qr=qr))))
    return payload
