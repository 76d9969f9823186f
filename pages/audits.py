"""Is the service delivered as it was designed: visits, ratings, steps and promises."""

from cx import ui

with ui.page("audits") as question:
    ui.audits(question)
