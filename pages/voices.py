"""What do customers say in their own words?"""

from cx import ui

with ui.page("voices", needs="answer") as question:
    ui.voices(question)
