"""The drop zone of the Data page: a file goes to disk, and its token to this session."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.server_util import is_xsrf_enabled
from streamlit.web.server.starlette.starlette_app_utils import validate_xsrf_token

from cx import incoming
from cx.errors import UploadError
from cx.locale import language, t

KEY = "uploader"
# {token, name} of the file this session looks at; tests put one there themselves.
CHOSEN = "incoming"


@dataclass(frozen=True)
class Incoming:
    """A whole file on disk, and the name it had where it came from."""

    token: str
    name: str
    path: Path
    home: Path


def may_send(request: Request) -> bool:
    """Whether a page of ours, open in a browser now, sends this."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    if is_xsrf_enabled() and not validate_xsrf_token(
        request.headers.get("x-xsrftoken"), request.cookies.get("_streamlit_xsrf")
    ):
        return False
    session = request.headers.get("x-session", "")
    return Runtime.exists() and Runtime.instance().is_active_session(session)


def draw(
    home: Path, label: str, kinds: Iterable[str], *, changed: Callable[[], None]
) -> Incoming | None:
    """Draw the zone; the file that is there.  `changed` runs before another one is.

    Raises UploadError when the file has been waiting for too long.
    """

    def arrived() -> None:
        sent = dict(st.session_state[KEY].arrived or {})
        changed()
        forget(home)
        token, name = str(sent.get("token", "")), str(sent.get("name", ""))
        st.session_state[CHOSEN] = {"token": token, "name": incoming.shown_name(name)}

    def removed() -> None:
        changed()
        forget(home)

    context = get_script_run_ctx()
    chosen = st.session_state.get(CHOSEN)
    held: Incoming | None = None
    gone: UploadError | None = None
    if chosen:
        _of_this_session().holds(home, chosen["token"])
        try:
            path = incoming.path_of(home, chosen["token"])
            held = Incoming(chosen["token"], chosen["name"], path, home)
        except UploadError as error:
            gone = error
    _component()(
        key=KEY,
        data={
            "session": context.session_id if context else "",
            "label": label,
            "accept": ",".join(f".{kind}" for kind in kinds),
            "language": language(),
            "most": incoming.most_bytes(),
            "room": min(incoming.room(home), incoming.most_bytes()),
            "chosen": chosen
            and {**chosen, "size": held.path.stat().st_size if held else 0},
            "words": _words(),
            "refusals": {why: t(sentence) for why, sentence in incoming.REFUSALS.items()},
        },
        on_arrived_change=arrived,
        on_removed_change=removed,
    )
    if gone:
        raise gone
    return held


def forget(home: Path) -> None:
    """The file of this session, if there is one, is wanted no more."""
    if chosen := st.session_state.pop(CHOSEN, None):
        incoming.discard(home, chosen["token"])


class _Held:
    """What goes with the session: a closed tab leaves no file behind."""

    home: Path | None = None
    token = ""

    def holds(self, home: Path, token: str) -> None:
        self.home, self.token = home, token

    def let_go(self) -> None:
        if self.home:
            incoming.discard(self.home, self.token)


@st.cache_resource(scope="session", on_release=_Held.let_go, show_spinner=False)
def _of_this_session() -> _Held:
    return _Held()


def _component() -> st.components.v2.types.ComponentRenderer:
    return st.components.v2.component(
        "uploader", html=_part("html"), css=_part("css"), js=_part("js")
    )


@cache
def _part(kind: str) -> str:
    return Path(__file__).with_name(f"uploader.{kind}").read_text(encoding="utf-8")


def _words() -> dict[str, str]:
    """What the zone says; it puts the {values} in itself."""
    return {
        "here": t("Drop a file here"),
        "choose": t("Choose a file"),
        "another": t("Choose another file"),
        "cancel": t("Cancel"),
        "remove": t("Remove {name}"),
        "sending": t("Sending {name}"),
        "done": t("{done} MB of {whole} MB"),
        "seconds": t("{n} s left"),
        "minutes": t("{n} min left"),
        "checking": t("Sent. One moment…"),
        "arrived": t("{name} has arrived."),
        "cancelled": t("Cancelled: nothing was kept."),
        "several": t(
            "You gave {n} files. They are taken one at a time: the first is here, the "
            "others can follow."
        ),
        "busy": t("One file is on its way. Wait for it, or cancel it first."),
        "folder": t(
            "That is a folder. Open it and drop one of its files, or drop a ZIP of it."
        ),
        "broken": t(
            "The connection broke off, or the file was changed or closed to this "
            "browser. Nothing was kept: try again."
        ),
    }
