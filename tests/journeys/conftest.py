"""One demonstration a test process, built by the real command, and its application."""

import subprocess
import time
import urllib.request
from collections.abc import Iterator

import pytest

from muhur.app import build_app
from muhur.clock import system_now
from muhur.installation import Home, open_home
from muhur.settings import Settings
from tests.journeys.machinery import MUHUR, Demo, Site, clean_environment, free_port, muhur


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    home = tmp_path_factory.mktemp("demonstration") / "home"
    port = free_port()
    muhur("demo", "--no-serve", "--public-url", f"http://localhost:{port}", home=home)
    return Demo(home, port)


@pytest.fixture(scope="session")
def demo_home(demo: Demo) -> Home:
    return open_home(Settings(home=demo.home))


@pytest.fixture(scope="session")
def site(demo: Demo, demo_home: Home) -> Iterator[Site]:
    """The real application, in process; a fault inside shows as the 500 that the outside would see."""
    with Site.over(build_app(demo_home, system_now), demo.url) as made:
        yield made


@pytest.fixture(scope="session")
def live(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """``muhur serve`` in a process of its own."""
    # Into a file: a pipe that nobody empties would stop the server at its next line.
    said = tmp_path_factory.mktemp("serve") / "stderr"
    with said.open("wb") as written:
        server = subprocess.Popen(
            [str(MUHUR), "serve", "--home", str(demo.home), "--port", str(demo.port)],
            env=clean_environment(), stdout=subprocess.DEVNULL, stderr=written,
        )  # fmt: skip
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{demo.url}/readyz", timeout=2).close()
                break
            except OSError:
                assert server.poll() is None, said.read_text()
                time.sleep(0.1)
        yield demo.url
    finally:
        server.terminate()
        server.wait(timeout=20)
    assert "Traceback" not in said.read_text(), said.read_text()
