"""What does each number mean?"""

from cx import ui

with ui.page("Dictionary", filters=False):
    ui.dictionary()
