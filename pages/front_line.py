"""What do the people who serve meet, what do they bear, and does coaching help?"""

from cx import ui

with ui.page("front_line") as question:
    ui.front_line(question)
