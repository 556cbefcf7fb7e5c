"""Charts as images: drawn once, kept, and sent so that browsers keep them too."""

import os
from typing import Any

from flask import Flask, abort, current_app, request
from werkzeug.wrappers import Response

from surveys.charts import render
from surveys.charts.marks import Layout
from surveys.settings import Settings
from surveys.web import language
from surveys.web.figure import Figure
from surveys.web.kept import Kept
from surveys.web.pages import shown_anywhere

MOST_KEPT = 256
"""How many images of about 50 kB are kept."""

POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
"""For an image alone: it brings styles and runs nothing."""


def set_up(app: Flask, settings: Settings) -> None:
    """Make room for the images."""
    app.extensions["charts"] = Kept[bytes](MOST_KEPT)
    # matplotlib writes a list of typefaces, and the service may have no home to write it to
    os.environ.setdefault("MPLCONFIGDIR", str(settings.instance_path / "matplotlib"))


def layout_asked() -> Layout:
    """The layout that the address asks for; ends the request if there is none of that name."""
    wanted: Any = language.said("layout", Layout.SHEET)
    return Layout(wanted) if wanted in list(Layout) else abort(404)


def find(key: str, form: str) -> bytes | None:
    """The image that is kept under a key."""
    kept: Kept[bytes] = current_app.extensions["charts"]
    return kept.find((key, form))


def sent(figure: Figure, form: str, caching: str) -> Response:
    """A figure's image in the layout that the address asks for; it is drawn if none is kept of these counts."""
    layout = layout_asked()
    key = figure.key(layout)
    kept: Kept[bytes] = current_app.extensions["charts"]
    content = kept.get((key, form), lambda: render.rendered(figure.chart, form, layout))
    response = as_response(content, form, caching)
    response.headers["Content-Disposition"] = f'inline; filename="otklik-{figure.kind}.{form}"'
    response.set_etag(key)
    return response.make_conditional(request)


def as_response(content: bytes, form: str, caching: str) -> Response:
    """An image with the headers that it needs."""
    response = Response(content, mimetype=render.TYPES[form])
    response.headers["Cache-Control"] = caching
    if caching.startswith("public"):
        shown_anywhere(response.headers)
    response.headers["Content-Security-Policy"] = POLICY
    return response
