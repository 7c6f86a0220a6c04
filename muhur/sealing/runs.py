"""The sealed PDFs of a whole run, made on all cores: what was made before is kept, so a stopped job goes on.

Workers are processes of their own (a drawing cannot be forked), each with its compiler and the seal key held. They
put files into the store; this process writes down which are originals, some at a time. After a crash files that were
not written down are made again and taken away by the tidying job.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

from issuer.paper.delivery import LIST, line_of, list_of, name_of, target_at
from issuer.paper.sealing import Seal
from issuer.paper.sheets import Sheets
from muhur.desk import UNDRAWABLE
from muhur.installation import Home, open_home
from muhur.sealing.seals import require_signing
from muhur.sealing.sheets import refusal_of, sheets_of, told
from muhur.settings import Settings
from registry.chamber import Chamber
from registry.programme import Run
from registry.records.sealed import SealedPdf, SheetOfRun
from registry.refusal import Refusal

AT_A_TIME = 8
# Hears how many of all are made.
Heard = Callable[[int, int], None]


@dataclass(slots=True)
class RunSheets:
    """What came of a job: documents there are, those made by it, and those that could not be made with the reason."""

    documents: list[SheetOfRun]
    made: int = 0
    refused: dict[str, Refusal] = field(default_factory=dict)


def make_sheets(
    home: Home, chamber_code: str, run: Run, at: datetime, workers: int, heard: Heard
) -> RunSheets:
    """Seal what of a run is not sealed yet: each document of it has an original then, unless it is ``refused``.

    Whether the store still has the originals that were made before is seen by ``deliver``.
    """
    with home.store.reading(chamber_code) as records:
        documents = records.sealed.of_run(chamber_code, run.id)
    report = RunSheets(documents)
    waiting = [one.belge_no for one in documents if one.sha256 is None]
    done = len(documents) - len(waiting)
    heard(done, len(documents))
    if not waiting:
        return report
    sheets = sheets_of(home)
    try:
        _require_seal(home, sheets, chamber_code, at)
    except Refusal as refusal:
        report.refused = dict.fromkeys(waiting, refusal)
        heard(len(documents), len(documents))
        return report
    work = partial(_seal_some, home.settings, at)
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        # Some at a time: a worker holds few files, and a crash costs few.
        for answers in pool.map(work, _in_parts(waiting)):
            rows = [one for one in answers if isinstance(one, SealedPdf)]
            report.made += len(sheets.put_down(chamber_code, rows))
            report.refused |= dict(one for one in answers if isinstance(one, tuple))
            done += len(answers)
            heard(done, len(documents))
    return report


def _require_seal(home: Home, sheets: Sheets, chamber_code: str, at: datetime) -> None:
    """The seal's key signs once before many processes try it: a token counts wrong PINs, and locks."""
    with home.store.reading(chamber_code) as records:
        chamber = records.chambers.find(chamber_code)
    assert chamber is not None
    seal = sheets.open_seal(chamber, at)
    require_signing(seal.signer, seal.certificate.der)


def _in_parts(numbers: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(numbers), AT_A_TIME):
        yield list(numbers[start : start + AT_A_TIME])


@cache
def _sheets_in(settings: Settings) -> Sheets:
    """The installation in a worker, opened once; each seal is held once it was opened."""
    plain, held = sheets_of(open_home(settings)), dict[str, Seal]()

    def open_seal(chamber: Chamber, now: datetime) -> Seal:
        if chamber.code not in held:
            held[chamber.code] = plain.open_seal(chamber, now)
        return held[chamber.code]

    return replace(plain, open_seal=open_seal)


def _seal_some(
    settings: Settings, at: datetime, numbers: Sequence[str]
) -> list[SealedPdf | tuple[str, Refusal]]:
    sheets = _sheets_in(settings)
    answers: list[SealedPdf | tuple[str, Refusal]] = []
    with sheets.store.reading() as records:
        found = records.credentials.by_numbers(numbers)
    for belge_no in numbers:
        # Erased since the list was made.
        recorded = found.get(belge_no)
        if recorded is None:
            answers.append((belge_no, Refusal("document.not_found")))
            continue
        try:
            answers.append(sheets.made(recorded, at)[1])
        except (Refusal, *UNDRAWABLE) as refused:
            answers.append((belge_no, refusal_of(refused)))
    return answers


def deliver(
    home: Home, chamber_code: str, run: Run, path: Path, at: datetime, refused: Mapping[str, Refusal]
) -> tuple[int, dict[str, Refusal]]:
    """Lay a run's PDFs into the folder or ``.zip`` file ``path``; the list there says why one is missing.

    What is ``refused`` already is not tried again. Returns how many there are, and all that was refused.
    """
    sheets, lines, why = sheets_of(home), list[list[str]](), dict(refused)
    with home.store.reading(chamber_code) as records:
        documents = records.sealed.of_run(chamber_code, run.id)
    with target_at(path, at) as target:
        for number, one in enumerate(documents, start=1):
            place = name_of(number, len(documents), one)
            try:
                if one.belge_no in refused:
                    raise refused[one.belge_no]
                target.write(place, _pdf(home, sheets, one.belge_no, at))
            except (Refusal, *UNDRAWABLE) as error:
                why[one.belge_no] = refusal_of(error)
                place = told(why[one.belge_no])
            lines.append(line_of(number, place, one))
        target.write(LIST, list_of(lines))
    return len(documents) - len(why), why


def _pdf(home: Home, sheets: Sheets, belge_no: str, at: datetime) -> bytes:
    with home.store.reading() as records:
        recorded = records.credentials.by_belge_no(belge_no)
    if recorded is None:
        raise Refusal("document.not_found")
    return sheets.sheet(recorded, at).pdf
