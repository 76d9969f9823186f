"""What does each number mean?"""

from cx import ui

with ui.page("dictionary", filters=False):
    ui.dictionary()
