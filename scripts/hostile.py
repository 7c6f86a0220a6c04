"""Write docs/spec/hostile.md from the hostile cases in tests/vectors."""

import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/spec/hostile.md"
_HEAD = """\
# Hostile input: the museum

Signed things with a fault, and the one reason that each must get. This is one, a credential that
says it needs no signature (case 2 of the pack below); the verifier answers `not_genuine`, `{code}`, and looks nothing up:

```text
{example}
```

`tests/vectors/hostile/` makes {count} cases, the same bytes in every run, from keys that are computed from their names. Each has
**one fault**: everything else is in order, rightly signed, and the register holds the very thing that is presented, so a check
that were missing would make it valid. Each is judged through the entry of its door, the procedure of [verdict.md](verdict.md) with what
it is given: a credential, a QR, a status list where the register is away, a trust bundle; an access token by the reader of tokens and,
with all its siblings, by a served API. No test of this may open a connection or look up a name: a guard fails it.
`python scripts/hostile.py` writes this page.

## The pack of 192

`jwt_hostile_v0.json` was made for another profile (EdDSA, `vc+jwt`); here its faults are made anew in ours (ES256, `JWT`, Open Badges).
A *reject* must be refused with its reason, a *policy* case must be inert: refused, or shown as the plain text that it is, on a page with the same
elements as that of a harmless document.

| class | accept | reject | policy | expected code |
|---|---|---|---|---|
{pack}
| **192** | **{accept}** | **{reject}** | **{policy}** | |

## All cases of `tests/vectors/hostile/`

The pack's are among them. No code: nothing to object, a control.

| door | class | cases | expected code |
|---|---|---|---|
{own}
| | **all** | **{count}** | |

## The earlier cases of `tests/vectors/museum.py`

| class | cases | expected code |
|---|---|---|
{museum}
| **all** | **{museum_count}** | |

## Known answers and inputs without end

| what | figures | where |
|---|---|---|
| Wycheproof signatures: ECDSA P-256 (JOSE and DER), P-384, Ed25519, RSA, RSA-PSS | 1,911 of 1,911 as expected | `tests/keys/test_wycheproof.py` |
| Wycheproof JOSE: signatures 401, keys 26, both 83 | 510 judged, 0 invalid accepted | `tests/verifier/test_wycheproof_jose.py` |
| valid, but outside our profile: symmetric, RSA, P-521 or encryption keys | signatures 1, 33, 259-275, 287, 288, 320-323, 325-328, 345-352, 357-359, 372, 373, 376, 377; keys 2, 5, 13-15; both 1, 33, 48, 50, 67 | by tcId |
| valid ES256 without our header | signatures 18, 378; both 18 | by tcId |
| inputs of hypothesis to the readers of credentials, QR codes, status lists, trust bundles and access tokens | 400 each in `make test`; 250,000 each in `make soak`, resumable | `tests/fuzz/`, found inputs in `tests/fuzz/corpus/` |

The vectors are read where they lie, in `../shared/vectors` or `MUHUR_TEST_VECTORS`; without them these tests are skipped and say so.
"""


def _codes(codes: Counter[str | None]) -> str:
    return ", ".join(
        (f"`{code}`" if code else "none") + (f" {count}" if len(codes) > 1 else "")
        for code, count in sorted(codes.items(), key=lambda pair: (-pair[1], pair[0] or ""))
    )


def page() -> str:
    """The whole page."""
    from tests.vectors.hostile.cases import ACCEPT, BUNDLE, CREDENTIAL, LIST, POLICY, QR, REJECT, TOKEN
    from tests.vectors.hostile.fixed_house import FixedHouse
    from tests.vectors.hostile.judging import CASES

    pack: dict[str, Counter[str]] = {}
    codes: dict[str, Counter[str | None]] = {}
    own: dict[tuple[str, str], Counter[str | None]] = {}
    doors = (CREDENTIAL, QR, LIST, BUNDLE, TOKEN)
    for case in sorted(CASES.values(), key=lambda one: doors.index(one.door)):
        group = case.name.partition(".")[0]
        own.setdefault((case.door, group), Counter())[case.code] += 1
        if case.pack is not None:
            pack.setdefault(group, Counter())[case.expect] += 1
            codes.setdefault(group, Counter())[case.code] += 1
    museum: dict[str, Counter[str | None]] = {}
    table = json.loads((ROOT / "tests/vectors/museum.json").read_text(encoding="utf-8"))["cases"]
    for one in table:
        museum.setdefault(one["case"].partition(".")[0], Counter())[one["reason"]] += 1
    total = sum(pack.values(), Counter())
    first = next(case for case in CASES.values() if case.pack == 2)
    text = first.make(FixedHouse())
    return _HEAD.format(
        code=first.code,
        example=f"{text[:110]}\n  … {len(text) - 130} characters …\n{text[-20:]}",
        count=len(CASES),
        pack="\n".join(
            f"| `{group}` | {found[ACCEPT] or ''} | {found[REJECT] or ''} | {found[POLICY] or ''} | {_codes(codes[group])} |"
            for group, found in pack.items()
        ),
        accept=total[ACCEPT],
        reject=total[REJECT],
        policy=total[POLICY],
        own="\n".join(
            f"| {door} | `{group}` | {found.total()} | {_codes(found)} |"
            for (door, group), found in own.items()
        ),
        museum="\n".join(
            f"| `{group}` | {found.total()} | {_codes(found)} |" for group, found in museum.items()
        ),
        museum_count=len(table),
    )


def main() -> None:
    """Write it."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
