"""Is it solved at the first contact, or do they come back?"""

from cx import ui

with ui.page("resolution") as question:
    ui.resolution(question)
