"""Keys of proofs inside JSON for an installation that was made without them."""

from datetime import datetime

from muhur.forms.proof_keys import new_proof_key, newest
from muhur.installation import KEY_LEAD, Home, renew_bundle_in
from muhur.transparency.signing import tell_of_key


def make_missing(found: Home, now: datetime) -> list[str]:
    """A key for each chamber without one, in one transaction with the trust bundle that names them; their kids."""
    vault, begins = found.vault(), now.replace(microsecond=0) - KEY_LEAD
    with found.store.writing() as records:
        # Of two who run this at once, the second finds what the first has made.
        records.trust.lock()
        known = records.trust.signing_keys()
        made = [
            new_proof_key(vault, chamber, begins)
            for chamber in records.chambers.all()
            if newest(known, chamber, now) is None
        ]
        for key in made:
            records.trust.add_key(key)
            tell_of_key(records, key, now)
        if made:
            renew_bundle_in(records, found, now)
    return [key.kid for key in made]
