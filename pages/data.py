"""What is loaded, and how do I load more or take something back?"""

from cx import ui

with ui.page("data", filters=False):
    ui.data_page()
