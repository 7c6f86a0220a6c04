"""What the published status lists say, read as any other software reads them."""

import gzip
import json
from datetime import datetime

from keys.algorithms import from_b64url
from muhur.installation import Home
from registry.istanbul import day_of
from registry.standing import BIT_SET, standing_of


def published_bits(home: Home, chamber: str) -> dict[int, set[int]]:
    """The set places of each published list of a chamber, from the signed text itself."""
    found: dict[int, set[int]] = {}
    with home.store.reading() as records:
        for head in records.status_lists.heads(chamber):
            published = records.status_lists.find(chamber, head.number)
            assert published is not None
            payload = json.loads(from_b64url(published.compact.split(".")[1]))
            encoded = payload["credentialSubject"]["encodedList"]
            bits = gzip.decompress(from_b64url(encoded.removeprefix("u")))
            found[head.number] = {
                at * 8 + place
                for at, one in enumerate(bits)
                if one
                for place in range(8)
                if one & 128 >> place
            }
    return found


def assert_bits_tell_the_register(home: Home, chamber: str, now: datetime) -> None:
    """Every document's published bit is what its standing says on the day; of an erased one it is set."""
    bits = published_bits(home, chamber)
    with home.store.reading() as records:
        ids = list(records.credentials.numbers_of_chamber(chamber))
        living = records.standings.living_by_id(chamber, ids).values()
    wanted: dict[int, set[int]] = {number: set() for number in bits}
    for one in living:
        bit = one.erased or standing_of(one.facts, day_of(now)).code in BIT_SET
        if bit:
            wanted[one.status_list].add(one.status_index)
        assert one.state.status_bit == bit, one.belge_no
    assert bits == wanted
