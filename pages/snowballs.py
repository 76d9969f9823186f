"""What grows from one contact, and what comes next?"""

from cx import ui

with ui.page("Snowballs and next issue", needs="contact") as question:
    ui.snowballs(question)
