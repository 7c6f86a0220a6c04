"""schemathesis against a demonstration that ``muhur demo`` serves in a process of its own, and what came of it."""

import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.machinery import MUHUR, clean_environment, free_port
from tests.support.fuzz.seeds import facts_of

ROOT = Path(__file__).parents[3]
CONFIG = Path(__file__).with_name("schemathesis.toml")


@dataclass(frozen=True)
class Outcome:
    """What a run found; ``answers`` are counted by door and status."""

    failed: bool
    report: str
    answers: dict[str, Counter[int]]
    server_log: str

    @property
    def cases(self) -> int:
        return sum(found.total() for found in self.answers.values())

    def unreached(self) -> list[str]:
        """Doors that let nobody through."""
        return sorted(door for door, found in self.answers.items() if not any(one < 400 for one in found))

    def figures(self) -> str:
        through = sum(
            count for found in self.answers.values() for status, count in found.items() if status < 400
        )
        doors, left = len(self.answers), self.unreached()
        return f"{self.cases} requests to {doors} doors, {through} let through, by {doors - len(left)} doors; not by {left}"


@contextmanager
def served(home: Path, **more: str) -> Iterator[str]:
    """``muhur demo`` over a finished demonstration. Without the worker: nothing is sent to generated addresses."""
    port = free_port()
    settings = {"MUHUR_WORKER_INSIDE": "false", "MUHUR_TOKEN_MINUTES": "60", **more}
    with (home / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [str(MUHUR), "demo", "--home", str(home), "--port", str(port)],
            env={**clean_environment(), **settings}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=2).close()
                    break
                except OSError:
                    assert server.poll() is None, (home / "server.log").read_text(encoding="utf-8")
                    time.sleep(0.1)
            yield f"http://localhost:{port}"
            assert server.poll() is None, "the server has ended by itself"
        finally:
            server.terminate()
            server.wait(30)


def run(home: Path, folder: Path, *words: str, **settings: str) -> Outcome:
    """Serve ``home`` and let schemathesis ask its doors; ``words`` are options of ``schemathesis run``."""
    folder.mkdir(exist_ok=True)
    facts = folder / "facts.json"
    with served(home, **settings) as url:
        facts.write_text(json.dumps(facts_of(home, url, settings)), encoding="utf-8")
        ended = subprocess.run(
            [
                str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(CONFIG),
                "run", f"{url}/openapi.json", "--no-color", *words,
            ],
            env={**clean_environment(), "MUHUR_FUZZ": str(facts), "PYTHONPATH": str(ROOT)},
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
    counts = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    answers = {
        door: Counter({int(status): count for status, count in found.items()})
        for door, found in counts.items()
    }
    report = ended.stdout + ended.stderr
    (folder / "report.txt").write_text(report, encoding="utf-8")
    return Outcome(ended.returncode != 0, report, answers, (home / "server.log").read_text(encoding="utf-8"))
