"""Credentials beyond the pack: every member left out or null, hidden characters, keys, rights and the size."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from keys.envelope import MAX_COMPACT
from registry.belge_no import BelgeNo
from registry.credential import payload_of
from registry.document import StatusEntry
from tests.vectors.hostile.cases import ACCEPT, CREDENTIAL, Make, fault
from tests.vectors.hostile.fixed_house import FixedHouse
from tests.vectors.hostile.invisible import INVISIBLE
from tests.vectors.hostile.pack_content import NAME, member
from tests.vectors.hostile.pack_header import good, of_size
from tests.vectors.hostile.signed import Signed, dumped
from tests.verifier.named_keys import Named
from tests.verifier.workshop import NOW

PROFILE = "credential.profile"
# What a document may do without; the paper then does not show it.
OPTIONAL = {
    "credentialSubject.achievement.specialization", "document.boardDecision", "document.annualVisa", "document.signers",
}  # fmt: skip
_ISSUER = {"iss", "issuer", "issuer.id"}


def _paths(value: Any, path: str = "") -> Iterator[str]:
    members = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for name, inner in members:
        here = f"{path}.{name}" if path else str(name)
        yield here
        yield from _paths(inner, here)


for _path in _paths(good(FixedHouse()).claims):
    _code = "issuer.mismatch" if _path in _ISSUER else PROFILE
    fault(CREDENTIAL, f"null.{_path}", _code, member(_path, None))
    if _path in OPTIONAL or (_path.startswith("document.signers.") and _path.count(".") == 2):
        fault(CREDENTIAL, f"missing.{_path}", None, member(_path, ...), expect=ACCEPT)
    else:
        fault(CREDENTIAL, f"missing.{_path}", _code, member(_path, ...))

for _name, _char in INVISIBLE.items():
    fault(CREDENTIAL, f"text.{_name}", PROFILE, member(NAME, f"Işıl{_char} Öztürk"))
for _where in (
    "issuer.name",
    "credentialSubject.role",
    "credentialSubject.achievement.name",
    "credentialSubject.achievement.specialization",
    "credentialSubject.achievement.criteria.narrative",
    "document.signers.0.name",
):
    fault(CREDENTIAL, f"text.override-in-{_where}", PROFILE, member(_where, "Eğitim\u202e"))
    fault(CREDENTIAL, f"text.301-in-{_where}", PROFILE, member(_where, "x" * 301))


def _by(key: Any, alg: str = "ES256") -> Make:
    """The same content under another key of the trust list, named by its own name."""

    def make(house: FixedHouse) -> str:
        named: Named = key(house)
        return Signed(
            good(house).header(alg=alg, kid=named.public.kid).head, good(house).payload, named.secret
        ).text

    return make


fault(CREDENTIAL, "key.has-ended", "key.window", _by(lambda h: h.emo_old))
fault(CREDENTIAL, "key.not-begun", "key.window", _by(lambda h: h.emo_future))
fault(CREDENTIAL, "key.stolen-before", "key.compromised", _by(lambda h: h.emo_stolen))
fault(CREDENTIAL, "key.stolen-later", "key.time_unproven", _by(lambda h: h.emo_stolen_later))
fault(CREDENTIAL, "key.introduced", "key.not_active", _by(lambda h: h.emo_introduced))
fault(CREDENTIAL, "key.for-trust", "key.purpose", _by(lambda h: h.emo_trust))
fault(CREDENTIAL, "key.the-anchor", "issuer.unknown", _by(lambda h: h.anchor))
fault(CREDENTIAL, "key.for-access", "issuer.unknown", _by(lambda h: h.access))
fault(CREDENTIAL, "key.EdDSA", None, _by(lambda h: h.emo_ed, "EdDSA"), expect=ACCEPT)
fault(CREDENTIAL, "key.EdDSA-called-ES256", "envelope.algorithm", _by(lambda h: h.emo_ed))
fault(CREDENTIAL, "key.EdDSA-by-its-curve", "envelope.algorithm", _by(lambda h: h.emo_ed, "Ed25519"))
fault(CREDENTIAL, "key.kid-129", "envelope.header", lambda h: good(h).header(kid="k" * 129).text)
fault(CREDENTIAL, "size.just-fits", None, lambda h: of_size(h, MAX_COMPACT - 1), expect=ACCEPT)


def _document(key: Any = lambda h: h.emo, **changes: Any) -> Make:
    """Another document, rightly made in everything but what changes."""

    def make(house: FixedHouse) -> str:
        given = {name: value(house) if callable(value) else value for name, value in changes.items()}
        named: Named = key(house)
        payload = dumped(payload_of(replace(house.document, **given)))
        return Signed(good(house).header(kid=named.public.kid).head, payload, named.secret).text

    return make


_OF_MMO: dict[str, Any] = {
    "issuer_did": lambda h: h.mmo_did, "chamber_code": "MMO", "chamber_name": "Makina Mühendisleri Odası",
    "status": lambda h: StatusEntry(f"{h.public_url}/status/mmo/1", 5),
}  # fmt: skip
_KATILIM = {
    "kind": "katilim",
    "title": "Katılım Belgesi",
    "board_decision": None,
    "annual_visa": False,
    "valid_until": None,
}
fault(CREDENTIAL, "rights.kind-allowed", None,
      _document(lambda h: h.mmo, belge_no=str(BelgeNo("MMO", 2026, "katilim", 42)), **_OF_MMO, **_KATILIM), expect=ACCEPT)  # fmt: skip
fault(
    CREDENTIAL,
    "rights.kind",
    "issuer.kind",
    _document(lambda h: h.mmo, belge_no=str(BelgeNo("MMO", 2026, "yetki", 42)), **_OF_MMO),
)
fault(
    CREDENTIAL,
    "rights.chamber-code-of-another",
    PROFILE,
    _document(chamber_code="MMO", belge_no=str(BelgeNo("MMO", 2026, "yetki", 42))),
)
fault(CREDENTIAL, "rights.list-of-another", PROFILE, _document(status=_OF_MMO["status"]))
fault(CREDENTIAL, "rights.another-address", PROFILE, _document(public_url="https://dogrula.example.com"))
fault(CREDENTIAL, "rights.specimen", PROFILE, _document(specimen=True))
fault(
    CREDENTIAL, "time.in-six-minutes", "credential.future", _document(awarded_at=NOW + timedelta(minutes=6))
)
fault(
    CREDENTIAL, "time.in-four-minutes", None, _document(awarded_at=NOW + timedelta(minutes=4)), expect=ACCEPT
)
fault(CREDENTIAL, "time.ends-first", PROFILE, _document(valid_until=date(2026, 11, 21)))
for _list in (
    "emo/01",
    "emo/0",
    "emo/1?x",
    "emo/1#x",
    "emo/../mmo/1",
    "emo/٣",
    "emo/",
    "emo/99999999999",
    "EMO/1",
    "emo/1/",
):
    fault(CREDENTIAL, f"list.{_list}", PROFILE,
          _document(status=lambda h, n=_list: StatusEntry(f"{h.public_url}/status/{n}", 5)))  # fmt: skip
