"""Sealed PDFs: ``python -m bench.sealing [--documents N] [--workers N] [--naive]``.

Real installation, real job (``muhur pdfs``), folder store. ``--naive`` adds the same sheet by WeasyPrint, qrcode with
Pillow, pypdf for the attachment and pyHanko's SimpleSigner in the same run (`uv pip install weasyprint` first).
"""

import argparse
import base64
import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import measures
from issuer.paper.sealing import seal_pdf
from muhur.clock import system_now
from muhur.installation import Home
from muhur.sealing.runs import deliver, make_sheets
from muhur.sealing.sheets import sheets_of
from templates import drawing
from templates.certificates.sheet import sheet_of
from templates.certificates.specimens import PROOF


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--naive", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        bench = measures.prepare(Path(scratch), asked.documents)
        bench.issue_once(0)
        home = bench.home
        _single(home)
        _run(home, asked.workers, Path(scratch))
        if asked.naive:
            _naive(home)


def _line(name: str, value: str, target: str) -> None:
    print(f"{name:52} {value:>18}   {target}", flush=True)


def _median(rounds: int, work: Callable[[int], object]) -> tuple[float, float]:
    wall, cpu = [], []
    for number in range(rounds):
        begin, spent = time.perf_counter(), time.process_time()
        work(number)
        wall.append(time.perf_counter() - begin)
        cpu.append(time.process_time() - spent)
    return statistics.median(wall), statistics.median(cpu)


def _recorded(home: Home) -> list[Any]:
    with home.store.reading() as records:
        return records.credentials.all()


def _single(home: Home) -> None:
    """A document that nobody asked for before, by a process that has drawn one: draw, open the key, seal, keep, record."""
    found, sheets, now = _recorded(home)[-41:], sheets_of(home), system_now()
    sheets.sheet(found.pop(), now)
    wall, cpu = _median(20, lambda number: sheets.sheet(found[number], now))
    _line("first PDF of a document, median", f"{wall * 1e3:.0f} ms", f"< 150 ms    CPU {cpu * 1e3:.0f} ms")
    again, _ = _median(20, lambda number: sheets.sheet(found[number], now))
    _line("the same again, from its store", f"{again * 1e3:.1f} ms", "-")


