"""HTTP in, HTML out: the public pages, the office, health."""

from flask import Flask

from surveys.settings import Settings
from surveys.web import (
    banner,
    characters,
    counting,
    embed,
    faults,
    health,
    images,
    metrics,
    open_data,
    pages,
    posters,
    public,
    publication,
    questionnaire,
    result_charts,
    results,
)
from surveys.web.metrics import page as metrics_page
from surveys.web.office import (
    approval,
    charts,
    dashboard,
    devices,
    documents,
    export,
    inspection,
    inspection_photos,
    inspection_upload,
    inspections,
    jobs,
    journal,
    organization,
    organizations,
    rating,
    registry_import,
    result_images,
    rounds,
    settings_page,
    site,
    suggestions,
    users,
)

PUBLIC = (
    public.pages,
    questionnaire.pages,
    posters.pages,
    embed.pages,
    banner.pages,
    results.pages,
    open_data.pages,
    result_charts.pages,
    charts.drawn,
    health.pages,
    metrics_page.pages,
)

OFFICE = (
    dashboard.pages,
    rounds.pages,
    inspections.pages,
    inspection_upload.pages,
    inspection.pages,
    inspection_photos.pages,
    rating.pages,
    result_images.pages,
    approval.pages,
    documents.pages,
    charts.pages,
    organizations.pages,
    registry_import.pages,
    organization.pages,
    site.pages,
    devices.pages,
    suggestions.pages,
    export.pages,
    jobs.pages,
    users.pages,
    journal.pages,
    settings_page.pages,
)


def set_up(app: Flask, settings: Settings) -> None:
    """Give the application its pages and what all of them share."""
    pages.set_up(app, settings)
    characters.set_up(app)
    faults.set_up(app)
    metrics.set_up(app)
    counting.set_up(app)
    publication.set_up(app)
    images.set_up(app, settings)
    for blueprint in (*PUBLIC, *OFFICE):
        app.register_blueprint(blueprint)
