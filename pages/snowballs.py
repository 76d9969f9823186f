"""What grows from one contact, and what comes next?"""

from cx import ui

with ui.page("snowballs", needs="contact") as question:
    ui.snowballs(question)
