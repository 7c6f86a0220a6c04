"""``muhur log …``: the transparency log of this installation."""

import base64

import typer

from muhur.clock import system_now
from muhur.commands.shared import NO, HomeOption, JsonOption, ends_with_refusals, opened, out, print_json
from muhur.installation import bundle_lacks_log, renew_bundle
from muhur.problems import problem
from muhur.transparency.signing import LogRefused, begin, keep_newest, origin_of, sign_newest
from registry.transparency.checking import LogFault, check_log


@ends_with_refusals
def log_show(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Günlüğün adını, büyüklüğünü, kökünü ve anahtarını göster · Show the log's origin, size, root and key."""
    found = opened(home)
    with found.store.reading() as records:
        head = records.log.head()
        keys = [key.vkey for key, _ in found.log().keys(records)]
    # What is told here has left the database.
    keep_newest(found.store, found.log())
    told = {
        "origin": origin_of(found.facts.public_url),
        "size": head.size,
        "root": base64.b64encode(head.root).decode("ascii"),
        "signed_size": head.signed_size,
        "vkeys": keys,
    }
    if as_json:
        print_json(told)
        return
    out.print(f"{told['origin']}", markup=False)
    out.print(f"büyüklük · size {head.size}, imzalı · signed {head.signed_size}", markup=False)
    out.print(f"kök · root {told['root']}", markup=False)
    for key in keys:
        out.print(key, markup=False)


@ends_with_refusals
def log_begin(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Günlüğün anahtarını (yoksa) üret ve son durumu imzala · Make the log's key if there is none; sign the head."""
    found = opened(home)
    now = system_now()
    begin(found.store, found.log(), now)
    if bundle_lacks_log(found):
        # Whoever checks documents learns the log's keys from the bundle.
        renew_bundle(found, now)
    with found.store.reading() as records:
        signed = records.log.head().signed_size
    if as_json:
        print_json({"signed_size": signed})
    else:
        out.print(f"imzalı · signed {signed}", markup=False)


@ends_with_refusals
def log_check(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Günlüğü baştan hesapla, kayıtla karşılaştır · Compute the log again and hold it against the register."""
    found = opened(home)
    with found.store.reading(snapshot=True) as records:
        checked = check_log(records)
    fault = checked.fault
    if fault is None and found.log().copy.read() is not None:
        try:
            sign_newest(found.store, found.log())
        except LogRefused as refusal:
            if refusal.code != "log.no_key":
                fault = LogFault(refusal.code, str(refusal.facts.get("signed", "")))
    if as_json:
        told = None if fault is None else {"code": fault.code, "where": fault.where}
        print_json({"size": checked.size, "openings": checked.openings, "fault": told})
    elif fault is None:
        out.print(f"Tutuyor · holds: {checked.size}", markup=False)
    else:
        said = problem(fault.code, where=fault.where, size=checked.size, signed=fault.where)
        out.print(f"{fault.code}: {said.tr} · {said.en}", markup=False)
    if fault is not None:
        raise typer.Exit(NO)
