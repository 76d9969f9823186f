"""Who tells others, what, and how many?"""

from cx import ui

with ui.page("Word of mouth", needs="answer") as question:
    ui.word_of_mouth(question)
