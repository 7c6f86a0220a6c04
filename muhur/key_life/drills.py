"""Drills: a rotation and a compromise carried out on a scratch installation, and what they proved.

Each proof says what was expected and what was found; a drill holds only if all of them do.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from keys.algorithms import thumbprint
from keys.did import did_document
from keys.envelope import open_envelope
from keys.keyring import PURPOSE_CREDENTIAL
from keys.trust_bundle import open_bundle
from muhur.key_life import keeping as key_keeping
from muhur.key_life.drill_site import Site, scratch_site
from registry.chamber import SigningKey
from registry.credential import TYP
from registry.log.event import KeyChanged, read_event
from registry.transparency.checking import check_log
from verifier.verdict import Verdict

VALID = "valid"


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that a drill shows: what it is in both languages, what must come out and what did."""

    turkish: str
    english: str
    expected: Any
    found: Any

    @property
    def held(self) -> bool:
        """True if it came out."""
        return bool(self.expected == self.found)


@dataclass
class Report:
    """A drill with its proofs."""

    drill: str
    documents: int
    proofs: list[Proof] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """True if every proof came out, and there is one."""
        return bool(self.proofs) and all(one.held for one in self.proofs)

    def prove(self, turkish: str, english: str, expected: Any, found: Any) -> None:
        """One more proof."""
        self.proofs.append(Proof(turkish, english, expected, found))

    def as_json(self) -> dict[str, Any]:
        """For a machine."""
        return {
            "drill": self.drill,
            "documents": self.documents,
            "held": self.held,
            "proofs": [
                {
                    "text": {"tr": one.turkish, "en": one.english},
                    "held": one.held,
                    "expected": one.expected,
                    "found": one.found,
                }
                for one in self.proofs
            ],
        }


def run(what: str, documents: int, now: datetime) -> Report:
    """Carry out one of ``DRILLS`` with ``documents`` a step; the last step is at ``now``."""
    report = Report(what, documents)
    with scratch_site(documents, now.replace(microsecond=0) - timedelta(days=10)) as site:
        DRILLS[what](site, report, now.replace(microsecond=0))
    return report


def _rotation(site: Site, report: Report, now: datetime) -> None:
    count, rotated, overlap = report.documents, now - timedelta(days=5), timedelta(days=2)
    old = _signing(site)
    before = site.issued(now - timedelta(days=8))
    done = key_keeping.rotate(
        site.home, site.chamber, site.act("first", rotated), site.act("second", rotated), overlap
    )
    after = site.issued(rotated + timedelta(hours=1))
    report.prove(
        "Yenilemeden önceki belgelerin anahtarı",
        "Key of the documents before",
        {old.kid: count},
        _kids(before),
    )
    report.prove(
        "Geçiş süresi içindeki belgelerin anahtarı", "Key of the documents in the overlap",
        {done.new.kid: count}, _kids(after),
    )  # fmt: skip
    within = site.forged(before[0], old, rotated + timedelta(hours=2))
    report.prove(
        "Geçiş süresinde eski anahtarla imzalanıp kaydedilmemiş belge: anahtar adımı",
        "Signed with the old key in the overlap and not recorded: the step of the key",
        ["record.missing"],
        _reasons(site.judged([within], now, online=True)),
    )
    site.sign_lists(now)
    _split(site, report, now, "eski anahtarla", "under the old key", before, {VALID: count}, {VALID: count})
    _split(site, report, now, "yeni anahtarla", "under the new key", after, {VALID: count}, {VALID: count})
    late = site.forged(before[0], old, rotated + overlap + timedelta(hours=1))
    report.prove(
        "Geçiş süresinden sonra eski anahtarla imzalanan belge",
        "Signed with the old key after the overlap",
        ["key.window"],
        _reasons(site.judged([late], now, online=True)),
    )
    _published(site, report, now, {old.kid: "retired", done.new.kid: "active"}, {old.kid, done.new.kid})
    _told(site, report, [(done.new, ["introduce", "activate"]), (old, ["introduce", "retire"])])


