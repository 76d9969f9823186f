"""How hard is it for customers, what makes it hard, and where do they change channel?"""

from cx import ui

with ui.page("effort") as question:
    ui.effort(question)
