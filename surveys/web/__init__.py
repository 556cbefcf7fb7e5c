"""HTTP in, HTML out: the public pages, the office, health."""

from flask import Flask

from surveys.settings import Settings
from surveys.web import embed, faults, health, pages, posters, public, questionnaire, results
from surveys.web.office import dashboard


def set_up(app: Flask, settings: Settings) -> None:
    """Give the application its pages and what all of them share."""
    pages.set_up(app, settings)
    faults.set_up(app)
    for blueprint in (
        public.pages,
        questionnaire.pages,
        posters.pages,
        embed.pages,
        results.pages,
        health.pages,
        dashboard.pages,
    ):
        app.register_blueprint(blueprint)
