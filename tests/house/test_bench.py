"""The benches run; what they measure is never asserted."""

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_benches_run(root: Path) -> None:
    command = [sys.executable, "-m", "bench.run", "--rows", "70", "--rounds", "1"]
    command += ["--parts", "1000", "--engines", "sqlite"]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "full verification in process" in ended.stdout
    assert "report tablo1" in ended.stdout


@pytest.mark.slow
def test_the_bench_of_sealing_runs(root: Path) -> None:
    command = [sys.executable, "-m", "bench.sealing", "--documents", "50"]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "sealed PDFs on" in ended.stdout
