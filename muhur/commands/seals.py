"""``muhur pdf``, ``muhur pdfs``: documents as their holders get them; ``muhur seals …``: what closes them."""

import os
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from issuer.batches.facts import programme_of
from issuer.paper.delivery import try_target
from keys.seal_certificate import LEVELS
from muhur.clock import system_now
from muhur.commands.access import operator_act
from muhur.commands.acting import acting, chamber_named
from muhur.commands.shared import (
    NO,
    CommandRefused,
    HomeOption,
    JsonOption,
    UsageRefused,
    ends_with_refusals,
    err,
    opened,
    out,
    print_json,
    read_day,
    read_input,
    require_writable,
)
from muhur.operation import seal_keeping
from muhur.problems import sentences_of
from muhur.sealing.runs import deliver, make_sheets
from muhur.sealing.sheets import sheets_of
from registry import belge_no as numbers
from registry.chamber import SealKey
from registry.istanbul import day_of, shown, written
from verifier.reasons import SEAL_LEVELS

_OF_THE_UNION = "TMMOB"


@ends_with_refusals
def seals_list(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Mühür sertifikalarını göster · List the seal certificates."""
    with opened(home).store.reading() as records:
        keys, names = records.sealed.keys(), _names(records.chambers.all())
    _tell(keys, names, as_json=as_json)


@ends_with_refusals
def seals_make(
    chamber: Annotated[str | None, typer.Argument(help="Oda kodu · Chamber code")] = None,
    every: Annotated[bool, typer.Option("--all", help="Bütün Odalar · All chambers")] = False,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Birliğin kendi makamından mühür oluştur · Make seals under the union's own authority."""
    if (chamber is None) is not every:
        raise UsageRefused("seal.which")
    found = opened(home)
    code = None if chamber is None else chamber_named(found, chamber)
    with found.store.reading() as records:
        chambers = [one for one in records.chambers.all() if code in (None, one.code)]
    made = seal_keeping.make(found, chambers, operator_act(found, system_now()))
    _tell(made, _names(chambers), as_json=as_json)
    if not as_json:
        out.print(f"{len(made)} mühür oluşturuldu · seals made")


@ends_with_refusals
def seals_add(
    chamber: Annotated[str, typer.Argument(help="Oda kodu · Chamber code")],
    certificate: Annotated[
        Path, typer.Option("--certificate", help="Sertifika, PEM veya DER · Certificate, PEM or DER")
    ],
    signer: Annotated[str, typer.Option("--signer", help="Anahtarın adresi · Where the key is, pkcs11:…")],
    level: Annotated[str, typer.Option("--level", help=" | ".join(LEVELS))],
    chain: Annotated[
        Path | None, typer.Option("--chain", help="Üst sertifikalar · Certificates above it")
    ] = None,
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Bir sağlayıcının (ESHS) mührünü kaydet · Record a seal from a certificate provider."""
    if level not in LEVELS:
        raise UsageRefused("seal.level", level=level[:40], known=", ".join(LEVELS))
    found = opened(home)
    code = chamber_named(found, chamber)
    with found.store.reading() as records:
        known = records.chambers.find(code)
    assert known is not None
    files = read_input(certificate), None if chain is None else read_input(chain)
    added = seal_keeping.add(found, known, files, signer, level, operator_act(found, system_now()))
    _tell([added], _names([known]), as_json=as_json)


@ends_with_refusals
def seals_end(
    fingerprint: Annotated[
        str, typer.Argument(help="Parmak izi, en az 8 harf · Fingerprint, 8 letters or more")
    ],
    on: Annotated[str, typer.Option("--on", help="Son gün · Last day")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Bir mührün süresini kapat · Close the window of a seal."""
    found = opened(home)
    ended = seal_keeping.end(found, fingerprint, read_day(on), operator_act(found, system_now()))
    with found.store.reading() as records:
        names = _names(records.chambers.all())
    _tell([ended], names, as_json=as_json)


@ends_with_refusals
def seals_again(
    belge_no: Annotated[str, typer.Argument(help="Belge no · Document number")],
    by: Annotated[str, typer.Option("--by", help="Onaylayan kullanıcı · The approver")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Bir belgenin PDF'ini yeniden mühürle · Seal the PDF of a document again."""
    found, now = opened(home), system_now()
    try:
        number = str(numbers.parse(belge_no))
    except numbers.BelgeNoRefused as error:
        raise CommandRefused(error.code) from error
    with found.store.reading() as records:
        recorded = records.credentials.by_belge_no(number)
    if recorded is None:
        raise CommandRefused("document.not_found")
    act = acting(found, recorded.chamber_code, by, "documents:decide", now)
    sheet = sheets_of(found).seal_again(recorded, act)
    if as_json:
        print_json({"belge_no": number, "sha256": sheet.sha256.hex(), "size": len(sheet.pdf)})
    else:
        out.print(f"{number}  SHA-256 {sheet.sha256.hex()}", markup=False)


def _names(chambers: Any) -> dict[str, str]:
    return {one.slug: one.code for one in chambers}


def _tell(keys: list[SealKey], names: dict[str, str], *, as_json: bool) -> None:
    rows = [
        {
            "chamber": names.get(key.owner_slug),
            "purpose": key.purpose,
            "level": key.level,
            "fingerprint": key.fingerprint,
            "signer": key.signer_uri,
            "valid_from": written(key.valid_from),
            "valid_until": written(key.valid_until),
        }
        for key in keys
    ]
    if as_json:
        print_json(rows)
        return
    for key in keys:
        turkish, english = SEAL_LEVELS[key.level]
        days = f"{shown(day_of(key.valid_from))} - {shown(day_of(key.valid_until))}"
        who = names.get(key.owner_slug, _OF_THE_UNION)
        out.print(
            f"{who:6} {key.purpose:14} {key.fingerprint[:16]}  {days}  {turkish} · {english}", markup=False
        )


@ends_with_refusals
def pdf(
    belge_no: Annotated[str, typer.Argument(help="Belge no · Document number")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Dosya · File to write")] = None,
    home: HomeOption = None,
) -> None:
    """Bir belgenin PDF'ini ver · Give the PDF of a document: drawn, and sealed if its design is."""
    found = opened(home)
    with found.store.reading() as records:
        try:
            recorded = records.credentials.by_belge_no(str(numbers.parse(belge_no)))
        except numbers.BelgeNoRefused as error:
            raise CommandRefused(error.code) from error
    if recorded is None:
        raise CommandRefused("document.not_found")
    path = output or Path(f"{recorded.belge_no}.pdf")
    require_writable(path)
    path.write_bytes(sheets_of(found).sheet(recorded, system_now()).pdf)
    out.print(str(path))


@ends_with_refusals
def pdfs(
    run: Annotated[str, typer.Argument(help="Açılan eğitim, ör. EMO-YG-01/2026-1 · The run")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Klasör veya .zip · Folder or .zip")],
    workers: Annotated[int, typer.Option(min=0, help="İşçi sayısı; 0: her çekirdek · Processes")] = 0,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bir eğitimin bütün PDF'lerini mühürle ve ver · Seal and hand over all PDFs of a run."""
    found, now = opened(home), system_now()
    chamber_code = programme_of(found.store, run).chamber_code
    with found.store.reading(chamber_code) as records:
        held = records.programmes.find_run(*run.rsplit("/", 1))
    if held is None:
        raise CommandRefused("run.unknown", run=run)
    try:
        try_target(output)
    except OSError as error:
        raise CommandRefused("file.unwritable", path=output) from error
    began = time.monotonic()
    with Progress(console=err, transient=True, disable=as_json or not err.is_terminal) as bar:
        task = bar.add_task("PDF")
        report = make_sheets(
            found,
            chamber_code,
            held,
            now,
            workers or os.cpu_count() or 1,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    handed, refused = deliver(found, chamber_code, held, output, now, report.refused)
    told = {
        "documents": len(report.documents),
        "sealed": report.made,
        "handed_over": handed,
        "refused": {belge_no: refusal.code for belge_no, refusal in refused.items()},
        "seconds": round(time.monotonic() - began, 1),
        "output": str(output),
    }
    if as_json:
        print_json(told)
    else:
        out.print(
            f"{handed} PDF, {report.made} yeni mühürlendi · newly sealed: {output} ({told['seconds']} s)"
        )
        for belge_no, refusal in refused.items():
            err.print(f"{belge_no}: {' · '.join(sentences_of(refusal))}", markup=False)
    if refused:
        raise typer.Exit(NO)
