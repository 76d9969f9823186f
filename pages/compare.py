"""Any two periods or groups side by side: what differs, and why?"""

from cx import ui

with ui.page("compare") as question:
    ui.comparing(question)
