"""Which touchpoints go with loyalty?"""

from cx import ui

with ui.page("drivers", needs="answer") as question:
    ui.driver_page(question)
