"""A throw-away installation in memory: keys made for one test run, a real signed trust bundle, a register.

Everything that judges is the real thing (trust bundle opened under its anchor, PDF reader in its process,
drawing by Typst); only the register is a small class of its own, so that tests can stall it or count.
"""

import asyncio
import base64
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from issuer.paper.sealing import Seal, Stamping, seal_pdf
from issuer.sealing import seal_document
from keys import cose
from keys.algorithms import b64url, from_b64url
from keys.keyring import (
    INTRODUCED,
    PURPOSE_TRUST,
)
from keys.seal_certificate import ODA_IMZASI, new_authority, new_seal, seal_certificate
from keys.trust_bundle import TrustBundle, TrustedChamber, seal_bundle
from muhur.desk import draw_again
from registry.belge_no import BelgeNo
from registry.credential import encoded, payload_of
from registry.document import KIND_TITLES, BoardDecision, Document, SignerName, StatusEntry
from registry.qr_claims import claims_of
from registry.standing import StandingFacts
from templates.certificates.designs import named as design_named
from templates.drawing import draw
from tests.keys.log_keys import LOG_ONLY
from tests.support.log_proofs import proof_of
from tests.verifier.named_keys import Named, Secret, named, stolen
from verifier.desk import Desk, PdfRead
from verifier.known import Key, Known, LookUp, NotRecorded, Recorded, offline
from verifier.paper import read
from verifier.paper.reader import PdfReader, PhotoReader, pdf_read
from verifier.presented import Presented, from_text
from verifier.trust import NoTrust, Trust, open_trust
from verifier.verdict import Verdict
from verifier.verify import verify

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PUBLIC_URL = "https://dogrula.example.org"
CODE = "7K2M9QX4T1ZC8RBD"
SEALED_CODE = "9T4H6W2N8PQ3V5KE"
SEALS_FROM = datetime(2026, 1, 1, tzinfo=UTC)


class SealOffice:
    """A seal authority of this run, and the seals it gives."""

    def __init__(self, name: str = "TMMOB Oda Mühürleri") -> None:
        self.secret = Secret()
        self.der = new_authority(_elliptic(self.secret), name, self.secret.issue, SEALS_FROM)

    def seal(self, owner: str, secret: Secret | None = None, since: datetime | None = None) -> Seal:
        secret = secret or Secret()
        der = new_seal(_elliptic(secret), owner, self.der, self.secret.issue, since or SEALS_FROM)
        return Seal(owner, replace(seal_certificate(der, ODA_IMZASI), chain=(self.der,)), secret)


def _elliptic(secret: Secret) -> ec.EllipticCurvePublicKey:
    public = secret.private.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    return public


class Register:
    """The register as a dictionary; it counts how often it is asked."""

    def __init__(self) -> None:
        self.by_code: dict[str, str] = {}
        self.by_number: dict[str, str] = {}
        self.facts: dict[str, StandingFacts] = {}
        self.asked: list[Key] = []

    def record(self, document: Document, compact: str) -> None:
        self.by_code[document.verification_code] = compact
        self.by_number[document.belge_no] = compact
        self.facts[compact] = facts_of(document)

    async def __call__(self, key: Key) -> Known:
        self.asked.append(key)
        found = (self.by_number if key.by == "belge_no" else self.by_code).get(key.value)
        return NotRecorded() if found is None else Recorded(found, self.facts[found])


def facts_of(document: Document, **changes: Any) -> StandingFacts:
    """What the register says about a document to which nothing happened, or what ``changes`` say."""
    facts = StandingFacts(
        document.valid_from,
        document.valid_until,
        document.valid_from.year,
        annual_visa=document.annual_visa,
        visa_year=9999,
    )
    return replace(facts, **changes)


async def read_pdf_here(data: bytes) -> PdfRead:
    """The reader of the child process without a process: quick, for files that are known to be small."""
    found = read.read(data)
    return pdf_read(found)