def _compromise(site: Site, report: Report, now: datetime) -> None:
    count, since, declared = report.documents, now - timedelta(days=6), now - timedelta(days=4)
    old = _signing(site)
    before = site.issued(since - timedelta(hours=1))
    between = site.issued(since + timedelta(hours=1))
    done = key_keeping.compromise(site.home, old.kid, since, site.act("first", declared))
    report.prove(
        "Yeniden düzenlenecek belge sayısı", "Documents to be made anew", len(between), len(done.lost)
    )
    rotated = declared + timedelta(hours=1)
    new = key_keeping.rotate(
        site.home, site.chamber, site.act("first", rotated), site.act("second", rotated)
    ).new
    after = site.issued(declared + timedelta(hours=2))
    report.prove("Sonraki belgelerin anahtarı", "Key of the documents after", {new.kid: count}, _kids(after))
    site.sign_lists(now)
    lost, untold = {"key.compromised": count}, {"key.time_unproven": count}
    _split(site, report, now, "önce kaydedilen", "entered before", before, {VALID: count}, untold)
    _split(site, report, now, "arada kaydedilen", "entered in between", between, lost, lost)
    _split(site, report, now, "yeni anahtarla", "under the new key", after, {VALID: count}, {VALID: count})
    thief = site.forged(before[0], old, since - timedelta(days=1))
    report.prove(
        "Hırsızın eski tarih attığı belge, kütüğe sorulunca",
        "A thief's document with an earlier date, the register being asked",
        ["key.compromised"],
        _reasons(site.judged([thief], now, online=True)),
    )
    report.prove(
        "Aynı belge, kütüğe sorulamayınca: geçerli denmez",
        "The same where the register cannot be asked: never valid",
        ("cannot_tell", "key.time_unproven"),
        _outcome(site.judged([thief], now, online=False)[0]),
    )
    _published(site, report, now, {old.kid: "compromised", new.kid: "active"}, {new.kid})
    _told(site, report, [(new, ["introduce", "activate"]), (old, ["introduce", "compromise"])])


DRILLS: dict[str, Callable[[Site, Report, datetime], None]] = {
    "rotation": _rotation,
    "compromise": _compromise,
}


def _signing(site: Site) -> SigningKey:
    with site.home.store.reading() as records:
        keys = records.trust.signing_keys()
    (found,) = [
        one for one in keys if one.owner_slug == site.chamber.slug and one.purpose == PURPOSE_CREDENTIAL
    ]
    return found


def _kids(compacts: Sequence[str]) -> dict[str, int]:
    return dict(Counter(open_envelope(one, typ=TYP).kid for one in compacts))


def _reasons(verdicts: Sequence[Verdict]) -> list[str]:
    return [one.reasons[0] if one.reasons else VALID for one in verdicts]


def _outcome(verdict: Verdict) -> tuple[str, str]:
    return verdict.outcome, _reasons([verdict])[0]


def _split(
    site: Site,
    report: Report,
    now: datetime,
    turkish: str,
    english: str,
    compacts: Sequence[str],
    online: dict[str, int],
    offline: dict[str, int],
) -> None:
    """How many of these are valid, and why the others are not: by the register, and by the status list alone."""
    for asked, expected in ((True, online), (False, offline)):
        found = dict(Counter(_reasons(site.judged(compacts, now, online=asked))))
        where = (
            ("kütükten", "by the register")
            if asked
            else ("çevrimdışı, durum listesiyle", "offline, by the status list")
        )
        report.prove(
            f"{len(compacts)} belge, {turkish}; {where[0]}",
            f"{len(compacts)} documents, {english}; {where[1]}",
            expected,
            found,
        )


def _published(
    site: Site, report: Report, now: datetime, states: dict[str, str], asserting: set[str]
) -> None:
    """What the bundle and the DID document say of the chamber's keys."""
    bundle = open_bundle(site.home.bundle() or "", site.home.anchor(), now)
    (chamber,) = [one for one in bundle.chambers if one.did == site.chamber.did]
    signing = [one for one in chamber.keys if one.purpose == PURPOSE_CREDENTIAL]
    found = {one.kid: one.state for one in signing}
    report.prove("Güven paketindeki durumlar", "States in the trust bundle", states, found)
    document = did_document(chamber.did, signing)
    report.prove(
        "did.json içinde imzası sayılanlar", "Keys that did.json lets assert",
        sorted(asserting), sorted(document["assertionMethod"]),
    )  # fmt: skip


def _told(site: Site, report: Report, changes: list[tuple[SigningKey, list[str]]]) -> None:
    """What the log says of the keys, and that it holds."""
    events: dict[bytes, list[str]] = {}
    with site.home.store.reading(snapshot=True) as records:
        for one in records.log.openings():
            event = read_event(one.opening.event)
            if isinstance(event, KeyChanged):
                events.setdefault(event.key_sha256, []).append(event.change)
        fault = check_log(records).fault
    for key, expected in changes:
        name = key.kid.rpartition("#")[2]
        report.prove(f"Günlükte {name}", f"In the log: {name}", expected, events.get(thumbprint(key.jwk), []))
    found = None if fault is None else fault.code
    report.prove("Günlükte bulunan kusur", "Fault found in the log", None, found)
