"""A real browser and real server processes for the tests in this folder.

def test_the_first_page_has_a_title(serve, page):
    tab = page(viewport=(390, 844), locale="ko-KR", color_scheme="dark")
    tab.goto(serve().url)
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

import run
from cx.ingest import load
from cx.store import Store
from tests.exports import SAMPLES

HERE = Path(__file__).parent
WAIT_MS = 30_000
HANBIT = ("hanbit_contacts.csv", "hanbit_surveys.csv", "hanbit_orders.csv")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark this folder's tests, and run them last.

    Playwright keeps an event loop running in this thread until its session ends, in which
    a test that starts a loop of its own would fail.
    """
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("browser")
    items.sort(key=lambda item: item.path.is_relative_to(HERE))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless browser, or a skip where there is none to be had."""
    path = run.find_browser(sys.executable)
    if path is None:
        reason = "no browser here: install Chrome or Chromium, or set CX_BROWSER"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    # Chromium's sandbox refuses to run as root, as containers do.
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*QUIET, "--no-sandbox"] if as_root else list(QUIET)
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens tabs, each with cookies of its own; further options are Playwright's."""
    with ExitStack() as contexts:

        def open_tab(
            viewport: tuple[int, int] = (1280, 800),
            locale: str = "en-GB",
            color_scheme: str = "light",
            **options: object,
        ) -> Page:
            width, height = viewport
            context = browser.new_context(
                viewport={"width": width, "height": height},
                locale=locale,
                color_scheme=color_scheme,
                **options,
            )
            contexts.callback(context.close)
            context.set_default_timeout(WAIT_MS)
            # Without the file picker, a table's CSV button makes a download to wait for.
            context.add_init_script("delete window.showSaveFilePicker")
            return context.new_page()

        yield open_tab


class Server:
    """A dashboard in a process of its own, with its own data folder."""

    def __init__(self, home: Path, settings: dict[str, str]) -> None:
        self.home = home
        self.settings = settings
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.with_name(f"{home.name}.log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return once the server answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                run.streamlit_command(sys.executable, self.port, "127.0.0.1"),
                cwd=run.ROOT,
                env={**os.environ, "CX_HOME": str(self.home), **self.settings},
                stdout=log,
                stderr=log,
            )
        try:
            run.wait_until_served(self.process, "127.0.0.1", self.port)
        except run.Stop as sentence:
            self.stop()
            pytest.fail(f"{sentence}\n{self.log.read_text(errors='replace')}")

    def stop(self, *, abruptly: bool = False) -> None:
        """End the process; abruptly as a power cut would."""
        if self.process is None:
            return
        if abruptly:
            self.process.kill()
            self.process.wait()
        run.stop(self.process)

    def restart(self, *, abruptly: bool = False) -> None:
        """Same data folder and address, nothing left in memory."""
        self.stop(abruptly=abruptly)
        self.start()


def free_port() -> int:
    """A port that nothing uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def servers(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Server]]:
    """Starts servers and ends them together; keywords are environment variables."""
    with ExitStack() as running:

        def start(home: Path | None = None, **settings: str) -> Server:
            server = Server(home or tmp_path_factory.mktemp("home"), settings)
            running.callback(server.stop)
            server.start()
            return server

        yield start


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts servers that end with the test: `serve().url`, `.home`, `.restart()`."""
    with servers(tmp_path_factory) as start:
        yield start


@pytest.fixture(scope="module")
def serve_for_file(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Server]]:
    """Starts servers that a whole test file shares, where tests only look."""
    with servers(tmp_path_factory) as start:
        yield start


@pytest.fixture(scope="session")
def sample_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the invented company's files, imported once."""
    home = tmp_path_factory.mktemp("template") / "home"
    store = Store(home)
    for name in HANBIT:
        content = (SAMPLES / name).read_bytes()
        load.import_file(store, name, content, build=name == HANBIT[-1])
    store.close()
    return home


@pytest.fixture
def sample_home(sample_template: Path, tmp_path: Path) -> Path:
    """A data folder with sample data that a test may change."""
    return Path(shutil.copytree(sample_template, tmp_path / "home"))
