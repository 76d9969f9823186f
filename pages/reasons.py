"""Why do customers have to contact, who owns the cause, and what is done about it?"""

from cx import ui

with ui.page("reasons") as question:
    ui.reasons(question)
