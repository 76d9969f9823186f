"""What `streamlit run` starts; everything else is behind the front door."""

import posixpath

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from cx import incoming
from cx.headers import SecurityHeaders
from cx.store import home_folder

BASE = posixpath.join("/", str(st.get_option("server.baseUrlPath") or "").strip("/"))


def overview(request: Request) -> RedirectResponse:
    """The first page lives at the root; its name leads there too."""
    return RedirectResponse(f"/?{request.url.query}")


def may_send(request: Request) -> bool:
    """Asked when the pages are there: Streamlit complains of them before it runs."""
    from cx.ui import uploader

    return uploader.may_send(request)


app = st.App(
    "cx/ui/front_door.py",
    routes=[
        Route("/overview", overview),
        incoming.route(posixpath.join(BASE, "incoming"), home_folder, may_send),
    ],
    middleware=[Middleware(SecurityHeaders)],
)
