"""``muhur keys …``: the life of the keys that sign documents, and drills of it."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from keys.algorithms import KeyRefused, thumbprint
from keys.key_strength import MAX_KEY_FILE, read_public_key
from muhur.clock import system_now
from muhur.commands.acting import acting, chamber_named
from muhur.commands.shared import (
    NO,
    AtOption,
    CommandRefused,
    HomeOption,
    JsonOption,
    UsageRefused,
    ends_with_refusals,
    issuing_time,
    opened,
    out,
    print_json,
    read_input,
    read_time,
    tell,
)
from muhur.installation import Home
from muhur.key_life import drills as key_drills
from muhur.key_life import keeping as key_keeping
from muhur.key_life.new_keys import Brought, proposal_named
from registry.act import Act
from registry.chamber import Chamber, SigningKey
from registry.istanbul import day_of, shown, written
from registry.key_life.states import OVERLAP_DAYS, state_at

RIGHT = "keys:manage"
ByOption = Annotated[str, typer.Option("--by", help="Kim · Who (login)")]
KeyArgument = Annotated[str, typer.Argument(metavar="KEY", help="Anahtar, ör. k-46a97353 · The key")]
ChamberArgument = Annotated[str, typer.Argument(help="Oda kodu, ör. EMO · Chamber code")]
SignerOption = Annotated[
    str | None, typer.Option("--signer", help="Anahtarın yeri, pkcs11:… · Where the key is")
]
PublicOption = Annotated[
    Path | None, typer.Option("--public", help="Açık yarısı: JWK, PEM, DER · Its public half")
]


@ends_with_refusals
def keys_list(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """İmza anahtarlarını göster · List the signing keys (public halves), what waits for a second person, what is blocked."""
    found, now = opened(home), system_now()
    with found.store.reading() as records:
        keys = records.trust.signing_keys()
        waiting = [one for one in records.key_life.proposals() if one.confirmed_by is None]
        blocked = records.key_life.blocked()
    if as_json:
        proposed = [
            {"kid": one.kid, "purpose": one.purpose, "signer": one.signer_uri, "state": "proposed",
             "valid_from": None, "valid_until": None, "compromised_since": None}
            for one in waiting
        ]  # fmt: skip
        print_json([*(_facts(key, state_at(key, now)) for key in keys), *proposed])
        return
    for key in keys:
        until = "" if key.valid_until is None else shown(day_of(key.valid_until))
        days = f"{shown(day_of(key.valid_from))} - {until}"
        out.print(f"{key.purpose:11} {state_at(key, now):11} {key.kid}  {days}", markup=False)
    for one in waiting:
        out.print(f"{one.purpose:11} {'proposed':11} {one.kid}  ({one.proposed_by})", markup=False)
    for held in blocked:
        out.print(f"{'':11} {'blocked':11} {held.thumbprint.hex()}  ({held.reason})", markup=False)


def _facts(key: SigningKey, state: str) -> dict[str, Any]:
    return {
        "kid": key.kid,
        "purpose": key.purpose,
        "signer": key.signer_uri,
        "state": state,
        "valid_from": key.valid_from.isoformat(),
        "valid_until": None if key.valid_until is None else key.valid_until.isoformat(),
        "compromised_since": None if key.compromised_since is None else written(key.compromised_since),
    }


@ends_with_refusals
def keys_introduce(
    chamber: ChamberArgument,
    by: ByOption,
    signer: SignerOption = None,
    public: PublicOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Yeni bir anahtar öner; ikinci kişi onaylar · Propose a new key; a second person confirms it."""
    found = opened(home)
    one, act = _chamber_and_act(found, chamber, by, at)
    made = key_keeping.propose(found, one, act, _brought(signer, public))
    name = made.kid.rpartition("#")[2]
    tell(
        f"{made.kid}\n  Onay · to confirm: muhur keys confirm {name} --by …",
        {"kid": made.kid, "state": "proposed", "thumbprint": thumbprint(made.jwk).hex()},
        as_json=as_json,
    )


