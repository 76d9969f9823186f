"""Files on their way in: whole or not at all, whoever sends them and however they end."""

import asyncio
import contextlib
import errno
import http.client
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.requests import Request
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from websockets.sync.client import ClientConnection, connect

import run
from cx import incoming
from cx.errors import UploadError
from cx.store import Store

MB = 1_000_000
NAMES = {
    "3월 상담.csv": "3월 상담.csv",
    'it\'s "quoted".csv': 'it\'s "quoted".csv',
    "../../../etc/passwd": "passwd",
    r"C:\Users\kim\export.xlsx": "export.xlsx",
    "two\r\nlines\t.csv": "two lines .csv",
    "100%25 %2e%2e%2f.csv": "100%25 %2e%2e%2f.csv",
    "gpj.\u202excod": "gpj. xcod",
    "..": "file",
    "": "file",
    "가" * 300 + ".csv": "가" * 100 + "…" + "가" * 95 + ".csv",
}


@contextlib.contextmanager
def visiting(home: Path, **how: object) -> Iterator["Visitor"]:
    """A dashboard in a process of its own, and one browser session open on it."""
    port = free_port()
    server = subprocess.Popen(
        run.streamlit_command(sys.executable, port, "127.0.0.1"),
        cwd=run.ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "CX_HOME": str(home), "CX_MOST_UPLOAD_MB": "500"},
        **how,
    )
    try:
        run.wait_until_served(server, "127.0.0.1", port)
        token = generate_xsrf_token_string()
        with connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            subprotocols=["streamlit", token],
            origin=f"http://127.0.0.1:{port}",
            additional_headers={"Cookie": f"_streamlit_xsrf={token}"},
            # Nobody reads what the page says after its first message.
            max_size=None,
            max_queue=None,
        ) as page:
            yield Visitor(home, port, server.pid, token, session_of(page))
    finally:
        run.stop(server)


def session_of(page: ClientConnection) -> str:
    """The session's name, which the server says in its first message."""
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    page.send(asked.SerializeToString())
    while True:
        message = ForwardMsg.FromString(page.recv(timeout=30))
        if message.HasField("new_session"):
            return message.new_session.initialize.session_id


