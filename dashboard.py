"""What `streamlit run` starts; everything else is behind the front door."""

import streamlit as st
from starlette.middleware import Middleware

from cx.headers import SecurityHeaders

app = st.App("cx/ui/front_door.py", middleware=[Middleware(SecurityHeaders)])