def _run(home: Home, workers: int, scratch: Path) -> None:
    with home.store.reading("EMO") as records:
        run = records.programmes.find_run(measures.PROGRAMME, "b0")
    assert run is not None
    grown: list[int] = []

    def heard(_done: int, _total: int) -> None:
        grown.append(_resident_of_children())

    begin = time.perf_counter()
    report = make_sheets(home, "EMO", run, system_now(), workers, heard)
    spent = time.perf_counter() - begin
    rate = report.made / spent
    _line(
        f"sealed PDFs on {workers} processes, {report.made} in {spent:.1f} s",
        f"{rate:.1f} /s",
        "> 25, goal 40 /s",
    )
    sizes = [one.stat().st_size for one in (home.settings.home / "sealed").rglob("*.pdf")]
    _line("size, median", f"{statistics.median(sizes) / 1000:.0f} kB", "< 200 kB")
    if len(grown) > 20:
        early, late = grown[len(grown) // 5], grown[-2]
        _line("memory of the workers, after a fifth and at the end", f"{early} / {late} MB", "flat")
    begin = time.perf_counter()
    handed, refused = deliver(home, "EMO", run, scratch / "out.zip", system_now(), report.refused)
    if refused:
        raise SystemExit(f"not all were sealed: {refused}")
    _line(f"{handed} of them laid into a ZIP", f"{time.perf_counter() - begin:.1f} s", "-")


def _resident_of_children() -> int:
    page = os.sysconf("SC_PAGE_SIZE")
    total = 0
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            try:
                total += int(Path(f"/proc/{child}/statm").read_text().split()[1]) * page
            except OSError:
                continue
    return total // 1_000_000


def _naive(home: Home) -> None:
    """The same words over the same background by common libraries, one after another in one process."""
    payloads = [_opened(one) for one in _recorded(home)[:12]]
    ours, ours_cpu = _median(len(payloads), lambda number: _ours(home, payloads[number]))
    naive = _NaivePipeline(home)
    wall, cpu = _median(len(payloads), lambda number: naive.make(*payloads[number]))
    _line("this pipeline, one process", f"{ours * 1e3:.0f} ms", f"CPU {ours_cpu * 1e3:.0f} ms")
    _line("naive pipeline, one process", f"{wall * 1e3:.0f} ms", f"CPU {cpu * 1e3:.0f} ms")
    _line("ratio", f"{wall / ours:.1f} x", f"CPU {cpu / ours_cpu:.1f} x, size {naive.size / 1000:.0f} kB")


def _opened(recorded: Any) -> tuple[dict[str, Any], str]:
    from muhur.desk import payload_in

    return payload_in(recorded.compact), recorded.compact


def _ours(home: Home, one: tuple[dict[str, Any], str]) -> bytes:
    held = _seal_of(home)
    return seal_pdf(drawing.draw(*one, PROOF), held, system_now())


_held: dict[str, Any] = {}


def _seal_of(home: Home) -> Any:
    if "seal" not in _held:
        with home.store.reading("EMO") as records:
            chamber = records.chambers.find("EMO")
        assert chamber is not None
        _held["seal"] = home.open_seal(chamber, system_now())
    return _held["seal"]


class _NaivePipeline:
    """WeasyPrint, qrcode + Pillow, pypdf, pyHanko with a key file, each as its first example has it."""

    def __init__(self, home: Home) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        self.size = 0
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bench")])
        now = system_now()
        certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(1).not_valid_before(now.replace(year=now.year - 1))
            .not_valid_after(now.replace(year=now.year + 1)).sign(key, hashes.SHA256())
        )  # fmt: skip
        folder = home.settings.home
        self._key, self._certificate = folder / "naive.key", folder / "naive.crt"
        self._key.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        self._certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def make(self, payload: dict[str, Any], compact: str) -> bytes:
        """One sheet."""
        import qrcode
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import signers
        from pypdf import PdfWriter
        from weasyprint import HTML

        sheet = sheet_of(payload, drawing.coverage())
        picture = io.BytesIO()
        qrcode.make("".join(sheet.qr_segments)).save(picture, "PNG")
        background = (drawing.design_of(payload).folder / f"frame-{sheet.kind}.svg").read_bytes()
        facts = "".join(
            f"<p><small>{name}</small><br>{value}</p>"
            for name, value in sheet.values.items()
            if isinstance(value, str)
        )
        html = (
            "<style>@page{size:297mm 210mm;margin:0}body{margin:27mm 30mm;text-align:center;font-family:serif}"
            "#b{position:fixed;left:-30mm;top:-27mm;width:297mm}#f{columns:3;font-size:8pt}</style>"
            f"<img id=b src='data:image/svg+xml;base64,{base64.b64encode(background).decode()}'>"
            f"<h1>{sheet.values['title']}</h1><h2>{sheet.values['holder']}</h2><div id=f>{facts}</div>"
            f"<img width=144 src='data:image/png;base64,{base64.b64encode(picture.getvalue()).decode()}'>"
        )
        pdf = HTML(string=html).write_pdf()
        writer = PdfWriter(clone_from=io.BytesIO(pdf))
        writer.add_attachment("credential.jwt", compact.encode())
        attached = io.BytesIO()
        writer.write(attached)
        signer = signers.SimpleSigner.load(str(self._key), str(self._certificate))
        signed = signers.sign_pdf(
            IncrementalPdfFileWriter(attached), signers.PdfSignatureMetadata(field_name="Sig"), signer=signer
        )
        data: bytes = signed.getvalue()
        self.size = len(data)
        return data


if __name__ == "__main__":
    main()
