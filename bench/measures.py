"""What is measured, on a throw-away installation with real keys, database, server and documents."""

import csv
import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from issuer.issue import IssueRequest, issue_list
from keys.algorithms import ES256, holds
from keys.envelope import open_envelope
from keys.strict_json import parse
from keys.vault import FileSigner
from muhur import installation
from muhur.clock import system_now
from muhur.commands.install import DATA
from muhur.desk import ask_register, draw_again
from muhur.installation import Home
from muhur.settings import Settings
from registry.credential import TYP
from registry.document import BoardDecision, SignerName
from registry.lists.catalogue import read_chambers, read_programmes
from registry.lists.imports import add_runs, import_members, import_programmes, run_of
from registry.lists.member_list import read_members
from registry.records.audit import AuditRecords
from registry.store import OWNER
from templates import drawing, qr_symbol
from templates.certificates.specimens import PROOF
from verifier.desk import Desk
from verifier.known import Key, Known
from verifier.paper.reader import PdfReader
from verifier.presented import CredentialText
from verifier.trust import open_trust
from verifier.verify import verify

PROGRAMME = "EMO-YG-01"


def _csv(header: list[str], rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerows([header, *rows])
    return text.getvalue().encode("utf-8-sig")


@contextmanager
def _trail_timed() -> Iterator[list[float]]:
    """The seconds that audit records take while this holds, as the one item of the list."""
    spent = [0.0]
    real = {name: getattr(AuditRecords, name) for name in ("add", "write")}

    def timed(name: str) -> Callable[..., None]:
        def run(records: AuditRecords, *given: Any, **named: Any) -> None:
            begin = time.perf_counter()
            real[name](records, *given, **named)
            spent[0] += time.perf_counter() - begin

        return run

    for name in real:
        setattr(AuditRecords, name, timed(name))
    try:
        yield spent
    finally:
        for name, method in real.items():
            setattr(AuditRecords, name, method)


class Bench:
    """A prepared installation and the operations on it."""

    def __init__(self, home: Home, people: list[list[str]]) -> None:
        self.home = home
        self._people = people
        self._server: subprocess.Popen[bytes] | None = None
        self._peak = 0.0
        self.payloads: list[tuple[dict[str, Any], str]] = []
        # Of each list, what gathering, chaining and storing its audit records took.
        self.trail_seconds: list[float] = []

    def raw_sign(self) -> Callable[[], object]:
        """One deterministic P-256 signature."""
        signer = FileSigner(ec.generate_private_key(ec.SECP256R1()))
        return lambda: signer.sign(b"x" * 2000)

    def raw_verify(self) -> Callable[[], object]:
        """One P-256 signature check."""
        private = ec.generate_private_key(ec.SECP256R1())
        signature = FileSigner(private).sign(b"x" * 2000)
        public = private.public_key()
        return lambda: holds(ES256, public, b"x" * 2000, signature)

    def issue_once(self, number: int) -> tuple[float, float]:
        """Issue one whole list in a run of its own; wall and CPU seconds."""
        now = system_now()
        end = now.date() - timedelta(days=3)
        with self.home.store.writing(OWNER) as records:
            add_runs(records, [run_of(PROGRAMME, f"b{number}", end, end, "Ankara Şubesi", "Ankara", now)])
        rows = [[*person[:3], "24", "24", "85,5"] for person in self._people]
        data = _csv(["sicil_no", "ad", "soyad", "devam", "toplam", "teorik_not"], rows)
        decision = BoardDecision("40/34", end)
        request = IssueRequest(f"{PROGRAMME}/b{number}", data, "bench", now, decision, approver="bench.onay")
        wall, cpu = time.perf_counter(), time.process_time()
        with _trail_timed() as trail:
            report = issue_list(self.home.store, request, self.home.open_key)
        spent = time.perf_counter() - wall, time.process_time() - cpu
        self.trail_seconds.append(trail.pop())
        if report.count("issued") != len(rows):
            raise SystemExit("the list was not issued whole")
        return spent

    def judge_in_process(self) -> Callable[[int], Awaitable[None]]:
        """Judge credentials one after another: signature, trust, record, standing, no network."""
        now = system_now()
        with self.home.store.reading() as records:
            recorded = records.credentials.all()[:300]
        self.payloads = [
            (parse(open_envelope(one.compact, typ=TYP).payload), one.compact) for one in recorded
        ]
        known = {
            one.verification_code: ask_register(self.home.store, Key("code", one.verification_code))
            for one in recorded
        }

        async def look_up(key: Key) -> Known:
            return known[key.value]

        desk = Desk(open_trust(self.home.bundle(), self.home.anchor(), now), PdfReader(), draw_again, look_up)

        async def judge(count: int) -> None:
            for one in islice(cycle(recorded), count):
                verdict = await verify(CredentialText(one.compact), desk, now)
                if not verdict.is_valid:
                    raise SystemExit(f"unexpected verdict: {verdict.reasons}")

        return judge

    def draw(self, document: tuple[dict[str, Any], str]) -> bytes:
        """Draw one document."""
        return drawing.draw(*document, PROOF)

    def _qr_text(self) -> tuple[str, str]:
        payload = self.payloads[0][0]
        packed = payload["document"]["qr"]
        import base64

        data = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        return f"{payload['id']}#", str(int.from_bytes(b"\x01" + data, "big"))

    def draw_qr(self) -> object:
        """Encode one QR and draw its path."""
        return qr_symbol.svg(qr_symbol.matrix(*self._qr_text()))

    def naive_qr_image(self) -> object:
        """The same text by the library's defaults: best mask, one segment, PIL image."""
        import qrcode

        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
        code.add_data("".join(self._qr_text()))
        code.make(fit=True)
        return code.make_image()

    def page_cpu(self, rounds: int, requests: int = 200) -> float:
        """Server CPU seconds per request of the verification page, over a live server."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        folder = str(self.home.settings.home)
        command = [sys.executable, "-m", "muhur.cli", "serve", "--home", folder, "--port", str(port)]
        server = subprocess.Popen(command)
        try:
            base = f"http://127.0.0.1:{port}"
            self._wait(base)
            codes = [str(payload["jti"]).rpartition("/")[2] for payload, _ in self.payloads]
            spent = []
            for _ in range(rounds + 1):
                begin = _cpu_of(server.pid)
                for number in range(requests):
                    urllib.request.urlopen(f"{base}/v/{codes[number % len(codes)]}").read()
                spent.append((_cpu_of(server.pid) - begin) / requests)
            self._peak = _peak_mb(server.pid)
        finally:
            server.terminate()
            server.wait()
        return sorted(spent[1:])[len(spent[1:]) // 2]

    def server_memory_mb(self) -> float:
        """Peak resident memory of the server of ``page_cpu``."""
        return self._peak

    @staticmethod
    def _wait(base: str) -> None:
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"{base}/readyz").read()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise SystemExit("the server did not start")


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def prepare(folder: Path, rows: int) -> Bench:
    """An installation with ``rows`` members in one chamber."""
    now = system_now()
    settings = Settings(home=folder / "home")
    union, entries = read_chambers((DATA / "chambers.json").read_bytes())
    home = installation.create(
        settings,
        public_url="https://dogrula.example.org",
        specimen=False,
        union=union,
        chambers=entries,
        keys_from=now - timedelta(days=30),
        now=now,
    )
    people = [[f"{100000 + n}", f"Gülşen {n % 7 * 'İ'}nci", "Çağlayan"] for n in range(rows)]
    with home.store.writing(OWNER) as records:
        import_programmes(
            records,
            read_programmes((DATA / "programmes.csv").read_bytes(), {one.code for one in entries}),
            now=now,
        )
        chamber = records.chambers.find("EMO")
        assert chamber is not None
        signers = [SignerName("Ülkü Şen", "baskan"), SignerName("Cem Iğdır", "yazman")]
        records.chambers.set_signers("EMO", signers)
        import_members(
            records, chamber, read_members(_csv(["sicil_no", "ad", "soyad"], people), chamber), now
        )
    return Bench(home, people)
