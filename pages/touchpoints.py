"""Which moments of truth are good, which are bad, and how many people meet them?"""

from cx import ui

with ui.page("touchpoints", needs="answer") as question:
    ui.touchpoints(question)
