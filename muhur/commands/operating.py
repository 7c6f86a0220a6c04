"""``muhur worker``: the jobs that time makes due, in a process of their own."""

import signal
import threading
from dataclasses import asdict
from typing import Annotated

import typer

from muhur.clock import system_now
from muhur.commands.shared import NO, HomeOption, JsonOption, ends_with_refusals, opened, out, print_json
from muhur.job_list import worker_of
from muhur.operation import logs


@ends_with_refusals
def worker(
    once: Annotated[
        bool, typer.Option("--once", help="Her işi bir kez yap ve bit · Run every job once and end")
    ] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Zamanı gelen işleri yap: durum listeleri, iletiler · Run the jobs that time makes due."""
    found = opened(home)
    logs.configure(found.settings)
    made = worker_of(found, system_now, logs.log_job)
    if once:
        ended = made.run_due(system_now())
        if as_json:
            print_json([{**asdict(one), "at": one.at.isoformat()} for one in ended])
        else:
            for one in ended:
                out.print(f"{one.name:24} {one.outcome}", markup=False)
        if any(one.outcome == "failed" for one in ended):
            raise typer.Exit(NO)
        return
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    made.start()
    ending.wait()
    made.stop()