class House:
    """Two chambers, their keys, a trust bundle under an anchor, and a register with one document."""

    def __init__(self, public_url: str = PUBLIC_URL, *, specimen: bool = False) -> None:
        self.public_url, self.specimen = public_url, specimen
        host = public_url.partition("://")[2].replace(":", "%3A")
        self.emo_did = f"did:web:{host}:odalar:emo"
        self.mmo_did = f"did:web:{host}:odalar:mmo"
        begin = "2024-01-01T00:00:00+00:00"
        self.emo = named(self.emo_did, 3, begin)
        self.emo_old = named(self.emo_did, 3, "2020-01-01T00:00:00+00:00", "2023-12-31T23:59:59+00:00")
        self.emo_future = named(self.emo_did, 3, "2027-01-01T00:00:00+00:00")
        self.emo_trust = named(self.emo_did, 3, begin, purpose=PURPOSE_TRUST)
        # Stolen before the house's document was issued, and after it.
        self.emo_stolen = stolen(self.emo_did, 3, begin, "2026-11-20T00:00:00+00:00")
        self.emo_stolen_later = stolen(self.emo_did, 3, begin, "2026-11-22T11:00:00+00:00")
        self.emo_introduced = named(self.emo_did, 3, begin, state=INTRODUCED)
        self.emo_ed = named(self.emo_did, 3, begin, secret=Secret(ed25519.Ed25519PrivateKey.generate()))
        self.mmo = named(self.mmo_did, 17, begin)
        self.thief = Secret()
        self.anchor = named(f"did:web:{host}:odalar:tmmob", 0, begin, purpose=PURPOSE_TRUST)
        self.seal_office = SealOffice()
        self.emo_seal = self.seal_office.seal("Elektrik Mühendisleri Odası")
        self.mmo_seal = self.seal_office.seal("Makina Mühendisleri Odası")
        self.bundle = self.make_bundle()
        self.bundle_compact = seal_bundle(self.bundle, self.anchor.public, self.anchor.secret)
        self.trust = open_trust(self.bundle_compact, self.anchor.public, NOW)
        assert isinstance(self.trust, Trust)
        self.register = Register()
        self.read_pdf, self.read_photo = PdfReader(), PhotoReader()
        self.document, self.compact = self.issue()

    @property
    def emo_in_other_states(self) -> tuple[Named, ...]:
        return self.emo_stolen, self.emo_stolen_later, self.emo_introduced

    def make_bundle(self, **changes: Any) -> TrustBundle:
        emo_keys = (
            self.emo,
            self.emo_old,
            self.emo_future,
            self.emo_trust,
            self.emo_ed,
            *self.emo_in_other_states,
        )
        chambers = (
            TrustedChamber(
                3, "EMO", "EMO", "Elektrik Mühendisleri Odası", "Chamber of Electrical Engineers",
                self.emo_did, ("katilim", "basari", "yetki"), tuple(key.public for key in emo_keys),
                (self.emo_seal.certificate,),
            ),
            TrustedChamber(
                17, "MMO", "MMO", "Makina Mühendisleri Odası", "Chamber of Mechanical Engineers",
                self.mmo_did, ("katilim",), (self.mmo.public,),
                (self.mmo_seal.certificate,),
            ),
        )  # fmt: skip
        made = TrustBundle(
            self.public_url,
            self.specimen,
            NOW - timedelta(days=30),
            NOW + timedelta(days=370),
            chambers,
            (self.seal_office.der,),
            LOG_ONLY,
        )
        return replace(made, **changes)

    # documents

    def fresh(self, kind: str = "yetki", **changes: Any) -> Document:
        letters = {"katilim": "KB", "basari": "BB", "yetki": "YB"}[kind]
        assert letters
        document = Document(
            kind=kind,
            title=KIND_TITLES[kind],
            belge_no=str(BelgeNo("EMO", 2026, kind, 123)),
            public_url=self.public_url,
            verification_code=CODE,
            subject_id="urn:uuid:0f8a3c1e-5f0e-4c58-9a44-1b0a3f6f2d11",
            issuer_did=self.emo_did,
            chamber_code="EMO",
            chamber_name="Elektrik Mühendisleri Odası",
            holder_name="Işıl İnci Öztürk",
            holder_title="Elektrik-Elektronik Mühendisi",
            sicil_no="101742",
            programme_code="EMO-YG-01",
            programme_name="Yüksek Gerilim Tesislerinde İşletme Sorumluluğu Yetkilendirme Eğitimi",
            description="Eğitim",
            criteria="Devam ve sınav",
            form="yuz_yuze",
            lesson_hours=24,
            minutes_per_lesson=45,
            awarded_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC),
            valid_from=date(2026, 11, 22),
            valid_until=date(2031, 11, 22) if kind == "yetki" else None,
            status=StatusEntry(f"{self.public_url}/status/emo/1", 48213),
            area="Yüksek Gerilim İşletme Sorumluluğu",
            board_decision=BoardDecision("40/34", date(2026, 11, 20)) if kind == "yetki" else None,
            annual_visa=kind == "yetki",
            signers=(
                SignerName("Ömer Şükrü Güneş", "baskan"),
                SignerName("Ayşe Gökçe Şahin", "yazman"),
            ),
            specimen=self.specimen,
            # From before sheets were sealed; ``sealed`` gives those that are.
            design="birlik/v1",
        )
        return replace(document, **changes)

    def issue(
        self, document: Document | None = None, key: Named | None = None, *, record: bool = True
    ) -> tuple[Document, str]:
        complete, compact = seal_document(document or self.fresh(), (key or self.emo).chamber_key)
        if record:
            self.register.record(complete, compact)
        return complete, compact

    # sealed sheets

    def fresh_sealed(self, kind: str = "yetki", **changes: Any) -> Document:
        """A document of the design that is sealed."""
        return self.fresh(kind, **{"design": "birlik/v2", "verification_code": SEALED_CODE, **changes})

    def drawn(self, document: Document | None = None, *, record: bool = True) -> tuple[Document, str, bytes]:
        """A recorded document, its credential and its sheet before it is sealed."""
        complete, compact = self.issue(document or self.fresh_sealed(), record=record)
        carries = design_named(complete.design).carries_proof
        proof = proof_of(compact, complete.awarded_at) if carries else None
        return complete, compact, draw(payload_of(complete), compact, proof)

    def sealed(
        self,
        document: Document | None = None,
        *,
        seal: Seal | None = None,
        at: datetime = NOW,
        stamping: Stamping | None = None,
        record: bool = True,
    ) -> bytes:
        """The original of a recorded document: drawn, and sealed by its chamber."""
        _, _, drawn = self.drawn(document, record=record)
        return seal_pdf(drawn, seal or self.emo_seal, at, stamping)

    @property
    def payload(self) -> dict[str, Any]:
        return json.loads(json.dumps(payload_of(self.document)))

    def raw(
        self, payload: Mapping[str, Any] | bytes | None = None, key: Named | None = None,
        *, header: Mapping[str, Any] | bytes | None = None, secret: Secret | None = None, **members: Any,
    ) -> str:  # fmt: skip
        """A compact JWS over anything; ``members`` go into the usual header."""
        key = key or self.emo
        usual = {"alg": "ES256", "kid": key.public.kid, "typ": "JWT", **members}
        head = header if isinstance(header, bytes) else json.dumps(header or usual).encode()
        body = (
            payload if isinstance(payload, bytes) else encoded(self.payload if payload is None else payload)
        )
        signing_input = f"{b64url(head)}.{b64url(body)}"
        return f"{signing_input}.{b64url((secret or key.secret).sign(signing_input.encode()))}"

    def changed(self, path: str, value: Any = ..., key: Named | None = None) -> str:
        """Rightly signed, one member changed (or, without a value, removed): ``credentialSubject.id``."""
        return self.raw(changed(self.payload, path, value), key)

    # QR

    def qr_text(self, packed: bytes | None = None, code: str = CODE, base: str | None = None) -> str:
        digits = digits_of(self.document.qr if packed is None else packed)
        return f"{base or self.public_url}/v/{code}#{digits}"

    def qr(self, key: Named | None = None, kid: bytes | None = None, **claims: Any) -> bytes:
        key = key or self.emo
        values: dict[int, Any] = claims_of(self.document, 3, 1200)
        for name, value in claims.items():
            place = -int(name.removeprefix("c"))
            values.pop(place, None) if value is ... else values.__setitem__(place, value)
        packed = cose.canonical(values)
        return cose.seal(packed, kid=kid or key.public.cose_kid, signer=key.secret)

    # judging

    def desk(self, look_up: LookUp | None = None, **changes: Any) -> Desk:
        made = Desk(self.trust, self.read_pdf, draw_again, self.register if look_up is None else look_up)
        return replace(made, **changes)

    def paper_desk(self, look_up: LookUp | None = None, **changes: Any) -> Desk:
        """A desk that also looks at sheets and reads the codes on them, as a server's does."""
        looking = {"look_alike": self.read_pdf.likeness, "read_photo": self.read_photo}
        return self.desk(look_up, **{**looking, **changes})

    def judge(self, presented: Presented | str, *, desk: Desk | None = None, now: datetime = NOW) -> Verdict:
        given = from_text(presented) if isinstance(presented, str) else presented
        return asyncio.run(verify(given, desk or self.desk(), now))

    def offline_desk(self, **changes: Any) -> Desk:
        return self.desk(offline, **changes)

    def no_trust_desk(self, code: str) -> Desk:
        return self.desk(trust=NoTrust(code))


