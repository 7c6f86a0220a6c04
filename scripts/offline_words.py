"""Write templates/pages/texts/public/reasons.json anew: the sentences of verdicts that a device gives by itself.

They are those of verifier/reasons.py, word for word (a test compares); the pages' room may not import the verifier's.
"""

import json
from pathlib import Path

from verifier.reasons import SENTENCES, STANDING_BY_LIST, STEP_LABELS, STEP_PASSED, VALID, VALID_BY_LIST

PAGE = Path(__file__).parents[1] / "templates" / "pages" / "texts" / "public" / "reasons.json"
GROUPS = ("envelope.", "issuer.", "key.", "credential.signature", "credential.profile", "qr.", "status.")
CODES = ("record.offline", "standing.expired", "standing.not_yet_valid", "standing.unknown", "trust.missing")
STEPS = ("read", "issuer", "signature", "key", "claims", "record", "status", "standing")


def words() -> dict[str, tuple[str, str]]:
    """The sentences by the key that the page knows them by."""
    codes = [code for code in SENTENCES if code.startswith(GROUPS) or code in CODES]
    found = {f"why_{code.replace('.', '_')}": SENTENCES[code] for code in codes if code != "qr.differs"}
    found |= {f"label_{step}": STEP_LABELS[step] for step in STEPS}
    found |= {f"passed_{step}": STEP_PASSED[step] for step in STEPS if step != "record"}
    return {
        **found,
        "passed_standing_by_list": STANDING_BY_LIST,
        "says_valid": VALID,
        "says_valid_by_list": VALID_BY_LIST,
    }


if __name__ == "__main__":
    lines = [
        f"  {json.dumps(key)}: {json.dumps({'tr': tr, 'en': en}, ensure_ascii=False)}"
        for key, (tr, en) in words().items()
    ]
    PAGE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
