"""Commands about certificate designs: which there are, how one looks, and what a new one breaks."""

import subprocess
import tempfile
from pathlib import Path
from typing import Annotated, Any

import typer

from issuer.designs.choice import choose
from muhur.clock import system_now
from muhur.commands.access import operator_act
from muhur.commands.acting import chamber_named
from muhur.commands.shared import (
    NO,
    CommandRefused,
    HomeOption,
    JsonOption,
    UsageRefused,
    ends_with_refusals,
    opened,
    out,
    print_json,
    tell,
)
from registry.document import CURRENT_DESIGN
from templates.certificates import checking
from templates.certificates.designs import CERTIFICATES, DESIGNS, Design, designed, named
from templates.certificates.look import LookUnfit
from templates.certificates.sheet import KINDS
from templates.certificates.specimens import COMPACT, FORMS, PROOF

DesignArgument = Annotated[
    str, typer.Argument(help="Tasarım ya da klasörü, ör. birlik/v3 · A design or its folder")
]
_VALIDATOR = Path(__file__).resolve().parents[3] / "scripts" / "verapdf" / "check.sh"
_SAID: dict[checking.Check, tuple[str, str]] = {
    "draw": ("çizilemedi", "cannot be drawn"),
    "pages": ("tek sayfa değil", "not one page"),
    "outside": ("yazı yerinin dışına taşıyor", "text leaves its place"),
    "overlap": ("yazılar üst üste biniyor", "texts overlap"),
    "contrast": ("yazı zemininden yeterince ayrılmıyor", "text is too faint on its ground"),
    "glyphs": ("yazı tipinde olmayan harf", "a letter that the fonts lack"),
    "tags": ("ekran okuyucuya söylenenler eksik", "what a screen reader is told is not whole"),
    "qr": ("karekod okunmuyor ya da sıkışık", "the QR code is not read, or crowded"),
    "frozen": ("dondurulmuş dosya değişmiş", "a frozen file has changed"),
    "pdfa": ("PDF/A-3a ya da PDF/UA-1 değil", "not PDF/A-3a or PDF/UA-1"),
}


