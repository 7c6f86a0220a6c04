"""The log beside the register: every document and change has its entry, in the transaction that makes it so."""

import hashlib

import sqlalchemy as sa

from issuer.events.single import revoke, suspend
from keys.log_checkpoint import open_checkpoint
from muhur.installation import Home
from registry.log.event import Issued, StatusChanged, read_event
from registry.records.transparency.log import StoredOpening
from registry.store import PUBLIC
from registry.tables.log import log_openings
from tests.support.acts import act_of, means_of
from tests.support.living import DECISION, issued, recorded


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_over(leaves: list[bytes]) -> bytes:
    """RFC 9162 section 2.1.1, with nothing of ours."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    left = 1
    while left * 2 < len(leaves):
        left *= 2
    return node(root_over(leaves[:left]), root_over(leaves[left:]))


def openings(home: Home) -> list[StoredOpening]:
    with home.store.reading() as records:
        return list(records.log.openings())


def entries(home: Home) -> list[bytes]:
    return [hashlib.sha256(one.opening.nonce + one.opening.event).digest() for one in openings(home)]


def test_a_new_installation_tells_of_its_keys_and_its_trust(either_home: Home) -> None:
    home = either_home
    kinds = [one.kind for one in openings(home)]
    assert kinds.count("key") == 2 * 24 + 2 and kinds.count("trust") == 1


def test_every_document_and_every_change_has_its_entry(either_home: Home) -> None:
    home = either_home
    first, second = issued(home, 2)
    act, means = act_of(), means_of(home)
    suspend(means, act, first, reason_code="talep", decision=DECISION)
    revoke(means, act, second, reason_code="talep", decision=DECISION)
    found = {number: recorded(home, number) for number in (first, second)}
    told = [(one.credential_id, read_event(one.opening.event)) for one in openings(home) if one.credential_id]
    assert told == [
        (found[first].id, Issued(found[first].awarded_at, found[first].sha256)),
        (found[second].id, Issued(found[second].awarded_at, found[second].sha256)),
        (found[first].id, StatusChanged(act.at.replace(microsecond=0), found[first].sha256, "suspend")),
        (found[second].id, StatusChanged(act.at.replace(microsecond=0), found[second].sha256, "revoke")),
    ]
    with home.store.reading() as records:
        head = records.log.head()
        policy = home.log().policy(records)
        assert policy is not None and head.checkpoint is not None
        assert records.log.without_entry() == []
    assert head.size == head.signed_size == len(openings(home))
    leaves = [hashlib.sha256(b"\x00" + one).digest() for one in entries(home)]
    assert open_checkpoint(head.checkpoint, policy).checkpoint.root == head.root == root_over(leaves)


def test_the_nonce_of_an_issue_is_the_intents(either_home: Home) -> None:
    home = either_home
    issued(home, 1)
    with home.store.engine.connect() as connection:
        nonce = connection.execute(sa.text("SELECT log_nonce FROM issue_intents")).scalar()
        kept = connection.execute(
            sa.select(log_openings.c.nonce).where(log_openings.c.kind == "issued")
        ).scalar()
    assert nonce == kept


def test_a_proof_leads_from_a_document_to_the_signed_checkpoint(either_home: Home) -> None:
    home = either_home
    numbers = issued(home, 5)
    for number in numbers:
        with home.store.reading(PUBLIC) as records:
            found = records.log.issued(recorded(home, number).verification_code)
            assert found is not None
            proof = records.log.proof(found)
            head = records.log.head()
        assert proof is not None and proof.proves(found.opening.entry, head.signed_size, head.root)
