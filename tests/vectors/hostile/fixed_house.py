"""A house whose keys are computed from their names, so that every run makes the same texts. No key lies in the tree."""

import hashlib
from dataclasses import replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from keys.access_token import AccessKey
from keys.keyring import INTRODUCED, PURPOSE_ACCESS, PURPOSE_TRUST
from keys.trust_bundle import TrustBundle, TrustedChamber, seal_bundle
from tests.verifier.named_keys import Named, Secret, named, stolen
from tests.verifier.workshop import NOW, PUBLIC_URL, House, Register
from verifier.known import Key, Known, Recorded
from verifier.paper.reader import PdfReader
from verifier.trust import Trust, open_trust

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_BEGIN = "2018-01-01T00:00:00+00:00"


def _bytes(name: str) -> bytes:
    return hashlib.sha256(f"muhur hostile cases, no secret: {name}".encode()).digest()


def secret(name: str) -> Secret:
    """A P-256 key for tests."""
    return Secret(ec.derive_private_key(int.from_bytes(_bytes(name), "big") % _ORDER, ec.SECP256R1()))


class FixedHouse(House):
    """Two chambers and the union as in ``House``, without seals; ``access`` signs access tokens."""

    def __init__(self) -> None:
        self.public_url, self.specimen = PUBLIC_URL, False
        host = PUBLIC_URL.partition("://")[2]
        self.emo_did, self.mmo_did = (f"did:web:{host}:odalar:{slug}" for slug in ("emo", "mmo"))
        union = f"did:web:{host}:odalar:tmmob"
        self.emo = named(self.emo_did, 3, _BEGIN, secret=secret("emo"))
        self.emo_old = named(
            self.emo_did, 3, "2016-01-01T00:00:00+00:00", "2017-12-31T23:59:59+00:00", secret=secret("old")
        )
        self.emo_future = named(self.emo_did, 3, "2027-01-01T00:00:00+00:00", secret=secret("future"))
        self.emo_trust = named(self.emo_did, 3, _BEGIN, purpose=PURPOSE_TRUST, secret=secret("purpose"))
        self.emo_stolen = stolen(self.emo_did, 3, _BEGIN, "2026-11-20T00:00:00+00:00", secret("stolen"))
        later = secret("stolen later")
        self.emo_stolen_later = stolen(self.emo_did, 3, _BEGIN, "2026-11-22T11:00:00+00:00", later)
        self.emo_introduced = named(self.emo_did, 3, _BEGIN, secret=secret("introduced"), state=INTRODUCED)
        edwards = Secret(ed25519.Ed25519PrivateKey.from_private_bytes(_bytes("edwards")))
        self.emo_ed = named(self.emo_did, 3, _BEGIN, secret=edwards)
        self.mmo = named(self.mmo_did, 17, _BEGIN, secret=secret("mmo"))
        self.thief = secret("thief")
        self.anchor = named(union, 0, _BEGIN, purpose=PURPOSE_TRUST, secret=secret("anchor"))
        self.access = named(union, 0, _BEGIN, purpose=PURPOSE_ACCESS, secret=secret("access"))
        self.bundle = self.make_bundle()
        self.bundle_compact = seal_bundle(self.bundle, self.anchor.public, self.anchor.secret)
        trust = open_trust(self.bundle_compact, self.anchor.public, NOW)
        assert isinstance(trust, Trust)
        self.trust = trust
        self.register = Register()
        self.read_pdf = PdfReader()
        self.document, self.compact = self.issue()

    def make_bundle(self, **changes: Any) -> TrustBundle:
        """The bundle of ``House``, without its seals."""
        emo = (
            self.emo,
            self.emo_old,
            self.emo_future,
            self.emo_trust,
            self.emo_ed,
            *self.emo_in_other_states,
        )
        chambers = (
            _chamber(3, "EMO", "Elektrik Mühendisleri Odası", self.emo_did, _KINDS, emo),
            _chamber(17, "MMO", "Makina Mühendisleri Odası", self.mmo_did, ("katilim",), (self.mmo,)),
        )
        ends = NOW.replace(year=NOW.year + 1)
        usual = TrustBundle(
            public_url=self.public_url,
            specimen=False,
            issued_at=NOW.replace(month=10),
            expires_at=ends,
            chambers=chambers,
        )
        return replace(usual, **changes)

    @property
    def access_key(self) -> AccessKey:
        """What signs access tokens here."""
        return AccessKey(self.access.public, self.access.secret)


_KINDS = ("katilim", "basari", "yetki")


def _chamber(
    no: int, code: str, name: str, did: str, kinds: tuple[str, ...], keys: tuple[Named, ...]
) -> TrustedChamber:
    return TrustedChamber(no, code, code, name, name, did, kinds, tuple(key.public for key in keys))


class Holding:
    """A register that holds whatever is presented: then nothing but the planted fault stands against it."""

    def __init__(self, known: Recorded) -> None:
        self.known = known
        self.asked: list[Key] = []

    async def __call__(self, key: Key) -> Known:
        self.asked.append(key)
        return self.known