@ends_with_refusals
def keys_confirm(
    key: KeyArgument,
    by: ByOption,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Önerilen anahtarı ikinci kişi olarak onayla · Confirm a proposed key as the second person."""
    found = opened(home)
    with found.store.reading() as records:
        slug = proposal_named(records, key).owner_slug
    act = _act(found, slug, by, at)
    _tell_key(key_keeping.confirm(found, key, act), act, as_json=as_json)


@ends_with_refusals
def keys_activate(
    key: KeyArgument,
    by: ByOption,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Onaylanmış anahtarı kullanıma al · Put a confirmed key in use."""
    found = opened(home)
    act = _act(found, _owner(found, key), by, at)
    _tell_key(key_keeping.activate(found, key, act), act, as_json=as_json)


@ends_with_refusals
def keys_rotate(
    chamber: ChamberArgument,
    by: ByOption,
    confirmed_by: Annotated[
        str | None, typer.Option("--confirmed-by", help="İkinci kişi · The second person (login)")
    ] = None,
    overlap: Annotated[
        int, typer.Option("--overlap-days", help="Eskisi kaç gün daha · How long the old one lasts")
    ] = OVERLAP_DAYS,
    signer: SignerOption = None,
    public: PublicOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Odanın anahtarını yenile: eski belgeler geçerli kalır · Rotate a chamber's key; its documents stay valid."""
    found = opened(home)
    one, act = _chamber_and_act(found, chamber, by, at)
    second = None if confirmed_by is None else _act(found, one.slug, confirmed_by, at)
    done = key_keeping.rotate(found, one, act, second, timedelta(days=overlap), _brought(signer, public))
    if as_json:
        print_json(
            {
                "new": _facts(done.new, state_at(done.new, act.at)),
                "old": [_facts(old, state_at(old, act.at)) for old in done.old],
            }
        )
        return
    for old in done.old:
        assert old.valid_until is not None
        out.print(f"- {old.kid}  {shown(day_of(old.valid_until))} gününe kadar · until", markup=False)
    out.print(f"+ {done.new.kid}", markup=False)


@ends_with_refusals
def keys_retire(
    key: KeyArgument,
    by: ByOption,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Bir anahtarı bitir: imzaladıkları geçerli kalır · End a key; what it signed stays valid."""
    found = opened(home)
    act = _act(found, _owner(found, key), by, at)
    _tell_key(key_keeping.retire(found, key, act), act, as_json=as_json)


@ends_with_refusals
def keys_compromise(
    key: KeyArgument,
    since: Annotated[str, typer.Option("--since", help="Ne zamandan beri · Since when, ISO")],
    by: ByOption,
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Bir anahtarı geçersiz kıl: yalnız önce kaydedilenler kalır · Declare a key compromised since a time."""
    found = opened(home)
    act = _act(found, _owner(found, key), by, at)
    done = key_keeping.compromise(found, key, read_time(since), act)
    lost = [one.belge_no for one in done.lost]
    if as_json:
        print_json({**_facts(done.key, state_at(done.key, act.at)), "lost": lost})
        return
    out.print(f"{done.key.kid}: compromised, {written(done.key.compromised_since or act.at)}", markup=False)
    out.print(f"  {len(lost)} belge yeniden düzenlenmeli · documents to be made anew", markup=False)
    for number in lost:
        out.print(f"  {number}", markup=False)


@ends_with_refusals
def keys_block(
    key: Annotated[str, typer.Argument(metavar="KEY", help="Parmak izi ya da dosya · Thumbprint or file")],
    reason: Annotated[str, typer.Option("--reason", help="compromised | lost | weak | other")],
    by: ByOption,
    chamber: Annotated[str, typer.Option("--chamber", help="Kişinin Odası · The person's chamber")],
    at: AtOption = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Bir anahtarı engelle: bir daha kabul edilmez · Block a key, so that it is never taken."""
    found = opened(home)
    _, act = _chamber_and_act(found, chamber, by, at)
    one = key_keeping.block(found, _digest(key), reason, act)
    told = {"thumbprint": one.thumbprint.hex(), "reason": one.reason}
    tell(f"{one.thumbprint.hex()} ({one.reason})", told, as_json=as_json)


@ends_with_refusals
def keys_drill(
    what: Annotated[str, typer.Argument(help="rotation | compromise")],
    documents: Annotated[
        int, typer.Option("--documents", min=1, max=1000, help="Her adımda kaç belge · Documents a step")
    ] = 10,
    as_json: JsonOption = False,
) -> None:
    """Tatbikat: geçici bir kurulumda uygula, sonucu denetle · Drill: carry it out on a scratch installation."""
    if what not in key_drills.DRILLS:
        raise UsageRefused("drill.unknown", what=what[:40], known=", ".join(key_drills.DRILLS))
    report = key_drills.run(what, documents, system_now())
    if as_json:
        print_json(report.as_json())
    else:
        for proof in report.proofs:
            sign = "✓" if proof.held else "✗"
            out.print(f"{sign} {proof.turkish}: {proof.found}", markup=False)
            out.print(f"  {proof.english}", markup=False, style="dim")
            if not proof.held:
                out.print(f"  beklenen · expected: {proof.expected}", markup=False)
    if not report.held:
        raise typer.Exit(NO)


def _chamber_and_act(home: Home, named: str, by: str, at: str | None) -> tuple[Chamber, Act]:
    code = chamber_named(home, named)
    with home.store.reading() as records:
        found = records.chambers.find(code)
    assert found is not None
    return found, acting(home, code, by, RIGHT, issuing_time(home, at))


def _act(home: Home, slug: str, by: str, at: str | None) -> Act:
    """A person of the chamber whose key it is."""
    with home.store.reading() as records:
        code = next(one.code for one in records.chambers.all() if one.slug == slug)
    return acting(home, code, by, RIGHT, issuing_time(home, at))


def _owner(home: Home, key: str) -> str:
    with home.store.reading() as records:
        return key_keeping.key_named(records, key).owner_slug


def _brought(signer: str | None, public: Path | None) -> Brought | None:
    if (signer is None) is not (public is None):
        raise UsageRefused("key.brought")
    if signer is None or public is None:
        return None
    return Brought(signer, read_input(public, MAX_KEY_FILE))


def _digest(text: str) -> bytes:
    path = Path(text)
    try:
        if path.is_file():
            return thumbprint(read_public_key(read_input(path, MAX_KEY_FILE)))
        found = bytes.fromhex(text)
    except (ValueError, OSError, KeyRefused) as error:
        raise CommandRefused("key.thumbprint") from error
    if len(found) != 32:
        raise CommandRefused("key.thumbprint")
    return found


def _tell_key(key: SigningKey, act: Act, *, as_json: bool) -> None:
    state = state_at(key, act.at)
    tell(f"{key.kid}: {state}", _facts(key, state), as_json=as_json)
