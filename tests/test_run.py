"""What run.py promises: one plain sentence when it cannot go on, no work twice."""

import ast
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import sysconfig
import urllib.request
import venv
from contextlib import contextmanager
from pathlib import Path

import pytest

import run

PINS = ("requirements.txt", "requirements-dev.txt")
on_unix = pytest.mark.skipif(os.name == "nt", reason="signals and modes differ there")

# Stands in for pip and counts how often it was asked.
STAND_IN_PIP = """
import pathlib, sys
with pathlib.Path(__file__).with_name("calls.txt").open("a") as calls:
    calls.write(" ".join(sys.argv[1:]) + chr(10))
sys.exit(int(pathlib.Path(__file__).with_name("exit_code.txt").read_text()))
"""

# Stands in for the venv module of a system that took pip out of it.
VENV_WITHOUT_PIP = """
import pathlib, sys
if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[-1])
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys._base_executable)
    (folder / "pyvenv.cfg").write_text("include-system-site-packages = false")
"""

# Stands in for apt-get: "installs" a browser beside itself.
APT_GET = """#!/bin/sh
printf '#!/bin/sh\\nexit 0\\n' > {folder}/chromium
/bin/chmod +x {folder}/chromium
"""

# A suite that passes when it is told of the browser it should use.
TOLD_OF_BROWSER = """
import os
def test_told():
    assert os.environ["CX_BROWSER"] == {browser!r}
    assert os.environ["REQUIRE_BROWSER"] == "1"
"""


@pytest.fixture
def project(tmp_path):
    """The project's own run.py and pins, with an empty page."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("run.py", *PINS):
        shutil.copy(run.ROOT / name, folder)
    (folder / "dashboard.py").write_text("import streamlit\n")
    return folder


@pytest.fixture
def ready(project):
    """The same with a .venv that borrows this one's packages, and a stand-in pip."""
    venv.create(project / ".venv", with_pip=False, symlinks=os.name != "nt")
    borrowed = packages_of(project) / "borrowed.pth"
    borrowed.write_text(sysconfig.get_path("purelib"))
    stand_in_pip(project, exit_code=0)
    return project


def packages_of(project):
    base = str(project / ".venv")
    return Path(sysconfig.get_path("purelib", "venv", {"base": base, "platbase": base}))


def stand_in_pip(project, *, exit_code):
    pip = packages_of(project) / "pip"
    pip.mkdir(exist_ok=True)
    (pip / "__init__.py").touch()
    (pip / "__main__.py").write_text(STAND_IN_PIP)
    (pip / "exit_code.txt").write_text(str(exit_code))


def pip_calls(project):
    calls = packages_of(project) / "pip" / "calls.txt"
    return calls.read_text().splitlines() if calls.exists() else []


def plain_environment(**settings):
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "CX_", "PYTHON"))
    }
    return {**ours, **settings}


def start(project, *arguments, **settings):
    return subprocess.run(
        [sys.executable, project / "run.py", *arguments],
        capture_output=True,
        text=True,
        env=plain_environment(**settings),
        timeout=60,
        check=False,
    )


def sentence_of(ended):
    """The one line it stopped with."""
    assert ended.returncode == 1, ended
    (line,) = ended.stderr.strip().splitlines()
    assert line.endswith(".")
    return line


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


# Starting


@on_unix
@contextmanager
def killed_at_the_end(running):
    """A test that fails must not wait for its server for ever."""
    try:
        yield
    finally:
        running.kill()


