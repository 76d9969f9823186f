"""When do customers wait, and where does the work get stuck?"""

from cx import ui

with ui.page("bottlenecks", needs="contact") as question:
    ui.bottlenecks(question)
