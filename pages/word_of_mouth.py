"""Who tells others, what, and how many?"""

from cx import ui

with ui.page("word_of_mouth", needs="answer") as question:
    ui.word_of_mouth(question)
