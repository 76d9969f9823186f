"""A file as the browser sends it, for pages that are drawn without one."""

import secrets
from pathlib import Path

from streamlit.testing.v1 import AppTest

from cx.ui.uploader import CHOSEN


def send(page: AppTest, home: Path, name: str, content: bytes) -> Path:
    """The file is on disk and the page's session knows it; the page is not drawn yet."""
    token = secrets.token_hex(16)
    path = home / "incoming" / token
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    page.session_state[CHOSEN] = {"token": token, "name": name}
    return path