@dataclass(frozen=True)
class Visitor:
    """Somebody who has a page open, and may send files."""

    home: Path
    port: int
    pid: int
    xsrf: str
    session: str

    def headers(
        self, size: int, name: str = "export.csv", **other: str
    ) -> dict[str, str]:
        """What the page sends with a file; a keyword replaces a header, '' removes it."""
        sent = {
            "Content-Length": str(size),
            "X-File-Name": quote(name, safe=""),
            "X-File-Size": str(size),
            "X-Session": self.session,
            "X-Xsrftoken": self.xsrf,
            "Cookie": f"_streamlit_xsrf={self.xsrf}",
            "Sec-Fetch-Site": "same-origin",
        }
        sent |= {key.replace("_", "-"): value for key, value in other.items()}
        return {key: value for key, value in sent.items() if value}

    def put(
        self, content: bytes, name: str = "export.csv", **other: str
    ) -> tuple[int, dict]:
        """Status and answer."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(line):
            line.request(
                "PUT",
                "/incoming",
                body=content,
                headers=self.headers(len(content), name, **other),
            )
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())

    def begin(self, size: int) -> socket.socket:
        """A connection on which a file of that size is awaited."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        head = "".join(f"{key}: {value}\r\n" for key, value in self.headers(size).items())
        line.sendall(f"PUT /incoming HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())
        return line

    @property
    def kept(self) -> list[Path]:
        """Every file in the folder for incoming ones."""
        return sorted((self.home / "incoming").glob("*"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(true, seconds: float = 20) -> bool:
    """Whether something came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with visiting(tmp_path_factory.mktemp("incoming") / "home") as visitor:
        yield visitor


@pytest.fixture
def visitor(server):
    for path in server.kept:
        path.unlink()
    return server


# A file that arrives


def test_what_arrives_is_what_was_sent(visitor):
    content = secrets.token_bytes(5 * MB + 1)
    status, answer = visitor.put(content)
    assert (status, answer["size"]) == (200, len(content))
    assert incoming.path_of(visitor.home, answer["token"]).read_bytes() == content
    assert [path.name for path in visitor.kept] == [answer["token"]]


@pytest.mark.parametrize("told", NAMES)
def test_a_name_is_shown_and_never_becomes_a_path(visitor, told):
    status, answer = visitor.put(b"a,b\n", told)
    assert (status, answer["name"]) == (200, NAMES[told])
    assert [path.name for path in visitor.kept] == [answer["token"]]
    assert re.fullmatch("[0-9a-f]{32}", answer["token"])


def test_a_name_that_is_no_text_is_no_reason_to_refuse(visitor):
    status, answer = visitor.put(b"a,b\n", X_File_Name="%ff%fe.csv")
    assert (status, answer["name"]) == (200, "��.csv")


def test_an_empty_file_arrives(visitor):
    status, answer = visitor.put(b"", X_File_Size="0")
    assert (status, answer["size"]) == (200, 0)


def test_a_file_without_an_announced_length_of_its_request_arrives(visitor):
    # As a server in between may pass it on.
    line = http.client.HTTPConnection("127.0.0.1", visitor.port, timeout=60)
    with contextlib.closing(line):
        line.request(
            "PUT",
            "/incoming",
            body=iter([b"a,b\n", b"1,2\n"]),
            headers=visitor.headers(8, Content_Length=""),
            encode_chunked=True,
        )
        answer = line.getresponse()
        assert (answer.status, json.loads(answer.read())["size"]) == (200, 8)


def test_two_at_once_do_not_meet(visitor):
    answers: dict[bytes, tuple[int, dict]] = {}
    contents = [letter * 30 * MB for letter in (b"a", b"b")]

    def send(content: bytes) -> None:
        answers[content[:1]] = visitor.put(content)

    senders = [threading.Thread(target=send, args=(content,)) for content in contents]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    for content in contents:
        status, answer = answers[content[:1]]
        assert status == 200
        assert incoming.path_of(visitor.home, answer["token"]).read_bytes() == content


def test_a_small_file_is_there_at_once(visitor):
    content = bytes(MB)
    seconds = []
    for _ in range(10):
        before = time.perf_counter()
        visitor.put(content)
        seconds.append(time.perf_counter() - before)
    assert min(seconds) < 0.15


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads Linux's /proc")
def test_a_large_file_is_never_in_memory(visitor):
    def resident() -> int:
        status = Path(f"/proc/{visitor.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) * 1024

    def highest() -> int:
        status = Path(f"/proc/{visitor.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024

    visitor.put(bytes(MB))
    Path(f"/proc/{visitor.pid}/clear_refs").write_text("5")
    before = resident()
    line = visitor.begin(400 * MB)
    for _ in range(400):
        line.sendall(bytes(MB))
    assert b"200 OK" in line.recv(1000)
    line.close()
    assert [path.stat().st_size for path in visitor.kept if path.stat().st_size > MB]
    assert highest() - before < 60 * MB


# A file that does not


def test_a_transfer_given_up_half_way_leaves_nothing(visitor):
    line = visitor.begin(50 * MB)
    line.sendall(bytes(20 * MB))
    assert until(lambda: [path.suffix for path in visitor.kept] == [".part"])
    assert until(lambda: visitor.kept[0].stat().st_size > 10 * MB)
    line.close()
    assert until(lambda: visitor.kept == [])


def test_a_half_sent_file_is_not_there_yet(visitor):
    line = visitor.begin(20 * MB)
    line.sendall(bytes(10 * MB))
    assert until(lambda: bool(visitor.kept))
    with pytest.raises(UploadError):
        incoming.path_of(visitor.home, visitor.kept[0].stem)
    line.sendall(bytes(10 * MB))
    assert b"200 OK" in line.recv(1000)
    line.close()


REFUSED = {
    "no token of this browser": {"X_Xsrftoken": ""},
    "another's token": {"X_Xsrftoken": generate_xsrf_token_string()},
    "no cookie": {"Cookie": ""},
    "a page of another site": {"Sec_Fetch_Site": "cross-site"},
    "a page of a neighbouring site": {"Sec_Fetch_Site": "same-site"},
    "no session": {"X_Session": ""},
    "a session that is none": {"X_Session": "6f0c2d8e-0000-4000-8000-000000000000"},
}


@pytest.mark.parametrize("why", REFUSED)
def test_who_may_not_send_is_refused_in_a_sentence(visitor, why):
    status, answer = visitor.put(b"a,b\n", **REFUSED[why])
    assert (status, answer["error"]) == (403, "not_allowed")
    assert "Nothing was kept" in answer["sentence"]
    assert visitor.kept == []


def test_a_file_over_the_limit_is_refused_by_the_size_it_announces(visitor):
    status, answer = visitor.put(b"", X_File_Size=str(500 * MB + 1))
    assert (status, answer["error"]) == (413, "too_large")
    assert answer["details"] == {"size": 501, "most": 500}
    assert visitor.kept == []


def test_the_answer_to_a_large_file_that_is_refused_can_be_read(visitor):
    status, answer = visitor.put(bytes(60 * MB), X_Session="")
    assert (status, answer["error"]) == (403, "not_allowed")


WRONG = {
    "shorter": {"X_File_Size": "5"},
    "longer": {"X_File_Size": "3"},
    "nothing": {"X_File_Size": ""},
    "no number": {"X_File_Size": "many"},
    "less than nothing": {"X_File_Size": "-1"},
    "digits of another script": {"X_File_Size": "\u0664".encode().decode("latin-1")},
    "too many digits": {"X_File_Size": "9" * 5000},
}


@pytest.mark.parametrize("announced", WRONG)
def test_a_file_of_another_length_than_announced_is_not_kept(visitor, announced):
    status, answer = visitor.put(b"a,b\n", **WRONG[announced])
    assert (status, answer["error"]) == (400, "wrong_length")
    assert visitor.kept == []


@pytest.mark.skipif(os.name == "nt", reason="limits of a process differ there")
def test_a_disk_that_is_full_is_said_and_leaves_nothing(tmp_path):
    import resource

    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (8 * MB, 8 * MB))

    with visiting(tmp_path / "home", preexec_fn=small_files) as full:
        status, answer = full.put(bytes(20 * MB))
        assert (status, answer["error"]) == (507, "no_room")
        assert answer["details"] == {"size": 20}
        assert full.kept == []
        assert full.put(bytes(MB))[0] == 200


# What no real server can be made to do in a test


def asked(home: Path, pieces: list[bytes | None], size: int) -> tuple[int, dict]:
    """Status and answer when these pieces come; None is a wait that does not end."""
    route = incoming.route("/incoming", lambda: home, lambda _request: True)
    waiting = list(pieces)

    async def receive():
        if waiting and waiting[0] is None:
            await asyncio.sleep(3600)
        body = waiting.pop(0) if waiting else b""
        return {"type": "http.request", "body": body, "more_body": bool(waiting)}

    async def answer():
        scope = {
            "type": "http",
            "method": "PUT",
            "headers": [(b"x-file-size", str(size).encode())],
        }
        return await route.endpoint(Request(scope, receive))

    given = asyncio.run(answer())
    return given.status_code, json.loads(given.body)


def test_a_sender_that_falls_silent_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(incoming, "SECONDS_OF_SILENCE", 0.2)
    status, answer = asked(tmp_path, [b"a,b\n", None], 100)
    assert (status, answer["error"]) == (408, "silent")
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_file_larger_than_the_room_left_is_refused_first(tmp_path, monkeypatch):
    monkeypatch.setattr(incoming, "room", lambda _home: 3)
    status, answer = asked(tmp_path, [b"a,b\n"], 4)
    assert (status, answer["error"]) == (507, "no_room")
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "incoming").write_text("a file where the folder should be")
    status, answer = asked(tmp_path, [b"a,b\n"], 4)
    assert (status, answer["error"]) == (500, "not_written")


def test_every_way_of_saying_that_the_disk_is_full_is_understood(tmp_path, monkeypatch):
    for number in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):

        def full(*_given, number=number):
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(incoming, "_open", full)
        assert asked(tmp_path, [b"a,b\n"], 4)[1]["error"] == "no_room"


def test_every_refusal_has_its_status():
    assert incoming.REFUSALS.keys() == incoming.STATUS.keys()


@pytest.mark.parametrize(
    ("given", "most"), [("", 4000), ("20", 20), ("0", 4000), ("-3", 4000), ("1 GB", 4000)]
)
def test_the_limit_is_a_number_of_megabytes_or_four_thousand(monkeypatch, given, most):
    monkeypatch.setenv("CX_MOST_UPLOAD_MB", given)
    assert incoming.most_bytes() == most * MB


# Files that wait


def waiting_file(home: Path, name: str, *, hours: float) -> Path:
    """A file that came so long ago."""
    path = home / "incoming" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"a,b\n")
    then = time.time() - hours * 3600
    os.utime(path, (then, then))
    return path


TOKEN = "0123456789abcdef" * 2


@pytest.mark.parametrize(
    ("name", "hours", "stays"),
    [
        (TOKEN, 1.9, True),
        (TOKEN, 2.1, False),
        (f"{TOKEN}.part", 0.2, True),
        (f"{TOKEN}.part", 0.3, False),
    ],
)
def test_opening_the_data_folder_removes_what_nobody_came_back_for(
    tmp_path, name, hours, stays
):
    path = waiting_file(tmp_path, name, hours=hours)
    Store(tmp_path).close()
    assert path.exists() == stays


def test_what_was_made_of_a_file_goes_with_it(tmp_path):
    for token, hours in ((TOKEN, 3), (TOKEN[::-1], 0)):
        waiting_file(tmp_path, token, hours=hours)
        made = tmp_path / "incoming" / f"{token}.rows" / "1" / "rows.parquet"
        made.parent.mkdir(parents=True)
        made.touch()
    incoming.tidy(tmp_path)
    left = {path.name for path in (tmp_path / "incoming").iterdir()}
    assert left == {TOKEN[::-1], f"{TOKEN[::-1]}.rows"}
    (tmp_path / "incoming" / TOKEN[::-1]).unlink()
    incoming.tidy(tmp_path)
    assert list((tmp_path / "incoming").iterdir()) == []


def test_the_next_upload_removes_it_too(visitor):
    waiting_file(visitor.home, TOKEN, hours=3)
    _status, answer = visitor.put(b"a,b\n")
    assert [path.name for path in visitor.kept] == [answer["token"]]


def test_a_file_that_is_looked_at_stays(tmp_path):
    path = waiting_file(tmp_path, TOKEN, hours=3)
    assert incoming.path_of(tmp_path, TOKEN) == path
    incoming.tidy(tmp_path)
    assert path.exists()


@pytest.mark.parametrize(
    "token", ["", ".", "..", "../uploads/x", "/etc/passwd", TOKEN + "\n", TOKEN.upper()]
)
def test_a_token_that_is_none_leads_nowhere(tmp_path, token):
    path = waiting_file(tmp_path, TOKEN, hours=0)
    with pytest.raises(UploadError, match="not on the server any more"):
        incoming.path_of(tmp_path, token)
    incoming.discard(tmp_path, token)
    assert path.exists()


def test_what_is_discarded_is_gone_and_may_be_discarded_again(tmp_path):
    path = waiting_file(tmp_path, TOKEN, hours=0)
    incoming.discard(tmp_path, TOKEN)
    incoming.discard(tmp_path, TOKEN)
    assert not path.exists()
    with pytest.raises(UploadError):
        incoming.path_of(tmp_path, TOKEN)
