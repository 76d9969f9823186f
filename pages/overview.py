"""How are we doing, and what moved?"""

from cx import ui

with ui.page("overview") as question:
    ui.overview(question)
