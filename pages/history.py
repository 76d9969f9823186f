"""Who loaded what and when, what became of it, and how do I go back?"""

from cx import ui

with ui.page("history", filters=False):
    ui.history_page()
