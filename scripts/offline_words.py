"""Write templates/pages/texts/public/reasons.json anew: the sentences of verdicts that a device gives by itself.

They are those of verifier/reasons.py, word for word (a test compares); the pages' room may not import the verifier's.
"""

import json
from pathlib import Path

from verifier.reasons import SENTENCES, STANDING_BY_LIST, STEP_LABELS, STEP_PASSED, VALID_BY_LIST

PAGE = Path(__file__).parents[1] / "templates" / "pages" / "texts" / "public" / "reasons.json"
# What a device can find out by itself; the test compares it with what the scripts say.
CODES = (
    "envelope.malformed", "envelope.header", "envelope.typ", "envelope.too_large", "envelope.algorithm",
    "credential.signature", "credential.future",
    "issuer.unknown", "issuer.mismatch", "issuer.kind", "key.purpose", "key.window",
    "key.not_active", "key.compromised", "key.time_unproven",
    "qr.malformed", "qr.claims", "qr.signature",
    "record.offline",
    "status.absent", "status.malformed", "status.issuer", "status.signature", "status.key_compromised", "status.address", "status.purpose",
    "status.size", "status.index", "status.future", "status.stale", "status.ambiguous", "status.not_in_force",
    "standing.expired", "standing.not_yet_valid", "standing.unknown",
)  # fmt: skip
STEPS = ("read", "issuer", "signature", "key", "claims", "record", "status", "standing")


def words() -> dict[str, tuple[str, str]]:
    """The sentences by the key that the page knows them by."""
    found = {f"why_{code.replace('.', '_')}": SENTENCES[code] for code in CODES}
    found |= {f"label_{step}": STEP_LABELS[step] for step in STEPS}
    found |= {f"passed_{step}": STEP_PASSED[step] for step in STEPS if step != "record"}
    return {**found, "passed_standing_by_list": STANDING_BY_LIST, "says_valid_by_list": VALID_BY_LIST}


def catalogue() -> str:
    """The whole file."""
    lines = [
        f"  {json.dumps(key)}: {json.dumps({'tr': tr, 'en': en}, ensure_ascii=False)}"
        for key, (tr, en) in words().items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    PAGE.write_text(catalogue(), encoding="utf-8")