def test_a_start_serves_the_page_says_where_and_ends_with_ctrl_c(ready, free_port):
    running = subprocess.Popen(
        [sys.executable, "run.py", "--no-browser", "--port", str(free_port)],
        cwd=ready,
        env=plain_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        # Under a job that ignores Ctrl+C, so would the program under test.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    with running, killed_at_the_end(running):
        address = next(
            found[0]
            for line in running.stdout
            if (found := re.search(r"http://localhost:\d+", line))
        )
        with urllib.request.urlopen(address, timeout=10) as answer:
            assert answer.status == 200
        running.send_signal(signal.SIGINT)
        assert running.wait(20) == 0
    assert run.can_bind("127.0.0.1", free_port)
    assert (ready / "data").is_dir()


def test_the_second_start_installs_nothing(ready):
    assert start(ready, "setup-dev").returncode == 0
    assert start(ready, "setup-dev").returncode == 0
    assert len(pip_calls(ready)) == 1


def test_new_pins_are_installed_at_the_next_start(ready):
    start(ready, "setup-dev")
    with (ready / "requirements.txt").open("a") as pins:
        pins.write("another==1.0\n")
    start(ready, "setup-dev")
    assert len(pip_calls(ready)) == 2


def test_an_install_cut_short_is_taken_up_again(ready):
    stand_in_pip(ready, exit_code=1)
    assert "pip said" in sentence_of(start(ready, "setup-dev"))
    stand_in_pip(ready, exit_code=0)
    assert start(ready, "setup-dev").returncode == 0
    assert len(pip_calls(ready)) == 2


def test_new_pins_cut_short_are_not_vouched_for_by_the_old_install(ready):
    pins = ready / "requirements.txt"
    old = pins.read_text()
    start(ready, "setup-dev")
    pins.write_text(old + "another==1.0\n")
    stand_in_pip(ready, exit_code=1)
    start(ready, "setup-dev")
    pins.write_text(old)
    stand_in_pip(ready, exit_code=0)
    start(ready, "setup-dev")
    assert len(pip_calls(ready)) == 3


def test_a_half_made_environment_is_made_again(project):
    for name in PINS:
        (project / name).write_text("")
    (project / ".venv" / "bin").mkdir(parents=True)
    assert start(project, "setup-dev", PIP_NO_INDEX="1").returncode == 0
    assert (project / ".venv" / "requirements-dev.txt.installed").exists()


# Testing


@on_unix
def test_tests_get_the_named_browser_and_pytest_its_arguments(ready, tmp_path):
    named = tmp_path / "my-browser"
    named.touch()
    (ready / "told.py").write_text(TOLD_OF_BROWSER.format(browser=str(named)))
    ended = start(ready, "test", "told.py", "-q", CX_BROWSER=str(named))
    assert ended.returncode == 0, ended.stdout
    assert "1 passed" in ended.stdout


def test_failing_tests_fail_the_command(ready, tmp_path):
    named = tmp_path / "my-browser"
    named.touch()
    (ready / "told.py").write_text("def test_it():\n    assert False\n")
    assert start(ready, "test", "told.py", CX_BROWSER=str(named)).returncode == 1


@pytest.mark.skipif(
    not (hasattr(os, "geteuid") and os.geteuid() == 0), reason="only root may use apt-get"
)
def test_on_debian_a_missing_browser_is_installed(ready, tmp_path):
    (packages_of(ready) / "playwright.py").write_text("raise SystemExit(1)\n")
    apt_get, chromium = tmp_path / "apt-get", tmp_path / "chromium"
    apt_get.write_text(APT_GET.format(folder=tmp_path))
    apt_get.chmod(0o755)
    (ready / "told.py").write_text(TOLD_OF_BROWSER.format(browser=str(chromium)))
    ended = start(ready, "test", "told.py", PATH=str(tmp_path))
    assert ended.returncode == 0, ended.stdout


# Stopping with a sentence


def test_a_taken_port_is_named_and_a_free_one_offered(project, taken_port):
    sentence = sentence_of(start(project, "--port", str(taken_port)))
    assert f"Port {taken_port} is already in use" in sentence
    offered = int(re.search(r"--port (\d+)", sentence)[1])
    assert offered > taken_port


def test_an_address_of_another_computer_is_named(project):
    # 192.0.2.0/24 is set aside for documentation (RFC 5737): no computer has it.
    sentence = sentence_of(start(project, "--address", "192.0.2.1"))
    assert "192.0.2.1 is not one of this computer's" in sentence


@pytest.mark.parametrize("port", ["0", "70000", "-1", "http"])
def test_a_port_that_is_none_is_refused_in_words(project, port):
    sentence = sentence_of(start(project, f"--port={port}"))
    assert f"{port} is not a number from 1 to 65535" in sentence


def test_an_unknown_option_is_named(project):
    assert "--prot" in sentence_of(start(project, "--prot", "8501"))


def test_a_data_folder_that_is_a_file_is_named(project, free_port):
    file = project / "notes.txt"
    file.touch()
    sentence = sentence_of(start(project, "--home", str(file), f"--port={free_port}"))
    assert f"{file} is a file" in sentence


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a Linux /proc")
def test_a_data_folder_that_cannot_be_written_is_named(project, free_port):
    # Not even root may write into /proc.
    sentence = sentence_of(start(project, f"--port={free_port}", CX_HOME="/proc"))
    assert "The data folder /proc cannot be written" in sentence


def test_an_unreachable_package_index_is_explained_and_nothing_is_vouched_for(project):
    ended = start(
        project,
        "setup-dev",
        PIP_INDEX_URL="http://127.0.0.1:9/",
        PIP_CONFIG_FILE=os.devnull,
        PIP_RETRIES="0",
        PIP_DEFAULT_TIMEOUT="1",
    )
    sentence = sentence_of(ended)
    assert "check the network" in sentence
    assert "PIP_INDEX_URL" in sentence
    assert "pip said: ERROR: " in sentence
    assert not list((project / ".venv").glob("*.installed"))


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_python_without_venv_says_what_to_install(project, tmp_path, missing):
    (tmp_path / f"{missing}.py").write_text("raise ImportError('left out')\n")
    sentence = sentence_of(start(project, "setup-dev", PYTHONPATH=str(tmp_path)))
    assert "`apt-get install python3-venv`" in sentence


@on_unix
def test_an_environment_without_pip_says_what_to_install(project, tmp_path):
    (tmp_path / "venv.py").write_text(VENV_WITHOUT_PIP)
    ended = start(project, "setup-dev", PYTHONPATH=str(tmp_path), PIP_NO_INDEX="1")
    assert "without pip" in sentence_of(ended)


def test_a_missing_file_of_pins_is_named(project):
    (project / "requirements.txt").unlink()
    assert "requirements.txt is not beside run.py" in sentence_of(
        start(project, "setup-dev")
    )


def test_a_dashboard_that_ends_while_starting_is_not_waited_for(ready, free_port):
    (ready / "dashboard.py").unlink()
    ended = start(ready, "--no-browser", f"--port={free_port}")
    assert ended.returncode == 1
    assert "The dashboard could not start" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_named_browser_that_is_missing_is_named(ready, tmp_path):
    nowhere = tmp_path / "no-such-browser"
    sentence = sentence_of(start(ready, "test", CX_BROWSER=str(nowhere)))
    assert f"CX_BROWSER names {nowhere}, which is not there" in sentence


@on_unix
def test_a_computer_without_a_browser_says_what_to_install(ready, tmp_path):
    # An empty PATH hides the system's browsers and apt-get; the stand-in Playwright
    # neither has a browser nor can fetch one.
    (packages_of(ready) / "playwright.py").write_text("raise SystemExit(1)\n")
    sentence = sentence_of(start(ready, "test", PATH=str(tmp_path), HOME=str(tmp_path)))
    assert "install Chrome, Chromium or Edge" in sentence


def test_a_browser_that_does_not_start_is_passed_over(tmp_path):
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    assert not run.browser_starts(str(broken))


def test_an_old_python_can_read_run_py_and_is_told_its_age():
    source = (run.ROOT / "run.py").read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 6))
    check = next(node for node in tree.body if isinstance(node, ast.If))
    first = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    assert "sys.version_info < (3, 11)" in ast.unparse(check)
    assert check.lineno < first.lineno
