"""What the doctor looks at of seals and sealed PDFs."""

from collections.abc import Iterator

from keys.keyring import PURPOSE_SEAL
from keys.vault import VaultRefused
from muhur.operation.checks import Examined
from muhur.operation.findings import Finding, found
from muhur.sealing.seals import ENDS_SOON, require_possession
from muhur.sealing.sheets import kept_of
from registry.refusal import Refusal

# Reading them all would take hours where there are a million.
NEWEST = 200


def seals(given: Examined) -> Iterator[Finding]:
    """Whether each chamber has a seal for long, and its key signs."""
    opened, now = given.store_home, given.now
    with opened.store.reading() as records:
        chambers = records.chambers.all()
        keys = [key for key in records.sealed.keys() if key.purpose == PURPOSE_SEAL]
    usable = [key for key in keys if key.valid_from <= now <= key.valid_until]
    without = [one.code for one in chambers if one.slug not in {key.owner_slug for key in usable}]
    if without:
        yield found("seal_none", chambers=", ".join(without))
    for one in chambers:
        own = [key for key in usable if key.owner_slug == one.slug]
        last = max(own, key=lambda key: key.valid_until, default=None)
        if last is not None and last.valid_until - now <= ENDS_SOON:
            days = (last.valid_until - now).days
            yield found("seal_ending", chamber=one.abbr_tr, days=days, fingerprint=last.fingerprint[:16])
    if not opened.settings.keys_folder.is_dir():
        return  # a process without keys seals nothing
    try:
        box = opened.vault()
    except VaultRefused:
        return  # the check of the passphrase has told it
    for key in usable:
        try:
            require_possession(box, key)
        except (VaultRefused, Refusal) as refusal:
            yield found(
                "seal_key_unusable",
                owner=key.owner_slug,
                fingerprint=key.fingerprint[:16],
                reason=refusal.code,
            )


def sealed_files(given: Examined) -> Iterator[Finding]:
    """Whether the newest sealed PDFs are in their store as the register names them."""
    opened = given.store_home
    with opened.store.reading() as records:
        newest = records.sealed.newest(NEWEST)
        if not newest:
            return
        kept = kept_of(opened.settings)
        lost = [one for one in newest if kept.get(one.sha256) is None]
        if lost:
            first = records.credentials.by_id(lost[0].credential_id)
            name = lost[0].sha256.hex()[:16] if first is None else first.belge_no
            yield found("sealed_missing", looked=len(newest), count=len(lost), first=name)