def changed(payload: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    place: Any = payload
    *parents, last = (int(name) if name.isdigit() else name for name in path.split("."))
    for name in parents:
        place = place[name]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return payload


def digits_of(packed: bytes) -> str:
    return str(int.from_bytes(b"\x01" + packed, "big"))


def decoded(compact: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(from_b64url(compact.split(".")[1]))
    return found


def loose(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def assert_whole(verdict: Verdict) -> None:
    """What holds for every verdict, whatever was judged."""
    shown = verdict.as_json()
    json.dumps(shown, ensure_ascii=False)
    assert shown["outcome"] in ("genuine", "not_genuine", "cannot_tell")
    assert shown["message"]["tr"] and shown["message"]["en"]
    assert [step["n"] for step in shown["steps"]] == list(range(1, len(shown["steps"]) + 1))
    assert verdict.exit_code in (0, 1, 3)
    if verdict.exit_code == 0:
        assert (verdict.outcome, verdict.standing, verdict.reasons) == ("genuine", "valid", [])
        assert all(step.result == "pass" for step in verdict.steps)
        by_list = any(step.name == "status" for step in verdict.steps)
        assert (shown["message"]["tr"] == "Bu belge geçerlidir.") != by_list
        assert ("tarihli listeye dayanır." in shown["message"]["tr"]) == by_list
    else:
        assert "Bu belge geçerlidir." not in shown["message"]["tr"]
        assert verdict.reasons
    if verdict.outcome == "not_genuine" and not verdict.credential_genuine:
        assert verdict.standing is None
