"""Do customers come back, what do they leave, and where in their life are they lost?"""

from cx import ui

with ui.page("customers") as question:
    ui.customers(question)
