"""Any two periods or groups side by side: what differs, and why?"""

from cx import ui

with ui.page("Compare") as question:
    ui.comparing(question)