@ends_with_refusals
def design_list(as_json: JsonOption = False) -> None:
    """Tasarımları göster · List the certificate designs."""
    rows = [_row(named(name)) for name in sorted(DESIGNS)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        mark = "•" if row["current"] else " "
        on = f" ({row['base']})" if row["base"] else ""
        out.print(f"{mark} {row['design']:18} {row['name']['tr']} · {row['name']['en']}{on}", markup=False)


def _row(design: Design) -> dict[str, Any]:
    return {
        "design": design.name,
        "name": dict(design.called),
        "base": "" if design.base == design.folder else design.base.relative_to(CERTIFICATES).as_posix(),
        "languages": list(design.languages),
        "sealed": design.sealed,
        "current": design.name == CURRENT_DESIGN,
    }


@ends_with_refusals
def design_preview(
    design: DesignArgument,
    kind: Annotated[
        str | None, typer.Option(help="katilim, basari ya da yetki; yoksa üçü · One kind; default all")
    ] = None,
    output: Annotated[Path, typer.Option(help="Klasör · Folder to write to")] = Path("onizleme"),
    as_json: JsonOption = False,
) -> None:
    """Örnek belge çiz: kısa, olağan, en uzun · Draw specimens: short, usual, longest; PDF and PNG, unsigned."""
    from templates.drawing import draw_as, draw_picture_as

    found = _design(design)
    if kind is not None and kind not in KINDS:
        raise UsageRefused("design.kind", kind=kind)
    files: list[str] = []
    for one in KINDS if kind is None else (kind,):
        for form, payload_of in FORMS.items():
            payload = payload_of(one)
            stem = output / f"{found.name.replace('/', '-')}-{one}-{form}"
            try:
                drawn = draw_as(found, payload, COMPACT, PROOF), draw_picture_as(found, payload, COMPACT)
                output.mkdir(parents=True, exist_ok=True)
                for ending, data in zip((".pdf", ".png"), drawn, strict=True):
                    path = stem.with_name(stem.name + ending)
                    path.write_bytes(data)
                    files.append(str(path))
            except OSError as error:
                raise CommandRefused("file.unwritable", path=output) from error
            except (RuntimeError, ValueError) as error:
                raise CommandRefused("design.unfit", design=found.name, why=str(error)[:300]) from error
    tell("\n".join(files), {"design": found.name, "files": files}, as_json=as_json)


@ends_with_refusals
def design_use(
    design: DesignArgument,
    chamber: Annotated[str, typer.Option(help="Oda kodu · Code of the chamber")],
    as_json: JsonOption = False,
    home: HomeOption = None,
) -> None:
    """Bir odanın bundan sonraki belgelerinin tasarımını seç · Choose the design of a chamber's documents from now on."""
    found, now = opened(home), system_now()
    code = chamber_named(found, chamber)
    with found.store.writing(code) as records:
        chosen = choose(records, operator_act(found, now, code), design)
    told = f"{code}: {chosen.design} ({chosen.tr} · {chosen.en})"
    tell(told, {"chamber": code, "design": chosen.design}, as_json=as_json)


@ends_with_refusals
def design_check(
    design: DesignArgument,
    quick: Annotated[bool, typer.Option("--quick", help="PDF/A'ya bakmadan · Without PDF/A")] = False,
    as_json: JsonOption = False,
) -> None:
    """Tasarımı denetle: taşan yazı, soluk renk, etiketler, karekod, PDF/A · Check a design; exit 1 if it breaks something."""
    found = _design(design)
    drawn = checking.checked(found)
    findings = list(drawn.findings)
    validated, lines = (False, []) if quick else _validated(drawn.pdfs)
    findings += [checking.Finding("pdfa", "", line) for line in lines]
    frozen = (found.folder / "manifest.json").exists()
    if as_json:
        print_json(
            {
                "design": found.name,
                "drawn": sorted(drawn.pdfs),
                "findings": [
                    {"check": one.check, "specimen": one.specimen, "what": one.what} for one in findings
                ],
                "validated": validated,
                "frozen": frozen,
            }
        )
    else:
        for one in findings:
            tr, en = _SAID[one.check]
            out.print(f"✗ {one.specimen or found.name}: {tr} · {en} ({one.what})", markup=False)
        if not findings:
            out.print(f"✓ {found.name}: {len(drawn.pdfs)} örnek · {len(drawn.pdfs)} specimens", markup=False)
        if not validated:
            out.print(
                "PDF/A ve PDF/UA denetlenmedi: Java yok · not validated: Java is not there", markup=False
            )
        if not frozen:
            out.print("Henüz dondurulmadı · not frozen yet", markup=False)
    if findings:
        raise typer.Exit(NO)


def _design(named_so: str) -> Design:
    """A listed design, one in the folder of designs, or any folder with a ``design.json``."""
    if named_so in DESIGNS:
        return named(named_so)
    for folder in (CERTIFICATES / named_so, Path(named_so)):
        if (folder / "design.json").is_file():
            try:
                return designed(folder)
            except LookUnfit as refused:
                raise CommandRefused("design.unfit", design=named_so, why=str(refused)) from refused
    raise CommandRefused("design.absent", design=named_so)


def _validated(pdfs: dict[str, bytes]) -> tuple[bool, list[str]]:
    """Whether veraPDF could be asked, and its lines that say FAIL."""
    if not pdfs or not _VALIDATOR.is_file():
        return False, []
    with tempfile.TemporaryDirectory() as scratch:
        paths = []
        for name, pdf in pdfs.items():
            path = Path(scratch) / f"{name.replace(' ', '-')}.pdf"
            path.write_bytes(pdf)
            paths.append(str(path))
        told = subprocess.run(
            ["/bin/sh", str(_VALIDATOR), *paths], capture_output=True, text=True, check=False
        )
        lines = [line.replace(f"{scratch}/", "") for line in told.stdout.splitlines()]
    passed = [line for line in lines if line.startswith("PASS")]
    failed = [line for line in lines if line.startswith("FAIL")]
    if told.returncode != 0 and not failed:
        return False, []
    return bool(passed or failed), failed
