"""How long a person waits: from a click to repainted charts, and what lies beneath.

    .venv/bin/python bench/click_to_paint.py

Starts a dashboard of its own on the sample data, in the browser that the tests use.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import run
from cx.ingest import load
from cx.measure import Question, measure
from cx.store import Store
from cx.ui.overview import HEADLINES

SAMPLES = ROOT / "sample_data"
HANBIT = ("hanbit_contacts.csv", "hanbit_surveys.csv", "hanbit_orders.csv")
ADDRESS = "127.0.0.1"
CLICKS = ("Chat", "Phone", "E-mail", "App", "Web", "KakaoTalk")
# Every chart draws its points anew, so old points that are gone mean a repainted chart.
PAGES = {"": 2, "resolution": 4}

MARK = """() => document.querySelectorAll('.js-plotly-plot').forEach(
    plot => { plot.__seen = plot.data })"""
PAINTED = """([name, charts]) => new Promise(resolve => {
    const option = [...document.querySelectorAll('[role=option]')]
        .find(found => found.innerText.trim() === name)
    const start = performance.now()
    option.click()
    const look = () => {
        const plots = [...document.querySelectorAll('.js-plotly-plot')]
        const idle = document.querySelector(
            '[data-testid=stApp][data-test-script-state=notRunning]')
        const anew = plots.filter(plot => plot.data && plot.data !== plot.__seen)
        if (anew.length === charts && idle)
            requestAnimationFrame(() => resolve(performance.now() - start))
        else if (performance.now() - start > 20000) resolve(-1)
        else requestAnimationFrame(look)
    }
    look()
})"""


def main() -> None:
    """Print one table row for each thing measured."""
    print("| what | min | median | max | |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        bench_imports(home)
        bench_queries(home)
        bench_browser(home)


def bench_imports(home: Path) -> None:
    """Seconds from the bytes of a file to numbers that can be asked."""
    store = Store(home)
    for name in HANBIT:
        content = (SAMPLES / name).read_bytes()
        seconds = timed(lambda name=name, content=content: bring(store, name, content))
        lines = len(content.splitlines()) - 1
        row(f"import `{name}`", [seconds], "s", f"{lines:,} lines")
    store.close()


def bring(store: Store, name: str, content: bytes) -> None:
    load.import_file(store, name, content)


def bench_queries(home: Path) -> None:
    """Milliseconds of `measure`, against a plain scan of the same table."""
    raw = scan_milliseconds(home)
    row("plain scan: count and sum over the answers", raw, "ms", "1 x")
    for metric_id in HEADLINES:
        cold, warm = measure_milliseconds(home, metric_id, Question())
        times = statistics.median(warm) / statistics.median(raw)
        row(f"`{metric_id}`, first time", cold, "ms", "")
        row(f"`{metric_id}`, again", warm, "ms", f"{times:.1f} x")


def scan_milliseconds(home: Path) -> list[float]:
    store = Store(home)
    sql = f"select count(*), sum(score) from {store.mart()}.answer"
    store.query(sql)
    found = [1000 * timed(lambda: store.query(sql)) for _ in range(20)]
    store.close()
    return found


def measure_milliseconds(
    home: Path, metric_id: str, question: Question
) -> tuple[list[float], list[float]]:
    """A store just opened, and the same store asked again."""
    store = Store(home)
    store.mart()
    cold = 1000 * timed(lambda: measure(store, metric_id, question))
    warm = [1000 * timed(lambda: measure(store, metric_id, question)) for _ in range(10)]
    store.close()
    return [cold], warm


def bench_browser(home: Path) -> None:
    """Start the server twice, then click."""
    served: list[float] = []
    for _ in range(3):
        server, seconds = start(home)
        served.append(seconds)
        run.stop(server[0])
    row("start, to a served page", served, "s", "packages installed, data loaded")
    server, _seconds = start(home)
    try:
        with sync_playwright() as playwright:
            bench_clicks(playwright.chromium, f"http://{ADDRESS}:{server[1]}")
    finally:
        run.stop(server[0])


def start(home: Path) -> tuple[tuple[subprocess.Popen[bytes], int], float]:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(
        run.streamlit_command(sys.executable, port, ADDRESS),
        cwd=ROOT,
        env={**os.environ, "CX_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    run.wait_until_served(process, ADDRESS, port)
    return (process, port), time.perf_counter() - begun


def bench_clicks(chromium: object, url: str) -> None:
    path = run.find_browser(sys.executable)
    flags = ["--disable-gpu", "--disable-dev-shm-usage", "--no-sandbox"]
    browser = chromium.launch(executable_path=path, args=flags)
    for page, charts in PAGES.items():
        context = browser.new_context(viewport={"width": 1400, "height": 1000})
        tab = context.new_page()
        whole = f"{url}/{page}"
        first = timed(lambda tab=tab, at=whole, n=charts: visit(tab, at, n))
        again = [timed(lambda tab=tab, n=charts: reload(tab, n)) for _ in range(3)]
        name = page or "overview"
        row(
            f"{name}: first visit to {charts} charts", [first], "s", "empty browser cache"
        )
        row(f"{name}: reload", again, "s", "")
        fresh = [click(tab, channel, charts) for channel in CLICKS]
        row(f"{name}: click to painted, new question", fresh, "ms", "")
        kept = [click(tab, channel, charts) for channel in CLICKS * 2]
        row(f"{name}: click to painted, asked before", kept, "ms", "")
        context.close()
    browser.close()


def visit(tab: Page, url: str, charts: int) -> None:
    tab.goto(url)
    wait_for_charts(tab, charts)


def reload(tab: Page, charts: int) -> None:
    tab.reload()
    wait_for_charts(tab, charts)


def wait_for_charts(tab: Page, charts: int) -> None:
    tab.wait_for_function(
        "n => document.querySelectorAll('.js-plotly-plot .main-svg .xy').length >= n",
        arg=charts,
    )


def click(tab: Page, channel: str, charts: int) -> float:
    """Milliseconds from choosing one channel, in place of the one before."""
    clear(tab)
    control = tab.locator(".st-key-w_filter_channel input")
    control.fill(channel)
    tab.get_by_role("option", name=channel, exact=True).wait_for()
    tab.evaluate(MARK)
    found = tab.evaluate(PAINTED, [channel, charts])
    if found < 0:
        raise RuntimeError(f"{charts} charts were not repainted within 20 seconds")
    return float(found)


def clear(tab: Page) -> None:
    """Open the filters and take the last choice away."""
    control = tab.locator(".st-key-w_filter_channel input")
    if not control.is_visible():
        tab.locator(".st-key-filter_menu button").first.click()
    control.click()
    if "channel=" in tab.url:
        tab.keyboard.press("Backspace")
        tab.wait_for_function("!location.search.includes('channel=')")
        tab.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
        tab.wait_for_timeout(500)


def timed(work: Callable[[], object]) -> float:
    """Seconds that some work takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def row(what: str, found: list[float], unit: str, note: str) -> None:
    spread = (min(found), statistics.median(found), max(found))
    shown = " | ".join(
        f"{value:.1f} {unit}" if value < 100 else f"{value:.0f} {unit}"
        for value in spread
    )
    print(f"| {what} | {shown} | {note} |", flush=True)


if __name__ == "__main__":
    main()
