"""Start the dashboard or run its tests; each sets up what it needs.

    python3 run.py              starts the dashboard (--help lists the options)
    python3 run.py test         runs every test; what follows goes to pytest
    python3 run.py setup-dev    installs the tools for tests and checks, nothing more

Only the standard library is used, and no syntax newer than Python 3.6, so that an old
Python can be told in words that it is too old. Packages go into `.venv` beside this file.
"""

import argparse
import hashlib
import importlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import webbrowser
from pathlib import Path
from typing import NoReturn

if sys.version_info < (3, 11):
    sys.exit(
        "The dashboard needs Python 3.11 or newer and this is Python {}.{}: install a "
        "newer one (python.org has them) and start run.py with it.".format(
            *sys.version_info
        )
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

FOR_USE = ("requirements.txt",)
FOR_TESTS = ("requirements.txt", "requirements-dev.txt")

EVERY_INTERFACE = ("0.0.0.0", "::")  # noqa: S104  recognised here, never the default
LOOPBACK = ("127.0.0.1", "::1", "localhost")

START_SECONDS = 120
STOP_SECONDS = 5
PLAYWRIGHT_SECONDS = 300
APT_SECONDS = 600

BROWSER_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
MAC_BROWSERS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_BROWSERS = (
    "Google/Chrome/Application/chrome.exe",
    "Chromium/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)


# Side by side on every processor; after that the browser, which wants them for itself.
EVERY_TEST = (
    ["-n", "auto", "--dist", "worksteal", "--ignore=tests/browser"],
    ["tests/browser"],
)


class Stop(Exception):
    """Something a person can put right, said in one sentence."""


def main(arguments: list[str]) -> int:
    """Do what the command line asks and return the exit code."""
    if arguments[:1] == ["test"]:
        return run_tests(arguments[1:])
    if arguments == ["setup-dev"]:
        install(FOR_TESTS)
        return 0
    return start_dashboard(read_options(arguments))


# What each command does


def start_dashboard(options: argparse.Namespace) -> int:
    """Serve the dashboard until Ctrl+C."""
    home = prepare_home(options.home)
    check_port(options.address, options.port)
    install(FOR_USE)
    server = subprocess.Popen(
        streamlit_command(VENV_PYTHON, options.port, options.address),
        cwd=ROOT,
        env={**os.environ, "CX_HOME": str(home)},
    )
    try:
        wait_until_served(server, options.address, options.port)
        url = address_to_open(options.address, options.port)
        say(f"The dashboard is at {url}  (stop it with Ctrl+C)")
        if options.address not in LOOPBACK:
            say("Other computers on this network can open it too.")
        if not options.no_browser:
            open_browser(url)
        code = server.wait()
    except KeyboardInterrupt:
        say("\nThe dashboard has stopped.")
        return 0
    finally:
        stop(server)
    raise Stop(
        f"The dashboard stopped by itself (exit code {code}): its own last words are "
        "above; what was uploaded is kept, so start it again with the same command."
    )


def run_tests(pytest_arguments: list[str]) -> int:
    """Run the tests named, or all, browser tests included; the first bad exit code."""
    install(FOR_TESTS)
    browser = find_browser(VENV_PYTHON) or install_browser()
    codes = []
    for arguments in [pytest_arguments] if pytest_arguments else EVERY_TEST:
        tests = subprocess.Popen(
            [VENV_PYTHON, "-m", "pytest", *arguments],
            cwd=ROOT,
            env={**os.environ, "CX_BROWSER": browser, "REQUIRE_BROWSER": "1"},
        )
        try:
            codes.append(tests.wait())
        except KeyboardInterrupt:
            # Ctrl+C reached pytest as well; it prints its summary and ends.
            return tests.wait()
    return next((code for code in codes if code), 0)


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Read the options of a plain start."""
    options = OptionParser(
        prog="run.py",
        description="Start the dashboard. The first start installs what it needs.",
        epilog="`run.py test` runs the tests, `run.py setup-dev` only installs for them.",
    )
    options.add_argument(
        "--port", type=port_number, default=8501, help="port to serve on (8501)"
    )
    options.add_argument(
        "--address",
        default="127.0.0.1",
        help="address to serve on (127.0.0.1: this computer only)",
    )
    options.add_argument(
        "--home",
        default=os.environ.get("CX_HOME") or ROOT / "data",
        help="folder for uploads and results (CX_HOME, else data/ beside run.py)",
    )
    options.add_argument(
        "--no-browser", action="store_true", help="do not open a browser"
    )
    return options.parse_args(arguments)


class OptionParser(argparse.ArgumentParser):
    """An argument parser that explains itself in one sentence."""

    def error(self, message: str) -> NoReturn:
        """Say what was not understood."""
        raise Stop(
            f"This command was not understood ({message}): "
            "`python3 run.py --help` lists what can be asked."
        )


def port_number(text: str) -> int:
    """Read a port."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 to 65535")
    return int(text)


# Before the start


def prepare_home(home: str | Path) -> Path:
    """Make the data folder and check that it can be written."""
    folder = Path(home).expanduser().absolute()
    if folder.exists() and not folder.is_dir():
        raise Stop(
            f"The data folder {folder} is a file: name a folder with --home or CX_HOME."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as problem:
        raise Stop(
            f"The data folder {folder} cannot be written ({problem.strerror}): allow it, "
            "or name another folder with --home or CX_HOME."
        ) from None
    return folder


def check_port(address: str, port: int) -> None:
    """Stop with a sentence when the port cannot be had."""
    try:
        try_to_bind(address, port)
    except PermissionError:
        raise Stop(
            f"Port {port} is kept for administrators on this computer: "
            "choose one above 1023, for example --port 8501."
        ) from None
    except socket.gaierror:
        raise Stop(
            f"The address {address} is not known here: "
            "leave --address out to serve this computer only."
        ) from None
    except OSError as problem:
        if not can_bind(address, 0):
            raise Stop(
                f"The address {address} is not one of this computer's "
                f"({problem.strerror}): leave --address out to serve this computer only."
            ) from None
        free = next(
            (other for other in range(port + 1, 65536) if can_bind(address, other)), 8501
        )
        raise Stop(
            f"Port {port} is already in use, maybe by a dashboard started before: "
            f"open {address_to_open(address, port)}, or start here with --port {free}."
        ) from None


def try_to_bind(address: str, port: int) -> None:
    """Take the port for a moment; raises OSError when it cannot be had."""
    family, kind, _, _, place = socket.getaddrinfo(
        address, port, type=socket.SOCK_STREAM
    )[0]
    with socket.socket(family, kind) as probe:
        if os.name != "nt":
            # A port closed seconds ago is free. On Windows this flag would mean "share".
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(place)


def can_bind(address: str, port: int) -> bool:
    """Whether a port can be had."""
    try:
        try_to_bind(address, port)
    except OSError:
        return False
    return True


# Packages


def install(requirements: tuple[str, ...]) -> None:
    """Install pinned packages into .venv; does nothing when they are there already."""
    wanted = {name: fingerprint(name) for name in requirements}
    if VENV_PYTHON.exists() and all(installed(name) == wanted[name] for name in wanted):
        return
    if not environment_works():
        make_environment()
    say("Installing packages. This happens once and takes a minute or two.")
    # Removed first: a stamp must never vouch for an install that was cut short.
    for stamp in VENV.glob("*.installed"):
        stamp.unlink()
    run_pip(requirements)
    for name in requirements:
        stamp_of(name).write_text(wanted[name], encoding="utf-8")


def stamp_of(name: str) -> Path:
    """Where the fingerprint of an installed file of pins is kept."""
    return VENV / f"{name}.installed"


def installed(name: str) -> str:
    """The fingerprint of the pins that .venv holds, or nothing."""
    stamp = stamp_of(name)
    return stamp.read_text(encoding="utf-8") if stamp.exists() else ""


def fingerprint(name: str) -> str:
    """A hash of the pins and of the Python they are for."""
    try:
        pins = (ROOT / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Stop(
            f"{name} is not beside run.py in {ROOT}: keep the files of the project "
            "together, or fetch them again."
        ) from None
    python = "Python {}.{}".format(*sys.version_info)
    return hashlib.sha256(f"{python}\n{pins}".encode()).hexdigest()


def environment_works() -> bool:
    """Whether .venv has pip and the same Python as the one running this."""
    question = "import sys, pip; print(*sys.version_info[:2])"
    try:
        answer = subprocess.run(
            [VENV_PYTHON, "-c", question],
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return False
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def make_environment() -> None:
    """Make .venv, from nothing or over what an interrupted start left behind."""
    try:
        for module in ("venv", "ensurepip"):
            importlib.import_module(module)
    except ImportError:
        raise Stop(
            "This Python has no venv or no ensurepip, which the dashboard is installed "
            "with: on Debian or Ubuntu run `apt-get install python3-venv`, elsewhere "
            "install Python from python.org, then run the same command again."
        ) from None
    say(f"Making a Python environment in {VENV}.")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if made.returncode != 0:
        raise Stop(
            f"The Python environment {VENV} could not be made: check that its folder can "
            "be written and the disk has room, then run the same command again "
            f"(Python said: {last_words(made.stdout)})."
        )
    if not environment_works():
        raise Stop(
            f"The Python environment {VENV} was made without pip: on Debian or Ubuntu "
            "run `apt-get install python3-venv python3-pip`, elsewhere install Python "
            "from python.org, then run the same command again."
        )


def run_pip(requirements: tuple[str, ...]) -> None:
    """Let pip install the pins, under whatever PIP_ settings this computer has."""
    command = [str(VENV_PYTHON), "-m", "pip", "install"]
    command += ["--disable-pip-version-check", "--no-input"]
    for name in requirements:
        command += ["-r", str(ROOT / name)]
    pip = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if pip.returncode == 0:
        return
    if "No space left on device" in pip.stdout:
        raise Stop(
            "The disk is full, so the packages could not be installed: make about 1 GB "
            "of room and run the same command again."
        )
    raise Stop(
        "The packages could not be downloaded or installed: check the network, or the "
        "proxy (HTTPS_PROXY) or package index (PIP_INDEX_URL) you use, then run the same "
        "command again; it continues from here "
        f"(pip said: {last_words(pip.stdout)})."
    )


def last_words(output: str) -> str:
    """The last error in a program's output, or else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or ["nothing"])[-1].rstrip(".")


# The server


def streamlit_command(python: str | Path, port: int, address: str) -> list[str]:
    """The command that serves the dashboard."""
    return [
        str(python),
        "-m",
        "streamlit",
        "run",
        "dashboard.py",
        "--server.port",
        str(port),
        "--server.address",
        address,
        "--server.headless",
        "true",
        "--browser.gatherUsageStats",
        "false",
        "--logger.hideWelcomeMessage",
        "true",
    ]


def wait_until_served(server: subprocess.Popen[bytes], address: str, port: int) -> None:
    """Return once the server answers; stop with a sentence when it never does."""
    host = "127.0.0.1" if address in EVERY_INTERFACE else bracketed(address)
    health = f"http://{host}:{port}/_stcore/health"
    # Asked directly: a proxy set for the network knows nothing of this computer.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise Stop(
                "The dashboard could not start: its own last words are above; if they "
                f"name a missing package, delete {VENV} and run the same command again."
            )
        try:
            with direct.open(health, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise Stop(
        f"The dashboard did not answer within {START_SECONDS} seconds: close other "
        "programs and run the same command again."
    )


def address_to_open(address: str, port: int) -> str:
    """What to type into a browser on this computer."""
    here = address in LOOPBACK or address in EVERY_INTERFACE
    return f"http://{'localhost' if here else bracketed(address)}:{port}"


def bracketed(host: str) -> str:
    """A host as it is written in a web address."""
    return f"[{host}]" if ":" in host else host


def open_browser(url: str) -> None:
    """Open the page where there is a screen; the printed address is enough elsewhere."""
    has_screen = os.name == "nt" or sys.platform == "darwin"
    if not (has_screen or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    try:
        webbrowser.open(url)
    except (webbrowser.Error, OSError):
        say("No browser could be opened: type the address into one.")


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server, gently first."""
    if server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        server.kill()
        server.wait()


# A browser for the tests


def find_browser(python: str | Path) -> str | None:
    """Path of a browser: what CX_BROWSER names, Playwright's own, or the system's."""
    named = os.environ.get("CX_BROWSER")
    if named:
        if not Path(named).is_file():
            raise Stop(
                f"CX_BROWSER names {named}, which is not there: "
                "correct it, or unset it to let a browser be looked for."
            )
        return named
    for candidate in (playwright_browser(python), *system_browsers()):
        if candidate and browser_starts(candidate):
            return candidate
    return None


def playwright_browser(python: str | Path) -> str | None:
    """Where Playwright would keep a Chromium of its own."""
    question = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright:\n"
        "    print(playwright.chromium.executable_path)\n"
    )
    answer = subprocess.run(
        [python, "-c", question], capture_output=True, text=True, check=False
    )
    path = answer.stdout.strip()
    return path if path and Path(path).is_file() else None


def system_browsers() -> list[str]:
    """Browsers installed on this computer, in the order they are tried."""
    found = [path for path in map(shutil.which, BROWSER_NAMES) if path]
    places = []
    if sys.platform == "darwin":
        for folder in (Path("/Applications"), Path.home() / "Applications"):
            places += [folder / browser for browser in MAC_BROWSERS]
    if os.name == "nt":
        for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
            if os.environ.get(variable):
                folder = Path(os.environ[variable])
                places += [folder / browser for browser in WINDOWS_BROWSERS]
    return found + [str(place) for place in places if place.is_file()]


def browser_starts(path: str) -> bool:
    """Whether a browser runs here: a downloaded one may lack libraries of the system."""
    if os.name == "nt":
        # There, asking for the version opens a window instead.
        return True
    return succeeds([path, "--version"], seconds=30)


def install_browser() -> str:
    """Fetch a browser for the tests and return its path."""
    say("No browser was found for the browser tests: fetching Playwright's Chromium.")
    command = [str(VENV_PYTHON), "-m", "playwright", "install", "chromium"]
    succeeds(command, seconds=PLAYWRIGHT_SECONDS)
    found = find_browser(VENV_PYTHON)
    if not found and is_debian_administrator():
        say("That did not work: installing the system's Chromium with apt-get.")
        succeeds(["apt-get", "update"], seconds=APT_SECONDS)
        packages = ["chromium", "fonts-noto-cjk"]
        succeeds(["apt-get", "install", "-y", *packages], seconds=APT_SECONDS)
        found = find_browser(VENV_PYTHON)
    if not found:
        raise Stop(
            "The browser tests need a browser and none could be fetched: install Chrome, "
            "Chromium or Edge, or set CX_BROWSER to the path of one, then run the tests "
            "again."
        )
    return found


def is_debian_administrator() -> bool:
    """Whether apt-get may be used without asking anyone."""
    return bool(shutil.which("apt-get")) and hasattr(os, "geteuid") and os.geteuid() == 0


def succeeds(command: list[str], *, seconds: int) -> bool:
    """Run a program quietly and say whether it did its work in time."""
    try:
        ended = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            timeout=seconds,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return ended.returncode == 0


def say(sentence: str) -> None:
    """Print at once, also into a file or a pipe."""
    print(sentence, flush=True)


def interrupt(*_: object) -> None:
    """Treat a request to end like Ctrl+C, so that the server is ended too."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as sentence:
        sys.exit(str(sentence))
    except KeyboardInterrupt:
        sys.exit("\nStopped. Run the same command again to continue.")
    except OSError as problem:
        sys.exit(
            f"This computer refused something run.py needs ({problem}): "
            "put that right and run the same command again."
        )
