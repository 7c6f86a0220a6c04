"""Forgeries to try: made with throw-away keys, each refused for its own reason."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from issuer.paper.sealing import Seal, seal_pdf
from keys.algorithms import ES256, b64url, from_b64url, public_jwk
from keys.envelope import seal
from keys.keyring import kid_fragment
from keys.vault import FileSigner
from registry.credential import TYP, encoded
from templates.drawing import draw


@dataclass(frozen=True, slots=True)
class Forgery:
    """A file, what it pretends, and how it must be judged."""

    name: str
    about_tr: str
    data: bytes
    outcome: str
    reason: str
    credential_genuine: bool | None


def _renamed(payload: dict[str, Any], name: str) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(payload))
    changed["credentialSubject"]["identifier"][0]["identityHash"] = name
    return changed


def _header(compact: str) -> dict[str, str]:
    header: dict[str, str] = json.loads(from_b64url(compact.split(".", maxsplit=1)[0]))
    return header


def forgeries(
    payload: dict[str, Any],
    compact: str,
    proof: bytes,
    other: str,
    false_name: str,
    original: bytes,
    foreign_seal: Seal,
) -> list[Forgery]:
    """Forgeries of one document and its ``original`` PDF.

    ``proof`` is the log's of its issue, ``other`` is the credential of another one, ``foreign_seal`` that of another chamber.
    """
    changed = _renamed(payload, false_name)
    thief = ec.generate_private_key(ec.SECP256R1())
    kid = _header(compact)["kid"]
    own_kid = f"{payload['iss']}#{kid_fragment(public_jwk(thief.public_key()))}"
    signer = FileSigner(thief)
    wrong_key = seal(encoded(changed), alg=ES256, kid=kid, typ=TYP, signer=signer)
    own_key = seal(encoded(changed), alg=ES256, kid=own_kid, typ=TYP, signer=signer)
    head, _, signature = compact.split(".")
    claim = f"{head}.{b64url(encoded(changed))}.{signature}"
    grafted = f"{other.rpartition('.')[0]}.{signature}"
    awarded = datetime.fromisoformat(payload["awardedDate"])
    foreign = payload["id"].replace("://", "://dogrula.example.com/?to=", 1)
    mismatch, unknown = "credential.signature", "issuer.unknown"
    return [
        Forgery("yanlis-anahtar.pdf", "Odanın anahtar adıyla, ama başka bir anahtarla imzalanmış belge",
                draw(changed, wrong_key, proof), "not_genuine", mismatch, False),
        Forgery("sahte-veren.pdf", "Oda adına, tanınmayan bir anahtarla imzalanmış belge",
                draw(changed, own_key, proof), "not_genuine", unknown, False),
        Forgery("degistirilmis-veri.pdf", "İmzalı verisinde ad değiştirilmiş belge",
                draw(changed, claim, proof), "not_genuine", mismatch, False),
        Forgery("degistirilmis-veri.jwt", "Aynı değişiklik, yalnız imzalı veri",
                claim.encode(), "not_genuine", mismatch, False),
        Forgery("baska-imza.jwt", "Başka bir belgenin imzası yapıştırılmış veri",
                grafted.encode(), "not_genuine", mismatch, False),
        Forgery("degistirilmis-sayfa.pdf", "Özgün imzalı veri, adı değiştirilmiş sayfanın içinde",
                draw(changed, compact, proof), "not_genuine", "pdf.page_differs", True),
        Forgery("sona-eklenmis.pdf", "Özgün PDF'in sonuna bayt eklenmiş",
                original + b"% eklenti\n", "not_genuine", "pdf.changed_after_seal", True),
        Forgery("muhursuz.pdf", "Özgün sayfa, Odanın mührü olmadan",
                draw(payload, compact, proof), "not_genuine", "pdf.unsealed", True),
        Forgery("baska-muhur.pdf", "Özgün sayfa, başka bir Odanın mührüyle",
                seal_pdf(draw(payload, compact, proof), foreign_seal, awarded), "not_genuine", "pdf.seal_foreign",
                True),
        Forgery("yabanci-karekod.txt", "Başka bir adrese götüren karekod",
                foreign.encode(), "not_genuine", "qr.foreign_address", None),
        Forgery("hatali-numara.txt", "Rakamları yer değiştirmiş belge numarası",
                b"EMO-2026-YB-000132-Y", "not_genuine", "number.check_character", None),
    ]  # fmt: skip
