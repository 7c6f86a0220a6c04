"""Every reason code and every step of the procedure is reached by some input; none is only in the table."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PIL import Image

from keys.algorithms import b64url
from keys.log_checkpoint import LogPolicy
from keys.trust_bundle import seal_bundle
from registry.document import StatusEntry
from registry.standing import StandingFacts, Successor
from tests.keys.log_keys import LOG_ONLY, POLICY, public
from tests.support.log_proofs import proof_of
from tests.vectors.hostile_pdfs import KINDS, originals
from tests.vectors.museum import MADE
from tests.verifier import pdf_files as files
from tests.verifier.list_attacks import ATTACKS
from tests.verifier.list_files import PLACE, desk_with, made_list
from tests.verifier.proof_house import ProofHouse
from tests.verifier.proofs import fresh_logged, logged_pdf, proving, trusting
from tests.verifier.test_badge import HOSTILE
from tests.verifier.test_proven import HOSTILE as HOSTILE_PROOFS
from tests.verifier.workshop import NOW, House, assert_whole, facts_of
from verifier.forms.hashing import BoundedHash
from verifier.known import Key, Known, Recorded, Unreachable
from verifier.look_up import BoundedLookUp
from verifier.paper.reader import BadgeReader, PdfReader, PhotoReader
from verifier.presented import from_bytes
from verifier.reasons import SENTENCES, STEP_LABELS, STEP_PASSED, sentence
from verifier.trust import NoTrust, open_trust
from verifier.verdict import Verdict

Produce = Callable[[House], Verdict]


def _museum(name: str) -> Produce:
    return lambda house: house.judge(MADE[name](house))


def _file(make: Callable[[House], bytes]) -> Produce:
    return lambda house: house.judge(from_bytes(make(house)))


def _forged(name: str) -> Produce:
    """A kind of forged PDF, looked at as a server does."""
    return lambda house: house.judge(
        from_bytes(KINDS[name].make(next(originals(house)))), desk=house.paper_desk()
    )


def _seal_unknown(house: House) -> Verdict:
    trust = house.trust
    bare = replace(trust.bundle, chambers=tuple(replace(one, seals=()) for one in trust.bundle.chambers))
    return house.judge(from_bytes(house.sealed()), desk=house.desk(trust=replace(trust, bundle=bare)))


def _photo(make: Callable[[House], bytes]) -> Produce:
    """By the real reader, in its own process."""
    return lambda house: house.judge(from_bytes(make(house)), desk=house.desk(read_photo=PhotoReader()))


def _badge(name: str) -> Produce:
    """A hostile badge, read in a process of its own."""
    return lambda house: house.judge(
        from_bytes(HOSTILE[name][0](house.compact)), desk=house.desk(read_badge=BadgeReader())
    )


PROOFS = ProofHouse()


def _proven(name: str) -> Produce:
    """A hostile credential with a proof inside, of a house whose chambers have keys for that."""
    return lambda _house: PROOFS.judge(json.dumps(HOSTILE_PROOFS[name][0](PROOFS)))


def picture(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG")
    return data.getvalue()


def _trust(compact: Callable[[House], str | None], days: int = 0) -> Produce:
    def produce(house: House) -> Verdict:
        now = NOW + timedelta(days=days)
        trust = open_trust(compact(house), house.anchor.public, now)
        return house.judge(house.compact, desk=house.desk(trust=trust), now=now)

    return produce


def _away(_key: Key) -> Known:
    raise ConnectionError("the database is away")


def _unreachable(house: House) -> Verdict:
    return house.judge(house.compact, desk=house.desk(BoundedLookUp(_away)))


def _recorded_with(**facts: Any) -> Produce:
    """A check of a document of which the register says this."""

    def produce(house: House) -> Verdict:
        known = Recorded(house.compact, facts_of(house.document, **facts))
        return house.judge(house.compact, desk=house.desk(BoundedLookUp(lambda _key: known)))

    return produce


_DAY = date(2026, 11, 22)
_SUPPORT = StandingFacts(_DAY, None, 2026, since_on=_DAY)


def _ending(days: int) -> Produce:
    return lambda house: house.judge(house.compact, now=NOW + timedelta(days=days))


def _not_yet(house: House) -> Verdict:
    document, compact = house.issue(house.fresh(valid_from=date(2026, 12, 1)), record=False)
    known = Recorded(compact, facts_of(document))
    return house.judge(compact, desk=house.desk(BoundedLookUp(lambda _key: known)))


def _page_not_drawn(house: House) -> Verdict:
    _, compact = house.issue(house.fresh(design="saray/v9", verification_code="6" * 16))
    return house.judge(from_bytes(files.with_files(("credential.jwt", compact.encode()))))


_LIST_CODES = [
    *sorted({code for code, _ in ATTACKS.values()}),
    "status.ambiguous",
    "status.index",
    "status.not_in_force",
]


def _listed(code: str) -> Produce:
    """A check without register under a status list that gives this reason."""
    if code == "status.not_in_force":
        return lambda house: house.judge(house.compact, desk=desk_with(house, made_list(house, PLACE)))
    if code == "status.ambiguous":
        return lambda house: house.judge(
            house.qr_text(),
            desk=desk_with(house, made_list(house, lists=2), made_list(house, PLACE, number=2, lists=2)),
        )
    if code == "status.index":
        return _behind_the_end
    make = next(make for found, make in ATTACKS.values() if found == code)
    return lambda house: house.judge(house.compact, desk=make(house))


def _behind_the_end(house: House) -> Verdict:
    entry = StatusEntry(f"{house.public_url}/status/emo/1", 131_072)
    _, compact = house.issue(house.fresh(status=entry), record=False)
    return house.judge(compact, desk=desk_with(house, made_list(house)))


def _malformed_bundle(house: House) -> str:
    good = house.bundle_compact.split(".")
    header = good[0]
    payload = b64url(b'{"iss":"x"}')
    return f"{header}.{payload}.{b64url(house.anchor.secret.sign(f'{header}.{payload}'.encode()))}"


def _stolen_later_offline(house: House) -> Verdict:
    _, compact = house.issue(house.fresh(), house.emo_stolen_later, record=False)
    return house.judge(compact, desk=house.offline_desk())


def _logged(
    change: Callable[[bytes], bytes] = bytes,
    policy: LogPolicy | None = LOG_ONLY,
    text: str = "",
    **given: Any,
) -> Produce:
    """A check of a document whose register gives this proof with it."""

    def produce(house: House) -> Verdict:
        at = house.document.awarded_at + given.get("later", timedelta())
        signed = {name: value for name, value in given.items() if name != "later"}
        proof = change(proof_of(text or house.compact, at, **signed))
        desk = house.desk(proving(house.document, house.compact, proof), trust=trusting(house, policy))
        return house.judge(house.compact, desk=desk)

    return produce


PRODUCED: dict[str, Produce] = {
    "input.empty": _museum("text.nothing"),
    "input.too_large": _museum("text.megabyte-of-words"),
    "input.unrecognised": _museum("text.letter"),
    "number.malformed": _museum("number.unknown-kind"),
    "number.check_character": _museum("number.wrong-check-character"),
    "code.malformed": _museum("code.one-short"),
    "envelope.malformed": _museum("form.padding"),
    "envelope.header": _museum("header.crit"),
    "envelope.typ": _museum("typ.trust-bundle"),
    "envelope.too_large": _museum("form.megabyte"),
    "envelope.algorithm": _museum("alg.none"),
    "credential.unsigned": _museum("form.bare-credential"),
    "credential.profile": _museum("claims.extra"),
    "credential.future": _museum("claims.awarded-next-year"),
    "credential.signature": _museum("signature.changed-claim"),
    "issuer.unknown": _museum("key.unknown-kid"),
    "issuer.mismatch": _museum("key.other-chamber"),
    "issuer.kind": _museum("issuer.kind"),
    "key.purpose": _museum("key.purpose"),
    "key.window": _museum("key.window-before"),
    "key.not_active": _museum("key.introduced"),
    "key.compromised": _museum("key.stolen-before"),
    "key.time_unproven": _stolen_later_offline,
    "trust.missing": _trust(lambda house: None),
    "trust.anchor": _trust(
        lambda house: seal_bundle(house.bundle, replace(house.anchor.public), house.thief)
    ),
    "trust.malformed": _trust(_malformed_bundle),
    "trust.expired": _trust(lambda house: house.bundle_compact, days=371),
    "qr.foreign_address": _museum("qr.foreign-host"),
    "qr.malformed": _museum("qr.digits-cut"),
    "qr.claims": _museum("qr.claims-extra"),
    "qr.signature": _museum("qr.signed-by-thief"),
    "qr.differs": _museum("qr.of-another-document"),
    "pdf.unreadable": _file(lambda house: files.original(house)[:-10]),
    "pdf.encrypted": _file(lambda house: files.with_files(("credential.jwt", b"x"), password="x")),
    "pdf.limits": _file(lambda house: files.with_files(("credential.jwt", b"x" * 70_000))),
    "pdf.busy": lambda house: house.judge(
        from_bytes(files.with_files()), desk=house.desk(read_pdf=PdfReader(waiting=0))
    ),
    "pdf.no_credential": _file(lambda house: files.with_files()),
    "pdf.several_credentials": _file(
        lambda house: files.with_files(("credential.jwt", b"a"), ("credential.jwt", b"b"))
    ),
    "pdf.page_differs": _file(lambda house: files.original(house) + b"\n"),
    "pdf.unsealed": _forged("stripped.cut"),
    "pdf.several_seals": _forged("sneaky.thief"),
    "pdf.seal_broken": _forged("cms.of-another"),
    "pdf.seal_form": _forged("insider.sha1"),
    "pdf.changed_after_seal": _forged("append.comment"),
    "pdf.seal_adds": _forged("insider.approval"),
    "pdf.seal_foreign": _forged("foreign.thief"),
    "pdf.seal_window": _forged("time.window"),
    "pdf.seal_time": _forged("time.future"),
    "pdf.content": _forged("after.script"),
    "pdf.attachments": _forged("credential.more"),
    "seal.unknown": _seal_unknown,
    "photo.no_code": _photo(lambda _house: picture(Image.new("L", (400, 300), 200))),
    "photo.unreadable": _photo(lambda _house: b"\x89PNG\r\n\x1a\n and nothing"),
    "photo.limits": _photo(lambda _house: picture(Image.new("1", (20_000, 20_000)))),
    "photo.busy": lambda house: house.judge(
        from_bytes(picture(Image.new("L", (9, 9)))), desk=house.desk(read_photo=PhotoReader(waiting=0))
    ),
    "badge.no_credential": _badge("svg.none"),
    "badge.several_credentials": _badge("png.two"),
    "badge.form": _badge("png.compressed"),
    "badge.unreadable": _badge("png.checksum"),
    "badge.limits": _badge("svg.deep"),
    "badge.busy": lambda house: house.judge(
        from_bytes(HOSTILE["png.two"][0](house.compact)), desk=house.desk(read_badge=BadgeReader(waiting=0))
    ),
    "proof.form": _proven("form.two-proofs"),
    "proof.time": _proven("time.in-the-future"),
    "proof.busy": lambda _house: PROOFS.judge(
        json.dumps(PROOFS.prove()),
        desk=PROOFS.desk(hash_proven=BoundedHash(PROOFS.linked, limit_seconds=0.0)),
    ),
    "page.not_drawn": _page_not_drawn,
    "record.not_found": _museum("number.unknown"),
    "record.missing": _museum("record.never-recorded"),
    "record.differs": _museum("record.differs"),
    "record.unreachable": _unreachable,
    "record.offline": lambda house: house.judge(house.compact, desk=house.offline_desk()),
    **{code: _listed(code) for code in _LIST_CODES},
    "log.malformed": _logged(lambda proof: proof[:-1]),
    "log.origin": _logged(key=public(1, "baska.example.org/log")),
    "log.unsigned": _logged(key=public(2), number=2),
    "log.signature": _logged(lambda proof: proof.replace(b"\n13\n", b"\n14\n")),
    "log.witnesses": _logged(policy=POLICY, witnesses=(1,)),
    "log.inclusion": _logged(lambda proof: proof.replace(b"index 5", b"index 6")),
    "log.event": _logged(text="e30.e30.e30"),
    "log.time": _logged(later=timedelta(minutes=11)),
    "log.unknown": lambda house: house.judge(
        from_bytes(logged_pdf(house)), desk=house.desk(trust=trusting(house, None))
    ),
    "standing.replaced": _recorded_with(
        state="iptal", since_on=_DAY, successor=Successor("EMO-2026-YB-000124-W", "6" * 16, _DAY)
    ),
    "standing.revoked": _recorded_with(state="iptal", since_on=_DAY),
    "standing.suspended": _recorded_with(state="askida", since_on=_DAY),
    "standing.support_revoked": _recorded_with(support=replace(_SUPPORT, state="iptal")),
    "standing.support_suspended": _recorded_with(support=replace(_SUPPORT, state="askida")),
    "standing.visa_missing": _recorded_with(issued_year=2025, visa_year=2025),
    "standing.expired": _ending(365 * 6),
    "standing.not_yet_valid": _not_yet,
    "standing.unknown": lambda house: house.judge(house.compact, desk=house.offline_desk()),
}


def test_every_code_has_a_producer() -> None:
    assert set(PRODUCED) == set(SENTENCES)


@pytest.mark.parametrize("code", SENTENCES)
def test_code_is_produced(house: House, code: str) -> None:
    if code == "standing.expired":  # far behind the bundle's own end: the trust is taken as it was
        verdict = house.judge(house.compact, now=NOW + timedelta(days=365 * 6))
    else:
        verdict = PRODUCED[code](house)
    assert_whole(verdict)
    assert code in verdict.reasons
    assert verdict.exit_code != 0
    step = next(step for step in verdict.steps if step.code == code)
    assert step.result in ("fail", "could_not_check")
    assert "{" not in step.text[0] + step.text[1]


def test_every_step_passes_somewhere_and_fails_somewhere(house: House) -> None:
    sealed = house.sealed(fresh_logged(house))
    green = house.judge(from_bytes(sealed))
    assert list(STEP_LABELS) == list(STEP_PASSED)
    # The status list takes the register's place where that cannot be asked.
    assert [step.name for step in green.steps] == [name for name in STEP_LABELS if name != "status"]
    away = house.judge(from_bytes(sealed), desk=desk_with(house, made_list(house)))
    assert [step.name for step in away.steps] == [name for name in STEP_LABELS if name != "record"]
    assert green.is_valid and away.is_valid
    stopped = {
        step.name for code in SENTENCES for step in PRODUCED[code](house).steps if step.result != "pass"
    }
    assert stopped == set(STEP_LABELS)


def test_sentences_are_whole_in_both_languages() -> None:
    facts = {"date": "22.11.2026", "belge_no": "EMO-2026-YB-000124-W", "year": "2026", "where": ": Ad Soyad"}
    facts |= {"issued": "21.11.2026"}
    for code in SENTENCES:
        turkish, english = sentence(code, facts)
        assert turkish.endswith(".") and english.endswith(".") and turkish != english
        assert "{" not in turkish + english


@pytest.mark.parametrize("code", ["trust.missing", "trust.anchor", "trust.malformed", "trust.expired"])
def test_without_trust_nothing_is_green_or_refused(house: House, code: str) -> None:
    """No trust means: could not tell. Not "forged", and never "valid"."""
    for given in (house.compact, house.qr_text(), house.document.belge_no, house.document.verification_code):
        verdict = house.judge(given, desk=house.desk(trust=NoTrust(code)))
        assert_whole(verdict)
        assert (verdict.outcome, verdict.standing, verdict.exit_code) == ("cannot_tell", "unknown", 3)
        assert verdict.reasons[0] == code and verdict.credential is None
    pdf = house.judge(from_bytes(files.original(house)), desk=house.desk(trust=NoTrust(code)))
    assert (pdf.outcome, pdf.exit_code, pdf.page) == ("cannot_tell", 3, "not_compared")


def test_a_bundle_that_is_not_the_anchors_is_no_trust(house: House) -> None:
    other = House()
    found = open_trust(other.bundle_compact, house.anchor.public, NOW)
    assert found == NoTrust("trust.anchor")
    # a credential passed off as a bundle, and the other way round
    assert open_trust(house.compact, house.anchor.public, NOW) == NoTrust("trust.malformed")
    assert open_trust("", house.anchor.public, NOW) == NoTrust("trust.malformed")
    assert open_trust(house.bundle_compact, None, NOW) == NoTrust("trust.missing")


def test_unreachable_and_offline_are_two_reasons(house: House) -> None:
    assert Unreachable().code == "record.unreachable"
    assert house.judge(house.compact, desk=house.offline_desk()).reasons == [
        "record.offline", "standing.unknown",
    ]  # fmt: skip
