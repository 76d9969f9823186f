"""What `streamlit run` starts; everything else is behind the front door."""

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from cx.headers import SecurityHeaders


def overview(request: Request) -> RedirectResponse:
    """The first page lives at the root; its name leads there too."""
    return RedirectResponse(f"/?{request.url.query}")


app = st.App(
    "cx/ui/front_door.py",
    routes=[Route("/overview", overview)],
    middleware=[Middleware(SecurityHeaders)],
)
