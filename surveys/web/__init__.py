"""HTTP in, HTML out: the public pages, the office, health."""

from flask import Flask

from surveys.settings import Settings
from surveys.web import (
    banner,
    counting,
    embed,
    faults,
    health,
    pages,
    posters,
    public,
    publication,
    questionnaire,
    results,
)
from surveys.web.office import (
    charts,
    dashboard,
    devices,
    export,
    jobs,
    journal,
    organization,
    organizations,
    registry_import,
    rounds,
    settings_page,
    site,
    suggestions,
    users,
)


def set_up(app: Flask, settings: Settings) -> None:
    """Give the application its pages and what all of them share."""
    pages.set_up(app, settings)
    faults.set_up(app)
    counting.set_up(app)
    publication.set_up(app)
    for blueprint in (
        public.pages,
        questionnaire.pages,
        posters.pages,
        embed.pages,
        banner.pages,
        results.pages,
        health.pages,
        dashboard.pages,
        export.pages,
        jobs.pages,
        charts.pages,
        charts.drawn,
        organizations.pages,
        rounds.pages,
        registry_import.pages,
        organization.pages,
        site.pages,
        devices.pages,
        suggestions.pages,
        users.pages,
        journal.pages,
        settings_page.pages,
    ):
        app.register_blueprint(blueprint)
