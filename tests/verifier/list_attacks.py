"""Attacks on a status list: a desk for each, and the reason that the verdict must give."""

from collections.abc import Callable
from datetime import timedelta

from registry.status_bits import encode_bitstring
from tests.verifier.list_files import (
    PLACE,
    SHORT,
    YESTERDAY,
    desk_with,
    made_list,
    packed,
    resealed,
    with_member,
)
from tests.verifier.workshop import NOW, House
from verifier.desk import Desk

Attack = Callable[[House], Desk]
ATTACKS: dict[str, tuple[str, Attack]] = {
    "absent": ("status.absent", desk_with),
    "of-another-chamber": (
        "status.issuer",
        lambda house: desk_with(house, made_list(house, key=house.mmo)),
    ),
    "another-chambers-own-list": (
        "status.issuer",
        lambda house: desk_with(house, made_list(house, key=house.mmo, slug="mmo")),
    ),
    "names-another-issuer": (
        "status.issuer",
        lambda house: desk_with(house, with_member(house, "issuer", house.mmo_did)),
    ),
    "iss-and-issuer-differ": (
        "status.issuer",
        lambda house: desk_with(house, with_member(house, "iss", house.mmo_did)),
    ),
    "by-the-anchor": ("status.issuer", lambda house: desk_with(house, made_list(house, key=house.anchor))),
    "by-a-key-for-trust": (
        "status.issuer",
        lambda house: desk_with(house, made_list(house, key=house.emo_trust)),
    ),
    "by-a-key-that-has-ended": (
        "status.issuer",
        lambda house: desk_with(house, made_list(house, key=house.emo_old)),
    ),
    "by-a-key-that-has-not-begun": (
        "status.issuer",
        lambda house: desk_with(house, made_list(house, key=house.emo_future)),
    ),
    "by-a-key-that-is-only-introduced": (
        "status.issuer",
        lambda house: desk_with(house, made_list(house, key=house.emo_introduced)),
    ),
    "by-a-compromised-key": (
        "status.key_compromised",
        lambda house: desk_with(house, made_list(house, key=house.emo_stolen_later)),
    ),
    "by-an-unknown-key": (
        "status.issuer",
        lambda house: desk_with(house, with_member(house, "version", 8, kid=f"{house.emo_did}#k-00000000")),
    ),
    "by-a-thief": (
        "status.signature",
        lambda house: desk_with(house, with_member(house, "version", 8, secret=house.thief)),
    ),
    "another-algorithm": (
        "status.signature",
        lambda house: desk_with(house, with_member(house, "version", 8, alg="EdDSA")),
    ),
    "bits-changed": ("status.signature", lambda house: desk_with(house, _swapped(house))),
    "of-another-address": (
        "status.address",
        lambda house: desk_with(house, made_list(house, number=2)),
    ),
    "address-with-a-slash": (
        "status.address",
        lambda house: desk_with(house, with_member(house, "id", f"{house.public_url}/status/emo/1/")),
    ),
    "purpose-suspension": (
        "status.purpose",
        lambda house: desk_with(house, with_member(house, "credentialSubject.statusPurpose", "suspension")),
    ),
    "purpose-refresh": (
        "status.purpose",
        lambda house: desk_with(house, with_member(house, "credentialSubject.statusPurpose", "refresh")),
    ),
    "two-purposes": (
        "status.purpose",
        lambda house: desk_with(
            house, with_member(house, "credentialSubject.statusPurpose", ["revocation", "suspension"])
        ),
    ),
    "short": (
        "status.size",
        lambda house: desk_with(house, with_member(house, "credentialSubject.encodedList", SHORT)),
    ),
    "sixteen-places": (
        "status.size",
        lambda house: desk_with(
            house, with_member(house, "credentialSubject.encodedList", encode_bitstring([], 16))
        ),
    ),
    "bomb": (
        "status.size",
        lambda house: desk_with(
            house, with_member(house, "credentialSubject.encodedList", packed(bytes(20_000_000)))
        ),
    ),
    "not-compressed": (
        "status.malformed",
        lambda house: desk_with(house, with_member(house, "credentialSubject.encodedList", "uAAAA")),
    ),
    "other-typ": (
        "status.malformed",
        lambda house: desk_with(house, with_member(house, "version", 8, typ="JWT")),
    ),
    "the-token-form": (
        "status.malformed",
        lambda house: desk_with(house, with_member(house, "version", 8, typ="statuslist+jwt")),
    ),
    "the-credential-itself": ("status.malformed", lambda house: desk_with(house, house.compact)),
    "the-trust-bundle": ("status.malformed", lambda house: desk_with(house, house.bundle_compact)),
    "extra-header": (
        "status.malformed",
        lambda house: desk_with(house, with_member(house, "version", 8, jku="https://evil.example")),
    ),
    "extra-member": ("status.malformed", lambda house: desk_with(house, with_member(house, "x", 1))),
    "no-end": ("status.malformed", lambda house: desk_with(house, with_member(house, "validUntil"))),
    "no-ttl": (
        "status.malformed",
        lambda house: desk_with(house, with_member(house, "credentialSubject.ttl")),
    ),
    "two-bits-a-place": (
        "status.malformed",
        lambda house: desk_with(house, with_member(house, "credentialSubject.statusSize", 2)),
    ),
    "another-type": (
        "status.malformed",
        lambda house: desk_with(house, with_member(house, "type", ["VerifiableCredential"])),
    ),
    "another-context": (
        "status.malformed",
        lambda house: desk_with(house, with_member(house, "@context", ["https://evil.example"])),
    ),
    "times-disagree": ("status.malformed", lambda house: desk_with(house, with_member(house, "exp", 2**40))),
    "last-day-of-the-calendar": (
        "status.malformed",
        lambda house: desk_with(house, with_member(house, "validFrom", "9999-12-31T23:59:59Z")),
    ),
    "version-zero": ("status.malformed", lambda house: desk_with(house, with_member(house, "version", 0))),
    "version-true": ("status.malformed", lambda house: desk_with(house, with_member(house, "version", True))),
    "no-json": ("status.malformed", lambda house: desk_with(house, resealed(house, b"{")),),
    "twice-the-same-name": (
        "status.malformed",
        lambda house: desk_with(house, resealed(house, b'{"id":1,"id":2}')),
    ),
    "empty": ("status.malformed", lambda house: desk_with(house, "")),
    "a-megabyte": ("status.malformed", lambda house: desk_with(house, "a" * 2**20)),
    "stale": ("status.stale", lambda house: desk_with(house, made_list(house, at=NOW - timedelta(hours=25)))),
    "own-ttl-over": (
        "status.stale",
        lambda house: desk_with(house, made_list(house, ttl=timedelta(hours=19))),
    ),
    "too-old-for-us-whatever-it-says": (
        "status.stale",
        lambda house: desk_with(
            house, made_list(house, at=NOW - timedelta(days=9), ttl=timedelta(days=3650))
        ),
    ),
    "from-the-future": (
        "status.future",
        lambda house: desk_with(house, made_list(house, at=NOW + timedelta(hours=1))),
    ),
    "rolled-back": (
        "status.rolled_back",
        lambda house: desk_with(house, made_list(house), seen=(int(NOW.timestamp()), 8)),
    ),
    "rolled-back-within-a-second": (
        "status.rolled_back",
        lambda house: desk_with(house, made_list(house), seen=(int(YESTERDAY.timestamp()), 8)),
    ),
}  # fmt: skip


def _swapped(house: House) -> str:
    head, _, signature = made_list(house, PLACE).split(".")
    return f"{head}.{made_list(house).split('.')[1]}.{signature}"
